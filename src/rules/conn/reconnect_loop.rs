//! CONN003.

use super::series::{AllSeries, End, Series};
use crate::{
    rules::{Check, Out},
    text,
    track::{Event, State},
};

crate::rule! {
    /// ## What it checks
    /// Three links or more with one peer, within seconds of each other, each of which the peer ends
    /// within a second and before it has sent any data: it accepts the connection and hangs up at
    /// once. Links that carried anything, on which a link key was requested, or that are few and
    /// far between are not reported.
    ///
    /// ## Why it matters
    /// The device refuses this host, though the connection itself succeeds: it wants to be connected
    /// with another one, has no room for a further connection, or has an accept list.
    ///
    /// ## What to do
    /// Disconnect the device from whatever else it is connected with; put it into pairing mode, or
    /// delete the old pairing on the device.
    ///
    /// ## Examples
    /// ```frames
    /// @adapter
    /// 0.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 0.100 < event 05 00 4000 13                    //~ CONN003
    /// 1.500 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 1.600 < event 05 00 4000 13                    //~ CONN003
    /// 3.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 3.100 < event 05 00 4000 13                    //~ CONN003
    /// ```
    /// Twice, and then it stays:
    /// ```frames
    /// @adapter
    /// 0.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 0.100 < event 05 00 4000 13
    /// 1.500 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 1.600 < event 05 00 4000 13
    /// 3.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 9.000 .
    /// ```
    /// Short links that serve their purpose:
    /// ```frames
    /// @adapter
    /// 0.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 0.050 < l2cap 0040 00
    /// 0.100 < event 05 00 4000 13
    /// 1.500 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 1.550 < l2cap 0040 00
    /// 1.600 < event 05 00 4000 13
    /// 3.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 3.050 < l2cap 0040 00
    /// 3.100 < event 05 00 4000 13
    /// ```
    CONN003 {
        name: "reconnect-loop",
        severity: Warning,
        causes: [CONN013, RACE007],
        summary: "the peer accepts connections and hangs up at once, again and again",
        spec: "Core Vol 1 Part F, 2.19",
        advice: "Disconnect the device from whatever else it is connected with, and pair it again if it no longer knows this host.",
        topics: [Link],
        gates: [NoDrop],
        check: ReconnectLoop,
    }
}

/// Links in a row that are needed.
const MIN_LINKS: usize = 3;
/// Links that are farther apart, in nanoseconds, are not in a row.
const IN_A_ROW: i64 = 5_000_000_000;

#[derive(Debug, Default)]
struct ReconnectLoop {
    series: AllSeries,
}

impl Check for ReconnectLoop {
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
    let goes_on = |end: &End, next: &End| {
        end.is_refusal()
            && next.is_refusal()
            && end.next.is_some_and(|(after, _)| after <= IN_A_ROW)
    };
    for end in series.runs(goes_on).filter(|run| run.len() >= MIN_LINKS).flatten() {
        let text = format!(
            "The peer takes the connection and ends it {} later, before it has sent anything, again and again: {}",
            text::duration(end.lasted),
            end.reason
        );
        out.finding(&RULE, end.at, text).link(Some(end.link)).peer(Some(series.peer)).report(out);
    }
}
