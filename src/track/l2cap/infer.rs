//! A capture that starts in the middle of a connection: what runs on a channel, by its content.

use parsers::{
    View,
    avctp, avdtp as signalling,
    hci::acl::{Acl, Boundary},
    l2cap::{self, Cid, MediaKind, Protocol},
    link::Direction,
    rfcomm, rtp, sdp,
};

use super::ChannelState;
use crate::track::{
    Input, Queue, State, avdtp,
    event::At,
    state::{ChannelId, Key, Link, Transport},
};

/// PDUs that are looked at before a channel stays unknown.
const MAX_GUESSES: u8 = 16;

/// Follows a link whose creation is not in the capture, when its data looks like L2CAP.
///
/// Controllers send their own debug data on handles that are no connections; what does not begin
/// with a plausible L2CAP header is left alone.
pub(in crate::track) fn link(
    state: &mut State,
    input: &Input<'_>,
    acl: &Acl<'_>,
    _events: &mut Queue<'_>,
) -> Option<usize> {
    if acl.boundary == Boundary::CONTINUATION || acl.handle.0 > 0x0eff {
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
    state.health.mid_connection += 1;
    let link = state.add_link(input.adapter, Key::Handle(acl.handle), input.at);
    link.transport = transport;
    let id = link.id;
    state.links.iter().position(|link| link.id == id)
}

/// The channel of a PDU whose service is not known, with the best guess at what runs on it.
#[cold]
pub(in crate::track) fn channel<'a>(
    link: &mut Link,
    cid: Cid,
    direction: Direction,
    payload: &'a [u8],
    at: At,
    events: &mut Queue<'a>,
) -> (ChannelId, Protocol) {
    let id = match link.channels.position(cid, direction) {
        Some(index) => link.channels.open[index].id,
        None => {
            let link_id = link.id;
            let channel = link.channels.add(link_id, None, Direction::Unknown);
            channel.inferred = true;
            channel.state = ChannelState::Open;
            match direction {
                Direction::Sent => channel.remote = Some(cid),
                _ => channel.local = Some(cid),
            }
            channel.id
        }
    };
    let Some(channel) = link.channels.get_mut(id) else { return (id, Protocol::Unknown) };
    if channel.guesses == MAX_GUESSES {
        return (id, Protocol::Unknown);
    }
    channel.guesses += 1;
    let protocol = guess(payload);
    channel.protocol = protocol;
    if matches!(protocol, Protocol::Avdtp | Protocol::Media(_)) {
        avdtp::channel_inferred(link, id, protocol, at, events);
    }
    (id, protocol)
}

/// What the payload looks like. Only what leaves little doubt is named.
fn guess(payload: &[u8]) -> Protocol {
    if sdp::looks_like(payload) {
        Protocol::Sdp
    } else if avctp::looks_like(payload) {
        Protocol::Avctp
    } else if rtp::looks_like_sbc(payload) {
        Protocol::Media(MediaKind::Sbc)
    } else if rfcomm::looks_like(payload) {
        Protocol::Rfcomm
    } else if signalling::looks_like(payload) {
        Protocol::Avdtp
    } else {
        Protocol::Unknown
    }
}
