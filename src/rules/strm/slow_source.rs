//! STRM029.

use crate::{
    rules::{Check, Gate, Out, rate},
    track::{Event, Side, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A source that delivers less than real time: the receiver's buffer runs dry three times in a row
    /// without a stall that would explain it, because each second brings less than a second of media.
    /// STRM011 says how that is measured.
    ///
    /// Where this host sends, the packets found an empty controller: the host itself is slow. If they
    /// had to wait, STRM013 reports that the link carries too little.
    ///
    /// ## Why it matters
    /// The music stutters at even intervals, or a receiver that follows its source plays it at too
    /// low a pitch.
    ///
    /// ## What to do
    /// Look at the clock that drives the encoder, at the sampling frequency that was configured against the one
    /// that is fed, and at the load of the host.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 6.0 at 0.8           //~ STRM029
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    /// Within what a receiver follows:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 6.0 at 0.9999
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    STRM029 {
        name: "slow-source",
        severity: Error,
        summary: "the source delivers less than real time",
        spec: "A2DP 1.4, 4",
        advice: "Look at the clock that drives the encoder, the sampling frequency that it is fed, and the load of the host.",
        topics: [Stream],
        gates: [
            NoDrop where "records were lost while it played",
            Time where "the clock jumped while it played",
            Full where "records were cut short while it played",
        ],
        check: Slow,
    }
}

#[derive(Debug, Default)]
struct Slow;

impl Check for Slow {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Listened(stream) = event.what else { return };
        let Some(slow) = rate::slow(stream, state) else { return };
        if slow.waits {
            return;
        }
        let gates = [Gate::NoDrop, Gate::Time, Gate::Full];
        if !gates.into_iter().all(|gate| out.holds(&RULE, gate, stream.link, slow.first)) {
            return;
        }
        let who = if slow.by == Side::Host { "This host" } else { "The source" };
        let message = format!("{who} {}", slow.words("delivers"));
        out.finding(&RULE, slow.first, message)
            .link(Some(stream.link))
            .related(slow.last, "the last packet")
            .report(out);
    }
}
