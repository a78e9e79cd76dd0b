//! The exit code is that of the run, whatever format it is written in, and each format says what the code
//! says.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use btlint::report::FORMATS;
use serde_json::Value;

use crate::support::program::{Ran, btlint, folder};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";
const GOOD: &str = "captures/a2dp/sbc-good.btsnoop";

/// Runs, by what is in the folder and more arguments, with the exit code of each.
const RUNS: &[(&str, &[&str], &[&str], i32)] = &[
    ("good", &["good"], &[], 0),
    ("failed", &["failed"], &[], 1),
    ("both", &["good", "failed"], &[], 1),
    ("cut", &["cut"], &[], 2),
    ("failed-cut", &["failed", "cut"], &[], 2),
    ("empty", &["empty"], &[], 2),
    ("good-empty", &["good", "empty"], &[], 2),
    ("other", &["good", "other"], &[], 0),
    ("other-failed", &["failed", "other"], &[], 1),
    ("other-strict", &["good", "other"], &["--strict"], 2),
    ("nothing", &[], &[], 2),
    ("only-other", &["other"], &[], 2),
    ("never", &["failed"], &["--fail-on=never"], 0),
    ("never-cut", &["failed", "cut"], &["--fail-on=never"], 2),
    ("ignored", &["failed"], &["--ignore=ALL"], 0),
    ("links", &["good"], &["--require-links=9"], 2),
    ("links-failed", &["failed", "good"], &["--require-links=9"], 2),
    ("usage", &["good"], &["--select=NONE9"], 2),
];

fn fill(folder: &Path, files: &[&str]) {
    let (good, failed) = (fs::read(GOOD).unwrap(), fs::read(FAILED).unwrap());
    for file in files {
        let (name, octets) = match *file {
            "good" => ("good.btsnoop", good.as_slice()),
            "failed" => ("failed.btsnoop", failed.as_slice()),
            "cut" => ("cut.btsnoop", &good[..good.len() - 3]),
            "empty" => ("empty.pcap", &b""[..]),
            _ => ("notes.txt", &b"the speaker was off"[..]),
        };
        fs::write(folder.join(name), octets).unwrap();
    }
}

/// What programs read is whole, whatever the code.
fn is_whole(format: &str, ran: &Ran) {
    match format {
        "json" | "sarif" | "gitlab" => {
            serde_json::from_str::<Value>(&ran.out).unwrap();
        }
        "json-lines" => {
            let mut lines =
                ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            assert_eq!(lines.next_back().unwrap()["type"], "end");
        }
        "junit" => {
            roxmltree::Document::parse(&ran.out).unwrap();
        }
        _ => {}
    }
}

/// Elements of JUnit with this name.
fn elements(ran: &Ran, name: &str) -> usize {
    let document = roxmltree::Document::parse(&ran.out).unwrap();
    document.descendants().filter(|it| it.has_tag_name(name)).count()
}

#[test]
fn every_format_ends_with_the_code_of_the_run() {
    for (name, files, more, code) in RUNS {
        let folder = folder(&format!("exits-{name}"));
        fill(&folder, files);
        for format in FORMATS.iter().filter(|it| it.findings.is_some()) {
            let path = folder.to_str().unwrap();
            let arguments = [&["check", path, "--isolated", "--format", format.name], *more];
            let ran = btlint(&arguments.concat());
            let what = format!("{name}, {}: {}{}", format.name, ran.out, ran.err);
            assert_eq!(ran.code, *code, "{what}");
            if *name == "usage" {
                assert_eq!(ran.out, "", "{what}");
                continue;
            }
            is_whole(format.name, &ran);
            // To a file it is the same.
            let file = folder.join(".output");
            let to = format!("{}={}", format.name, file.display());
            let filed = btlint(&[&["check", path, "--isolated", "--format", &to], *more].concat());
            assert_eq!((filed.code, filed.out.as_str()), (*code, ""), "{what}");
            assert_eq!(fs::read_to_string(&file).unwrap(), ran.out, "{what}");
            match (format.name, code) {
                ("junit", 0) => {
                    assert_eq!(
                        (elements(&ran, "failure"), elements(&ran, "error")),
                        (0, 0),
                        "{what}"
                    );
                }
                ("junit", 1) => assert!(elements(&ran, "failure") > 0, "{what}"),
                ("junit", _) => assert!(elements(&ran, "error") > 0, "{what}"),
                ("sarif", code) => {
                    let document: Value = serde_json::from_str(&ran.out).unwrap();
                    let invocation = &document["runs"][0]["invocations"][0];
                    assert_eq!(invocation["executionSuccessful"], *code < 2, "{what}");
                }
                _ => {}
            }
            let wrong = ran.err.lines().any(|line| !line.starts_with("btlint: skipped "));
            assert_eq!(wrong, *code == 2, "{what}");
        }
    }
}
