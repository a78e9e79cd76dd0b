//! Several users of one radio, and the air that they share.

pub(crate) mod wifi;

family! {
    channel_map_matches_wifi,
    high_retransmission,
    scan_during_stream,
    link_quality,
    hci_backpressure_bursts,
    sniffer_quality,
    quality_report,
}
