//! STRM023.

use parsers::Address;

use super::sides;
use crate::{
    rules::{Check, Out, Recent},
    text,
    track::{
        AdapterId, At, Event, LinkId, Side, State, What,
        state::{Stream, StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// This host has a stream to each of two devices open. It plays to one of them for 5 s or
    /// longer, while the other stream stays open and is not started. If the other stream is started
    /// as well, both play, and nothing is reported.
    ///
    /// ## Why it matters
    /// Both speakers are connected, and one is silent. Most hosts have one active output: whatever
    /// was connected or chosen last gets the sound.
    ///
    /// ## What to do
    /// Nothing, if only one speaker should play. Choose the other one as the output to move the
    /// sound there; to play to both, use the host's feature for it (dual audio, a group of
    /// speakers).
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// @configured #0041 998877665544
    /// -1.000 > #0041 avdtp 30 06 04
    /// -0.990 < #0041 avdtp 32 06                     //~ STRM023
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 8.0
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    /// Both play:
    /// ```frames
    /// @open
    /// @open #0041 998877665544
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > #0041 avdtp 50 07 04
    /// 0.120 < #0041 avdtp 52 07
    /// 0.150 > #0041 media 0
    /// 0.200 > music 8.0
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    /// The sound moves from one to the other soon:
    /// ```frames
    /// @open
    /// @open #0041 998877665544
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 2.500 > avdtp 60 09 04
    /// 2.520 < avdtp 62 09
    /// 2.600 > #0041 avdtp 50 07 04
    /// 2.620 < #0041 avdtp 52 07
    /// 2.700 > #0041 media 0
    /// ```
    STRM023 {
        name: "single-active-output",
        severity: Notice,
        summary: "two speakers are connected, and one is idle while the other plays",
        spec: "A2DP 1.4, 2.2",
        advice: "Choose the idle device as the output to hear it; to play to both, use the host's function for several outputs.",
        topics: [Stream, Link],
        gates: [NoDrop, Time],
        check: OneOutput,
    }
}

/// Streams that wait at the same time.
const MAX_IDLE: usize = 32;
/// Nanoseconds that one of them waits at least.
const LONG: i64 = 5_000_000_000;

/// The other end of a link to which this host plays.
type Player = (LinkId, Option<Address>);

/// A stream that is open, and not started.
#[derive(Debug, Clone, Copy)]
struct Idle {
    stream: StreamId,
    adapter: AdapterId,
    opened: At,
    /// The device that plays meanwhile, and since when.
    plays: Option<(Player, At)>,
    /// How long one has played, in nanoseconds, and the first that did.
    waited: i64,
    first: Option<(Player, At)>,
}

#[derive(Debug, Default)]
struct OneOutput {
    idle: Recent<Idle, MAX_IDLE>,
}

impl Check for OneOutput {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let (What::StreamChanged(_) | What::MediaBegan(_) | What::LinkDown(_)) = event.what else {
            return;
        };
        self.count(event.adapter, event.at, state);
        if let What::StreamChanged(change) = event.what {
            let idle = self.idle.take(|idle| idle.stream == change.stream);
            if change.to == StreamState::Open && idle.is_none_or(|idle| idle.first.is_none()) {
                let new = Idle {
                    stream: change.stream,
                    adapter: event.adapter,
                    opened: event.at,
                    plays: None,
                    waited: 0,
                    first: None,
                };
                let spare = |idle: &Idle| idle.plays.is_none();
                self.idle.push_over(new, spare, out);
                self.count(event.adapter, event.at, state);
            }
            if let Some(idle) = idle {
                // What is started while another one plays is played to as well.
                let both = change.to == StreamState::Streaming && idle.plays.is_some();
                if !both {
                    report(idle.until(event.at), state, out);
                }
            }
        }
    }

    fn finish(&mut self, state: &State, out: &mut Out<'_>) {
        let all: Vec<Idle> = self.idle.iter().copied().collect();
        for idle in all {
            report(idle.until(state.health.last.unwrap_or(idle.opened)), state, out);
        }
    }
}

impl Idle {
    /// With the time that the other one plays until now.
    fn until(mut self, at: At) -> Self {
        if let Some((_, since)) = self.plays {
            self.waited = self.waited.saturating_add(at.time.since(since.time));
        }
        self
    }
}

impl OneOutput {
    /// Counts how long each waits while another device of its adapter plays.
    fn count(&mut self, adapter: AdapterId, at: At, state: &State) {
        for idle in self.idle.iter_mut().filter(|idle| idle.adapter == adapter) {
            let plays = playing(adapter, idle.stream.link, state);
            if let Some((_, since)) = idle.plays.filter(|_| plays.is_none()) {
                idle.waited = idle.waited.saturating_add(at.time.since(since.time));
                idle.plays = None;
            } else if let (None, Some(link)) = (idle.plays, plays) {
                idle.plays = Some((link, at));
                idle.first = idle.first.or(idle.plays);
            }
        }
    }
}

/// Another link of the adapter to which this host plays.
fn playing(adapter: AdapterId, but: LinkId, state: &State) -> Option<Player> {
    let mut others = state
        .links
        .iter()
        .filter(|link| link.adapter == adapter && link.id != but && link.closed.is_none());
    let plays = |stream: &Stream| {
        stream.state == StreamState::Streaming && stream.source() == Some(Side::Host)
    };
    let link = others.find(|link| link.avdtp().is_some_and(|it| it.streams.iter().any(plays)));
    link.map(|link| (link.id, link.peer))
}

fn report(idle: Idle, state: &State, out: &mut Out<'_>) {
    let Some(((other, peer), since)) = idle.first.filter(|_| idle.waited >= LONG) else { return };
    let id = idle.stream.link;
    let Some(link) = state.link(id) else { return };
    let stream = link.avdtp().and_then(|session| session.stream(idle.stream));
    if stream.and_then(|stream| sides::source(link, stream)) != Some(Side::Host) {
        return;
    }
    let name = |peer: Option<Address>, id: LinkId| {
        peer.map_or_else(|| format!("link {}", id.0), |peer| peer.to_string())
    };
    let message = format!(
        "This host plays to {} for {}, while its stream to {} is open and idle",
        name(peer, other),
        text::duration(idle.waited),
        name(link.peer, id)
    );
    out.finding(&RULE, idle.opened, message)
        .link(Some(id))
        .related(idle.opened, "open from here on, and idle")
        .related(since, "the other one plays")
        .report(out);
}
