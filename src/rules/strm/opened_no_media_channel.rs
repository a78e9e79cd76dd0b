//! STRM003.

use super::sides;
use crate::{
    rules::{Here, Links, OnLink, Out, Over, words},
    track::{
        At, Event, Side, What,
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
        topics: [Stream, Channel, Link],
        gates: [Start, Full, NoDrop, Time],
        check: Links<NoMediaChannel>,
    }
}

/// Common hosts wait for this long, in nanoseconds.
const PATIENCE: i64 = 8_000_000_000;
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
    waiting: Option<Opened>,
}

impl OnLink for NoMediaChannel {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::StreamChanged(change) => {
                let same = |opened: &mut Opened| opened.stream == change.stream;
                if let Some(opened) = self.waiting.take_if(same) {
                    opened.judge(on, out);
                }
                if (change.from, change.to) == (StreamState::Configured, StreamState::Open) {
                    let (stream, at, by) = (change.stream, event.at, change.by);
                    self.waiting = Some(Opened { stream, at, by, asked: None, refused: None });
                }
            }
            What::ChannelRequested(_) => {
                if let Some(opened) = &mut self.waiting {
                    opened.asked = Some(event.at);
                }
            }
            What::ChannelRefused(_, result) => {
                if let Some(opened) = &mut self.waiting {
                    opened.refused = Some((event.at, result));
                }
            }
            _ => {}
        }
    }

    fn until(&self) -> Option<At> {
        self.waiting.as_ref().map(|opened| opened.at.after(PATIENCE))
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        let opened = self.waiting.take();
        if let (Over::Moment, Some(opened)) = (over, opened) {
            opened.judge(on, out);
        }
    }
}

impl Opened {
    fn judge(&self, on: Here<'_>, out: &mut Out<'_>) {
        let Here { link, at: end, state } = on;
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
