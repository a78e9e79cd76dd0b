//! Which L2CAP channel of AVDTP is for what (AVDTP 1.3, 5.4.6): the first is for signalling, those
//! that follow an accepted Open are for media.

use parsers::{avdtp::Signal, l2cap::Protocol};

use crate::track::{
    event::What,
    hearing,
    id::{At, ChannelId, Side},
    layer::Queue,
    state::{ChannelState, Link, Session, Stream, StreamState},
};

/// What the media channel of a stream carries.
fn media(stream: &Stream) -> Protocol {
    let codec = stream.configuration.and_then(|c| c.codec);
    let kind = codec.and_then(|codec| codec.codec().map(|codec| codec.media())).unwrap_or_default();
    if stream.configuration.is_some_and(|c| c.protected) {
        Protocol::ProtectedMedia(kind)
    } else {
        Protocol::Media(kind)
    }
}

/// The stream that waits for its media channel.
fn waiting(session: &Session) -> Option<&Stream> {
    // The request may come before the answer to Open does.
    let opening = session.pending.iter().find(|p| p.signal == Signal::OPEN);
    let open = |s: &&Stream| {
        s.channel.is_none()
            && (s.state == StreamState::Open || opening.is_some_and(|p| p.stream == Some(s.id)))
    };
    session.streams.iter().rev().find(open)
}

/// What a channel for AVDTP that was just asked for will carry.
pub(super) fn requested(link: &mut Link, id: ChannelId) -> Protocol {
    let session = link.memory.get_or_default::<Session>();
    match waiting(session) {
        Some(stream) => media(stream),
        None => {
            if session.signalling.is_none() {
                session.signalling = Some(id);
            }
            Protocol::Avdtp
        }
    }
}

/// A channel for media is ready.
pub(super) fn opened(link: &mut Link, id: ChannelId) {
    let Some(channel) = link.channels.get_mut(id) else { return };
    let Some(session) = link.memory.get_mut::<Session>() else { return };
    if let Some(stream) = waiting(session).map(|stream| stream.id)
        && let Some(stream) = session.stream_mut(stream)
    {
        channel.protocol = media(stream);
        stream.channel = Some(id);
    }
}

/// A channel that was open before the capture began turns out to be for signalling.
pub(super) fn signalling_inferred(link: &mut Link, id: ChannelId, _: At) {
    let session = link.memory.get_or_default::<Session>();
    session.signalling.get_or_insert(id);
}

/// A channel that was open before the capture began turns out to be for media.
pub(super) fn media_inferred(link: &mut Link, id: ChannelId, at: At) {
    let link_id = link.id;
    let session = link.memory.get_or_default::<Session>();
    if session.signalling == Some(id) {
        session.signalling = None;
    }
    let orphan = session.streams.iter_mut().rev().find(|s| s.inferred && s.channel.is_none());
    match orphan {
        Some(stream) => stream.channel = Some(id),
        None => session.infer(link_id, StreamState::Streaming, at).channel = Some(id),
    }
}

/// A channel is gone, and with it what it carried, unless both sides had opened one: then the other
/// one goes on.
pub(super) fn closed(link: &mut Link, id: ChannelId, by: Option<Side>, events: &mut Queue<'_>) {
    abandon(link, id);
    let media = link.channels.get(id).is_some_and(|c| c.protocol.media().is_some());
    let Some(session) = link.memory.get_mut::<Session>() else { return };
    let carried = |id: ChannelId| session.streams.iter().any(|s| s.channel == Some(id));
    let other = link.channels.iter().find(|channel| {
        let same_use = match channel.protocol {
            Protocol::Avdtp => !media,
            Protocol::Media(_) | Protocol::ProtectedMedia(_) => {
                media && channel.state == ChannelState::Open && !carried(channel.id)
            }
            _ => false,
        };
        // One that was open before the capture began may be the other direction of this one.
        channel.id != id && same_use && channel.requested.is_some()
    });
    let other = other.map(|channel| channel.id);
    let by = by.unwrap_or_default();
    if session.signalling == Some(id) {
        session.signalling = other;
        if other.is_none() {
            streams_end(link, None, by, events);
        }
        return;
    }
    let stream = session.streams.iter_mut().find(|stream| stream.channel == Some(id));
    match (stream, other) {
        (Some(stream), Some(_)) if stream.state != StreamState::Closing => stream.channel = other,
        _ => streams_end(link, Some(id), by, events),
    }
}

/// The streams on a channel, or all, become idle.
pub(super) fn streams_end(
    link: &mut Link,
    channel: Option<ChannelId>,
    by: Side,
    events: &mut Queue<'_>,
) {
    let at = events.at;
    for index in 0.. {
        let Some(session) = link.memory.get_mut::<Session>() else { return };
        let Some(stream) = session.streams.get_mut(index) else { return };
        let ends = channel.is_none() || stream.channel == channel;
        if !ends || stream.state == StreamState::Idle {
            continue;
        }
        let change = stream.change(StreamState::Idle, by, at);
        hearing::stop(link, change.stream, events);
        events.on(link, What::StreamChanged(change));
    }
}

/// A signalling channel ended with what was under way on it.
fn abandon(link: &mut Link, channel: ChannelId) {
    let Some(session) = link.memory.get_mut::<Session>() else { return };
    session.pending.retain(|pending| pending.channel != channel);
}
