//! CONN013.

use parsers::hci::Status;

use crate::{
    rules::{Check, Out, PerLink, words},
    text,
    track::{Event, Side, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A link that one side ended on purpose: reason 0x13 (the user, or the program, of the other
    /// side), 0x14 (it is short of resources), 0x15 (it is switched off), 0x16 (this side), and on the
    /// air an LL_TERMINATE_IND. The finding says which side it was, and with which reason this
    /// host asked for it.
    ///
    /// It is only an info: links end this way. Many stacks send 0x13 whatever the reason.
    ///
    /// ## Why it matters
    /// When a connection ends and nobody knows why, the first question is who ended it.
    ///
    /// ## What to do
    /// Do nothing unless the end was unwanted; then look at what came before it on the side that
    /// ended the link.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 9.000 < event 05 00 4000 15                    //~ CONN013
    /// ```
    /// This host asked for it:
    /// ```frames
    /// @classic
    /// 9.000 > command 0406 4000 13
    /// 9.010 < event 0f 00 01 0604
    /// 9.050 < event 05 00 4000 16                    //~ CONN013
    /// ```
    /// Lost, and ended by nobody:
    /// ```frames
    /// @classic
    /// 9.000 < event 05 00 4000 08
    /// ```
    CONN013 {
        name: "peer-power-off-or-user",
        severity: Info,
        summary: "one side ended the link on purpose",
        spec: "Core Vol 1 Part F, 2.19 to 2.22",
        advice: "Do nothing if the end was wanted; otherwise look at what came before it on the side that ended the link.",
        topics: [Link],
        gates: [],
        check: PeerPowerOffOrUser,
    }
}

#[derive(Debug, Default)]
struct PeerPowerOffOrUser {
    /// The reason that this host gave for ending the link.
    asked: PerLink<Option<Status>>,
}

impl Check for PeerPowerOffOrUser {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        let end = match event.what {
            What::DisconnectRequested(reason) => {
                self.asked.entry(id).get_or_insert(reason);
                return;
            }
            What::LinkDown(end) => end,
            _ => return,
        };
        let asked = self.asked.remove(id).flatten();
        let (Some(reason), Some(link)) = (end.reason, state.link(id)) else { return };
        let who = match reason {
            _ if link.on_air() => end.by,
            Status::LOCAL_HOST_TERMINATED => Side::Host,
            _ => Side::Peer,
        };
        let who = words::capital(who.name());
        let what = match reason {
            Status::REMOTE_USER_TERMINATED | Status::LOCAL_HOST_TERMINATED => "ended the link",
            Status::REMOTE_LOW_RESOURCES => "ended the link for lack of resources",
            Status::REMOTE_POWER_OFF => "ended the link because it is being switched off",
            _ => return,
        };
        let lasted = link
            .opened
            .map(|opened| format!(" after {}", text::duration(event.at.time.since(opened.time))))
            .unwrap_or_default();
        let why = match asked {
            Some(why) if reason == Status::LOCAL_HOST_TERMINATED => {
                format!(", asked for with {why}")
            }
            _ => String::new(),
        };
        let text = format!("{who} {what}{lasted}: {reason}{why}");
        out.finding(&RULE, event.at, text)
            .link(event.link)
            .maybe_related(end.requested, "this host asks to end the link")
            .report(out);
    }
}
