//! FRAG007.

use super::oversize::{Oversize, draft};
use crate::{
    rules::{Check, Out, words},
    track::{Event, State, event::Bound},
};

crate::rule! {
    /// ## What it checks
    /// An ACL packet from the controller with more octets than the host has said that it takes (Host Buffer Size).
    /// Reported once for a link; nothing is said where the host has not set a size.
    ///
    /// ## Why it matters
    /// The host has no room for the packet and drops it: data is lost between the two.
    ///
    /// ## What to do
    /// Update the firmware of the controller, which has to cut what it hands over into pieces.
    ///
    /// ## Examples
    /// The host takes packets of 8 octets:
    /// ```frames
    /// @le
    /// 0.000 > command 0c33 0800 00 0400 0000
    /// 0.010 < event 0e 01 330c 00
    /// 0.100 < acl 2 0500 0400 1b 0a00 0102         //~ FRAG007
    /// ```
    /// As much as it takes:
    /// ```frames
    /// @le
    /// 0.000 > command 0c33 0800 00 0400 0000
    /// 0.010 < event 0e 01 330c 00
    /// 0.100 < acl 2 0400 0400 1b 0a00 01
    /// ```
    FRAG007 {
        name: "acl-over-host-buffer",
        severity: Error,
        causes: [FRAG001, FRAG002, CONF001],
        summary: "the controller sent an ACL packet larger than the host's buffers",
        spec: "Core Vol 4 Part E, 7.3.39",
        advice: "Update the controller's firmware.",
        topics: [Fragment, Link],
        gates: [Full],
        check: OverHostBuffer,
    }
}

#[derive(Debug, Default)]
struct OverHostBuffer {
    oversize: Oversize,
}

impl Check for OverHostBuffer {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let Some((_, pdu)) = self.oversize.first(event, &[Bound::Buffer], out) else { return };
        if pdu.by.is_local() {
            return;
        }
        let text = format!(
            "{} sent an ACL packet of {} octets, and this host takes no more than {}",
            words::capital(pdu.by.name()),
            pdu.octets,
            pdu.limit,
        );
        draft(&RULE, event, &pdu, text, "the size of the host's buffers", out).report(out);
    }
}
