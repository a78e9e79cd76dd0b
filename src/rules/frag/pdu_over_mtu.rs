//! FRAG012.

use parsers::l2cap::Protocol;

use crate::{
    rules::{Here, Links, OnLink, Out, Over, words},
    track::{Event, What},
};

crate::rule! {
    /// ## What it checks
    /// A PDU that is larger than its receiver takes: than the MTU of the receiver's Configuration
    /// Request, which the sender had accepted (672 octets where it names none), or on LE than the MTU
    /// that the Attribute Protocol has agreed on (23 octets before that). Reported once for each link and
    /// side.
    ///
    /// A sniffer may have missed the PDUs that agree on more: on the air nothing is said.
    ///
    /// Channels with retransmission, streaming or credits cut what they carry into pieces, and are not
    /// looked at; nor are those whose configuration is not in the capture.
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
        summary: "a PDU is larger than its receiver takes",
        spec: "Core Vol 3 Part A, 5.1; Vol 3 Part F, 3.2.8",
        advice: "Update the firmware of the side that sends it.",
        topics: [Fragment, Link],
        gates: [Start, Full, NoDrop],
        check: Links<OverMtu>,
    }
}

/// Whether a PDU of a side was reported, by [`Side::index`](crate::track::Side::index).
#[derive(Debug, Default)]
struct OverMtu([bool; 3]);

impl OnLink for OverMtu {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        let What::TooLarge(pdu) = event.what else { return };
        if on.state.link(on.link).is_none_or(|link| link.on_air()) {
            out.not_assessable(&RULE, "the sniffer may have missed the exchange of the MTU");
            return;
        }
        if std::mem::replace(&mut self.0[pdu.by.index()], true) {
            return;
        }
        let kind = if pdu.protocol == Protocol::Att { "ATT" } else { "L2CAP" };
        let text = format!(
            "{} sent an {kind} PDU of {} octets, and {} takes no more than {}",
            words::capital(pdu.by.name()),
            pdu.octets,
            pdu.by.opposite().name(),
            pdu.limit,
        );
        out.finding(&RULE, event.at, text).link(Some(on.link)).report(out);
    }

    fn over(&mut self, _over: Over, _on: Here<'_>, _out: &mut Out<'_>) {}
}
