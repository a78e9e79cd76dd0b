//! What holds for every format of the registry, and that each is what its readers expect.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::{
    program::{btlint, btlint_with, btsnoop, folder},
    schema::faults,
};
use btlint::report::{FORMATS, Format};
use serde_json::Value;

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";
const GOOD: &str = "captures/a2dp/sbc-good.btsnoop";

/// A name that tries to get out of every format.
const HOSTILE: &str = "]]><script>alert(1)</script>\u{1b}[31m|`x` *b* [l](http://e.vil) @all\r\n\
                       ::error::pwn\n# \u{202e}\"&'";

/// A device of that name, a pairing with which fails.
fn hostile() -> Vec<u8> {
    let octets: String = HOSTILE.bytes().map(|octet| format!("{octet:02x}")).collect();
    btsnoop(&format!(
        "@le\n0.000 < event 07 00 ccbbaa5dcf00 {octets}\n\
         0.100 > l2cap 0006 01 04 00 05 10 01 01\n0.150 < l2cap 0006 02 02 00 05 10 01 01\n\
         0.200 > l2cap 0006 03 00112233445566778899aabbccddeeff\n\
         0.250 < l2cap 0006 03 ffeeddccbbaa99887766554433221100\n\
         0.300 > l2cap 0006 04 0102030405060708090a0b0c0d0e0f10\n0.350 < l2cap 0006 05 04\n"
    ))
}

/// The commands that write in a format.
fn commands(format: &Format) -> Vec<&'static str> {
    let can = [
        ("check", format.findings.is_some()),
        ("report", format.ticket.is_some()),
        ("show", format.frames.is_some()),
    ];
    can.iter().filter(|(_, can)| *can).map(|(command, _)| *command).collect()
}

#[test]
fn names_and_paths_are_harmless_in_every_format() {
    // What a name of a file may have on every system that has such names.
    let names = ["::error file=x::pwn.btsnoop", "a<script>|`b`@all\u{1b}[31m\n::error::x.btsnoop"];
    let folder = folder("hostile-paths");
    let capture = hostile();
    for (format, name) in FORMATS.iter().flat_map(|format| names.map(|name| (format, name))) {
        for command in commands(format) {
            let output = folder.join("output");
            let to = format!("{}={}", format.name, output.display());
            let file = folder.join(name);
            if fs::write(&file, &capture).is_err() {
                continue;
            }
            let mut arguments = vec![command, "--format", &to];
            arguments.extend(["--reveal=all"].iter().filter(|_| command == "report"));
            arguments.extend(["--", file.to_str().unwrap()]);
            let ran = btlint(&arguments);
            assert!(ran.code < 2, "{command} {}: {}", format.name, ran.err);
            let text = fs::read_to_string(&output).unwrap();
            let wrong = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
            assert!(!text.contains(wrong), "{command} {}: {text}", format.name);
            // In a span of code, or in a string, it is text.
            let markup = ["html", "junit"].contains(&format.name);
            assert!(!markup || !text.contains("<script"), "{}: {text}", format.name);
            if format.name != "github" {
                let command_line = |line: &str| line.trim_start().starts_with("::");
                assert!(!text.lines().any(command_line), "{command} {}: {text}", format.name);
            }
        }
    }
}

#[test]
fn one_run_writes_what_many_runs_write() {
    let folder = folder("formats-at-once");
    let formats: Vec<&Format> =
        FORMATS.iter().copied().filter(|format| format.findings.is_some()).collect();
    let files: Vec<_> = formats.iter().map(|format| folder.join(format.name)).collect();
    let options: Vec<String> = formats
        .iter()
        .zip(&files)
        .map(|(format, file)| format!("--format={}={}", format.name, file.display()))
        .collect();
    let mut arguments = vec!["check", FAILED, GOOD, "no-such-file"];
    arguments.extend(options.iter().map(String::as_str));
    let ran = btlint(&arguments);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for (format, file) in formats.iter().zip(&files) {
        let alone = btlint(&["check", FAILED, GOOD, "no-such-file", "--format", format.name]);
        assert_eq!(fs::read_to_string(file).unwrap(), alone.out, "{}", format.name);
        let named = alone.out.contains("AUTH104") && alone.out.contains("legacy-wrong-passkey");
        assert!(named || format.name == "statistics", "{}: {}", format.name, alone.out);
    }
}

