//! What the modules of the tracker hand to each other: a packet on its way up, and the events that it
//! causes.

use arrayvec::ArrayVec;
use parsers::link::Direction;

use super::{
    event::{Event, What},
    id::{AdapterId, At, ChannelId},
    state::Link,
};
use crate::capture::Timestamp;

/// One packet and where it came from, for the modules of the tracker.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) at: At,
    pub(super) adapter: AdapterId,
    pub(super) direction: Direction,
    /// From the HCI header or the access address on.
    pub(super) bytes: &'a [u8],
    /// The record holds fewer octets than the packet had: a length that does not fit is no fault of
    /// the sender.
    pub(super) cut: bool,
}

/// The events of the record at hand: few, so that they need no heap but for the odd one.
#[derive(Debug)]
pub(super) struct Queue<'a> {
    pub(super) at: At,
    /// The earliest moment at which an answer is due to what was asked since.
    pub(super) due: Timestamp,
    first: ArrayVec<Event<'a>, 6>,
    more: Vec<Event<'a>>,
}

impl<'a> Queue<'a> {
    pub(super) fn new(at: At) -> Self {
        Self { at, due: Timestamp(i64::MAX), first: ArrayVec::new(), more: Vec::new() }
    }

    /// The events, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Event<'a>> {
        self.first.iter().chain(&self.more)
    }

    /// Something happened that belongs to no link.
    pub(super) fn push(&mut self, adapter: AdapterId, what: What<'a>) {
        self.add(Event { at: self.at, adapter, link: None, what });
    }

    /// How many events there are.
    pub(super) fn len(&self) -> usize {
        self.first.len() + self.more.len()
    }

    /// Takes back what was said of the form of PDUs since there were `before` events.
    pub(super) fn withdraw_malformed(&mut self, before: usize) {
        let mut index = 0;
        let mut keep = |event: &Event<'_>| {
            index += 1;
            index <= before || !matches!(event.what, What::Malformed(_))
        };
        self.first.retain(|event| keep(event));
        self.more.retain(|event| keep(event));
    }

    /// Something happened on a link.
    pub(super) fn on(&mut self, link: &Link, what: What<'a>) {
        self.add(Event { at: self.at, adapter: link.adapter, link: Some(link.id), what });
    }

    pub(super) fn add(&mut self, event: Event<'a>) {
        if let Err(full) = self.first.try_push(event) {
            self.more.push(full.element());
        }
    }
}

/// One L2CAP PDU's payload on its way to a protocol.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pdu<'a> {
    pub(super) at: At,
    pub(super) direction: Direction,
    pub(super) channel: ChannelId,
    pub(super) payload: &'a [u8],
}
