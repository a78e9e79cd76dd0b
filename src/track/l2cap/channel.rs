//! Channels are used, open and close; what runs on them hears of it.

use parsers::l2cap::{Cid, Protocol};

use super::infer;
use crate::track::{
    deadline,
    event::What,
    id::{At, ChannelId, Side},
    layer::{self, Queue},
    state::{ChannelState, Link},
};

/// What runs on the channel that a PDU is for.
#[inline]
pub(super) fn channel<'a>(
    link: &mut Link,
    cid: Cid,
    by: Side,
    payload: &'a [u8],
    at: At,
    events: &mut Queue<'a>,
) -> (ChannelId, Protocol) {
    if cid.0 < 0x0040 {
        return (ChannelId { link: link.id, number: 0 }, Protocol::of_fixed(cid));
    }
    if let Some(index) = link.channels.position(cid, by) {
        let channel = &link.channels.open[index];
        if channel.protocol != Protocol::Unknown || channel.psm.is_some() {
            return (channel.id, channel.protocol);
        }
    }
    infer::channel(link, cid, by, payload, at, events)
}

/// A channel was asked for.
pub(super) fn requested(link: &mut Link, id: ChannelId, events: &mut Queue<'_>) {
    let layer = layer::on(events.layers, link, id);
    if let Some(requested) = layer.and_then(|layer| layer.requested) {
        let protocol = requested(link, id);
        if let Some(channel) = link.channels.get_mut(id) {
            channel.protocol = protocol;
        }
    }
    events.on(link, What::ChannelRequested(id));
}

/// A channel is ready for data.
pub(super) fn opened(link: &mut Link, id: ChannelId, at: At, events: &mut Queue<'_>) {
    if let Some(channel) = link.channels.get_mut(id) {
        channel.state = ChannelState::Open;
        channel.opened = Some(at);
    }
    let layer = layer::on(events.layers, link, id);
    if let Some(opened) = layer.and_then(|layer| layer.opened) {
        opened(link, id);
    }
    events.on(link, What::ChannelOpen(id));
}

/// A channel is gone.
pub(super) fn closed(link: &mut Link, id: ChannelId, by: Option<Side>, events: &mut Queue<'_>) {
    deadline::end(link, events, |question| question.channel == Some(id));
    let layer = layer::on(events.layers, link, id);
    if let Some(closed) = layer.and_then(|layer| layer.closed) {
        closed(link, id, by, events);
    }
    events.on(link, What::ChannelClosed(id, by));
    link.channels.open.retain(|channel| channel.id != id);
}
