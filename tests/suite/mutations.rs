//! Single faults, put into healthy captures: each is found, once, and blamed on the right side.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod acts;
mod air;
mod audio;
mod channel;
mod classic;
mod control;
mod controller;
mod controls;
mod gatt;
mod le_link;
mod link;
mod low_energy;
mod radio;
mod services;
mod signalling;
mod smp;
mod streaming;
mod tape;

use std::collections::BTreeMap;

use btlint::{
    analysis::{Judged, Verdict},
    finding::Severity,
};
use tape::Tape;

/// Whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Host,
    Peer,
    Controller,
    Central,
    Peripheral,
    /// The capture does not show whose, or it is nobody's.
    Nobody,
}

/// A fault in a healthy capture, and what is to be found.
struct Fault {
    kind: &'static str,
    name: String,
    tape: Tape,
    /// Rules that name the cause.
    codes: Vec<&'static str>,
    side: Side,
    /// How bad it is at least: there is one finding from this severity on, and no other.
    floor: Severity,
}

impl Fault {
    fn new(kind: &'static str, name: &str, tape: Tape, codes: &[&'static str], side: Side) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            tape,
            codes: codes.to_vec(),
            side,
            floor: Severity::Warning,
        }
    }

    fn at_least(self, floor: Severity) -> Self {
        Self { floor, ..self }
    }
}

