//! Redacted captures, as users make them: nothing private is left, and nothing else is lost.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod properties;
mod runs;
mod spoilt;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::{
    program::{btlint, btlint_with, btsnoop, folder},
    samples::{foreign, samples},
};

fn redact(input: &Path, output: &Path) -> crate::support::program::Ran {
    btlint(&["redact", input.to_str().unwrap(), output.to_str().unwrap()])
}

/// Verdicts and findings, without who it was.
fn findings(path: &Path) -> String {
    let ran = btlint(&["check", "--format", "json", path.to_str().unwrap()]);
    let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let capture = &document["captures"][0];
    let all = capture["findings"].as_array().into_iter().flatten();
    let findings: Vec<_> =
        all.map(|f| format!("{} {} {}", f["code"], f["severity"], f["frame"])).collect();
    let links = capture["links"].as_array().into_iter().flatten();
    let links: Vec<_> = links.map(|link| format!("{} {}", link["id"], link["verdict"])).collect();
    format!("{} {findings:?} {links:?}", ran.code)
}

#[test]
fn every_sample_keeps_its_findings() {
    let folder = folder("redact-samples");
    for sample in samples() {
        let output = folder.join("out");
        let ran = redact(&sample.path, &output);
        assert_eq!(ran.code, 0, "{}: {}", sample.name, ran.err);
        assert_eq!(findings(&sample.path), findings(&output), "{}", sample.name);
        // Redacted again, nothing of the first pseudonyms is left to be found; it is as it was.
        let again = folder.join("again");
        assert_eq!(redact(&output, &again).code, 0, "{}", sample.name);
        assert_eq!(findings(&again), findings(&output), "{}", sample.name);
    }
}

#[test]
fn the_captures_of_others_are_redacted_or_refused() {
    let Some(captures) = foreign() else { return };
    let folder = folder("redact-others");
    let mut done = 0;
    for path in captures {
        let output = folder.join("out");
        let ran = redact(&path, &output);
        assert!(!ran.err.contains("failed its check"), "{}: {}", path.display(), ran.err);
        done += usize::from(ran.code == 0);
    }
    println!("{done} captures were redacted");
    assert!(done > 40);
}

#[test]
fn names_and_addresses_are_gone_from_everything_that_is_shown() {
    let folder = folder("redact-shown");
    let output = folder.join("out.btsnoop");
    let input = Path::new("captures/pairing/link-key-missing.btsnoop");
    assert_eq!(redact(input, &output).code, 0);
    let file = output.to_str().unwrap();
    for command in
        [&["show", file][..], &["check", file], &["report", file], &["show", "-n1..999", file]]
    {
        let plain = btlint(
            &command
                .iter()
                .map(|&a| if a == file { input.to_str().unwrap() } else { a })
                .collect::<Vec<_>>(),
        )
        .out;
        let shown = btlint(command).out;
        assert!(plain.contains("DA:4C:10") || plain.contains("Example"), "{command:?}");
        assert!(!shown.contains("Example"), "{command:?}");
        for address in
            plain.split(|c: char| !c.is_ascii_hexdigit() && c != ':').filter(|w| w.len() == 17)
        {
            let kept = ["00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF"].contains(&address);
            assert!(kept || !shown.contains(address), "{command:?}: {address}");
        }
    }
}

#[test]
fn one_key_links_files_and_another_does_not() {
    let folder = folder("redact-keys");
    let key = |name: &str, octets: &[u8]| -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, octets).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        path
    };
    let noise: Vec<u8> = (0..32_u8).map(|n| n.wrapping_mul(37) ^ 0x9c).collect();
    let good = key("good", &noise);
    let input = "captures/a2dp/sbc-good.btsnoop";
    let run = |key: Option<&Path>, name: &str| {
        let output = folder.join(name);
        let mut arguments = vec!["redact", input, output.to_str().unwrap()];
        if let Some(key) = key {
            arguments.extend(["--key-file", key.to_str().unwrap()]);
        }
        (btlint(&arguments), fs::read(&output).ok())
    };
    let (with, first) = run(Some(&good), "a");
    assert_eq!(with.code, 0, "{}", with.err);
    assert!(with.out.contains("linked with other files"), "{}", with.out);
    assert_eq!(first, run(Some(&good), "b").1);
    let (without, other) = run(None, "c");
    assert!(without.code == 0 && !without.out.contains("linked"), "{}", without.out);
    assert_ne!(other, first);
    assert_ne!(other, run(None, "d").1);
    let text = b"0123456789abcdef0123456789abcdef";
    for (bad, why) in
        [(key("short", &noise[1..]), "32 random octets"), (key("text", text), "this is text")]
    {
        let (ran, out) = run(Some(&bad), "e");
        assert!(ran.code == 2 && ran.err.contains(why) && out.is_none(), "{}", ran.err);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&good, fs::Permissions::from_mode(0o644)).unwrap();
        let (ran, out) = run(Some(&good), "f");
        assert!(
            ran.code == 2 && ran.err.contains("others can read") && out.is_none(),
            "{}",
            ran.err
        );
    }
}

