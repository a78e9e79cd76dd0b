//! Faults of AVCTP and AVRCP.

use btlint::finding::Severity;

use super::{Fault, Side, acts::octets, tape::Tape};

const CLASSIC: &str = "pairing/ssp-passkey";
const SIDES: [(bool, Side); 2] = [(true, Side::Peer), (false, Side::Host)];
/// The panel subunit, and a command with operands of the Bluetooth SIG.
const VENDOR: [u8; 5] = [0x48, 0, 0, 0x19, 0x58];

fn avctp(label: u8, response: bool, body: &[u8]) -> Vec<u8> {
    octets(&[&[label << 4 | u8::from(response) << 1, 0x11, 0x0e], body])
}

fn vendor(kind: u8, pdu: u8, parameters: &[u8]) -> Vec<u8> {
    let head = [pdu, 0, 0, parameters.len() as u8];
    octets(&[&[kind], &VENDOR, &head, parameters])
}

pub(super) fn refused() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        let open = Tape::alive(CLASSIC).opened(asks, 0x17);
        for (name, pdu, parameters) in [
            ("Get Capabilities", 0x10u8, &[3u8][..]),
            ("Get Element Attributes", 0x20, &[0, 0, 0, 0, 0, 0, 0, 0, 0]),
            ("Register Notification", 0x31, &[1, 0, 0, 0, 0]),
            ("Set Absolute Volume", 0x50, &[0x40]),
        ] {
            let kind = match pdu {
                0x50 => 0,
                0x31 => 3,
                _ => 1,
            };
            let asked = open.clone().data(asks, &avctp(1, false, &vendor(kind, pdu, parameters)));
            for error in [0u8, 3, 4, 0x13] {
                let answer = avctp(1, true, &vendor(0x0a, pdu, &[error]));
                let refused = asked.clone().data(!asks, &answer).idle(8000);
                let name = format!("{name}, {error:#04x}");
                let codes = &["CONN027"];
                let fault = Fault::new("AVRCP command rejected", &name, refused, codes, by);
                // Devices leave much of it out, and work without.
                let floor = if pdu == 0x50 { Severity::Notice } else { Severity::Info };
                faults.push(fault.at_least(floor));
            }
            let silent = asked.clone().idle(60_000).ended(asks);
            let codes = &["CONN030"];
            faults.push(Fault::new("AVRCP command unanswered", name, silent, codes, by));
            let other = asked.data(!asks, &avctp(7, true, &vendor(0x0c, pdu, parameters)));
            let other = other.idle(60_000).ended(asks);
            faults.push(Fault::new("AVRCP answer of another label", name, other, codes, by));
        }
        // The profile is not known to the receiver.
        let play = [0, 0x48, 0x7c, 0x44, 0];
        let unknown = open.clone().data(asks, &avctp(2, false, &play));
        let unknown = unknown.data(!asks, &[2 << 4 | 3, 0x11, 0x0e]).ended(asks);
        let codes = &["CONN027"];
        let fault = Fault::new("AVCTP profile unknown", "PLAY", unknown, codes, by);
        faults.push(fault.at_least(Severity::Notice));
        let rejected = open.data(asks, &avctp(2, false, &play));
        let rejected = rejected.data(!asks, &avctp(2, true, &[0x0a, 0x48, 0x7c, 0x44, 0]));
        let fault = Fault::new("pass through rejected", "PLAY", rejected.ended(asks), codes, by);
        faults.push(fault.at_least(Severity::Notice));
    }
    faults
}
