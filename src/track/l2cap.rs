//! L2CAP channels: who opened them, what runs on them, what each side can take (Core Vol 3 Part A).

mod infer;
mod signalling;

use parsers::{
    l2cap::{Cid, Protocol},
    link::Direction,
};

use super::{
    Queue, avdtp,
    event::{Unanswered, What},
    id::{At, ChannelId},
    state::{ChannelState, Link, SignalRequest as Pending},
};

pub(super) use infer::{is_media_after_all, link as infer_link};
pub(super) use signalling::signalling;

/// The longest time that a sender may wait for a response (RTX timer, Core Vol 3 Part A, 6.2.1), in
/// nanoseconds.
const RESPONSE_DEADLINE: i64 = 60_000_000_000;

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
    while let Some(pending) = link.channels.pending.take(overdue) {
        unanswered(link, &pending, Some(RESPONSE_DEADLINE), events);
    }
}

/// The link ended: so did its channels.
pub(super) fn link_down(link: &mut Link, events: &mut Queue<'_>) {
    while let Some(pending) = link.channels.pending.pop_first() {
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
