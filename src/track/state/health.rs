//! The capture's own faults, which are no faults of the devices.

use arrayvec::ArrayVec;

use crate::{capture::Timestamp, track::id::At};

/// Sources that have a clock and counters of their own; further ones share those of the last.
const MAX_SOURCES: usize = 32;

/// One source of records: an interface of the capture, with its own clock, its own buffer and, if it
/// is a sniffer, its own counter.
#[derive(Debug, Default)]
pub(in crate::track) struct Source {
    interface: u16,
    pub(in crate::track) last: Option<At>,
    pub(in crate::track) last_drop: Option<At>,
    pub(in crate::track) last_missed: Option<At>,
    pub(in crate::track) last_cut: Option<At>,
    pub(in crate::track) last_clock_fault: Option<At>,
    pub(in crate::track) packet_counter: Option<u16>,
}

/// What is known of the capture's own faults.
#[derive(Debug, Default)]
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
    /// Packets that the capturing program lost.
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
    /// Continuations whose start is not in the capture.
    pub orphans: u64,
    /// Encrypted link layer packets without a key.
    pub encrypted: u64,
    /// Table entries given up because a table was full.
    pub forgotten: u64,
    pub(in crate::track) closed_links: u32,
    sources: ArrayVec<Source, MAX_SOURCES>,
}

impl Health {
    /// Whether nothing was lost by the capturing side from this frame on: by the source of this
    /// interface, or by any.
    pub fn no_drop_since(&self, interface: Option<u16>, frame: u64) -> bool {
        let after = |at: Option<At>| at.is_some_and(|at| at.frame > frame);
        !self.of(interface).any(|source| after(source.last_drop) || after(source.last_missed))
    }

    /// Whether no record was cut short from this frame on, as above.
    pub fn full_since(&self, interface: Option<u16>, frame: u64) -> bool {
        self.of(interface).all(|source| source.last_cut.is_none_or(|last| last.frame < frame))
    }

    /// Whether the clock ran evenly from this frame on, as above.
    pub fn time_since(&self, interface: Option<u16>, frame: u64) -> bool {
        self.of(interface).all(|source| source.last_clock_fault.is_none_or(|at| at.frame <= frame))
    }

    fn of(&self, interface: Option<u16>) -> impl Iterator<Item = &Source> {
        let last = self.sources.len().saturating_sub(1);
        let shared = move |index: usize| index == last && index + 1 == MAX_SOURCES;
        let mine = move |(index, source): &(usize, &Source)| {
            interface.is_none_or(|number| source.interface == number || shared(*index))
        };
        self.sources.iter().enumerate().filter(mine).map(|(_, source)| source)
    }

    /// The source of an interface, which is made when it is new.
    #[inline]
    pub(in crate::track) fn source(&mut self, interface: u16) -> &mut Source {
        let known = self.sources.iter().position(|source| source.interface == interface);
        let index = match known {
            Some(index) => index,
            None if self.sources.is_full() => MAX_SOURCES - 1,
            None => {
                self.sources.push(Source { interface, ..Source::default() });
                self.sources.len() - 1
            }
        };
        &mut self.sources[index]
    }
}
