//! FRAG002.

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out},
    track::{Event, Side, State, What, state::Transport},
};

crate::rule! {
    /// ## What it checks
    /// An ACL packet that begins an L2CAP PDU while octets of the previous one are missing, on the
    /// same link in the same direction.
    ///
    /// On BR/EDR a PDU that may be flushed may also be given up in the middle, by the controller of
    /// the side that sends it, when it is too old. A received packet does not show whether the PDU
    /// was flushed or lost, and a sent one does not show whether the host knew of a flush: for such
    /// packets the finding is a warning. LE has no flush. Confidence is at most likely: a record
    /// that the capturing program lost without counting it leaves the same trace.
    ///
    /// ## Why it matters
    /// The previous PDU is lost: a command without an answer, a notification that never comes, or a
    /// click in the sound.
    ///
    /// ## What to do
    /// Look at the transport between host and controller (UART, USB) and at the driver; update the
    /// controller's firmware. If this host sent it: its L2CAP lets another PDU in between fragments.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 < acl 2 0b00 0400 1b 0a00 01020304
    /// 0.010 < acl 2 0700 0400 1b 0a00 05060708     //~ FRAG002
    /// ```
    /// Two links in turns:
    /// ```frames
    /// @le
    /// @le #0041 010203040506
    /// 0.000 < #0040 acl 2 0b00 0400 1b 0a00 01020304
    /// 0.010 < #0041 acl 2 0700 0400 1b 0a00 05060708
    /// 0.020 < #0040 acl 1 05060708
    /// ```
    /// A record in between was lost:
    /// ```frames
    /// @le
    /// 0.000 < acl 2 0b00 0400 1b 0a00 01020304
    /// 0.005 ! drop 1
    /// 0.010 < acl 2 0700 0400 1b 0a00 05060708
    /// ```
    FRAG002 {
        name: "acl-start-before-complete",
        severity: Warning,
        causes: [CONF001, CONN030, FRAG001, STRM008],
        summary: "an ACL start fragment before the previous PDU was complete",
        spec: "Core Vol 4 Part E, 5.4.2",
        advice: "Look at the transport between host and controller and at its driver; update the controller's firmware.",
        topics: [Fragment],
        gates: [Full, NoDrop],
        check: BeforeComplete,
    }
}

#[derive(Debug, Default)]
struct BeforeComplete;

impl Check for BeforeComplete {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::StartBeforeComplete(cut) = event.what else { return };
        let sender = match cut.by {
            Side::Host | Side::Peer => cut.by,
            // The fragments of both directions are mixed.
            _ => {
                out.not_assessable(&RULE, "the direction of the packets is not known");
                return;
            }
        };
        let missing = match cut.want.saturating_sub(cut.have) {
            0 => "the rest".to_owned(),
            missing => format!("{missing} of {}", crate::text::count(cut.want as u64, "octet")),
        };
        let text = format!(
            "An L2CAP PDU from {sender} is not whole: {missing} are missing when the next one begins"
        );
        let transport = event.link.and_then(|id| state.link(id)).and_then(|link| link.transport);
        let flushed = cut.flushable && transport != Some(Transport::LowEnergy);
        let severity = if flushed { Severity::Notice } else { RULE.severity };
        out.finding(&RULE, event.at, text)
            .link(event.link)
            .severity(severity)
            .confidence(Confidence::Likely)
            .related(cut.started, "begins the PDU that is not whole")
            .report(out);
    }
}
