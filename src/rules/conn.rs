//! Connections and stability.

mod features;
mod peer;
mod procedure_kind;
mod series;

family! {
    link_loss,
    periodic_disconnect,
    reconnect_loop,
    page_timeout,
    dropout_on_second_device,
    failed_to_establish,
    parameters_rejected,
    adapter_reset_mid_session,
    peer_power_off_or_user,
    old_version_missing_feature,
    hci_command_timeout,
    connection_failed,
    abnormal_end,
    channel_refused,
    procedure_failed,
    request_refused,
    request_unanswered,
}
