//! STRM031.

use parsers::Address;

use crate::{
    rules::{Check, Out, PerLink, Recent},
    text,
    track::{
        AdapterId, At, Event, LinkId, Side, State, What,
        event::{Intent, Source},
        state::{Link, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// This host receives music from one device; another one begins to play to it, and this host drops the first
    /// for it: it ends its link, suspends, closes or aborts its stream, or sends it the PAUSE key, in the middle of the
    /// music, between 2 s before the other stream starts and 5 s after.
    ///
    /// What the first device does by itself is not reported: its user may have stopped it.
    ///
    /// ## Why it matters
    /// A speaker that is connected to two devices plays whichever started last. To the listener of
    /// the first one it looks like a dropout, and nothing in that device's log says why.
    ///
    /// ## What to do
    /// If it happens unasked, look at what the second device plays (the sound of a key or a message
    /// is enough), and keep it from connecting by itself; or turn off the speaker's multipoint
    /// feature.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// @open #0041 998877665544
    /// 0.000 < avdtp 50 07 04
    /// 0.020 > avdtp 52 07
    /// 0.100 < music 2.0
    /// 2.200 < #0041 avdtp 50 07 04
    /// 2.220 > #0041 avdtp 52 07            //~ STRM031
    /// 2.300 > command 0406 4000 13
    /// 2.310 < event 0f 00 01 0604
    /// 2.350 < event 05 00 4000 16
    /// 2.500 < #0041 media 0
    /// ```
    /// The first device stops by itself:
    /// ```frames
    /// @open
    /// @open #0041 998877665544
    /// 0.000 < avdtp 50 07 04
    /// 0.020 > avdtp 52 07
    /// 0.100 < music 2.0
    /// 2.200 < #0041 avdtp 50 07 04
    /// 2.220 > #0041 avdtp 52 07
    /// 2.300 < avdtp 60 09 04
    /// 2.320 > avdtp 62 09
    /// 2.500 < #0041 media 0
    /// ```
    STRM031 {
        name: "taken-over",
        severity: Warning,
        causes: [CONN013],
        summary: "another device takes over, and this host drops the stream that was playing",
        spec: "A2DP 1.4, 2.2",
        advice: "If this was not intended, keep the second device from connecting or playing by itself, or switch multipoint off.",
        topics: [Stream, Link, Intent],
        gates: [NoDrop, Time],
        check: TakenOver,
    }
}

/// A stream may be dropped so long before the other one starts, in nanoseconds,
const BEFORE: i64 = 2_000_000_000;
/// or after.
const AFTER: i64 = 5_000_000_000;
/// Streams that began or ended lately.
const MAX: usize = 16;

/// A stream that a peer began.
#[derive(Debug, Clone, Copy)]
struct Begun {
    adapter: AdapterId,
    link: LinkId,
    peer: Option<Address>,
    started: At,
    media: At,
}

/// A stream that this host dropped.
#[derive(Debug, Clone, Copy)]
struct Dropped {
    adapter: AdapterId,
    link: LinkId,
    peer: Option<Address>,
    at: At,
    how: &'static str,
}

#[derive(Debug, Default)]
struct TakenOver {
    begun: Recent<Begun, MAX>,
    dropped: Recent<Dropped, MAX>,
    /// Streams that ended with no word of who did it: the end of the link says it.
    open: PerLink<Option<At>>,
}

impl Check for TakenOver {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
        let (id, at) = (link.id, event.at);
        match event.what {
            What::MediaBegan(stream) => {
                let stream = link.avdtp().and_then(|session| session.stream(stream));
                let Some(stream) = stream.filter(|s| s.source() == Some(Side::Peer)) else {
                    return;
                };
                if stream.state != StreamState::Streaming {
                    return;
                }
                let begun = Begun {
                    adapter: event.adapter,
                    link: id,
                    peer: link.peer,
                    started: stream.since,
                    media: at,
                };
                self.begun.push_over(begun, |old| at.time.since(old.media.time) > AFTER, out);
                let of = |dropped: &Dropped| {
                    let before = begun.started.time.since(dropped.at.time);
                    dropped.adapter == begun.adapter && dropped.link != id && before <= BEFORE
                };
                if let Some(dropped) = self.dropped.take(of) {
                    report(begun, dropped, out);
                }
            }
            What::StreamChanged(change) if change.from == StreamState::Streaming => {
                let stream = link.avdtp().and_then(|session| session.stream(change.stream));
                if stream.and_then(|stream| stream.source()) != Some(Side::Peer) {
                    return;
                }
                let how = match change.to {
                    StreamState::Open => "suspends the stream of",
                    StreamState::Closing => "closes the stream of",
                    StreamState::Aborting => "aborts the stream of",
                    _ => "closes the media channel of",
                };
                match change.by {
                    Side::Host => self.drops(link, event, how, out),
                    Side::Unknown => *self.open.entry(id, out) = Some(at),
                    _ => {}
                }
            }
            What::LinkDown(end) => {
                let streamed =
                    self.open.remove(id).flatten().is_some_and(|end| end.frame == at.frame);
                if streamed && (end.requested.is_some() || end.by == Side::Host) {
                    self.drops(link, event, "ends the link to", out);
                }
            }
            What::Intent(Intent::Pause(Source::PassThrough, Side::Host)) => {
                let mut streams = link.avdtp().into_iter().flat_map(|session| &session.streams);
                let plays = streams.any(|stream| {
                    stream.state == StreamState::Streaming && stream.source() == Some(Side::Peer)
                });
                if plays {
                    self.drops(link, event, "sends PAUSE to", out);
                }
            }
            _ => {}
        }
    }
}

impl TakenOver {
    /// This host drops the stream of a link.
    fn drops(&mut self, link: &Link, event: &Event<'_>, how: &'static str, out: &mut Out<'_>) {
        let (adapter, at) = (event.adapter, event.at);
        let dropped = Dropped { adapter, link: link.id, peer: link.peer, at, how };
        let for_it = |begun: &&Begun| {
            begun.adapter == adapter
                && begun.link != link.id
                && at.time.since(begun.started.time) <= AFTER
        };
        if let Some(begun) = self.begun.iter().rev().find(for_it).copied() {
            return report(begun, dropped, out);
        }
        self.dropped.push_over(dropped, |old| at.time.since(old.at.time) > AFTER, out);
    }
}

fn report(begun: Begun, dropped: Dropped, out: &mut Out<'_>) {
    let name = |peer: Option<Address>, id: LinkId| {
        peer.map_or_else(|| format!("link {}", id.0), |peer| peer.to_string())
    };
    let (new, old) = (name(begun.peer, begun.link), name(dropped.peer, dropped.link));
    let how = dropped.how;
    let later = dropped.at.time.step_from(begun.started.time);
    let when = match later {
        0.. => format!("{} after", text::duration(later)),
        _ => format!("{} before", text::duration(-later)),
    };
    let message = format!(
        "{new} takes over: this host {how} {old} in the middle of the music, {when} the other stream starts"
    );
    out.finding(&RULE, begun.started, message)
        .link(Some(dropped.link))
        .related(begun.started, "the other stream starts")
        .related(dropped.at, format!("this host {how} the first one"))
        .related(begun.media, "the other one plays")
        .report(out);
}
