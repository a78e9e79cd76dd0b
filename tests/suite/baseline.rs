//! What is known fails no run, and what is new does: by rule, device and words, not by frames.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::support::program::{Ran, btlint, btsnoop, folder};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";
/// The device of scripts.
const PEER: &[u8] = &[0xcc, 0xbb, 0xaa, 0x5d, 0xcf, 0x00];
const OTHER: &str = "captures/le/pairing-not-supported.btsnoop";

/// A pairing with a device that fails, after so many seconds, for a reason.
fn failed(device: u8, after: u32, reason: u8) -> Vec<u8> {
    let mut capture = btsnoop(&format!(
        "@le\n{after}.100 > l2cap 0006 01 04 00 05 10 01 01\n\
         {after}.150 < l2cap 0006 02 02 00 05 10 01 01\n\
         {after}.200 > l2cap 0006 03 00112233445566778899aabbccddeeff\n\
         {after}.250 < l2cap 0006 03 ffeeddccbbaa99887766554433221100\n\
         {after}.300 > l2cap 0006 04 0102030405060708090a0b0c0d0e0f10\n\
         {after}.350 < l2cap 0006 05 {reason:02x}\n"
    ));
    for place in 0..capture.len() - PEER.len() {
        if capture[place..].starts_with(PEER) {
            capture[place] = device;
        }
    }
    capture
}

/// A folder with a capture, whose findings are known.
fn known(name: &str, capture: &[u8]) -> (PathBuf, String) {
    let folder = folder(&format!("baseline-{name}"));
    fs::write(folder.join("x.btsnoop"), capture).unwrap();
    let baseline = folder.join("known.json").to_str().unwrap().to_owned();
    assert_eq!(check(&folder, &baseline, &[]).code, 2, "there is none yet");
    assert_eq!(check(&folder, &baseline, &["--update-baseline"]).code, 0);
    (folder, baseline)
}

fn check(folder: &Path, baseline: &str, more: &[&str]) -> Ran {
    btlint(&[&["check", folder.to_str().unwrap(), "--baseline", baseline], more].concat())
}

