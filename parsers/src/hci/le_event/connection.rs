//! LE meta subevents about connections, their parameters and their security.

use crate::{
    Address, Events16, Hex8, Hex16, Hex64, Interval, Microseconds16, Octets16, PathLoss, PhyDbm,
    PowerChange, Secret, Timeout,
    hci::{
        AddressType, ChannelSelection, ClockAccuracy, CodedPhy, Handle, Phy, PowerReportReason,
        Role, Status, declare::events,
    },
};

events! {
    le_event_connection;

    /// An LE connection was made, or could not be made.
    CONNECTION_COMPLETE = 0x01 "LE Connection Complete" ("Core Vol 4 Part E, 7.7.65.1") ConnectionComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        role: Role = "bthci_evt.role",
        peer_address_type: AddressType = "bthci_evt.le_peer_address_type",
        peer_address: Address = "bthci_evt.bd_addr",
        interval: Interval = "bthci_evt.le_con_interval",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
        central_clock_accuracy: ClockAccuracy = "bthci_evt.le_master_clock_accuracy",
    },

    /// A connection has new parameters.
    CONNECTION_UPDATE_COMPLETE = 0x03 "LE Connection Update Complete" ("Core Vol 4 Part E, 7.7.65.3") ConnectionUpdateComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        interval: Interval = "bthci_evt.le_con_interval",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
    },

    /// The LE features of a remote device, page 0.
    READ_REMOTE_FEATURES_PAGE_0_COMPLETE = 0x04 "LE Read Remote Features Page 0 Complete" ("Core Vol 4 Part E, 7.7.65.4") ReadRemoteFeaturesPage0Complete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        features: Hex64 as Keep = "bthci_evt.le_features",
    },

    /// The central starts encryption; the controller wants the key.
    LONG_TERM_KEY_REQUEST = 0x05 "LE Long Term Key Request" ("Core Vol 4 Part E, 7.7.65.5") LongTermKeyRequest<'a> {
        handle: Handle = "bthci_evt.connection_handle",
        random_number: &'a [u8; 8] as Key = "bthci_evt.le_random_number",
        encrypted_diversifier: Hex16 as Key = "bthci_evt.le_encrypted_diversifier",
    },

    /// The other side asks for parameters.
    REMOTE_CONNECTION_PARAMETER_REQUEST = 0x06 "LE Remote Connection Parameter Request" ("Core Vol 4 Part E, 7.7.65.6") RemoteConnectionParameterRequest {
        handle: Handle = "bthci_evt.connection_handle",
        min_interval: Interval = "bthci_evt.le_min_interval",
        max_interval: Interval = "bthci_evt.le_max_interval",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
    },

    /// How long the packets of a connection may be.
    DATA_LENGTH_CHANGE = 0x07 "LE Data Length Change" ("Core Vol 4 Part E, 7.7.65.7") DataLengthChange {
        handle: Handle = "bthci_evt.connection_handle",
        max_tx_octets: Octets16 = "bthci_evt.max_tx_octets",
        max_tx_time: Microseconds16 = "bthci_evt.max_tx_time",
        max_rx_octets: Octets16 = "bthci_evt.max_rx_octets",
        max_rx_time: Microseconds16 = "bthci_evt.max_rx_time",
    },

    /// The controller's public key.
    READ_LOCAL_P256_PUBLIC_KEY_COMPLETE = 0x08 "LE Read Local P-256 Public Key Complete" ("Core Vol 4 Part E, 7.7.65.8") ReadLocalP256PublicKeyComplete<'a> {
        status: Status = "bthci_evt.status",
        key: &'a [u8; 64] as PublicKey = "bthci_evt.le_local_p_256_public_key",
    },

    /// The secret that both sides share.
    GENERATE_DHKEY_COMPLETE = 0x09 "LE Generate DHKey Complete" ("Core Vol 4 Part E, 7.7.65.9") GenerateDhKeyComplete<'a> {
        status: Status = "bthci_evt.status",
        key: Secret<'a, [u8; 32]> = "bthci_evt.dhkey",
    },

    /// An LE connection was made, or could not be made, with the private addresses in use.
    ENHANCED_CONNECTION_COMPLETE_V1 = 0x0a "LE Enhanced Connection Complete [v1]" ("Core Vol 4 Part E, 7.7.65.10") EnhancedConnectionComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        role: Role = "bthci_evt.role",
        peer_address_type: AddressType = "bthci_evt.le_peer_address_type",
        peer_address: Address = "bthci_evt.bd_addr",
        local_resolvable_address: Address = "bthci_evt.le_local_rpa",
        peer_resolvable_address: Address = "bthci_evt.le_peer_rpa",
        interval: Interval = "bthci_evt.le_con_interval",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
        central_clock_accuracy: ClockAccuracy = "bthci_evt.le_master_clock_accuracy",
    },

    /// A connection uses other PHYs.
    PHY_UPDATE_COMPLETE = 0x0c "LE PHY Update Complete" ("Core Vol 4 Part E, 7.7.65.12") PhyUpdateComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        tx_phy: Phy = "bthci_evt.le_tx_phy",
        rx_phy: Phy = "bthci_evt.le_rx_phy",
    },

    /// How a connection picks its channels.
    CHANNEL_SELECTION_ALGORITHM = 0x14 "LE Channel Selection Algorithm" ("Core Vol 4 Part E, 7.7.65.20") ChannelSelectionAlgorithm {
        handle: Handle = "bthci_evt.connection_handle",
        algorithm: ChannelSelection = "bthci_evt.channel_selection_algorithm",
    },

    CONNECTIONLESS_IQ_REPORT = 0x15 "LE Connectionless IQ Report",
    CONNECTION_IQ_REPORT = 0x16 "LE Connection IQ Report",

    /// The other side did not send a constant tone that was asked for.
    CTE_REQUEST_FAILED = 0x17 "LE CTE Request Failed" ("Core Vol 4 Part E, 7.7.65.23") CteRequestFailed {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    },

    /// The sleep clock accuracy of the peer.
    REQUEST_PEER_SCA_COMPLETE = 0x1f "LE Request Peer SCA Complete" ("Core Vol 4 Part E, 7.7.65.31") RequestPeerScaComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        clock_accuracy: ClockAccuracy = "bthci_evt.peer_clock_accuracy",
    },

    /// The loss on the path crossed a threshold.
    PATH_LOSS_THRESHOLD = 0x20 "LE Path Loss Threshold" ("Core Vol 4 Part E, 7.7.65.32") PathLossThreshold {
        handle: Handle = "bthci_evt.connection_handle",
        current_path_loss: PathLoss = "bthci_evt.current_path_loss",
        zone_entered: u8 as Keep = "bthci_evt.zone_entered",
    },

    /// A side transmits with another power.
    TRANSMIT_POWER_REPORTING = 0x21 "LE Transmit Power Reporting" ("Core Vol 4 Part E, 7.7.65.33") TransmitPowerReporting {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        reason: PowerReportReason = "bthci_evt.power_report_reason",
        phy: CodedPhy = "bthci_evt.phy_and_coding",
        power: PhyDbm = "bthci_evt.transmit_power_level",
        flags: Hex8 as Keep = "bthci_evt.power_level_flags",
        delta: PowerChange = "bthci_evt.power_level_delta",
    },

    /// A connection uses another subrate.
    SUBRATE_CHANGE = 0x23 "LE Subrate Change" ("Core Vol 4 Part E, 7.7.65.35") SubrateChange {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        factor: u16 as Keep = "bthci_evt.subrate_factor",
        /// Subrated events that the peripheral may skip.
        latency: Events16 = "bthci_evt.le_con_latency",
        continuation_number: u16 as Keep = "bthci_evt.continuation_number",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
    },

    /// An LE connection was made, or could not be made, also on periodic advertising.
    ENHANCED_CONNECTION_COMPLETE_V2 = 0x29 "LE Enhanced Connection Complete [v2]" ("Core Vol 4 Part E, 7.7.65.10") EnhancedConnectionCompleteV2 {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        role: Role = "bthci_evt.role",
        peer_address_type: AddressType = "bthci_evt.le_peer_address_type",
        peer_address: Address = "bthci_evt.bd_addr",
        local_resolvable_address: Address = "bthci_evt.le_local_rpa",
        peer_resolvable_address: Address = "bthci_evt.le_peer_rpa",
        interval: Interval = "bthci_evt.le_con_interval",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_evt.le_con_latency",
        supervision_timeout: Timeout = "bthci_evt.le_supv_timeout",
        central_clock_accuracy: ClockAccuracy = "bthci_evt.le_master_clock_accuracy",
        /// 0xff when the connection was not made on periodic advertising.
        advertising_handle: Hex8 as Keep = "bthci_evt.adv_handle",
        sync_handle: Hex16 as Keep = "bthci_evt.sync_handle",
    },

    /// All pages of the LE features of a remote device.
    READ_ALL_REMOTE_FEATURES_COMPLETE = 0x2b "LE Read All Remote Features Complete" ("Core Vol 4 Part E, 7.7.65.38") ReadAllRemoteFeaturesComplete<'a> {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        max_remote_page: u8 as Keep,
        max_valid_page: u8 as Keep,
        features: Hex64 as Keep,
        further_pages: &'a [u8],
    },

    CS_READ_REMOTE_SUPPORTED_CAPABILITIES_COMPLETE = 0x2c "LE CS Read Remote Supported Capabilities Complete",
    CS_READ_REMOTE_FAE_TABLE_COMPLETE = 0x2d "LE CS Read Remote FAE Table Complete",
    CS_SECURITY_ENABLE_COMPLETE = 0x2e "LE CS Security Enable Complete",
    CS_CONFIG_COMPLETE = 0x2f "LE CS Config Complete",
    CS_PROCEDURE_ENABLE_COMPLETE = 0x30 "LE CS Procedure Enable Complete",
    CS_SUBEVENT_RESULT = 0x31 "LE CS Subevent Result",
    CS_SUBEVENT_RESULT_CONTINUE = 0x32 "LE CS Subevent Result Continue",
    CS_TEST_END_COMPLETE = 0x33 "LE CS Test End Complete",
    MONITORED_ADVERTISERS_REPORT = 0x34 "LE Monitored Advertisers Report",
    FRAME_SPACE_UPDATE_COMPLETE = 0x35 "LE Frame Space Update Complete",
    UTP_RECEIVE = 0x36 "LE UTP Receive",
    CONNECTION_RATE_CHANGE = 0x37 "LE Connection Rate Change",
    CS_READ_REMOTE_SUPPORTED_CAPABILITIES_COMPLETE_V2 = 0x38 "LE CS Read Remote Supported Capabilities Complete [v2]",
}
