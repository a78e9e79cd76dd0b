//! The story of a link is whole: each kind of phase is told, what repeats is told once, silence is
//! seen, and what is too long keeps its beginning, its end and all that failed.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, fmt::Write};

use crate::support::{
    play::Script,
    samples::{foreign, samples},
};
use btlint::{
    analysis::{self, LinkStory, Outcome, Phase, PhaseKind, Selection},
    finding::Severity,
};
use serde_json::Value;

fn story(script: &str) -> LinkStory {
    let mut judged = Script::parse(script).play(&[]);
    judged.links.remove(0)
}

fn only(story: &LinkStory, kind: PhaseKind) -> Phase {
    let of: Vec<&Phase> = story.phases.iter().filter(|phase| phase.kind == kind).collect();
    assert_eq!(of.len(), 1, "{:#?}", story.phases);
    of[0].clone()
}

fn seconds(phase: &Phase) -> i64 {
    phase.ended.unwrap().time.since(phase.began.time) / 1_000_000_000
}

/// Scripts for kinds of phases, by their name; samples have the rest.
const SCRIPTS: &[&str] = &[
    // Parameters are agreed on, and a voice call is made.
    "@le\n0.000 < signal 12 01 0800 0600 0c00 0000 9001\n0.100 > signal 13 01 0200 0000\n\
     0.200 < event 3e 03 00 4000 0c00 0000 9001",
];

#[test]
fn every_kind_of_phase_is_told() {
    let mut told = BTreeSet::new();
    let mut add = |link: &LinkStory| told.extend(link.phases.iter().map(|p| p.kind.name()));
    for sample in samples() {
        let analysis = analysis::file(&sample.path, &Selection::default()).unwrap();
        analysis.links.iter().for_each(&mut add);
    }
    SCRIPTS.iter().for_each(|script| add(&story(script)));
    let all: BTreeSet<&str> = PhaseKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(all.len(), PhaseKind::ALL.len());
    assert_eq!(told, all);
}

