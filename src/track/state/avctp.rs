//! AVCTP on a link: messages that take several packets.

use super::{avdtp::Count, memory::Remembers};
use crate::{
    bounded::Ring,
    track::id::{ChannelId, Side},
};

/// Messages that may be under way at once: one a side on each of two channels.
pub(in crate::track) const MAX_MESSAGES: usize = 4;

/// Messages under way: on which channel, who sends, and the count of their packets.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Pieces {
    pub(in crate::track) open: Ring<(ChannelId, Side, Count), MAX_MESSAGES>,
}

impl Remembers for Pieces {
    fn octets(&self) -> usize {
        self.open.octets()
    }

    fn forgotten(&self) -> u64 {
        self.open.dropped()
    }
}
