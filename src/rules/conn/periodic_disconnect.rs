//! CONN002.

use super::series::{AllSeries, End, Series};
use crate::{
    finding::Severity,
    rhythm::Rhythm,
    rules::{Check, Out},
    text,
    track::{Event, State},
};

crate::rule! {
    /// ## What it checks
    /// The peer ends the link, is soon connected again, and does so repeatedly at regular
    /// intervals: the times between the ends, or the times that the links last, are so even that
    /// chance does not explain them. There are four ends at least. A peer that hangs up at once,
    /// before it has sent anything, is CONN003.
    ///
    /// Soon is 10 s when the peer asks for the next link itself, and 2 s when this host does; it is
    /// then a notice, for some devices hang up once they have sent what they had to send. A device
    /// that is polled now and then is not reported.
    ///
    /// Losses at regular intervals are CONN001, which names the interval too.
    ///
    /// ## Why it matters
    /// A timer ends the link. Its length says which one it is: 30 s without an answer on ATT or in
    /// pairing, 40 s in a procedure of the link layer, minutes when a device saves power.
    ///
    /// ## What to do
    /// Look for what happens, or does not happen, from the start of each link to its end: a request
    /// without an answer, an idle link, a pairing that is never begun. Look at the idle and power
    /// settings of the device.
    ///
    /// ## Examples
    /// ```frames
    /// @adapter
    /// 0.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 0.100 < l2cap 0040 00
    /// 3.000 < event 05 00 4000 13                    //~ CONN002
    /// 3.500 < event 04 ccbbaa5dcf00 040424 01
    /// 3.510 > command 0409 ccbbaa5dcf00 01
    /// 3.520 < event 0f 00 01 0904
    /// 4.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 4.100 < l2cap 0040 00
    /// 7.000 < event 05 00 4000 13                    //~ CONN002
    /// 7.500 < event 04 ccbbaa5dcf00 040424 01
    /// 7.510 > command 0409 ccbbaa5dcf00 01
    /// 7.520 < event 0f 00 01 0904
    /// 8.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 8.100 < l2cap 0040 00
    /// 11.000 < event 05 00 4000 13                   //~ CONN002
    /// 11.500 < event 04 ccbbaa5dcf00 040424 01
    /// 11.510 > command 0409 ccbbaa5dcf00 01
    /// 11.520 < event 0f 00 01 0904
    /// 12.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 12.100 < l2cap 0040 00
    /// 15.000 < event 05 00 4000 13                   //~ CONN002
    /// ```
    /// As often, and at any time:
    /// ```frames
    /// @adapter
    /// 0.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 0.100 < l2cap 0040 00
    /// 3.000 < event 05 00 4000 13
    /// 4.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 4.100 < l2cap 0040 00
    /// 15.000 < event 05 00 4000 13
    /// 16.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 16.100 < l2cap 0040 00
    /// 18.000 < event 05 00 4000 13
    /// 18.500 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 18.600 < l2cap 0040 00
    /// 51.000 < event 05 00 4000 13
    /// ```
    /// A sensor that is polled once a minute:
    /// ```frames
    /// @adapter
    /// 0.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 0.100 < l2cap 0040 00
    /// 1.000 < event 05 00 4000 13
    /// 60.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 60.100 < l2cap 0040 00
    /// 61.000 < event 05 00 4000 13
    /// 120.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 120.100 < l2cap 0040 00
    /// 121.000 < event 05 00 4000 13
    /// 180.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 180.100 < l2cap 0040 00
    /// 181.000 < event 05 00 4000 13
    /// ```
    CONN002 {
        name: "periodic-disconnect",
        severity: Warning,
        causes: [CONN013, RACE007],
        summary: "the peer ends the link at regular intervals, and is connected again",
        spec: "Core Vol 1 Part F, 2.19",
        advice: "Compare the time that the links last with timers: 30 s for an answer on ATT or in pairing, 40 s in the link layer, minutes of idleness. Look at what is left open or idle on the links.",
        topics: [Link],
        gates: [],
        check: PeriodicDisconnect,
    }
}

/// Ends in a row that are needed.
const MIN_ENDS: usize = 4;
/// The peer comes back by itself within so many nanoseconds.
const COMES_BACK: i64 = 10_000_000_000;
/// This host connects again within so many.
const FETCHED_BACK: i64 = 2_000_000_000;

#[derive(Debug, Default)]
struct PeriodicDisconnect {
    series: AllSeries,
}

impl Check for PeriodicDisconnect {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        if let Some(series) = self.series.event(event, state) {
            judge(&series, out);
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        self.series.finish().for_each(|series| judge(&series, out));
    }
}

fn judge(series: &Series, out: &mut Out<'_>) {
    let back = |end: &End| match end.next {
        Some((after, true)) => after <= COMES_BACK,
        Some((after, false)) => after <= FETCHED_BACK,
        None => false,
    };
    let goes_on = |end: &End, next: &End| back(end) && !end.is_refusal() && !next.is_refusal();
    let runs = series.runs(goes_on).filter(|run| run.len() >= MIN_ENDS && in_rhythm(run));
    for run in runs {
        let by_itself = run.iter().any(|end| matches!(end.next, Some((_, true))));
        let severity = if by_itself { Severity::Warning } else { Severity::Notice };
        for end in run {
            let text = format!(
                "The peer ends the link in a rhythm, {} after it was connected, and is connected again: {}",
                text::duration(end.lasted),
                end.reason
            );
            out.finding(&RULE, end.at, text)
                .link(Some(end.link))
                .peer(Some(series.peer))
                .severity(severity)
                .report(out);
        }
    }
}

/// The ends themselves, or the lives of the links put end to end.
fn in_rhythm(run: &[End]) -> bool {
    let ends: Vec<i64> = run.iter().map(|end| end.at.time.0).collect();
    let lives: Vec<i64> = std::iter::once(0)
        .chain(run.iter().scan(0_i64, |sum, end| {
            *sum = sum.saturating_add(end.lasted);
            Some(*sum)
        }))
        .collect();
    Rhythm::of(&ends).is_some() || Rhythm::of(&lives).is_some()
}
