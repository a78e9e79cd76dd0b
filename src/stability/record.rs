//! What is remembered of one device, and the figures that come of it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use parsers::{
    Address,
    hci::{Status, Version},
};

use super::{Device, Follows, Worst, spans::Spans};
use crate::{
    analysis::{Analysis, Incident, LinkStory, PhaseKind},
    capture::Timestamp,
    rhythm::Rhythm,
    story::{MarkKind, Silences, Spread},
    track::{LinkId, Side, state::Transport},
};

/// Frames of links at which something bad was found.
pub(super) type Bad = BTreeSet<(LinkId, u64)>;

/// Drops and connections of one device that are remembered.
const MAX_MOMENTS: usize = 10_000;
/// Codecs of one device that are remembered.
const MAX_WORDS: usize = 32;
/// Times after something are the same if they differ from their mean by no more than this share of it,
const EVEN: i64 = 20;
/// or by this many nanoseconds.
const NEARLY: i64 = 2_000_000_000;
/// Ends that are needed to say what they follow.
const MIN_DROPS: usize = 3;

/// A link that ended although nobody asked for it.
#[derive(Debug, Clone)]
struct Drop {
    at: Timestamp,
    transport: Option<Transport>,
    reason: Option<Status>,
    /// How long the link was there, if its beginning was seen.
    lasted: Option<i64>,
    /// How long before its end each of these happened.
    after: [Option<i64>; MarkKind::ALL.len()],
}

/// What is remembered of one device.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    name: Option<String>,
    /// The capture that was added last, and how many there were.
    latest: u64,
    captures: u64,
    observed: Spans,
    connected: Spans,
    streamed: i64,
    links: u64,
    failed: u64,
    drops: Vec<Drop>,
    /// More drops than are remembered.
    more_drops: u64,
    cut_off: u64,
    opens: Vec<(Timestamp, Option<Transport>)>,
    media: i64,
    dropouts: Silences,
    connecting: Spread,
    start: Spread,
    play: Spread,
    delay: Option<i64>,
    version: Option<Version>,
    offers: BTreeSet<String>,
    codecs: BTreeSet<String>,
    worst: Option<Worst>,
}

/// Keeps a word, if there is room.
fn keep(words: &mut BTreeSet<String>, word: &str) {
    if words.len() < MAX_WORDS {
        words.insert(word.to_owned());
    }
}

impl Record {
    /// One link of the device, in the capture with this number.
    pub(super) fn link(&mut self, link: &LinkStory, analysis: &Analysis, bad: &Bad, capture: u64) {
        let health = &analysis.health;
        let (Some(first), Some(latest)) = (health.first, health.latest) else { return };
        if std::mem::replace(&mut self.latest, capture) != capture {
            self.captures += 1;
            self.observed.add(first.time, latest);
        }
        self.name = link.name.clone().or(self.name.take());
        if link.failure.is_some() {
            self.failed += u64::from(link.attempts);
            return;
        }
        self.links += 1;
        let life = &link.life;
        // A host's log shows each connection that begins; this one was there before.
        let before = if link.on_air { link.first.time } else { first.time };
        let from = life.opened.map_or(before, |at| at.time);
        let goes_on = if link.on_air { link.last.time } else { latest };
        let to = life.closed.map_or(goes_on, |at| at.time);
        self.connected.add(from, to);
        if let Some(at) = life.opened.filter(|_| self.opens.len() < MAX_MOMENTS) {
            self.opens.push((at.time, link.transport));
        }
        self.ended(link, bad);
        self.streamed = self.streamed.saturating_add(life.streamed);
        self.media = self.media.saturating_add(life.media);
        self.dropouts.add(life.late.count + life.lost.count, life.late.length);
        self.dropouts.add(0, life.lost.length);
        life.connecting.into_iter().for_each(|length| self.connecting.add(length));
        self.start.merge(life.start);
        self.play.merge(life.play);
        self.delay = life.delay.or(self.delay);
        self.version = life.version.or(self.version);
        life.offered[1].iter().for_each(|name| keep(&mut self.offers, name));
        link.codec.iter().for_each(|codec| keep(&mut self.codecs, codec));
    }

    /// How the link ended.
    fn ended(&mut self, link: &LinkStory, bad: &Bad) {
        let (Some(at), Some(end)) = (link.life.closed, link.end) else { return };
        if end.requested.is_some() || matches!(end.by, Side::Host) {
            return;
        }
        let ends = |phase: &&crate::analysis::Phase| phase.kind == PhaseKind::Disconnect;
        let failed = link.phases.iter().rev().find(ends).is_some_and(|phase| phase.has_failed());
        if !failed && !bad.contains(&(link.id, at.frame)) {
            self.cut_off += u64::from(link.life.cut_off.is_some() && end.by == link_remote(link));
            return;
        }
        if self.drops.len() == MAX_MOMENTS {
            self.more_drops += 1;
            return;
        }
        let since = |kind| Some(at.time.since(link.life.marks.get(kind)?.time));
        if self.drops.is_empty() {
            // Of very many devices most have one.
            self.drops.reserve_exact(1);
        }
        self.drops.push(Drop {
            at: at.time,
            transport: link.transport,
            reason: end.reason,
            lasted: link.life.opened.map(|opened| at.time.since(opened.time)),
            after: MarkKind::ALL.map(|kind| since(kind).filter(|&after| after > 0)),
        });
    }

