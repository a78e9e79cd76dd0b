//! Media packets: counted, never kept. An event only when something begins or is off.

use parsers::{View, l2cap::MediaKind, rtp};

use super::{
    Queue,
    event::{SequenceGap, What},
    input::Pdu,
    state::{Link, StreamState},
};

/// A step of the sequence number above this is not a gap but a new beginning (RFC 3550, A.1).
const MAX_DROPOUT: u16 = 3000;

/// Packets come this long after a suspend was accepted, in nanoseconds.
const IN_FLIGHT: i64 = 1_000_000_000;

/// One packet of a media channel.
#[inline]
pub(super) fn packet<'a>(link: &mut Link, pdu: &Pdu<'a>, kind: MediaKind, events: &mut Queue<'a>) {
    let Some(session) = link.avdtp.as_deref_mut() else { return };
    let Some(stream) = session.streams.iter_mut().find(|s| s.channel == Some(pdu.channel)) else {
        return;
    };
    let id = stream.id;
    // Packets that were on their way when a suspend was accepted do not start the stream again.
    let late = pdu.at.time.since(stream.since.time) < IN_FLIGHT;
    if stream.inferred && stream.state != StreamState::Streaming && !late {
        stream.state = StreamState::Streaming;
        stream.since = pdu.at;
    }
    let media = &mut stream.media;
    let before = media.last.replace(pdu.at);
    media.packets += 1;
    media.octets += pdu.payload.len() as u64;
    media.direction = pdu.direction;
    if let Some(before) = before {
        media.longest_pause = media.longest_pause.max(pdu.at.time.since(before.time));
    }
    let mut gap = None;
    if kind != MediaKind::Raw
        && let Ok(header) = rtp::Rtp::parse(pdu.payload)
    {
        let sequence = header.sequence.0;
        let expected = media.next_sequence.replace(sequence.wrapping_add(1));
        if let Some(expected) = expected
            && media.source == header.ssrc.0
            && expected != sequence
        {
            let missing = sequence.wrapping_sub(expected);
            if missing < MAX_DROPOUT {
                media.missing += u64::from(missing);
                gap = Some((expected, sequence, missing));
            }
        }
        media.source = header.ssrc.0;
    }
    if before.is_none() {
        media.first = Some(pdu.at);
        events.on(link, What::MediaBegan(id));
    }
    if let (Some((expected, got, missing)), Some(previous)) = (gap, before) {
        let direction = pdu.direction;
        let gap = SequenceGap { stream: id, direction, expected, got, missing, previous };
        events.on(link, What::SequenceGap(gap));
    }
}
