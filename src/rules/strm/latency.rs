//! STRM019.

use parsers::avdtp::Signal;

use crate::{
    finding::Severity,
    rules::{Check, Out},
    text,
    track::{Event, State, What, listen::MILLISECOND},
};

crate::rule! {
    /// ## What it checks
    /// A Delay Report of 300 ms or more: the time between the reception of a packet and its sound, in the
    /// receiver's own words. From half a second on it is a warning, from a second on an error. Receivers report 100 to 200 ms
    /// as a rule, and up to 320 ms where they favour an even stream.
    ///
    /// ## Why it matters
    /// A player that takes the delay into account shows its picture later by as much; one that does not is out of
    /// step with the sound, and games and instruments are useless either way.
    ///
    /// ## What to do
    /// Choose a codec or a mode of the receiver that is meant for low delay (a game mode), or set the delay
    /// in the player by hand.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 < avdtp 50 0d 04 2328        //~ STRM019
    /// 0.010 > avdtp 52 0d
    /// ```
    /// 150 ms:
    /// ```frames
    /// @open
    /// 0.000 < avdtp 50 0d 04 05dc
    /// 0.010 > avdtp 52 0d
    /// ```
    STRM019 {
        name: "latency",
        severity: Warning,
        summary: "the receiver reports a long delay",
        spec: "AVDTP 1.3, 8.19",
        advice: "Choose a codec or mode for low delay, or set the delay in the player by hand.",
        topics: [Avdtp],
        gates: [],
        check: Latency,
    }
}

/// From here on the delay is worth a word.
const LONG: i64 = 300 * MILLISECOND;
/// From here on picture and sound are out of step for everybody.
const TOO_LONG: i64 = 500 * MILLISECOND;
/// From here on a user noticed.
const NOTICED: i64 = 1_000 * MILLISECOND;

#[derive(Debug, Default)]
struct Latency;

impl Check for Latency {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Avdtp(message) = event.what else { return };
        if message.signal != Signal::DELAY_REPORT {
            return;
        }
        let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
        let stream = message.stream.and_then(|id| link.avdtp()?.stream(id));
        let Some(delay) = stream.and_then(|stream| stream.delay) else { return };
        // The command itself, not its answer.
        if delay.at.frame != event.at.frame || delay.nanoseconds() < LONG {
            return;
        }
        let severity = match delay.nanoseconds() {
            NOTICED.. => Severity::Error,
            TOO_LONG.. => Severity::Warning,
            _ => Severity::Notice,
        };
        let who = crate::rules::words::capital(message.by.name());
        let delay = text::duration(delay.nanoseconds());
        let message = format!("{who} plays what it receives {delay} later, by its Delay Report");
        out.finding(&RULE, event.at, message).link(Some(link.id)).severity(severity).report(out);
    }
}
