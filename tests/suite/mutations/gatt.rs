//! Faults of attributes: wrong answers, sizes, notifications.

use btlint::finding::Severity;

use super::{Fault, Side, tape::Tape};

const LE: &str = "le/sc-just-works";
const SIDES: [(bool, Side); 2] = [(true, Side::Peer), (false, Side::Host)];
/// The channel of attributes.
const ATT: u16 = 4;

fn asked(asks: bool, request: &[u8]) -> Tape {
    Tape::alive(LE).says(100, asks, ATT, request)
}

/// Errors that keep a client from what it wants.
pub(super) fn errors() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        for code in [
            0x02u8, 0x03, 0x05, 0x08, 0x0c, 0x0d, 0x0e, 0x0f, 0x11, 0x12, 0x13, 0x80, 0xfc, 0xfd,
            0xfe,
        ] {
            let refused = asked(asks, &[0x12, 0x10, 0, 1]);
            let refused = refused.says(40, !asks, ATT, &[1, 0x12, 0x10, 0, code]).ended(asks);
            let name = format!("Write, {code:#04x}");
            let codes = &["CONN027"];
            faults.push(
                Fault::new("ATT error", &name, refused, codes, by).at_least(Severity::Notice),
            );
        }
    }
    faults
}

/// What the server sends of its own accord.
pub(super) fn of_its_own() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        let mut silent = asked(asks, &[0x1d, 0x10, 0, 1]);
        for n in 0..5 {
            silent = silent.idle(5000).says(100, !asks, ATT, &[0x1b, 0x10, 0, n]);
        }
        let silent = silent.idle(10_000).ended(asks);
        let codes = &["CONN030"];
        let kind = "indication unconfirmed while notified";
        faults.push(Fault::new(kind, "35 s", silent, codes, by));
    }
    faults
}

/// Sizes and long values.
pub(super) fn sizes() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        let other = if asks { Side::Host } else { Side::Peer };
        let small = asked(asks, &[2, 0x10, 0]).says(40, !asks, ATT, &[3, 0xf7, 0]).ended(asks);
        let codes = &["CONF001", "CONF020"];
        faults.push(Fault::new("MTU below the least", "16", small, codes, other));
        let failed = asked(asks, &[0x16, 0x10, 0, 0, 0, 1, 2, 3]);
        let failed = failed.says(40, !asks, ATT, &[0x17, 0x10, 0, 0, 0, 1, 2, 3]);
        let failed = failed.says(40, asks, ATT, &[0x18, 1]);
        let failed = failed.says(40, !asks, ATT, &[1, 0x18, 0x10, 0, 0x0d]).ended(asks);
        let codes = &["CONN027"];
        faults.push(
            Fault::new("long write fails", "0x0d", failed, codes, by).at_least(Severity::Notice),
        );
        let silent = asked(asks, &[0x18, 1]).idle(32_000).ended(asks);
        let codes = &["CONN030"];
        faults.push(Fault::new("long write unanswered", "Execute", silent, codes, by));
        let mut long = vec![0x0b];
        long.resize(60, 1);
        // This host would have to send it in pieces.
        if asks {
            let long = asked(asks, &[0x0a, 0x10, 0]).says(40, !asks, ATT, &long).ended(asks);
            let codes = &["FRAG012"];
            faults.push(Fault::new("ATT answer over the MTU", "60", long, codes, by));
        }
    }
    faults
}
