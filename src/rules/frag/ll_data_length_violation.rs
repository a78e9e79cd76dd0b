//! FRAG036.

use super::oversize::{Oversize, draft};
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out, words},
    track::{Event, State, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// A data packet of an LE connection, as a sniffer hears it, with more octets than the two link layers have agreed on
    /// (LL_LENGTH_REQ and LL_LENGTH_RSP: what the one sends at most, and what the other takes). Reported once for each
    /// connection and side, with the answer.
    ///
    /// Without an exchange 27 octets are the most. More is a warning where the sniffer has heard each packet from CONNECT_IND on:
    /// the two take turns, and no event is missing. Elsewhere, and behind encryption that the capture does not open, the length
    /// may have been agreed on unheard: nothing is said.
    ///
    /// ## Why it matters
    /// The receiver has no room for the packet. It drops it, so that it is sent again and again until the connection is lost, or
    /// reads over the end of its buffer.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends. A packet like that may also be an attack.
    ///
    /// ## Examples
    /// The central sends 60 octets at most:
    /// ```frames
    /// @air
    /// 0.000 > control 14 1b00 4801 3c00 4808
    /// 0.030 < control 15 3c00 4808 1b00 4801
    /// 0.060 > air 3c1a6550 0a3d 3900 0400 52 0500000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000     //~ FRAG036
    /// ```
    /// As much as was agreed:
    /// ```frames
    /// @air
    /// 0.000 > control 14 1b00 4801 3c00 4808
    /// 0.030 < control 15 3c00 4808 1b00 4801
    /// 0.060 > air 3c1a6550 0a3c 3800 0400 52 05000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    /// ```
    /// Nothing was agreed on, as far as the capture goes:
    /// ```frames
    /// @air
    /// -0.960 > air 3c1a6550 0a1c 1800 0400 52 0500000000000000000000000000000000000000000000     //~ FRAG036
    /// ```
    /// An event is not heard, and may have had the exchange:
    /// ```frames
    /// @air
    /// -0.900 > air 3c1a6550 0a1c 1800 0400 52 0500000000000000000000000000000000000000000000
    /// ```
    /// What every link layer takes:
    /// ```frames
    /// @air
    /// -0.960 > air 3c1a6550 0a1b 1700 0400 52 0500000000000000000000000000000000000000000000
    /// ```
    /// The answer was not heard:
    /// ```frames
    /// @air
    /// -0.960 > control 14 1b00 4801 3c00 4808
    /// -0.930 > air 3c1a6550 0a1c 1800 0400 52 050000000000000000000000000000000000000000000000
    /// ```
    FRAG036 {
        name: "ll-data-length-violation",
        severity: Error,
        causes: [CONF001, CONN001],
        summary: "a packet on the air is longer than agreed",
        spec: "Core Vol 6 Part B, 4.5.10 and 5.1.9",
        advice: "Update the firmware of the side that sends it.",
        topics: [Fragment, Link],
        gates: [Start, Full, NoDrop],
        check: DataLength,
    }
}

#[derive(Debug, Default)]
struct DataLength {
    oversize: Oversize,
}

impl Check for DataLength {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let found = self.oversize.first(event, &[Bound::DataLength], out);
        let Some((_, pdu)) = found else { return };
        let by = words::capital(pdu.by.name());
        if pdu.said.is_none() {
            let text = format!(
                "{by} sent a packet of {} octets, and no data length was agreed on, so that {} takes no more than {} of it",
                pdu.octets,
                pdu.by.opposite().name(),
                pdu.limit,
            );
            draft(&RULE, event, &pdu, text, "", out)
                .severity(Severity::Warning)
                .confidence(Confidence::Likely)
                .report(out);
            return;
        }
        let text = format!(
            "{by} sent a packet of {} octets, and {} takes no more than {} of it",
            pdu.octets,
            pdu.by.opposite().name(),
            pdu.limit,
        );
        draft(&RULE, event, &pdu, text, "the data length is agreed on", out)
            .confidence(Confidence::Likely)
            .report(out);
    }
}
