//! AVDTP on a link: end points, commands that wait, messages in pieces.

use arrayvec::ArrayVec;
use parsers::avdtp::{self as pdu, MessageType, Signal};

use super::{
    link::Link,
    memory::Remembers,
    stream::{Configuration, MAX_STREAMS, StoredCodec, Stream},
};
use crate::{
    bounded::Ring,
    track::id::{At, ChannelId, Side, StreamId},
};

/// Commands that may wait for an answer at once: there are 16 labels for each side.
pub(in crate::track) const MAX_PENDING: usize = 32;

/// End points that are remembered.
pub(in crate::track) const MAX_END_POINTS: usize = 32;

#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Pending {
    pub(in crate::track) channel: ChannelId,
    pub(in crate::track) by: Side,
    pub(in crate::track) label: u8,
    pub(in crate::track) signal: Signal,
    pub(in crate::track) sent: At,
    /// Streams that the command is about; of several the first.
    pub(in crate::track) stream: Option<StreamId>,
    /// What a SET_CONFIGURATION asks for.
    pub(in crate::track) configuration: Option<Configuration>,
    /// The end point that a GET_CAPABILITIES asks for.
    pub(in crate::track) seid: u8,
}

/// A stream end point that one side has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndPoint {
    /// Whose it is.
    pub owner: Side,
    /// Its identifier.
    pub seid: u8,
    /// It is a sink; none while only its capabilities were seen.
    pub sink: Option<bool>,
    /// Its media codec.
    pub codec: Option<StoredCodec>,
}

/// Label, message type and signal of a message.
#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Header {
    pub(in crate::track) label: u8,
    pub(in crate::track) kind: MessageType,
    pub(in crate::track) signal: Signal,
}

/// AVDTP on one link.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// The signalling channel.
    pub signalling: Option<ChannelId>,
    /// What the sides have shown.
    pub end_points: ArrayVec<EndPoint, MAX_END_POINTS>,
    /// The streams that were configured, newest last.
    pub streams: Ring<Stream, MAX_STREAMS>,
    pub(in crate::track) pending: Ring<Pending, MAX_PENDING>,
    pub(in crate::track) next_stream: u16,
}

impl Remembers for Session {
    fn octets(&self) -> usize {
        self.streams.octets() + self.pending.octets()
    }

    fn forgotten(&self) -> u64 {
        self.streams.dropped() + self.pending.dropped()
    }
}

impl Link {
    /// AVDTP, once it is used.
    pub fn avdtp(&self) -> Option<&Session> {
        self.memory.get()
    }
}

impl Session {
    /// A stream.
    pub fn stream(&self, id: StreamId) -> Option<&Stream> {
        self.streams.iter().find(|stream| stream.id == id)
    }

    /// The command of one side that waits for its answer, the latest.
    pub fn pending(&self, sender: Side) -> Option<(Signal, At)> {
        self.pending.iter().rev().find(|p| p.by == sender).map(|p| (p.signal, p.sent))
    }

    /// Whether a payload that `direction` sent answers a command that waits.
    pub(in crate::track) fn is_answer(&self, by: Side, payload: &[u8]) -> bool {
        let header = match pdu::Packet::parse(payload) {
            Ok(pdu::Packet::Single(p)) => {
                Header { label: p.label, kind: p.message_type, signal: p.signal }
            }
            Ok(pdu::Packet::Start(p)) => {
                Header { label: p.label, kind: p.message_type, signal: p.signal }
            }
            _ => return false,
        };
        header.kind != MessageType::COMMAND
            && self
                .pending
                .iter()
                .any(|p| (p.by, p.label, p.signal) == (by.opposite(), header.label, header.signal))
    }

    pub(in crate::track) fn end_point(&mut self, owner: Side, seid: u8) -> Option<&mut EndPoint> {
        let same = |e: &EndPoint| e.owner == owner && e.seid == seid;
        if let Some(index) = self.end_points.iter().position(same) {
            return self.end_points.get_mut(index);
        }
        self.end_points.try_push(EndPoint { owner, seid, sink: None, codec: None }).ok()?;
        self.end_points.last_mut()
    }
}
