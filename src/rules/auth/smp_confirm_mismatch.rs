//! AUTH104.

use parsers::smp::{Message, Reason};

use super::{smp_failed, turn};
use crate::{
    finding::Confidence,
    rules::{Here, Links, OnLink, Out, Over},
    track::{At, Event, What, event::SmpMessage, state::Method},
};

crate::rule! {
    /// ## What it checks
    /// A pairing that ends with Pairing Failed, reason Confirm Value Failed (0x04): the value that
    /// one side had committed to does not match the value it revealed later. The Pairing Request
    /// and the Pairing Response show whether a passkey was typed at all, and by whom; the finding
    /// lists them with the Confirm and Random PDUs that do not match.
    ///
    /// ## Why it matters
    /// With passkey entry the two sides used different passkeys: somebody mistyped, or was shown
    /// another number. With Just Works or numeric comparison nothing is typed, and a mismatch means
    /// a fault in one of the stacks, or a man in the middle. Two equal Confirm Values mean that
    /// one side sent back what it got, which a device must refuse.
    ///
    /// The rule does not compute the values itself: it trusts the side that checked them. In
    /// passkey entry a fault in a stack leaves the same trace as a wrong passkey, so there the
    /// finding is likely, not confirmed.
    ///
    /// ## What to do
    /// Pair again and type the passkey that is shown. If there was nothing to type, update the
    /// firmware.
    ///
    /// ## Examples
    /// The host types the passkey that the peer shows:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 02 00 05 10 01 01
    /// 0.050 < smp 02 00 00 05 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// 0.150 < smp 03 ffeeddccbbaa99887766554433221100
    /// 0.200 > smp 04 0102030405060708090a0b0c0d0e0f10
    /// 0.250 < smp 05 04                               //~ AUTH104
    /// 0.300 > smp 05 08        // one finding for one pairing
    /// ```
    /// The same on the air:
    /// ```frames
    /// @air
    /// 0.000 > smp 01 02 00 05 10 01 01
    /// 0.050 < smp 02 00 00 05 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// 0.150 < smp 03 ffeeddccbbaa99887766554433221100
    /// 0.200 > smp 04 0102030405060708090a0b0c0d0e0f10
    /// 0.250 < smp 05 04                               //~ AUTH104
    /// ```
    /// Just Works, where nothing is typed:
    /// ```frames
    /// @le-peripheral
    /// 0.000 < smp 01 03 00 09 10 01 01
    /// 0.050 > smp 02 03 00 09 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// 0.150 < smp 04 0102030405060708090a0b0c0d0e0f10
    /// 0.200 > smp 04 0102030405060708090a0b0c0d0e0f11
    /// 0.250 < smp 05 04                               //~ AUTH104
    /// ```
    /// Another reason belongs to another rule:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 04 00 05 10 01 01
    /// 0.050 < smp 02 02 00 05 10 01 01
    /// 0.250 < smp 05 01
    /// ```
    AUTH104 {
        name: "smp-confirm-mismatch",
        severity: Error,
        causes: [AUTH036, CONN002, CONN024],
        summary: "pairing failed: the confirm values do not match",
        spec: "Core Vol 3 Part H, 2.3.5.5 and 3.5.5",
        advice: "Pair again with the passkey that is shown; if there was nothing to type, update the firmware of both.",
        topics: [Smp, Link],
        gates: [],
        check: Links<Values>,
    }
}

/// The newest Confirm and Random of both sides of one pairing; `[0]` was sent by this host.
#[derive(Debug, Default)]
struct Values {
    procedure: At,
    confirm: [Option<(At, [u8; 16])>; 2],
    random: [Option<At>; 2],
}

impl OnLink for Values {
    fn event(&mut self, event: &Event<'_>, _on: Here<'_>, out: &mut Out<'_>) {
        let What::Smp(message) = event.what else { return };
        remember(self, event.at, &message);
        if let Some(message) = smp_failed::with_reason(event, Reason::CONFIRM_VALUE_FAILED) {
            report(self, event, &message, out);
        }
    }

    fn over(&mut self, _over: Over, _on: Here<'_>, _out: &mut Out<'_>) {}
}

fn remember(values: &mut Values, at: At, message: &SmpMessage<'_>) {
    if values.procedure != message.procedure.started {
        *values = Values { procedure: message.procedure.started, ..Values::default() };
    }
    let side = usize::from(message.by.is_remote());
    match Message::parse(message.code, message.payload) {
        Ok(Message::PairingConfirm(pdu)) => {
            values.confirm[side] = Some((at, *pdu.confirm_value));
            // A Random belongs to the Confirm before it; the initiator's Confirm begins a round.
            values.random[side] = None;
        }
        Ok(Message::PairingRandom(_)) => values.random[side] = Some(at),
        _ => {}
    }
}

fn report(values: &Values, event: &Event<'_>, message: &SmpMessage<'_>, out: &mut Out<'_>) {
    let procedure = &message.procedure;
    let who = message.by.name();
    let secure = procedure.secure_connections() == Some(true);
    let equal = matches!(values.confirm, [Some((_, ours)), Some((_, theirs))] if ours == theirs);
    let (cause, confidence) = match procedure.method() {
        _ if equal => {
            ("Confirm Value reflected (both sides sent the same)".to_owned(), Confidence::Confirmed)
        }
        Some(Method::PasskeyEntry(_)) => {
            ("Confirm Value mismatch (wrong passkey)".to_owned(), Confidence::Likely)
        }
        Some(Method::OutOfBand) => {
            ("Confirm Value mismatch (wrong out-of-band data)".to_owned(), Confidence::Likely)
        }
        Some(method) => (
            format!("Confirm Value mismatch in {}, where nothing is typed", method.name()),
            Confidence::Confirmed,
        ),
        None => ("Confirm Value mismatch".to_owned(), Confidence::Confirmed),
    };
    let round = match procedure.method() {
        Some(Method::PasskeyEntry(_)) if secure && procedure.randoms > 0 => {
            format!(" in round {} of {}", procedure.randoms.div_ceil(2), turn::ROUNDS)
        }
        _ => String::new(),
    };
    let text = format!(
        "Pairing failed: {cause}, detected by {who}{round}: {}",
        Reason::CONFIRM_VALUE_FAILED
    );
    let mut draft = smp_failed::draft(&RULE, event, procedure, text, out).confidence(confidence);
    for by in [message.by, message.by.opposite()] {
        let side = usize::from(by.is_remote());
        let confirm = values.confirm[side].map(|(at, _)| at);
        draft = draft
            .maybe_related(confirm, format!("Pairing Confirm of {by}"))
            .maybe_related(values.random[side], format!("Pairing Random of {by}"));
    }
    match procedure.method() {
        Some(Method::JustWorks | Method::NumericComparison) => draft.advice(
            "Update the firmware of both, and pair again elsewhere: nothing was typed, so a stack computes the value wrongly or there is a man in the middle.",
        ),
        _ => draft,
    }
    .report(out);
}
