//! Whose turn it is in a pairing, and what should come next (Core Vol 3 Part H, 2.3.5 and
//! Appendix C).

use parsers::smp::Opcode;

use crate::track::{
    Side,
    event::SmpStuck,
    state::{Method, PairingSummary},
};

/// Rounds of Confirm and Random in passkey entry of LE Secure Connections: one a bit.
pub(super) const ROUNDS: u32 = 20;

/// What a pairing waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    /// Who should go on.
    pub(super) by: Side,
    /// With what.
    pub(super) what: &'static str,
    /// What its user must do before.
    pub(super) user: Option<&'static str>,
}

impl Turn {
    /// The Security Manager is done, and the link layer should go on.
    pub(super) fn encrypts(self) -> bool {
        self.what == ENCRYPT
    }
}

const CONFIRM: &str = "Pairing Confirm";
const RANDOM: &str = "Pairing Random";
const CHECK: &str = "Pairing DHKey Check";
const ENCRYPT: &str = "request for encryption";
const COMPARE: &str = "confirm the number";
const TYPE: &str = "type the passkey";

/// What should follow the last PDU; nothing when too little of the pairing was seen.
pub(super) fn next(stuck: &SmpStuck) -> Option<Turn> {
    let procedure = &stuck.procedure;
    let initiator = procedure.initiator.filter(|&side| side != Side::Unknown)?;
    let responder = initiator.opposite();
    let by_initiator = stuck.by == initiator;
    let turn = |by, what| Some(Turn { by, what, user: None });
    let user = |by, what, user| Some(Turn { by, what, user });
    let compares = matches!(procedure.method(), Some(Method::NumericComparison)).then_some(COMPARE);
    let types = |of_initiator: bool| match procedure.method() {
        Some(Method::PasskeyEntry(typist)) if procedure.randoms == 0 => {
            typist.types(of_initiator).then_some(TYPE)
        }
        _ => None,
    };
    match (stuck.code, by_initiator) {
        (Opcode::PAIRING_REQUEST, _) => turn(responder, "Pairing Response"),
        (Opcode::PAIRING_RESPONSE, _) => match procedure.secure_connections()? {
            true => turn(initiator, "Pairing Public Key"),
            false => user(initiator, CONFIRM, types(true)),
        },
        (Opcode::PAIRING_PUBLIC_KEY, true) => turn(responder, "Pairing Public Key"),
        (Opcode::PAIRING_PUBLIC_KEY, false) => match procedure.method()? {
            Method::JustWorks | Method::NumericComparison => turn(responder, CONFIRM),
            Method::PasskeyEntry(_) => user(initiator, CONFIRM, types(true)),
            Method::OutOfBand => turn(initiator, RANDOM),
        },
        (Opcode::PAIRING_CONFIRM, true) => user(responder, CONFIRM, types(false)),
        (Opcode::PAIRING_CONFIRM, false) => turn(initiator, RANDOM),
        (Opcode::PAIRING_RANDOM, true) => turn(responder, RANDOM),
        (Opcode::PAIRING_RANDOM, false) => after_randoms(procedure, initiator, compares),
        (Opcode::PAIRING_DHKEY_CHECK, true) => user(responder, CHECK, compares),
        (Opcode::PAIRING_DHKEY_CHECK, false) => turn(initiator, ENCRYPT),
        (Opcode::PAIRING_KEYPRESS_NOTIFICATION, _) => {
            user(stuck.by, CONFIRM, (!procedure.typed).then_some(TYPE))
        }
        _ => None,
    }
}

fn after_randoms(
    procedure: &PairingSummary,
    initiator: Side,
    user: Option<&'static str>,
) -> Option<Turn> {
    let what = match (procedure.secure_connections()?, procedure.method()?) {
        (false, _) => ENCRYPT,
        (true, Method::PasskeyEntry(_)) if procedure.randoms < 2 * ROUNDS => CONFIRM,
        (true, _) => CHECK,
    };
    Some(Turn { by: initiator, what, user })
}

#[cfg(test)]
mod tests {
    use parsers::smp::{IoCapability as Io, OobData, Opcode};

