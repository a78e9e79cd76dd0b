//! Ordering and collision: a crossing by itself is legal, and is reported only with the harm that followed.

mod acl_already_exists;
mod att_request_while_outstanding;
mod avdtp_discover_crossing;
mod avdtp_media_channel_crossing;
mod avdtp_set_config_crossing;
mod avdtp_signalling_crossing;
mod avdtp_start_crossing;
mod avdtp_start_suspend_collision;
mod crossing;
mod instant_passed;
mod l2cap_connect_crossing;
mod ll_procedure_collision;
mod meeting;
mod page_vs_inquiry_or_name_request;
mod procedure_in_encryption_start;
mod smp_request_crossing;
mod use_after_disconnect;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &acl_already_exists::RULE,
    &page_vs_inquiry_or_name_request::RULE,
    &use_after_disconnect::RULE,
    &ll_procedure_collision::RULE,
    &instant_passed::RULE,
    &procedure_in_encryption_start::RULE,
    &l2cap_connect_crossing::RULE,
    &avdtp_signalling_crossing::RULE,
    &avdtp_discover_crossing::RULE,
    &avdtp_set_config_crossing::RULE,
    &avdtp_media_channel_crossing::RULE,
    &avdtp_start_crossing::RULE,
    &avdtp_start_suspend_collision::RULE,
    &smp_request_crossing::RULE,
    &att_request_while_outstanding::RULE,
];
