//! Devices side by side, and good against bad.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use crate::support::{
    program::{btlint, btsnoop, folder},
    samples::samples,
};
use btlint::{
    analysis::{self, Analysis, PhaseKind, Selection},
    compare::{Alignment, align},
    report::FORMATS,
};
use serde_json::Value;

const SIX_HOURS: &str = "captures/connect/six-hours.btsnoop.gz";
const LATENCY: &str = "captures/a2dp/latency.btsnoop.gz";
const GOOD: &str = "captures/a2dp/aac-good.btsnoop.gz";
const BAD: &str = "captures/a2dp/config-rejected.btsnoop";

fn read(path: &str) -> Analysis {
    analysis::file(Path::new(path), &Selection::default()).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let ran = btlint(&[&["compare", "--format=json"], arguments].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err))
}

#[test]
fn the_figures_are_those_of_the_captures() {
    let document = json(&[SIX_HOURS, LATENCY]);
    let rows = document["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    for (row, path) in rows.iter().zip([SIX_HOURS, LATENCY]) {
        let checked: Value =
            serde_json::from_str(&btlint(&["check", "--format=json", path]).out).unwrap();
        assert_eq!(row["device"], checked["captures"][0]["devices"][0], "{path}");
        assert_eq!(row["side"], path.rsplit('/').next().unwrap());
    }
    assert_eq!(rows[0]["device"]["drops"], 2);
    assert_eq!(rows[0]["limitation"]["code"], "CONN001");
    assert_eq!(rows[0]["limitation"]["count"], 2);
    assert_eq!(rows[1]["device"]["delay_ms"], 900.0);
    assert_eq!(document["alignment"], Value::Null);
}

