//! Fragmentation and flow control.

mod acl_continuation_without_start;
mod acl_start_before_complete;
mod coc_credit_overrun;
mod coc_credit_stall;
mod ncp_stall;
mod pdu_over_mtu;
mod rtp_out_of_order;
mod rtp_sequence_gap;
mod rtp_timestamp_discontinuity;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &acl_continuation_without_start::RULE,
    &acl_start_before_complete::RULE,
    &ncp_stall::RULE,
    &pdu_over_mtu::RULE,
    &coc_credit_overrun::RULE,
    &coc_credit_stall::RULE,
    &rtp_sequence_gap::RULE,
    &rtp_timestamp_discontinuity::RULE,
    &rtp_out_of_order::RULE,
];
