//! Pairing, keys, encryption.

mod smp_confirm_mismatch;
mod smp_failed;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[&smp_confirm_mismatch::RULE];
