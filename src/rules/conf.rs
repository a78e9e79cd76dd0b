//! Conformance, and the quality of the capture.

mod capture_integrity;
mod frame_malformed;
mod ll_control_conformance;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] =
    &[&frame_malformed::RULE, &ll_control_conformance::RULE, &capture_integrity::RULE];
