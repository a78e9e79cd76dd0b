//! Several users of one radio, and the air that they share.

mod channel_map_matches_wifi;
mod hci_backpressure_bursts;
mod quality_report;
mod scan_during_stream;
pub(crate) mod wifi;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &channel_map_matches_wifi::RULE,
    &scan_during_stream::RULE,
    &hci_backpressure_bursts::RULE,
    &quality_report::RULE,
];
