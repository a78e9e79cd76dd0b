//! The order of the steps of phase 2 (Core Vol 3 Part H, 2.3.5.5, 2.3.5.6 and Appendix C).

use parsers::smp::Opcode;

use crate::track::state::Method;

/// A step: the PDU, and whether the initiator sends it.
type Step = (Opcode, bool);

const LEGACY: &[Step] = &[
    (Opcode::PAIRING_CONFIRM, true),
    (Opcode::PAIRING_CONFIRM, false),
    (Opcode::PAIRING_RANDOM, true),
    (Opcode::PAIRING_RANDOM, false),
];
const COMPARED: &[Step] = &[
    (Opcode::PAIRING_PUBLIC_KEY, true),
    (Opcode::PAIRING_PUBLIC_KEY, false),
    (Opcode::PAIRING_CONFIRM, false),
    (Opcode::PAIRING_RANDOM, true),
    (Opcode::PAIRING_RANDOM, false),
    (Opcode::PAIRING_DHKEY_CHECK, true),
    (Opcode::PAIRING_DHKEY_CHECK, false),
];
/// Confirms and Randoms come twenty times.
const TYPED: &[Step] = &[
    (Opcode::PAIRING_PUBLIC_KEY, true),
    (Opcode::PAIRING_PUBLIC_KEY, false),
    (Opcode::PAIRING_CONFIRM, true),
    (Opcode::PAIRING_CONFIRM, false),
    (Opcode::PAIRING_RANDOM, true),
    (Opcode::PAIRING_RANDOM, false),
    (Opcode::PAIRING_DHKEY_CHECK, true),
    (Opcode::PAIRING_DHKEY_CHECK, false),
];
const OUT_OF_BAND: &[Step] = &[
    (Opcode::PAIRING_PUBLIC_KEY, true),
    (Opcode::PAIRING_PUBLIC_KEY, false),
    (Opcode::PAIRING_RANDOM, true),
    (Opcode::PAIRING_RANDOM, false),
    (Opcode::PAIRING_DHKEY_CHECK, true),
    (Opcode::PAIRING_DHKEY_CHECK, false),
];

fn steps(secure: bool, method: Method) -> &'static [Step] {
    match (secure, method) {
        (false, _) => LEGACY,
        (true, Method::JustWorks | Method::NumericComparison) => COMPARED,
        (true, Method::PasskeyEntry(_)) => TYPED,
        (true, Method::OutOfBand) => OUT_OF_BAND,
    }
}

/// Whether the PDU belongs to phase 2 and has a place in it.
pub(super) fn is_of_phase_2(code: Opcode) -> bool {
    matches!(
        code,
        Opcode::PAIRING_CONFIRM
            | Opcode::PAIRING_RANDOM
            | Opcode::PAIRING_PUBLIC_KEY
            | Opcode::PAIRING_DHKEY_CHECK
    )
}

/// The place of a PDU, from 1; none where the method does not have it.
pub(super) fn place(code: Opcode, by_initiator: bool, secure: bool, method: Method) -> Option<u8> {
    let found = steps(secure, method).iter().position(|&step| step == (code, by_initiator))?;
    u8::try_from(found + 1).ok()
}

/// What has this place.
pub(super) fn due(place: u8, secure: bool, method: Method) -> &'static str {
    let step = usize::from(place).checked_sub(1).and_then(|at| steps(secure, method).get(at));
    match step {
        Some(&(Opcode::PAIRING_CONFIRM, true)) => "the initiator's Pairing Confirm",
        Some(&(Opcode::PAIRING_CONFIRM, false)) => "the responder's Pairing Confirm",
        Some(&(Opcode::PAIRING_RANDOM, true)) => "the initiator's Pairing Random",
        Some(&(Opcode::PAIRING_RANDOM, false)) => "the responder's Pairing Random",
        Some(&(Opcode::PAIRING_PUBLIC_KEY, true)) => "the initiator's Pairing Public Key",
        Some(&(Opcode::PAIRING_PUBLIC_KEY, false)) => "the responder's Pairing Public Key",
        Some(&(Opcode::PAIRING_DHKEY_CHECK, true)) => "the initiator's Pairing DHKey Check",
        Some(&(Opcode::PAIRING_DHKEY_CHECK, false)) => "the responder's Pairing DHKey Check",
        _ => "encryption",
    }
}

/// Whether two PDUs or more must come between a Pairing Request and this one, whatever the method.
pub(super) fn waits_for_more(code: Opcode, by_initiator: bool) -> bool {
    !by_initiator || matches!(code, Opcode::PAIRING_RANDOM | Opcode::PAIRING_DHKEY_CHECK)
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation)]
mod tests {
    use super::*;
    use crate::track::state::Typist;

    #[test]
    fn each_step_has_one_place_and_the_last_is_encryption() {
        let methods = [
            Method::JustWorks,
            Method::NumericComparison,
            Method::PasskeyEntry(Typist::Initiator),
            Method::OutOfBand,
        ];
        for secure in [false, true] {
            for method in methods {
                let all = steps(secure, method);
                for (at, &(code, initiator)) in all.iter().enumerate() {
                    assert!(is_of_phase_2(code));
                    assert_eq!(place(code, initiator, secure, method), Some(at as u8 + 1));
                }
                assert_eq!(due(all.len() as u8 + 1, secure, method), "encryption");
                // The sides take turns, but for the Confirm of the responder alone.
                let turns = all.windows(2).filter(|pair| pair[0].1 == pair[1].1).count();
                assert_eq!(turns, usize::from(all == COMPARED));
            }
        }
    }
}
