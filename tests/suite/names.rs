//! What peers are called: every way to say a name, the complete one first, and within bounds.

#![allow(clippy::print_stdout)]

use crate::support::{play::Script, samples::foreign};
use btlint::{analysis::Selection, track::state::Transport};

const PEER: &str = "ccbbaa5dcf00";

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// An AD structure.
fn structure(kind: u8, data: &[u8]) -> Vec<u8> {
    [&[data.len() as u8 + 1, kind], data].concat()
}

fn counted(data: &[u8]) -> String {
    format!("{:02x}{}", data.len(), hex(data))
}

/// A report of legacy advertising; the kind 4 is a scan response.
fn legacy(kind: u8, peer: &str, data: &[u8]) -> String {
    format!("< event 3e 02 01 {kind:02x} 00 {peer} {} c5", counted(data))
}

/// A report of extended advertising.
fn extended(event_type: u16, peer: &str, data: &[u8]) -> String {
    let event_type = hex(&event_type.to_le_bytes());
    let data = counted(data);
    format!("< event 3e 0d 01 {event_type} 00 {peer} 01 02 03 7f c5 0000 00 000000000000 {data}")
}

/// Every way to say a name before a link is there, but for a name request.
fn ways(data: &[u8]) -> [String; 6] {
    let mut inquiry = data.to_vec();
    inquiry.resize(240, 0);
    [
        legacy(0, PEER, data),
        legacy(4, PEER, data),
        // Legacy and extended advertising, complete; the last was cut short after this.
        extended(0x0013, PEER, data),
        extended(0x0001, PEER, data),
        extended(0x0041, PEER, data),
        format!("< event 2f 01 {PEER} 01 00 0c0424 0000 c5 {}", hex(&inquiry)),
    ]
}

/// The name of the only link after these frames, then a prelude that makes it.
fn name(frames: &[String], prelude: &str) -> Option<String> {
    let lines: Vec<String> =
        frames.iter().enumerate().map(|(i, f)| format!("0.{i:03} {f}")).collect();
    // Preludes come before 0.000; the link is made anew after the frames.
    let made = match prelude {
        "@classic" => format!("< event 03 00 4100 {PEER} 01 00"),
        _ => format!("< event 3e 01 00 4100 00 00 {PEER} 1800 0000 4800 00"),
    };
    let text = format!("@adapter\n{}\n0.900 {made}\n0.950 .", lines.join("\n"));
    let judged = Script::parse(&text).play(&["CONF015"]);
    assert_eq!(judged.links.len(), 1, "{text}");
    judged.links[0].name.clone()
}

#[test]
fn every_way_to_say_a_name_is_heard() {
    for (kind, said) in [(0x08, "Spea"), (0x09, "Speaker 🎵")] {
        let data = [structure(0x01, &[6]), structure(kind, said.as_bytes())].concat();
        for way in ways(&data) {
            for link in ["@le", "@classic"] {
                assert_eq!(name(std::slice::from_ref(&way), link).as_deref(), Some(said), "{way}");
            }
        }
    }
    let mut asked = b"Car".to_vec();
    asked.resize(248, 0);
    let request = format!("< event 07 00 {PEER} {}", hex(&asked));
    assert_eq!(name(&[request], "@classic").as_deref(), Some("Car"));
    let refused = format!("< event 07 04 {PEER} {}", hex(&asked));
    assert_eq!(name(&[refused], "@classic"), None);
}

#[test]
fn the_complete_name_wins_in_whatever_order() {
    let long = structure(0x09, b"Speaker");
    let short = structure(0x08, b"Sp");
    for (first, second) in [(&long, &short), (&short, &long)] {
        for one in ways(first) {
            for other in ways(second) {
                let frames = [one.clone(), other.clone()];
                assert_eq!(name(&frames, "@le").as_deref(), Some("Speaker"), "{frames:?}");
            }
        }
        let both = [first.as_slice(), second].concat();
        assert_eq!(name(&[legacy(0, PEER, &both)], "@le").as_deref(), Some("Speaker"));
    }
    let renamed = [structure(0x09, b"Old"), structure(0x09, b"New")].map(|d| legacy(0, PEER, &d));
    assert_eq!(name(&renamed, "@le").as_deref(), Some("New"));
}

#[test]
fn what_is_no_name_is_none() {
    let data: [&[u8]; 5] = [&[], &[1, 9], &[0, 9, 65], &[255, 9, 65], &[2, 9, 0]];
    for data in data {
        for way in ways(data) {
            assert_eq!(name(std::slice::from_ref(&way), "@le"), None, "{way}");
        }
    }
    // The second part of data in two reports begins within a structure.
    let whole = [structure(0xff, &[3, 9, 0x41, 0x42]), structure(0x09, b"Real")].concat();
    let (first, second) = whole.split_at(2);
    let parts = [extended(0x0021, PEER, first), extended(0x0001, PEER, second)];
    assert_eq!(name(&parts, "@le"), None);
    let next = extended(0x0001, PEER, &whole);
    let frames = [parts[0].clone(), parts[1].clone(), next];
    assert_eq!(name(&frames, "@le").as_deref(), Some("Real"));
}

