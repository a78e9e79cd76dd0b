//! STRM002.

use parsers::avdtp::{MessageType, Signal};

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
    /// A Set Configuration that was accepted, and no Open for 8 s or more until the stream is
    /// aborted or closed, or the channel, the link or the capture ends.
    ///
    /// An Open that was sent and refused or not answered is STRM009 or STRM008. A link that the
    /// radio lost meanwhile, or on which another stream was opened, is not reported.
    ///
    /// ## Why it matters
    /// The codec is chosen and nothing follows: the devices are connected, and there is no output to
    /// play to. The side that configured must open the stream, and something in it stopped.
    ///
    /// ## What to do
    /// Reconnect; restart the audio service of the side that configured.
    ///
    /// ## Examples
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.020 < avdtp 22 03                                        //~ STRM002
    /// 9.000 .
    /// ```
    /// The host gives up:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.020 < avdtp 22 03                                        //~ STRM002
    /// 20.000 > avdtp 30 0a 04
    /// 20.020 < avdtp 32 0a
    /// ```
    /// Set up for a moment, to see whether it works:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.020 < avdtp 22 03
    /// 1.000 > avdtp 30 0a 04
    /// 1.020 < avdtp 32 0a
    /// 20.000 .
    /// ```
    /// Opened late is opened:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.020 < avdtp 22 03
    /// 7.000 > avdtp 30 06 04
    /// 7.020 < avdtp 32 06
    /// 20.000 .
    /// ```
    /// The capture ends too early to say:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.020 < avdtp 22 03
    /// 3.000 .
    /// ```
    STRM002 {
        name: "configured-never-opened",
        severity: Error,
        causes: [STRM001],
        summary: "a stream was configured and never opened",
        spec: "AVDTP 1.3, 6",
        advice: "Reconnect, and restart the audio service of the side that chose the codec.",
        topics: [Avdtp, Stream, Link],
        gates: [NoDrop, Time],
        check: Links<NeverOpened>,
    }
}

/// The stream must have been waiting for these seconds, which common hosts wait for an Open.
const PATIENCE: f64 = 8.0;

#[derive(Debug)]
struct Configured {
    stream: StreamId,
    at: At,
    by: Side,
}

#[derive(Debug, Default)]
struct NeverOpened {
    /// The latest configured stream, while nothing was done with it.
    waiting: Option<Configured>,
}

impl OnLink for NeverOpened {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::StreamChanged(change) if change.to == StreamState::Configured => {
                let configured = Configured { stream: change.stream, at: event.at, by: change.by };
                self.waiting = Some(configured);
            }
            What::StreamChanged(change) => {
                let same = |waiting: &mut Configured| waiting.stream == change.stream;
                if let Some(waiting) = self.waiting.take_if(same)
                    && change.to == StreamState::Idle
                {
                    waiting.judge(on, None, out);
                }
            }
            What::Avdtp(message)
                if message.kind == MessageType::COMMAND
                    && matches!(
                        message.signal,
                        Signal::OPEN | Signal::ABORT | Signal::CLOSE | Signal::SET_CONFIGURATION
                    ) =>
            {
                let Some(waiting) = self.waiting.take() else { return };
                if matches!(message.signal, Signal::ABORT | Signal::CLOSE) {
                    waiting.judge(on, Some((message.signal, message.by)), out);
                }
            }
            _ => {}
        }
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        if let (Over::Capture, Some(waiting)) = (over, self.waiting.take()) {
            waiting.judge(on, None, out);
        }
    }
}

impl Configured {
    fn judge(&self, on: Here<'_>, given_up: Option<(Signal, Side)>, out: &mut Out<'_>) {
        let Here { link, at: end, state } = on;
        let waited = end.seconds_since(self.at);
        let busy = state.link(link).and_then(|link| link.avdtp()).is_some_and(|session| {
            session
                .streams
                .iter()
                .any(|stream| matches!(stream.state, StreamState::Open | StreamState::Streaming))
        });
        if waited < PATIENCE || busy || sides::radio_lost(state, Some(link)) {
            return;
        }
        let mut text = format!(
            "{} chose a codec, {} accepted it, and no Open followed in {waited:.0} s",
            words::capital(self.by.name()),
            self.by.opposite().name(),
        );
        let mut note = "still not opened".to_owned();
        if let Some((signal, by)) = given_up {
            note = format!("{signal} instead of Open");
            text.push_str(&format!("; {} gave up with {signal}", by.name()));
        }
        out.finding(&RULE, self.at, text).link(Some(link)).related(end, note).report(out);
    }
}
