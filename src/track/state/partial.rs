//! L2CAP PDUs out of fragments, per link and direction (Core Vol 3 Part A, 7.2.1).

use parsers::l2cap::Protocol;

use super::assembly::{Assembly, Piece};
use crate::track::id::At;

/// Octets of the L2CAP basic header.
pub(in crate::track) const HEADER: usize = 4;

/// The largest PDU: a length of 16 bits and the header.
pub(in crate::track) const MAX_PDU: usize = 0xffff + HEADER;

/// A PDU of which some octets have come.
#[derive(Debug, Clone, Default)]
pub struct Partial {
    pub(in crate::track) so_far: Assembly,
    /// The frame that started it; none when nothing is under way.
    pub started: Option<At>,
    /// It may be flushed by the controller.
    pub flushable: bool,
    /// A fault was reported, and what comes until the next start belongs to it.
    pub broken: bool,
    /// Where a PDU was last found to lack its beginning or its end.
    pub torn: Option<At>,
    /// A start was seen on this link in this direction.
    pub synchronised: bool,
}

/// What a fragment made of the PDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::track) enum Outcome<'t> {
    /// The fragment is the whole PDU; this many of its octets belong to it.
    Whole(usize),
    /// The PDU is complete and in the scratch buffer.
    Complete(Piece<'t>),
    /// More is to come.
    Incomplete(Piece<'t>),
    /// The fragments hold more than the header announced; what was announced is in the scratch
    /// buffer.
    TooLong(Piece<'t>),
}

/// What a new start cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::track) struct Lost {
    pub(in crate::track) have: usize,
    pub(in crate::track) want: usize,
    pub(in crate::track) started: At,
    pub(in crate::track) flushable: bool,
}

/// Octets of the whole PDU, header included, once the header's length field is there.
#[inline]
fn announced(bytes: &[u8]) -> Option<usize> {
    let (length, _) = bytes.split_first_chunk::<2>()?;
    Some(usize::from(u16::from_le_bytes(*length)) + HEADER)
}

impl Partial {
    /// Forgets what is under way and returns it as lost.
    #[inline]
    pub(in crate::track) fn abandon(&mut self) -> Option<Lost> {
        let started = self.started.take()?;
        let lost = Lost {
            have: self.so_far.bytes.len(),
            want: announced(&self.so_far.bytes).unwrap_or(0),
            started,
            flushable: self.flushable,
        };
        self.so_far.clear();
        Some(lost)
    }

    /// What the PDU under way is, as far as fixed channels show. Its pieces cannot be read, but who
    /// shows them has to know that they are pieces of keys.
    pub(in crate::track) fn protocol(&self) -> Protocol {
        match self.so_far.bytes.get(2..4) {
            Some([0x04, 0]) => Protocol::Att,
            Some([0x06 | 0x07, 0]) => Protocol::Smp,
            _ => Protocol::Unknown,
        }
    }

    /// The capture lacks something of what is under way: what comes until the next start is no fault.
    pub(in crate::track) fn give_up(&mut self) {
        self.abandon();
        self.broken = true;
        self.synchronised = true;
    }

    /// A first fragment.
    #[inline]
    pub(in crate::track) fn start<'t>(
        &mut self,
        bytes: &'t [u8],
        at: At,
        flushable: bool,
    ) -> Outcome<'t> {
        self.broken = false;
        self.synchronised = true;
        match announced(bytes) {
            Some(want) if want <= bytes.len() => Outcome::Whole(want),
            _ => self.begin(bytes, at, flushable),
        }
    }

    #[cold]
    fn begin<'t>(&mut self, bytes: &'t [u8], at: At, flushable: bool) -> Outcome<'t> {
        self.so_far.clear();
        let piece = self.so_far.add(bytes, at.frame);
        self.started = Some(at);
        self.flushable = flushable;
        Outcome::Incomplete(piece)
    }

    /// A continuation. Nothing when there is no start.
    #[inline]
    pub(in crate::track) fn continuation<'t>(
        &mut self,
        bytes: &'t [u8],
        at: At,
        scratch: &mut Assembly,
    ) -> Option<Outcome<'t>> {
        self.started?;
        let room = MAX_PDU.saturating_sub(self.so_far.bytes.len());
        let piece = self.so_far.add(bytes.get(..room).unwrap_or(bytes), at.frame);
        Some(self.finish(piece, scratch))
    }

    #[inline]
    fn finish<'t>(&mut self, piece: Piece<'t>, scratch: &mut Assembly) -> Outcome<'t> {
        let (Some(want), Some(_)) = (announced(&self.so_far.bytes), self.started) else {
            return Outcome::Incomplete(piece);
        };
        if self.so_far.bytes.len() < want {
            return Outcome::Incomplete(piece);
        }
        let too_long = self.so_far.bytes.len() > want;
        self.so_far.bytes.truncate(want);
        std::mem::swap(&mut self.so_far, scratch);
        self.so_far.clear();
        self.started = None;
        if too_long { Outcome::TooLong(piece) } else { Outcome::Complete(piece) }
    }
}
