//! Streams of every codec through the whole of the tracker, as the source and as the sink log them.

use btlint::{
    finding::Severity,
    track::{
        What,
        listen::{Gap, Kind, MILLISECOND, SECOND},
    },
};

use super::{
    ONE,
    model::{Returns, Score, Side},
    receiver::listen,
    sender::{Codec, Fault, Jitter, Packet, Plan},
    wire::{Dress, Wire, codecs, sbc, time},
};
use crate::support::{events, play::Script};

/// Silences that the tracker found, as the model has them.
fn silences(script: &Script) -> Vec<Gap> {
    let (gaps, _) = events::play(script, |event, _| {
        let What::Dropout(dropout) = event.what else { return None };
        let at = dropout.begins.0 - time(0).0;
        let (length, refill, kind) = (dropout.length, dropout.refill, dropout.kind);
        let (since, until) = Default::default();
        Some(Gap { at, length, refill, since, until, kind })
    });
    gaps
}

fn plan(wire: &Wire, fault: Fault, seed: u64) -> Plan {
    let codec = Codec::Of { samples: wire.samples, rate: wire.rate };
    Plan { codec, jitter: Jitter::Calm, ppm: 30, fault, seed, seconds: 50 }
}

/// What is wrong with what is found in streams of this codec.
fn faults(wire: &Wire, side: Side, returns: Returns, dress: Dress, worst: i64) -> Vec<String> {
    let mut wrong = Vec::new();
    let name = format!("{} {side:?} {returns:?} {dress:?}", wire.name);
    let plan = plan(wire, Fault::None, 1);
    let script = wire.script(side, &plan.packets(), returns, dress);
    let gaps = silences(&script);
    if !gaps.is_empty() {
        wrong.push(format!("{name}: healthy, but {} silences: {:?}", gaps.len(), gaps[0]));
    }
    for finding in script.play(&[]).findings {
        if finding.severity >= Severity::Notice {
            wrong.push(format!("{name}: healthy, but {}: {}", finding.rule.code, finding.message));
        }
    }
    let fault = if side == Side::Source { Fault::Radio } else { Fault::Stall };
    let plan = Plan { fault, seed: 5, ..plan };
    let packets = plan.packets();
    let script = wire.script(side, &packets, returns, dress);
    let mut truth = listen(&packets, plan.codec, plan.ppm);
    // Nothing is owed before the first packet, or before the rate is known.
    let known = match (wire.is_guessed(dress), dress.midstream) {
        (true, _) => 26_000,
        (false, true) => 3_500,
        (false, false) => 0,
    };
    truth.retain(|silence| silence.at > known * MILLISECOND);
    let mut score = Score::default();
    let mut found = silences(&script);
    found.retain(|gap| gap.at > known * MILLISECOND);
    score.add(&truth, &found);
    assert!(score.truth > 0, "{name}");
    if (score.found, score.invented) != (score.truth, 0) || score.worst > worst * MILLISECOND {
        wrong.push(format!("{name}: {score:?}"));
    }
    wrong
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_kind_of_sbc_is_measured() {
    let mut wrong = Vec::new();
    for frequency in 0..4 {
        for mode in 0..4 {
            for (blocks, subbands) in [(3, 1), (0, 0), (1, 1), (2, 0)] {
                let wire = sbc(frequency, blocks, mode, subbands, 19);
                let side = if (mode + blocks) % 2 == 0 { Side::Source } else { Side::Sink };
                wrong.extend(faults(&wire, side, ONE, Dress::default(), 6));
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_codec_is_measured_on_both_sides() {
    let mut wrong = Vec::new();
    for wire in codecs() {
        for side in [Side::Source, Side::Sink] {
            wrong.extend(faults(&wire, side, ONE, Dress::default(), 26));
        }
    }
    none(&wrong);
}

#[test]
fn what_stands_around_the_payload_changes_nothing() {
    let mut wrong = Vec::new();
    let mut all = codecs();
    all.retain(|wire| ["AAC 44.1 kHz", "LDAC 96000, 2 frames"].contains(&&*wire.name));
    all.dedup_by_key(|wire| wire.name.clone());
    all.push(sbc(2, 3, 3, 1, 35));
    let plain = Dress::default();
    let dresses = [
        Dress { protected: true, ..plain },
        Dress { padding: true, ..plain },
        Dress { extension: true, ..plain },
        Dress { contributors: 3, ..plain },
        Dress { protected: true, padding: true, extension: true, contributors: 15, ..plain },
        Dress { fragment: 150, ..plain },
        Dress { midstream: true, ..plain },
    ];
    for wire in &all {
        for dress in dresses {
            // Only SBC and AAC are recognised by what is in their packets.
            if dress.midstream && wire.kind == 0xff {
                continue;
            }
            for side in [Side::Source, Side::Sink] {
                wrong.extend(faults(wire, side, ONE, dress, 26));
            }
        }
    }
    none(&wrong);
}

#[test]
fn losses_are_counted_in_every_codec_with_numbers() {
    let mut wrong = Vec::new();
    for wire in codecs().into_iter().filter(|wire| wire.ticks > 0) {
        for side in [Side::Source, Side::Sink] {
            let packets = plan(&wire, Fault::Loss(3), 2).packets();
            let gaps = silences(&wire.script(side, &packets, ONE, Dress::default()));
            let heard: usize = gaps
                .iter()
                .map(|gap| match gap.kind {
                    Kind::Lost(count) => usize::from(count),
                    Kind::Late { .. } => 1000,
                })
                .sum();
            let length = i64::from(wire.samples) * 3_000_000_000 / i64::from(wire.rate);
            let near = gaps.iter().all(|gap| (gap.length - length).abs() < MILLISECOND);
            let audible = length >= 20 * MILLISECOND;
            // Of the first window nothing is said where the rate has to be found first.
            let first =
                if wire.is_guessed(Dress::default()) { 9 * SECOND + SECOND / 10 } else { 0 };
            let later = |packet: &&Packet| packet.lost && packet.handed > first;
            let lost = packets.iter().filter(later).count();
            if heard != if audible { lost } else { 0 } || !near {
                wrong.push(format!("{} {side:?}: {heard} of {lost}, {gaps:?}", wire.name));
            }
        }
    }
    none(&wrong);
}

#[test]
fn packets_that_change_places_are_not_lost() {
    let mut wrong = Vec::new();
    for wire in codecs().into_iter().filter(|wire| wire.ticks > 0) {
        for side in [Side::Source, Side::Sink] {
            for distance in [1, 3, 8] {
                let mut packets = plan(&wire, Fault::None, 2).packets();
                for at in (20..packets.len() - distance).step_by(50) {
                    let numbers = |p: &Packet| (p.sequence, p.index);
                    let (one, other) = (numbers(&packets[at]), numbers(&packets[at + distance]));
                    (packets[at].sequence, packets[at].index) = other;
                    (packets[at + distance].sequence, packets[at + distance].index) = one;
                }
                let script = wire.script(side, &packets, ONE, Dress::default());
                let gaps = silences(&script);
                if !gaps.is_empty() {
                    wrong.push(format!("{} {side:?} {distance}: {gaps:?}", wire.name));
                }
            }
        }
    }
    none(&wrong);
}
