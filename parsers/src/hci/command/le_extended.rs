//! LE Controller commands (Core Vol 4 Part E, 7.8) for extended and periodic advertising and for direction finding.

use crate::{
    Address, Counted, Dbm, Events8, Events16, Hex8, Hex16, Interval, Octets16, PreferredDbm,
    ScanDuration, ScanPeriod, Slots, Slots24, Timeout,
    hci::{
        AddressType, CountedAdvertisingData, Data, DataOperation, FilterDuplicates,
        FragmentPreference, Handle, InitiatorFilterPolicy, LeScanType, PerPhy, Phy, PrivacyMode,
        Status,
        declare::commands,
        returns::{ForHandle, SelectedTxPower},
    },
    pdu,
};

pdu! {
    in LE_EXTENDED_PARTS;

    /// One set that starts or stops.
    pub struct AdvertisingSet ("Advertising set", "Core Vol 4 Part E, 7.8.56") {
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        duration: ScanDuration = "bthci_cmd.adv_duration",
        /// 0 for no limit.
        max_events: u8 as Keep = "bthci_cmd.max_extended_advertising_events",
    }

    /// How to connect on one PHY.
    pub struct InitiatingPhy ("Connect on one PHY", "Core Vol 4 Part E, 7.8.66") {
        scan_interval: Slots = "bthci_cmd.le_scan_interval",
        scan_window: Slots = "bthci_cmd.le_scan_window",
        min_interval: Interval = "bthci_cmd.le_con_interval_min",
        max_interval: Interval = "bthci_cmd.le_con_interval_max",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "bthci_cmd.le_con_latency",
        supervision_timeout: Timeout = "bthci_cmd.le_supv_timeout",
        min_event_length: Slots = "bthci_cmd.le_min_ce_length",
        max_event_length: Slots = "bthci_cmd.le_max_ce_length",
    }

    /// How to scan on one PHY.
    pub struct ScanPhy ("Scan on one PHY", "Core Vol 4 Part E, 7.8.64") {
        scan_type: LeScanType = "bthci_cmd.le_scan_type",
        interval: Slots = "bthci_cmd.le_scan_interval",
        window: Slots = "bthci_cmd.le_scan_window",
    }
}

