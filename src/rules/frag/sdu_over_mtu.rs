//! FRAG017.

use super::oversize::{Oversize, draft, on_air};
use crate::{
    rules::{Check, Out, words},
    track::{Event, State, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// An SDU with more octets than its receiver accepts (MTU), on a channel with credits. Reported
    /// once for each link and side, with the frame that sets the limit.
    ///
    /// ## Why it matters
    /// A receiver that is announced an SDU that is too large has to close the channel.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends.
    ///
    /// ## Examples
    /// The peer takes SDUs of 32 octets, and gets one of 33:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 1700 0500
    /// 0.050 < signal 15 01 0a00 5000 2000 1700 0500 0000
    /// 0.100 > l2cap 0050 2100 000000000000000000000000000000000000000000      //~ FRAG017
    /// ```
    /// As much as it takes:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 1700 0500
    /// 0.050 < signal 15 01 0a00 5000 2000 1700 0500 0000
    /// 0.100 > l2cap 0050 2000 000000000000000000000000000000000000000000
    /// ```
    FRAG017 {
        name: "sdu-over-mtu",
        severity: Error,
        causes: [CONN024, CONN030, FRAG020],
        summary: "an SDU is larger than its receiver accepts",
        spec: "Core Vol 3 Part A, 3.4.3",
        advice: "Update the firmware of the side that sends it.",
        topics: [Fragment, Link],
        gates: [Start, Full, NoDrop],
        check: SduOverMtu,
    }
}

#[derive(Debug, Default)]
struct SduOverMtu {
    oversize: Oversize,
}

impl Check for SduOverMtu {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let found = self.oversize.first(event, &[Bound::SduMtu], out);
        let Some((link, pdu)) = found else { return };
        if on_air(link, state) {
            out.not_assessable(&RULE, "the sniffer may have missed another size");
            return;
        }
        let channel = pdu.channel.and_then(|id| state.link(link)?.channels.get(id));
        let text = format!(
            "{} sent an SDU of {} octets on a channel{}, and {} takes no more than {}",
            words::capital(pdu.by.name()),
            pdu.octets,
            words::service(channel),
            pdu.by.opposite().name(),
            pdu.limit,
        );
        draft(&RULE, event, &pdu, text, "the receiver says what it takes", out).report(out);
    }
}