#[test]
fn a_folder_is_one_side() {
    let folder = folder("side");
    for (number, path) in [SIX_HOURS, LATENCY].iter().enumerate() {
        std::fs::copy(path, folder.join(format!("{number}.btsnoop.gz"))).unwrap();
    }
    std::fs::write(folder.join("notes.txt"), "no capture").unwrap();
    let document = json(&[folder.to_str().unwrap(), LATENCY]);
    let rows = document["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["device"]["captures"], 2);
    assert_eq!(rows[0]["doubts"], serde_json::json!([]));
}

#[test]
fn each_speaker_that_plays_has_a_row_of_its_own() {
    let streams = "@streaming\n0.1 > music 3.0\n@streaming #0041 998877665544\n5 .\n";
    let path = folder("rows").join("two.btsnoop");
    std::fs::write(&path, btsnoop(streams)).unwrap();
    let document = json(&[path.to_str().unwrap()]);
    let rows = document["rows"].as_array().unwrap().len();
    assert!((1..=2).contains(&rows), "{document:#}");
    // A capture without a device has a row that says so.
    let nothing = folder("nothing").join("none.btsnoop");
    std::fs::write(&nothing, btsnoop("@adapter\n1 .\n")).unwrap();
    let ran = btlint(&["compare", nothing.to_str().unwrap()]);
    assert!(ran.out.contains("no device"), "{}", ran.out);
}

#[test]
fn a_capture_that_is_not_whole_is_not_compared_in_silence() {
    let ran =
        btlint(&["compare", "--format=json", LATENCY, "captures/le/cut-short.pcap", "absent"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let doubts = |index: usize| document["rows"][index]["doubts"].as_array().unwrap().len();
    assert_eq!([doubts(0), doubts(2)], [0, 1], "{document:#}");
    // The peer's version is as people write it, and a doubt names the capture of several only.
    let asked = "@classic\n1 > command 041d 4000\n1.1 < event 0f 00 01 1d04\n\
                 1.2 < event 0c 00 4000 09 0f00 0000\n3 < l2cap 0040 00\n";
    let path = folder("doubts").join("version.btsnoop");
    let octets = btsnoop(asked);
    std::fs::write(&path, &octets[..octets.len() - 2]).unwrap();
    let row = &json(&[path.to_str().unwrap()])["rows"][0];
    assert_eq!(row["device"]["version"], "5.0");
    let doubt = row["doubts"][0].as_str().unwrap();
    assert!(!doubt.contains("version.btsnoop"), "{doubt}");
}

/// Each step once and in order, whatever the links.
fn is_whole(alignment: &Alignment, analyses: [&Analysis; 2]) {
    for (side, analysis) in analyses.into_iter().enumerate() {
        let end = &alignment.ends[side];
        let link = analysis.links.iter().find(|link| link.id == end.link).unwrap();
        let phases = link.phases.iter().filter(|phase| phase.kind != PhaseKind::Idle);
        let all: Vec<_> = phases.map(|phase| (phase.kind, phase.began.frame)).collect();
        let steps = alignment.steps.iter();
        let told: Vec<_> =
            steps.filter_map(|step| Some((step.kind, step.done[side].as_ref()?.frame))).collect();
        assert_eq!(told, all, "{}", end.path);
    }
}

#[test]
fn a_capture_is_like_itself() {
    let mut seen = 0;
    for sample in samples() {
        let analysis = analysis::file(&sample.path, &Selection::default()).unwrap();
        let Some(alignment) = align(&analysis, &analysis) else { continue };
        is_whole(&alignment, [&analysis, &analysis]);
        if alignment.ends[0].link != alignment.ends[1].link {
            continue;
        }
        seen += 1;
        assert_eq!(alignment.first, None, "{}", sample.name);
        assert_eq!(alignment.differences, [], "{}", sample.name);
        assert!(alignment.steps.iter().all(|step| step.differs.is_empty()), "{}", sample.name);
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn of_any_two_each_procedure_stands_there_once() {
    let good = read(GOOD);
    for sample in samples() {
        let other = analysis::file(&sample.path, &Selection::default()).unwrap();
        for [one, two] in [[&good, &other], [&other, &good]] {
            if let Some(alignment) = align(one, two) {
                is_whole(&alignment, [one, two]);
            }
        }
    }
}

#[test]
fn good_and_bad_part_where_they_do() {
    let alignment = align(&read(GOOD), &read(BAD)).unwrap();
    let first = &alignment.steps[alignment.first.unwrap()];
    assert_eq!(first.kind, PhaseKind::Configure);
    let frames = first.done.each_ref().map(|done| done.as_ref().unwrap().last.unwrap());
    assert_eq!(frames, [111, 111]);
    assert_eq!(first.differs, ["outcome", "parameters"]);
    assert!(alignment.differences.iter().any(|difference| difference.what == "codec"));
    // The other way round it is the same place.
    let back = align(&read(BAD), &read(GOOD)).unwrap();
    assert_eq!(back.steps[back.first.unwrap()].kind, PhaseKind::Configure);
}

/// Pairs of captures, and where they part first: in a procedure, or in a fact of the sound.
#[test]
fn each_pair_parts_where_it_does() {
    use PhaseKind::{Configure, Connect, Encrypt, Pair, Stream, Suspend};
    let sbc = "a2dp/sbc-good.btsnoop";
    for (good, bad, first) in [
        (sbc, "a2dp/bad-seid.btsnoop", Configure),
        (sbc, "a2dp/config-unanswered.pcapng", Configure),
        (sbc, "a2dp/start-rejected.btsnoop", Stream),
        (sbc, "a2dp/start-unanswered.btsnoop", Stream),
        (sbc, "a2dp/link-loss.btsnoop", Suspend),
        ("a2dp/reconnect-good.pcap", "connect/page-timeout.btsnoop", Connect),
        ("le/legacy.btsnoop", "le/legacy-wrong-passkey.btsnoop", Pair),
        ("le/sc-numeric.btsnoop", "le/numeric-refused.btsnoop", Pair),
        ("le/sc-passkey.btsnoop", "le/sc-wrong-passkey.btsnoop", Pair),
        ("le/reconnect-good.btsnoop", "le/ltk-missing.btsnoop", Encrypt),
    ] {
        let [one, two] = [good, bad].map(|name| read(&format!("captures/{name}")));
        let alignment = align(&one, &two).unwrap();
        assert_eq!(alignment.steps[alignment.first.unwrap()].kind, first, "{good} {bad}");
    }
    for (bad, what, values) in [
        ("started-no-media.btsnoop", "media", ["in the log", "none in the log"]),
        ("stutter-radio.btsnoop.gz", "dropouts", ["none", "3 times for 815 ms"]),
        ("thrown-away.btsnoop.gz", "dropouts", ["none", ""]),
        ("latency.btsnoop.gz", "delay by report", ["not in the capture", "900 ms"]),
    ] {
        let alignment =
            align(&read(&format!("captures/{sbc}")), &read(&format!("captures/a2dp/{bad}")));
        let alignment = alignment.unwrap();
        assert_eq!(alignment.first, None, "{bad}");
        let sound = alignment.sound().unwrap_or_else(|| panic!("{bad}"));
        assert_eq!((sound.what, &*sound.values[0]), (what, values[0]), "{bad}");
        assert!(sound.values[1].starts_with(values[1]), "{bad}: {sound:?}");
    }
}

#[test]
fn what_cannot_be_aligned_is_an_error() {
    for arguments in [&[GOOD][..], &[GOOD, BAD, LATENCY], &["captures", BAD], &[GOOD, "absent"]] {
        let ran = btlint(&[&["compare", "--align"], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.out);
    }
}

#[test]
fn a_redacted_comparison_names_nobody() {
    let formats = FORMATS.iter().filter(|format| format.comparison.is_some());
    let mut seen = 0;
    for format in formats {
        let plain = format!("--format={}", format.name);
        let ran = btlint(&["compare", "--align", "--redact", &plain, GOOD, BAD]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        for private in ["DE:17:01", "Example", "captures/", "aac-good", "config-rejected"] {
            assert!(!ran.out.contains(private), "{}: {private}: {}", format.name, ran.out);
        }
        let open = btlint(&["compare", "--align", &plain, GOOD, BAD]).out;
        assert!(open.contains("DE:17:01") && open.contains("aac-good"), "{open}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}
