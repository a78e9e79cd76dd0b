//! What a media packet of SBC is made of, against its configuration and its own length (A2DP 1.4, 4.3.4).

use parsers::{
    View,
    avdtp::Codec,
    l2cap::Protocol,
    rtp::{
        Rtp,
        sbc::{Frames, SYNCWORD, SbcFrame},
    },
};

use crate::track::{
    event::{At, MediaFault, MediaForm},
    layer::Pdu,
    state::{Form, Stream},
};

/// So many packets in a row that are something else are no accident.
const FOREIGN: u8 = 8;
/// What is on its way when a suspend is accepted comes within this time, in nanoseconds.
pub(super) const IN_FLIGHT: i64 = 1_000_000_000;
/// Media that pauses for longer, in nanoseconds, may have been started again.
const PAUSE: i64 = 300_000_000;

/// What is wrong with a packet. Frames that are like those of the packet before are not looked at
/// again.
#[inline]
pub(super) fn sbc(stream: &mut Stream, pdu: &Pdu<'_>, rtp: &Rtp<'_>) -> Option<MediaForm> {
    let media = rtp.payload().ok()?;
    let protected = matches!(pdu.protocol, Protocol::ProtectedMedia(_));
    let (&head, frames) = media.get(usize::from(protected)..)?.split_first()?;
    let first: [u8; 3] = *frames.first_chunk()?;
    // A piece of a frame.
    if head & 0x80 != 0 {
        return None;
    }
    if first[0] != SYNCWORD {
        return foreign(stream, pdu, "SBC");
    }
    stream.media.foreign = 0;
    let kind = [first[1], first[2]];
    let known = stream.media.form.filter(|form| form.kind == kind);
    let (form, new) = match known {
        Some(form) => (form, false),
        None => (Form { kind, length: length(frames)? }, true),
    };
    stream.media.form = Some(form);
    // Frames of another kind than agreed on may have another length than they seem to.
    if let Some(odd) = new.then(|| other_form(stream, pdu, frames)).flatten() {
        return Some(odd);
    }
    let number = head & 0x0f;
    if usize::from(number) * usize::from(form.length) != frames.len() {
        return other_length(stream, pdu, number, frames);
    }
    None
}

/// A packet is not what the stream was configured for. A few may be anything.
#[cold]
pub(super) fn foreign(stream: &mut Stream, pdu: &Pdu<'_>, what: &'static str) -> Option<MediaForm> {
    stream.configuration.filter(|_| !stream.inferred)?;
    let media = &mut stream.media;
    media.foreign = media.foreign.saturating_add(1);
    let fault = MediaFault::Foreign(what);
    (media.foreign == FOREIGN).then_some(MediaForm { stream: stream.id, by: pdu.by, fault })
}

/// A packet of a stream that was suspended.
#[cold]
pub(super) fn suspended(
    stream: &mut Stream,
    pdu: &Pdu<'_>,
    before: Option<At>,
) -> Option<MediaForm> {
    let since = stream.since;
    let first = before.is_none_or(|before| before < since);
    let quiet = before.map_or(i64::MAX, |before| pdu.at.time.since(before.time));
    let media = &mut stream.media;
    media.goes_on = quiet < PAUSE && (first || media.goes_on);
    let waits = pdu.at.time.since(since.time);
    let fault = MediaFault::Suspended(since);
    // Once, with the packet that passes the moment.
    let said = waits.saturating_sub(quiet) >= IN_FLIGHT;
    (media.goes_on && waits >= IN_FLIGHT && !said).then_some(MediaForm {
        stream: stream.id,
        by: pdu.by,
        fault,
    })
}

fn length(frames: &[u8]) -> Option<u16> {
    SbcFrame::parse(frames.get(..4)?).ok()?.length().try_into().ok()
}

/// The frames do not fill the packet by the length of the first: each may have its own.
#[cold]
fn other_length(
    stream: &mut Stream,
    pdu: &Pdu<'_>,
    announced: u8,
    octets: &[u8],
) -> Option<MediaForm> {
    let mut frames = Frames::new(octets);
    let came = frames.by_ref().count();
    // Without a single whole one it is a piece of a frame, whatever its header says. That frames are
    // not as configured was said before.
    if stream.media.told_form
        || came == 0
        || came == usize::from(announced) && frames.rest().is_empty()
    {
        return None;
    }
    let told = std::mem::replace(&mut stream.media.told_length, true);
    let fault = MediaFault::Length { announced, came, rest: frames.rest().len() };
    (!told).then_some(MediaForm { stream: stream.id, by: pdu.by, fault })
}

/// Frames are of another kind than those before, or the first.
#[cold]
fn other_form(stream: &mut Stream, pdu: &Pdu<'_>, octets: &[u8]) -> Option<MediaForm> {
    let frame = SbcFrame::parse(octets.get(..4)?).ok()?;
    let stored = stream.configuration?.codec?;
    let Some(Codec::Sbc(configured)) = stored.codec() else { return None };
    let differs = frame.differs_from(&configured)?;
    let told = std::mem::replace(&mut stream.media.told_form, true);
    let fault = MediaFault::Form { frame, differs };
    (!told).then_some(MediaForm { stream: stream.id, by: pdu.by, fault })
}
