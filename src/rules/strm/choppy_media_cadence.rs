//! STRM011.

use crate::{
    finding::Confidence,
    rules::{
        Check, Out,
        dropouts::{Cause, Series},
    },
    track::{Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// Silences that the listener of a stream hears because the media itself comes too late: this host
    /// hands it to the controller when it is due already, or, where this host receives, it arrives
    /// late.
    ///
    /// A model of the receiver's buffer decides. The length of each packet comes from its frames; the
    /// receiver holds back as much as its Delay Report says, or 150 ms where it sent none; a packet
    /// that comes after its moment leaves silence until it comes. Silences below 20 ms are not counted, and those
    /// from 2 s on belong to STRM028. This host is late if the time that it let pass with nothing in
    /// the controller explains the silence; else STRM012 or COEX007 reports it. What is paused,
    /// suspended or ended is not missed.
    ///
    /// ## Why it matters
    /// The music stutters.
    ///
    /// ## What to do
    /// On the source: look at the load of the host, at the priority of its audio threads, and at power
    /// saving. If this host is the receiver, record at the source as well: only there it can be seen whether
    /// the source or the air was late.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 2.500 > music 2.0                  //~ STRM011
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    /// Late by less than the receiver buffers:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 2.180 > music 2.0
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    /// The music is suspended meanwhile:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 2.200 > avdtp 60 09 04
    /// 2.220 < avdtp 62 09
    /// 2.300 > avdtp 70 07 04
    /// 2.320 < avdtp 72 07
    /// 2.500 > music 2.0
    /// ```
    STRM011 {
        name: "choppy-media-cadence",
        severity: Error,
        summary: "the sound breaks off because media comes too late",
        spec: "A2DP 1.4, 4; AVDTP 1.3, 8.19",
        advice: "On the source look at the host's load, audio priority and power saving; if this is the receiver, record at the source as well.",
        topics: [Stream],
        gates: [
            NoDrop where "records were lost around the silence",
            Time where "the clock jumped around the silence",
            Full where "records were cut short around the silence",
        ],
        check: Choppy,
    }
}

#[derive(Debug, Default)]
struct Choppy {
    series: Series,
}

impl Check for Choppy {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::Dropout(dropout) => {
                let Some(link) = state.link(dropout.stream.link) else { return };
                if let Some(cause @ (Cause::Host | Cause::Before)) =
                    Cause::of(&dropout, link, state)
                {
                    self.series.add(&RULE, &dropout, cause, state, out);
                }
            }
            What::Listened(stream) => {
                let all = self.series.take(stream, out);
                let Some(link) = state.link(stream.link) else { return };
                let Some(listener) = link.listener(stream) else { return };
                if listener.ear.slow_source().is_some() {
                    return;
                }
                let returns = link.hearing.as_ref().is_some_and(|h| h.credits.are_logged());
                for silences in all {
                    let why = match silences.cause {
                        Cause::Before => "media comes late, from the source or over the air",
                        _ => "this host hands over the media too late",
                    };
                    let mut draft = silences.draft(&RULE, listener, why, out);
                    if silences.cause == Cause::Host && !returns {
                        // Perhaps it waited for the controller, which this log does not show.
                        draft = draft.confidence(Confidence::Likely);
                    }
                    draft.report(out);
                }
            }
            _ => {}
        }
    }
}
