//! What the rules share that compare a PDU with what its receiver takes.

use crate::{
    rules::{Draft, Out, PerLink, Rule},
    track::{
        Event, LinkId, State, What,
        event::{Bound, TooLarge},
    },
};

/// Remembers of each link which sides have sent something too large: a sender that does it once does it
/// again and again.
#[derive(Debug, Default)]
pub(super) struct Oversize {
    /// By [`Side::index`](crate::track::Side::index).
    told: PerLink<[bool; 3]>,
}

impl Oversize {
    /// What is too large by one of these bounds, the first of its side and link.
    pub(super) fn first(
        &mut self,
        event: &Event<'_>,
        bounds: &[Bound],
        out: &mut Out<'_>,
    ) -> Option<(LinkId, TooLarge)> {
        let link = event.link?;
        match event.what {
            What::TooLarge(pdu) if bounds.contains(&pdu.bound) => {
                let told = &mut self.told.entry(link, out)[pdu.by.index()];
                (!std::mem::replace(told, true)).then_some((link, pdu))
            }
            What::LinkDown(_) => {
                self.told.remove(link);
                None
            }
            _ => None,
        }
    }
}

/// A finding of a PDU that is too large, with the frame that says what is taken.
pub(super) fn draft(
    rule: &'static Rule,
    event: &Event<'_>,
    pdu: &TooLarge,
    text: String,
    said: &'static str,
    out: &Out<'_>,
) -> Draft {
    out.finding(rule, event.at, text).link(event.link).maybe_related(pdu.said, said)
}

/// Whether the link is heard by a sniffer, which may have missed what was agreed on since.
pub(super) fn on_air(link: LinkId, state: &State) -> bool {
    state.link(link).is_none_or(|link| link.on_air())
}