#[test]
fn sarif_validates_against_the_schema_of_oasis() {
    let path = "tests/suite/formats/sarif-schema-2.1.0.json";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    // One of its patterns has a bracket that ECMAScript takes for itself and Rust does not.
    let text = text.replace("{2}]?$", r"{2}\\]?$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let ran = btlint(&["check", "captures", "no-such-file", "--format=sarif"]);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let wrong = faults(&schema, &document);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let run = &document["runs"][0];
    assert!(run["results"].as_array().unwrap().len() > 50);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    for result in run["results"].as_array().unwrap() {
        let rule = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
    }
    // The schema notices what it should.
    let mut broken = document.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!faults(&schema, &broken).is_empty());
}

/// What is recorded again has other frames, and the same fingerprints.
#[test]
fn fingerprints_stay_when_frames_move() {
    let folder = folder("fingerprints");
    let file = folder.join("x.btsnoop");
    let prints = || {
        let ran = btlint(&["check", file.to_str().unwrap(), "--format=gitlab"]);
        let issues: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
        let of = |it: &Value| (it["fingerprint"].clone(), it["location"]["lines"]["begin"].clone());
        issues.iter().map(of).collect::<Vec<_>>()
    };
    let whole = fs::read(FAILED).unwrap();
    fs::write(&file, &whole).unwrap();
    let before = prints();
    // The first record comes twice.
    let length = 24 + u32::from_be_bytes(whole[20..24].try_into().unwrap()) as usize;
    fs::write(&file, [&whole[..16 + length], &whole[16..]].concat()).unwrap();
    let after = prints();
    for (print, frame) in &before {
        let moved = after.iter().find(|it| it.0 == *print).unwrap_or_else(|| panic!("{after:?}"));
        assert_ne!(moved.1, *frame);
    }
}

/// The octets that SARIF names are those of the frame's record.
#[test]
fn sarif_says_where_in_the_file_a_frame_is() {
    let ran = btlint(&["check", "captures", "--format=sarif"]);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let (mut with, mut without) = (0, 0);
    for result in document["runs"][0]["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        let path = place["artifactLocation"]["uri"].as_str().unwrap();
        let region = &place["region"];
        assert_eq!(region["startLine"], result["properties"]["frame"]);
        if path.ends_with(".gz") {
            assert_eq!(region["byteOffset"], Value::Null, "{path}");
            without += 1;
            continue;
        }
        with += 1;
        let octets = fs::read(path).unwrap();
        let (start, length) =
            ["byteOffset", "byteLength"].map(|it| region[it].as_u64().unwrap()).into();
        let record = &octets[start as usize..(start + length) as usize];
        let word = |at: usize| u32::from_be_bytes(record[at..at + 4].try_into().unwrap()) as usize;
        let own = |at: usize| u32::from_le_bytes(record[at..at + 4].try_into().unwrap()) as usize;
        let whole = match path.rsplit_once('.').unwrap().1 {
            "btsnoop" => 24 + word(4),
            "pcap" => 16 + own(8),
            // The length of the last block stands at its end.
            _ => own(record.len() - 4).max(record.len()),
        };
        assert_eq!(record.len(), whole, "{path}: {region}");
    }
    assert!(with > 50 && without > 5, "{with} {without}");
}

#[test]
fn junit_counts_links_and_what_failed() {
    let ran = btlint(&["check", FAILED, GOOD, "no-such-file", "--format=junit"]);
    let document = roxmltree::Document::parse(&ran.out).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let suites: Vec<_> = root.children().filter(|it| it.has_tag_name("testsuite")).collect();
    let names: Vec<_> = suites.iter().map(|it| it.attribute("name").unwrap()).collect();
    assert_eq!(names, [FAILED, GOOD, "no-such-file"]);
    let count = |tag: &str| document.descendants().filter(|it| it.has_tag_name(tag)).count();
    let said = |name: &str| root.attribute(name).unwrap().parse::<usize>().unwrap();
    assert_eq!((said("tests"), said("failures")), (count("testcase"), count("failure")));
    assert_eq!((said("errors"), count("error")), (1, 1));
    let failure = document.descendants().find(|it| it.has_tag_name("failure")).unwrap();
    assert_eq!(failure.attribute("type"), Some("AUTH104"));
    let never = btlint(&["check", FAILED, "--format=junit", "--fail-on=never"]);
    assert!(!never.out.contains("<failure"), "{}", never.out);
}

