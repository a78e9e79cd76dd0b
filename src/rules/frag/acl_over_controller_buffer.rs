//! FRAG006.

use super::oversize::{Oversize, draft};
use crate::{
    rules::{Check, Out, words},
    track::{Event, State, What, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// An ACL packet from this host with more octets than the buffers of its controller hold: those of Read
    /// Buffer Size for BR/EDR, and of LE Read Buffer Size for LE, where the controller has such. Reported once for
    /// a link. Likewise a packet of voice (SCO), once for an adapter.
    ///
    /// ## Why it matters
    /// The controller drops the packet, or takes it for something else: a command without an answer, sound that
    /// does not come, or a controller that hangs.
    ///
    /// ## What to do
    /// Update the driver or the stack of the host, which has to cut larger PDUs into pieces.
    ///
    /// ## Examples
    /// The controller takes 251 octets of LE data:
    /// ```frames
    /// @adapter
    /// @le
    /// 0.000 > acl 0 f700 0400 52000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    /// 0.100 > acl 0 f800 0400 5200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000          //~ FRAG006
    /// ```
    /// It takes 64 octets of voice:
    /// ```frames
    /// @adapter
    /// 0.000 > sco 80 0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000    //~ FRAG006
    /// ```
    /// As much as it takes:
    /// ```frames
    /// @adapter
    /// @le
    /// 0.000 > acl 0 f700 0400 52000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    /// ```
    FRAG006 {
        name: "acl-over-controller-buffer",
        severity: Error,
        causes: [FRAG008, FRAG009, CONN001],
        summary: "the host sent a data packet larger than its controller's buffers",
        spec: "Core Vol 4 Part E, 4.1, 7.4.5 and 7.8.2",
        advice: "Update the host's driver or stack: it does not cut its PDUs to the controller's size.",
        topics: [Fragment, Link],
        gates: [Full],
        check: OverControllerBuffer,
    }
}

#[derive(Debug, Default)]
struct OverControllerBuffer {
    oversize: Oversize,
}

impl Check for OverControllerBuffer {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let voice = match event.what {
            What::TooLarge(pdu) if pdu.bound == Bound::Voice => Some(pdu),
            _ => None,
        };
        let acl = || self.oversize.first(event, &[Bound::Buffer], out).map(|(_, pdu)| pdu);
        let Some(pdu) = voice.or_else(acl).filter(|pdu| pdu.by.is_local()) else { return };
        let kind = if voice.is_some() { "a voice" } else { "an ACL" };
        let text = format!(
            "{} sent {kind} packet of {} octets, and its controller takes no more than {}",
            words::capital(pdu.by.name()),
            pdu.octets,
            pdu.limit,
        );
        draft(&RULE, event, &pdu, text, "the size of the controller's buffers", out).report(out);
    }
}
