//! RFCOMM on a link: channels whose parameters were negotiated.

use super::{l2cap::Credits, limit::Limit, memory::Remembers};
use crate::{
    bounded::Ring,
    track::id::{ChannelId, Side},
};

/// Channels that are remembered; there can be 60.
pub(in crate::track) const MAX_MULTIPLEXED: usize = 64;

/// A channel of the multiplexer.
#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Multiplexed {
    /// The L2CAP channel that carries it.
    pub(in crate::track) channel: ChannelId,
    /// Its number.
    pub(in crate::track) dlci: u8,
    /// Who proposed its parameters.
    pub(in crate::track) by: Side,
    /// The information of its largest frame, once both sides have agreed.
    pub(in crate::track) frame_size: Option<Limit>,
    /// What this host and the peer may still send, where it has credits.
    pub(in crate::track) credits: Option<[Credits; 2]>,
}

/// RFCOMM on one link.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Multiplexer {
    pub(in crate::track) open: Ring<Multiplexed, MAX_MULTIPLEXED>,
}

impl Remembers for Multiplexer {
    fn octets(&self) -> usize {
        self.open.octets()
    }

    fn forgotten(&self) -> u64 {
        self.open.dropped()
    }
}

impl Multiplexer {
    pub(in crate::track) fn find(
        &mut self,
        (channel, dlci): (ChannelId, u8),
    ) -> Option<&mut Multiplexed> {
        self.open.iter_mut().find(|c| (c.channel, c.dlci) == (channel, dlci))
    }

    pub(in crate::track) fn remove(&mut self, (channel, dlci): (ChannelId, u8)) {
        self.open.retain(|c| (c.channel, c.dlci) != (channel, dlci));
    }
}
