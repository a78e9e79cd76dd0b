//! STRM027.

use crate::{
    rules::{Here, Links, OnLink, Out, Over},
    text,
    track::{
        At, Event, What,
        event::Intent,
        state::{StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// A stream whose Start was accepted more than a second before its first media packet. Where media never
    /// comes it is STRM004. If the player pauses in between, nothing is reported.
    ///
    /// ## Why it matters
    /// The first words or notes are missing, or the user waits after each PLAY.
    ///
    /// ## What to do
    /// Look at the source: whether it opens the encoder or wakes the audio server only after the
    /// stream is started.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 1.500 > media 0                    //~ STRM027
    /// ```
    /// At once:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.200 > media 0
    /// ```
    STRM027 {
        name: "slow-stream-start",
        severity: Notice,
        summary: "media comes long after the stream was started",
        spec: "AVDTP 1.3, 6.12",
        advice: "Look at what the source does between Start and the first packet: encoder, audio server, player.",
        topics: [Stream, Intent, Link],
        gates: [NoDrop, Time, Full],
        check: Links<SlowStart>,
    }
}

/// A start that takes longer, in nanoseconds, is noticed.
const PROMPT: i64 = 1_000_000_000;

/// The stream that was started and has no media yet.
#[derive(Debug, Default)]
struct SlowStart(Option<(StreamId, At)>);

impl OnLink for SlowStart {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::StreamChanged(change) if change.to == StreamState::Streaming => {
                self.0 = Some((change.stream, event.at));
            }
            What::StreamChanged(_) | What::Intent(Intent::Pause(..)) => self.0 = None,
            What::MediaBegan(stream) => {
                let Some((of, at)) = self.0.take() else { return };
                let waited = event.at.time.since(at.time);
                if of != stream || waited <= PROMPT {
                    return;
                }
                if !on.state.health.witnessed_since(at) {
                    out.not_assessable(&RULE, "the clock may have been set meanwhile");
                    return;
                }
                let link = on.state.link(on.link);
                let source = link.and_then(|link| link.avdtp()?.stream(stream)?.source());
                let message = format!(
                    "The first media from {} comes {} after the stream was started",
                    source.unwrap_or_default(),
                    text::duration(waited)
                );
                out.finding(&RULE, event.at, message)
                    .link(Some(on.link))
                    .related(at, "the start is accepted")
                    .report(out);
            }
            _ => {}
        }
    }

    fn over(&mut self, _over: Over, _on: Here<'_>, _out: &mut Out<'_>) {}
}
