//! A capture that starts in the middle of a connection: what runs on a channel, by its content.

use parsers::{
    View,
    hci::acl::{Acl, Boundary},
    l2cap::{self, Cid, Protocol},
};

use crate::track::{
    id::{At, ChannelId, Key, Side, Transport},
    input::Input,
    layer::{self, Queue},
    link,
    state::{ChannelState, Link, State},
};

/// PDUs that are looked at before a channel stays unknown.
const MAX_GUESSES: u8 = 16;

/// Follows a link whose creation is not in the capture, when its data looks like L2CAP.
///
/// Controllers send their own debug data on handles that are no connections; such handles, and what
/// does not begin with a plausible L2CAP header, are left alone.
pub(in crate::track) fn link(
    state: &mut State,
    input: &Input<'_>,
    acl: &Acl<'_>,
    events: &mut Queue<'_>,
) -> Option<usize> {
    if acl.boundary == Boundary::CONTINUATION || !acl.handle.is_connection() {
        return None;
    }
    let header = l2cap::Header::parse(acl.payload).ok()?;
    let here = acl.payload.len().min(usize::from(acl.length));
    let announced = usize::from(header.length) + 4;
    let transport = match header.cid {
        Cid::SIGNALLING | Cid::BR_EDR_SMP | Cid::CONNECTIONLESS => Some(Transport::Classic),
        Cid::ATT | Cid::LE_SIGNALLING | Cid::SMP => Some(Transport::LowEnergy),
        cid if cid.0 >= 0x0040 => None,
        _ => return None,
    };
    if here > announced || header.length == 0 {
        return None;
    }
    link::follow(state, input.adapter, Key::Handle(acl.handle), events).transport = transport;
    state.links.len().checked_sub(1)
}

/// The channel of a PDU whose service is not known, with the best guess at what runs on it.
#[cold]
pub(in crate::track) fn channel<'a>(
    link: &mut Link,
    cid: Cid,
    by: Side,
    payload: &'a [u8],
    at: At,
    events: &mut Queue<'a>,
) -> (ChannelId, Protocol) {
    let id = match link.channels.position(cid, by) {
        Some(index) => link.channels.open[index].id,
        None => {
            let link_id = link.id;
            let channel = link.channels.add(link_id, None, Side::Unknown);
            channel.inferred = true;
            channel.state = ChannelState::Open;
            match by.is_local() {
                true => channel.remote = Some(cid),
                false => channel.local = Some(cid),
            }
            channel.id
        }
    };
    // The answer to a command that was seen leaves no doubt.
    let expects = |layer: &'static layer::Layer| layer.expects?(link, by, payload);
    let expected = events.layers.iter().find_map(expects);
    let Some(channel) = link.channels.get_mut(id) else { return (id, Protocol::Unknown) };
    if channel.guesses == MAX_GUESSES && expected.is_none() {
        return (id, Protocol::Unknown);
    }
    channel.guesses = channel.guesses.saturating_add(1);
    let looks_like = || events.layers.iter().find_map(|layer| layer.looks_like?(payload));
    let protocol = expected.or_else(looks_like).unwrap_or(Protocol::Unknown);
    channel.protocol = protocol;
    if let Some(inferred) = layer::of(events.layers, protocol).and_then(|layer| layer.inferred) {
        inferred(link, id, at);
    }
    (id, protocol)
}
