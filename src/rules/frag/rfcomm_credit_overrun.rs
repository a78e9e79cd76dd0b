//! FRAG031.

use crate::{
    rules::{Check, Out, words},
    text,
    track::{Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A frame with information on an RFCOMM channel with credit based flow control, whose sender has used all the credits
    /// that it was given: those of the parameter negotiation, and those that frames of the receiver brought.
    ///
    /// Frames without information are free.
    ///
    /// ## Why it matters
    /// The receiver has no room for the frame: it drops it, or ends the channel.
    ///
    /// ## What to do
    /// Count credits in the sender. Report it to the maker of the side that sends.
    ///
    /// ## Examples
    /// Both sides begin with one credit:
    /// ```frames
    /// @avdtp
    /// 0.000 > rfcomm 03 ef 15 83 11 02 f0 07 00 1700 00 01 70
    /// 0.010 < rfcomm 01 ef 15 81 11 02 e0 07 00 1700 00 01 aa
    /// 0.100 > rfcomm 0b ef 05 4154 9a
    /// 0.110 > rfcomm 0b ef 05 4154 9a    //~ FRAG031
    /// ```
    /// The peer brings another one in time:
    /// ```frames
    /// @avdtp
    /// 0.000 > rfcomm 03 ef 15 83 11 02 f0 07 00 1700 00 01 70
    /// 0.010 < rfcomm 01 ef 15 81 11 02 e0 07 00 1700 00 01 aa
    /// 0.100 > rfcomm 0b ef 05 4154 9a
    /// 0.105 < rfcomm 09 ff 01 01 5c
    /// 0.110 > rfcomm 0b ef 05 4154 9a
    /// ```
    FRAG031 {
        name: "rfcomm-credit-overrun",
        severity: Error,
        causes: [CONN024, CONN030, CONN027],
        summary: "a side sent more frames on an RFCOMM channel than it had credits for",
        spec: "RFCOMM 1.2, 6.5",
        advice: "Update the side that sends: it does not count its credits.",
        topics: [Flow],
        gates: [Start, Full, NoDrop],
        check: CreditOverrun,
    }
}

#[derive(Debug, Default)]
struct CreditOverrun;

impl Check for CreditOverrun {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::CreditOverrun(overrun) = event.what else { return };
        let Some(dlci) = overrun.dlci else { return };
        if event.link.and_then(|id| state.link(id)).is_none_or(|link| link.on_air()) {
            out.not_assessable(&RULE, "the sniffer may have missed credits");
            return;
        }
        let message = format!(
            "{} sent more than it may on RFCOMM channel {}: {} had given {} in all",
            words::capital(overrun.by.name()),
            dlci >> 1,
            overrun.by.opposite().name(),
            text::count(overrun.granted.into(), "credit"),
        );
        out.finding(&RULE, event.at, message)
            .link(event.link)
            .maybe_related(overrun.last_grant, "the last credits")
            .report(out);
    }
}