#[test]
fn the_schema_has_the_names() {
    let schema: Value = serde_json::from_str(include_str!("../../book/src/schema.json")).unwrap();
    let names = |member: &str| -> BTreeSet<String> {
        let list = &schema["$defs"]["phase"]["properties"][member]["enum"];
        list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let kinds = PhaseKind::ALL.iter().map(|kind| kind.name().to_owned());
    assert_eq!(names("name"), kinds.collect());
    let outcomes = Outcome::ALL.iter().map(|outcome| outcome.name().to_owned());
    assert_eq!(names("outcome"), outcomes.collect());
}

#[test]
fn a_suspend_says_how_long_it_was_silent() {
    let story = story(
        "@streaming
        0.000 > media 0
        1.000 > avdtp 60 09 04
        1.020 < avdtp 62 09
        61.020 < event 05 00 4000 13",
    );
    let suspend = only(&story, PhaseKind::Suspend);
    assert_eq!(suspend.detail, "silent for 60 s after it");
    assert_eq!(only(&story, PhaseKind::Stream).outcome, Outcome::Ok);
    assert_eq!(seconds(&only(&story, PhaseKind::Idle)), 60);
}

#[test]
fn a_stream_that_is_started_again_was_not_silent() {
    let story = story(
        "@streaming
        1.000 > avdtp 60 09 04
        1.020 < avdtp 62 09
        3.000 > avdtp 70 07 04
        3.020 < avdtp 72 07
        20.000 < event 05 00 4000 13",
    );
    assert_eq!(only(&story, PhaseKind::Suspend).detail, "");
}

#[test]
fn a_stream_that_never_starts_says_so_whatever_ends_it() {
    for end in [
        "30.000 .",
        "30.000 < event 05 00 4000 13",
        "30.000 > avdtp 60 08 04\n30.010 < avdtp 62 08",
        "30.000 > avdtp 60 0a 04\n30.010 < avdtp 62 0a",
    ] {
        let story = story(&format!("@open\n{end}"));
        let stream = only(&story, PhaseKind::Stream);
        assert_eq!(
            (stream.detail.as_str(), stream.outcome),
            ("never started", Outcome::Unfinished)
        );
        assert!(stream.ended.is_none_or(|_| seconds(&stream) >= 30), "{end}: {stream:?}");
    }
}

/// A search over a channel of its own, opened and closed.
fn search(script: &mut String, at: f64) {
    write!(
        script,
        "{at:.3} > signal 02 07 0400 0100 7000
{:.3} < signal 03 07 0800 8000 7000 0000 0000
{:.3} > signal 04 08 0400 8000 0000
{:.3} < signal 05 08 0600 7000 0000 0000
{:.3} < signal 04 48 0400 7000 0000
{:.3} > signal 05 48 0600 8000 0000 0000
{:.3} > signal 06 09 0400 8000 7000
{:.3} < signal 07 09 0400 8000 7000\n",
        at + 0.01,
        at + 0.02,
        at + 0.03,
        at + 0.04,
        at + 0.05,
        at + 0.06,
        at + 0.07,
    )
    .unwrap();
}

#[test]
fn a_search_that_is_repeated_is_told_once() {
    let mut script = "@classic\n".to_owned();
    for n in 0..40 {
        search(&mut script, f64::from(n));
    }
    let phase = only(&story(&script), PhaseKind::Discover);
    assert_eq!((phase.times, phase.words().as_str()), (40, "SDP, 40 times"));
    assert_eq!(seconds(&phase), 39);
}

#[test]
fn a_pause_is_seen_and_pauses_are_told_once() {
    let quiet = "@le\n0.000 > att 52 2a00 01\n";
    let one = story(&format!("{quiet}12.000 > att 52 2a00 01\n13.000 > att 52 2a00 01"));
    assert_eq!(seconds(&only(&one, PhaseKind::Idle)), 12);
    let mut many = quiet.to_owned();
    for n in 1..=40 {
        writeln!(many, "{}.000 > att 52 2a00 01", n * 15).unwrap();
    }
    assert_eq!(only(&story(&many), PhaseKind::Idle).times, 40);
    let busy = story(&format!("{quiet}9.000 > att 52 2a00 01\n18.000 > att 52 2a00 01"));
    assert!(busy.phases.iter().all(|phase| phase.kind != PhaseKind::Idle));
    let end = story(&format!("{quiet}70.000 ."));
    assert_eq!(only(&end, PhaseKind::Idle).ended, None);
}

#[test]
fn what_is_too_long_keeps_its_beginning_its_end_and_what_failed() {
    let mut script = "@streaming\n".to_owned();
    for n in 0..200 {
        let label = |n: u32| (n % 16) << 4;
        let at = f64::from(n);
        writeln!(script, "{at:.3} > avdtp {:02x} 09 04", label(2 * n)).unwrap();
        writeln!(script, "{:.3} < avdtp {:02x} 09", at + 0.1, label(2 * n) | 2).unwrap();
        writeln!(script, "{:.3} > avdtp {:02x} 07 04", at + 0.2, label(2 * n + 1)).unwrap();
        writeln!(script, "{:.3} < avdtp {:02x} 07", at + 0.3, label(2 * n + 1) | 2).unwrap();
        if n == 100 {
            writeln!(script, "{:.3} > signal 02 07 0400 1700 7000", at + 0.4).unwrap();
            writeln!(script, "{:.3} < signal 03 07 0800 0000 7000 0300 0000", at + 0.5).unwrap();
        }
    }
    script.push_str("201.000 < event 05 00 4000 13\n");
    let story = story(&script);
    assert!(story.phases.len() <= 64 && story.more_phases > 300, "{}", story.more_phases);
    assert_eq!(story.phases[0].kind, PhaseKind::Connect);
    assert_eq!(story.phases.last().unwrap().kind, PhaseKind::Disconnect);
    assert!(story.phases.iter().any(|phase| phase.outcome == Outcome::Failed));
    assert!(story.phases.is_sorted_by_key(|phase| phase.began.frame));
}

/// What devices do not agree on, and go on without, is told and is no fault of the link.
#[test]
fn what_was_refused_harms_nothing() {
    let story = story(
        "@le
        0.000 < signal 12 01 0800 0600 0c00 0000 9001
        0.100 > signal 13 01 0200 0100
        1.000 > command 2016 4000
        1.010 < event 0f 00 01 1620
        1.100 < event 3e 04 1a 4000 0000000000000000",
    );
    assert_eq!(only(&story, PhaseKind::Parameters).outcome, Outcome::Refused);
    assert_eq!(only(&story, PhaseKind::Features).outcome, Outcome::Refused);
    assert_eq!(story.verdict, analysis::Verdict::Ok);
}

#[test]
fn healthy_samples_have_no_failed_phase() {
    for sample in samples().into_iter().filter(|sample| sample.healthy) {
        let analysis = analysis::file(&sample.path, &Selection::default()).unwrap();
        let serious = analysis.findings.iter().any(|finding| finding.severity > Severity::Info);
        let failed = analysis.links.iter().flat_map(LinkStory::failures).count();
        assert!(!serious && failed == 0, "{}", sample.name);
    }
}

#[test]
fn attempts_that_fail_again_and_again_are_one_row_for_each_device() {
    let mut script = "@adapter\n".to_owned();
    for n in 0..6 {
        let (at, peer) = (f64::from(n) * 6.0, if n % 2 == 0 { "cc" } else { "dd" });
        let page = format!("> command 0405 {peer}bbaa5dcf00 18cc 01 00 0000 01");
        writeln!(script, "{at:.3} {page}\n{:.3} < event 0f 00 01 0504", at + 0.01).unwrap();
        writeln!(script, "{:.3} < event 03 04 0000 {peer}bbaa5dcf00 01 00", at + 5.2).unwrap();
    }
    let links = Script::parse(&script).play(&[]).links;
    let attempts: Vec<u32> = links.iter().map(|link| link.attempts).collect();
    assert_eq!(attempts, [3, 3], "{links:#?}");
}

#[test]
fn a_connection_of_which_only_the_request_was_heard_is_none() {
    let bare = story("@air\n20.000 .");
    assert_eq!(bare.verdict, analysis::Verdict::Unknown);
    assert_eq!(bare.headline, "asked for, and nothing was heard of it");
    let heard = story("@air\n0.000 > air 3c1a6550 0100\n0.001 < air 3c1a6550 0500\n0.100 .");
    assert_eq!(heard.headline, "connected, open at the end of the capture");
}

#[test]
fn a_peripheral_that_advertises_again_is_not_connected_at_the_end() {
    let story = story(
        "@air
        0.000 > air 3c1a6550 0100
        0.001 < air 3c1a6550 0500
        0.500 < air d6be898e 4009 ccbbaa5dcf00 020106
        0.600 .",
    );
    assert_eq!(story.headline, "connected, no longer heard");
}

#[test]
fn findings_name_links_that_are_listed() {
    for path in samples().into_iter().map(|sample| sample.path).chain(foreign().unwrap_or_default())
    {
        let Ok(analysis) = analysis::file(&path, &Selection::default()) else { continue };
        let listed: BTreeSet<_> = analysis.links.iter().map(|link| link.id).collect();
        for finding in &analysis.findings {
            let known = finding.link.is_none_or(|link| listed.contains(&link));
            assert!(known || analysis.more_links > 0, "{}: {finding:?}", path.display());
        }
    }
}
