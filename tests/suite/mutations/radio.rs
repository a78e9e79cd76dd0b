//! Faults that a sniffer hears, of procedures and of connections.

use btlint::finding::Severity;

use super::{Fault, Side, tape::Tape};

const NAME: &str = "air/sc-good";
const EMPTY: &str = "LE data header";

/// What follows when a side says one PDU more in the place of an empty one, and the other another.
fn exchange(tape: &Tape, sent: bool, pdu: &[u8], answer: &[u8]) -> Tape {
    let at = tape.nth(sent, EMPTY, 8);
    let next = (at + 1..tape.frames.len())
        .find(|&n| tape.frames[n].sent != sent && tape.frames[n].title == EMPTY)
        .unwrap();
    let tape = tape.clone().with_ll(at, 3, pdu);
    if answer.is_empty() { tape } else { tape.with_ll(next, 3, answer) }
}

/// A control PDU that its sender must not send, or of a wrong length.
pub(super) fn forbidden() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of(NAME);
    for (name, sent, pdu, by) in [
        (
            "map update by the peripheral",
            false,
            &[1u8, 0xff, 0xff, 0xff, 0xff, 0x1f, 99, 0][..],
            Side::Peripheral,
        ),
        ("start of encryption by the central", true, &[5], Side::Central),
        (
            "feature request of the peripheral by the central",
            true,
            &[0x0e, 1, 0, 0, 0, 0, 0, 0, 0],
            Side::Central,
        ),
        ("too short", true, &[8, 1, 0], Side::Central),
        ("too long", false, &[0x0c, 9, 0, 0, 0, 0, 7, 7], Side::Peripheral),
    ] {
        let bad = exchange(&tape, sent, pdu, &[]);
        let codes = &["CONF013", "CONF001"];
        faults.push(Fault::new("LL control PDU that must not be", name, bad, codes, by));
    }
    faults
}

/// A procedure is refused, or not known.
pub(super) fn refused() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of(NAME);
    for (name, request) in [
        ("LL_PHY_REQ", &[0x16u8, 2, 2][..]),
        (
            "LL_CONNECTION_PARAM_REQ",
            &[0x0f, 24, 0, 40, 0, 0, 0, 0xf4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ),
    ] {
        for (sent, by) in [(true, Side::Peripheral), (false, Side::Central)] {
            for error in [0x1au8, 0x1e, 0x20, 0x3b] {
                let no = exchange(&tape, sent, request, &[0x11, request[0], error]);
                let name = format!("{name}, {error:#04x}");
                let codes = &["CONN027", "CONN026", "CONN009"];
                faults.push(
                    Fault::new("LL procedure refused", &name, no, codes, by)
                        .at_least(Severity::Info),
                );
            }
        }
    }
    // The peripheral has no key.
    let answer = tape.first(false, "LL_START_ENC_REQ");
    let none = tape.clone().until(answer).with_ll(answer, 3, &[0x0d, 0x06]);
    let codes = &["AUTH005", "AUTH036"];
    faults.push(Fault::new("no key (air)", "LL_REJECT_IND", none, codes, Side::Nobody));
    faults
}

/// A connection that is asked for with what nobody can keep.
pub(super) fn impossible() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of(NAME);
    let at = tape.frames.iter().position(|frame| frame.title == "CONNECT_IND").unwrap();
    // After access address, header, two addresses: access address, CRC, window, offset, interval ...
    let data = 17 + 4 + 2 + 12;
    for (name, offset, octets) in [
        ("interval 0", 10, &[0u8, 0][..]),
        ("timeout 0", 14, &[0, 0]),
        ("latency over 499", 12, &[0xff, 0x0f]),
        ("no channel", 16, &[0, 0, 0, 0, 0]),
        ("one channel", 16, &[1, 0, 0, 0, 0]),
    ] {
        let bad = tape.clone().patched(at, data + offset, octets);
        let codes = &["CONF013", "CONF001"];
        faults.push(Fault::new("CONNECT_IND of no meaning", name, bad, codes, Side::Central));
    }
    faults
}

/// The DHKey Checks are left out, and encryption starts.
pub(super) fn skipped() -> Vec<Fault> {
    let tape = Tape::of(NAME);
    let (one, other) = (
        tape.first(true, "SMP / Pairing DHKey Check"),
        tape.first(false, "SMP / Pairing DHKey Check"),
    );
    let both = tape.emptied(one).emptied(other);
    let codes = &["AUTH030"];
    let kind = "DHKey Check left out";
    vec![Fault::new(kind, "by both, on the air", both, codes, Side::Nobody)]
}
