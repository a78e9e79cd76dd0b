//! What a receiver takes, and where it said so.

use crate::track::id::At;

/// The largest PDU that a receiver takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Octets of it.
    pub octets: u16,
    /// The frame that says so; none where it is what the specification assumes.
    pub said: Option<At>,
}

impl Limit {
    /// Octets of a data packet that every LE link layer takes (Core Vol 6 Part B, 4.5.10).
    pub(in crate::track) const DATA_LENGTH: u16 = 27;

    /// So many octets, by this frame.
    pub(in crate::track) fn said(octets: u16, at: At) -> Self {
        Self { octets, said: Some(at) }
    }

    /// So many octets, as nothing else was said.
    pub(in crate::track) fn assumed(octets: u16) -> Self {
        Self { octets, said: None }
    }

    /// Whether so many octets are more.
    #[inline]
    pub(in crate::track) fn is_exceeded(&self, octets: usize) -> bool {
        octets > usize::from(self.octets)
    }

    /// The one that allows more.
    #[must_use]
    pub(in crate::track) fn larger(self, other: Self) -> Self {
        if other.octets > self.octets { other } else { self }
    }
}
