//! STRM008.

use parsers::avdtp::{MessageType, Signal};

use super::{crossing::Crossings, sides};
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Gate, Out, PerLink, words},
    track::{At, Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// An AVDTP command that the other side did not answer: within 6 s (Suspend: 10 s), or within
    /// at least 2 s that were left until the signalling channel or the link was closed.
    ///
    /// The specification leaves the time to the device; these are the times that common hosts take.
    /// A command that was sent less than 2 s before an orderly end, or on a link that the radio
    /// lost, says nothing of the other side and is not reported; nor is a Start that crossed a
    /// Suspend (RACE024), or a Discover or Set Configuration when both sides set up the stream at
    /// once (RACE020). An answer that comes later than that counts as
    /// none. Where the capture begins in the middle of the connection, something must have been heard
    /// of the side that does not answer. Where the side that asked went on with other commands it is
    /// likely: the answer may be missing in the capture.
    ///
    /// ## Why it matters
    /// The stream gets stuck where it is: not configured, not started, or not suspended. Most hosts
    /// give up, abort the stream and end the connection.
    ///
    /// ## What to do
    /// Switch the silent device off and on; look for a firmware update of it.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04     //~ STRM008
    /// 7.500 .
    /// ```
    /// The host gives up earlier than that:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 50 06 04     //~ STRM008
    /// 4.000 > command 0406 4000 13
    /// 4.010 < event 0f 00 01 0604
    /// 4.100 < event 05 00 4000 16
    /// ```
    /// Slow, and well:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 50 06 04
    /// 5.500 < avdtp 52 06
    /// 8.000 .
    /// ```
    /// Close, and at once the end of the channels and the link, as many phones do it:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 08 04
    /// 0.002 > signal 06 09 0400 5200 4200
    /// 0.003 > signal 06 0a 0400 5100 4100
    /// 0.100 < signal 07 09 0400 5200 4200
    /// 0.101 < signal 07 0a 0400 5100 4100
    /// 9.000 .
    /// ```
    /// The radio lost the link:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 4.000 < event 05 00 4000 08
    /// ```
    STRM008 {
        name: "avdtp-command-unanswered",
        severity: Error,
        summary: "an AVDTP command was not answered",
        spec: "AVDTP 1.3, 6",
        advice: "Switch the device that does not answer off and on, and update its firmware.",
        topics: [Avdtp, Link],
        gates: [Full, NoDrop, Time],
        check: Unanswered,
    }
}

/// Left until the end of the channel or link, in seconds, for an answer to be missed.
const LONG_ENOUGH: f64 = 2.0;

#[derive(Debug, Default)]
struct Watch {
    crossings: Crossings,
    /// Something was read of this [`parsers::link::Direction`].
    heard: [bool; 3],
    /// The last command of this direction.
    asked: [Option<At>; 3],
}

#[derive(Debug, Default)]
struct Unanswered {
    links: PerLink<Watch>,
}

impl Check for Unanswered {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link else { return };
        let command = match event.what {
            What::Avdtp(message) => {
                let watch = self.links.entry(link);
                watch.crossings.see(event.at, &message);
                watch.heard[message.direction as usize] = true;
                if message.kind == MessageType::COMMAND {
                    watch.asked[message.direction as usize] = Some(event.at);
                }
                return;
            }
            What::LinkDown(_) => {
                self.links.remove(link);
                return;
            }
            What::AvdtpUnanswered(command) => command,
            _ => return,
        };
        let other = command.direction.opposite();
        let watch = self.links.entry(link);
        let both_begin = matches!(command.what, Signal::DISCOVER | Signal::SET_CONFIGURATION)
            && watch.crossings.contended_at(command.sent);
        let raced = both_begin || watch.crossings.has(command.sent.frame);
        if raced || command.what.name().is_none() {
            return;
        }
        // Its messages may be there and not be known for what they are.
        let complete = state.link(link).is_some_and(|link| {
            link.opened.is_some() && state.no_drop_since(Some(link.id), link.first.frame)
        });
        if !complete && !watch.heard[other as usize] {
            out.not_assessable(&RULE, Gate::Start.reason());
            return;
        }
        let silent = words::side(None, other);
        let asker = words::side(None, command.direction);
        let draft = match command.deadline {
            Some(deadline) => {
                let seconds = deadline / 1_000_000_000;
                let text = format!(
                    "AVDTP {} of {asker} was not answered by {silent} in {seconds} s",
                    command.what
                );
                // Who goes on may have an answer that the capture lacks.
                let went_on = watch.asked[command.direction as usize]
                    .is_some_and(|asked| asked.frame > command.sent.frame);
                out.finding(&RULE, command.sent, text)
                    .confidence(if went_on { Confidence::Likely } else { Confidence::Confirmed })
                    .related(event.at, "still no answer")
            }
            None => {
                let waited = event.at.seconds_since(command.sent);
                if waited < LONG_ENOUGH || sides::radio_lost(state, event.link) {
                    return;
                }
                let text = format!(
                    "AVDTP {} of {asker} was not answered by {silent} in the {waited:.1} s until the end",
                    command.what
                );
                out.finding(&RULE, command.sent, text)
                    .severity(Severity::Warning)
                    .confidence(Confidence::Likely)
                    .related(event.at, "the channel or the link is closed")
            }
        };
        draft.link(event.link).report(out);
    }
}
