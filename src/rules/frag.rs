//! Fragmentation and flow control.

mod oversize;

family! {
    acl_continuation_without_start,
    acl_start_before_complete,
    acl_over_controller_buffer,
    acl_over_host_buffer,
    ncp_overrun,
    ncp_stall,
    pdu_over_mtu,
    pdu_over_mps,
    sdu_over_mtu,
    sdu_length_mismatch,
    coc_credit_overrun,
    coc_credit_stall,
    packet_count_mismatch,
    sdp_continuation_error,
    rfcomm_frame_over_n1,
    rfcomm_credit_overrun,
    rtp_sbc_frames,
    rtp_sequence_gap,
    rtp_timestamp_discontinuity,
    ll_data_length_violation,
    iso_sdu_fragmentation,
    rtp_out_of_order,
}
