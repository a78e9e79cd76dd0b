//! Octets that several packets make up: the one buffer of every stage that puts pieces together.

use crate::{
    bounded::Ring,
    track::id::{At, ChannelId, Side},
};

/// Frames that are remembered of what was put together. A PDU of full size in the smallest fragments
/// has more.
const MAX_FRAMES: usize = 1024;

/// Octets of one message of an upper layer that was sent in several packets.
const MAX_MESSAGE: usize = 0xffff;

/// Messages of one link that may be under way in several packets at once: one a side, on each of a
/// few channels.
const MAX_MESSAGES: usize = 8;

/// What was put together so far, and the frames that it came in.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    /// The octets.
    pub bytes: Vec<u8>,
    /// The frames that its pieces came in, the earliest ones if there are very many.
    pub frames: Vec<u64>,
}

/// Octets of a record that are a piece of something that takes several records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'t> {
    /// The octets: of the record, or of what it completes at an earlier stage.
    pub octets: &'t [u8],
    /// Where they go in the whole.
    pub offset: usize,
    /// The frame of the first piece.
    pub began: u64,
}

/// A piece, and with the last one the whole.
#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Joint<'t> {
    pub(in crate::track) piece: Piece<'t>,
    pub(in crate::track) whole: Option<&'t Assembly>,
}

impl Assembly {
    /// Adds a piece.
    #[inline]
    pub(in crate::track) fn add<'t>(&mut self, octets: &'t [u8], frame: u64) -> Piece<'t> {
        let offset = self.bytes.len();
        self.bytes.extend_from_slice(octets);
        if self.frames.len() < MAX_FRAMES {
            self.frames.push(frame);
        }
        Piece { octets, offset, began: self.frames.first().copied().unwrap_or(frame) }
    }

    /// Forgets everything; the memory is kept for the next.
    #[inline]
    pub(in crate::track) fn clear(&mut self) {
        self.bytes.clear();
        self.frames.clear();
    }

    /// Octets on the heap.
    pub(in crate::track) fn octets(&self) -> usize {
        self.bytes.capacity() + self.frames.capacity() * size_of::<u64>()
    }
}

/// Holds what the record at hand completed, one buffer a stage, so that events can borrow it.
#[derive(Debug, Default)]
pub(in crate::track) struct Scratch {
    /// An L2CAP PDU.
    pub(in crate::track) pdu: Assembly,
    /// What is put together above it.
    pub(in crate::track) upper: Upper,
}

/// Buffers of what is put together from L2CAP PDUs.
#[derive(Debug, Default)]
pub(in crate::track) struct Upper {
    /// An SDU of a channel.
    pub(in crate::track) sdu: Assembly,
    /// A message of a protocol that has packets of its own.
    pub(in crate::track) message: Assembly,
}

/// A message of which some packets have come.
#[derive(Debug, Clone)]
struct Begun {
    channel: ChannelId,
    by: Side,
    /// What its packets have in common: the label of its transaction, where the protocol has one.
    label: u8,
    so_far: Assembly,
}

/// The messages of a link that come in several packets. A side sends one at a time on a channel; the
/// other side's packets may come in between.
#[derive(Debug, Clone, Default)]
pub struct Messages {
    begun: Ring<Begun, MAX_MESSAGES>,
}

impl Messages {
    /// Messages that were given up because too many were under way.
    pub(in crate::track) fn forgotten(&self) -> u64 {
        self.begun.dropped()
    }

    /// Octets on the heap.
    pub(in crate::track) fn octets(&self) -> usize {
        self.begun.octets() + self.begun.iter().map(|begun| begun.so_far.octets()).sum::<usize>()
    }

    /// Nothing more comes of what a side began to send on a channel.
    pub(in crate::track) fn give_up(&mut self, channel: ChannelId, by: Side) {
        self.begun.retain(|begun| (begun.channel, begun.by) != (channel, by));
    }

    /// The channel is gone.
    pub(in crate::track) fn close(&mut self, channel: ChannelId) {
        self.begun.retain(|begun| begun.channel != channel);
    }

    /// Pieces may be missing of all that is under way.
    pub(in crate::track) fn clear(&mut self) {
        self.begun.clear();
    }

    /// A message begins, with its first piece or with none yet.
    pub(in crate::track) fn begin<'t>(
        &mut self,
        channel: ChannelId,
        by: Side,
        label: u8,
        first: Option<(&'t [u8], At)>,
    ) -> Option<Joint<'t>> {
        self.give_up(channel, by);
        let mut so_far = Assembly::default();
        let piece = first.map(|(octets, at)| so_far.add(octets, at.frame));
        self.begun.push(Begun { channel, by, label, so_far });
        piece.map(|piece| Joint { piece, whole: None })
    }

    /// A later piece. Gives the message up when the piece is not of it, or it gets too long.
    pub(in crate::track) fn go_on<'t>(
        &mut self,
        channel: ChannelId,
        by: Side,
        label: u8,
        octets: &'t [u8],
        at: At,
    ) -> Option<Joint<'t>> {
        let mut begun = self.take(channel, by)?;
        if begun.label != label || begun.so_far.bytes.len() + octets.len() > MAX_MESSAGE {
            return None;
        }
        let piece = begun.so_far.add(octets, at.frame);
        self.begun.push(begun);
        Some(Joint { piece, whole: None })
    }

    /// The last piece. The message goes to the buffer, if the pieces before it were seen.
    pub(in crate::track) fn end<'t>(
        &mut self,
        channel: ChannelId,
        by: Side,
        label: u8,
        (octets, at): (&'t [u8], At),
        buffer: &'t mut Assembly,
    ) -> Option<(Piece<'t>, &'t Assembly)> {
        let joint = self.go_on(channel, by, label, octets, at)?;
        *buffer = self.take(channel, by)?.so_far;
        Some((joint.piece, buffer))
    }

    fn take(&mut self, channel: ChannelId, by: Side) -> Option<Begun> {
        self.begun.take(|begun| (begun.channel, begun.by) == (channel, by))
    }
}
