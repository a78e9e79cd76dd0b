//! Faults of the LE link: parameters, data length, PHY, subrating; advertising, isochronous channels.

use btlint::finding::Severity;

use super::{Fault, Side, tape::Tape};

const LE: &str = "le/sc-just-works";

/// The final event of a procedure says that it failed.
pub(super) fn procedures() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::alive(LE);
    let update = tape.on(&[6, 0, 12, 0, 0, 0, 0xf4, 1, 0, 0, 0, 0]);
    let phy = tape.on(&[0, 2, 2, 0, 0]);
    let subrate = tape.on(&[1, 0, 4, 0, 0, 0, 0, 0, 0xf4, 1]);
    for (kind, opcode, ask, event, rest) in [
        ("LE parameters not changed", 0x2013, update, 0x03, 6),
        ("LE features not read", 0x2016, tape.on(&[]), 0x04, 8),
        ("PHY not changed", 0x2032, phy, 0x0c, 2),
        ("subrate not changed", 0x207e, subrate, 0x23, 8),
    ] {
        for status in [0x1a, 0x20, 0x22, 0x23, 0x2a, 0x3b] {
            let answer = tape.status(status, &vec![0; rest]);
            let failed = tape.clone().begun(opcode, &ask, 0).le_event(60, event, &answer);
            let name = format!("{status:#04x}");
            let codes = &["CONN026", "CONN019", "CONN027", "RACE011", "CONN009"];
            // What a peer does not say of itself does no harm.
            let floor = if event == 0x04 { Severity::Info } else { Severity::Notice };
            let fault = Fault::new(kind, &name, failed.idle(8000), codes, Side::Nobody);
            faults.push(fault.at_least(floor));
        }
        let open = tape.clone().begun(opcode, &ask, 0).idle(60_000).ended(true);
        let codes = &["CONN030", "CONN021"];
        let kind = "LE procedure without an end";
        faults.push(Fault::new(kind, &format!("{opcode:#06x}"), open, codes, Side::Controller));
    }
    faults
}

/// What a host on LE must answer to its controller.
pub(super) fn host_silent() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::alive(LE);
    let wish = tape.on(&[24, 0, 40, 0, 0, 0, 0xf4, 1]);
    let open = tape.clone().le_event(500, 0x06, &wish).idle(41_000).ended(true);
    let codes = &["CONN030"];
    let kind = "parameters not answered by this host";
    faults.push(Fault::new(kind, "41 s", open, codes, Side::Host));
    let cis = tape.on(&[0x10, 0x0e, 0, 0]);
    let open = tape.clone().le_event(500, 0x1a, &cis).idle(30_000).ended(false);
    faults.push(Fault::new("CIS not answered by this host", "30 s", open, codes, Side::Host));
    faults
}

/// Isochronous streams that are not made, or lost.
pub(super) fn isochronous() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::alive(LE);
    let [low, high] = tape.handle().to_le_bytes();
    let asked = tape.clone().begun(0x2064, &[1, 0x10, 0x0e, low, high], 0);
    for status in [0x0d, 0x1a, 0x3e, 0x22, 0x3b, 0x20] {
        let failed = [&[status, 0x10, 0x0e][..], &[0; 25]].concat();
        let failed = asked.clone().le_event(60, 0x19, &failed).ended(true);
        let name = format!("{status:#04x}");
        let codes = &["CONN023", "CONN026", "CONN027", "CONN019"];
        faults.push(Fault::new("CIS not made", &name, failed, codes, Side::Nobody));
    }
    let open = asked.clone().idle(60_000).ended(true);
    faults.push(Fault::new(
        "CIS never made",
        "60 s",
        open,
        &["CONN030", "CONN021"],
        Side::Controller,
    ));
    let made = [
        0, 0x10, 0x0e, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 1, 2, 1, 1, 1, 1, 40, 0, 40, 0, 8, 0,
    ];
    let made = asked.le_event(60, 0x19, &made);
    for reason in [0x08u8, 0x3d, 0x22] {
        let lost = made.clone().event(3000, 5, &[0, 0x10, 0x0e, reason]).ended(true);
        let name = format!("{reason:#04x}");
        let codes = &["CONN026"];
        faults.push(Fault::new("CIS lost", &name, lost, codes, Side::Nobody));
    }
    let create = [&[1, 1, 1, 0x10, 0x27, 0, 40, 0, 10, 0, 2, 2, 0, 0, 0][..], &[0; 16]].concat();
    let asked = tape.clone().begun(0x2068, &create, 0);
    for status in [0x0d, 0x12, 0x1f] {
        let failed = [&[status, 1][..], &[0; 16]].concat();
        let failed = asked.clone().le_event(60, 0x1b, &failed).ended(true);
        let name = format!("{status:#04x}");
        let codes = &["CONN023", "CONN026", "CONN027"];
        faults.push(Fault::new("BIG not made", &name, failed, codes, Side::Nobody));
    }
    let sync = [&[1, 1, 0, 0][..], &[0; 16], &[0, 0x64, 0, 1, 1]].concat();
    let asked = tape.clone().begun(0x206b, &sync, 0);
    for status in [0x3e, 0x3d] {
        let failed = [&[status, 1][..], &[0; 12]].concat();
        let failed = asked.clone().le_event(900, 0x1d, &failed).ended(true);
        let name = format!("{status:#04x}");
        let codes = &["CONN023", "CONN026", "CONN027", "AUTH011"];
        faults.push(Fault::new("BIG not heard", &name, failed, codes, Side::Nobody));
    }
    let made = [0, 1, 0, 0, 1, 2, 1, 0, 2, 40, 0, 8, 0, 1, 0x11, 0x0e];
    let made = asked.le_event(900, 0x1d, &made);
    for reason in [0x08u8, 0x3d] {
        let lost = made.clone().le_event(3000, 0x1e, &[1, reason]).ended(true);
        let name = format!("{reason:#04x}");
        let codes = &["CONN001", "CONN024", "CONN026", "AUTH011"];
        faults.push(
            Fault::new("BIG lost", &name, lost, codes, Side::Nobody).at_least(Severity::Notice),
        );
    }
    faults
}

/// Advertising and periodic advertising.
pub(super) fn advertising() -> Vec<Fault> {
    let mut faults = Vec::new();
    let tape = Tape::alive(LE);
    let create = [0, 1, 1, 2, 0xf4, 0xf3, 0xf2, 0xf1, 0xf0, 0, 0, 0x64, 0, 0];
    let asked = tape.clone().begun(0x2044, &create, 0);
    for status in [0x3e, 0x1a, 0x0d] {
        let failed = [&[status, 0, 0, 1, 1][..], &[0; 10]].concat();
        let failed = asked.clone().le_event(900, 0x0e, &failed).ended(true);
        let name = format!("{status:#04x}");
        let codes = &["CONN023", "CONN026", "CONN027", "CONN007", "CONN019"];
        let kind = "periodic advertising not heard";
        faults
            .push(Fault::new(kind, &name, failed, codes, Side::Nobody).at_least(Severity::Notice));
    }
    let made = [0, 1, 0, 1, 1, 2, 0xf4, 0xf3, 0xf2, 0xf1, 0xf0, 1, 0x50, 0, 0];
    let lost = asked.le_event(900, 0x0e, &made).le_event(5000, 0x10, &[1, 0]).ended(true);
    let kind = "periodic advertising lost";
    let codes = &["CONN001", "CONN026", "CONN024"];
    faults
        .push(Fault::new(kind, "after 5 s", lost, codes, Side::Nobody).at_least(Severity::Notice));
    faults
}
