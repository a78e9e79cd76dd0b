//! Commands about LE connections and their parameters.

use crate::{
    Address, Hex8, Hex16, Hex64, Interval, Slots, Timeout,
    hci::{AddressType, Handle, PerPhy, Status},
    pdu,
};

pdu! {
    /// Which LE events the controller may send.
    pub struct SetEventMask ("LE Set Event Mask", "Core Vol 4 Part E, 7.8.1") {
        mask: Hex64 = "bthci_cmd.le_event_mask",
    }

    /// Starts to connect.
    pub struct CreateConnection ("LE Create Connection", "Core Vol 4 Part E, 7.8.12") {
        scan_interval: Slots = "bthci_cmd.le_scan_interval",
        scan_window: Slots = "bthci_cmd.le_scan_window",
        /// 0 the peer given here, 1 whoever is in the filter accept list.
        filter_policy: u8 = "bthci_cmd.le_initiator_filter_policy",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        min_interval: Interval = "bthci_cmd.le_con_interval_min",
        max_interval: Interval = "bthci_cmd.le_con_interval_max",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_cmd.le_con_latency",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
        min_event_length: Slots = "bthci_cmd.le_min_ce_length",
        max_event_length: Slots = "bthci_cmd.le_max_ce_length",
    }

    /// Changes the parameters of a connection.
    pub struct ConnectionUpdate ("LE Connection Update", "Core Vol 4 Part E, 7.8.18") {
        handle: Handle = "bthci_cmd.connection_handle",
        min_interval: Interval = "bthci_cmd.le_con_interval_min",
        max_interval: Interval = "bthci_cmd.le_con_interval_max",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_cmd.le_con_latency",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
        min_event_length: Slots = "bthci_cmd.le_min_ce_length",
        max_event_length: Slots = "bthci_cmd.le_max_ce_length",
    }

    /// Which channels are known to be bad: 37 bits, 1 for unknown.
    pub struct SetHostChannelClassification<'a> ("LE Set Host Channel Classification", "Core Vol 4 Part E, 7.8.19") {
        channels: &'a [u8; 5] = "bthci_cmd.le_channel_map",
    }

    /// Asks which channels a connection uses.
    pub struct ReadChannelMap ("LE Read Channel Map", "Core Vol 4 Part E, 7.8.20") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks for the features of the peer, page 0.
    pub struct ReadRemoteFeaturesPage0 ("LE Read Remote Features Page 0", "Core Vol 4 Part E, 7.8.21") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Takes the parameters that the peer asked for.
    pub struct RemoteConnectionParameterRequestReply ("LE Remote Connection Parameter Request Reply", "Core Vol 4 Part E, 7.8.31") {
        handle: Handle = "bthci_cmd.connection_handle",
        min_interval: Interval = "bthci_cmd.le_con_interval_min",
        max_interval: Interval = "bthci_cmd.le_con_interval_max",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_cmd.le_con_latency",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
        min_event_length: Slots = "bthci_cmd.le_min_ce_length",
        max_event_length: Slots = "bthci_cmd.le_max_ce_length",
    }

    /// Refuses the parameters that the peer asked for.
    pub struct RemoteConnectionParameterRequestNegativeReply ("LE Remote Connection Parameter Request Negative Reply", "Core Vol 4 Part E, 7.8.32") {
        handle: Handle = "bthci_cmd.connection_handle",
        reason: Status = "bthci_cmd.reason",
    }

    /// How long the packets that this side sends may be.
    pub struct SetDataLength ("LE Set Data Length", "Core Vol 4 Part E, 7.8.33") {
        handle: Handle = "bthci_cmd.connection_handle",
        tx_octets: u16 = "bthci_cmd.le_tx_octets",
        /// Microseconds.
        tx_time: u16 = "bthci_cmd.le_tx_time",
    }

    /// How long the packets of new connections may be.
    pub struct WriteSuggestedDefaultDataLength ("LE Write Suggested Default Data Length", "Core Vol 4 Part E, 7.8.35") {
        max_tx_octets: u16 = "bthci_cmd.le_suggested_max_tx_octets",
        /// Microseconds.
        max_tx_time: u16 = "bthci_cmd.le_suggested_max_tx_time",
    }

    /// Asks for the PHYs of a connection.
    pub struct ReadPhy ("LE Read PHY", "Core Vol 4 Part E, 7.8.47") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// The PHYs that new connections may use.
    pub struct SetDefaultPhy ("LE Set Default PHY", "Core Vol 4 Part E, 7.8.48") {
        /// Bit 0: no preference for sending; bit 1: none for receiving.
        all_phys: Hex8 = "bthci_cmd.all_phys",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        tx_phys: Hex8 = "bthci_cmd.tx_phys",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        rx_phys: Hex8 = "bthci_cmd.rx_phys",
    }

    /// The PHYs that a connection is to use.
    pub struct SetPhy ("LE Set PHY", "Core Vol 4 Part E, 7.8.49") {
        handle: Handle = "bthci_cmd.connection_handle",
        /// Bit 0: no preference for sending; bit 1: none for receiving.
        all_phys: Hex8 = "bthci_cmd.all_phys",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        tx_phys: Hex8 = "bthci_cmd.tx_phys",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        rx_phys: Hex8 = "bthci_cmd.rx_phys",
        options: Hex16 = "bthci_cmd.phy_options",
    }

    /// How to connect on one PHY.
    pub struct InitiatingPhy ("Connect on one PHY", "Core Vol 4 Part E, 7.8.66") {
        scan_interval: Slots = "bthci_cmd.le_scan_interval",
        scan_window: Slots = "bthci_cmd.le_scan_window",
        min_interval: Interval = "bthci_cmd.le_con_interval_min",
        max_interval: Interval = "bthci_cmd.le_con_interval_max",
        /// Connection events that the peripheral may skip.
        latency: u16 = "bthci_cmd.le_con_latency",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
        min_event_length: Slots = "bthci_cmd.le_min_ce_length",
        max_event_length: Slots = "bthci_cmd.le_max_ce_length",
    }

    /// Starts to connect, on several PHYs.
    pub struct ExtendedCreateConnection<'a> ("LE Extended Create Connection [v1]", "Core Vol 4 Part E, 7.8.66") {
        /// 0 the peer given here, 1 whoever is in the filter accept list.
        filter_policy: u8 = "bthci_cmd.le_initiator_filter_policy",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        phys: PerPhy<'a, InitiatingPhy> = "bthci_cmd.le_init_phys",
    }

    /// Asks for the sleep clock accuracy of the peer.
    pub struct RequestPeerSca ("LE Request Peer SCA", "Core Vol 4 Part E, 7.8.108") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// A feature of the host.
    pub struct SetHostFeature ("LE Set Host Feature [v1]", "Core Vol 4 Part E, 7.8.115") {
        bit_number: u8 = "bthci_cmd.feature_bit_number",
        bit_value: bool = "bthci_cmd.feature_bit_value",
    }

    /// The subrates that new connections may use.
    pub struct SetDefaultSubrate ("LE Set Default Subrate", "Core Vol 4 Part E, 7.8.123") {
        min_factor: u16 = "bthci_cmd.subrate_min",
        max_factor: u16 = "bthci_cmd.subrate_max",
        /// Subrated events that the peripheral may skip.
        max_latency: u16 = "bthci_cmd.le_con_latency",
        continuation_number: u16 = "bthci_cmd.continuation_number",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
    }

    /// The subrate that a connection is to use.
    pub struct SubrateRequest ("LE Subrate Request", "Core Vol 4 Part E, 7.8.124") {
        handle: Handle = "bthci_cmd.connection_handle",
        min_factor: u16 = "bthci_cmd.subrate_min",
        max_factor: u16 = "bthci_cmd.subrate_max",
        /// Subrated events that the peripheral may skip.
        max_latency: u16 = "bthci_cmd.le_con_latency",
        continuation_number: u16 = "bthci_cmd.continuation_number",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
    }

    /// Starts to connect, on several PHYs, also on periodic advertising.
    pub struct ExtendedCreateConnectionV2<'a> ("LE Extended Create Connection [v2]", "Core Vol 4 Part E, 7.8.66") {
        /// 0xff when not on periodic advertising.
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        subevent: u8,
        /// 0 the peer given here, 1 whoever is in the filter accept list.
        filter_policy: u8 = "bthci_cmd.le_initiator_filter_policy",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        phys: PerPhy<'a, InitiatingPhy> = "bthci_cmd.le_init_phys",
    }

    /// Asks for all pages of the features of the peer.
    pub struct ReadAllRemoteFeatures ("LE Read All Remote Features", "Core Vol 4 Part E, 7.8.129") {
        handle: Handle = "bthci_cmd.connection_handle",
        pages: u8,
    }
}
