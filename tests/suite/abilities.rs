//! What controllers say of themselves, and what is asked of them that they do not have.

#![allow(clippy::unwrap_used)]

use crate::support::play::Script;
use btlint::{
    capture::Timestamp,
    finding::{Finding, Severity},
    track::Tracker,
};
use parsers::{company::Company, hci::Version};

/// Requests of the link layer, the bit of the feature that each needs, and the version it came with.
const REQUESTS: [(&str, u32, u8); 10] = [
    ("0f 0600 0900 0000 4800 00 0000 0000 ffff ffff ffff ffff ffff", 1, 7),
    ("12", 4, 7),
    ("14 fb00 4808 fb00 4808", 5, 8),
    ("16 02 02", 8, 9),
    ("19 01 02", 16, 9),
    ("1a 00", 18, 10),
    ("1d 00", 26, 10),
    ("23 01 00 00", 33, 11),
    ("26 0100 0400 0000 0000 c800", 37, 12),
    (
        "1f 00 00 01 01 7800 7800 102700 102700 7800 7800 01 000000 11 01 01 0800 000000 000000 0000",
        29,
        11,
    ),
];

fn findings(script: &str) -> Vec<Finding> {
    Script::parse(script).play(&["CONN019"]).findings
}

/// A request of one side, and the refusal of the other, of which is known what `known` says.
fn refused(by: char, request: &str, known: &str, refusal: &str) -> Vec<Finding> {
    let to = if by == '>' { '<' } else { '>' };
    let opcode = &request[..2];
    let refusal = refusal.replace("{opcode}", opcode);
    let known = known.replace("{to}", &to.to_string());
    findings(&format!(
        "@air\n{known}\n1.000 {by} control {request}\n1.030 {to} control {refusal}\n2.000 ."
    ))
}

#[test]
fn every_procedure_is_held_against_the_features_of_who_refuses_it() {
    for (request, bit, since) in REQUESTS {
        for by in ['>', '<'] {
            for refusal in ["07 {opcode}", "11 {opcode} 1a"] {
                let all = u64::MAX ^ 1 << bit ^ if bit == 8 { 1 << 11 } else { 0 };
                let features = |bits: u64| {
                    let octets: String =
                        bits.to_le_bytes().iter().map(|octet| format!("{octet:02x}")).collect();
                    format!("0.100 {{to}} control 09 {octets}")
                };
                let lacks = refused(by, request, &features(all), refusal);
                assert_eq!(lacks.len(), 1, "{request} {by} {refusal}");
                let who = if by == '>' { "The peripheral" } else { "The central" };
                assert!(lacks[0].message.starts_with(who), "{}", lacks[0].message);
                assert_eq!(lacks[0].severity, Severity::Notice);
                assert_eq!(lacks[0].related.len(), 1, "the features are named");
                assert!(refused(by, request, &features(u64::MAX), refusal).is_empty());
                // Nothing is known.
                assert!(refused(by, request, "", refusal).is_empty());
                // The version alone says it, if it is older than the feature.
                let version =
                    |number: u8| format!("0.100 {{to}} control 0c {number:02x} 5900 0100");
                let old = refused(by, request, &version(since - 1), refusal);
                assert_eq!(old.len(), 1, "{request} {by} {refusal}");
                assert!(old[0].message.contains("Nordic Semiconductor"), "{}", old[0].message);
                assert!(refused(by, request, &version(since), refusal).is_empty());
                // Features say more than a version.
                let both = format!(
                    "{}\n{}",
                    version(since - 1),
                    features(u64::MAX).replace("0.100", "0.200")
                );
                assert!(refused(by, request, &both, refusal).is_empty());
            }
        }
    }
}

#[test]
fn another_refusal_is_about_no_feature() {
    let features = "0.100 {to} control 09 0000000000000000";
    for error in [0x0c, 0x23, 0x2a, 0x3a, 0x3b] {
        let refusal = format!("11 {{opcode}} {error:02x}");
        assert!(refused('>', REQUESTS[2].0, features, &refusal).is_empty(), "{error:02x}");
    }
}

/// A command of the host, refused at once.
#[test]
fn commands_are_held_against_the_peer_or_against_this_controller() {
    let local = "@le\n0.000 > command 2003\n0.010 < event 0e 01 0320 00 0100000000000000\n";
    let peer = "@le\n0.000 < event 3e 04 00 4000 0100000000000000\n";
    for (before, status, who) in [(local, "11", "This host's controller"), (peer, "1a", "The peer")]
    {
        let ask = |status: &str| {
            format!(
                "{before}1.000 > command 2022 4000 fb00 4808\n1.010 < event 0f {status} 01 2220\n"
            )
        };
        let found = findings(&ask(status));
        assert_eq!(found.len(), 1, "{who}");
        assert!(found[0].message.starts_with(who), "{}", found[0].message);
        assert!(findings(&ask("00")).is_empty());
        assert!(findings(&ask("0c")).is_empty());
    }
}

#[test]
fn versions_and_makers_of_both_ends_are_kept() {
    let script = Script::parse(
        "@classic
        0.000 > command 1001
        0.010 < event 0e 01 0110 00 0b 0000 0b 0200 0000
        0.020 > command 041d 4000
        0.030 < event 0f 00 01 1d04
        0.040 < event 0c 00 4000 09 0f00 0000",
    );
    let mut tracker = Tracker::new();
    for record in script.records() {
        tracker.record(&record, &mut ());
    }
    let state = tracker.state();
    let link = &state.links[0];
    let of = |side| state.abilities(link, side).version.map(|maker| (maker.version, maker.company));
    assert_eq!(of(link.local()), Some((Version::V5_2, Company::INTEL)));
    assert_eq!(of(link.remote()), Some((Version::V5_0, Company::BROADCOM)));
    assert!(link.opened.unwrap().time > Timestamp(0));
    let judged = script.play(&[]);
    let details: Vec<_> = judged.links[0].phases.iter().map(|p| p.detail.as_str()).collect();
    assert!(details.contains(&"the peer: Bluetooth 5.0, Broadcom"), "{details:?}");
}
