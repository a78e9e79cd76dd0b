//! Feeds the model of the listener: media as it crosses HCI, packets as they leave the controller.

use arrayvec::ArrayVec;
use parsers::{
    l2cap::{MediaKind, Protocol},
    rtp::Rtp,
};

use super::{
    event::{Dropout, What},
    id::{At, Side, StreamId},
    layer::{Pdu, Queue},
    listen::{Ear, Gap, Heard, MILLISECOND, Returned, SECOND},
    state::{Hearing, Link},
};

/// Silences that one record can end.
const MAX_GAPS: usize = 8;
/// Lost media at least this long may be a hole of the log instead.
const HOLE: i64 = 300 * MILLISECOND;
/// A pause of the whole log below this hides nothing that is heard.
pub(super) const PAUSE: i64 = HOLE / 10 * 6;

/// While nothing at all is logged for longer than this, the clock may have been set instead.
const SET: i64 = 20 * SECOND;

/// What is asked for takes effect within this time.
const SHORTLY_BEFORE: i64 = 2 * SECOND;

type Gaps = ArrayVec<(StreamId, Gap), MAX_GAPS>;

/// The host hands the controller a packet.
#[inline]
pub(super) fn sent(link: &mut Link, at: At) {
    if let Some(hearing) = &mut link.hearing {
        let count = hearing.count(at.time);
        hearing.credits.sent(count, at.frame);
    }
}

/// The controller returns packets.
#[inline]
pub(super) fn completed(link: &mut Link, at: At, count: u16, events: &mut Queue<'_>) {
    let Some(hearing) = &mut link.hearing else { return };
    let now = hearing.count(at.time);
    let mut gaps = Gaps::new();
    let Hearing { credits, listeners, .. } = &mut **hearing;
    credits.completed(now, count, |returned| {
        let of = |number: u16| move |l: &&mut super::state::Listener| l.stream.number == number;
        if let Some(listener) = listeners.iter_mut().find(of(returned.stream)) {
            for gap in &listener.ear.arrive(&returned) {
                let _ = gaps.try_push((listener.stream, *gap));
            }
        }
    });
    report(link, Side::Host, &gaps, events);
}

/// One packet of a stream's media channel, with its header, where it has one.
#[inline]
pub(super) fn media(
    link: &mut Link,
    pdu: &Pdu<'_>,
    header: Option<&Rtp<'_>>,
    (stream, kind): (StreamId, MediaKind),
    events: &mut Queue<'_>,
) {
    let at = pdu.at;
    let listens =
        |hearing: &Hearing| hearing.listeners.iter().position(|l| l.stream == stream && l.listens);
    let place = link.hearing.as_deref().and_then(listens);
    if place.is_none() {
        begin(link, at, stream, kind);
    }
    let Some(hearing) = &mut link.hearing else { return };
    let now = hearing.count(at.time);
    let silence = hearing.silence;
    let Hearing { credits, listeners, holes, unwitnessed, .. } = &mut **hearing;
    let place = place.or_else(|| listeners.iter().position(|l| l.stream == stream));
    let Some(listener) = place.and_then(|place| listeners.get_mut(place)) else { return };
    let last = std::mem::replace(&mut listener.last, at);
    listener.packets += 1;
    listener.octets += pdu.payload.len() as u64;
    let mut gaps = Gaps::new();
    let mut void = |listener: &mut super::state::Listener, credits: &mut super::listen::Credits| {
        credits.silence(stream.number);
        for gap in listener.ear.stop() {
            let _ = gaps.try_push((stream, gap));
        }
    };
    let play = match listener.ear.packet(now, pdu.payload, header, at.frame) {
        Heard::Nothing => return,
        Heard::Anew(play) => {
            void(listener, credits);
            play
        }
        Heard::Next(play) => {
            // The clock of the media went on meanwhile, and so did the log's.
            let went_on = |(from, to): &(i64, i64)| play.pause >= (to - from) / 10 * 6;
            *unwitnessed = unwitnessed.filter(|silence| play.pause == 0 || !went_on(silence));
            let before = || hearing_before(last, at, now);
            if play.missing >= HOLE && covers(silence, before(), now, play.missing) {
                // The log has a hole: nobody has heard it.
                *holes += 1;
                credits.forget();
                void(listener, credits);
            }
            play
        }
    };
    let stream_number = stream.number;
    let arrival = match pdu.by {
        Side::Host => credits.holds(now, at.frame, stream_number, play),
        _ => Some(Returned {
            at: now,
            handed: now,
            idle: true,
            stream: stream_number,
            play,
            frame: at.frame,
        }),
    };
    if let Some(arrival) = arrival {
        for gap in &listener.ear.arrive(&arrival) {
            let _ = gaps.try_push((stream, *gap));
        }
    }
    report(link, pdu.by, &gaps, events);
}

/// When the packet before came, counted like `now`.
fn hearing_before(last: At, at: At, now: i64) -> i64 {
    now.saturating_sub(at.time.step_from(last.time))
}