commands! {
    le_extended;

    /// The random address of one advertising set.
    LE_SET_ADVERTISING_SET_RANDOM_ADDRESS = 0x2035 "LE Set Advertising Set Random Address" ("Core Vol 4 Part E, 7.8.52") LeSetAdvertisingSetRandomAddress {
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        address: Address = "bthci_cmd.bd_addr",
    },

    /// How to advertise one set.
    LE_SET_EXTENDED_ADVERTISING_PARAMETERS_V1 = 0x2036 "LE Set Extended Advertising Parameters [v1]" ("Core Vol 4 Part E, 7.8.53") LeSetExtendedAdvertisingParameters {
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
    } -> LeSetExtendedAdvertisingParameters = SelectedTxPower,

    /// What to advertise in one set, or a part of it.
    LE_SET_EXTENDED_ADVERTISING_DATA = 0x2037 "LE Set Extended Advertising Data" ("Core Vol 4 Part E, 7.8.54") LeSetExtendedAdvertisingData<'a> {
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        operation: DataOperation = "bthci_cmd.adv_data_operation",
        fragment_preference: FragmentPreference = "bthci_cmd.adv_fragment_preference",
        data: CountedAdvertisingData<'a>,
    },

    /// What to answer scans of one set with, or a part of it.
    LE_SET_EXTENDED_SCAN_RESPONSE_DATA = 0x2038 "LE Set Extended Scan Response Data" ("Core Vol 4 Part E, 7.8.55") LeSetExtendedScanResponseData<'a> {
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        operation: DataOperation = "bthci_cmd.adv_data_operation",
        fragment_preference: FragmentPreference = "bthci_cmd.adv_fragment_preference",
        data: CountedAdvertisingData<'a>,
    },

    /// Starts or stops sets; with none, stops all.
    LE_SET_EXTENDED_ADVERTISING_ENABLE = 0x2039 "LE Set Extended Advertising Enable" ("Core Vol 4 Part E, 7.8.56") LeSetExtendedAdvertisingEnable<'a> {
        enable: bool = "bthci_cmd.le_advts_enable",
        sets: Counted<'a, AdvertisingSet>,
    },

    /// How much one set can advertise.
    LE_READ_MAXIMUM_ADVERTISING_DATA_LENGTH = 0x203a "LE Read Maximum Advertising Data Length" -> LeReadMaximumAdvertisingDataLength ("LE Read Maximum Advertising Data Length Return Parameters", "Core Vol 4 Part E, 7.8.57") {
        status: Status = "bthci_evt.status",
        length: Octets16 = "bthci_evt.max_adv_data_length",
    },

    /// How many sets can be advertised at once.
    LE_READ_NUMBER_OF_SUPPORTED_ADVERTISING_SETS = 0x203b "LE Read Number of Supported Advertising Sets" -> LeReadNumberOfSupportedAdvertisingSets ("LE Read Number of Supported Advertising Sets Return Parameters", "Core Vol 4 Part E, 7.8.58") {
        status: Status = "bthci_evt.status",
        sets: u8 as Keep = "bthci_evt.num_supported_adv_sets",
    },

    /// Forgets one set.
    LE_REMOVE_ADVERTISING_SET = 0x203c "LE Remove Advertising Set" ("Core Vol 4 Part E, 7.8.59") LeRemoveAdvertisingSet {
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
    },

    LE_CLEAR_ADVERTISING_SETS = 0x203d "LE Clear Advertising Sets",

    /// How to advertise periodically.
    LE_SET_PERIODIC_ADVERTISING_PARAMETERS_V1 = 0x203e "LE Set Periodic Advertising Parameters [v1]" ("Core Vol 4 Part E, 7.8.61") LeSetPeriodicAdvertisingParameters {
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        min_interval: Interval = "bthci_cmd.le_advts_interval_min",
        max_interval: Interval = "bthci_cmd.le_advts_interval_max",
        properties: Hex16 as Keep = "bthci_cmd.periodic_adv_properties",
    },

    /// What to advertise periodically, or a part of it.
    LE_SET_PERIODIC_ADVERTISING_DATA = 0x203f "LE Set Periodic Advertising Data" ("Core Vol 4 Part E, 7.8.62") LeSetPeriodicAdvertisingData<'a> {
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        operation: DataOperation = "bthci_cmd.adv_data_operation",
        data: Data<'a>,
    },

    /// Starts or stops periodic advertising.
    LE_SET_PERIODIC_ADVERTISING_ENABLE = 0x2040 "LE Set Periodic Advertising Enable" ("Core Vol 4 Part E, 7.8.63") LeSetPeriodicAdvertisingEnable {
        /// Bit 0 on, bit 1 with the advertising data identifier.
        enable: Hex8 as Keep = "bthci_cmd.le_advts_enable",
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
    },

    /// How to scan on each PHY.
    LE_SET_EXTENDED_SCAN_PARAMETERS = 0x2041 "LE Set Extended Scan Parameters" ("Core Vol 4 Part E, 7.8.64") LeSetExtendedScanParameters<'a> {
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        filter_policy: u8 as Keep = "bthci_cmd.le_scan_filter_policy",
        phys: PerPhy<'a, ScanPhy> = "bthci_cmd.le_scan_phys",
    },

    /// Starts or stops extended scanning.
    LE_SET_EXTENDED_SCAN_ENABLE = 0x2042 "LE Set Extended Scan Enable" ("Core Vol 4 Part E, 7.8.65") LeSetExtendedScanEnable {
        enable: bool = "bthci_cmd.le_scan_enable",
        filter_duplicates: FilterDuplicates = "bthci_cmd.le_filter_duplicates",
        duration: ScanDuration = "bthci_cmd.scan_duration",
        /// Steps of 1.28 s; 0 for one duration only.
        period: ScanPeriod = "bthci_cmd.scan_period",
    },

    /// Starts to connect, on several PHYs.
    LE_EXTENDED_CREATE_CONNECTION_V1 = 0x2043 "LE Extended Create Connection [v1]" ("Core Vol 4 Part E, 7.8.66") LeExtendedCreateConnection<'a> {
        filter_policy: InitiatorFilterPolicy = "bthci_cmd.le_initiator_filter_policy",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        phys: PerPhy<'a, InitiatingPhy> = "bthci_cmd.le_init_phys",
    },

    /// Starts to follow periodic advertising.
    LE_PERIODIC_ADVERTISING_CREATE_SYNC = 0x2044 "LE Periodic Advertising Create Sync" ("Core Vol 4 Part E, 7.8.67") LePeriodicAdvertisingCreateSync {
        options: Hex8 as Keep = "bthci_cmd.le_sync_filter_policy",
        sid: Hex8 as Keep = "bthci_cmd.advertising_sid",
        address_type: AddressType = "bthci_cmd.le_peer_address_type",
        address: Address = "bthci_cmd.bd_addr",
        /// Periodic events that may be skipped.
        skip: Events16 = "bthci_cmd.skip",
        timeout: Timeout = "bthci_cmd.le_supv_timeout",
        cte_type: Hex8 as Keep = "bthci_cmd.sync_cte_type",
    },

    LE_PERIODIC_ADVERTISING_CREATE_SYNC_CANCEL = 0x2045 "LE Periodic Advertising Create Sync Cancel",

    /// Stops following periodic advertising.
    LE_PERIODIC_ADVERTISING_TERMINATE_SYNC = 0x2046 "LE Periodic Advertising Terminate Sync" ("Core Vol 4 Part E, 7.8.69") LePeriodicAdvertisingTerminateSync {
        sync_handle: Hex16 as Keep = "bthci_cmd.sync_handle",
    },

    LE_ADD_DEVICE_TO_PERIODIC_ADVERTISER_LIST = 0x2047 "LE Add Device To Periodic Advertiser List",
    LE_REMOVE_DEVICE_FROM_PERIODIC_ADVERTISER_LIST = 0x2048 "LE Remove Device From Periodic Advertiser List",
    LE_CLEAR_PERIODIC_ADVERTISER_LIST = 0x2049 "LE Clear Periodic Advertiser List",

    /// How many devices the periodic advertiser list holds.
    LE_READ_PERIODIC_ADVERTISER_LIST_SIZE = 0x204a "LE Read Periodic Advertiser List Size" -> LeReadPeriodicAdvertiserListSize ("LE Read Periodic Advertiser List Size Return Parameters", "Core Vol 4 Part E, 7.8.73") {
        status: Status = "bthci_evt.status",
        size: u8 as Keep = "bthci_evt.le_periodic_adv_list_size",
    },

    /// The least and the most power.
    LE_READ_TRANSMIT_POWER = 0x204b "LE Read Transmit Power" -> LeReadTransmitPower ("LE Read Transmit Power Return Parameters", "Core Vol 4 Part E, 7.8.74") {
        status: Status = "bthci_evt.status",
        min_power: Dbm = "bthci_evt.min_tx_power",
        max_power: Dbm = "bthci_evt.max_tx_power",
    },

    LE_READ_RF_PATH_COMPENSATION = 0x204c "LE Read RF Path Compensation",
    LE_WRITE_RF_PATH_COMPENSATION = 0x204d "LE Write RF Path Compensation",

    /// Whether a peer may show its identity address.
    LE_SET_PRIVACY_MODE = 0x204e "LE Set Privacy Mode" ("Core Vol 4 Part E, 7.8.77") LeSetPrivacyMode {
        peer_identity_address_type: AddressType = "bthci_cmd.le_peer_identity_address_type",
        peer_identity_address: Address = "bthci_cmd.bd_addr",
        mode: PrivacyMode = "bthci_cmd.le_privacy_mode",
    },

    LE_RECEIVER_TEST_V3 = 0x204f "LE Receiver Test [v3]",
    LE_TRANSMITTER_TEST_V3 = 0x2050 "LE Transmitter Test [v3]",
    LE_SET_CONNECTIONLESS_CTE_TRANSMIT_PARAMETERS = 0x2051 "LE Set Connectionless CTE Transmit Parameters",
    LE_SET_CONNECTIONLESS_CTE_TRANSMIT_ENABLE = 0x2052 "LE Set Connectionless CTE Transmit Enable",
    LE_SET_CONNECTIONLESS_IQ_SAMPLING_ENABLE = 0x2053 "LE Set Connectionless IQ Sampling Enable",
    LE_SET_CONNECTION_CTE_RECEIVE_PARAMETERS = 0x2054 "LE Set Connection CTE Receive Parameters",
    LE_SET_CONNECTION_CTE_TRANSMIT_PARAMETERS = 0x2055 "LE Set Connection CTE Transmit Parameters",
    LE_CONNECTION_CTE_REQUEST_ENABLE = 0x2056 "LE Connection CTE Request Enable",
    LE_CONNECTION_CTE_RESPONSE_ENABLE = 0x2057 "LE Connection CTE Response Enable",
    LE_READ_ANTENNA_INFORMATION = 0x2058 "LE Read Antenna Information",
    LE_SET_PERIODIC_ADVERTISING_RECEIVE_ENABLE = 0x2059 "LE Set Periodic Advertising Receive Enable",

    /// Hands the place in periodic advertising to a peer.
    LE_PERIODIC_ADVERTISING_SYNC_TRANSFER = 0x205a "LE Periodic Advertising Sync Transfer" ("Core Vol 4 Part E, 7.8.89") LePeriodicAdvertisingSyncTransfer {
        handle: Handle = "bthci_cmd.connection_handle",
        service_data: Hex16 as Blank = "bthci_cmd.service_data_past",
        sync_handle: Hex16 as Keep = "bthci_cmd.sync_handle",
    } -> LePeriodicAdvertisingSyncTransfer = ForHandle,
    LE_PERIODIC_ADVERTISING_SET_INFO_TRANSFER = 0x205b "LE Periodic Advertising Set Info Transfer",
    LE_SET_PERIODIC_ADVERTISING_SYNC_TRANSFER_PARAMETERS = 0x205c "LE Set Periodic Advertising Sync Transfer Parameters",
}
