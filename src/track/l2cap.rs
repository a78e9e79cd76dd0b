//! L2CAP channels: who opened them, what runs on them, what each side can take (Core Vol 3 Part A).

mod infer;
mod signalling;

use parsers::{
    l2cap::{Cid, Protocol},
    link::Direction,
};

use super::{
    Queue, avdtp, deadline,
    event::What,
    id::{At, ChannelId},
    state::{ChannelState, Link},
};

pub(super) use infer::{is_media_after_all, link as infer_link};
pub(super) use signalling::signalling;

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
    deadline::end(link, events, |question| question.channel == Some(id));
    avdtp::channel_closed(link, id, by, events);
    events.on(link, What::ChannelClosed(id, by));
    link.channels.open.retain(|channel| channel.id != id);
}
