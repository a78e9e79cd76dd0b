//! What a protocol above L2CAP is to the tracker: the moments at which it is called, the PDU that it
//! is given, and the events that it causes.
//!
//! [`Layer`] has no default on purpose: of every moment a protocol says what it does then, or that it
//! does nothing. The protocols are listed in `layers.rs` and know nothing of each other; what calls
//! them finds them through the list, which travels with the events.

use arrayvec::ArrayVec;
use parsers::{Address, Uuid16, l2cap::Protocol};

use super::{
    event::{Event, What},
    id::{AdapterId, At, ChannelId, Side},
    state::{Assembly, Joint, Link, Outcome, Question},
};
use crate::capture::Timestamp;

type OfPdu = for<'a> fn(&mut Link, &Pdu<'a>, &'a mut Assembly, &mut Queue<'a>) -> Option<Joint<'a>>;
type Closed = fn(&mut Link, ChannelId, Option<Side>, &mut Queue<'_>);
type LooksLike = fn(&[u8]) -> Option<Protocol>;
type Expects = fn(&Link, Side, &[u8]) -> Option<Protocol>;
type Recognises = fn(&mut Link, &Pdu<'_>, &Queue<'_>) -> Protocol;
type Unanswered = fn(&mut Link, &Question, Outcome, &mut Queue<'_>) -> bool;

/// One protocol.
pub(super) struct Layer {
    /// What it runs as: the bits of these protocols. Asked for every PDU.
    pub(super) carries: u32,
    /// A whole PDU. The buffer is for a message that several PDUs make up. Returns the piece of it
    /// that this one has.
    pub(super) pdu: OfPdu,
    /// A channel for it was asked for: what it will carry.
    pub(super) requested: Option<fn(&mut Link, ChannelId) -> Protocol>,
    /// Its channel is ready for data.
    pub(super) opened: Option<fn(&mut Link, ChannelId)>,
    /// A channel that was open before the capture began turns out to be its.
    pub(super) inferred: Option<fn(&mut Link, ChannelId, At)>,
    /// Its channel is gone.
    pub(super) closed: Option<Closed>,
    /// What a payload on a channel of unknown use looks like: only what leaves little doubt.
    pub(super) looks_like: Option<LooksLike>,
    /// What it is for sure, as it answers a command that was seen.
    pub(super) expects: Option<Expects>,
    /// Before a PDU on its channel: what the channel carries after all.
    pub(super) recognises: Option<Recognises>,
    /// A request of a link is overdue or was given up: whether it says so in its own way.
    pub(super) unanswered: Option<Unanswered>,
    /// The link is encrypted, or has a new key.
    pub(super) encrypted: Option<fn(&mut Link)>,
    /// The link ended.
    pub(super) link_down: Option<fn(&mut Link, &mut Queue<'_>)>,
}

/// All of them.
pub(super) type Layers = &'static Table;

/// The protocols, in the order in which they are asked, and by what they run as.
pub(super) struct Table {
    all: &'static [&'static Layer],
    /// By the place of [`Protocol::bit`].
    by_protocol: [Option<&'static Layer>; 32],
}

impl Table {
    /// The table of these protocols; of two that run as the same, the first counts.
    pub(super) const fn new(all: &'static [&'static Layer]) -> Self {
        let mut by_protocol = [None; 32];
        let mut next = all.len();
        while next > 0 {
            next -= 1;
            let mut place = 0;
            while place < by_protocol.len() {
                if all[next].carries >> place & 1 == 1 {
                    by_protocol[place] = Some(all[next]);
                }
                place += 1;
            }
        }
        Self { all, by_protocol }
    }

    /// All, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static Layer> + use<> {
        self.all.iter().copied()
    }
}

/// The layer of a protocol.
#[inline]
pub(super) fn of(layers: Layers, protocol: Protocol) -> Option<&'static Layer> {
    layers.by_protocol[protocol.bit().trailing_zeros() as usize % 32]
}

/// The layer that runs on a channel.
pub(super) fn on(layers: Layers, link: &Link, channel: ChannelId) -> Option<&'static Layer> {
    of(layers, link.channels.get(channel)?.protocol)
}

/// The events of the record at hand: few, so that they need no heap but for the odd one.
pub(super) struct Queue<'a> {
    pub(super) at: At,
    /// The protocols that a link's data and fate are told to.
    pub(super) layers: Layers,
    /// The earliest moment at which an answer is due to what was asked since.
    pub(super) due: Timestamp,
    /// Records that must have been there and are not in the capture, as this one shows.
    pub(super) unlogged: u64,
    /// Packets that come back from the controller and are not in the capture: phones leave media out
    /// of their logs on purpose.
    pub(super) unsent: u64,
    /// An answer that was due in a silence came at once after it.
    pub(super) jumped: bool,
    /// The type of the attribute whose value the record holds.
    pub(super) attribute: Option<Uuid16>,
    /// What a device says that it is called, and whether that is all of the name.
    pub(super) named: Option<(Address, &'a [u8], bool)>,
    first: ArrayVec<Event<'a>, 6>,
    more: Vec<Event<'a>>,
}

impl<'a> Queue<'a> {
    pub(super) fn new(at: At, layers: Layers) -> Self {
        Self {
            at,
            layers,
            due: Timestamp(i64::MAX),
            unlogged: 0,
            unsent: 0,
            jumped: false,
            attribute: None,
            named: None,
            first: ArrayVec::new(),
            more: Vec::new(),
        }
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
        if self.len() == before {
            return;
        }
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
    pub(super) by: Side,
    pub(super) channel: ChannelId,
    pub(super) protocol: Protocol,
    pub(super) payload: &'a [u8],
}
