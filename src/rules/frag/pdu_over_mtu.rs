//! FRAG012.

use super::oversize::{Oversize, draft, on_air};
use crate::{
    rules::{Check, Out, words},
    track::{Event, State, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// A PDU that is larger than its receiver accepts: than the MTU of the receiver's Configuration
    /// Request, which the sender had accepted (672 octets where it names none), or on LE than the
    /// MTU that the Attribute Protocol has agreed on (23 octets before that). Reported once for
    /// each link and side, with the frame that sets the limit.
    ///
    /// A sniffer may have missed the PDUs that agree on more: on the air nothing is said.
    ///
    /// Channels with credits cut what they carry into pieces, and are FRAG016 and FRAG017. Those with
    /// retransmission or streaming, and those whose configuration is not in the capture, are not looked at.
    ///
    /// ## Why it matters
    /// The receiver may drop the PDU or close the channel: a request that is never answered, sound
    /// that does not come.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends it. Until then, a larger MTU on the receiving side
    /// helps.
    ///
    /// ## Examples
    /// A response of 24 octets, and nobody has asked for more than 23:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 1000
    /// 0.050 < att 0b 000102030405060708090a0b0c0d0e0f10111213141516      //~ FRAG012
    /// ```
    /// The two have agreed on more:
    /// ```frames
    /// @le
    /// 0.000 > att 02 0001
    /// 0.050 < att 03 0001
    /// 0.100 > att 0a 1000
    /// 0.150 < att 0b 000102030405060708090a0b0c0d0e0f10111213141516
    /// ```
    /// Just as much as is taken:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 1000
    /// 0.050 < att 0b 000102030405060708090a0b0c0d0e0f101112131415
    /// ```
    FRAG012 {
        name: "pdu-over-mtu",
        severity: Error,
        causes: [CONN024, CONN030, STRM008],
        summary: "a PDU is larger than its receiver accepts",
        spec: "Core Vol 3 Part A, 5.1; Vol 3 Part F, 3.2.8",
        advice: "Update the firmware of the side that sends it.",
        topics: [Fragment, Link],
        gates: [Start, Full, NoDrop],
        check: OverMtu,
    }
}

#[derive(Debug, Default)]
struct OverMtu {
    oversize: Oversize,
}

impl Check for OverMtu {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let bounds = [Bound::Mtu, Bound::AttMtu];
        let Some((link, pdu)) = self.oversize.first(event, &bounds, out) else { return };
        if on_air(link, state) {
            out.not_assessable(&RULE, "the sniffer may have missed the exchange of the MTU");
            return;
        }
        let channel = pdu.channel.and_then(|id| state.link(link)?.channels.get(id));
        let (kind, said) = match pdu.bound {
            Bound::AttMtu => ("ATT", "the MTU is agreed on"),
            _ => ("L2CAP", "the receiver says what it takes"),
        };
        let text = format!(
            "{} sent an {kind} PDU of {} octets{}, and {} takes no more than {}",
            words::capital(pdu.by.name()),
            pdu.octets,
            words::service(channel).replace(" for ", " on the channel for "),
            pdu.by.opposite().name(),
            pdu.limit,
        );
        draft(&RULE, event, &pdu, text, said, out).report(out);
    }
}
