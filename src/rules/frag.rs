//! Fragmentation and flow control.

mod acl_continuation_without_start;
mod acl_over_controller_buffer;
mod acl_over_host_buffer;
mod acl_start_before_complete;
mod coc_credit_overrun;
mod coc_credit_stall;
mod ll_data_length_violation;
mod ncp_overrun;
mod ncp_stall;
mod oversize;
mod packet_count_mismatch;
mod pdu_over_mps;
mod pdu_over_mtu;
mod rfcomm_credit_overrun;
mod rfcomm_frame_over_n1;
mod rtp_out_of_order;
mod rtp_sbc_frames;
mod rtp_sequence_gap;
mod rtp_timestamp_discontinuity;
mod sdu_length_mismatch;
mod sdu_over_mtu;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &acl_continuation_without_start::RULE,
    &acl_start_before_complete::RULE,
    &acl_over_controller_buffer::RULE,
    &acl_over_host_buffer::RULE,
    &ncp_overrun::RULE,
    &ncp_stall::RULE,
    &pdu_over_mtu::RULE,
    &pdu_over_mps::RULE,
    &sdu_over_mtu::RULE,
    &sdu_length_mismatch::RULE,
    &coc_credit_overrun::RULE,
    &coc_credit_stall::RULE,
    &packet_count_mismatch::RULE,
    &rfcomm_frame_over_n1::RULE,
    &rfcomm_credit_overrun::RULE,
    &rtp_sbc_frames::RULE,
    &rtp_sequence_gap::RULE,
    &rtp_timestamp_discontinuity::RULE,
    &ll_data_length_violation::RULE,
    &rtp_out_of_order::RULE,
];
