//! COEX009.

use crate::{
    finding::Confidence,
    rules::{Check, Gate, Out},
    track::{
        Event, State, What,
        listen::{MILLISECOND, Period},
    },
};

crate::rule! {
    /// ## What it checks
    /// Stalls in a rhythm: the controller returns no packet of a stream for 60 ms or more (or for as long as four
    /// packets play) although some wait, and does so at even intervals. At least nine stalls; the
    /// quartiles of the intervals lie within a tenth of their median.
    ///
    /// It is reported whether or not the receiver's buffer bears the stalls; STRM012 reports those
    /// that are heard.
    ///
    /// ## Why it matters
    /// A regular pattern means a schedule: of the controller itself (a multiple of 0.625 ms slots,
    /// for a scan or another link), or of Wi-Fi in the same chip, whose beacons come every 102.4
    /// ms. It is not the host's load, and not distance.
    ///
    /// ## What to do
    /// Look at what runs with this period: scan intervals, sniff intervals, Wi-Fi power saving. Move
    /// Wi-Fi to 5 GHz, or stop background scanning.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 0.290                //~ COEX009
    /// 0.390 > music 0.290 held 0.490
    /// 0.680 > music 0.290 held 0.780
    /// 0.970 > music 0.290 held 1.070
    /// 1.260 > music 0.290 held 1.360
    /// 1.550 > music 0.290 held 1.650
    /// 1.840 > music 0.290 held 1.940
    /// 2.130 > music 0.290 held 2.230
    /// 2.420 > music 0.290 held 2.520
    /// 2.710 > music 0.290 held 2.810
    /// 3.000 > music 0.290 held 3.100
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    /// Stalls at odd times:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 0.290
    /// 0.390 > music 0.290 held 0.490
    /// 0.680 > music 0.580 held 0.780
    /// 1.260 > music 0.290 held 1.360
    /// 1.550 > music 0.290 held 1.650
    /// 1.840 > music 0.870 held 1.940
    /// 2.710 > music 0.290 held 2.810
    /// 3.000 > music 1.160 held 3.100
    /// 4.160 > music 0.290 held 4.260
    /// 4.450 > music 0.580 held 4.550
    /// 5.030 > music 0.290 held 5.130
    /// 6.000 > avdtp 60 09 04
    /// 6.020 < avdtp 62 09
    /// ```
    COEX009 {
        name: "hci-backpressure-bursts",
        severity: Notice,
        summary: "the controller holds packets back at regular intervals",
        spec: "none: an observation, not a rule of the specification",
        advice: "Look at what runs with this period: scans, sniff mode, Wi-Fi; move Wi-Fi to 5 GHz or stop background scanning.",
        topics: [Stream],
        gates: [
            NoDrop where "records were lost while it played",
            Time where "the clock jumped while it played",
        ],
        check: Rhythmic,
    }
}

/// A slot is 625 µs; times are nanoseconds.
const SLOT: i64 = MILLISECOND / 8 * 5;

#[derive(Debug, Default)]
struct Rhythmic;

impl Check for Rhythmic {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Listened(stream) = event.what else { return };
        let listener = state.link(stream.link).and_then(|link| link.listener(stream));
        let Some(listener) = listener else { return };
        let rhythm = &listener.ear.rhythm;
        let Some(Period { median, quartiles: (low, high) }) = rhythm.period() else { return };
        let gates = [Gate::NoDrop, Gate::Time];
        if !gates.into_iter().all(|gate| out.holds(&RULE, gate, stream.link, listener.first)) {
            return;
        }
        let tenths = |time: i64| {
            let tenths = time / (MILLISECOND / 10);
            format!("{}.{}", tenths / 10, tenths % 10)
        };
        let message = format!(
            "The controller holds packets back {} times, every {} ms ({} slots; half of the intervals within {} to {} ms)",
            rhythm.stalls,
            tenths(median),
            (median + SLOT / 2) / SLOT,
            tenths(low),
            tenths(high),
        );
        out.finding(&RULE, listener.first, message)
            .link(Some(stream.link))
            .confidence(Confidence::Likely)
            .related(listener.last, "the last packet")
            .report(out);
    }
}
