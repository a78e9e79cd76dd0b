//! Captures are compared with the tables beside them.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

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
    let bad = "codec = \"AAC\"\nphases = [\"voice call\"]\nstart_within_s = 0.5\n";
    let (code, said) = check("no-stream", STREAM, bad);
    assert_eq!((code, said.len()), (1, 3), "{said:?}");
    assert!(said[0].starts_with("expected codec AAC, used SBC 44.1 kHz"), "{said:?}");
    assert_eq!(said[1], "expected phase voice call to go well");
    assert!(said[2].starts_with("expected the stream within 0.5 s, started after "), "{said:?}");
    let (_, said) = check("none", FAILED, "start_within_s = 1\n");
    assert!(said.contains(&"expected a stream to start".to_owned()), "{said:?}");
}

#[test]
fn streams_and_phases_keep_to_limits() {
    let good = "links = 1\n[[phase]]\nname = \"pair\"\nwithin_s = 60\n\
                [stream]\ngaps = 0\ngaps_ms = 0\nmissing = 0\nstart_within_ms = 1000\nplays_s = 1\n";
    assert_eq!(check("limits", STREAM, good), (0, vec![]));
    let bad = "links = 2\n[[phase]]\nname = \"pair\"\nwithin_s = 0.001\n\
               [stream]\nstart_within_ms = 0.001\nplays_s = 600\n";
    let (code, said) = check("limits", STREAM, bad);
    assert_eq!((code, said.len()), (1, 4), "{said:?}");
    assert_eq!(said[0], "expected 2 links, found 1");
    assert!(said[1].starts_with("expected phase pair within 0.001 s, took "), "{said:?}");
    assert!(said[2].contains(": media after ") && said[2].contains("limit 0.001 ms"), "{said:?}");
    assert!(said[3].contains(": media ") && said[3].ends_with("limit 600 s"), "{said:?}");
    let (code, said) = check("limits", FAILED, "[stream]\ngaps = 0\n");
    assert!(code == 1 && said.contains(&"expected a stream with media".to_owned()), "{said:?}");
}

#[test]
fn gaps_are_counted() {
    for (capture, key) in [
        ("captures/a2dp/stutter-host-late.btsnoop.gz", "gaps = 0"),
        ("captures/a2dp/stutter-host-late.btsnoop.gz", "gaps_ms = 1"),
        ("captures/a2dp/rtp-gap.btsnoop", "missing = 0"),
    ] {
        let folder = folder("expect-gaps");
        let name = Path::new(capture).file_name().unwrap();
        fs::copy(capture, folder.join(name)).unwrap();
        let table = folder.join(format!("{}.toml", name.to_str().unwrap()));
        fs::write(table, format!("[stream]\n{key}\n")).unwrap();
        let ran = btlint(&["check", "--expect", folder.to_str().unwrap(), "--quiet"]);
        assert!(ran.code == 1 && ran.err.contains("stream from frame "), "{capture}: {}", ran.err);
    }
}

#[test]
fn a_rule_or_a_phase_that_there_is_not_is_an_error() {
    for (table, place, why) in [
        ("[[forbidden]]\ncode = \"STRN\"\n", "2:8", "no rule named STRN"),
        ("[[allowed]]\ncode = \"AUTH140\"\nreason = \"\"\n", "2:8", "did you mean AUTH1"),
        ("phases = [\"strem\"]\n", "1:10", "no phase strem; did you mean stream?"),
        ("[[phase]]\nname = \"x\"\nwithin_s = 1\n", "2:8", "no phase x; phases are connect"),
    ] {
        let folder = with("unknown", STREAM, table);
        let ran = btlint(&["check", "--expect", folder.to_str().unwrap()]);
        let wanted = format!("x.btsnoop.toml:{place}: ");
        assert!(ran.code == 2 && ran.err.contains(&wanted), "{table}: {}", ran.err);
        assert!(ran.err.contains(why), "{table}: {}", ran.err);
    }
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
