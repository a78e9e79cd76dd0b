//! Faults of links: made, authenticated, encrypted, lost; and of the controller.

use btlint::finding::Severity;

use super::{Fault, Side, tape::Tape};

/// An HCI event.
fn event(code: u8, parameters: &[u8]) -> Vec<u8> {
    [&[4, code, parameters.len() as u8], parameters].concat()
}

pub(super) fn not_made() -> Vec<Fault> {
    let mut faults = Vec::new();
    for view in ["a2dp/sbc-good", "le/sc-just-works"] {
        let tape = Tape::of(view);
        let classic = view.starts_with("a2dp");
        let (title, offset) = match classic {
            true => ("Connection Complete", 3),
            false => ("LE Enhanced Connection Complete [v1]", 4),
        };
        let made = tape.first(false, title);
        let codes: &[u8] = if classic {
            &[0x04, 0x05, 0x08, 0x09, 0x0d, 0x0e, 0x0f, 0x10, 0x22]
        } else {
            &[0x07, 0x09, 0x0d, 0x12, 0x3c]
        };
        for &code in codes {
            let failed = tape.clone().until(made).patched(made, offset, &[code]).idle(3000);
            let codes = &["CONN023", "CONN004", "CONN005", "RACE002"];
            let side = match code {
                0x0d..=0x10 if classic => Side::Peer,
                _ => Side::Nobody,
            };
            let name = format!("{} {code:#04x}", if classic { "BR/EDR" } else { "LE" });
            let fault = Fault::new("connection not made", &name, failed, codes, side);
            // A device that is not there.
            let absent = matches!(code, 0x04 | 0x3c);
            let floor = if absent { Severity::Notice } else { Severity::Warning };
            faults.push(fault.at_least(floor));
        }
    }
    faults
}

pub(super) fn steps_of_security() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of("a2dp/sbc-good");
    for (kind, title, all) in [
        (
            "authentication fails",
            "Authentication Complete",
            &[0x05, 0x06, 0x08, 0x22, 0x23, 0x25][..],
        ),
        ("pairing fails (BR/EDR)", "Simple Pairing Complete", &[0x05, 0x18, 0x22, 0x37, 0x38]),
        ("encryption fails", "Encryption Change [v1]", &[0x05, 0x06, 0x22, 0x23, 0x25]),
    ] {
        let at = tape.first(false, title);
        for &code in all {
            let failed = tape.clone().until(at).patched(at, 3, &[code]).down(500, 0x16);
            let codes = &["AUTH001", "AUTH002", "AUTH009", "AUTH036", "AUTH100", "AUTH008"];
            let side = match (code, kind) {
                // The keys differ, and nobody knows whose is wrong.
                (0x05, "encryption fails") => Side::Nobody,
                // The peer refused, has no key, did not answer, or wants another mode.
                (0x22 | 0x25, "authentication fails") => Side::Nobody,
                (0x05 | 0x06 | 0x22 | 0x25, _) => Side::Peer,
                _ => Side::Nobody,
            };
            faults.push(Fault::new(kind, &format!("{code:#04x}"), failed, codes, side));
        }
    }
    let tape = Tape::of("le/sc-just-works");
    let at = tape.first(false, "Encryption Change [v1]");
    for code in [0x06, 0x08, 0x1f, 0x25, 0x3d] {
        let failed = tape.clone().until(at).patched(at, 3, &[code]).down(500, 0x13);
        let codes = &["AUTH005", "AUTH009", "AUTH011", "AUTH036"];
        let name = format!("LE {code:#04x}");
        let side = if code == 0x25 { Side::Peer } else { Side::Nobody };
        faults.push(Fault::new("encryption fails", &name, failed, codes, side));
    }
    faults
}