    /// Something was found about the device.
    pub(super) fn found(&mut self, incident: &Incident, analysis: &Analysis) {
        let rank = (incident.severity, incident.times);
        if self.worst.as_ref().is_some_and(|worst| (worst.severity, worst.times) >= rank) {
            return;
        }
        let finding = incident.finding(&analysis.findings);
        self.worst = Some(Worst {
            severity: incident.severity,
            times: incident.times,
            code: finding.rule.code,
            message: finding.message.clone(),
            path: analysis.path.clone(),
            frame: finding.at.frame,
        });
    }

    pub(super) fn figures(&self, address: Address) -> Device {
        let (mut observed, mut connected) = (self.observed.clone(), self.connected.clone());
        observed.merge();
        connected.merge();
        let mut drops = self.drops.clone();
        drops.sort_by_key(|drop| drop.at);
        // Two captures of one drop are one drop.
        drops.dedup_by_key(|drop| (drop.at, drop.transport));
        let mut opens = self.opens.clone();
        opens.sort_unstable_by_key(|(at, _)| *at);
        let (mut back, mut gone) = (Spread::default(), Spans::default());
        for drop in &drops {
            let from = opens.partition_point(|(at, _)| *at <= drop.at);
            let again = opens[from..].iter().find(|(_, transport)| *transport == drop.transport);
            let until = again.map(|(at, _)| *at);
            let span = observed.around(drop.at.0);
            if let Some(until) = until.filter(|until| span.is_some_and(|(_, to)| until.0 <= to)) {
                back.add(until.since(drop.at));
            }
            gone.add(drop.at, until.or(observed.end().map(Timestamp)).unwrap_or(drop.at));
        }
        gone.merge();
        let moments: Vec<i64> = drops.iter().map(|drop| drop.at.0).collect();
        Device {
            address,
            name: self.name.clone(),
            captures: self.captures,
            gone: gone.within(&observed).length(),
            observed: observed.length(),
            connected: connected.length(),
            streamed: self.streamed,
            links: self.links,
            failed: self.failed,
            drops: drops.len() as u64 + self.more_drops,
            reasons: reasons(&drops),
            rhythm: Rhythm::of(&moments),
            follows: follows(&drops),
            cut_off: self.cut_off,
            back,
            dropouts: (self.media > 0).then_some(self.dropouts),
            connecting: self.connecting,
            start: self.start,
            play: self.play,
            delay: self.delay,
            version: self.version,
            offers: self.offers.iter().cloned().collect(),
            codecs: self.codecs.iter().cloned().collect(),
            worst: self.worst.clone(),
        }
    }
}

/// The reasons of drops, the most frequent first.
fn reasons(drops: &[Drop]) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<Option<u8>, u64> = BTreeMap::new();
    for drop in drops {
        *counts.entry(drop.reason.map(|reason| reason.0)).or_default() += 1;
    }
    let words = |reason: Option<u8>| match reason {
        Some(reason) => Status(reason).to_string(),
        None => "no reason in the capture".to_owned(),
    };
    let mut reasons: Vec<_> =
        counts.into_iter().map(|(reason, times)| (words(reason), times)).collect();
    reasons.sort_by_key(|&(_, times)| Reverse(times));
    reasons
}

/// The side of the peer: on the air nobody is local.
fn link_remote(link: &LinkStory) -> Side {
    if link.on_air { Side::Peripheral } else { Side::Peer }
}

/// Lengths of time that are nearly the same: their mean, and how far the farthest is from it.
fn even(lengths: &[i64]) -> Option<(i64, i64)> {
    let count = i64::try_from(lengths.len()).ok().filter(|&count| count > 0)?;
    let mean = lengths.iter().fold(0_i64, |sum, length| sum.saturating_add(*length)) / count;
    let spread = lengths.iter().map(|length| (length - mean).abs()).max()?;
    (spread <= NEARLY.max(mean / EVEN) && spread < mean / 4).then_some((mean, spread))
}

/// What all of the drops follow after the same time: the nearest of what happened shortly before
/// them, as long as their links lived, or else the connection.
fn follows(drops: &[Drop]) -> Option<Follows> {
    if drops.len() < MIN_DROPS {
        return None;
    }
    let lives: Option<Vec<i64>> = drops.iter().map(|drop| drop.lasted).collect();
    let life = lives.as_deref().and_then(even);
    let mean_life = lives.map(|lives| lives.iter().sum::<i64>() / drops.len() as i64);
    let marks = MarkKind::ALL.into_iter().filter_map(|kind| {
        let after: Option<Vec<i64>> = drops.iter().map(|drop| drop.after[kind as usize]).collect();
        let (after, spread) = even(&after?)?;
        // What happens once, when the link begins, says no more than that it began.
        let own = mean_life.is_none_or(|life| after < life / 2);
        own.then_some(Follows { what: Some(kind), after, spread })
    });
    let nearest = marks.min_by_key(|follows| follows.after);
    nearest.or(life.map(|(after, spread)| Follows { what: None, after, spread }))
}
