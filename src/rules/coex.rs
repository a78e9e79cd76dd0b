//! Several users of one radio, and the air that they share.

mod channel_map_matches_wifi;
mod hci_backpressure_bursts;
mod high_retransmission;
mod link_quality;
mod quality_report;
mod scan_during_stream;
mod sniffer_quality;
pub(crate) mod wifi;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &channel_map_matches_wifi::RULE,
    &high_retransmission::RULE,
    &scan_during_stream::RULE,
    &link_quality::RULE,
    &hci_backpressure_bursts::RULE,
    &sniffer_quality::RULE,
    &quality_report::RULE,
];
