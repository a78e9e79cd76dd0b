//! Requests of the Attribute Protocol that wait, per sender.

use arrayvec::ArrayVec;
use parsers::{att::Opcode, link::Direction};

use crate::track::id::At;

/// Requests of one sender that are remembered; there should be one.
pub(in crate::track) const MAX_PENDING: usize = 4;

#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Pending {
    pub(in crate::track) opcode: Opcode,
    pub(in crate::track) sent: At,
}

/// The bearer of one link: what waits for an answer, per sender.
#[derive(Debug, Default)]
pub struct Bearer {
    pub(in crate::track) requests: [ArrayVec<Pending, MAX_PENDING>; 3],
    pub(in crate::track) indications: [Option<Pending>; 3],
}

impl Bearer {
    /// A sender's oldest request that waits for its answer.
    pub fn outstanding(&self, sender: Direction) -> Option<(Opcode, At)> {
        self.requests[sender as usize].first().map(|pending| (pending.opcode, pending.sent))
    }
}
