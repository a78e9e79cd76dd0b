//! STRM013.

use crate::{
    rules::{Check, Gate, Out, rate},
    track::{Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A stream of which the link carries less than real time, although this host always has the next
    /// packet ready: the receiver's buffer runs dry three times in a row, and most packets had to wait
    /// in the controller. If the controller has nothing to do, STRM029 reports the host.
    ///
    /// ## Why it matters
    /// The music stutters for as long as the radio is that slow.
    ///
    /// ## What to do
    /// Choose a lower bit rate (SBC with bitpool 35, LDAC at 330 kbit/s) or come closer; look for
    /// what else uses the radio.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 8.0 at 0.8 behind 2  //~ STRM013
    /// 12.000 > avdtp 60 09 04
    /// 12.020 < avdtp 62 09
    /// ```
    /// The link keeps up, though two packets always wait:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 8.0 behind 2
    /// 12.000 > avdtp 60 09 04
    /// 12.020 < avdtp 62 09
    /// ```
    STRM013 {
        name: "bitrate-over-link",
        severity: Error,
        causes: [COEX013, FRAG034, FRAG035],
        summary: "the link carries less than the stream needs",
        spec: "Core Vol 4 Part E, 7.7.19",
        advice: "Choose a lower bit rate or come closer, and look for what else uses the radio.",
        topics: [Stream],
        gates: [
            NoDrop where "records were lost while it played",
            Time where "the clock jumped while it played",
            Full where "records were cut short while it played",
        ],
        check: OverLink,
    }
}

#[derive(Debug, Default)]
struct OverLink;

impl Check for OverLink {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Listened(stream) = event.what else { return };
        let Some(slow) = rate::slow(stream, state).filter(|slow| slow.waits) else { return };
        let gates = [Gate::NoDrop, Gate::Time, Gate::Full];
        if !gates.into_iter().all(|gate| out.holds(&RULE, gate, stream.link, slow.first)) {
            return;
        }
        out.finding(&RULE, slow.first, format!("The link {}", slow.words("carries")))
            .link(Some(stream.link))
            .related(slow.last, "the last packet")
            .report(out);
    }
}
