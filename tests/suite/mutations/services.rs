//! Faults of SDP, RFCOMM, hands-free, HID and BNEP.

use btlint::finding::Severity;

use super::{Fault, Side, acts::octets, tape::Tape};

const CLASSIC: &str = "pairing/ssp-passkey";
const SIDES: [(bool, Side); 2] = [(true, Side::Peer), (false, Side::Host)];

pub(super) fn sdp() -> Vec<Fault> {
    let mut faults = Vec::new();
    let ask =
        [6, 0, 1, 0, 15, 0x35, 3, 0x19, 0x11, 0x0b, 0xff, 0xff, 0x35, 5, 0x0a, 0, 0, 0xff, 0xff, 0];
    for (asks, by) in SIDES {
        let tape = Tape::alive(CLASSIC).opened(asks, 1).data(asks, &ask);
        for code in 1u8..=6 {
            let failed = tape.clone().data(!asks, &[1, 0, 1, 0, 2, 0, code]).ended(asks);
            let name = format!("{code:#06x}");
            let fault = Fault::new("SDP Error Response", &name, failed, &["CONN027"], by);
            faults.push(fault.at_least(Severity::Notice));
        }
        let wrong = tape.clone().data(!asks, &[7, 0, 9, 0, 5, 0, 2, 0x35, 0, 0]);
        let wrong = wrong.idle(40_000).ended(asks);
        let codes = &["CONN030"];
        faults.push(Fault::new("SDP answer to another question", "", wrong, codes, by));
    }
    faults
}

/// RFCOMM's check over address and control.
fn fcs(octets: &[u8]) -> u8 {
    let mut fcs = 0xffu8;
    for octet in octets {
        fcs ^= octet;
        for _ in 0..8 {
            fcs = if fcs & 1 == 1 { fcs >> 1 ^ 0xe0 } else { fcs >> 1 };
        }
    }
    0xff - fcs
}

/// A frame: whether the multiplexer's initiator sends it, DLCI, control, data.
fn frame(initiator: bool, command: bool, dlci: u8, control: u8, data: &[u8]) -> Vec<u8> {
    let cr = u8::from(initiator == command) << 1;
    let head = [dlci << 2 | cr | 1, control, (data.len() as u8) << 1 | 1];
    let checked = if control & 0xef == 0xef { 2 } else { 3 };
    octets(&[&head, data, &[fcs(&head[..checked])]])
}

const SABM: u8 = 0x3f;
const UA: u8 = 0x73;
const DM: u8 = 0x1f;
const UIH: u8 = 0xef;
/// Of a service on the first server channel of the responder.
const DLCI: u8 = 2;

/// The multiplexer is up.
fn mux(asks: bool) -> Tape {
    Tape::alive(CLASSIC)
        .opened(asks, 3)
        .data(asks, &frame(true, true, 0, SABM, &[]))
        .data(!asks, &frame(false, false, 0, UA, &[]))
}

fn negotiated(asks: bool, credits: u8) -> Tape {
    let pn = |command: bool, flow: u8| {
        [if command { 0x83 } else { 0x81 }, 17, DLCI, flow, 7, 0, 0x40, 0, 0, credits]
    };
    mux(asks)
        .data(asks, &frame(true, true, 0, UIH, &pn(true, 0xf0)))
        .data(!asks, &frame(false, true, 0, UIH, &pn(false, 0xe0)))
}

fn serial(asks: bool) -> Tape {
    let msc = |command: bool| [if command { 0xe3 } else { 0xe1 }, 5, DLCI << 2 | 3, 0x8d];
    negotiated(asks, 7)
        .data(asks, &frame(true, true, DLCI, SABM, &[]))
        .data(!asks, &frame(false, false, DLCI, UA, &[]))
        .data(asks, &frame(true, true, 0, UIH, &msc(true)))
        .data(!asks, &frame(false, true, 0, UIH, &msc(false)))
        .data(!asks, &frame(false, true, 0, UIH, &msc(true)))
        .data(asks, &frame(true, true, 0, UIH, &msc(false)))
}

