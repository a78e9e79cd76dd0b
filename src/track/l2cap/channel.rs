//! Channels are used, open and close; what runs on them hears of it.

use parsers::l2cap::{Cid, Code, KFrame, Mode, Protocol, Psm};

use super::infer;
use crate::track::{
    deadline,
    event::What,
    id::{At, ChannelId, Side},
    layer::{self, Queue},
    state::{Ask, Channel, ChannelState, Link, Takes},
};

/// The channel that a PDU is for.
pub(super) struct Found {
    pub(super) channel: ChannelId,
    /// What runs on it.
    pub(super) protocol: Protocol,
    /// How it carries that.
    pub(super) mode: Mode,
    /// Where it stands among the link's, if it does and did before.
    pub(super) place: Option<usize>,
}

/// What runs on the channel that a PDU is for.
#[inline]
pub(super) fn channel<'a>(
    link: &mut Link,
    cid: Cid,
    by: Side,
    payload: &'a [u8],
    at: At,
    events: &mut Queue<'a>,
) -> Found {
    if cid.0 < 0x0040 {
        let channel = ChannelId { link: link.id, number: 0 };
        return Found {
            channel,
            protocol: Protocol::of_fixed(cid),
            mode: Mode::Basic,
            place: None,
        };
    }
    if let Some(index) = link.channels.position(cid, by) {
        if link.channels.open[index].state == ChannelState::Configuring {
            configured_unseen(link, index, at, events);
        }
        let channel = &link.channels.open[index];
        if channel.protocol != Protocol::Unknown || channel.psm.is_some() {
            let &Channel { id, protocol, mode, .. } = channel;
            return Found { channel: id, protocol, mode, place: Some(index) };
        }
    }
    // A mode of its own is agreed on when a channel opens, which was not seen.
    let (channel, protocol) = infer::channel(link, cid, by, payload, at, events);
    Found { channel, protocol, mode: Mode::Basic, place: None }
}

/// Data on a channel that is still being configured, as far as the capture shows: both sides have
/// agreed.
#[cold]
fn configured_unseen(link: &mut Link, index: usize, at: At, events: &mut Queue<'_>) {
    let channel = &mut link.channels.open[index];
    let (id, ends) = (channel.id, [channel.local, channel.remote]);
    channel.configured = [true; 2];
    // A request for a configuration is not tied to its channel, and others may be under way.
    let configuring = |c: &Channel| c.state == ChannelState::Configuring && c.id != id;
    let alone = !link.channels.iter().any(configuring);
    let asked = Ask::Signal(Code::CONFIGURATION_REQUEST);
    deadline::unseen(link, events, |q| alone && q.ask == asked);
    if ends.iter().all(Option::is_some) {
        opened(link, id, at, events);
    }
}

/// A channel is asked for by its service.
pub(super) fn request(
    link: &mut Link,
    psm: Psm,
    source: Cid,
    takes: Option<Takes>,
    by: Side,
    at: At,
    events: &mut Queue<'_>,
) -> ChannelId {
    forget_stale(link, source, by, None, events);
    let id = link.id;
    let channel = link.channels.add(id, Some(psm), by);
    channel.requested = Some(at);
    *channel.takes_mut(by) = takes.unwrap_or_default();
    if takes.is_some() {
        channel.mode = Mode::CreditBased(KFrame::Start);
    }
    if by.is_remote() {
        channel.remote = Some(source);
    } else {
        channel.local = Some(source);
    }
    let id = channel.id;
    requested(link, id, events);
    id
}

/// A side gives a name to its end of a channel: one that had it before is gone, though its end was
/// not captured.
fn forget_stale(
    link: &mut Link,
    cid: Cid,
    owner: Side,
    keep: Option<ChannelId>,
    events: &mut Queue<'_>,
) {
    let stale =
        link.channels.position(cid, owner.opposite()).map(|index| link.channels.open[index].id);
    if let Some(stale) = stale.filter(|&stale| Some(stale) != keep) {
        closed(link, stale, None, events);
    }
}

/// The side that was asked names its end of the channel.
pub(super) fn grant(
    link: &mut Link,
    id: ChannelId,
    cid: Cid,
    takes: Option<Takes>,
    responder: Side,
    events: &mut Queue<'_>,
) {
    forget_stale(link, cid, responder, Some(id), events);
    let Some(channel) = link.channels.get_mut(id) else { return };
    channel.state = ChannelState::Configuring;
    if let Some(takes) = takes {
        *channel.takes_mut(responder) = takes;
    }
    if responder.is_remote() {
        channel.remote = Some(cid);
    } else {
        channel.local = Some(cid);
    }
}

/// A channel was asked for.
fn requested(link: &mut Link, id: ChannelId, events: &mut Queue<'_>) {
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
    link.messages.close(id);
    link.channels.open.retain(|channel| channel.id != id);
}
