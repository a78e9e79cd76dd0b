//! Whose turn it is in a pairing, and what should come next (Core Vol 3 Part H, 2.3.5 and
//! Appendix C).

use parsers::{link::Direction, smp::Opcode};

use super::side;
use crate::track::{
    event::SmpStuck,
    state::{Method, PairingSummary},
};

/// Rounds of Confirm and Random in passkey entry of LE Secure Connections: one a bit.
pub(super) const ROUNDS: u32 = 20;

/// What a pairing waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    /// Who should go on.
    pub(super) by: Direction,
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
    let initiator = procedure.initiator.filter(|&side| side != Direction::Unknown)?;
    let responder = side::other(initiator);
    let by_initiator = stuck.direction == initiator;
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
        (Opcode::PAIRING_KEYPRESS_NOTIFICATION, _) => user(stuck.direction, CONFIRM, Some(TYPE)),
        _ => None,
    }
}

fn after_randoms(
    procedure: &PairingSummary,
    initiator: Direction,
    user: Option<&'static str>,
) -> Option<Turn> {
    let what = match (procedure.secure_connections()?, procedure.method()?) {
        (false, _) => ENCRYPT,
        (true, Method::PasskeyEntry(_)) if procedure.randoms < 2 * ROUNDS => CONFIRM,
        (true, _) => CHECK,
    };
    Some(Turn { by: initiator, what, user })
}
