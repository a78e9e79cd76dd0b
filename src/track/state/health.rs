//! The capture's own faults, which are no faults of the devices.

use crate::{
    capture::Timestamp,
    track::id::{At, SourceId},
};

/// The time, in nanoseconds, that what was due in a silence has after it.
pub(in crate::track) const GRACE: i64 = 500_000_000;

/// One source of records.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Source {
    pub(in crate::track) last: Option<At>,
    pub(in crate::track) last_drop: Option<At>,
    pub(in crate::track) last_missed: Option<At>,
    pub(in crate::track) last_unlogged: Option<At>,
    pub(in crate::track) last_cut: Option<At>,
    pub(in crate::track) last_clock_fault: Option<At>,
    /// The last silence: the records before and after it.
    pub(in crate::track) silence: Option<(At, At)>,
    pub(in crate::track) packet_counter: Option<u16>,
    /// When its links are looked at again.
    pub(in crate::track) next_tick: Option<Timestamp>,
    /// The earliest moment at which an answer is due there.
    pub(in crate::track) next_due: Option<Timestamp>,
}

/// What is known of the capture's own faults.
#[derive(Debug, Clone, Default)]
pub struct Health {
    /// Records seen.
    pub records: u64,
    /// Packets that could be decoded, in so far as they have a header that is known.
    pub decoded: u64,
    /// Packets from the air with a wrong CRC, or too short to have one.
    pub garbled: u64,
    /// The first record.
    pub first: Option<At>,
    /// The last record.
    pub last: Option<At>,
    /// The latest time of a record, which is not that of the last if the clock went back.
    pub latest: Option<Timestamp>,
    /// Packets that are missing: the capturing program lost them, or their octets are damaged.
    pub drops: u64,
    /// Where it last lost some.
    pub last_drop: Option<At>,
    /// Records that hold fewer octets than the packet had.
    pub cut: u64,
    /// The first and the last of them.
    pub cut_range: Option<(At, At)>,
    /// How often the clock went back by more than a second.
    pub clock_back: u64,
    /// Where the clock last went back, or forward by much.
    pub last_clock_fault: Option<At>,
    /// Packets that the sniffer did not hear, by its own counter.
    pub sniffer_missed: u64,
    /// Where it last missed some.
    pub last_missed: Option<At>,
    /// Records that are not in the capture although later ones show that they were there: answers
    /// that somebody went by, packets that came back and never went.
    pub unlogged: u64,
    /// Where the last of them was noticed.
    pub last_unlogged: Option<At>,
    /// Continuations whose start is not in the capture.
    pub orphans: u64,
    /// Encrypted link layer packets without a key.
    pub encrypted: u64,
    /// The same on connections whose packets the sniffer decrypted before: it has the key, and lost
    /// count of the packets.
    pub undecrypted: u64,
    /// Streams whose media the host has handed to the controller by another way.
    pub offloaded: u64,
    /// The command that did so last.
    pub last_offload: Option<At>,
    /// Table entries given up because a table was full.
    pub forgotten: u64,
    pub(in crate::track) closed_links: u32,
    /// By [`SourceId`].
    sources: Vec<Source>,
}

impl Health {
    /// Whether the source of this frame lost nothing after it, by its own count or by what later
    /// records show.
    pub fn no_drop_since(&self, first: At) -> bool {
        let after = |at: Option<At>| at.is_some_and(|at| at.frame > first.frame);
        self.of(first).is_none_or(|source| {
            !after(source.last_drop) && !after(source.last_missed) && !after(source.last_unlogged)
        })
    }

    /// Whether the source of this frame cut no record short, from this one on.
    pub fn full_since(&self, first: At) -> bool {
        let last_cut = self.of(first).and_then(|source| source.last_cut);
        last_cut.is_none_or(|last| last.frame < first.frame)
    }

    /// Whether the clock of this frame's source ran evenly after it.
    pub fn time_since(&self, first: At) -> bool {
        let fault = self.of(first).and_then(|source| source.last_clock_fault);
        fault.is_none_or(|fault| fault.frame <= first.frame)
    }

    /// The same, and nothing after it was so long without a record that the clock may have been set.
    pub fn witnessed_since(&self, first: At) -> bool {
        let silence = self.of(first).and_then(|source| source.silence);
        self.time_since(first) && silence.is_none_or(|(_, ended)| ended.frame <= first.frame)
    }

    /// The moment to which a source's clock has surely come: after a long silence, in which it may have
    /// been set, that is for half a second the moment before it.
    #[inline]
    pub fn trusted(&self, at: At) -> At {
        match self.of(at).and_then(|source| source.silence) {
            Some((began, ended))
                if at.time > began.time && at.time.step_from(ended.time) < GRACE =>
            {
                At { time: began.time, ..at }
            }
            _ => at,
        }
    }

    /// The sources, in the order of their numbers.
    pub(in crate::track) fn sources(&self) -> impl Iterator<Item = SourceId> + use<> {
        let last = u16::try_from(self.sources.len()).unwrap_or(u16::MAX);
        (0..last).map(SourceId::new)
    }

    /// The last record of a source, if there is one.
    pub fn end_of(&self, source: SourceId) -> Option<At> {
        self.sources.get(source.index())?.last
    }

    fn of(&self, at: At) -> Option<&Source> {
        self.sources.get(at.source.index())
    }

    /// A source, which is made when it is new.
    #[inline]
    pub(in crate::track) fn source(&mut self, id: SourceId) -> &mut Source {
        let index = id.index();
        if index >= self.sources.len() {
            self.sources.resize_with(index + 1, Source::default);
        }
        &mut self.sources[index]
    }
}
