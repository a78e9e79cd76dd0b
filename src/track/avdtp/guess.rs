//! A capture that starts in the middle of a session: what a payload is, by its form.

use parsers::{
    View,
    avdtp::{MessageType, PacketType, Signal, Single},
    l2cap::{MediaKind, Protocol},
};

use super::{
    channel,
    media::{self, is_rtp},
};
use crate::track::{
    layer::{Pdu, Queue},
    state::Link,
};

/// Whether what comes on a signalling channel is media: the channel was opened after the capture
/// began, but what it was opened for before. Then it is the channel of a stream from now on.
pub(super) fn recognises(link: &mut Link, pdu: &Pdu<'_>, _: &Queue<'_>) -> Protocol {
    if link.opened.is_some() || !is_rtp(pdu.payload) {
        return Protocol::Avdtp;
    }
    if Single::parse(pdu.payload).is_ok_and(|p| p.signal.name().is_some()) {
        return Protocol::Avdtp;
    }
    let protocol = media::known_media(pdu.payload).unwrap_or(Protocol::Media(MediaKind::Rtp));
    let Some(channel) = link.channels.get_mut(pdu.channel) else { return Protocol::Avdtp };
    channel.protocol = protocol;
    channel.inferred = true;
    channel::media_inferred(link, pdu.channel, pdu.at);
    protocol
}

/// A single packet whose length fits its signal.
pub(super) fn looks_like(payload: &[u8]) -> Option<Protocol> {
    is_avdtp(payload).then_some(Protocol::Avdtp)
}

fn is_avdtp(payload: &[u8]) -> bool {
    let Ok(packet) = Single::parse(payload) else { return false };
    if packet.packet_type != PacketType::SINGLE || payload.get(1).is_some_and(|o| o >> 6 != 0) {
        return false;
    }
    let content = packet.payload;
    match (packet.message_type, packet.signal) {
        (MessageType::COMMAND, Signal::DISCOVER) => content.is_empty(),
        (
            MessageType::COMMAND,
            Signal::GET_CAPABILITIES
            | Signal::GET_ALL_CAPABILITIES
            | Signal::GET_CONFIGURATION
            | Signal::OPEN
            | Signal::START
            | Signal::CLOSE
            | Signal::SUSPEND
            | Signal::ABORT,
        ) => matches!(content, &[seid] if seid & 3 == 0 && seid != 0),
        (MessageType::COMMAND, Signal::SET_CONFIGURATION) => {
            // Both end points, and Media Transport, which is empty, as the first capability.
            matches!(content, &[acceptor, initiator, 1, 0, ..]
                if (acceptor | initiator) & 3 == 0 && acceptor != 0 && initiator != 0)
        }
        (MessageType::COMMAND, Signal::DELAY_REPORT) => {
            matches!(content, &[seid, _, _] if seid & 3 == 0 && seid != 0)
        }
        (
            MessageType::ACCEPT,
            Signal::OPEN
            | Signal::START
            | Signal::CLOSE
            | Signal::SUSPEND
            | Signal::ABORT
            | Signal::SET_CONFIGURATION
            | Signal::DELAY_REPORT,
        ) => content.is_empty(),
        _ => false,
    }
}
