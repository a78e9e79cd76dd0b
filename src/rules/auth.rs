//! Pairing, keys, encryption.

mod attempt;
mod ends;
mod order;
mod smp_failed;
mod turn;

mod prompted;

pub(in crate::rules) use encryption_unanswered::encrypts;

family! {
    br_authentication_failed,
    link_key_missing,
    le_ltk_missing,
    pairing_timeout,
    encryption_start_failed,
    encryption_unanswered,
    mic_failure,
    le_legacy_pairing,
    public_key_unsafe,
    smp_out_of_order,
    security_failed,
    smp_step_too_early,
    pairing_failed,
    smp_passkey_entry_failed,
    smp_auth_requirements,
    smp_confirm_mismatch,
    smp_pairing_not_supported,
    smp_numeric_comparison_failed,
}
