//! COEX010.

use crate::{
    rules::{Here, Links, OnLink, Out, Over},
    track::{At, Event, state::Link},
};

crate::rule! {
    /// ## What it checks
    /// A connection of which the sniffer understood fewer than four of five packets (wrong CRC, of
    /// a hundred or more), although the devices had to send few of theirs again: it is the sniffer
    /// that receives badly, not the devices.
    ///
    /// ## Why it matters
    /// What such a capture lacks may have happened all the same. Rules that need every packet stay
    /// silent.
    ///
    /// ## What to do
    /// Bring the sniffer closer to both devices, and away from other radios.
    ///
    /// ## Examples
    /// ```frames
    /// @air
    /// 1.000 > busy 120 0 3 -80
    /// 2.300 > garbled 60 3
    /// 2.950 < control 02 13              //~ COEX010
    /// ```
    /// The devices do not hear one another either; COEX005 says so:
    /// ```frames
    /// @air
    /// 1.000 > busy 120 60 3 -80
    /// 2.300 > garbled 60 3
    /// 2.950 < control 02 13
    /// ```
    COEX010 {
        name: "sniffer-quality",
        severity: Info,
        summary: "the sniffer received many packets of a connection with errors",
        spec: "Core Vol 6 Part B, 3.1.1",
        advice: "Bring the sniffer closer to both devices; what it missed says nothing about them.",
        topics: [Link, Radio],
        gates: [],
        check: Links<SnifferQuality>,
    }
}

/// Packets below which nothing is said.
const ENOUGH: u32 = 100;
/// Of five packets so many were understood at least.
const UNDERSTOOD: u32 = 4;
/// Repeats among a hundred packets above which the devices hear badly themselves.
const FEW: u32 = 5;

#[derive(Debug, Default)]
struct SnifferQuality;

impl OnLink for SnifferQuality {
    fn event(&mut self, _event: &Event<'_>, _on: Here<'_>, _out: &mut Out<'_>) {}

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        let Some(link) = on.state.link(on.link) else { return };
        let at = if over == Over::Capture { link.last } else { on.at };
        report(link, at, out);
    }
}

fn report(link: &Link, at: At, out: &mut Out<'_>) {
    let Some(connection) = link.radio.as_deref() else { return };
    let heard = connection.spectrum.total();
    let all = heard.right.saturating_add(heard.garbled);
    let deaf = heard.right.saturating_mul(5) < all.saturating_mul(UNDERSTOOD);
    let repeats = heard.again.saturating_mul(100) > heard.packets.saturating_mul(FEW);
    if all < ENOUGH || !deaf || repeats {
        return;
    }
    let message = format!(
        "The sniffer did not understand {} of {all} packets, and the devices sent {} of {} again: it is the sniffer that hears badly",
        heard.garbled, heard.again, heard.packets
    );
    out.finding(&RULE, at, message).link(Some(link.id)).report(out);
}
