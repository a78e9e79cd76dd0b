//! Conformance, and the quality of the capture.

mod capture_integrity;
mod frame_malformed;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[&frame_malformed::RULE, &capture_integrity::RULE];
