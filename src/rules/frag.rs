//! Fragmentation and flow control.

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[];