pub(super) fn rfcomm() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        let other = if asks { Side::Host } else { Side::Peer };
        let open = |tape: Tape| tape.idle(70_000).ended(asks);
        let silent =
            Tape::alive(CLASSIC).opened(asks, 3).data(asks, &frame(true, true, 0, SABM, &[]));
        let codes = &["CONN030"];
        let kind = "RFCOMM unanswered";
        faults.push(Fault::new(kind, "SABM of the multiplexer", open(silent), codes, by));
        let pn = [0x83, 17, DLCI, 0xf0, 7, 0, 0x40, 0, 0, 7];
        let silent = mux(asks).data(asks, &frame(true, true, 0, UIH, &pn));
        faults.push(Fault::new(kind, "PN", open(silent), codes, by));
        let silent = negotiated(asks, 7).data(asks, &frame(true, true, DLCI, SABM, &[]));
        faults.push(Fault::new(kind, "SABM", open(silent), codes, by));
        let test = [0x23, 5, 1, 2];
        let silent = serial(asks).data(asks, &frame(true, true, 0, UIH, &test));
        faults.push(Fault::new(kind, "Test", open(silent), codes, by));
        let msc = [0xe3, 5, DLCI << 2 | 3, 0x8d];
        let silent = serial(asks).data(asks, &frame(true, true, 0, UIH, &msc));
        faults.push(Fault::new(kind, "MSC", open(silent), codes, by));
        let silent = serial(asks).data(asks, &frame(true, true, DLCI, 0x53, &[]));
        faults.push(Fault::new(kind, "DISC", open(silent), codes, by));
        let refused = negotiated(asks, 7)
            .data(asks, &frame(true, true, DLCI, SABM, &[]))
            .data(!asks, &frame(false, false, DLCI, DM, &[]));
        let codes = &["CONN025", "CONN027"];
        faults.push(Fault::new("RFCOMM refused", "DM", refused.ended(asks), codes, by));
        let refused = mux(asks)
            .data(asks, &frame(true, true, 0, UIH, &pn))
            .data(!asks, &frame(false, false, DLCI, DM, &[]));
        faults.push(Fault::new("RFCOMM refused", "DM to PN", refused.ended(asks), codes, by));
        let mut starved = serial(asks);
        for _ in 0..7 {
            starved = starved.data(asks, &frame(true, true, DLCI, UIH, b"hello"));
        }
        let over = starved.clone().data(asks, &frame(true, true, DLCI, UIH, b"hello"));
        let codes = &["FRAG031"];
        faults.push(Fault::new(
            "RFCOMM beyond its credits",
            "8 of 7",
            over.ended(asks),
            codes,
            other,
        ));
    }
    faults
}

/// Peripherals: their reports, and networks.
pub(super) fn peripherals() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        for code in [1u8, 2, 3, 4, 0x0e, 0x0f] {
            let asked = Tape::alive(CLASSIC).opened(asks, 0x11).data(asks, &[0x43, 1]);
            let failed = asked.data(!asks, &[code]).ended(asks);
            let name = format!("{code:#03x}");
            let codes = &["CONN027"];
            faults.push(
                Fault::new("HID Handshake", &name, failed, codes, by).at_least(Severity::Notice),
            );
        }
        let silent = Tape::alive(CLASSIC).opened(asks, 0x11).data(asks, &[0x43, 1]).idle(60_000);
        let codes = &["CONN030"];
        faults.push(Fault::new(
            "HID request unanswered",
            "Get Report",
            silent.ended(asks),
            codes,
            by,
        ));
        for result in 1u8..=4 {
            let setup = [1, 1, 2, 0x11, 0x16, 0x11, 0x15];
            let asked = Tape::alive(CLASSIC).opened(asks, 0x0f).data(asks, &setup);
            let refused = asked.data(!asks, &[1, 2, 0, result]).ended(asks);
            let name = format!("{result}");
            let codes = &["CONN027", "CONN025"];
            faults.push(
                Fault::new("BNEP setup refused", &name, refused, codes, by)
                    .at_least(Severity::Notice),
            );
        }
        let setup = [1, 1, 2, 0x11, 0x16, 0x11, 0x15];
        let silent = Tape::alive(CLASSIC).opened(asks, 0x0f).data(asks, &setup).idle(60_000);
        let codes = &["CONN030"];
        faults.push(Fault::new("BNEP setup unanswered", "60 s", silent.ended(asks), codes, by));
    }
    faults
}
