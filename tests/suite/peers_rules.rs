//! The cases of `peers.rs` again, as the rules tell them: the finding that names the cause, and no
//! other of its weight.

use crate::support::play::Script;
use btlint::{
    analysis::Judged,
    finding::{Finding, Severity},
    track::LinkId,
};

/// Warnings and errors, as code and frame.
fn told(judged: &Judged) -> Vec<(&'static str, u64)> {
    let worth = |finding: &&Finding| finding.severity >= Severity::Warning;
    judged
        .findings
        .iter()
        .filter(worth)
        .map(|finding| (finding.rule.code, finding.at.frame))
        .collect()
}

fn play(text: &str) -> Judged {
    Script::parse(text).play(&[])
}

/// The number of the frame that a line makes.
fn frame(text: &str, line: &str) -> u64 {
    let script = Script::parse(text);
    let index = script.frames.iter().position(|frame| frame.line.contains(line));
    index.unwrap_or_else(|| panic!("no frame {line}")) as u64 + 1
}

#[test]
fn a_split_header_is_no_finding() {
    for (first, rest) in [("03", "0004000a0300"), ("030004", "000a0300")] {
        let text = format!("@le\n0.000 < acl 2 {first}\n0.010 < acl 1 {rest}\n0.020 > att 0b 17");
        assert!(told(&play(&text)).is_empty());
    }
}

#[test]
fn an_orphan_and_a_lost_continuation() {
    let text =
        "@le\n0.000 < acl 1 0102030405\n0.010 < acl 1 0607\n0.020 < att 0a 0300\n0.030 > att 0b 17";
    assert_eq!(told(&play(text)), [("FRAG001", frame(text, "0.000"))]);
    let text = "@le\n0.000 < acl 2 1700 0400 1b 0102\n0.010 < att 0a 0300\n0.030 > att 0b 17";
    assert_eq!(told(&play(text)), [("FRAG002", frame(text, "0.010"))]);
}

#[test]
fn the_faults_of_the_capture_are_not_those_of_the_devices() {
    for fault in ["drop 57", "cut 30"] {
        let text = format!("@le\n0.000 ! {fault}\n0.000 < smp 0b");
        let judged = play(&text);
        let codes: Vec<_> = judged.findings.iter().map(|f| (f.rule.code, f.severity)).collect();
        let expected: &[_] = match fault {
            "cut 30" => &[("CONF015", Severity::Info)],
            _ => &[("CONF001", Severity::Warning), ("CONF015", Severity::Info)],
        };
        assert_eq!(codes, expected, "{fault}");
    }
}

#[test]
fn a_failed_pairing_is_named_by_its_reason() {
    let text = "@le
        0.000 > smp 01 04 00 05 10 01 01
        0.050 < smp 02 02 00 05 10 01 01
        0.100 > smp 03 00112233445566778899aabbccddeeff
        0.150 < smp 03 ffeeddccbbaa99887766554433221100
        0.200 > smp 04 0102030405060708090a0b0c0d0e0f10
        0.250 < smp 05 04
        0.300 < event 05 00 4000 05
        40.00 .";
    assert_eq!(told(&play(text)), [("AUTH104", frame(text, "0.250"))]);
}

#[test]
fn a_pairing_that_is_never_answered() {
    let text = "@le\n0.000 > smp 01 04 00 0d 10 01 01\n30.500 .\n31.000 < event 05 00 4000 08";
    let judged = play(text);
    let told = told(&judged);
    assert!(told.contains(&("AUTH008", frame(text, "0.000 > smp"))), "{told:?}");
    assert!(told.iter().all(|(code, _)| ["AUTH008", "CONN001"].contains(code)), "{told:?}");
}

#[test]
fn two_links_are_judged_each_for_itself() {
    let text = "@le
        @le #0041 998877665544
        0.000 > #0040 smp 01 04 00 0d 10 01 01
        0.010 > #0041 smp 01 04 00 0d 10 01 01
        0.050 < #0040 smp 02 02 00 0d 10 01 01
        0.300 < event 08 00 4000 01
        31.00 .
        32.00 .";
    let judged = play(text);
    assert_eq!(told(&judged), [("AUTH008", frame(text, "0.010"))]);
    assert_eq!(judged.findings[0].link, Some(LinkId(2)));
}

#[test]
fn a_missing_key_is_named() {
    let text = "@le
        0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
        0.010 < event 0f 00 01 1920
        0.100 < event 08 06 4000 00";
    assert_eq!(told(&play(text)), [("AUTH005", frame(text, "0.100"))]);
}

#[test]
fn the_second_att_request_is_the_one_too_many() {
    let text =
        "@le\n0.000 > att 0a 0300\n0.010 > att 0a 0500\n0.020 < att 0b 17\n0.030 < att 0b 18";
    let judged = play(text);
    assert_eq!(told(&judged), [("RACE032", frame(text, "0.010"))]);
    let finding = &judged.findings[0];
    assert!(finding.related.iter().any(|place| place.at.frame == frame(text, "0.000")));
}

#[test]
fn data_after_the_end_of_the_link() {
    let text = "@le\n0.000 < event 05 00 4000 13\n0.500 > att 0a 0300";
    let judged = play(text);
    let codes: Vec<_> = judged.findings.iter().map(|f| (f.rule.code, f.at.frame)).collect();
    assert!(codes.contains(&("RACE007", frame(text, "0.500"))), "{codes:?}");
}

#[test]
fn a_reset_without_an_answer() {
    let text = "0.000 > command 0c03\n15.000 .";
    assert_eq!(told(&play(text)), [("CONN021", 1)]);
}

#[test]
fn the_middle_of_a_stream_is_no_finding() {
    let frame = format!("9cbd35{}", "00".repeat(116));
    let mut text = "@streaming\n".to_owned();
    for n in 0..200 {
        let time = f64::from(n) * 0.02;
        text += &format!("{time:.3} > l2cap 0052 8060{n:04x}{:08x}0000000101{frame}\n", n * 128);
    }
    let mut script = Script::parse(&text);
    script.frames.drain(..script.frames.len() - 200);
    let judged = script.play(&[]);
    assert_eq!(judged.findings, []);
    assert_eq!(judged.links.len(), 1);
}
