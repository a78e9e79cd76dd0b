//! Faults of L2CAP: its signalling, its modes, and channels with credits.

use btlint::finding::Severity;

use super::{Fault, Side, tape::Tape};

const CLASSIC: &str = "pairing/ssp-passkey";
const LE: &str = "le/sc-just-works";

/// Who asks, and who of the other side is to blame for a bad answer.
const SIDES: [(bool, Side); 2] = [(true, Side::Peer), (false, Side::Host)];

/// Command Reject for what must be understood.
pub(super) fn not_understood() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        let tape = Tape::alive(CLASSIC).connecting(asks, 0x0019);
        let reject = tape.signal(!asks, 1, 0x21, &[0, 0]).ended(asks);
        let codes = &["CONN025", "CONN027"];
        faults.push(Fault::new("Command Reject", "Connection Request", reject, codes, by));
        let tape = Tape::alive(CLASSIC).accepted(asks, 0x0019).configures(asks, &[]);
        let reject = tape.signal(!asks, 1, 0x22, &[2, 0, 0x60, 0, 0x70, 0]).ended(asks);
        faults.push(Fault::new("Command Reject", "Configuration Request", reject, codes, by));
        let tape = Tape::alive(LE);
        let ask = [0x80, 0, 0x40, 0, 0x40, 0, 0x40, 0, 2, 0];
        let reject = tape.le_signal(asks, 0x14, 9, &ask).le_signal(!asks, 1, 9, &[0, 0]);
        let name = "LE Credit Based Connection Request";
        faults.push(Fault::new("Command Reject", name, reject.ended(asks), codes, by));
    }
    faults
}

pub(super) fn unanswered() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        for (name, code, data) in
            [("Information Request", 0x0a, &[2u8, 0][..]), ("Echo Request", 0x08, &[])]
        {
            let open = Tape::alive(CLASSIC).signal(asks, code, 0x31, data).idle(40_000);
            let codes = &["CONN030"];
            faults.push(Fault::new("L2CAP request unanswered", name, open.ended(asks), codes, by));
        }
        for (name, code, data) in [
            ("Credit Based Connection", 0x17, &[0x27u8, 0, 0x40, 0, 0x40, 0, 1, 0, 0x44, 0][..]),
            ("Disconnection", 0x06, &[0x44, 0, 0x44, 0]),
        ] {
            let open = Tape::alive(LE).le_signal(asks, code, 0x31, data).idle(40_000);
            let codes = &["CONN030"];
            faults.push(Fault::new("L2CAP request unanswered", name, open.ended(asks), codes, by));
        }
    }
    faults
}

/// Enhanced credit based channels.
pub(super) fn enhanced() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (asks, by) in SIDES {
        let ask = [0x27, 0, 0x40, 0, 0x40, 0, 1, 0, 0x44, 0];
        for result in [2u8, 4, 5, 6, 7, 8, 9, 0x0a, 0x0b, 0x0c] {
            let asked = Tape::alive(LE).le_signal(asks, 0x17, 0x31, &ask);
            let answer = [0x40, 0, 0x40, 0, 1, 0, result, 0, 0, 0];
            let refused = asked.le_signal(!asks, 0x18, 0x31, &answer).ended(asks);
            let name = format!("result {result:#04x}");
            let codes = &["CONN025"];
            // That a device lacks a service is no more than a notice.
            let floor = if result == 2 { Severity::Notice } else { Severity::Warning };
            let fault = Fault::new("enhanced channel refused", &name, refused, codes, by);
            faults.push(fault.at_least(floor));
        }
        let open = Tape::alive(LE).le_signal(asks, 0x17, 0x31, &ask).le_signal(
            !asks,
            0x18,
            0x31,
            &[0x40, 0, 0x40, 0, 1, 0, 0, 0, 0x54, 0],
        );
        for result in [1u8, 2, 3, 4] {
            let asked = open.clone().le_signal(asks, 0x19, 0x32, &[0x50, 0, 0x40, 0, 0x44, 0]);
            let refused = asked.le_signal(!asks, 0x1a, 0x32, &[result, 0]).ended(asks);
            let name = format!("result {result}");
            let codes = &["CONN025", "CONN027"];
            let fault = Fault::new("reconfiguration refused", &name, refused, codes, by);
            faults.push(fault.at_least(Severity::Notice));
        }
        let asked = open.clone().le_signal(asks, 0x19, 0x32, &[0x50, 0, 0x40, 0, 0x44, 0]);
        let silent = asked.idle(40_000).ended(asks);
        let codes = &["CONN030"];
        faults.push(Fault::new("reconfiguration unanswered", "40 s", silent, codes, by));
    }
    faults
}

/// Wishes for other parameters of an LE link.
pub(super) fn parameters() -> Vec<Fault> {
    let mut faults = Vec::new();
    let wish = [24, 0, 40, 0, 0, 0, 0xf4, 1];
    let mut refused = Tape::alive(LE);
    for _ in 0..5 {
        refused = refused.idle(3000).le_signal(false, 0x12, 9, &wish);
        refused = refused.le_signal(true, 0x13, 9, &[1, 0]);
    }
    let refused = refused.ended(false);
    let kind = "parameters refused again and again";
    faults.push(
        Fault::new(kind, "5 times", refused, &["CONN009"], Side::Host).at_least(Severity::Notice),
    );
    faults
}
