//! Ordering and collision: a crossing by itself is legal, and is reported only with the harm that followed.

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[];
