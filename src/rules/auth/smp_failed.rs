//! What the rules on reasons of Pairing Failed share.

use parsers::{
    link::Direction,
    smp::{Opcode, Reason},
};

use crate::{
    rules::{Draft, Out, Rule},
    track::{Event, State, What, event::SmpMessage},
};

/// The message, when the event is a Pairing Failed with this reason.
pub(super) fn with_reason<'a>(event: &Event<'a>, reason: Reason) -> Option<SmpMessage<'a>> {
    match event.what {
        What::Smp(message)
            if message.code == Opcode::PAIRING_FAILED
                && message.payload.first() == Some(&reason.0) =>
        {
            Some(message)
        }
        _ => None,
    }
}

/// Who sent a message, in words.
pub(super) fn sender(event: &Event<'_>, state: &State, direction: Direction) -> &'static str {
    let on_air = event.link.and_then(|id| state.link(id)).is_some_and(|link| link.radio.is_some());
    match (direction, on_air) {
        (Direction::Sent, false) => "this host",
        (Direction::Received, false) => "the peer",
        (Direction::Sent, true) => "the central",
        (Direction::Received, true) => "the peripheral",
        (Direction::Unknown, _) => "one side",
    }
}

/// A finding at the Pairing Failed, with the frame that the pairing began with.
pub(super) fn draft(
    rule: &'static Rule,
    event: &Event<'_>,
    message: &SmpMessage<'_>,
    text: String,
    out: &Out<'_>,
) -> Draft {
    out.finding(rule, event.at, text)
        .link(event.link)
        .related(message.procedure.started, "pairing began")
}
