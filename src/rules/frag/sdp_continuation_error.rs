//! FRAG029.

use super::oversize::{Oversize, draft};
use crate::{
    rules::{Check, Out, words},
    track::{Event, State, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// A response of SDP with more than its request allows: octets of attributes (MaximumAttributeByteCount) or
    /// service records (MaximumServiceRecordCount); and a continuation state of more than 16 octets. Reported once for
    /// each link and side.
    ///
    /// ## Why it matters
    /// The client gives the search up or reads past its buffer: services are missing, and with them the profiles.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends it.
    ///
    /// ## Examples
    /// The client takes seven octets of attributes:
    /// ```frames
    /// @avdtp
    /// 0.000 > sdp 04 0001 000c 00010000 0007 35 03 09 0001 00
    /// 0.010 < sdp 05 0001 000b 0008 35 06 09 0001 19 110b 00    //~ FRAG029
    /// ```
    /// As many as it takes:
    /// ```frames
    /// @avdtp
    /// 0.000 > sdp 04 0001 000c 00010000 0008 35 03 09 0001 00
    /// 0.010 < sdp 05 0001 000b 0008 35 06 09 0001 19 110b 00
    /// ```
    FRAG029 {
        name: "sdp-continuation-error",
        severity: Warning,
        causes: [CONN024, CONN027],
        summary: "a response of SDP is larger than its request allows",
        spec: "Core Vol 3 Part B, 4.3, 4.5.1, 4.6.1 and 4.7.1",
        advice: "Update the firmware of the side that sends it.",
        topics: [Fragment, Link],
        gates: [Full, NoDrop],
        check: OverRequest,
    }
}

#[derive(Debug, Default)]
struct OverRequest {
    oversize: Oversize,
}

impl Check for OverRequest {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let bounds = [Bound::Attributes, Bound::Records, Bound::Continuation];
        let Some((_, pdu)) = self.oversize.first(event, &bounds, out) else { return };
        let (sent, octets, limit) = (words::capital(pdu.by.name()), pdu.octets, pdu.limit);
        let text = match pdu.bound {
            Bound::Attributes => format!(
                "{sent} sent {octets} octets of attributes, and the request takes no more than {limit}"
            ),
            Bound::Records => format!(
                "{sent} sent {octets} service records, and the request takes no more than {limit}"
            ),
            _ => format!(
                "{sent} sent a continuation state of {octets} octets, and there are no more than {limit}"
            ),
        };
        draft(&RULE, event, &pdu, text, "the request", out).report(out);
    }
}
