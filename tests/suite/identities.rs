//! A device that hides behind private addresses is one device, where the log has its key.

#![allow(clippy::unwrap_used)]

use crate::support::play::Script;
use btlint::{analysis::Judged, finding::Severity};

/// The key of the specification's sample data (Core Vol 3 Part H, D.7), as it is sent.
const KEY: &str = "9b7d390aa610103405adc857a33402ec";
const IDENTITY: &str = "554433221100";
/// Three addresses that this key made.
const PRIVATE: [&str; 3] = ["aafb0d948170", "16d734030241", "4996614c5b6a"];

/// The device advertises its name under the first address; with the others it is connected, and the
/// link is lost.
fn losses(before: &str, peers: [&str; 2]) -> Judged {
    let [first, ..] = PRIVATE;
    let mut script =
        format!("@adapter\n{before}\n1.000 < event 3e 02 01 00 01 {first} 06 05094c616d70 c5\n");
    for (n, peer) in peers.into_iter().enumerate() {
        let at = 10 + 30 * n;
        script.push_str(&format!(
            "{at}.000 < event 3e 01 00 4000 00 01 {peer} 1800 0000 4800 00\n\
             {at}.500 < att 1b 2a00 01\n\
             {}.000 < event 05 00 4000 08\n",
            at + 9
        ));
    }
    Script::parse(&script).play(&[])
}

fn lost(judged: &Judged) -> Vec<u64> {
    let serious = judged.incidents.iter().filter(|incident| incident.severity > Severity::Info);
    serious.map(|incident| incident.times).collect()
}

fn listed() -> String {
    let none = "00".repeat(16);
    format!("0.000 > command 2027 00 {IDENTITY} {KEY} {none}\n0.001 < event 0e 01 2720 00")
}

#[test]
fn a_key_in_the_resolving_list_makes_one_device_of_many_addresses() {
    let judged = losses(&listed(), [PRIVATE[1], PRIVATE[2]]);
    assert_eq!(lost(&judged), [2]);
    for link in &judged.links {
        assert_eq!(link.identity.unwrap().to_string(), "00:11:22:33:44:55");
        assert_eq!(link.name.as_deref(), Some("Lamp"));
    }
}

#[test]
fn without_the_key_they_are_strangers() {
    let judged = losses("0.000 .", [PRIVATE[1], PRIVATE[2]]);
    assert_eq!(lost(&judged), [1, 1]);
    assert!(judged.links.iter().all(|link| link.identity.is_none() && link.name.is_none()));
}

#[test]
fn another_device_stays_another() {
    let judged = losses(&listed(), [PRIVATE[1], "4996614c5b6b"]);
    assert_eq!(lost(&judged), [1, 1]);
    assert_eq!(judged.links[1].identity, None);
}

#[test]
fn a_key_that_is_distributed_in_pairing_is_used_later() {
    let pairing = format!(
        "2.000 < event 3e 01 00 4000 00 01 {} 1800 0000 4800 00\n\
         2.500 < smp 08 {KEY}\n\
         2.600 < smp 09 00 {IDENTITY}\n\
         3.000 < event 05 00 4000 13",
        PRIVATE[0]
    );
    let judged =
        losses(&pairing.replace("2.", "0.").replace("3.000", "0.900"), [PRIVATE[1], PRIVATE[2]]);
    assert_eq!(lost(&judged), [2]);
    let names: Vec<_> = judged.links.iter().map(|link| link.name.as_deref()).collect();
    assert_eq!(names, [Some("Lamp"); 3]);
}
