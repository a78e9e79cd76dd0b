//! FRAG001.

use crate::{
    finding::Confidence,
    rules::{Check, Out},
    track::{Event, Side, State, What},
};

crate::rule! {
    /// ## What it checks
    /// An ACL packet that continues an L2CAP PDU (packet boundary flag 01) where none was begun on
    /// that link in that direction.
    ///
    /// It is reported once for all continuations of the start that is missing. The rest of a PDU
    /// that began before the capture is not assessed. Nothing is reported if the start was lost
    /// while capturing, or in a record that was cut short; the rest of a PDU that another start cut
    /// off belongs to FRAG002. Links are distinguished by their handle, so fragments of several
    /// links may alternate. Confidence is at most likely: a record that the capturing program lost
    /// without counting it leaves the same trace.
    ///
    /// ## Why it matters
    /// The beginning of a PDU was lost between host and controller, and with it the PDU: a command
    /// without an answer, or a click in the sound. A receiver that takes the continuation for a
    /// start reads nonsense.
    ///
    /// ## What to do
    /// Look at the transport between host and controller (UART, USB) and at the driver; update the
    /// controller's firmware.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 < acl 2 0700 0400 1b 0a00 01020304
    /// 0.010 < acl 1 05060708                       //~ FRAG001
    /// 0.020 < acl 1 090a0b0c
    /// ```
    /// A first fragment of one octet is legal:
    /// ```frames
    /// @le
    /// 0.000 < acl 2 07
    /// 0.010 < acl 1 00 0400 1b 0a00 01020304
    /// ```
    /// The capture begins in the middle of the connection, and of a PDU:
    /// ```frames
    /// 0.000 > acl 0 0300 0400 0a 0a00
    /// 0.010 < acl 1 05060708
    /// 0.020 < acl 2 0700 0400 1b 0a00 01020304
    /// ```
    /// A record before it was lost:
    /// ```frames
    /// @le
    /// 0.000 < acl 2 0700 0400 1b 0a00 01020304
    /// 0.005 ! drop 1
    /// 0.010 < acl 1 05060708
    /// ```
    FRAG001 {
        name: "acl-continuation-without-start",
        severity: Warning,
        causes: [CONF001, CONN030, STRM008],
        summary: "an ACL continuation fragment without a start",
        spec: "Core Vol 4 Part E, 5.4.2",
        advice: "Look at the transport between host and controller and at its driver; update the controller's firmware.",
        topics: [Fragment],
        gates: [NoDrop],
        check: WithoutStart,
    }
}

#[derive(Debug, Default)]
struct WithoutStart;

impl Check for WithoutStart {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let What::OrphanContinuation(orphan) = event.what else { return };
        if orphan.explained {
            out.not_assessable(&RULE, "the start may be before the capture");
            return;
        }
        let sender = match orphan.by {
            Side::Host | Side::Peer => orphan.by,
            // The fragments of both directions are mixed.
            _ => {
                out.not_assessable(&RULE, "the direction of the packets is not known");
                return;
            }
        };
        let text = format!(
            "An L2CAP PDU from {sender} is not whole: a continuation fragment of {} has no start",
            crate::text::count(orphan.octets as u64, "octet")
        );
        out.finding(&RULE, event.at, text)
            .link(event.link)
            .confidence(Confidence::Likely)
            .report(out);
    }
}