#[test]
fn what_is_known_fails_no_run_and_is_no_clean_capture() {
    let (folder, baseline) = known("same", &fs::read(FAILED).unwrap());
    let ran = check(&folder, &baseline, &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(!ran.out.contains("error[") && !ran.out.contains("clean,"), "{}", ran.out);
    assert!(ran.out.contains("failed") && ran.out.contains("known finding"), "{}", ran.out);
    for format in ["concise", "github"] {
        assert_eq!(check(&folder, &baseline, &["--format", format]).out, "", "{format}");
    }
    let text = fs::read_to_string(&baseline).unwrap();
    check(&folder, &baseline, &["--update-baseline"]);
    assert_eq!(fs::read_to_string(&baseline).unwrap(), text, "the same findings, the same file");
    // A second capture is none of it.
    fs::copy(OTHER, folder.join("y.btsnoop")).unwrap();
    let ran = check(&folder, &baseline, &["--format=concise"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.lines().all(|line| line.contains("y.btsnoop")), "{}", ran.out);
}

#[test]
fn programs_are_given_the_state_of_each() {
    let (folder, baseline) = known("formats", &fs::read(FAILED).unwrap());
    fs::copy(OTHER, folder.join("y.btsnoop")).unwrap();
    let states = |format: &str, of: fn(&Value) -> Vec<&Value>| {
        let ran = check(&folder, &baseline, &["--format", format]);
        let document: Value = serde_json::from_str(&ran.out).unwrap();
        let states: Vec<Value> = of(&document).into_iter().cloned().collect();
        assert!(states.iter().any(|it| it == "new") && states.iter().any(|it| it == "unchanged"));
        assert!(states.iter().all(|it| it == "new" || it == "unchanged"), "{states:?}");
    };
    states("sarif", |it| {
        it["runs"][0]["results"].as_array().unwrap().iter().map(|it| &it["baselineState"]).collect()
    });
    states("json", |it| {
        let captures = it["captures"].as_array().unwrap().iter();
        captures
            .flat_map(|it| it["findings"].as_array().unwrap())
            .map(|it| &it["baseline"])
            .collect()
    });
    let ran = check(&folder, &baseline, &["--format=junit"]);
    let document = roxmltree::Document::parse(&ran.out).unwrap();
    let failures = document.descendants().filter(|it| it.has_tag_name("failure"));
    let of: Vec<_> =
        failures.map(|it| it.parent().unwrap().attribute("classname").unwrap()).collect();
    assert!(!of.is_empty() && of.iter().all(|it| it.ends_with("y.btsnoop")), "{of:?}");
    assert!(ran.out.contains("known: frame 50: AUTH104"), "{}", ran.out);
}

#[test]
fn the_same_later_is_known_and_another_is_not() {
    let (folder, baseline) = known("shape", &failed(1, 1, 4));
    let capture = folder.join("x.btsnoop");
    let code = |octets: Vec<u8>| {
        fs::write(&capture, octets).unwrap();
        check(&folder, &baseline, &[]).code
    };
    assert_eq!(code(failed(1, 1, 4)), 0);
    assert_eq!(code(failed(1, 7, 4)), 0, "at another time, in other frames");
    assert_eq!(code(failed(1, 1, 8)), 1, "for another reason");
    assert_eq!(code(failed(2, 1, 4)), 1, "with another device");
    // Less than is known is said, and no failure.
    let ran = check(&folder, &baseline, &["--select=CONF"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("of the baseline"), "{}", ran.err);
    // What cannot be read is never known.
    fs::write(&capture, b"btsnoop").unwrap();
    assert_eq!(check(&folder, &baseline, &[]).code, 2);
    assert_eq!(check(&folder, &baseline, &["--update-baseline"]).code, 2);
}

#[test]
fn what_gets_worse_is_new() {
    let (folder, baseline) = known("worse", &fs::read(FAILED).unwrap());
    let text = fs::read_to_string(&baseline).unwrap();
    fs::write(&baseline, text.replace("\"severity\": \"error\"", "\"severity\": \"warning\""))
        .unwrap();
    assert_eq!(check(&folder, &baseline, &[]).code, 1);
}

#[test]
fn captures_that_are_gone_are_forgotten_and_others_kept() {
    let (folder, baseline) = known("kept", &fs::read(FAILED).unwrap());
    fs::copy(OTHER, folder.join("y.btsnoop")).unwrap();
    let alone = folder.join("y.btsnoop");
    let names = || {
        let document: Value =
            serde_json::from_str(&fs::read_to_string(&baseline).unwrap()).unwrap();
        document["captures"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    check(&alone, &baseline, &["--update-baseline"]);
    assert_eq!(names(), ["x.btsnoop", "y.btsnoop"]);
    fs::remove_file(folder.join("x.btsnoop")).unwrap();
    check(&alone, &baseline, &["--update-baseline"]);
    assert_eq!(names(), ["y.btsnoop"]);
}

#[test]
fn a_baseline_that_is_none_is_an_error() {
    let folder = folder("baseline-wrong");
    let file = folder.join("known.json");
    for (text, why) in [
        ("{\"schema\":1,\"captures\":{}", "at line 1 column"),
        ("{\"schema\":2,\"captures\":{}}", "layout 2"),
        ("{\"schema\":1,\"captures\":{},\"x\":1}", "unknown field `x`"),
    ] {
        fs::write(&file, text).unwrap();
        let ran = btlint(&["check", FAILED, "--baseline", file.to_str().unwrap()]);
        assert!(ran.code == 2 && ran.err.contains(why), "{}", ran.err);
    }
    let ran = btlint(&["check", FAILED, "--baseline", FAILED, "--update-baseline"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}
