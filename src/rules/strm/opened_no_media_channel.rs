//! STRM003.

use super::sides;
use crate::{
    rules::{Check, Out, PerLink, words},
    track::{
        At, Event, LinkId, Side, State, What,
        state::{StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// An Open that was accepted, and no L2CAP channel for the media: not in 8 s, or not in at least
    /// 2 s until the stream is aborted or closed or the link ends. The message says whether the
    /// channel was asked for at all.
    ///
    /// A channel that both sides ask for at once is RACE022. A link that the radio lost meanwhile is
    /// not reported.
    ///
    /// ## Why it matters
    /// The two agree on a stream, and there is no way for the sound to go: connected, and silent.
    ///
    /// ## What to do
    /// Connect from the other side; update the firmware of the side that opened the stream, which has
    /// to open the channel too.
    ///
    /// ## Examples
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 50 06 04
    /// 0.020 < avdtp 52 06                           //~ STRM003
    /// 20.00 .
    /// ```
    /// The host gives up:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 50 06 04
    /// 0.020 < avdtp 52 06                           //~ STRM003
    /// 5.000 > avdtp 60 0a 04
    /// 5.020 < avdtp 62 0a
    /// ```
    /// The channel is opened:
    /// ```frames
    /// @open
    /// 20.00 .
    /// ```
    /// Opened and closed at once, to try it:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 50 06 04
    /// 0.020 < avdtp 52 06
    /// 0.500 > avdtp 60 08 04
    /// 0.520 < avdtp 62 08
    /// 20.00 .
    /// ```
    STRM003 {
        name: "opened-no-media-channel",
        severity: Error,
        causes: [STRM001, STRM004],
        summary: "a stream was opened and its media channel was not",
        spec: "AVDTP 1.3, 6.11",
        advice: "Connect from the other side; update the firmware of the side that opened the stream.",
        topics: [Stream, Channel, Link, Tick],
        gates: [Start, Full, NoDrop, Time],
        check: NoMediaChannel,
    }
}

/// Common hosts wait for these seconds.
const PATIENCE: f64 = 8.0;
/// The same until the stream is given up.
const GIVEN_UP: f64 = 2.0;

#[derive(Debug)]
struct Opened {
    stream: StreamId,
    at: At,
    by: Side,
    /// Somebody asked for a channel since.
    asked: Option<At>,
    refused: Option<(At, u16)>,
}

#[derive(Debug, Default)]
struct NoMediaChannel {
    waiting: PerLink<Option<Opened>>,
}

impl Check for NoMediaChannel {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        if matches!(event.what, What::Tick) {
            for (id, slot) in self.waiting.iter_mut() {
                let due = |open: &mut Opened| event.at.seconds_since(open.at) >= PATIENCE;
                if let Some(opened) = slot.take_if(due) {
                    opened.judge(id, event.at, state, out);
                }
            }
            return;
        }
        let Some(link) = event.link else { return };
        match event.what {
            What::StreamChanged(change) => {
                if let Some(opened) = self.waiting.remove(link).flatten() {
                    if opened.stream == change.stream {
                        opened.judge(link, event.at, state, out);
                    } else {
                        *self.waiting.entry(link) = Some(opened);
                    }
                }
                if (change.from, change.to) == (StreamState::Configured, StreamState::Open) {
                    let (stream, at, by) = (change.stream, event.at, change.by);
                    *self.waiting.entry(link) =
                        Some(Opened { stream, at, by, asked: None, refused: None });
                }
            }
            What::ChannelRequested(_) | What::ChannelRefused(..)
                if self.waiting.get(link).is_some() =>
            {
                let Some(opened) = self.waiting.entry(link) else { return };
                if let What::ChannelRefused(_, result) = event.what {
                    opened.refused = Some((event.at, result));
                } else {
                    opened.asked = Some(event.at);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, state: &State, out: &mut Out<'_>) {
        let Some(end) = state.health.last else { return };
        for (link, slot) in self.waiting.iter_mut() {
            let due = |open: &mut Opened| end.seconds_since(open.at) >= PATIENCE;
            if let Some(opened) = slot.take_if(due) {
                opened.judge(link, end, state, out);
            }
        }
    }
}

impl Opened {
    fn judge(&self, link: LinkId, end: At, state: &State, out: &mut Out<'_>) {
        let waited = end.seconds_since(self.at);
        let session = state.link(link).and_then(|link| link.avdtp());
        let Some(stream) = session.and_then(|session| session.stream(self.stream)) else { return };
        if waited < GIVEN_UP
            || stream.inferred
            || stream.channel.is_some()
            || sides::radio_lost(state, Some(link))
        {
            return;
        }
        let why = match (self.asked, self.refused) {
            (_, Some((_, result))) => format!("it was refused with result {result:#06x}"),
            (Some(_), None) => "it was asked for and did not come about".to_owned(),
            (None, None) => format!("{} did not ask for one", self.by.name()),
        };
        let text = format!(
            "{} opened the stream, and no media channel followed in {waited:.0} s: {why}",
            words::capital(self.by.name()),
        );
        out.finding(&RULE, self.at, text)
            .link(Some(link))
            .maybe_related(self.asked, "a channel is asked for")
            .maybe_related(self.refused.map(|(at, _)| at), "a channel is refused")
            .related(end, "still no media channel")
            .report(out);
    }
}
