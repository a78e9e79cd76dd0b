//! Faults of BR/EDR: pairing of each kind, and what the link manager is asked for.

use btlint::finding::Severity;

use super::{
    Fault, Side,
    acts::{PEER, octets},
    tape::Tape,
};

const NAME: &str = "pairing/ssp-passkey";

/// The capture up to where this host has said that it has no key.
fn keyless() -> Tape {
    let tape = Tape::of(NAME);
    let at = tape.first(false, "Link Key Request Negative Reply Return Parameters");
    tape.until(at)
}

fn complete(tape: Tape, milliseconds: i64, status: u8) -> Tape {
    let event = tape.status(status, &[]);
    tape.event(milliseconds, 6, &event)
}

/// Pairing by PIN.
pub(super) fn pin() -> Vec<Fault> {
    let mut faults = Vec::new();
    let asked = keyless().event(40, 0x16, &PEER);
    let reply = octets(&[&PEER, &[4], b"0000", &[0; 12]]);
    let replied = octets(&[&[0], &PEER]);
    let answered = asked.clone().done(0x040d, &reply, &replied);
    let wrong = complete(answered.clone(), 400, 0x05).down(500, 0x05);
    let codes = &["AUTH001"];
    faults.push(Fault::new("wrong PIN", "refused by the peer", wrong, codes, Side::Nobody));
    let refused = asked.clone().done(0x040e, &PEER, &replied);
    let refused = complete(refused, 400, 0x06).down(500, 0x16);
    faults.push(Fault::new("PIN refused", "by this host", refused, codes, Side::Host));
    let open = complete(asked.idle(30_000), 100, 0x22).down(500, 0x22);
    let codes = &["AUTH008", "AUTH001", "CONN030"];
    faults.push(Fault::new("host leaves a PIN open", "30 s", open, codes, Side::Host));
    let lost = complete(answered.idle(30_000), 100, 0x22).down(500, 0x22);
    let codes = &["AUTH036"];
    faults.push(Fault::new("peer leaves a PIN open", "30 s", lost, codes, Side::Nobody));
    faults
}

/// Simple pairing with data from out of band, and refusals of this host.
pub(super) fn simple_pairing() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of(NAME);
    let at = tape.first(false, "User Passkey Request");
    let before = tape.clone().until(at - 1);
    let out = before.clone().event(300, 0x35, &PEER);
    let open = out.idle(40_000).ended(true);
    let codes = &["AUTH008", "CONN030", "AUTH001"];
    faults.push(Fault::new("host leaves OOB data open", "40 s", open, codes, Side::Host));
    let replied = octets(&[&[0], &PEER]);
    let failed = octets(&[&[0x05], &PEER]);
    for (name, event, reply) in [("number", 0x33u8, 0x042du16), ("passkey", 0x34, 0x042f)] {
        let asked = octets(&[&PEER, &[1, 2, 0, 0][..if event == 0x33 { 4 } else { 0 }]]);
        let no = before.clone().event(300, event, &asked).done(reply, &PEER, &replied);
        let no = complete(no.event(100, 0x36, &failed), 1, 0x05).down(500, 0x16);
        let kind = "this host's user refuses";
        faults.push(Fault::new(kind, name, no, &["AUTH001"], Side::Host));
    }
    let request = tape.first(false, "IO Capability Request");
    let no = octets(&[&PEER, &[0x18]]);
    let no = tape.clone().until(request).done(0x0434, &no, &replied);
    let failed = octets(&[&[0x18], &PEER]);
    let no = complete(no.event(50, 0x36, &failed), 1, 0x18).down(500, 0x16);
    faults.push(Fault::new(
        "this host does not pair",
        "0x18",
        no,
        &["AUTH001", "AUTH036", "AUTH100"],
        Side::Host,
    ));
    faults
}

/// Encryption is switched off in the middle, or paused and not resumed.
pub(super) fn unencrypted() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::alive(NAME);
    let off = tape.status(0, &[0]);
    let off = tape.event(500, 8, &off).opened(true, 0x0019).idle(3000).ended(true);
    let fault = Fault::new("encryption switched off", "and used on", off, &["AUTH009"], Side::Peer);
    faults.push(fault.at_least(Severity::Notice));
    faults
}

/// A synchronous connection is refused, never made, or lost.
pub(super) fn voice() -> Vec<Fault> {
    let mut faults = Vec::new();
    let base = Tape::of("a2dp/voice-resumed");
    let made = base.first(false, "Synchronous Connection Complete");
    for status in [0x0d, 0x0e, 0x10, 0x11, 0x1a, 0x1b, 0x1c, 0x1d, 0x1f, 0x20] {
        let refused = base.clone().until(made).patched(made, 3, &[status]).ended(true);
        let name = format!("{status:#04x}");
        let codes = &["CONN023", "CONN026", "CONN027", "CONN019"];
        let kind = "voice not set up";
        faults.push(Fault::new(kind, &name, refused, codes, Side::Nobody));
    }
    let open = base.clone().until(made - 1).idle(60_000).ended(true);
    let codes = &["CONN030", "CONN021"];
    faults.push(Fault::new("voice never set up", "60 s", open, codes, Side::Controller));
    for reason in [0x08u8, 0x22, 0x1f] {
        let lost = base.clone().until(made).idle(2000).event(10, 5, &[0, 0xff, 0x0e, reason]);
        let lost = lost.idle(1000).ended(true);
        let name = format!("{reason:#04x}");
        let codes = &["CONN026"];
        faults.push(Fault::new("voice lost", &name, lost, codes, Side::Nobody));
    }
    faults
}
