//! L2CAP channels: who opened them, what runs on them, what each side can take (Core Vol 3 Part A).

mod infer;
mod signalling;

use parsers::{
    l2cap::{Cid, Code, Protocol, Psm},
    link::Direction,
};

use super::{
    Queue, avdtp,
    event::{At, Unanswered, What},
    state::{Link, LinkId},
};

pub(super) use infer::{is_media_after_all, link as infer_link};
pub(super) use signalling::signalling;

/// Channels of one link.
pub const MAX_CHANNELS: usize = 64;
/// Requests of one link that wait for a response.
const MAX_PENDING: usize = 32;

/// The longest time that a sender may wait for a response (RTX timer, Core Vol 3 Part A, 6.2.1), in
/// nanoseconds.
const RESPONSE_DEADLINE: i64 = 60_000_000_000;

/// A channel of a link, counted from 1; the fixed channels are all 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelId {
    /// The link.
    pub link: LinkId,
    /// Its number on the link.
    pub number: u16,
}

/// How far a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelState {
    /// Asked for.
    Requested,
    /// Granted, and being configured.
    Configuring,
    /// Ready for data.
    Open,
}

/// One connection-oriented channel.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Which one.
    pub id: ChannelId,
    /// The service, if its request was seen.
    pub psm: Option<Psm>,
    /// What runs on it.
    pub protocol: Protocol,
    /// The protocol was guessed from the content.
    pub inferred: bool,
    /// Who asked for it.
    pub initiator: Direction,
    /// This host's end: the destination of what the peer sends.
    pub local: Option<Cid>,
    /// The peer's end.
    pub remote: Option<Cid>,
    /// How far it is.
    pub state: ChannelState,
    /// The request; none for a channel that was open before the capture began.
    pub requested: Option<At>,
    /// When it became ready.
    pub opened: Option<At>,
    /// Octets of the largest SDU this host takes.
    pub mtu_in: Option<u16>,
    /// Octets of the largest SDU the peer takes.
    pub mtu_out: Option<u16>,
    /// Configuration was agreed, for what is received and for what is sent.
    configured: [bool; 2],
    /// PDUs looked at to guess the protocol.
    guesses: u8,
}

#[derive(Debug, Clone, Copy)]
struct Pending {
    direction: Direction,
    identifier: u8,
    code: Code,
    sent: At,
    /// The requester's channel identifier, where the request opens a channel.
    channel: Option<ChannelId>,
}

/// The channels of one link.
#[derive(Debug, Default)]
pub struct Channels {
    open: Vec<Channel>,
    pending: Vec<Pending>,
    next: u16,
}

impl Channels {
    /// The channels, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Channel> {
        self.open.iter()
    }

    /// A channel that is there.
    pub fn get(&self, id: ChannelId) -> Option<&Channel> {
        self.open.iter().find(|channel| channel.id == id)
    }

    pub(super) fn get_mut(&mut self, id: ChannelId) -> Option<&mut Channel> {
        self.open.iter_mut().find(|channel| channel.id == id)
    }

    /// Requests that opened no channel yet, with the side that sent them.
    pub fn requests(&self) -> impl Iterator<Item = (Direction, Code, At, Option<ChannelId>)> {
        self.pending.iter().map(|p| (p.direction, p.code, p.sent, p.channel))
    }

    /// The channel that `cid` is, as the destination of a PDU that went in `direction`.
    #[inline]
    fn position(&self, cid: Cid, direction: Direction) -> Option<usize> {
        self.open.iter().position(|channel| match direction {
            Direction::Sent => channel.remote == Some(cid),
            Direction::Received => channel.local == Some(cid),
            Direction::Unknown => channel.remote == Some(cid) || channel.local == Some(cid),
        })
    }

    fn add(&mut self, link: LinkId, psm: Option<Psm>, initiator: Direction) -> &mut Channel {
        if self.open.len() == MAX_CHANNELS {
            self.open.remove(0);
        }
        self.next = self.next.checked_add(1).unwrap_or(1);
        self.open.push(Channel {
            id: ChannelId { link, number: self.next },
            psm,
            protocol: psm.map_or(Protocol::Unknown, Protocol::of_psm),
            inferred: false,
            initiator,
            local: None,
            remote: None,
            state: ChannelState::Requested,
            requested: None,
            opened: None,
            mtu_in: None,
            mtu_out: None,
            configured: [false; 2],
            guesses: 0,
        });
        let last = self.open.len() - 1;
        &mut self.open[last]
    }
}

/// What runs on the channel that a PDU is for.
#[inline]
pub(super) fn channel<'a>(
    link: &mut Link,
    cid: Cid,
    direction: Direction,
    payload: &'a [u8],
    at: At,
    events: &mut Queue<'a>,
) -> (ChannelId, Protocol) {
    if cid.0 < 0x0040 {
        return (ChannelId { link: link.id, number: 0 }, Protocol::of_fixed(cid));
    }
    if let Some(index) = link.channels.position(cid, direction) {
        let channel = &link.channels.open[index];
        if channel.protocol != Protocol::Unknown || channel.psm.is_some() {
            return (channel.id, channel.protocol);
        }
    }
    infer::channel(link, cid, direction, payload, at, events)
}

/// A channel is ready for data.
fn opened(link: &mut Link, id: ChannelId, at: At, events: &mut Queue<'_>) {
    if let Some(channel) = link.channels.get_mut(id) {
        channel.state = ChannelState::Open;
        channel.opened = Some(at);
    }
    avdtp::channel_open(link, id, at, events);
    events.on(link, What::ChannelOpen(id));
}

/// A channel is gone.
fn closed(link: &mut Link, id: ChannelId, by: Option<Direction>, events: &mut Queue<'_>) {
    avdtp::channel_closed(link, id, by, events);
    events.on(link, What::ChannelClosed(id, by));
    link.channels.open.retain(|channel| channel.id != id);
}

/// Looks for requests that were not answered.
pub(super) fn expire(link: &mut Link, at: At, events: &mut Queue<'_>) {
    let overdue = |p: &Pending| at.time.since(p.sent.time) > RESPONSE_DEADLINE;
    while let Some(index) = link.channels.pending.iter().position(overdue) {
        let pending = link.channels.pending.remove(index);
        unanswered(link, &pending, Some(RESPONSE_DEADLINE), events);
    }
}

/// The link ended: so did its channels.
pub(super) fn link_down(link: &mut Link, events: &mut Queue<'_>) {
    while let Some(pending) = link.channels.pending.pop() {
        unanswered(link, &pending, None, events);
    }
}

fn unanswered(link: &Link, pending: &Pending, deadline: Option<i64>, events: &mut Queue<'_>) {
    let what = Unanswered {
        what: pending.code,
        direction: pending.direction,
        sent: pending.sent,
        deadline,
    };
    events.on(link, What::SignalUnanswered(what));
}
