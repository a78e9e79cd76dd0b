//! What the rules on reasons of Pairing Failed share.

use parsers::smp::{Opcode, Reason};

use crate::{
    rules::{Draft, Out, Rule},
    track::{
        Event, Side, What,
        event::SmpMessage,
        state::{Method, PairingFeatures, PairingSummary},
    },
};

/// The message, when the event is a Pairing Failed with this reason, the first of its pairing.
pub(super) fn with_reason<'a>(event: &Event<'a>, reason: Reason) -> Option<SmpMessage<'a>> {
    match event.what {
        What::Smp(message)
            if message.code == Opcode::PAIRING_FAILED
                && message.payload.first() == Some(&reason.0)
                && message.procedure.failures == 1 =>
        {
            Some(message)
        }
        _ => None,
    }
}

/// Whether the sender of the message types the passkey; unknown or no passkey: none.
pub(super) fn sender_types(message: &SmpMessage<'_>) -> Option<bool> {
    let procedure = &message.procedure;
    let Some(Method::PasskeyEntry(typist)) = procedure.method() else { return None };
    Some(typist.types(procedure.initiator? == message.by))
}

/// What one side said of itself, in a few words.
pub(super) fn features(side: &PairingFeatures) -> String {
    let io = side.io_capability.name().unwrap_or("reserved IO capability");
    let mitm = if side.mitm { "MITM" } else { "no MITM" };
    let sc = if side.secure_connections { "Secure Connections" } else { "no Secure Connections" };
    let bonding = if side.bonding { "bonding" } else { "no bonding" };
    format!("{io}, {mitm}, {sc}, {bonding}")
}

/// A finding at a frame of a pairing, with the frames that say what the sides want and can.
pub(super) fn draft(
    rule: &'static Rule,
    event: &Event<'_>,
    procedure: &PairingSummary,
    text: String,
    out: &Out<'_>,
) -> Draft {
    let initiator = procedure.initiator.unwrap_or(Side::Unknown);
    let mut draft = out.finding(rule, event.at, text).link(event.link);
    let note = |what: &str, by: Side, of: &PairingFeatures| {
        format!("{what} of {}: {}", by.name(), features(of))
    };
    match &procedure.request {
        Some(of) => {
            draft = draft.related(procedure.started, note("Pairing Request", initiator, of));
        }
        None if procedure.started < event.at => {
            draft = draft.related(procedure.started, "first PDU of the pairing");
        }
        None => {}
    }
    if let (Some(at), Some(of)) = (procedure.responded, &procedure.response)
        && at < event.at
    {
        draft = draft.related(at, note("Pairing Response", initiator.opposite(), of));
    }
    draft
}