fn all() -> Vec<Fault> {
    [
        audio::unanswered(),
        audio::late(),
        audio::rejected(),
        audio::missing(),
        audio::thrown_away(),
        audio::reversed(),
        audio::gaps(),
        audio::kept(),
        audio::cut_in_midstream(),
        audio::never_followed(),
        audio::impossible_codec(),
        audio::malformed(),
        channel::refused(),
        channel::unanswered(),
        channel::configuration_refused(),
        channel::too_large(),
        channel::fragments(),
        link::not_made(),
        link::steps_of_security(),
        link::never_encrypted(),
        link::commands(),
        link::host_silent(),
        link::broken_down(),
        link::used_after_its_end(),
        low_energy::pairing_failed(),
        low_energy::pairing_stops(),
        low_energy::attributes(),
        low_energy::credits(),
        low_energy::parameters(),
        low_energy::lost(),
        air::terminated(),
        air::unanswered(),
        air::pairing_failed(),
        controller::procedures(),
        controller::data_lost(),
        controller::buffers(),
        classic::pin(),
        classic::simple_pairing(),
        classic::unencrypted(),
        classic::voice(),
        le_link::procedures(),
        le_link::host_silent(),
        le_link::isochronous(),
        le_link::advertising(),
        smp::skipped(),
        smp::too_early(),
        smp::public_keys(),
        smp::weak_key(),
        signalling::not_understood(),
        signalling::unanswered(),
        signalling::enhanced(),
        signalling::parameters(),
        services::sdp(),
        services::rfcomm(),
        services::peripherals(),
        control::refused(),
        gatt::errors(),
        gatt::of_its_own(),
        gatt::sizes(),
        streaming::mislabelled(),
        streaming::outside_capabilities(),
        streaming::not_as_configured(),
        streaming::out_of_state(),
        streaming::taken_down(),
        radio::forbidden(),
        radio::refused(),
        radio::impossible(),
        radio::skipped(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a message says of a side that it did, or failed to do, what is wrong: "The peer refused",
/// "rejected by the peer", "the peer sent no Pairing Response".
fn accuses(message: &str, side: Side) -> bool {
    let Some(name) = side.name() else { return false };
    let message = message.to_lowercase();
    let verbs =
        ["sent no", "did not", "refused", "demands", "gave up", "got no", "does not", "has no"];
    (message.starts_with(name) && !message.contains("was not reached"))
        || ["by", "at"].iter().any(|word| message.contains(&format!("{word} {name}")))
        || verbs.iter().any(|verb| message.contains(&format!("{name} {verb}")))
}

impl Side {
    const ALL: [Self; 6] =
        [Self::Host, Self::Peer, Self::Controller, Self::Central, Self::Peripheral, Self::Nobody];

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Host => Some("this host"),
            Self::Peer => Some("the peer"),
            Self::Controller => Some("the controller"),
            Self::Central => Some("the central"),
            Self::Peripheral => Some("the peripheral"),
            Self::Nobody => None,
        }
    }
}

/// What is wrong with the findings, if anything.
fn judge(fault: &Fault, judged: &Judged) -> Result<(), String> {
    let heavy: Vec<_> = judged.incidents.iter().filter(|i| i.severity >= fault.floor).collect();
    let all = || {
        let said = judged.findings.iter().map(|f| {
            format!("\n    {} {} {}: {}", f.rule.code, f.severity.name(), f.at.frame, f.message)
        });
        said.collect::<String>()
    };
    let [incident] = heavy[..] else { return Err(format!("{} incidents{}", heavy.len(), all())) };
    let finding = incident.finding(&judged.findings);
    if !fault.codes.contains(&finding.rule.code) {
        return Err(format!("another cause{}", all()));
    }
    let others = Side::ALL.into_iter().filter(|&side| side != fault.side);
    let innocent: Vec<_> = others.filter(|&side| accuses(&finding.message, side)).collect();
    let right = match fault.side {
        // The controller reports what it learns.
        Side::Nobody => innocent.is_empty() || innocent == [Side::Controller],
        side => accuses(&finding.message, side),
    };
    if !right {
        return Err(format!("{WRONG_SIDE}: {:?}, not {innocent:?}{}", fault.side, all()));
    }
    Ok(())
}

const WRONG_SIDE: &str = "the wrong side";

#[test]
fn every_fault_is_found_once_and_on_the_right_side() {
    let mut table: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut missed = Vec::new();
    let mut vouched = Vec::new();
    for fault in all() {
        let judged = fault.tape.check();
        let found = judge(&fault, &judged);
        let row = table.entry(fault.kind).or_default();
        row[0] += 1;
        row[1] += u32::from(found.is_ok());
        if let Err(why) = found {
            let list = if why.starts_with(WRONG_SIDE) { &mut wrong } else { &mut missed };
            list.push(format!("{}, {}: {why}", fault.kind, fault.name));
        }
        if judged.health.unlogged > 0 && !fault.kind.contains("fragment") {
            vouched.push(format!("{}, {}: nothing is missing", fault.kind, fault.name));
        }
        // What belongs to no link spoils none.
        let of_link = judged.findings.iter().any(|f| f.severity >= fault.floor && f.link.is_some());
        let verdict = judged.links.iter().map(|link| link.verdict).max();
        let hidden = fault.floor >= Severity::Warning && verdict <= Some(Verdict::Unknown);
        if hidden && of_link && verdict.is_some() {
            vouched.push(format!("{}, {}: {verdict:?}", fault.kind, fault.name));
        }
    }
    let faults: u32 = table.values().map(|[all, _]| all).sum();
    let hits: u32 = table.values().map(|[_, hit]| hit).sum();
    for (kind, [all, hit]) in &table {
        println!("{hit:4} of {all:3}  {kind}");
    }
    println!("{hits:4} of {faults:3}  in {} kinds", table.len());
    println!("missed:\n{}", missed.join("\n"));
    println!("vouched for, or taken for a loss in the log:\n{}", vouched.join("\n"));
    assert!(wrong.is_empty(), "blamed on the wrong side:\n{}", wrong.join("\n"));
    assert!(vouched.is_empty());
    assert!(faults >= 700 && table.len() >= 120, "{faults} faults of {} kinds", table.len());
    assert!(hits * 100 >= faults * 95, "{hits} of {faults} faults are found");
}

#[test]
fn what_is_no_fault_accuses_nobody() {
    let mut table: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    let mut loud = Vec::new();
    let (mut holes, mut noticed) = (0, 0);
    let all = [
        controls::beginnings_and_ends(),
        controls::clocks(),
        controls::holes(),
        controls::silent_holes(),
        controls::nights(),
        controls::beside(),
    ];
    for control in all.into_iter().flatten() {
        let judged = control.tape.check();
        if control.kind == controls::UNCOUNTED {
            holes += 1;
            noticed += u32::from(judged.health.unlogged > 0);
        }
        // That something is missing may be said, where it may be missing in fact.
        let silent = |text: &str| {
            control.kind == controls::UNCOUNTED
                && !Side::ALL.iter().any(|&side| accuses(text, side))
        };
        let heavy = judged.findings.iter().filter(|f| f.severity >= Severity::Notice);
        let heavy = heavy.filter(|f| !silent(&f.message));
        let said: Vec<_> = heavy
            .map(|f| {
                format!("\n    {} {} {}: {}", f.rule.code, f.severity.name(), f.at.frame, f.message)
            })
            .collect();
        let row = table.entry(control.kind).or_default();
        row[0] += 1;
        row[1] += u32::from(said.is_empty());
        if !said.is_empty() {
            loud.push(format!("{}, {}{}", control.kind, control.name, said.concat()));
        }
    }
    for (kind, [all, silent]) in &table {
        println!("{silent:4} of {all:3}  {kind}");
    }
    println!("{noticed:4} of {holes:3}  holes are noticed");
    assert!(loud.is_empty(), "{}", loud.join("\n"));
    // The rest were answers that nothing followed, or events that have no other trace.
    assert!(noticed * 2 > holes, "{noticed} of {holes} holes are noticed");
}
