//! However much there is of what does not matter, what matters is said.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use crate::support::program::{btlint_with, btsnoop, flat};
use serde_json::Value;

/// LE links one after the other, each ended by the peer: a device that is polled.
fn polled(links: u32, script: &mut String) {
    for n in 0..links {
        let time = f64::from(n) * 8.0;
        let (up, down) = (connected(n), time + 0.5);
        writeln!(script, "{time:.3} {up}\n{down:.3} < event 05 00 0100 13").unwrap();
    }
}

fn connected(peer: u32) -> String {
    // Not always the same peer: each of 64 has its share.
    format!("< event 3e 01 00 0100 00 00 {:02x}0000000000 1800 0000 4800 00", peer % 64)
}

/// The same, once with encryption that fails.
fn mic_failure(time: f64, script: &mut String) {
    let up = connected(7);
    writeln!(
        script,
        "{time:.3} {up}\n{:.3} < event 08 00 0100 01\n{:.3} < event 05 00 0100 3d",
        time + 0.1,
        time + 0.5
    )
    .unwrap();
}

fn check(script: &str) -> (i32, Value) {
    let ran = btlint_with(&["check", "-", "--format", "json"], &btsnoop(script), &[]);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    (ran.code, document["captures"][0].clone())
}

fn assert_failed(script: &str, links: u64, place: &str) {
    let (code, capture) = check(script);
    assert_eq!(code, 1, "{place}");
    let findings = capture["findings"].as_array().unwrap();
    let error = findings.iter().find(|finding| finding["code"] == "AUTH011");
    let link = &error.unwrap_or_else(|| panic!("{place}: not listed"))["link"];
    let listed = capture["links"].as_array().unwrap();
    let story = listed.iter().find(|story| story["id"] == *link);
    assert_eq!(story.unwrap()["verdict"], "failed", "{place}");
    assert_eq!(listed.len() as u64 + capture["more_links"].as_u64().unwrap(), links, "{place}");
    for (severity, count) in capture["counts"].as_object().unwrap() {
        let number = |list: &Value| list.as_array().unwrap().clone().into_iter();
        let listed = number(&capture["findings"])
            .filter(|finding| finding["severity"] == **severity)
            .count();
        let unlisted: u64 = number(&capture["unlisted"])
            .filter(|unlisted| unlisted["severity"] == **severity)
            .map(|unlisted| unlisted["count"].as_u64().unwrap())
            .sum();
        assert_eq!(count.as_u64().unwrap(), listed as u64 + unlisted, "{place}: {severity}");
    }
    let times: u64 = findings.iter().map(|finding| finding["count"].as_u64().unwrap()).sum();
    assert!(times >= links, "{place}: {times} are counted");
    let notes = capture["trust"]["notes"].as_array().unwrap();
    let kind = "links_not_listed";
    assert!(notes.iter().any(|note| note["kind"] == kind), "{place}: {kind} is not said");
}

#[test]
fn one_failure_among_ten_thousand_harmless_ends_is_said() {
    const LINKS: u32 = 10_010;
    let end = f64::from(LINKS) * 8.0;
    let mut last = String::new();
    polled(LINKS, &mut last);
    mic_failure(end, &mut last);
    assert_failed(&last, u64::from(LINKS) + 1, "last");

    let mut first = String::new();
    mic_failure(-8.0 + 8.0, &mut first);
    polled(LINKS, &mut first);
    assert_failed(&first, u64::from(LINKS) + 1, "first");
}

#[test]
fn the_like_with_one_peer_are_one_finding() {
    let mut script = String::new();
    for n in 0..200 {
        mic_failure(f64::from(n) * 8.0, &mut script);
    }
    let ran = btlint_with(&["check", "-", "--select=AUTH011"], &btsnoop(&script), &[]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches("error[AUTH011]").count(), 1, "{}", ran.out);
    assert!(flat(&ran.out).contains("every 8 s (200 times, ±0 s)"), "{}", ran.out);
    assert!(!ran.out.contains("not listed"), "{}", ran.out);
    assert!(
        !ran.out.contains("  ok "),
        "a link whose finding is not listed has failed: {}",
        ran.out
    );
}
