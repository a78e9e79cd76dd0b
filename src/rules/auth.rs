//! Pairing, keys, encryption.

mod attempt;
mod ends;
mod smp_failed;
mod turn;

mod br_authentication_failed;
mod encryption_start_failed;
mod encryption_unanswered;
mod le_legacy_pairing;
mod le_ltk_missing;
mod link_key_missing;
mod mic_failure;
mod pairing_failed;
mod pairing_timeout;
mod prompted;
mod security_failed;
mod smp_auth_requirements;
mod smp_confirm_mismatch;
mod smp_numeric_comparison_failed;
mod smp_out_of_order;
mod smp_pairing_not_supported;
mod smp_passkey_entry_failed;

pub(in crate::rules) use encryption_unanswered::encrypts;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &br_authentication_failed::RULE,
    &link_key_missing::RULE,
    &le_ltk_missing::RULE,
    &pairing_timeout::RULE,
    &encryption_start_failed::RULE,
    &encryption_unanswered::RULE,
    &mic_failure::RULE,
    &le_legacy_pairing::RULE,
    &smp_out_of_order::RULE,
    &security_failed::RULE,
    &pairing_failed::RULE,
    &smp_passkey_entry_failed::RULE,
    &smp_auth_requirements::RULE,
    &smp_confirm_mismatch::RULE,
    &smp_pairing_not_supported::RULE,
    &smp_numeric_comparison_failed::RULE,
];
