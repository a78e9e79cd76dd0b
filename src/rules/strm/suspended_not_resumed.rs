//! STRM007.

use parsers::avdtp::{MessageType, Signal};

use super::sides;
use crate::{
    finding::{Confidence, Severity},
    rules::{Here, Links, OnLink, Out, Over, words},
    track::{
        At, Event, Side, What,
        event::{Intent, Source},
        state::{StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// A stream that is suspended for somebody to speak, and no Start for 10 s or more after that
    /// has ended. Speech is a voice session or a call that the Hands-Free Profile reports
    /// (`AT+BVRA`, `+BVRA`, `RING`), or a synchronous connection; it began at most 2 s before or
    /// after the stream was suspended, or went on at that time.
    ///
    /// Nothing is reported when the user paused: the PAUSE or STOP key around the suspension, or a
    /// player that reports a pause after the speech has ended. A Start that comes after more than
    /// 10 s is reported as a warning. The finding is likely when only the suspension suggests
    /// music, and confirmed when the player reports that it plays again. A stream that was started
    /// less than 3 s before may have carried the assistant's chime: the finding is then a hint and
    /// a warning; less than 1 s before, nothing is reported.
    ///
    /// ## Why it matters
    /// After a question to the assistant, or a call, the music does not come back.
    ///
    /// ## What to do
    /// Press play on the source. If it happens each time, update the source; the side that suspended
    /// has to start again.
    ///
    /// ## Examples
    /// ```frames
    /// @streaming
    /// 0.000 < rfcomm 09 ef 15 41 54 2b 42 56 52 41 3d 31 0d 00
    /// 0.500 > avdtp 50 09 04
    /// 0.520 < avdtp 52 09                                        //~ STRM007
    /// 5.000 > rfcomm 09 ef 19 0d 0a 2b 42 56 52 41 3a 20 30 0d 0a 00
    /// 30.000 .
    /// ```
    /// The source resumes:
    /// ```frames
    /// @streaming
    /// 0.000 < rfcomm 09 ef 15 41 54 2b 42 56 52 41 3d 31 0d 00
    /// 0.500 > avdtp 50 09 04
    /// 0.520 < avdtp 52 09
    /// 5.000 > rfcomm 09 ef 19 0d 0a 2b 42 56 52 41 3a 20 30 0d 0a 00
    /// 6.000 > avdtp 60 07 04
    /// 6.020 < avdtp 62 07
    /// 6.100 > media 0
    /// 30.000 > media 1
    /// ```
    /// The user paused, and the assistant has nothing to do with it:
    /// ```frames
    /// @streaming
    /// 0.000 < avctp 00 110e 00 48 7c 46 00
    /// 0.500 > avdtp 50 09 04
    /// 0.520 < avdtp 52 09
    /// 1.500 < rfcomm 09 ef 15 41 54 2b 42 56 52 41 3d 31 0d 00
    /// 5.000 > rfcomm 09 ef 19 0d 0a 2b 42 56 52 41 3a 20 30 0d 0a 00
    /// 30.000 .
    /// ```
    STRM007 {
        name: "suspended-not-resumed",
        severity: Error,
        summary: "suspended for a voice session and not resumed after it",
        spec: "AVDTP 1.3, 6",
        advice: "Press play on the source; if it happens each time, update the source.",
        topics: [Avdtp, Stream, Intent, Link],
        gates: [NoDrop, Time],
        check: Links<Watch>,
    }
}

/// Speech and suspension belong together when they are this close, in seconds.
const TOGETHER: f64 = 2.0;
/// What plays for less than these seconds is a chime.
const CHIME: f64 = 1.0;
/// What plays for less than these seconds may be one.
const BRIEF: f64 = 3.0;
/// A source resumes within these seconds.
const PATIENCE: f64 = 10.0;

#[derive(Debug)]
struct Suspended {
    stream: StreamId,
    at: At,
    by: Side,
    /// When the speech began that it was for.
    voice: Option<At>,
    /// It was not started long before, so that it may have been no music.
    brief: bool,
}

#[derive(Debug, Default)]
struct Watch {
    /// When the stream was last started.
    started: Option<At>,
    suspended: Option<Suspended>,
    /// When somebody last began to speak.
    began: Option<At>,
    /// When nobody spoke any more.
    ended: Option<At>,
    synchronous: bool,
    paused: Option<At>,
    plays: Option<At>,
}

impl OnLink for Watch {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::Intent(intent) => self.intent(intent, event.at),
            What::StreamChanged(change) => {
                if self.suspended.as_ref().is_some_and(|s| s.stream == change.stream) {
                    self.judge(on, false, out);
                }
                if change.to == StreamState::Streaming {
                    self.started = Some(event.at);
                }
                if change.from == StreamState::Streaming && change.to == StreamState::Open {
                    self.suspend(change.stream, event.at, change.by);
                }
            }
            What::Avdtp(message)
                if message.kind == MessageType::COMMAND && message.signal == Signal::START =>
            {
                // One that fails is for other rules.
                self.judge(on, true, out);
            }
            _ => {}
        }
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        if over == Over::Capture {
            self.judge(on, false, out);
        }
    }
}