#[test]
fn each_line_of_json_lines_is_an_object() {
    let arguments = ["check", FAILED, GOOD, "no-such-file"];
    let lines = btlint(&[&arguments[..], &["--format=json-lines"]].concat()).out;
    let objects: Vec<Value> = lines.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let of = |kind: &str| objects.iter().filter(|it| it["type"] == kind).collect::<Vec<_>>();
    let document = btlint(&[&arguments[..], &["--format=json"]].concat()).out;
    let document: Value = serde_json::from_str(&document).unwrap();
    let mut captures = of("capture").into_iter().cloned().collect::<Vec<_>>();
    for capture in &mut captures {
        capture.as_object_mut().unwrap().remove("type");
    }
    assert_eq!(Value::from(captures), document["captures"]);
    assert_eq!((of("error").len(), of("end").len()), (1, 1));
    assert!(of("finding").iter().any(|it| it["code"] == "AUTH104" && it["path"] == FAILED));
}

#[test]
fn gitlab_takes_each_issue_for_another() {
    let ran = btlint(&["check", "captures", "no-such-file", "--format=gitlab"]);
    let issues: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    assert!(issues.len() > 50);
    let prints: BTreeSet<_> = issues.iter().map(|it| it["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), issues.len());
    let severities = ["info", "minor", "major", "critical", "blocker"];
    for issue in &issues {
        assert!(severities.contains(&issue["severity"].as_str().unwrap()), "{issue}");
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        assert!(!issue["location"]["path"].as_str().unwrap().starts_with("./"));
    }
}

#[test]
fn each_line_for_github_is_an_annotation() {
    let ran = btlint(&["check", "./captures", "no-such-file", "--format=github"]);
    let json = btlint(&["check", "./captures", "no-such-file", "--format=json"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    let mut all = json["errors"].as_array().unwrap().len();
    for capture in json["captures"].as_array().unwrap() {
        let counts = capture["counts"].as_object().unwrap().iter();
        all += counts.filter(|it| it.0 != "info").map(|it| it.1.as_u64().unwrap()).sum::<u64>()
            as usize;
    }
    let counted = ran.out.lines().filter(|line| line.contains(" title=btlint::")).count();
    assert!(counted > 0, "there are more than GitHub shows");
    assert_eq!(ran.out.lines().count(), all + counted);
    for level in ["error", "warning", "notice"] {
        let command = format!("::{level} ");
        let shown: Vec<_> = ran.out.lines().filter(|line| line.starts_with(&command)).collect();
        assert!((1..=10).contains(&shown.len()), "{shown:#?}");
    }
    for line in ran.out.lines().filter(|line| !line.contains(" title=btlint::")) {
        let command = ["::error ", "::warning ", "::notice "].iter().any(|it| line.starts_with(it));
        let place = if command { "file=" } else { "" };
        let named = ["captures/", "no-such-file"];
        assert!(named.iter().any(|it| line.contains(&format!("{place}{it}"))), "{line}");
    }
}

#[test]
fn the_summary_fits_into_a_comment() {
    let folder = folder("many-failed");
    for index in 0..200 {
        fs::copy(FAILED, folder.join(format!("{index:03}-{}.btsnoop", "x".repeat(150)))).unwrap();
    }
    let path = folder.to_str().unwrap();
    let ran = btlint(&["check", path, "--format=markdown"]);
    assert!(ran.out.chars().count() < 65_536, "{}", ran.out.len());
    assert!(ran.out.contains("200 captures, 0 clean"), "the answer is on top");
    assert!(ran.out.contains("there is no room for them"));
    // What could not be read goes before all findings.
    let input = hostile();
    let ran = btlint_with(&["check", GOOD, "-", "no-such-file", "--format=markdown"], &input, &[]);
    let place = |text: &str| ran.out.find(text).unwrap_or_else(|| panic!("{text}: {}", ran.out));
    assert!(place("`no-such-file`") < place("`-`"));
    assert!(!ran.out.contains("sbc-good"), "a clean capture is only counted");
}
