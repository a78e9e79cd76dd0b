//! FRAG039.

use crate::{
    rules::{Check, Out, words},
    track::{Event, State, What, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// Isochronous data (LE Audio) from this host: a packet with more octets than the controller's buffers hold (LE
    /// Read Buffer Size), or an SDU larger than the host itself asked for with LE Set CIG Parameters or LE Create BIG.
    /// The first is reported once for an adapter, the second once for a stream.
    ///
    /// ## Why it matters
    /// The controller drops the packet or cuts the SDU off: the receiver hears a gap in place of each.
    ///
    /// ## What to do
    /// Correct the host: the size of its encoder's frames and the size that it configures must be the same.
    ///
    /// ## Examples
    /// The stream 0x0060 takes SDUs of 40 octets:
    /// ```frames
    /// 0.000 > command 2062 00 102700 102700 00 00 00 0a00 0a00 01 00 2800 2800 02 02 02 02
    /// 0.010 < event 0e 01 6220 00 00 01 6000
    /// 1.000 > iso 0060 2 0000 2900 0000000000000000000000000000000000000000000000000000000000000000000000000000000000   //~ FRAG039
    /// ```
    /// As much as it takes:
    /// ```frames
    /// 0.000 > command 2062 00 102700 102700 00 00 00 0a00 0a00 01 00 2800 2800 02 02 02 02
    /// 0.010 < event 0e 01 6220 00 00 01 6000
    /// 1.000 > iso 0060 2 0000 2800 00000000000000000000000000000000000000000000000000000000000000000000000000000000
    /// ```
    FRAG039 {
        name: "iso-sdu-fragmentation",
        severity: Error,
        summary: "the host sent isochronous data larger than its stream or its controller takes",
        spec: "Core Vol 4 Part E, 5.4.5, 7.8.2, 7.8.97 and 7.8.103",
        advice: "Correct the host: the frames of its encoder are larger than what it configured.",
        topics: [Fragment],
        gates: [Full],
        check: Isochronous,
    }
}

#[derive(Debug, Default)]
struct Isochronous;

impl Check for Isochronous {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let What::TooLarge(pdu) = event.what else { return };
        let (what, takes, said) = match pdu.bound {
            Bound::Isochronous => {
                let said = "the size of the controller's buffers";
                ("isochronous packet", "its controller takes", said)
            }
            Bound::IsochronousSdu => {
                ("isochronous SDU", "it asked for a stream of", "the stream is asked for")
            }
            _ => return,
        };
        let text = format!(
            "{} sent an {what} of {} octets, and {takes} no more than {}",
            words::capital(pdu.by.name()),
            pdu.octets,
            pdu.limit,
        );
        out.finding(&RULE, event.at, text)
            .link(event.link)
            .maybe_related(pdu.said, said)
            .report(out);
    }
}
