//! FRAG032.

use crate::{
    rules::{Check, Out, words},
    text::count,
    track::{
        Event, State, What,
        event::{MediaFault, MediaForm},
    },
};

crate::rule! {
    /// ## What it checks
    /// A packet of SBC whose header announces more or fewer whole frames than are in it, or which ends in octets that are no
    /// frame. Reported once for each start of a stream. Pieces of frames are not looked at.
    ///
    /// ## Why it matters
    /// The receiver plays noise or drops the packet: clicks, or no sound at all.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends.
    ///
    /// ## Examples
    /// Two frames are announced, and one is there:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > l2cap 0052 8060 0001 00000000 00000001 02 9cbd3500 00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000        //~ FRAG032
    /// ```
    /// As announced:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > l2cap 0052 8060 0001 00000000 00000001 02 9cbd3500 00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 9cbd3500 00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    /// ```
    FRAG032 {
        name: "rtp-sbc-frames",
        severity: Warning,
        summary: "a media packet does not hold the SBC frames that its header announces",
        spec: "A2DP 1.4, 4.3.4",
        advice: "Update the side that sends: it packs frames wrongly.",
        topics: [Stream],
        gates: [Full, NoDrop],
        check: SbcFrames,
    }
}

#[derive(Debug, Default)]
struct SbcFrames;

impl Check for SbcFrames {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let What::MediaForm(MediaForm { stream, by, fault }) = event.what else { return };
        let MediaFault::Length { announced, came, rest } = fault else { return };
        let rest = match rest {
            0 => String::new(),
            rest => format!(" and {} that are none", count(rest as u64, "octet")),
        };
        let message = format!(
            "{} sends a packet of SBC that announces {} and holds {}{rest}",
            words::capital(by.name()),
            count(announced.into(), "frame"),
            count(came as u64, "whole frame"),
        );
        out.finding(&RULE, event.at, message).link(Some(stream.link)).report(out);
    }
}
