//! One line of a series: what flowed, when, and in what state.

use super::MAX_BUCKETS;
use crate::track::{At, LinkId};

/// Times between which something goes on, that are kept for a lane.
const MAX_SPANS: usize = 4096;

/// What happened in a piece of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bucket {
    /// Media packets.
    pub packets: u32,
    /// Packets that are missing by their sequence numbers.
    pub missing: u32,
    /// The least time by which media came before its moment, in nanoseconds; negative when it was late.
    pub margin: Option<i64>,
    /// How long the listener heard nothing, in nanoseconds.
    pub silent: i64,
    /// The first frame of it.
    pub frame: Option<u64>,
}

impl Bucket {
    pub(super) fn add(&mut self, later: &Self) {
        self.packets = self.packets.saturating_add(later.packets);
        self.missing = self.missing.saturating_add(later.missing);
        self.margin = match (self.margin, later.margin) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.silent = self.silent.saturating_add(later.silent);
        self.frame = self.frame.or(later.frame);
    }
}

/// What a lane is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Of {
    /// A stream, by its number on the link.
    Stream(u16),
    /// Voice.
    Voice,
    /// The link as a whole: what is said of it holds for each of its streams.
    Link,
}

/// One stream of a link, or its voice.
#[derive(Debug, Clone)]
pub struct Lane {
    /// The link.
    pub link: LinkId,
    /// What of it.
    pub of: Of,
    /// The codec and its settings, where that is known.
    pub codec: Option<String>,
    /// Media packets in all.
    pub packets: u64,
    pub(super) buckets: Vec<Bucket>,
    /// From when to when it was started, in nanoseconds since the first record.
    spans: Vec<(i64, i64)>,
    /// The last span goes on.
    pub(super) runs: bool,
    /// The listener that was last looked at, by its first packet, how many it had heard of, and the
    /// moment of its margin.
    pub(super) known: (u64, u64, Option<i64>),
}

impl Lane {
    pub(super) fn new(link: LinkId, of: Of) -> Self {
        Self {
            link,
            of,
            codec: None,
            packets: 0,
            buckets: Vec::new(),
            spans: Vec::new(),
            runs: false,
            known: (0, 0, None),
        }
    }

    /// What flowed, piece by piece.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// From when to when it was started, in nanoseconds since the first record.
    pub fn spans(&self) -> &[(i64, i64)] {
        &self.spans
    }

    /// It goes on from here.
    pub(super) fn start(&mut self, time: i64) {
        if !self.runs && self.spans.len() < MAX_SPANS {
            self.spans.push((time, time));
            self.runs = true;
        }
    }

    /// It goes on, or did until here.
    pub(super) fn run_to(&mut self, time: i64) {
        if let Some((_, end)) = self.spans.last_mut().filter(|_| self.runs) {
            *end = (*end).max(time);
        }
    }

    /// The piece of time with an index; none beyond the last that there may be.
    pub(super) fn bucket(&mut self, index: usize, at: Option<At>) -> Option<&mut Bucket> {
        if index >= self.buckets.len() && index < MAX_BUCKETS {
            self.buckets.resize(index + 1, Bucket::default());
        }
        let bucket = self.buckets.get_mut(index)?;
        bucket.frame = bucket.frame.or(at.map(|at| at.frame));
        Some(bucket)
    }

    /// Two pieces become one.
    pub(super) fn halve(&mut self) {
        let pairs = self.buckets.chunks(2).map(|pair| {
            let mut both = Bucket::default();
            pair.iter().for_each(|bucket| both.add(bucket));
            both
        });
        self.buckets = pairs.collect();
    }

    /// Whether it was started at some moment from `from` to `to`.
    pub(super) fn ran(&self, from: i64, to: i64) -> bool {
        self.spans.iter().any(|&(began, ended)| began < to && from <= ended)
    }
}
