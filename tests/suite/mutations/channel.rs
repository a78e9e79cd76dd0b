//! Faults of L2CAP and of what runs on it.

use btlint::finding::Severity;

use super::{
    Fault, Side,
    tape::{SDU, Tape},
};

/// The same session from both sides: which asks for the channels, and who owes the answers.
const VIEWS: [(&str, bool, Side, u8); 2] =
    [("a2dp/sbc-good", true, Side::Peer, 0x16), ("a2dp/sbc-good-speaker", false, Side::Host, 0x13)];

const CHANNELS: [&str; 3] = ["SDP", "AVDTP signalling", "AVDTP media"];

pub(super) fn refused() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, by, end) in VIEWS {
        let tape = Tape::of(view);
        for (n, channel) in CHANNELS.iter().enumerate() {
            for result in [2u16, 3, 4, 7] {
                let at = tape.nth(!asks, "L2CAP Signalling / Connection Response", n);
                let refused = tape.clone().until(at);
                let refused = refused.patched(at, SDU + 8, &result.to_le_bytes()).down(500, end);
                let name = format!("{channel}, result {result}");
                let fault = Fault::new("channel refused", &name, refused, &["CONN025"], by);
                // That a device lacks a service is no more than a notice.
                let absent = result == 2 && *channel != "AVDTP media";
                let floor = if absent { Severity::Notice } else { Severity::Warning };
                faults.push(fault.at_least(floor));
            }
        }
    }
    faults
}

pub(super) fn unanswered() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, owes, end) in VIEWS {
        let tape = Tape::of(view);
        for (name, request) in [
            ("Connection Request", "L2CAP Signalling / Connection Request"),
            ("Disconnection Request", "L2CAP Signalling / Disconnection Request"),
            ("SDP", "SDP / Service Search Attribute Request"),
        ] {
            let at = tape.first(asks, request);
            let cut = tape.clone().until(at).idle(35_000).down(1000, end);
            let codes = &["CONN030"];
            faults.push(Fault::new("L2CAP or SDP unanswered", name, cut, codes, owes));
        }
        // Both sides ask for a configuration at once; the other's request is answered.
        let at = tape.first(!asks, "L2CAP Signalling / Configuration Response");
        let last = at.max(tape.first(asks, "L2CAP Signalling / Configuration Response"));
        let open = tape.clone().until(last).without(at).idle(35_000).down(1000, end);
        let name = "Configuration Request";
        faults.push(Fault::new("L2CAP or SDP unanswered", name, open, &["CONN030"], owes));
    }
    faults
}

pub(super) fn configuration_refused() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, by, end) in VIEWS {
        let tape = Tape::of(view);
        for (n, channel) in CHANNELS.iter().enumerate() {
            for result in [2u8, 3] {
                let at = tape.nth(!asks, "L2CAP Signalling / Configuration Response", n);
                let refused = tape.clone().until(at).patched(at, SDU + 8, &[result]);
                let name = format!("{channel}, result {result}");
                let codes = &["CONN025"];
                let refused = refused.down(500, end);
                faults.push(Fault::new("configuration refused", &name, refused, codes, by));
            }
        }
    }
    faults
}

/// A PDU that its receiver never said that it takes.
pub(super) fn too_large() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, ..) in VIEWS {
        let tape = Tape::of(view);
        let by = if asks { Side::Host } else { Side::Peer };
        // What the receiver of media asks for on the media channel, and on the signalling one.
        for (n, name, mtu) in [(2, "media", 300u16), (2, "media, barely", 450), (1, "AVDTP", 5)] {
            let request = tape.nth(!asks, "L2CAP Signalling / Configuration Request", n);
            let small = tape.clone().patched(request, SDU + 10, &mtu.to_le_bytes());
            faults.push(Fault::new("PDU over the MTU", name, small, &["FRAG012"], by));
        }
    }
    for view in ["le/sc-just-works", "le/security-request"] {
        let tape = Tape::of(view);
        let before = tape.first(true, "Disconnect") - 1;
        for length in [24, 60] {
            let mut notification = vec![0x1b, 0x10, 0x00];
            notification.resize(length, 0);
            let long = tape.clone().until(before).says(100, false, 4, &notification);
            let name = format!("{view}, notification of {length}");
            let long = long.down(500, 0x16);
            faults.push(Fault::new("PDU over the MTU", &name, long, &["FRAG012"], Side::Peer));
        }
    }
    faults
}

/// A piece of a PDU is lost between the host and its controller.
pub(super) fn fragments() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::of("le/fragments-good");
    let pieces = tape.all(false, "HCI ACL Data (fragment)");
    let is_start = |at: &usize| tape.frames[*at].bytes[2] >> 4 & 3 != 1;
    for (n, at) in pieces.iter().enumerate().step_by(3).take(6) {
        let name = format!("piece {n}");
        let codes = &["FRAG001", "FRAG002"];
        let lost = tape.clone().without(*at);
        let kind = if is_start(at) { "first fragment lost" } else { "fragment lost" };
        // Whether the controller or the log has lost it does not show.
        faults.push(Fault::new(kind, &name, lost, codes, Side::Nobody));
    }
    faults
}
