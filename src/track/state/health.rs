//! The capture's own faults, which are no faults of the devices.

use crate::track::id::At;

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
}

impl Health {
    /// Whether nothing was lost by the capturing side from this frame on.
    pub fn no_drop_since(&self, frame: u64) -> bool {
        let after = |at: Option<At>| at.is_some_and(|at| at.frame > frame);
        !after(self.last_drop) && !after(self.last_missed)
    }

    /// Whether no record was cut short from this frame on.
    pub fn full_since(&self, frame: u64) -> bool {
        self.cut_range.is_none_or(|(_, last)| last.frame < frame)
    }

    /// Whether the clock ran evenly from this frame on.
    pub fn time_since(&self, frame: u64) -> bool {
        self.last_clock_fault.is_none_or(|at| at.frame <= frame)
    }
}
