//! STRM008.

use parsers::avdtp::{MessageType, Signal};

use super::{crossing::Crossings, sides};
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Gate, Out, PerLink, Recent},
    text,
    track::{
        At, Event, State, What,
        event::Unanswered,
        state::{Ask, Outcome},
    },
};

crate::rule! {
    /// ## What it checks
    /// An AVDTP command that the other side did not answer: within 6 s (Suspend: 10 s), or within
    /// at least 2 s that were left until the signalling channel or the link was closed.
    ///
    /// The specification leaves the time to the device; these are the times that common hosts take.
    /// A command that was sent less than 2 s before an orderly end, or on a link that the radio
    /// lost, says nothing of the other side and is not reported; nor is a Start that crossed a
    /// Suspend (RACE024) or a Start (RACE023), a Set Configuration that crossed another (RACE021), or a Discover or Set Configuration when both sides set up the stream at
    /// once (RACE020). An answer that comes later
    /// than that is a warning. Where the capture begins in the middle of the connection, something must have been heard
    /// of the side that does not answer. Where the side that asked went on with other commands it is
    /// likely: the answer may be missing in the capture. An Abort is no such command: who sends it
    /// after 2 s or more has no answer, and the waiting ends there.
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
    /// The host gives up with an Abort:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04     //~ STRM008
    /// 4.000 > avdtp 60 0a 04
    /// 4.020 < avdtp 62 0a
    /// 9.000 .
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
        causes: [CONN002, CONN024, STRM001, STRM002, STRM003, STRM004],
        summary: "an AVDTP command was not answered",
        spec: "AVDTP 1.3, 6",
        advice: "Switch the device that does not answer off and on, and update its firmware.",
        topics: [Avdtp, Deadline, Link],
        gates: [
            Full, NoDrop, Time,
            Start where "nothing is heard of the side that should answer",
            NoDrop where "nothing is heard of the side that should answer",
        ],
        check: CommandUnanswered,
    }
}

/// Left until the end of the channel or link, in seconds, for an answer to be missed.
const LONG_ENOUGH: f64 = 2.0;
/// Commands of a link that are overdue at once.
const MAX_OVERDUE: usize = 8;

#[derive(Debug, Default)]
struct Watch {
    crossings: Crossings,
    /// Something was read of a side, by [`Side::index`](crate::track::Side::index).
    heard: [bool; 3],
    /// The last command of a side.
    asked: [Option<At>; 3],
    /// Commands that their side gave up, and the Abort.
    aborted: Recent<(At, At), MAX_OVERDUE>,
    /// Commands that are overdue, with whether the side that asked went on meanwhile.
    overdue: Recent<(At, bool), MAX_OVERDUE>,
}

#[derive(Debug, Default)]
struct CommandUnanswered {
    links: PerLink<Watch>,
}

impl Check for CommandUnanswered {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link else { return };
        let command = match event.what {
            What::Avdtp(message) => {
                let watch = self.links.entry(link, out);
                watch.crossings.see(event.at, &message, out);
                watch.heard[message.by.index()] = true;
                if message.kind != MessageType::COMMAND {
                    return;
                }
                if message.signal != Signal::ABORT {
                    watch.asked[message.by.index()] = Some(event.at);
                    return;
                }
                let waiting = state.link(link).into_iter().flat_map(|link| link.questions.iter());
                for question in waiting.filter(|q| q.by == message.by) {
                    let waited = event.at.seconds_since(question.asked) >= LONG_ENOUGH;
                    if waited && matches!(question.ask, Ask::Avdtp(_)) {
                        watch.aborted.push((question.asked, event.at), out);
                    }
                }
                return;
            }
            What::LinkDown(_) => {
                self.links.remove(link);
                return;
            }
            What::Unanswered(unanswered) => unanswered,
            _ => return,
        };
        let Unanswered { question, outcome } = command;
        let Ask::Avdtp(signal) = question.ask else { return };
        let other = question.by.opposite();
        let watch = self.links.entry(link, out);
        let both_begin = matches!(signal, Signal::DISCOVER | Signal::SET_CONFIGURATION)
            && watch.crossings.contended_at(question.asked);
        let raced = both_begin || watch.crossings.has(question.asked.frame);
        if raced || signal.name().is_none() {
            return;
        }
        if outcome == Outcome::Overdue {
            // Who goes on may have an answer that the capture lacks.
            let last = watch.asked[question.by.index()];
            let went_on = last.is_some_and(|asked| asked.frame > question.asked.frame);
            watch.overdue.push((question.asked, went_on), out);
            return;
        }
        let overdue = watch.overdue.take(|(asked, _)| *asked == question.asked);
        let aborted = watch.aborted.take(|(asked, _)| *asked == question.asked);
        // Its messages may be there and not be known for what they are.
        let first = state.link(link).map_or(question.asked, |link| link.first);
        let mut holds = |gate| out.holds(&RULE, gate, link, first);
        let lacks = !watch.heard[other.index()];
        if lacks && !(holds(Gate::Start) && holds(Gate::NoDrop)) {
            return;
        }
        let silent = other.name();
        let asker = question.by.name();
        let waited = event.at.time.since(question.asked.time);
        let draft = match (overdue, outcome) {
            (_, Outcome::Overdue) => return,
            (_, outcome) if outcome != Outcome::Late && aborted.is_some() => {
                let (_, abort) = aborted.unwrap_or((question.asked, event.at));
                let text = format!(
                    "AVDTP {signal} of {asker} was not answered by {silent} in the {} until {asker} aborted",
                    text::duration(abort.time.since(question.asked.time))
                );
                out.finding(&RULE, question.asked, text).related(abort, "Abort")
            }
            (Some(_), Outcome::Late) => {
                let text = format!(
                    "AVDTP {signal} of {asker} was answered by {silent} only after {}; hosts give up after {}",
                    text::duration(waited),
                    text::duration(question.patience),
                );
                out.finding(&RULE, question.asked, text)
                    .severity(Severity::Warning)
                    .related(event.at, "the answer")
            }
            (Some((_, went_on)), _) => {
                let text = format!(
                    "AVDTP {signal} of {asker} was not answered by {silent} in {}",
                    text::duration(question.patience)
                );
                out.finding(&RULE, question.asked, text).confidence(if went_on {
                    Confidence::Likely
                } else {
                    Confidence::Confirmed
                })
            }
            (None, Outcome::Ended) => {
                if event.at.seconds_since(question.asked) < LONG_ENOUGH
                    || sides::radio_lost(state, event.link)
                {
                    return;
                }
                let text = format!(
                    "AVDTP {signal} of {asker} was not answered by {silent} in the {} until the end",
                    text::duration(waited)
                );
                out.finding(&RULE, question.asked, text)
                    .severity(Severity::Warning)
                    .confidence(Confidence::Likely)
                    .related(event.at, "the channel or the link is closed")
            }
            // The capture ends before the answer was due.
            (None, _) => return,
        };
        draft.link(event.link).report(out);
    }
}
