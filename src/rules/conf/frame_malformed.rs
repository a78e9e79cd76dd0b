//! CONF001.

use arrayvec::ArrayVec;
use parsers::Fault;

use crate::{
    finding::Severity,
    rules::{Check, Out, words::capital},
    text,
    track::{Event, LinkId, Side, State, What, event::Malformed},
};

/// Findings of one kind of PDU on one link; the rest is counted.
const MAX_OF_A_KIND: u32 = 3;
/// Kinds that are remembered.
const MAX_KINDS: usize = 256;

crate::rule! {
    /// ## What it checks
    /// The format of HCI packets and of the L2CAP, SMP, ATT, AVDTP and LE link layer control PDUs
    /// in them: a length field that does not match the octets present, fields that are missing, a
    /// list that ends in the middle of an element. Octets *after* the last known field are only
    /// information: newer versions of the specification make PDUs longer. Padding in a field of
    /// fixed size does not count.
    ///
    /// The first three of one kind of PDU on one link are reported. Records that the capture cut
    /// short are left alone, and so are packets that a sniffer heard with a wrong CRC, or in the
    /// middle of a connection that may be encrypted. Only the format is checked, not the values;
    /// the payloads of RFCOMM, SDP, AVRCP and media are not checked here, nor HCI events for being
    /// too long.
    ///
    /// ## Why it matters
    /// The receiver drops such a PDU, rejects it, or reads octets that are not there. Old firmware
    /// has crashed on less.
    ///
    /// ## What to do
    /// Report it to the maker of the named side.
    ///
    /// ## Examples
    /// A Security Request without its parameter:
    /// ```frames
    /// @le
    /// 0.000 < smp 0b                                 //~ CONF001
    /// ```
    /// GET_CAPABILITIES without an end point:
    /// ```frames
    /// @avdtp
    /// 0.000 < avdtp 10 02                            //~ CONF001
    /// ```
    /// A read request that is too long:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 0300 00                         //~ CONF001
    /// ```
    /// All as it should be:
    /// ```frames
    /// @le
    /// 0.000 < smp 0b 01
    /// 0.100 > att 0a 0300
    /// 0.200 < att 0b
    /// ```
    /// LE Set Advertising Data has 31 octets of data, of which three count here:
    /// ```frames
    /// @adapter
    /// 0.000 > command 2008 03 020106 00000000000000000000000000000000000000000000000000000000
    /// ```
    /// A field of 31 octets does not take more:
    /// ```frames
    /// @adapter
    /// 0.000 > command 2008 03 020106 00000000000000000000000000000000000000000000000000000000 00 //~ CONF001
    /// ```
    /// The same octets are missing, but it was the capture that cut them off:
    /// ```frames
    /// @le
    /// 0.000 ! cut 1
    /// 0.000 < smp 0b
    /// ```
    CONF001 {
        name: "frame-malformed",
        severity: Warning,
        causes: [AUTH100, CONN030, STRM008],
        summary: "a PDU is malformed",
        spec: "as declared for each PDU",
        advice: "Report it to the maker of the side that sent it.",
        topics: [Malformed],
        gates: [],
        check: FrameMalformed,
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Kind {
    link: Option<LinkId>,
    by: Side,
    layer: &'static str,
}

#[derive(Debug, Default)]
struct FrameMalformed {
    kinds: ArrayVec<(Kind, u32), MAX_KINDS>,
}

impl FrameMalformed {
    /// How many of this kind there were before.
    fn count(&mut self, kind: Kind) -> u32 {
        if let Some((_, count)) = self.kinds.iter_mut().find(|(known, _)| *known == kind) {
            *count = count.saturating_add(1);
            return *count - 1;
        }
        if self.kinds.is_full() {
            return MAX_OF_A_KIND;
        }
        self.kinds.push((kind, 1));
        0
    }
}

impl Check for FrameMalformed {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let What::Malformed(what) = event.what else { return };
        let kind = Kind { link: event.link, by: what.by, layer: what.error.layer };
        let who = capital(what.by.name());
        let (text, severity) = words(&who, &what);
        if self.count(kind) >= MAX_OF_A_KIND {
            out.unlisted(&RULE, severity);
            return;
        }
        out.finding(&RULE, event.at, text).link(event.link).severity(severity).report(out);
    }
}

fn words(who: &str, what: &Malformed) -> (String, Severity) {
    let (layer, offset) = (what.error.layer, what.error.offset);
    match what.error.fault {
        Fault::Length { declared, available } if declared < available => {
            let more = available - declared;
            let text = format!(
                "{who} sent a {layer} that is longer than known: {} after the first {declared}",
                octets(more)
            );
            (text, Severity::Info)
        }
        Fault::Length { declared, available } => {
            let text = format!(
                "{who} sent a malformed {layer}: its length field says {}, {available} are present",
                octets(declared)
            );
            (text, Severity::Warning)
        }
        Fault::Truncated { needed, available } => {
            let text = format!(
                "{who} sent a malformed {layer}: {} expected at offset {offset}, {available} present",
                octets(needed)
            );
            (text, Severity::Warning)
        }
        Fault::Invalid { field } => {
            let text = format!("{who} sent a malformed {layer}: {field} holds an invalid value");
            (text, Severity::Warning)
        }
    }
}

fn octets(count: usize) -> String {
    text::count(count as u64, "octet")
}