#[test]
fn the_peripheral_has_a_name_on_the_air() {
    let name = structure(0x09, b"Lamp");
    let payload = format!("{PEER}{}", hex(&name));
    let length = 6 + name.len();
    // ADV_IND, ADV_NONCONN_IND, SCAN_RSP, ADV_SCAN_IND; then an extended one with its AdvA.
    let mut packets: Vec<String> =
        [0, 2, 4, 6].map(|kind| format!("d6be898e {kind:02x}{length:02x} {payload}")).into();
    packets.push(format!("d6be898e 07{:02x} 07 01 {payload}", length + 2));
    for packet in packets {
        let text = format!(
            "@adapter\n0.000 < air {packet}\n0.100 > air d6be898e 0522 0d0000000001 {PEER} \
             3c1a6550 ccbbaa 02 0000 1800 0000 4800 ffffffff1f 05\n0.200 > air 3c1a6550 0900"
        );
        let judged = Script::parse(&text).play(&["CONF015"]);
        assert_eq!(judged.links.len(), 1, "{text}");
        assert_eq!(judged.links[0].name.as_deref(), Some("Lamp"), "{packet}");
    }
}

#[test]
fn a_peer_keeps_its_name_among_a_great_many_advertisers() {
    let mut text = format!("@adapter\n0.000 {}\n", legacy(0, PEER, &structure(0x09, b"Mine")));
    text.push_str(&format!("0.010 < event 3e 01 00 4100 00 00 {PEER} 1800 0000 4800 00\n"));
    for number in 0..2000u16 {
        let peer = format!("{}00000001", hex(&number.to_le_bytes()));
        let named = legacy(0, &peer, &structure(0x09, format!("N{number}").as_bytes()));
        text.push_str(&format!("1.{number:04} {named}\n"));
    }
    let judged = Script::parse(&text).play(&["CONF015"]);
    assert_eq!(judged.links[0].name.as_deref(), Some("Mine"));
}

#[test]
fn le_peers_have_names_in_captures_of_others() {
    let Some(files) = foreign() else { return };
    let (mut named, mut all) = (0, 0);
    for path in files {
        let Ok(analysis) = btlint::analysis::file(&path, &Selection::default()) else { continue };
        for link in analysis.links {
            if link.transport == Some(Transport::LowEnergy) {
                all += 1;
                named += u32::from(link.name.is_some());
            }
        }
    }
    println!("{named} of {all} links of LE have a name");
    assert!(all == 0 || named > 0);
}

#[test]
fn a_name_that_is_read_as_an_attribute_is_the_name() {
    let name = |lines: &str| {
        let text = format!(
            "@adapter\n0.010 < event 3e 01 00 4000 00 00 {PEER} 1800 0000 4800 00\n{lines}"
        );
        Script::parse(&text).play(&[]).links[0].name.clone()
    };
    let value = hex(b"Sensor 7");
    let by_type = format!("0.1 > att 08 0100 ffff 002a\n0.2 < att 09 0a 0300 {value}");
    let found = "0.1 > att 08 0100 ffff 0328\n0.2 < att 09 07 0200 02 0300 002a 0400 02 0500 012a";
    let by_handle = format!("{found}\n0.3 > att 0a 0300\n0.4 < att 0b {value}\n0.5 .");
    for lines in [&by_type, &by_handle] {
        assert_eq!(name(lines).as_deref(), Some("Sensor 7"), "{lines}");
        // What this host is called is not what its peer is.
        let turned = lines.replace('>', "?").replace('<', ">").replace('?', "<");
        assert_eq!(name(&turned), None, "{turned}");
    }
    // The appearance, a value of another type, an answer to another request, an error between.
    for lines in [
        format!("{found}\n0.3 > att 0a 0500\n0.4 < att 0b {value}\n0.5 ."),
        format!("0.1 > att 08 0100 ffff 012a\n0.2 < att 09 0a 0300 {value}"),
        format!(
            "{found}\n0.3 > att 0a 0300\n0.4 < att 01 0a 0300 05\n0.5 > att 0a 0900\n0.6 < att 0b {value}"
        ),
    ] {
        assert_eq!(name(&lines), None, "{lines}");
    }
}

#[test]
fn a_quality_report_shows_a_link_that_was_open_before() {
    let report = |id: &str, again: &str| {
        format!(
            "event ff 58 {id} 06 4000 00 0a c8 14 3b 03 401f 01000000 {again} {again} 00000000 05000000 \
             00000000 06000000 00000000 00000000 {PEER} 00"
        )
    };
    let found = |lines: &str| -> Vec<Option<String>> {
        let judged = Script::parse(&format!("@adapter\n{lines}\n9.900 .")).play(&["COEX013"]);
        judged.findings.iter().map(|finding| finding.peer.map(|peer| peer.to_string())).collect()
    };
    let peer = Some("00:CF:5D:AA:BB:CC".to_owned());
    let lossy = "00020000";
    assert_eq!(found(&format!("0.1 < {}", report("01", lossy))), [peer]);
    // A connection that was not made has none, nor has one that has just ended.
    assert_eq!(found(&format!("0.1 < {}", report("08", lossy))), []);
    let made = format!("0.1 < event 03 00 4000 {PEER} 01 00\n0.2 < event 05 00 4000 13");
    assert_eq!(found(&format!("{made}\n0.3 < {}", report("02", lossy))), []);
}
