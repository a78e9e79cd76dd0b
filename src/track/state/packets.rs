//! Messages that take several packets and say so in the first of them: how many have come.

use super::memory::Remembers;
use crate::{
    bounded::Ring,
    track::id::{At, ChannelId, Side},
};

/// Messages that may be under way at once: one a side, on each of a few channels.
const MAX_MESSAGES: usize = 8;

/// A message under way.
#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Counted {
    pub(in crate::track) channel: ChannelId,
    pub(in crate::track) by: Side,
    /// Packets, as the first one says, itself included.
    pub(in crate::track) announced: u8,
    /// Packets so far.
    pub(in crate::track) came: u8,
    /// The first one.
    pub(in crate::track) began: At,
}

/// The messages under way on one link.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Packets {
    pub(in crate::track) open: Ring<Counted, MAX_MESSAGES>,
}

impl Remembers for Packets {
    fn octets(&self) -> usize {
        self.open.octets()
    }

    fn forgotten(&self) -> u64 {
        self.open.dropped()
    }
}
