//! Connections and stability.

mod abnormal_end;
mod adapter_reset_mid_session;
mod channel_refused;
mod connection_failed;
mod dropout_on_second_device;
mod failed_to_establish;
mod features;
mod hci_command_timeout;
mod link_loss;
mod old_version_missing_feature;
mod page_timeout;
mod parameters_rejected;
mod peer;
mod peer_power_off_or_user;
mod periodic_disconnect;
mod procedure_failed;
mod reconnect_loop;
mod request_refused;
mod request_unanswered;
mod series;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &link_loss::RULE,
    &periodic_disconnect::RULE,
    &reconnect_loop::RULE,
    &page_timeout::RULE,
    &dropout_on_second_device::RULE,
    &failed_to_establish::RULE,
    &parameters_rejected::RULE,
    &adapter_reset_mid_session::RULE,
    &peer_power_off_or_user::RULE,
    &old_version_missing_feature::RULE,
    &hci_command_timeout::RULE,
    &connection_failed::RULE,
    &abnormal_end::RULE,
    &channel_refused::RULE,
    &procedure_failed::RULE,
    &request_refused::RULE,
    &request_unanswered::RULE,
];