#[test]
fn an_input_is_never_the_output_and_a_pipe_is_one() {
    let folder = folder("redact-paths");
    let input = folder.join("in.btsnoop");
    let octets = fs::read("captures/le/legacy.btsnoop").unwrap();
    fs::write(&input, &octets).unwrap();
    let ran = redact(&input, &input);
    assert!(ran.code == 2 && ran.err.contains("choose another output"), "{}", ran.err);
    assert_eq!(fs::read(&input).unwrap(), octets);
    let output = folder.join("out.btsnoop");
    let ran = btlint_with(&["redact", "-", output.to_str().unwrap()], &octets, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(findings(&input), findings(&output));
    // A capture that is cut is redacted as far as it goes, and that is said.
    fs::write(&input, &octets[..octets.len() - 3]).unwrap();
    let ran = redact(&input, &output);
    assert!(ran.code == 2 && ran.err.contains("ends within"), "{}", ran.err);
    assert!(output.exists());
}

/// Inputs with planted secrets, each with a twin that differs in nothing but these.
#[test]
fn planted_secrets_have_no_influence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/redaction");
    if !root.is_dir() {
        println!("skipped: {} is no folder", root.display());
        return;
    }
    let folder = folder("redact-planted");
    let table = fs::read_to_string(root.join("secrets.tsv")).unwrap();
    let mut tried = 0;
    for line in table.lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(file), Some(secret)) = (columns.next(), columns.next()) else { continue };
        let secret: Vec<u8> = (0..secret.len() / 2)
            .filter_map(|i| u8::from_str_radix(&secret[2 * i..2 * i + 2], 16).ok())
            .collect();
        let input = root.join(file);
        let output = folder.join(Path::new(file).file_name().unwrap());
        if !output.exists() {
            let ran = redact(&input, &output);
            assert_eq!(ran.code, 0, "{file}: {}", ran.err);
            assert_eq!(findings(&input), findings(&output), "{file}");
        }
        let written = fs::read(&output).unwrap();
        let mut back = secret.clone();
        back.reverse();
        for value in [secret, back] {
            let dull =
                |window: &[u8]| window.iter().collect::<std::collections::BTreeSet<_>>().len() < 3;
            for window in value.windows(4).filter(|window| !dull(window)) {
                assert!(!written.windows(4).any(|w| w == window), "{file}: {window:02x?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

/// A device of which the capture has the key is one device after it, behind other private addresses.
#[test]
fn private_addresses_resolve_under_the_pseudonym_of_their_key() {
    // The sample data of the specification (Core Vol 3 Part H, D.7), and two more of its addresses.
    const KEY: &str = "9b7d390aa610103405adc857a33402ec";
    let private = ["aafb0d948170", "16d734030241", "4996614c5b6a"];
    let none = "00".repeat(16);
    let mut script = format!(
        "@adapter\n0.000 > command 2027 00 554433221100 {KEY} {none}\n0.001 < event 0e 01 2720 00\n\
         1.000 < event 3e 02 01 00 01 {} 06 05094c616d70 c5\n",
        private[0]
    );
    for (n, peer) in private.iter().enumerate() {
        let at = 10 + 30 * n;
        script.push_str(&format!(
            "{at}.000 < event 3e 01 00 4000 00 01 {peer} 1800 0000 4800 00\n\
             {at}.500 < att 1b 2a00 01\n{}.000 < event 05 00 4000 08\n",
            at + 9
        ));
    }
    let folder = folder("redact-private");
    let (input, output) = (folder.join("in.btsnoop"), folder.join("out.btsnoop"));
    fs::write(&input, btsnoop(&script)).unwrap();
    assert_eq!(redact(&input, &output).code, 0);
    let links = |path: &Path| -> Vec<(String, String)> {
        let ran = btlint(&["check", "--format", "json", path.to_str().unwrap()]);
        let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let links = document["captures"][0]["links"].as_array().unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("none").to_owned();
        links.iter().map(|link| (text(&link["peer"]), text(&link["identity"]))).collect()
    };
    let (before, after) = (links(&input), links(&output));
    assert_eq!(before.len(), 3);
    for ((was, known), (is, still)) in before.iter().zip(&after) {
        assert_eq!(known, "00:11:22:33:44:55");
        assert_eq!(still, &after[0].1);
        assert!(still != "none" && still != known && is != was, "{after:?}");
        // Still resolvable by its highest bits.
        assert!(u8::from_str_radix(&is[..2], 16).unwrap() >> 6 == 1, "{is}");
    }
    assert_eq!(findings(&input), findings(&output));
    let text = btlint(&["show", output.to_str().unwrap(), "-n", "1.."]).out;
    assert!(!text.to_lowercase().contains("70:81:94"), "{text}");
}
