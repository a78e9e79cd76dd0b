//! LE Controller commands of Core 4.0 to 5.0 (Core Vol 4 Part E, 7.8): 7.8.1 to 7.8.51.

use crate::{
    Address, Dbm, Events16, Hex8, Hex16, Hex64, Interval, Microseconds16, Octets16, Seconds,
    Secret, Slots, Timeout,
    hci::{
        AddressType, AdvertisingType, Handle, InitiatorFilterPolicy, LeScanType,
        PaddedAdvertisingData, Phy, Status,
        declare::commands,
        returns::{ForHandle, ReadResolvableAddress},
    },
};

commands! {
    le;

    /// Which LE events the controller may send.
    LE_SET_EVENT_MASK = 0x2001 "LE Set Event Mask" ("Core Vol 4 Part E, 7.8.1") LeSetEventMask {
        mask: Hex64 as Keep = "bthci_cmd.le_event_mask",
    },

    /// The LE buffers of the controller. Zeros: they are shared with BR/EDR.
    LE_READ_BUFFER_SIZE_V1 = 0x2002 "LE Read Buffer Size [v1]" -> LeReadBufferSize ("LE Read Buffer Size [v1] Return Parameters", "Core Vol 4 Part E, 7.8.2") {
        status: Status = "bthci_evt.status",
        /// Octets of payload in one packet.
        acl_length: Octets16 = "bthci_evt.le_acl_data_pkt_len",
        acl_packets: u8 as Keep = "bthci_evt.le_total_num_acl_data_pkts",
    },

    /// The LE features of this device, page 0.
    LE_READ_LOCAL_SUPPORTED_FEATURES_PAGE_0 = 0x2003 "LE Read Local Supported Features Page 0" -> LeReadLocalSupportedFeaturesPage0 ("LE Read Local Supported Features Page 0 Return Parameters", "Core Vol 4 Part E, 7.8.3") {
        status: Status = "bthci_evt.status",
        features: Hex64 as Keep = "bthci_evt.le_features",
    },

    /// The random address of this device.
    LE_SET_RANDOM_ADDRESS = 0x2005 "LE Set Random Address" ("Core Vol 4 Part E, 7.8.4") LeSetRandomAddress {
        address: Address = "bthci_cmd.bd_addr",
    },

    /// How to advertise.
    LE_SET_ADVERTISING_PARAMETERS = 0x2006 "LE Set Advertising Parameters" ("Core Vol 4 Part E, 7.8.5") LeSetAdvertisingParameters {
        min_interval: Slots = "bthci_cmd.le_advts_interval_min",
        max_interval: Slots = "bthci_cmd.le_advts_interval_max",
        advertising_type: AdvertisingType = "bthci_cmd.le_advts_type",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_direct_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        @u8 channel_37: bool [0..1] = "bthci_cmd.le_advts_ch_map_1",
        channel_38: bool [1..2] = "bthci_cmd.le_advts_ch_map_2",
        channel_39: bool [2..3] = "bthci_cmd.le_advts_ch_map_3",
        /// Bit 0: scan requests only from the filter accept list; bit 1: connections likewise.
        filter_policy: u8 as Keep = "bthci_cmd.le_advts_filter_policy",
    },

    /// The power of advertising.
    LE_READ_ADVERTISING_PHYSICAL_CHANNEL_TX_POWER = 0x2007 "LE Read Advertising Physical Channel Tx Power" -> LeReadAdvertisingPhysicalChannelTxPower ("LE Read Advertising Physical Channel Tx Power Return Parameters", "Core Vol 4 Part E, 7.8.6") {
        status: Status = "bthci_evt.status",
        power: Dbm = "bthci_evt.transmit_power_level",
    },

    /// What to advertise. Always 31 octets, of which the first `length` count.
    LE_SET_ADVERTISING_DATA = 0x2008 "LE Set Advertising Data" ("Core Vol 4 Part E, 7.8.7") LeSetAdvertisingData<'a> {
        data: PaddedAdvertisingData<'a>,
    },

    /// What to answer scans with. Always 31 octets, of which the first `length` count.
    LE_SET_SCAN_RESPONSE_DATA = 0x2009 "LE Set Scan Response Data" ("Core Vol 4 Part E, 7.8.8") LeSetScanResponseData<'a> {
        data: PaddedAdvertisingData<'a>,
    },

    /// Starts or stops advertising.
    LE_SET_ADVERTISING_ENABLE = 0x200a "LE Set Advertising Enable" ("Core Vol 4 Part E, 7.8.9") LeSetAdvertisingEnable {
        enable: bool = "bthci_cmd.le_advts_enable",
    },

    /// How to scan.
    LE_SET_SCAN_PARAMETERS = 0x200b "LE Set Scan Parameters" ("Core Vol 4 Part E, 7.8.10") LeSetScanParameters {
        scan_type: LeScanType = "bthci_cmd.le_scan_type",
        interval: Slots = "bthci_cmd.le_scan_interval",
        window: Slots = "bthci_cmd.le_scan_window",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        filter_policy: u8 as Keep = "bthci_cmd.le_scan_filter_policy",
    },

    /// Starts or stops scanning.
    LE_SET_SCAN_ENABLE = 0x200c "LE Set Scan Enable" ("Core Vol 4 Part E, 7.8.11") LeSetScanEnable {
        enable: bool = "bthci_cmd.le_scan_enable",
        filter_duplicates: bool = "bthci_cmd.le_filter_duplicates",
    },

    /// Starts to connect.
    LE_CREATE_CONNECTION = 0x200d "LE Create Connection" ("Core Vol 4 Part E, 7.8.12") LeCreateConnection {
        scan_interval: Slots = "bthci_cmd.le_scan_interval",
        scan_window: Slots = "bthci_cmd.le_scan_window",
        filter_policy: InitiatorFilterPolicy = "bthci_cmd.le_initiator_filter_policy",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        min_interval: Interval = "bthci_cmd.le_con_interval_min",
        max_interval: Interval = "bthci_cmd.le_con_interval_max",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_cmd.le_con_latency",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
        min_event_length: Slots = "bthci_cmd.le_min_ce_length",
        max_event_length: Slots = "bthci_cmd.le_max_ce_length",
    },

    LE_CREATE_CONNECTION_CANCEL = 0x200e "LE Create Connection Cancel",

    /// How many devices the filter accept list holds.
    LE_READ_FILTER_ACCEPT_LIST_SIZE = 0x200f "LE Read Filter Accept List Size" -> LeReadFilterAcceptListSize ("LE Read Filter Accept List Size Return Parameters", "Core Vol 4 Part E, 7.8.14") {
        status: Status = "bthci_evt.status",
        size: u8 as Keep = "bthci_evt.le_white_list_size",
    },

    LE_CLEAR_FILTER_ACCEPT_LIST = 0x2010 "LE Clear Filter Accept List",

    /// A device joins the filter accept list.
    LE_ADD_DEVICE_TO_FILTER_ACCEPT_LIST = 0x2011 "LE Add Device To Filter Accept List" ("Core Vol 4 Part E, 7.8.16") LeAddDeviceToFilterAcceptList {
        address_type: AddressType = "bthci_cmd.le_address_type",
        address: Address = "bthci_cmd.bd_addr",
    },

    /// A device leaves the filter accept list.
    LE_REMOVE_DEVICE_FROM_FILTER_ACCEPT_LIST = 0x2012 "LE Remove Device From Filter Accept List" ("Core Vol 4 Part E, 7.8.17") LeRemoveDeviceFromFilterAcceptList {
        address_type: AddressType = "bthci_cmd.le_address_type",
        address: Address = "bthci_cmd.bd_addr",
    },

    /// Changes the parameters of a connection.
    LE_CONNECTION_UPDATE = 0x2013 "LE Connection Update" ("Core Vol 4 Part E, 7.8.18") LeConnectionUpdate {
        handle: Handle = "bthci_cmd.connection_handle",
        min_interval: Interval = "bthci_cmd.le_con_interval_min",
        max_interval: Interval = "bthci_cmd.le_con_interval_max",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_cmd.le_con_latency",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
        min_event_length: Slots = "bthci_cmd.le_min_ce_length",
        max_event_length: Slots = "bthci_cmd.le_max_ce_length",
    },

    /// Which channels are known to be bad: 37 bits, 1 for unknown.
    LE_SET_HOST_CHANNEL_CLASSIFICATION = 0x2014 "LE Set Host Channel Classification" ("Core Vol 4 Part E, 7.8.19") LeSetHostChannelClassification<'a> {
        channels: &'a [u8; 5] as Keep = "bthci_cmd.le_channel_map",
    },

    /// Asks which channels a connection uses.
    LE_READ_CHANNEL_MAP = 0x2015 "LE Read Channel Map" ("Core Vol 4 Part E, 7.8.20") LeReadChannelMap {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> LeReadChannelMap<'a> ("LE Read Channel Map Return Parameters", "Core Vol 4 Part E, 7.8.20") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        channels: &'a [u8; 5] as Keep = "bthci_evt.le_channel_map",
    },

    /// Asks for the features of the peer, page 0.
    LE_READ_REMOTE_FEATURES_PAGE_0 = 0x2016 "LE Read Remote Features Page 0" ("Core Vol 4 Part E, 7.8.21") LeReadRemoteFeaturesPage0 {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    /// Encrypts one block.
    LE_ENCRYPT = 0x2017 "LE Encrypt" ("Core Vol 4 Part E, 7.8.22") LeEncrypt<'a> {
        key: Secret<'a> = "bthci_cmd.le_key",
        plaintext: Secret<'a> = "bthci_cmd.le_plaintext",
    } -> LeEncrypt<'a> ("LE Encrypt Return Parameters", "Core Vol 4 Part E, 7.8.22") {
        status: Status = "bthci_evt.status",
        encrypted_data: Secret<'a> = "bthci_evt.le_encrypted_data",
    },

    /// A random number.
    LE_RAND = 0x2018 "LE Rand" -> LeRand<'a> ("LE Rand Return Parameters", "Core Vol 4 Part E, 7.8.23") {
        status: Status = "bthci_evt.status",
        random_number: &'a [u8; 8] as Key = "bthci_evt.le_random_number",
    },

    /// Starts encryption, as the central.
    LE_ENABLE_ENCRYPTION = 0x2019 "LE Enable Encryption" ("Core Vol 4 Part E, 7.8.24") LeEnableEncryption<'a> {
        handle: Handle = "bthci_cmd.connection_handle",
        random_number: &'a [u8; 8] as Key = "bthci_cmd.le_random_number",
        encrypted_diversifier: Hex16 as Key = "bthci_cmd.le_encrypted_diversifier",
        long_term_key: Secret<'a> = "bthci_cmd.le_long_term_key",
    },

    /// Gives the key, as the peripheral.
    LE_LONG_TERM_KEY_REQUEST_REPLY = 0x201a "LE Long Term Key Request Reply" ("Core Vol 4 Part E, 7.8.25") LeLongTermKeyRequestReply<'a> {
        handle: Handle = "bthci_cmd.connection_handle",
        long_term_key: Secret<'a> = "bthci_cmd.le_long_term_key",
    } -> LeLongTermKeyRequestReply = ForHandle,

    /// There is no key.
    LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY = 0x201b "LE Long Term Key Request Negative Reply" ("Core Vol 4 Part E, 7.8.26") LeLongTermKeyRequestNegativeReply {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> LeLongTermKeyRequestNegativeReply = ForHandle,

    /// Which states and combinations of states the controller supports.
    LE_READ_SUPPORTED_STATES = 0x201c "LE Read Supported States" -> LeReadSupportedStates ("LE Read Supported States Return Parameters", "Core Vol 4 Part E, 7.8.27") {
        status: Status = "bthci_evt.status",
        states: Hex64 as Keep,
    },

    LE_RECEIVER_TEST_V1 = 0x201d "LE Receiver Test [v1]",
    LE_TRANSMITTER_TEST_V1 = 0x201e "LE Transmitter Test [v1]",
    LE_TEST_END = 0x201f "LE Test End",

    /// Takes the parameters that the peer asked for.
    LE_REMOTE_CONNECTION_PARAMETER_REQUEST_REPLY = 0x2020 "LE Remote Connection Parameter Request Reply" ("Core Vol 4 Part E, 7.8.31") LeRemoteConnectionParameterRequestReply {
        handle: Handle = "bthci_cmd.connection_handle",
        min_interval: Interval = "bthci_cmd.le_con_interval_min",
        max_interval: Interval = "bthci_cmd.le_con_interval_max",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_cmd.le_con_latency",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
        min_event_length: Slots = "bthci_cmd.le_min_ce_length",
        max_event_length: Slots = "bthci_cmd.le_max_ce_length",
    } -> LeRemoteConnectionParameterRequestReply = ForHandle,

    /// Refuses the parameters that the peer asked for.
    LE_REMOTE_CONNECTION_PARAMETER_REQUEST_NEGATIVE_REPLY = 0x2021 "LE Remote Connection Parameter Request Negative Reply" ("Core Vol 4 Part E, 7.8.32") LeRemoteConnectionParameterRequestNegativeReply {
        handle: Handle = "bthci_cmd.connection_handle",
        reason: Status = "bthci_cmd.reason",
    } -> LeRemoteConnectionParameterRequestNegativeReply = ForHandle,

    /// How long the packets that this side sends may be.
    LE_SET_DATA_LENGTH = 0x2022 "LE Set Data Length" ("Core Vol 4 Part E, 7.8.33") LeSetDataLength {
        handle: Handle = "bthci_cmd.connection_handle",
        tx_octets: Octets16 = "bthci_cmd.le_tx_octets",
        tx_time: Microseconds16 = "bthci_cmd.le_tx_time",
    } -> LeSetDataLength = ForHandle,

    /// How long the packets of new connections may be.
    LE_READ_SUGGESTED_DEFAULT_DATA_LENGTH = 0x2023 "LE Read Suggested Default Data Length" -> LeReadSuggestedDefaultDataLength ("LE Read Suggested Default Data Length Return Parameters", "Core Vol 4 Part E, 7.8.34") {
        status: Status = "bthci_evt.status",
        max_tx_octets: Octets16 = "bthci_evt.suggested_max_tx_octets",
        max_tx_time: Microseconds16 = "bthci_evt.suggested_max_tx_time",
    },

    /// How long the packets of new connections may be.
    LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH = 0x2024 "LE Write Suggested Default Data Length" ("Core Vol 4 Part E, 7.8.35") LeWriteSuggestedDefaultDataLength {
        max_tx_octets: Octets16 = "bthci_cmd.le_suggested_max_tx_octets",
        max_tx_time: Microseconds16 = "bthci_cmd.le_suggested_max_tx_time",
    },

    LE_READ_LOCAL_P256_PUBLIC_KEY = 0x2025 "LE Read Local P-256 Public Key",

    /// Makes the secret that both sides share.
    LE_GENERATE_DHKEY_V1 = 0x2026 "LE Generate DHKey [v1]" ("Core Vol 4 Part E, 7.8.37") LeGenerateDhKey<'a> {
        remote_key: &'a [u8; 64] as PublicKey = "bthci_cmd.le_remote_p_256_public_key",
    },

    /// A device joins the resolving list.
    LE_ADD_DEVICE_TO_RESOLVING_LIST = 0x2027 "LE Add Device To Resolving List" ("Core Vol 4 Part E, 7.8.38") LeAddDeviceToResolvingList<'a> {
        peer_identity_address_type: AddressType = "bthci_cmd.le_peer_identity_address_type",
        peer_identity_address: Address = "bthci_cmd.bd_addr",
        peer_irk: Secret<'a> = "bthci_cmd.le_peer_irk",
        local_irk: Secret<'a> = "bthci_cmd.le_local_irk",
    },

    /// A device leaves the resolving list.
    LE_REMOVE_DEVICE_FROM_RESOLVING_LIST = 0x2028 "LE Remove Device From Resolving List" ("Core Vol 4 Part E, 7.8.39") LeRemoveDeviceFromResolvingList {
        peer_identity_address_type: AddressType = "bthci_cmd.le_peer_identity_address_type",
        peer_identity_address: Address = "bthci_cmd.bd_addr",
    },

    LE_CLEAR_RESOLVING_LIST = 0x2029 "LE Clear Resolving List",

    /// How many devices the resolving list holds.
    LE_READ_RESOLVING_LIST_SIZE = 0x202a "LE Read Resolving List Size" -> LeReadResolvingListSize ("LE Read Resolving List Size Return Parameters", "Core Vol 4 Part E, 7.8.41") {
        status: Status = "bthci_evt.status",
        size: u8 as Keep = "bthci_evt.resolving_list_size",
    },

    LE_READ_PEER_RESOLVABLE_ADDRESS = 0x202b "LE Read Peer Resolvable Address" -> LeReadPeerResolvableAddress = ReadResolvableAddress,
    LE_READ_LOCAL_RESOLVABLE_ADDRESS = 0x202c "LE Read Local Resolvable Address" -> LeReadLocalResolvableAddress = ReadResolvableAddress,

    /// Whether the controller resolves private addresses.
    LE_SET_ADDRESS_RESOLUTION_ENABLE = 0x202d "LE Set Address Resolution Enable" ("Core Vol 4 Part E, 7.8.44") LeSetAddressResolutionEnable {
        enable: bool = "bthci_cmd.le_address_resolution_enable",
    },

    /// How long the controller uses one private address.
    LE_SET_RESOLVABLE_PRIVATE_ADDRESS_TIMEOUT_V1 = 0x202e "LE Set Resolvable Private Address Timeout [v1]" ("Core Vol 4 Part E, 7.8.45") LeSetResolvablePrivateAddressTimeout {
        timeout: Seconds = "bthci_cmd.le_rpa_timeout",
    },

    /// How long packets may be at most.
    LE_READ_MAXIMUM_DATA_LENGTH = 0x202f "LE Read Maximum Data Length" -> LeReadMaximumDataLength ("LE Read Maximum Data Length Return Parameters", "Core Vol 4 Part E, 7.8.46") {
        status: Status = "bthci_evt.status",
        max_tx_octets: Octets16 = "bthci_evt.suggested_max_tx_octets",
        max_tx_time: Microseconds16 = "bthci_evt.suggested_max_tx_time",
        max_rx_octets: Octets16 = "bthci_evt.suggested_max_rx_octets",
        max_rx_time: Microseconds16 = "bthci_evt.suggested_max_rx_time",
    },

    /// Asks for the PHYs of a connection.
    LE_READ_PHY = 0x2030 "LE Read PHY" ("Core Vol 4 Part E, 7.8.47") LeReadPhy {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> LeReadPhy ("LE Read PHY Return Parameters", "Core Vol 4 Part E, 7.8.47") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        tx_phy: Phy = "bthci_evt.le_tx_phy",
        rx_phy: Phy = "bthci_evt.le_rx_phy",
    },

    /// The PHYs that new connections may use.
    LE_SET_DEFAULT_PHY = 0x2031 "LE Set Default PHY" ("Core Vol 4 Part E, 7.8.48") LeSetDefaultPhy {
        /// Bit 0: no preference for sending; bit 1: none for receiving.
        all_phys: Hex8 as Keep = "bthci_cmd.all_phys",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        tx_phys: Hex8 as Keep = "bthci_cmd.tx_phys",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        rx_phys: Hex8 as Keep = "bthci_cmd.rx_phys",
    },

    /// The PHYs that a connection is to use.
    LE_SET_PHY = 0x2032 "LE Set PHY" ("Core Vol 4 Part E, 7.8.49") LeSetPhy {
        handle: Handle = "bthci_cmd.connection_handle",
        /// Bit 0: no preference for sending; bit 1: none for receiving.
        all_phys: Hex8 as Keep = "bthci_cmd.all_phys",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        tx_phys: Hex8 as Keep = "bthci_cmd.tx_phys",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        rx_phys: Hex8 as Keep = "bthci_cmd.rx_phys",
        options: Hex16 as Keep = "bthci_cmd.phy_options",
    },

    LE_RECEIVER_TEST_V2 = 0x2033 "LE Receiver Test [v2]",
    LE_TRANSMITTER_TEST_V2 = 0x2034 "LE Transmitter Test [v2]",
}
