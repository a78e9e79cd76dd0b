//! LE Controller commands (Core Vol 4 Part E, 7.8) for power control, subrating, responses and channel sounding.

use crate::{
    Address, Events8, Events16, Hex8, Hex16, PreferredDbm, Slots24, Timeout,
    hci::{
        AddressType, Handle, InitiatorFilterPolicy, PerPhy, Phy, command::InitiatingPhy,
        declare::commands, returns::SelectedTxPower,
    },
};

commands! {
    le_later;

    LE_ENHANCED_READ_TRANSMIT_POWER_LEVEL = 0x2076 "LE Enhanced Read Transmit Power Level",
    LE_READ_REMOTE_TRANSMIT_POWER_LEVEL = 0x2077 "LE Read Remote Transmit Power Level",
    LE_SET_PATH_LOSS_REPORTING_PARAMETERS = 0x2078 "LE Set Path Loss Reporting Parameters",
    LE_SET_PATH_LOSS_REPORTING_ENABLE = 0x2079 "LE Set Path Loss Reporting Enable",
    LE_SET_TRANSMIT_POWER_REPORTING_ENABLE = 0x207a "LE Set Transmit Power Reporting Enable",
    LE_TRANSMITTER_TEST_V4 = 0x207b "LE Transmitter Test [v4]",
    LE_SET_DATA_RELATED_ADDRESS_CHANGES = 0x207c "LE Set Data Related Address Changes",

    /// The subrates that new connections may use.
    LE_SET_DEFAULT_SUBRATE = 0x207d "LE Set Default Subrate" ("Core Vol 4 Part E, 7.8.123") LeSetDefaultSubrate {
        min_factor: u16 as Keep = "bthci_cmd.subrate_min",
        max_factor: u16 as Keep = "bthci_cmd.subrate_max",
        /// Subrated events that the peripheral may skip.
        max_latency: Events16 = "bthci_cmd.le_con_latency",
        continuation_number: u16 as Keep = "bthci_cmd.continuation_number",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
    },

    /// The subrate that a connection is to use.
    LE_SUBRATE_REQUEST = 0x207e "LE Subrate Request" ("Core Vol 4 Part E, 7.8.124") LeSubrateRequest {
        handle: Handle = "bthci_cmd.connection_handle",
        min_factor: u16 as Keep = "bthci_cmd.subrate_min",
        max_factor: u16 as Keep = "bthci_cmd.subrate_max",
        /// Subrated events that the peripheral may skip.
        max_latency: Events16 = "bthci_cmd.le_con_latency",
        continuation_number: u16 as Keep = "bthci_cmd.continuation_number",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
    },

    /// How to advertise one set, with the options of its PHYs.
    LE_SET_EXTENDED_ADVERTISING_PARAMETERS_V2 = 0x207f "LE Set Extended Advertising Parameters [v2]" ("Core Vol 4 Part E, 7.8.53") LeSetExtendedAdvertisingParametersV2 {
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        /// Bit 0 connectable, 1 scannable, 2 directed, 3 high duty cycle, 4 legacy, 5 anonymous,
        /// 6 with transmit power.
        properties: Hex16 as Keep = "bthci_cmd.advertising_properties",
        min_interval: Slots24 = "bthci_cmd.le_advts_interval_min",
        max_interval: Slots24 = "bthci_cmd.le_advts_interval_max",
        @u8 channel_37: bool [0..1] = "bthci_cmd.le_advts_ch_map_1",
        channel_38: bool [1..2] = "bthci_cmd.le_advts_ch_map_2",
        channel_39: bool [2..3] = "bthci_cmd.le_advts_ch_map_3",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        /// Bit 0: scan requests only from the filter accept list; bit 1: connections likewise.
        filter_policy: u8 as Keep = "bthci_cmd.le_advts_filter_policy",
        tx_power: PreferredDbm = "bthci_cmd.power_level",
        primary_phy: Phy = "bthci_cmd.primary_advertising_phy",
        /// Advertising events.
        secondary_max_skip: Events8 = "bthci_cmd.secondary_advertising_max_skip",
        secondary_phy: Phy = "bthci_cmd.secondary_advertising_phy",
        sid: Hex8 as Keep = "bthci_cmd.advertising_sid",
        notify_scan_requests: bool = "bthci_cmd.scan_request_notification_enable",
        /// Preferred coding: 0 none, 1 S=2, 2 S=8; 3 and 4 as a requirement.
        primary_phy_options: u8 as Keep,
        /// Preferred coding: 0 none, 1 S=2, 2 S=8; 3 and 4 as a requirement.
        secondary_phy_options: u8 as Keep,
    } -> LeSetExtendedAdvertisingParametersV2 = SelectedTxPower,
    LE_SET_DECISION_DATA = 0x2080 "LE Set Decision Data",
    LE_SET_DECISION_INSTRUCTIONS = 0x2081 "LE Set Decision Instructions",
    LE_SET_PERIODIC_ADVERTISING_SUBEVENT_DATA = 0x2082 "LE Set Periodic Advertising Subevent Data",
    LE_SET_PERIODIC_ADVERTISING_RESPONSE_DATA = 0x2083 "LE Set Periodic Advertising Response Data",
    LE_SET_PERIODIC_SYNC_SUBEVENT = 0x2084 "LE Set Periodic Sync Subevent",

    /// Starts to connect, on several PHYs, also on periodic advertising.
    LE_EXTENDED_CREATE_CONNECTION_V2 = 0x2085 "LE Extended Create Connection [v2]" ("Core Vol 4 Part E, 7.8.66") LeExtendedCreateConnectionV2<'a> {
        /// 0xff when not on periodic advertising.
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        subevent: u8 as Keep,
        filter_policy: InitiatorFilterPolicy = "bthci_cmd.le_initiator_filter_policy",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        phys: PerPhy<'a, InitiatingPhy> = "bthci_cmd.le_init_phys",
    },

    LE_SET_PERIODIC_ADVERTISING_PARAMETERS_V2 = 0x2086 "LE Set Periodic Advertising Parameters [v2]",
    LE_READ_ALL_LOCAL_SUPPORTED_FEATURES = 0x2087 "LE Read All Local Supported Features",

    /// Asks for all pages of the features of the peer.
    LE_READ_ALL_REMOTE_FEATURES = 0x2088 "LE Read All Remote Features" ("Core Vol 4 Part E, 7.8.129") LeReadAllRemoteFeatures {
        handle: Handle = "bthci_cmd.connection_handle",
        pages: u8 as Keep,
    },

    LE_CS_READ_LOCAL_SUPPORTED_CAPABILITIES = 0x2089 "LE CS Read Local Supported Capabilities",
    LE_CS_READ_REMOTE_SUPPORTED_CAPABILITIES = 0x208a "LE CS Read Remote Supported Capabilities",
    LE_CS_WRITE_CACHED_REMOTE_SUPPORTED_CAPABILITIES = 0x208b "LE CS Write Cached Remote Supported Capabilities",
    LE_CS_SECURITY_ENABLE = 0x208c "LE CS Security Enable",
    LE_CS_SET_DEFAULT_SETTINGS = 0x208d "LE CS Set Default Settings",
    LE_CS_READ_REMOTE_FAE_TABLE = 0x208e "LE CS Read Remote FAE Table",
    LE_CS_WRITE_CACHED_REMOTE_FAE_TABLE = 0x208f "LE CS Write Cached Remote FAE Table",
    LE_CS_CREATE_CONFIG = 0x2090 "LE CS Create Config",
    LE_CS_REMOVE_CONFIG = 0x2091 "LE CS Remove Config",
    LE_CS_SET_CHANNEL_CLASSIFICATION = 0x2092 "LE CS Set Channel Classification",
    LE_CS_SET_PROCEDURE_PARAMETERS = 0x2093 "LE CS Set Procedure Parameters",
    LE_CS_PROCEDURE_ENABLE = 0x2094 "LE CS Procedure Enable",
    LE_CS_TEST = 0x2095 "LE CS Test",
    LE_CS_TEST_END = 0x2096 "LE CS Test End",
    LE_SET_HOST_FEATURE_V2 = 0x2097 "LE Set Host Feature [v2]",
    LE_ADD_DEVICE_TO_MONITORED_ADVERTISERS_LIST = 0x2098 "LE Add Device To Monitored Advertisers List",
    LE_REMOVE_DEVICE_FROM_MONITORED_ADVERTISERS_LIST = 0x2099 "LE Remove Device From Monitored Advertisers List",
    LE_CLEAR_MONITORED_ADVERTISERS_LIST = 0x209a "LE Clear Monitored Advertisers List",
    LE_READ_MONITORED_ADVERTISERS_LIST_SIZE = 0x209b "LE Read Monitored Advertisers List Size",
    LE_ENABLE_MONITORING_ADVERTISERS = 0x209c "LE Enable Monitoring Advertisers",
    LE_FRAME_SPACE_UPDATE = 0x209d "LE Frame Space Update",
    LE_SET_RESOLVABLE_PRIVATE_ADDRESS_TIMEOUT_V2 = 0x209e "LE Set Resolvable Private Address Timeout [v2]",
    LE_ENABLE_OTA_UTP_MODE = 0x209f "LE Enable OTA UTP Mode",
    LE_UTP_SEND = 0x20a0 "LE UTP Send",
    LE_CONNECTION_RATE_REQUEST = 0x20a1 "LE Connection Rate Request",
    LE_SET_DEFAULT_RATE_PARAMETERS = 0x20a2 "LE Set Default Rate Parameters",
    LE_READ_MINIMUM_SUPPORTED_CONNECTION_INTERVAL = 0x20a3 "LE Read Minimum Supported Connection Interval",
}
