//! RACE021.

use parsers::avdtp::Signal;

use super::meeting::{Kind, Meeting, Meets};
use crate::{rules::Links, track::state::StreamState};

crate::rule! {
    /// ## What it checks
    /// Both sides send AVDTP Set Configuration, each before the other's was answered, and one of
    /// them or both are rejected or not answered. It is a warning when no stream is configured in
    /// the 10 s that follow, otherwise an info.
    ///
    /// Where the two also sent Discover within 2 s of each other, RACE020 reports it. Devices that
    /// remember each other's end points send none.
    ///
    /// ## Why it matters
    /// AVDTP lets both sides begin and does not say who gives way. Each holds its end point ready
    /// for its own attempt and refuses the other's: neither is at fault, and no stream results.
    ///
    /// ## What to do
    /// Turn off automatic connection on one side; in firmware, let the side that did not open the
    /// signalling channel wait and take the other one's configuration.
    ///
    /// ## Examples
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.005 < avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35   //~ RACE021
    /// 0.010 > avdtp 23 03 00 13
    /// 0.020 < avdtp 23 03 00 13
    /// 11.00 .
    /// ```
    /// One after the other:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.020 < avdtp 22 03
    /// 0.100 > avdtp 30 06 04
    /// 0.120 < avdtp 32 06
    /// 11.00 .
    /// ```
    /// They cross, and both are accepted, as for two end points each:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.005 < avdtp 20 03 08 08 01 00 07 06 00 00 21 15 02 35
    /// 0.010 > avdtp 22 03
    /// 0.020 < avdtp 22 03
    /// 0.100 > avdtp 30 06 04
    /// 0.120 < avdtp 32 06
    /// 11.00 .
    /// ```
    RACE021 {
        name: "avdtp-set-config-crossing",
        severity: Warning,
        causes: [STRM001, STRM002, STRM008, STRM009],
        summary: "both sides configured a stream at once",
        spec: "AVDTP 1.3, 6.9",
        advice: "Let only one side set up the stream: turn off automatic connection on one of them.",
        topics: [Link, Avdtp, Deadline, Stream],
        gates: [Full, NoDrop],
        check: Links<Meeting<SetConfigCrossing>>,
    }
}

#[derive(Debug, Default)]
struct SetConfigCrossing;

impl Meets for SetConfigCrossing {
    const KIND: Kind = Kind {
        rule: &RULE,
        signal: Signal::SET_CONFIGURATION,
        good: StreamState::Configured,
        bad: "; no stream was configured",
        patience: 10_000_000_000,
    };
}
