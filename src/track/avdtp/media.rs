//! Media packets: counted, never kept. An event only when something begins or is off.

use parsers::{
    View,
    avdtp::Signal,
    l2cap::{MediaKind, Protocol},
    rtp,
};

use super::{channel, frames, unseen};
use crate::track::{
    event::{OutOfOrder, SequenceGap, What},
    hearing,
    id::StreamId,
    layer::{Layer, Pdu, Queue},
    state::{Link, Session, StreamState},
};

/// A step of the sequence number above this is not a gap but a new beginning (RFC 3550, A.1).
const MAX_DROPOUT: u16 = 3000;

/// A packet this far behind is late; further back the numbers begin anew (RFC 3550, A.1:
/// MAX_MISORDER).
const MAX_LATE: u16 = 64;

/// How AudioMuxElements of A2DP begin: the StreamMuxConfig of one program with one layer and one frame
/// (ISO/IEC 14496-3, 1.7.3; RFC 3016, 4.1).
const AAC: [u8; 4] = [0x47, 0xfc, 0x00, 0x00];

/// The media channels of AVDTP.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Media(MediaKind::Rtp).bit() | Protocol::ProtectedMedia(MediaKind::Rtp).bit(),
    pdu: |link, pdu, _, events| {
        if let Some(kind) = pdu.protocol.media() {
            packet(link, pdu, kind, events);
        }
        None
    },
    requested: None,
    opened: Some(channel::opened),
    inferred: Some(channel::media_inferred),
    closed: Some(channel::closed),
    looks_like: Some(known_media),
    expects: None,
    recognises: None,
    unanswered: None,
    encrypted: None,
    link_down: None,
};

/// RTP of the dynamic payload types.
pub(super) fn is_rtp(payload: &[u8]) -> bool {
    rtp::Rtp::parse(payload).is_ok_and(|rtp| rtp.version == 2 && rtp.payload_type >= 96)
}

/// The same with SBC in it, behind the octet of SCMS-T or not, or with AAC.
pub(super) fn known_media(payload: &[u8]) -> Option<Protocol> {
    if !is_rtp(payload) {
        return None;
    }
    let media = rtp::Rtp::parse(payload).ok()?.payload().ok()?;
    if media.starts_with(&AAC) {
        return Some(Protocol::Media(MediaKind::Rtp));
    }
    if rtp::sbc::looks_like_sbc(media) {
        return Some(Protocol::Media(MediaKind::Sbc));
    }
    let header = rtp::ScmsT::parse(media).ok()?;
    (header.reserved == 0 && rtp::sbc::looks_like_sbc(header.payload))
        .then_some(Protocol::ProtectedMedia(MediaKind::Sbc))
}

/// Media flows: its sender has seen the Start accepted, or has accepted it, whatever the capture
/// lacks.
#[cold]
fn started_unseen<'a>(
    link: &mut Link,
    pdu: &Pdu<'a>,
    kind: MediaKind,
    id: StreamId,
    events: &mut Queue<'a>,
) {
    let Some(session) = link.memory.get_mut::<Session>() else { return };
    let start = session.pending.take(|p| p.signal == Signal::START && p.stream == Some(id));
    let (Some(start), Some(stream)) = (start, session.stream_mut(id)) else { return };
    let change = stream.change(StreamState::Streaming, start.by, pdu.at);
    unseen::answered(link, &start, events);
    events.on(link, What::StreamChanged(change));
    packet(link, pdu, kind, events);
}

/// One packet of a media channel.
#[inline]
fn packet<'a>(link: &mut Link, pdu: &Pdu<'a>, kind: MediaKind, events: &mut Queue<'a>) {
    let Some(session) = link.memory.get_mut::<Session>() else { return };
    let Some(place) = session.streams.iter().position(|s| s.channel == Some(pdu.channel)) else {
        return;
    };
    let stream = &session.streams[place];
    let id = stream.id;
    let waits = stream.state == StreamState::Open
        && session.pending.iter().any(|p| p.signal == Signal::START && p.stream == Some(id));
    if waits {
        return started_unseen(link, pdu, kind, id, events);
    }
    let stream = &mut session.streams[place];
    // Packets that were on their way when a suspend was accepted do not start the stream again.
    let late = pdu.at.time.since(stream.since.time) < frames::IN_FLIGHT;
    if stream.inferred && stream.state != StreamState::Streaming && !late {
        stream.state = StreamState::Streaming;
        stream.since = pdu.at;
    }
    let streams = stream.state == StreamState::Streaming;
    let media = &mut stream.media;
    let before = media.last.replace(pdu.at);
    media.packets += 1;
    media.octets += pdu.payload.len() as u64;
    media.by = pdu.by;
    if let Some(before) = before {
        media.longest_pause = media.longest_pause.max(pdu.at.time.since(before.time));
    }
    let mut gap = None;
    let mut behind = None;
    let mut odd = None;
    if !streams && !stream.inferred && stream.starts > 0 && stream.state == StreamState::Open {
        odd = frames::suspended(stream, pdu, before);
    }
    let header = rtp::Rtp::parse(pdu.payload).ok().filter(|header| header.version == 2);
    // What other codecs put into their packets is their own affair.
    if kind == MediaKind::Sbc && header.is_none() {
        odd = frames::foreign(stream, pdu, "RTP");
    }
    if kind != MediaKind::Raw
        && let Some(header) = header.as_ref()
    {
        if kind == MediaKind::Sbc {
            odd = odd.or_else(|| frames::sbc(stream, pdu, header));
        }
        let media = &mut stream.media;
        let sequence = header.sequence.0;
        let same = media.source == header.ssrc.0;
        let expected = media.next_sequence.filter(|_| same).unwrap_or(sequence);
        let ahead = sequence.wrapping_sub(expected);
        media.source = header.ssrc.0;
        if ahead >= 0_u16.wrapping_sub(MAX_LATE) {
            // What was counted as missing is here now.
            behind = Some((ahead == u16::MAX, media.missing > 0));
            if ahead != u16::MAX {
                media.late += 1;
                media.missing = media.missing.saturating_sub(1);
            }
        } else {
            media.next_sequence = Some(sequence.wrapping_add(1));
            if (1..MAX_DROPOUT).contains(&ahead) {
                media.missing += u64::from(ahead);
                gap = Some((expected, sequence, ahead));
            }
        }
    }
    if before.is_none() {
        stream.media.first = Some(pdu.at);
        events.on(link, What::MediaBegan(id));
    }
    if let Some(odd) = odd {
        events.on(link, What::MediaForm(odd));
    }
    if streams {
        hearing::media(link, pdu, header.as_ref(), (id, kind), events);
    }
    if let (Some((expected, got, missing)), Some(previous)) = (gap, before) {
        let by = pdu.by;
        let gap = SequenceGap { stream: id, by, expected, got, missing, previous };
        events.on(link, What::SequenceGap(gap));
    }
    if let (Some((repeated, fills)), Some(previous)) = (behind, before) {
        let packet = OutOfOrder { stream: id, by: pdu.by, repeated, fills, previous };
        events.on(link, What::OutOfOrder(packet));
    }
}
