//! FRAG019.

use crate::{
    rules::{Check, Out, words},
    track::{Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A K-frame on a channel with credits whose sender has used all the credits that it was given.
    ///
    /// ## Why it matters
    /// Credits say how many frames the receiver has room for. A receiver that gets one too many has to
    /// close the channel.
    ///
    /// ## What to do
    /// Count credits in the sender: each frame costs one, and only the receiver's Flow Control Credit
    /// brings more. Report it to the maker of the side that sends.
    ///
    /// ## Examples
    /// The channel begins with one credit in each direction:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 4000 0100
    /// 0.050 < signal 15 01 0a00 5000 4000 4000 0100 0000
    /// 0.100 > l2cap 0050 0200 6869
    /// 0.200 > l2cap 0050 0200 6869                    //~ FRAG019
    /// ```
    /// The peer gives another credit in time:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 4000 0100
    /// 0.050 < signal 15 01 0a00 5000 4000 4000 0100 0000
    /// 0.100 > l2cap 0050 0200 6869
    /// 0.150 < signal 16 02 0400 5000 0100
    /// 0.200 > l2cap 0050 0200 6869
    /// ```
    FRAG019 {
        name: "coc-credit-overrun",
        severity: Error,
        causes: [CONN024, FRAG020],
        summary: "a side sent more frames on a channel than it had credits for",
        spec: "Core Vol 3 Part A, 4.24 and 10.1",
        advice: "Update the side that sends: it does not count its credits.",
        topics: [Flow],
        gates: [NoDrop, Full],
        check: CreditOverrun,
    }
}

#[derive(Debug, Default)]
struct CreditOverrun;

impl Check for CreditOverrun {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::CreditOverrun(overrun) = event.what else { return };
        if overrun.dlci.is_some() {
            return;
        }
        let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
        if link.on_air() {
            out.not_assessable(&RULE, "the sniffer may have missed credits");
            return;
        }
        let channel = link.channels.get(overrun.channel);
        let other = overrun.by.opposite().name();
        let text = format!(
            "{} sent more than it may on a channel{}: {other} had given {} in all",
            words::capital(overrun.by.name()),
            words::service(channel),
            crate::text::count(overrun.granted.into(), "credit"),
        );
        out.finding(&RULE, event.at, text)
            .link(event.link)
            .maybe_related(overrun.last_grant, "the last credits")
            .report(out);
    }
}
