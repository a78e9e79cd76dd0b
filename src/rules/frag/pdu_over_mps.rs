//! FRAG016.

use super::oversize::{Oversize, draft, on_air};
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out, words},
    track::{Event, State, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// A frame with more octets than its receiver accepts (MPS), on a channel with credits.
    /// Reported once for each link and side, with the frame that sets the limit.
    ///
    /// The first frame of an SDU begins with two octets of length. Stacks differ on whether these count: a first frame
    /// that is too large by them alone is a hint.
    ///
    /// ## Why it matters
    /// A receiver that gets a K-frame that is too large has to close the channel.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends.
    ///
    /// ## Examples
    /// The peer takes frames of 23 octets:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 1700 0500
    /// 0.050 < signal 15 01 0a00 5000 2000 1700 0500 0000
    /// 0.100 > l2cap 0050 1800 000000000000000000000000000000000000000000000000      //~ FRAG016
    /// ```
    /// As much as it takes:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 1700 0500
    /// 0.050 < signal 15 01 0a00 5000 2000 1700 0500 0000
    /// 0.100 > l2cap 0050 1500 000000000000000000000000000000000000000000
    /// ```
    FRAG016 {
        name: "pdu-over-mps",
        severity: Error,
        causes: [CONN024, CONN030, FRAG020],
        summary: "a frame is larger than its receiver accepts (MPS)",
        spec: "Core Vol 3 Part A, 3.4.3",
        advice: "Update the side that sends: it does not cut its SDUs to the MPS of the receiver.",
        topics: [Fragment, Link],
        gates: [Start, Full, NoDrop],
        check: OverMps,
    }
}

#[derive(Debug, Default)]
struct OverMps {
    oversize: Oversize,
    /// Those by the octets of the length alone.
    hints: Oversize,
}

impl Check for OverMps {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let certain = self.oversize.first(event, &[Bound::Mps], out);
        let hint = self.hints.first(event, &[Bound::MpsOfStart], out);
        let Some((link, pdu)) = certain.or(hint) else { return };
        if on_air(link, state) {
            out.not_assessable(&RULE, "the sniffer may have missed another size");
            return;
        }
        let channel = pdu.channel.and_then(|id| state.link(link)?.channels.get(id));
        let text = format!(
            "{} sent a frame of {} octets on a channel{}, and {} takes no more than {}{}",
            words::capital(pdu.by.name()),
            pdu.octets,
            words::service(channel),
            pdu.by.opposite().name(),
            pdu.limit,
            if pdu.bound == Bound::MpsOfStart { ", if the length of the SDU counts" } else { "" },
        );
        let mut draft = draft(&RULE, event, &pdu, text, "the receiver says what it takes", out);
        if pdu.bound == Bound::MpsOfStart {
            draft = draft.severity(Severity::Info).confidence(Confidence::Hint);
        }
        draft.report(out);
    }
}
