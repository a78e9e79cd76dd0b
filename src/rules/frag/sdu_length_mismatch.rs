//! FRAG018.

use super::oversize::{Oversize, draft, on_air};
use crate::{
    rules::{Check, Out, words},
    track::{Event, State, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// Frames of an SDU, on a channel with credits, that hold more octets than the length in the first of them. Reported
    /// once for each link and side, with the first frame.
    ///
    /// ## Why it matters
    /// The receiver has to close the channel, or takes the rest for the length of the next SDU and reads nonsense from
    /// there on.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends.
    ///
    /// ## Examples
    /// The first frame announces 30 octets, of which 21 are in it:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 1700 0500
    /// 0.050 < signal 15 01 0a00 5000 2000 1700 0500 0000
    /// 0.100 > l2cap 0050 1e00 000000000000000000000000000000000000000000
    /// 0.110 > l2cap 0050 00000000000000000000      //~ FRAG018
    /// ```
    /// The second one has the other nine:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 1700 0500
    /// 0.050 < signal 15 01 0a00 5000 2000 1700 0500 0000
    /// 0.100 > l2cap 0050 1e00 000000000000000000000000000000000000000000
    /// 0.110 > l2cap 0050 000000000000000000
    /// ```
    FRAG018 {
        name: "sdu-length-mismatch",
        severity: Error,
        causes: [CONN024, CONN030, FRAG020],
        summary: "the frames of an SDU hold more than its first one announced",
        spec: "Core Vol 3 Part A, 3.4.3",
        advice: "Update the side that sends: the length of its SDU is wrong.",
        topics: [Fragment, Link],
        gates: [Start, Full, NoDrop],
        check: LengthMismatch,
    }
}

#[derive(Debug, Default)]
struct LengthMismatch {
    oversize: Oversize,
}

impl Check for LengthMismatch {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let found = self.oversize.first(event, &[Bound::SduLength], out);
        let Some((link, pdu)) = found else { return };
        if on_air(link, state) {
            out.not_assessable(&RULE, "the sniffer may have missed frames of the SDU");
            return;
        }
        let channel = pdu.channel.and_then(|id| state.link(link)?.channels.get(id));
        let text = format!(
            "{} announced an SDU of {} octets on a channel{}, and sent {}",
            words::capital(pdu.by.name()),
            pdu.limit,
            words::service(channel),
            pdu.octets,
        );
        draft(&RULE, event, &pdu, text, "the SDU begins", out).report(out);
    }
}
