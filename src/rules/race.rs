//! Ordering and collision: a crossing by itself is legal, and is reported only with the harm that followed.

mod crossing;
mod meeting;

family! {
    acl_already_exists,
    page_vs_inquiry_or_name_request,
    use_after_disconnect,
    ll_procedure_collision,
    instant_passed,
    procedure_in_encryption_start,
    l2cap_connect_crossing,
    avdtp_signalling_crossing,
    avdtp_discover_crossing,
    avdtp_set_config_crossing,
    avdtp_media_channel_crossing,
    avdtp_start_crossing,
    avdtp_start_suspend_collision,
    smp_request_crossing,
    att_request_while_outstanding,
}