fn within(at: Option<At>, seconds: f64, now: At) -> bool {
    at.is_some_and(|at| now.seconds_since(at) <= seconds)
}

impl Watch {
    fn suspend(&mut self, stream: StreamId, at: At, by: Side) {
        if within(self.paused, TOGETHER, at) || within(self.started, CHIME, at) {
            return;
        }
        let brief = within(self.started, BRIEF, at);
        let recent = within(self.began, TOGETHER, at) || self.synchronous;
        let voice = self.began.filter(|_| recent);
        self.plays = None;
        self.suspended = Some(Suspended { stream, at, by, voice, brief });
    }

    fn intent(&mut self, intent: Intent, at: At) {
        match intent {
            Intent::VoiceBegan(source, _) => {
                self.began = Some(at);
                self.ended = None;
                self.synchronous |= source == Source::Synchronous;
                if let Some(suspended) = &mut self.suspended
                    && suspended.voice.is_none()
                    && at.seconds_since(suspended.at) <= TOGETHER
                {
                    suspended.voice = Some(at);
                }
            }
            Intent::VoiceEnded(source, _) => {
                if source == Source::Synchronous {
                    self.synchronous = false;
                }
                self.ended = (!self.synchronous).then_some(at);
            }
            Intent::Play(..) => self.plays = Some(at),
            Intent::PlayAccepted(_) => {}
            Intent::Pause(Source::PassThrough, _) => {
                self.paused = Some(at);
                self.suspended = None;
            }
            Intent::Pause(..) => {
                self.plays = None;
                if self.ended.is_some() {
                    self.suspended = None;
                }
            }
        }
    }

    fn judge(&mut self, on: Here<'_>, started: bool, out: &mut Out<'_>) {
        let Here { link, at: end, state } = on;
        let Some(suspended) = self.suspended.take() else { return };
        let (Some(voice), Some(ended)) = (suspended.voice, self.ended) else { return };
        let waited = end.seconds_since(ended);
        if waited < PATIENCE || sides::radio_lost(state, Some(link)) {
            return;
        }
        let how = if started { "was started again only" } else { "was not started again in the" };
        let after = if started { " after that had ended" } else { " since that ended" };
        let text = format!(
            "{} suspended the stream for a voice session, and it {how} {waited:.0} s{after}",
            words::capital(suspended.by.name())
        );
        let confidence = match self.plays {
            Some(plays) if plays >= ended => Confidence::Confirmed,
            _ if suspended.brief => Confidence::Hint,
            _ => Confidence::Likely,
        };
        out.finding(&RULE, suspended.at, text)
            .link(Some(link))
            .severity(if started { Severity::Warning } else { Severity::Error })
            .confidence(confidence)
            .related(voice, "the voice session begins")
            .related(ended, "it has ended")
            .related(end, if started { "started again" } else { "still not started" })
            .report(out);
    }
}
