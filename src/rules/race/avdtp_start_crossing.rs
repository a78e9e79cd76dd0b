//! RACE023.

use parsers::avdtp::Signal;

use super::meeting::{Kind, Meeting, Meets};
use crate::{rules::Links, track::state::StreamState};

crate::rule! {
    /// ## What it checks
    /// Both sides send AVDTP Start, each before the other's was answered, and one of them or both
    /// are rejected or not answered. It is a warning when the stream does not run within 3 s,
    /// otherwise an info: one is accepted, and the other finds the stream running.
    ///
    /// ## Why it matters
    /// When each side refuses the other's Start because it waits for its own, the stream stays open
    /// and silent.
    ///
    /// ## What to do
    /// Press play on one side only; in firmware, accept the other side's Start while its own is
    /// pending.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.005 < avdtp 50 07 04            //~ RACE023
    /// 0.010 > avdtp 53 07 04 31
    /// 0.020 < avdtp 53 07 04 31
    /// 9.000 .
    /// ```
    /// One after the other, and the second is refused on its merits:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > media 0
    /// 9.000 > media 1
    /// ```
    RACE023 {
        name: "avdtp-start-crossing",
        severity: Warning,
        causes: [STRM001, STRM004, STRM008, STRM009],
        summary: "both sides started the stream at once",
        spec: "AVDTP 1.3, 6.12",
        advice: "Let only one side start the stream; update the firmware of the side that refuses a Start while it waits for its own.",
        topics: [Link, Avdtp, Deadline, Stream],
        gates: [Full, NoDrop],
        check: Links<Meeting<StartCrossing>>,
    }
}

#[derive(Debug, Default)]
struct StartCrossing;

impl Meets for StartCrossing {
    const KIND: Kind = Kind {
        rule: &RULE,
        signal: Signal::START,
        good: StreamState::Streaming,
        bad: "; the stream does not run",
        patience: 3_000_000_000,
    };
}