/// Encryption is asked for, and never switched on.
pub(super) fn never_encrypted() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, ask) in [
        ("a2dp/sbc-good", "Set Connection Encryption"),
        ("a2dp/reconnect-good", "Set Connection Encryption"),
        ("le/sc-just-works", "LE Enable Encryption"),
        ("le/reconnect-good", "LE Enable Encryption"),
    ] {
        let tape = Tape::of(view);
        let ask = tape.first(true, ask);
        for (name, seconds, reason) in
            [("ended by this host", 10, 0x16), ("lost", 40, 0x22), ("lives on", 50, 0x16)]
        {
            let cut = tape.clone().until(ask + 1).idle(seconds * 1000).down(1000, reason);
            let name = format!("{view}, {name}");
            let codes = &["AUTH010", "CONN030", "AUTH009", "CONN024"];
            faults.push(Fault::new("encryption never completes", &name, cut, codes, Side::Nobody));
        }
    }
    faults
}

/// Commands of the host that its controller never answers.
pub(super) fn commands() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of("a2dp/sbc-good");
    for command in ["Reset", "Read Buffer Size", "Create Connection", "Write Simple Pairing Mode"] {
        let cut = tape.clone().until(tape.first(true, command)).idle(15_000);
        let codes = &["CONN021"];
        faults.push(Fault::new("command unanswered", command, cut, codes, Side::Controller));
    }
    for (command, seconds, side) in [
        ("Create Connection", 60, Side::Controller),
        ("Authentication Requested", 70, Side::Controller),
        ("Disconnect", 60, Side::Controller),
    ] {
        let cut = tape.clone().until(tape.first(true, command) + 1).idle(seconds * 1000);
        faults.push(Fault::new("work without an end", command, cut, &["CONN030", "CONN021"], side));
    }
    faults
}

/// What the controller asks and its host never answers.
pub(super) fn host_silent() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of("a2dp/sbc-good");
    for (ask, seconds, reason) in [
        ("Link Key Request", 40, 0x16),
        ("IO Capability Request", 40, 0x16),
        ("User Confirmation Request", 40, 0x16),
        ("User Confirmation Request", 29, 0x05),
    ] {
        let cut = tape.clone().until(tape.first(false, ask));
        let cut = cut.idle(seconds * 1000).down(200, reason);
        let codes = &["CONN030", "AUTH008", "AUTH001"];
        let name = format!("{ask}, {seconds} s");
        faults.push(Fault::new("host leaves a request open", &name, cut, codes, Side::Host));
    }
    let tape = Tape::of("a2dp/sbc-good-speaker");
    let cut = tape.clone().until(tape.first(false, "Connection Request")).idle(20_000);
    let codes = &["CONN030"];
    faults.push(Fault::new(
        "host leaves a request open",
        "Connection Request",
        cut,
        codes,
        Side::Host,
    ));
    faults
}

/// The controller breaks down in mid-stream.
pub(super) fn broken_down() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, from) in [("a2dp/sbc-good", true), ("a2dp/sbc-good-speaker", false)] {
        let tape = Tape::of(view);
        let media = tape.all(from, "RTP");
        let hardware = tape.clone().with(media[50] + 1, 5, false, event(0x10, &[0x0a]));
        let codes = &["CONN012"];
        faults.push(Fault::new(
            "controller breaks down",
            "Hardware Error",
            hardware,
            codes,
            Side::Controller,
        ));
        let reset = tape.clone().until(media[50] + 1).then(10, true, vec![1, 3, 0x0c, 0]);
        let reset = reset.then(50, false, event(0x0e, &[1, 3, 0x0c, 0])).idle(2000);
        faults.push(Fault::new("controller breaks down", "Reset", reset, codes, Side::Host));
    }
    faults
}

pub(super) fn used_after_its_end() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, cid, data) in [
        ("a2dp/sbc-good", 0x40, &[0x50u8, 0x01][..]),
        ("le/sc-just-works", 4, &[0x0a, 0x10, 0x00]),
        ("le/security-request", 4, &[0x0a, 0x10, 0x00]),
    ] {
        let tape = Tape::of(view);
        let mut used = tape.clone();
        for _ in 0..25 {
            let pdu = tape.pdu(true, cid, data);
            used = used.then(105, true, pdu);
        }
        let codes = &["RACE007"];
        faults.push(Fault::new("link used after its end", view, used, codes, Side::Host));
    }
    faults
}
