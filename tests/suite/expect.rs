//! Captures are compared with the tables beside them.

#![allow(clippy::unwrap_used)]

use std::{fs, path::PathBuf};

use crate::support::program::{btlint, folder};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";
const STREAM: &str = "captures/a2dp/sbc-good.btsnoop";

/// A folder with one capture and a table beside it.
fn with(name: &str, capture: &str, table: &str) -> PathBuf {
    let folder = folder(&format!("expect-{name}"));
    fs::copy(capture, folder.join("x.btsnoop")).unwrap();
    fs::write(folder.join("x.btsnoop.toml"), table).unwrap();
    folder
}

/// The exit code, and the differences, without what comes before them in a line.
fn check(name: &str, capture: &str, table: &str) -> (i32, Vec<String>) {
    let folder = with(name, capture, table);
    let ran = btlint(&["check", "--expect", folder.to_str().unwrap(), "--quiet"]);
    let said = ran.err.lines().filter_map(|line| line.split_once("x.btsnoop: "));
    (ran.code, said.map(|(_, text)| text.to_owned()).collect())
}

#[test]
fn the_projects_captures_are_as_expected() {
    let ran = btlint(&["check", "captures", "--expect", "--quiet"]);
    let unread = |line: &&str| !line.contains("nothing to check") && !line.contains(": offset ");
    assert_eq!(ran.err.lines().filter(unread).collect::<Vec<_>>(), [""; 0], "exit {}", ran.code);
}

#[test]
fn findings_are_expected_allowed_and_forbidden() {
    let all = btlint(&["check", FAILED, "--format=concise"]).out;
    let others: Vec<&str> = all
        .lines()
        .filter_map(|line| line.split_once('[')?.1.split_once(']'))
        .map(|(code, _)| code)
        .filter(|code| *code != "AUTH104")
        .collect();
    let allowed: String = others
        .iter()
        .map(|code| format!("[[allowed]]\ncode = \"{code}\"\nreason = \"known\"\n"))
        .collect();
    let met = format!("{allowed}[[finding]]\ncode = \"AUTH104\"\nframe = 50\n");
    assert_eq!(check("met", FAILED, &met), (0, vec![]));
    let anywhere = format!("{allowed}[[finding]]\ncode = \"smp-confirm-mismatch\"\n");
    assert_eq!(check("anywhere", FAILED, &anywhere), (0, vec![]));

    let elsewhere = format!("{allowed}[[finding]]\ncode = \"AUTH104\"\nframe = 51\n");
    let (code, said) = check("elsewhere", FAILED, &elsewhere);
    assert_eq!((code, said.len()), (1, 2), "{said:?}");
    assert_eq!(said[0], "expected AUTH104 in frame 51");
    assert!(said[1].starts_with("unexpected AUTH104 in frame 50: Pairing failed"), "{said:?}");

    let forbidden = format!("{met}[[forbidden]]\ncode = \"AUTH\"\n");
    let (code, said) = check("forbidden", FAILED, &forbidden);
    assert!(code == 1 && said.iter().any(|it| it.starts_with("forbidden AUTH104")), "{said:?}");
}

#[test]
fn codec_phases_and_the_start_of_the_stream_are_compared() {
    let good =
        "codec = \"SBC\"\nphases = [\"pair\", \"encrypt\", \"stream\"]\nstart_within_s = 10\n";
    assert_eq!(check("stream", STREAM, good), (0, vec![]));
    let bad = "codec = \"AAC\"\nphases = [\"strem\"]\nstart_within_s = 0.5\n";
    let (code, said) = check("no-stream", STREAM, bad);
    assert_eq!((code, said.len()), (1, 3), "{said:?}");
    assert!(said[0].starts_with("expected codec AAC, used SBC 44.1 kHz"), "{said:?}");
    assert_eq!(said[1], "expected phase strem to go well");
    assert!(said[2].starts_with("expected the stream within 0.5 s, started after "), "{said:?}");
    let (_, said) = check("none", FAILED, "start_within_s = 1\n");
    assert!(said.contains(&"expected a stream to start".to_owned()), "{said:?}");
}

#[test]
fn an_unknown_key_is_an_error_with_its_place() {
    let folder = with("key", STREAM, "healthy = true\n\n[[finding]]\ncod = \"AUTH104\"\n");
    let ran = btlint(&["check", "--expect", folder.to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("x.btsnoop.toml:4:1: unknown field `cod`"), "{}", ran.err);
    assert!(ran.err.contains("did you mean code?"), "{}", ran.err);
}

#[test]
fn without_a_table_findings_count_as_ever() {
    let folder = folder("expect-none");
    fs::copy(FAILED, folder.join("y.btsnoop")).unwrap();
    assert_eq!(btlint(&["check", "--expect", folder.to_str().unwrap()]).code, 1);
}
