//! Faults of HCI: what the controller refuses, breaks, invents or repeats, and what the host does to it.

use btlint::finding::Severity;

use super::{
    Fault, Side,
    acts::{PEER, octets},
    tape::Tape,
};

const CLASSIC: &str = "pairing/ssp-passkey";
const LE: &str = "le/sc-just-works";

fn views() -> [(&'static str, Tape); 2] {
    [("BR/EDR", Tape::alive(CLASSIC)), ("LE", Tape::alive(LE))]
}

/// The final event of what was asked of a link says that it failed.
pub(super) fn procedures() -> Vec<Fault> {
    let mut faults = Vec::new();
    let classic = Tape::alive(CLASSIC);
    let handle = classic.on(&[]);
    let by_handle = |status: u8, rest: usize| classic.status(status, &vec![0; rest]);
    let by_address = |status: u8, rest: usize| octets(&[&[status], &PEER, &vec![0; rest]]);
    let sniff = classic.on(&[0x20, 3, 0x90, 1, 4, 0, 1, 0]);
    let role = octets(&[&PEER, &[0]]);
    let quality = classic.on(&[0; 18]);
    for (kind, opcode, ask, code, answers) in [
        ("features not read", 0x041b, handle.clone(), 0x0b, [(0x1a, 8), (0x22, 8)]),
        ("version not read", 0x041d, handle.clone(), 0x0c, [(0x22, 5), (0x1f, 5)]),
        ("QoS not set up", 0x0807, quality, 0x0d, [(0x2d, 18), (0x2c, 18)]),
        ("sniff mode refused", 0x0803, sniff, 0x14, [(0x24, 3), (0x20, 3)]),
        ("link key not changed", 0x0415, handle.clone(), 0x09, [(0x26, 0), (0x22, 0)]),
    ] {
        for (status, rest) in answers {
            let failed = classic.clone().begun(opcode, &ask, 0);
            let failed = failed.event(40, code, &by_handle(status, rest)).idle(8000);
            let name = format!("{status:#04x}");
            let codes = &["CONN026", "CONN027", "CONN019", "AUTH036"];
            let fault = Fault::new(kind, &name, failed, codes, Side::Nobody);
            // What a peer does not say of itself does no harm, nor a link that stays active.
            let floor = match code {
                0x0b | 0x0c | 0x14 => Severity::Info,
                _ => Severity::Notice,
            };
            faults.push(fault.at_least(floor));
        }
    }
    for status in [0x21, 0x35, 0x22, 0x23] {
        let failed = classic.clone().begun(0x080b, &role, 0);
        let failed = failed.event(40, 0x12, &by_address(status, 1)).ended(true);
        let name = format!("{status:#04x}");
        let codes = &["CONN026", "CONN027"];
        let fault = Fault::new("role switch fails", &name, failed, codes, Side::Nobody);
        faults.push(fault.at_least(Severity::Notice));
    }
    for status in [0x22, 0x08, 0x3d] {
        let failed = classic.clone().event(500, 0x30, &by_handle(status, 0)).down(500, status);
        let name = format!("{status:#04x}");
        let codes = &["AUTH036", "AUTH009", "AUTH011", "CONN024", "CONN001"];
        let side = if status == 0x22 { Side::Peer } else { Side::Nobody };
        faults.push(Fault::new("key refresh fails", &name, failed, codes, side));
    }
    faults
}

/// The controller says that data was lost.
pub(super) fn data_lost() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, tape) in views() {
        let over = tape.clone().event(500, 0x1a, &[1]).ended(true);
        let codes = &["FRAG008", "COEX008"];
        let kind = "Data Buffer Overflow";
        faults.push(Fault::new(kind, view, over, codes, Side::Host).at_least(Severity::Notice));
        let down = tape.clone().event(500, 0x10, &[3]).idle(1000);
        let kind = "Hardware Error on an idle link";
        faults.push(Fault::new(kind, view, down, &["CONN012"], Side::Controller));
    }
    let tape = Tape::alive(CLASSIC);
    let mut flushed = tape.clone();
    for _ in 0..5 {
        let handle = flushed.on(&[]);
        flushed = flushed.event(500, 0x11, &handle);
    }
    let fault =
        Fault::new("Flush Occurred", "5 times", flushed.ended(true), &["COEX008"], Side::Nobody);
    faults.push(fault.at_least(Severity::Notice));
    faults
}

/// The host gives its controller more than that takes, or the controller returns more than it got.
pub(super) fn buffers() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, tape) in views() {
        let cid = 4;
        // Sizes and returned buffers are known.
        let tape = match view {
            "LE" => tape.says(20, true, cid, &[2, 0xf7, 5]).says(20, false, cid, &[3, 0xf7, 5]),
            _ => tape.opened(true, 0x0019),
        };
        let long = tape.clone().says(20, true, cid, &vec![0x52; 1100]);
        let codes = &["FRAG006"];
        let kind = "packet over the controller's buffers";
        faults.push(Fault::new(kind, view, long.ended(true), codes, Side::Host));
        let mut many = tape.clone();
        for _ in 0..25 {
            let pdu = many.pdu(true, cid, &[0x52, 3, 0, 1]);
            many = many.then(1, true, pdu);
        }
        for _ in 0..25 {
            let [low, high] = many.handle().to_le_bytes();
            many = many.event(1, 0x13, &[1, low, high, 1, 0]);
        }
        let kind = "more packets than buffers";
        faults.push(Fault::new(kind, view, many.ended(true), &["FRAG008"], Side::Host));
    }
    faults
}