    use super::{PairingSummary, Side, SmpStuck, next};
    use crate::track::{At, state::PairingFeatures};

    /// A pairing that this host (IO capability `ours`) has begun, stuck after a PDU.
    fn stuck(ours: Io, theirs: Io, sc: bool, code: Opcode, by: Side, randoms: u32) -> SmpStuck {
        let side = |io_capability| PairingFeatures {
            io_capability,
            oob_data: OobData::NOT_PRESENT,
            bonding: true,
            mitm: true,
            secure_connections: sc,
            max_key_size: 16,
        };
        let procedure = PairingSummary {
            request: Some(side(ours)),
            response: Some(side(theirs)),
            initiator: Some(Side::Host),
            randoms,
            ..PairingSummary::default()
        };
        SmpStuck { last: At::default(), code, by, timed_out: true, procedure }
    }

    fn owed(stuck: &SmpStuck) -> Option<(Side, &'static str, Option<&'static str>)> {
        next(stuck).map(|turn| (turn.by, turn.what, turn.user))
    }

    fn encrypts(stuck: &SmpStuck) -> bool {
        next(stuck).is_some_and(super::Turn::encrypts)
    }

    #[test]
    fn numeric_comparison_waits_for_both_users_one_after_the_other() {
        use Side::{Host, Peer};
        let compared =
            |code, by| owed(&stuck(Io::DISPLAY_YES_NO, Io::DISPLAY_YES_NO, true, code, by, 2));
        let user = Some("confirm the number");
        let check = "Pairing DHKey Check";
        assert_eq!(compared(Opcode::PAIRING_RANDOM, Peer), Some((Host, check, user)));
        assert_eq!(compared(Opcode::PAIRING_DHKEY_CHECK, Host), Some((Peer, check, user)));
        assert!(encrypts(&stuck(
            Io::DISPLAY_YES_NO,
            Io::DISPLAY_YES_NO,
            true,
            Opcode::PAIRING_DHKEY_CHECK,
            Peer,
            2,
        )));
    }

    #[test]
    fn passkey_entry_waits_for_the_side_that_types_and_then_goes_twenty_rounds() {
        use Side::{Host, Peer};
        let (ours, theirs) = (Io::DISPLAY_ONLY, Io::KEYBOARD_ONLY);
        let at = |code, by, randoms| owed(&stuck(ours, theirs, true, code, by, randoms));
        let confirm = "Pairing Confirm";
        assert_eq!(at(Opcode::PAIRING_PUBLIC_KEY, Peer, 0), Some((Host, confirm, None)));
        assert_eq!(
            at(Opcode::PAIRING_CONFIRM, Host, 0),
            Some((Peer, confirm, Some("type the passkey")))
        );
        assert_eq!(at(Opcode::PAIRING_CONFIRM, Host, 2), Some((Peer, confirm, None)));
        assert_eq!(at(Opcode::PAIRING_RANDOM, Peer, 38), Some((Host, confirm, None)));
        assert_eq!(at(Opcode::PAIRING_RANDOM, Peer, 40), Some((Host, "Pairing DHKey Check", None)));
    }

    #[test]
    fn legacy_pairing_ends_with_the_randoms() {
        let last = stuck(
            Io::NO_INPUT_NO_OUTPUT,
            Io::NO_INPUT_NO_OUTPUT,
            false,
            Opcode::PAIRING_RANDOM,
            Side::Peer,
            2,
        );
        assert!(encrypts(&last));
    }

    #[test]
    fn a_passkey_that_is_entered_is_not_waited_for() {
        let at = |typed| {
            let mut stuck = stuck(
                Io::KEYBOARD_ONLY,
                Io::DISPLAY_ONLY,
                true,
                Opcode::PAIRING_KEYPRESS_NOTIFICATION,
                Side::Host,
                0,
            );
            stuck.procedure.typed = typed;
            owed(&stuck)
        };
        let confirm = "Pairing Confirm";
        assert_eq!(at(false), Some((Side::Host, confirm, Some("type the passkey"))));
        assert_eq!(at(true), Some((Side::Host, confirm, None)));
    }
}
