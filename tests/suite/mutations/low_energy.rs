//! Faults of LE: pairing, attributes, channels with credits.

use super::{Fault, Side, tape::Tape};

/// The steps of a pairing by Just Works; who sends them, the central, which captures, or the peer; and
/// who should go on.
const STEPS: [(bool, &str, Side); 7] = [
    (true, "SMP / Pairing Request", Side::Peer),
    (false, "SMP / Pairing Response", Side::Host),
    (true, "SMP / Pairing Public Key", Side::Peer),
    // Then its Confirm.
    (false, "SMP / Pairing Public Key", Side::Peer),
    (false, "SMP / Pairing Random", Side::Host),
    (true, "SMP / Pairing DHKey Check", Side::Peer),
    // Then the central starts encryption.
    (false, "SMP / Pairing DHKey Check", Side::Host),
];

pub(super) fn pairing_failed() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of("le/sc-just-works");
    for (by, sent, after) in
        [(Side::Peer, false, "SMP / Pairing Request"), (Side::Host, true, "SMP / Pairing Response")]
    {
        let at = tape.first(!sent, after);
        for reason in 1..=0x0f {
            let failed = tape.clone().until(at).says(50, sent, 6, &[5, reason]).down(500, 0x16);
            let name = format!("reason {reason:#04x}");
            let codes = &["AUTH100", "AUTH101", "AUTH103", "AUTH104", "AUTH105", "AUTH112"];
            faults.push(Fault::new("Pairing Failed", &name, failed, codes, by));
        }
    }
    faults
}

pub(super) fn pairing_stops() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of("le/sc-just-works");
    for (sent, step, owes) in STEPS {
        let cut = tape.clone().until(tape.first(sent, step)).idle(35_000).down(1000, 0x16);
        faults.push(Fault::new("pairing stands still", step, cut, &["AUTH008"], owes));
    }
    faults
}

pub(super) fn attributes() -> Vec<Fault> {
    let mut faults = Vec::new();
    let good = Tape::of("le/sc-just-works");
    let long = Tape::of("le/fragments-good");
    for (tape, request) in [
        (&good, "ATT / Read By Group Type Request"),
        (&good, "ATT / Read By Type Request"),
        (&good, "ATT / Read Request"),
        (&long, "ATT / Exchange MTU Request"),
    ] {
        let cut = tape.clone().until(tape.first(true, request)).idle(31_000).down(1000, 0x16);
        let codes = &["CONN030"];
        faults.push(Fault::new("ATT request unanswered", request, cut, codes, Side::Peer));
    }
    // The peer asks, and this host says nothing.
    let end = good.first(true, "Disconnect");
    for (name, data) in [
        ("Read Request", &[0x0a, 0x03, 0x00][..]),
        ("Write Request", &[0x12, 0x03, 0x00, 0x01]),
        ("Exchange MTU Request", &[0x02, 0xf7, 0x00]),
        ("Handle Value Indication", &[0x1d, 0x10, 0x00, 0x01]),
    ] {
        let asked = good.clone().until(end - 1).says(100, false, 4, data);
        let cut = asked.idle(31_000).down(1000, 0x13);
        faults.push(Fault::new("ATT request unanswered", name, cut, &["CONN030"], Side::Host));
    }
    let read = good.first(true, "ATT / Read Request");
    let twice = good.pdu(true, 4, &[0x0a, 0x03, 0x00]);
    let both = good.clone().with(read, 2, true, twice);
    let codes = &["RACE032"];
    faults.push(Fault::new("two ATT requests at once", "Read Request", both, codes, Side::Host));
    faults
}

/// LE credit based connections, opened in a healthy link.
pub(super) fn credits() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of("le/sc-just-works");
    let before = tape.first(true, "Disconnect") - 1;
    for (asks, by) in [(true, Side::Peer), (false, Side::Host)] {
        let end = if asks { 0x16 } else { 0x13 };
        let request = [0x14, 9, 10, 0, 0x80, 0, 0x40, 0, 0x40, 0, 0x40, 0, 2, 0];
        let asked = tape.clone().until(before).says(100, asks, 5, &request);
        let silent = asked.clone().idle(40_000).down(1000, end);
        let name = "LE Credit Based Connection Request";
        faults.push(Fault::new("credit based channel", name, silent, &["CONN030"], by));
        for result in [2u8, 4, 5, 6, 7, 8, 9, 10] {
            let response = [0x15, 9, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, result, 0];
            let refused = asked.clone().says(50, !asks, 5, &response).down(500, end);
            let name = format!("result {result}");
            let codes = &["CONN025"];
            faults.push(Fault::new("credit based channel", &name, refused, codes, by));
        }
        let response = [0x15, 9, 10, 0, 0x50, 0, 0x40, 0, 0x40, 0, 2, 0, 0, 0];
        let mut open = asked.clone().says(50, !asks, 5, &response);
        let cid = 0x50;
        for _ in 0..2 {
            open = open.says(20, asks, cid, &[2, 0, 0x68, 0x69]);
        }
        let half = asked.clone().says(50, !asks, 5, &response);
        let half = half.says(20, asks, cid, &[9, 0, 0x68]).says(20, asks, cid, &[0x69]);
        for (name, channel, seconds) in [
            ("after an SDU", &open, 40),
            ("after an SDU, later", &open, 100),
            ("in the middle of one", &half, 12),
        ] {
            let starved = channel.clone().idle(seconds * 1000).down(100, end);
            let codes = &["FRAG020"];
            faults.push(Fault::new("credits never come back", name, starved, codes, by));
        }
        let over = open.clone().says(20, asks, cid, &[2, 0, 0x68, 0x69]).down(2000, end);
        let other = if asks { Side::Host } else { Side::Peer };
        faults.push(Fault::new("sent without credits", "one more", over, &["FRAG019"], other));
    }
    faults
}

/// The peripheral's wish for other parameters.
pub(super) fn parameters() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of("le/sc-just-works");
    let before = tape.first(true, "Disconnect") - 1;
    let request = [0x12, 9, 8, 0, 0x18, 0, 0x28, 0, 0, 0, 0xf4, 1];
    let asked = tape.clone().until(before).says(100, false, 5, &request);
    let silent = asked.idle(35_000).down(500, 0x16);
    let name = "Connection Parameter Update Request";
    faults.push(Fault::new("parameters", name, silent, &["CONN030"], Side::Host));
    faults
}

/// The link is lost, or ended for a reason, while nothing else goes on.
pub(super) fn lost() -> Vec<Fault> {
    let mut faults = Vec::new();
    for view in ["le/sc-just-works", "le/reconnect-good"] {
        let tape = Tape::of(view);
        let before = tape.first(true, "Disconnect") - 1;
        for (reason, codes) in [
            (0x08, &["CONN001"][..]),
            (0x22, &["CONN024"]),
            (0x3d, &["AUTH011"]),
            (0x1f, &["CONN024"]),
            (0x28, &["CONN024", "RACE012"]),
            (0x05, &["AUTH001", "AUTH036", "CONN024", "AUTH009"]),
        ] {
            let cut = tape.clone().until(before).down(5000, reason).idle(2000);
            let name = format!("{view}, reason {reason:#04x}");
            let side = if reason == 0x05 { Side::Peer } else { Side::Nobody };
            faults.push(Fault::new("LE link lost", &name, cut, codes, side));
        }
    }
    faults
}
