//! Events about BR/EDR connections.

use crate::{
    Address, Hex16, Hex24, Hex64, MicrosecondsOrAny32, Octets16, Octets32, OctetsPerSecond, Slots,
    Slots8,
    company::Company,
    hci::{
        AirMode, FlowDirection, Handle, LinkKind, Mode, Name, PageScanRepetitionMode, Role,
        ServiceType, Status, Version, declare::events,
    },
};

events! {
    event_link;

    /// A BR/EDR connection was made, or could not be made.
    CONNECTION_COMPLETE = 0x03 "Connection Complete" ("Core Vol 4 Part E, 7.7.3") ConnectionComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        address: Address = "bthci_evt.bd_addr",
        link_kind: LinkKind = "bthci_evt.link_type",
        encryption_enabled: bool = "bthci_evt.encryption_mode",
    },

    /// A remote device wants a connection.
    CONNECTION_REQUEST = 0x04 "Connection Request" ("Core Vol 4 Part E, 7.7.4") ConnectionRequest {
        address: Address = "bthci_evt.bd_addr",
        class_of_device: Hex24 as Keep = "btcommon.cod.class_of_device",
        link_kind: LinkKind = "bthci_evt.link_type",
    },

    /// A connection ended.
    DISCONNECTION_COMPLETE = 0x05 "Disconnection Complete" ("Core Vol 4 Part E, 7.7.5") DisconnectionComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        reason: Status = "bthci_evt.reason",
    },

    /// The name of a remote device.
    REMOTE_NAME_REQUEST_COMPLETE = 0x07 "Remote Name Request Complete" ("Core Vol 4 Part E, 7.7.7") RemoteNameRequestComplete<'a> {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
        name: Name<'a> = "bthci_evt.remote_name",
    },

    /// The features of a remote device, page 0.
    READ_REMOTE_SUPPORTED_FEATURES_COMPLETE = 0x0b "Read Remote Supported Features Complete" ("Core Vol 4 Part E, 7.7.11") ReadRemoteSupportedFeaturesComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        features: Hex64 as Keep,
    },

    /// The version of a remote device's controller.
    READ_REMOTE_VERSION_INFORMATION_COMPLETE = 0x0c "Read Remote Version Information Complete" ("Core Vol 4 Part E, 7.7.12") ReadRemoteVersionInformationComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        version: Version = "bthci_evt.lmp_vers_nr",
        /// Company identifier of the maker of the controller.
        company: Company = "bthci_evt.comp_id",
        subversion: Hex16 as Keep = "bthci_evt.lmp_sub_vers_nr",
    },

    /// The quality of service that was agreed upon.
    QOS_SETUP_COMPLETE = 0x0d "QoS Setup Complete" ("Core Vol 4 Part E, 7.7.13") QosSetupComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        unused: u8 as Reserved = "bthci_evt.flags",
        service_type: ServiceType = "bthci_evt.service_type",
        token_rate: OctetsPerSecond = "bthci_evt.token_rate",
        peak_bandwidth: OctetsPerSecond = "bthci_evt.peak_bandwidth",
        latency: MicrosecondsOrAny32 = "bthci_evt.latency",
        delay_variation: MicrosecondsOrAny32 = "bthci_evt.delay_variation",
    },

    /// Data of a connection was thrown away because it was not delivered in time.
    FLUSH_OCCURRED = 0x11 "Flush Occurred" ("Core Vol 4 Part E, 7.7.17") FlushOccurred {
        handle: Handle = "bthci_evt.connection_handle",
    },

    /// The role on a connection changed, or could not be changed.
    ROLE_CHANGE = 0x12 "Role Change" ("Core Vol 4 Part E, 7.7.18") RoleChange {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
        role: Role = "bthci_evt.role",
    },

    /// A connection went to another mode.
    MODE_CHANGE = 0x14 "Mode Change" ("Core Vol 4 Part E, 7.7.20") ModeChange {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        mode: Mode = "bthci_evt.current_mode",
        interval: Slots = "bthci_evt.interval",
    },

    /// How many slots a packet on the connection may take.
    MAX_SLOTS_CHANGE = 0x1b "Max Slots Change" ("Core Vol 4 Part E, 7.7.27") MaxSlotsChange {
        handle: Handle = "bthci_evt.connection_handle",
        slots: u8 as Keep = "bthci_evt.max_slots",
    },

    /// How far a remote device's clock is from ours.
    READ_CLOCK_OFFSET_COMPLETE = 0x1c "Read Clock Offset Complete" ("Core Vol 4 Part E, 7.7.28") ReadClockOffsetComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// Bits 16 to 2 of the difference of the clocks.
        clock_offset: Hex16 as Blank = "bthci_evt.clock_offset",
    },

    /// Which packets a connection may use.
    CONNECTION_PACKET_TYPE_CHANGED = 0x1d "Connection Packet Type Changed" ("Core Vol 4 Part E, 7.7.29") ConnectionPacketTypeChanged {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        packet_types: Hex16 as Keep,
    },

    /// The controller cannot keep the quality of service that was agreed upon.
    QOS_VIOLATION = 0x1e "QoS Violation" ("Core Vol 4 Part E, 7.7.30") QosViolation {
        handle: Handle = "bthci_evt.connection_handle",
    },

    // Of Core 1.1 only.
    PAGE_SCAN_MODE_CHANGE = 0x1f "Page Scan Mode Change",

    /// How a remote device repeats its page scans.
    PAGE_SCAN_REPETITION_MODE_CHANGE = 0x20 "Page Scan Repetition Mode Change" ("Core Vol 4 Part E, 7.7.31") PageScanRepetitionModeChange {
        address: Address = "bthci_evt.bd_addr",
        page_scan_repetition_mode: PageScanRepetitionMode = "bthci_evt.page_scan_repetition_mode",
    },

    /// The flow that was agreed upon.
    FLOW_SPECIFICATION_COMPLETE = 0x21 "Flow Specification Complete" ("Core Vol 4 Part E, 7.7.32") FlowSpecificationComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        unused: u8 as Reserved = "bthci_evt.flags",
        direction: FlowDirection = "bthci_evt.flow_direction",
        service_type: ServiceType = "bthci_evt.service_type",
        token_rate: OctetsPerSecond = "bthci_evt.token_rate",
        token_bucket_size: Octets32 = "bthci_evt.token_bucket_size",
        peak_bandwidth: OctetsPerSecond = "bthci_evt.peak_bandwidth",
        access_latency: MicrosecondsOrAny32 = "bthci_evt.latency",
    },

    /// One page of the features of a remote device.
    READ_REMOTE_EXTENDED_FEATURES_COMPLETE = 0x23 "Read Remote Extended Features Complete" ("Core Vol 4 Part E, 7.7.34") ReadRemoteExtendedFeaturesComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        page: u8 as Keep = "bthci_evt.page_number",
        max_page: u8 as Keep = "bthci_evt.max_page_number",
        features: Hex64 as Keep,
    },

    /// A SCO or eSCO connection was made, or could not be made.
    SYNCHRONOUS_CONNECTION_COMPLETE = 0x2c "Synchronous Connection Complete" ("Core Vol 4 Part E, 7.7.35") SynchronousConnectionComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        address: Address = "bthci_evt.bd_addr",
        link_kind: LinkKind = "bthci_evt.sync_link_type",
        /// Slots between two eSCO instants; 0 for SCO.
        transmission_interval: Slots8 = "bthci_evt.sync_tx_interval",
        retransmission_window: Slots8 = "bthci_evt.sync_rtx_window",
        /// Octets of an eSCO payload.
        rx_packet_length: Octets16 = "bthci_evt.sync_rx_pkt_len",
        /// Octets of an eSCO payload.
        tx_packet_length: Octets16 = "bthci_evt.sync_tx_pkt_len",
        air_mode: AirMode = "bthci_evt.air_mode",
    },

    /// An eSCO connection has new parameters.
    SYNCHRONOUS_CONNECTION_CHANGED = 0x2d "Synchronous Connection Changed" ("Core Vol 4 Part E, 7.7.36") SynchronousConnectionChanged {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// Slots between two eSCO instants.
        transmission_interval: Slots8 = "bthci_evt.sync_tx_interval",
        retransmission_window: Slots8 = "bthci_evt.sync_rtx_window",
        /// Octets of an eSCO payload.
        rx_packet_length: Octets16 = "bthci_evt.sync_rx_pkt_len",
        /// Octets of an eSCO payload.
        tx_packet_length: Octets16 = "bthci_evt.sync_tx_pkt_len",
    },

    /// How often a connection in sniff mode is listened to.
    SNIFF_SUBRATING = 0x2e "Sniff Subrating" ("Core Vol 4 Part E, 7.7.37") SniffSubrating {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        max_transmit_latency: Slots = "bthci_evt.max_tx_latency",
        max_receive_latency: Slots = "bthci_evt.max_rx_latency",
        min_remote_timeout: Slots = "bthci_evt.min_remote_timeout",
        min_local_timeout: Slots = "bthci_evt.min_local_timeout",
    },

    /// The central set another supervision timeout.
    LINK_SUPERVISION_TIMEOUT_CHANGED = 0x38 "Link Supervision Timeout Changed" ("Core Vol 4 Part E, 7.7.46") LinkSupervisionTimeoutChanged {
        handle: Handle = "bthci_evt.connection_handle",
        timeout: Slots = "bthci_evt.link_supervision_timeout",
    },

    /// The flush that the host asked for is done.
    ENHANCED_FLUSH_COMPLETE = 0x39 "Enhanced Flush Complete" ("Core Vol 4 Part E, 7.7.47") EnhancedFlushComplete {
        handle: Handle = "bthci_evt.connection_handle",
    },
}
