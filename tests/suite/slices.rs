//! Slices show what they were made for, and captures carry their findings into Wireshark.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use serde_json::Value;

use crate::support::{
    program::{btlint, folder},
    samples::samples,
};

/// Code, severity and message of each finding, and their frames.
fn findings(path: &Path) -> Vec<(String, String, u64)> {
    let ran = btlint(&["check", "--format", "json", path.to_str().unwrap()]);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let all = document["captures"][0]["findings"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    all.iter()
        .map(|f| (text(&f["code"]), text(&f["message"]), f["frame"].as_u64().unwrap()))
        .collect()
}

#[test]
fn every_finding_survives_in_its_slice() {
    let folder = folder("slices");
    let (mut tried, mut whole, mut kept) = (0, 0, 0);
    for sample in samples() {
        let input = sample.path.to_str().unwrap();
        let size = |path: &str| btlint(&["show", path]).out.lines().count();
        for (code, message, frame) in findings(&sample.path) {
            if code == "CONF015" || code == "CONN013" {
                continue;
            }
            let output = folder.join("slice.pcapng");
            let output = output.to_str().unwrap();
            let ran = btlint(&["slice", input, output, "--finding", &format!("{code}:{frame}")]);
            assert_eq!(ran.code, 0, "{}: {code}: {}", sample.name, ran.err);
            let found = findings(Path::new(output));
            assert!(
                found.iter().any(|other| other.0 == code && other.1 == message),
                "{}: {code} {message}: {found:?}",
                sample.name
            );
            tried += 1;
            whole += size(input);
            kept += size(output);
        }
    }
    assert!(tried > 50, "{tried}");
    assert!(kept * 3 < whole * 2, "{kept} of {whole} frames are kept");
}

#[test]
fn links_and_frames_are_cut_out() {
    let folder = folder("slice-parts");
    let input = "captures/connect/dropout-on-second-device.btsnoop";
    let output = folder.join("part.btsnoop");
    let output = output.to_str().unwrap();
    for arguments in [["--link", "1"], ["--frames", "200..230"]] {
        let ran = btlint(&[&["slice", input, output][..], &arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let frames = btlint(&["show", output]).out.lines().count();
        let all = btlint(&["show", input]).out.lines().count();
        assert!(frames > 10 && frames < all, "{arguments:?}: {frames} of {all}");
    }
    for (arguments, why) in [
        (["--link", "99"], "has no link 99"),
        (["--frames", "9999..10000"], "has no frame from 9999"),
        (["--finding", "AUTH104"], "has no finding AUTH104"),
        (["--finding", "AUTH999"], "no rule named AUTH999"),
        (["--finding", "AUTH104:x"], "invalid frame number"),
    ] {
        let ran = btlint(&[&["slice", input, output][..], &arguments].concat());
        assert!(ran.code == 2 && ran.err.contains(why), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_redacted_slice_has_no_address_of_its_capture() {
    let output = folder("slice-redacted").join("part.pcapng");
    let output = output.to_str().unwrap();
    let input = "captures/a2dp/start-unanswered.btsnoop";
    let ran = btlint(&["slice", input, output, "--finding", "STRM008", "--redact"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let shown = btlint(&["show", output]).out;
    assert!(shown.contains("AVDTP") && !shown.contains("DA:4C:10:DE:17"), "{shown}");
    assert!(findings(Path::new(output)).iter().any(|finding| finding.0 == "STRM008"));
}

#[test]
fn an_annotated_capture_has_the_same_frames_and_findings() {
    let folder = folder("annotated");
    for sample in samples() {
        let output = folder.join("annotated.pcapng");
        let ran = btlint(&["annotate", sample.path.to_str().unwrap(), output.to_str().unwrap()]);
        let (before, after) = (findings(&sample.path), findings(&output));
        if ran.code == 0 {
            assert_eq!(before, after, "{}", sample.name);
        } else {
            assert!(!ran.err.is_empty(), "{}", sample.name);
        }
        let octets = std::fs::read(&output).unwrap_or_default();
        for (code, ..) in before {
            let comment = format!("btlint {code} ");
            let has = octets.windows(comment.len()).any(|window| window == comment.as_bytes());
            assert!(has || ran.code != 0, "{}: {code}", sample.name);
        }
    }
}