/// Whether the whole log was silent for most of `missing`, between two packets.
fn covers(silence: Option<(i64, i64)>, before: i64, now: i64, missing: i64) -> bool {
    silence.is_some_and(|(from, to)| to.min(now) - from.max(before) >= missing / 10 * 6)
}

#[cold]
fn begin(link: &mut Link, at: At, stream: StreamId, kind: MediaKind) {
    let Some(session) = link.avdtp() else { return };
    let Some(known) = session.stream(stream) else { return };
    let configuration = known.configuration.and_then(|c| c.codec);
    let started = (!known.inferred).then_some(known.since);
    let codec = configuration.as_ref().and_then(|codec| codec.codec());
    let channel = known.channel.and_then(|channel| link.channels.get(channel));
    let protected = channel.is_some_and(|c| matches!(c.protocol, Protocol::ProtectedMedia(_)));
    let mut ear = Ear::new(codec.as_ref(), kind, protected);
    if let Some(delay) = known.delay {
        ear.delay(delay.nanoseconds());
    }
    // Without a single return so far, nothing but this packet is known to be outstanding.
    let returns = link.flow.completed > 0;
    let outstanding = if returns { link.flow.outstanding } else { 1 };
    let hearing = link.hearing.get_or_insert_with(|| Box::new(Hearing::new(at.time, outstanding)));
    hearing.listen(stream, ear, started, at);
}

/// The receiver reported its delay.
pub(super) fn delay(link: &mut Link, stream: StreamId, nanoseconds: i64) {
    if let Some(listener) = link.hearing.as_mut().and_then(|h| h.listener_mut(stream)) {
        listener.ear.delay(nanoseconds);
    }
}

/// Somebody asks for a pause or another track.
pub(super) fn asked(link: &mut Link, at: At) {
    if let Some(hearing) = &mut link.hearing {
        hearing.asked = Some(at);
    }
}

/// A stream does not flow any more.
pub(super) fn stop(link: &mut Link, stream: StreamId, events: &mut Queue<'_>) {
    let Some(hearing) = &mut link.hearing else { return };
    hearing.credits.silence(stream.number);
    let Some(listener) = hearing.listener_mut(stream).filter(|l| l.listens) else { return };
    listener.listens = false;
    let mut gaps = Gaps::new();
    for gap in listener.ear.stop() {
        let _ = gaps.try_push((stream, gap));
    }
    report(link, Side::Unknown, &gaps, events);
    events.on(link, What::Listened(stream));
}

/// All streams of the link end with the capture.
pub(super) fn finish(link: &mut Link, events: &mut Queue<'_>) {
    let listeners = link.hearing.iter().flat_map(|hearing| &hearing.listeners);
    let streams: ArrayVec<StreamId, 4> =
        listeners.filter(|l| l.listens).map(|listener| listener.stream).take(4).collect();
    for stream in streams {
        stop(link, stream, events);
    }
}

/// Records were lost, or the clock was set: what is outstanding is not known, and what is missing was
/// not missed.
#[cold]
pub(super) fn forget(link: &mut Link) {
    let Some(hearing) = &mut link.hearing else { return };
    hearing.credits.forget();
    let Hearing { credits, listeners, holes, .. } = &mut **hearing;
    *holes += u32::from(!listeners.is_empty());
    for listener in listeners {
        credits.silence(listener.stream.number);
        listener.ear.stop();
        listener.ear.clock.restart();
    }
}

/// The whole log paused.
#[inline]
pub(super) fn pause(link: &mut Link, from: At, to: At) {
    if let Some(hearing) = &mut link.hearing {
        let silence = (hearing.count(from.time), hearing.count(to.time));
        hearing.silence = Some(silence);
        if silence.1 - silence.0 > SET {
            hearing.unwitnessed = Some(silence);
        }
    }
}

#[inline]
fn report(link: &Link, by: Side, gaps: &Gaps, events: &mut Queue<'_>) {
    if !gaps.is_empty() {
        report_silences(link, by, gaps, events);
    }
}

#[cold]
fn report_silences(link: &Link, by: Side, gaps: &Gaps, events: &mut Queue<'_>) {
    let Some(hearing) = &link.hearing else { return };
    for (stream, gap) in gaps {
        let source = link.adapter.source;
        let place = |frame: u64, handed: i64| hearing.place(frame, handed, source);
        let by = match by {
            Side::Unknown => {
                let source = link.avdtp().and_then(|s| s.stream(*stream)?.source());
                source.unwrap_or_default()
            }
            known => known,
        };
        let dropout = Dropout {
            stream: *stream,
            by,
            begins: hearing.time(gap.at),
            length: gap.length,
            refill: gap.refill,
            kind: gap.kind,
            before: place(gap.since.frame, gap.since.handed),
            after: place(gap.until.frame, gap.until.handed),
            window: (hearing.time(gap.since.at), hearing.time(gap.until.at)),
            unwitnessed: gap.length > SET
                && covers(hearing.unwitnessed, gap.since.at, gap.until.at, gap.length),
            asked: hearing
                .asked
                .filter(|asked| hearing.count(asked.time) >= gap.since.handed - SHORTLY_BEFORE),
        };
        events.on(link, What::Dropout(dropout));
    }
}
