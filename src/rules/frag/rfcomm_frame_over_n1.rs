//! FRAG030.

use super::oversize::{Oversize, draft, on_air};
use crate::{
    rules::{Check, Out, words},
    track::{Event, State, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// A frame of an RFCOMM channel with more octets of information than the two sides have agreed on (N1 of their parameter
    /// negotiation). Reported once for each link and side, with the frame that ended the negotiation.
    ///
    /// An octet of credits in the frame does not count: stacks differ on whether it should.
    ///
    /// ## Why it matters
    /// The receiver drops the frame: a command of the hands-free profile without an answer, a transfer that stops.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends.
    ///
    /// ## Examples
    /// The channel takes frames of 23 octets:
    /// ```frames
    /// @avdtp
    /// 0.000 > rfcomm 03 ef 15 83 11 02 f0 07 00 1700 00 02 70
    /// 0.010 < rfcomm 01 ef 15 81 11 02 e0 07 00 1700 00 02 aa
    /// 0.100 > rfcomm 0b ef 31 000000000000000000000000000000000000000000000000 9a    //~ FRAG030
    /// ```
    /// As much as was agreed:
    /// ```frames
    /// @avdtp
    /// 0.000 > rfcomm 03 ef 15 83 11 02 f0 07 00 1700 00 02 70
    /// 0.010 < rfcomm 01 ef 15 81 11 02 e0 07 00 1700 00 02 aa
    /// 0.100 > rfcomm 0b ef 2f 0000000000000000000000000000000000000000000000 9a
    /// ```
    FRAG030 {
        name: "rfcomm-frame-over-n1",
        severity: Error,
        causes: [CONN024, CONN030, CONN027],
        summary: "an RFCOMM frame is larger than agreed",
        spec: "RFCOMM 1.2, 5.5.3; TS 07.10, 5.7.2",
        advice: "Update the firmware of the side that sends it.",
        topics: [Fragment, Link],
        gates: [Start, Full, NoDrop],
        check: OverN1,
    }
}

#[derive(Debug, Default)]
struct OverN1 {
    oversize: Oversize,
}

impl Check for OverN1 {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let found = self.oversize.first(event, &[Bound::FrameSize], out);
        let Some((link, pdu)) = found else { return };
        if on_air(link, state) {
            out.not_assessable(&RULE, "the sniffer may have missed another size");
            return;
        }
        let text = format!(
            "{} sent an RFCOMM frame with {} octets of information, and the channel takes {}",
            words::capital(pdu.by.name()),
            pdu.octets,
            pdu.limit,
        );
        draft(&RULE, event, &pdu, text, "the size of frames is agreed on", out).report(out);
    }
}
