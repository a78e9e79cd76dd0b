//! LE meta subevents about connections, their parameters and their security.

use crate::{
    Address, Hex8, Hex16, Hex64, Interval, Secret, Timeout,
    hci::{AddressType, ClockAccuracy, Handle, Phy, Role, Status},
    pdu,
};

pdu! {
    /// An LE connection was made, or could not be made.
    pub struct ConnectionComplete ("LE Connection Complete", "Core Vol 4 Part E, 7.7.65.1") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        role: Role = "bthci_evt.role",
        peer_address_type: AddressType = "bthci_evt.le_peer_address_type",
        peer_address: Address = "bthci_evt.bd_addr",
        interval: Interval = "bthci_evt.le_con_interval",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
        central_clock_accuracy: ClockAccuracy = "bthci_evt.le_master_clock_accuracy",
    }

    /// A connection has new parameters.
    pub struct ConnectionUpdateComplete ("LE Connection Update Complete", "Core Vol 4 Part E, 7.7.65.3") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        interval: Interval = "bthci_evt.le_con_interval",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
    }

    /// The LE features of a remote device, page 0.
    pub struct ReadRemoteFeaturesPage0Complete ("LE Read Remote Features Page 0 Complete", "Core Vol 4 Part E, 7.7.65.4") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        features: Hex64 = "bthci_evt.le_features",
    }

    /// The central starts encryption; the controller wants the key.
    pub struct LongTermKeyRequest<'a> ("LE Long Term Key Request", "Core Vol 4 Part E, 7.7.65.5") {
        handle: Handle = "bthci_evt.connection_handle",
        random_number: &'a [u8; 8] = "bthci_evt.le_random_number",
        encrypted_diversifier: Hex16 = "bthci_evt.le_encrypted_diversifier",
    }

    /// The other side asks for parameters.
    pub struct RemoteConnectionParameterRequest ("LE Remote Connection Parameter Request", "Core Vol 4 Part E, 7.7.65.6") {
        handle: Handle = "bthci_evt.connection_handle",
        min_interval: Interval = "bthci_evt.le_min_interval",
        max_interval: Interval = "bthci_evt.le_max_interval",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
    }

    /// How long the packets of a connection may be.
    pub struct DataLengthChange ("LE Data Length Change", "Core Vol 4 Part E, 7.7.65.7") {
        handle: Handle = "bthci_evt.connection_handle",
        max_tx_octets: u16 = "bthci_evt.max_tx_octets",
        /// Microseconds.
        max_tx_time: u16 = "bthci_evt.max_tx_time",
        max_rx_octets: u16 = "bthci_evt.max_rx_octets",
        /// Microseconds.
        max_rx_time: u16 = "bthci_evt.max_rx_time",
    }

    /// The controller's public key.
    pub struct ReadLocalP256PublicKeyComplete<'a> ("LE Read Local P-256 Public Key Complete", "Core Vol 4 Part E, 7.7.65.8") {
        status: Status = "bthci_evt.status",
        key: &'a [u8; 64] = "bthci_evt.le_local_p_256_public_key",
    }

    /// The secret that both sides share.
    pub struct GenerateDhKeyComplete<'a> ("LE Generate DHKey Complete", "Core Vol 4 Part E, 7.7.65.9") {
        status: Status = "bthci_evt.status",
        key: Secret<'a, [u8; 32]> = "bthci_evt.dhkey",
    }

    /// An LE connection was made, or could not be made, with the private addresses in use.
    pub struct EnhancedConnectionComplete ("LE Enhanced Connection Complete [v1]", "Core Vol 4 Part E, 7.7.65.10") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        role: Role = "bthci_evt.role",
        peer_address_type: AddressType = "bthci_evt.le_peer_address_type",
        peer_address: Address = "bthci_evt.bd_addr",
        local_resolvable_address: Address = "bthci_evt.le_local_rpa",
        peer_resolvable_address: Address = "bthci_evt.le_peer_rpa",
        interval: Interval = "bthci_evt.le_con_interval",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
        central_clock_accuracy: ClockAccuracy = "bthci_evt.le_master_clock_accuracy",
    }

    /// A connection uses other PHYs.
    pub struct PhyUpdateComplete ("LE PHY Update Complete", "Core Vol 4 Part E, 7.7.65.12") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        tx_phy: Phy = "bthci_evt.le_tx_phy",
        rx_phy: Phy = "bthci_evt.le_rx_phy",
    }

    /// How a connection picks its channels.
    pub struct ChannelSelectionAlgorithm ("LE Channel Selection Algorithm", "Core Vol 4 Part E, 7.7.65.20") {
        handle: Handle = "bthci_evt.connection_handle",
        /// 0 is algorithm #1, 1 is algorithm #2.
        algorithm: u8 = "bthci_evt.channel_selection_algorithm",
    }

    /// The sleep clock accuracy of the peer.
    pub struct RequestPeerScaComplete ("LE Request Peer SCA Complete", "Core Vol 4 Part E, 7.7.65.31") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        clock_accuracy: ClockAccuracy = "bthci_evt.peer_clock_accuracy",
    }

    /// The loss on the path crossed a threshold.
    pub struct PathLossThreshold ("LE Path Loss Threshold", "Core Vol 4 Part E, 7.7.65.32") {
        handle: Handle = "bthci_evt.connection_handle",
        /// dB; 0xff when it is not known.
        current_path_loss: u8 = "bthci_evt.current_path_loss",
        zone_entered: u8 = "bthci_evt.zone_entered",
    }

    /// A side transmits with another power.
    pub struct TransmitPowerReporting ("LE Transmit Power Reporting", "Core Vol 4 Part E, 7.7.65.33") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        reason: u8 = "bthci_evt.power_report_reason",
        /// 1 to 3 as [`Phy`]; 3 is LE Coded S=8 and 4 is LE Coded S=2.
        phy: u8 = "bthci_evt.phy_and_coding",
        /// dBm.
        power: i8 = "bthci_evt.transmit_power_level",
        flags: Hex8 = "bthci_evt.power_level_flags",
        /// dB.
        delta: i8 = "bthci_evt.power_level_delta",
    }

    /// A connection uses another subrate.
    pub struct SubrateChange ("LE Subrate Change", "Core Vol 4 Part E, 7.7.65.35") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        factor: u16 = "bthci_evt.subrate_factor",
        /// Subrated events that the peripheral may skip.
        latency: u16 = "bthci_evt.le_con_latency",
        continuation_number: u16 = "bthci_evt.continuation_number",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
    }

    /// An LE connection was made, or could not be made, also on periodic advertising.
    pub struct EnhancedConnectionCompleteV2 ("LE Enhanced Connection Complete [v2]", "Core Vol 4 Part E, 7.7.65.10") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        role: Role = "bthci_evt.role",
        peer_address_type: AddressType = "bthci_evt.le_peer_address_type",
        peer_address: Address = "bthci_evt.bd_addr",
        local_resolvable_address: Address = "bthci_evt.le_local_rpa",
        peer_resolvable_address: Address = "bthci_evt.le_peer_rpa",
        interval: Interval = "bthci_evt.le_con_interval",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
        central_clock_accuracy: ClockAccuracy = "bthci_evt.le_master_clock_accuracy",
        /// 0xff when the connection was not made on periodic advertising.
        advertising_handle: Hex8 = "bthci_evt.adv_handle",
        sync_handle: Hex16 = "bthci_evt.sync_handle",
    }

    /// All pages of the LE features of a remote device.
    pub struct ReadAllRemoteFeaturesComplete<'a> ("LE Read All Remote Features Complete", "Core Vol 4 Part E, 7.7.65.38") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        max_remote_page: u8,
        max_valid_page: u8,
        features: Hex64,
        further_pages: &'a [u8],
    }
}
