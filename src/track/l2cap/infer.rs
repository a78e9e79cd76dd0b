//! A capture that starts in the middle of a connection: what runs on a channel, by its content.

use parsers::{
    View, avctp,
    avdtp::{self as avdtp_pdu, MessageType, PacketType, Signal},
    hci::acl::{Acl, Boundary},
    l2cap::{self, Cid, MediaKind, Protocol},
    link::Direction,
    rfcomm::RfcommFrame,
    rtp, sdp,
};

use crate::track::{
    Input, Queue, State, avdtp,
    id::{At, ChannelId, Key, Transport},
    input::Pdu,
    link,
    state::{ChannelState, Link},
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

/// Whether what comes on a signalling channel is media: the channel was opened after the capture
/// began, but what it was opened for before. Then it is the channel of a stream from now on.
pub(in crate::track) fn is_media_after_all<'a>(
    link: &mut Link,
    pdu: &Pdu<'a>,
    events: &mut Queue<'a>,
) -> Option<MediaKind> {
    if link.opened.is_some() || !is_rtp(pdu.payload) {
        return None;
    }
    if avdtp_pdu::Single::parse(pdu.payload).is_ok_and(|p| p.signal.name().is_some()) {
        return None;
    }
    let kind = if is_sbc(pdu.payload) { MediaKind::Sbc } else { MediaKind::Rtp };
    let channel = link.channels.get_mut(pdu.channel)?;
    channel.protocol = Protocol::Media(kind);
    channel.inferred = true;
    avdtp::channel_inferred(link, pdu.channel, Protocol::Media(kind), pdu.at, events);
    Some(kind)
}

fn is_rtp(payload: &[u8]) -> bool {
    rtp::Rtp::parse(payload).is_ok_and(|rtp| rtp.version == 2 && rtp.payload_type >= 96)
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
    // The answer to a command that was seen leaves no doubt.
    let answers =
        link.avdtp.as_deref().is_some_and(|session| session.is_answer(direction, payload));
    let Some(channel) = link.channels.get_mut(id) else { return (id, Protocol::Unknown) };
    if channel.guesses == MAX_GUESSES && !answers {
        return (id, Protocol::Unknown);
    }
    channel.guesses = channel.guesses.saturating_add(1);
    let protocol = if answers { Protocol::Avdtp } else { guess(payload) };
    channel.protocol = protocol;
    if matches!(protocol, Protocol::Avdtp | Protocol::Media(_)) {
        avdtp::channel_inferred(link, id, protocol, at, events);
    }
    (id, protocol)
}

/// What the payload looks like. Only what leaves little doubt is named.
fn guess(payload: &[u8]) -> Protocol {
    if is_sdp(payload) {
        Protocol::Sdp
    } else if is_avctp(payload) {
        Protocol::Avctp
    } else if is_sbc(payload) {
        Protocol::Media(MediaKind::Sbc)
    } else if RfcommFrame::parse(payload).is_ok_and(|frame| frame.fcs_is_right) {
        Protocol::Rfcomm
    } else if is_avdtp(payload) {
        Protocol::Avdtp
    } else {
        Protocol::Unknown
    }
}

/// A known PDU whose parameter length is just what is there.
fn is_sdp(payload: &[u8]) -> bool {
    sdp::Header::parse(payload).is_ok_and(|header| {
        header.id.name().is_some()
            && usize::from(header.length.0) == header.parameters.len()
            && header.length.0 > 0
    })
}

fn is_avctp(payload: &[u8]) -> bool {
    avctp::Single::parse(payload).is_ok_and(|packet| {
        packet.packet_type == avctp::PacketType::SINGLE
            && packet.profile == avctp::ProfileId::AV_REMOTE_CONTROL
    })
}

fn is_sbc(payload: &[u8]) -> bool {
    rtp::Rtp::parse(payload).is_ok_and(|rtp| {
        rtp.version == 2
            && rtp.payload_type >= 96
            && rtp.payload().is_ok_and(rtp::sbc::looks_like_sbc)
    })
}

/// A single packet whose length fits its signal.
fn is_avdtp(payload: &[u8]) -> bool {
    let Ok(packet) = avdtp_pdu::Single::parse(payload) else { return false };
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
