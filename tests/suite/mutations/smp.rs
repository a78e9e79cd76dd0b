//! Faults of pairing on LE that have no Pairing Failed: steps left out, doubled, or out of order.

use super::{
    Fault, Side,
    tape::{Frame, Tape},
};

const SC: &str = "le/sc-just-works";
const LEGACY: &str = "le/legacy";

/// A step before its turn, and encryption before it.
const OUT_OF_ORDER: &[&str] = &["AUTH037", "AUTH030"];

/// Without a PDU, and without the buffer that it took.
fn gone(tape: &Tape, sent: bool, title: &str) -> Tape {
    let at = tape.first(sent, title);
    let tape = tape.clone().without(at);
    if !sent {
        return tape;
    }
    let returned = |frame: &Frame| frame.title == "Number Of Completed Packets";
    let back = tape.frames[at..].iter().position(returned).unwrap();
    tape.without(at + back)
}

/// Both leave a step out, and encryption starts: each let the other do it.
pub(super) fn skipped() -> Vec<Fault> {
    let mut faults = Vec::new();
    let (sc, legacy) = (Tape::of(SC), Tape::of(LEGACY));
    // Both checks are left out: the central starts encryption after the Randoms.
    let check = "SMP / Pairing DHKey Check";
    let both = gone(&gone(&sc, true, check), false, check);
    let kind = "DHKey Check left out";
    faults.push(Fault::new(kind, "by both", both, OUT_OF_ORDER, Side::Nobody));
    // Of legacy pairing, both randoms.
    let random = "SMP / Pairing Random";
    let both = gone(&gone(&legacy, true, random), false, random);
    let kind = "Random left out";
    faults.push(Fault::new(kind, "by both (legacy)", both, OUT_OF_ORDER, Side::Nobody));
    let both = gone(&gone(&sc, true, random), false, random);
    // The next step is this host's, and comes too early.
    faults.push(Fault::new(kind, "by both", both, OUT_OF_ORDER, Side::Host));
    faults
}

/// A side sends what it may send only later, or what belongs to another method.
pub(super) fn too_early() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, after, sent, code, octets, by) in [
        (SC, "SMP / Pairing Response", true, 0x0du8, 16usize, Side::Host),
        (SC, "SMP / Pairing Response", true, 0x04, 16, Side::Host),
        (SC, "SMP / Pairing Request", false, 0x03, 16, Side::Peer),
        (SC, "SMP / Pairing Request", false, 0x04, 16, Side::Peer),
        (LEGACY, "SMP / Pairing Response", true, 0x04, 16, Side::Host),
        (LEGACY, "SMP / Pairing Request", false, 0x04, 16, Side::Peer),
        (LEGACY, "SMP / Pairing Response", true, 0x0d, 16, Side::Host),
    ] {
        let tape = Tape::of(view);
        let at = tape.first(after != "SMP / Pairing Response", after);
        let mut pdu = vec![code];
        pdu.resize(octets + 1, 0x5a);
        let early = tape.until(at).says(40, sent, 6, &pdu);
        let early = early.says(40, !sent, 6, &[5, 8]).down(300, 0x16);
        let name = format!("{view}, {code:#04x} after {after}");
        faults.push(Fault::new("SMP step too early", &name, early, OUT_OF_ORDER, by));
    }
    faults
}

/// The peer sends this host's own public key back, or a point that is on no curve.
pub(super) fn public_keys() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of(SC);
    let title = "SMP / Pairing Public Key";
    let (mine, theirs) = (tape.first(true, title), tape.first(false, title));
    // The key's last fragments are the frames of that title, those before are its beginning.
    let mut same = tape.clone();
    for back in 0..3 {
        let from = tape.frames[mine - back].bytes.clone();
        let to = &mut same.frames[theirs - back].bytes;
        assert_eq!(from.len(), to.len());
        to[5..].copy_from_slice(&from[5..]);
    }
    let at = same.nth(false, title, 0);
    let same = same.until(at).says(20, true, 6, &[5, 0x0b]).down(200, 0x16);
    let codes = &["AUTH026"];
    faults.push(Fault::new("public key sent back", "by the peer", same, codes, Side::Peer));
    let mut zero = tape.clone();
    for back in 0..3 {
        let to = &mut zero.frames[theirs - back].bytes;
        let from = if back == 2 { 10 } else { 5 };
        to[from..].fill(0);
    }
    let zero = zero.until(theirs);
    let zero = zero.says(20, true, 6, &[5, 0x0b]).down(200, 0x16);
    faults.push(Fault::new("public key on no curve", "zero", zero, codes, Side::Peer));
    faults
}

/// A key that no side may take.
pub(super) fn weak_key() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of(SC);
    let at = tape.first(false, "SMP / Pairing Response");
    let bad = tape.clone().patched(at, 9 + 4, &[5]).until(at);
    let bad = bad.says(20, true, 6, &[5, 6]).down(200, 0x16);
    let codes = &["AUTH100", "AUTH103", "CONF001"];
    faults.push(Fault::new("LE key size out of range", "5 octets", bad, codes, Side::Host));
    faults
}
