//! Controller & Baseband commands (Core Vol 4 Part E, 7.3), from 7.3.51.

use crate::{
    Address, Dbm, Hex64, Octets8, Secret, Slots, Timeout,
    hci::{
        AdvertisingData, FlushPacketType, Handle, Keypress, PowerLevelType, ScanType, Status,
        declare::commands,
        returns::{ForAddress, ForHandle},
    },
};

commands! {
    baseband_extended;

    READ_PAGE_SCAN_TYPE = 0x0c46 "Read Page Scan Type",

    /// How this device listens for pages.
    WRITE_PAGE_SCAN_TYPE = 0x0c47 "Write Page Scan Type" ("Core Vol 4 Part E, 7.3.52") WritePageScanType {
        scan_type: ScanType = "bthci_cmd.inq_scan_type",
    },

    READ_AFH_CHANNEL_ASSESSMENT_MODE = 0x0c48 "Read AFH Channel Assessment Mode",

    /// Whether the controller looks for bad channels itself.
    WRITE_AFH_CHANNEL_ASSESSMENT_MODE = 0x0c49 "Write AFH Channel Assessment Mode" ("Core Vol 4 Part E, 7.3.54") WriteAfhChannelAssessmentMode {
        enable: bool = "bthci_cmd.afh_ch_assessment_mode",
    },

    /// What this device says of itself.
    READ_EXTENDED_INQUIRY_RESPONSE = 0x0c51 "Read Extended Inquiry Response" -> ReadExtendedInquiryResponse<'a> ("Read Extended Inquiry Response Return Parameters", "Core Vol 4 Part E, 7.3.55") {
        status: Status = "bthci_evt.status",
        fec_required: bool = "bthci_evt.fec_required",
        data: AdvertisingData<'a>,
    },

    /// What this device says of itself.
    WRITE_EXTENDED_INQUIRY_RESPONSE = 0x0c52 "Write Extended Inquiry Response" ("Core Vol 4 Part E, 7.3.56") WriteExtendedInquiryResponse<'a> {
        fec_required: bool = "bthci_cmd.fec_required",
        data: AdvertisingData<'a>,
    },

    /// Renews the encryption key.
    REFRESH_ENCRYPTION_KEY = 0x0c53 "Refresh Encryption Key" ("Core Vol 4 Part E, 7.3.57") RefreshEncryptionKey {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    /// Whether Secure Simple Pairing is on.
    READ_SIMPLE_PAIRING_MODE = 0x0c55 "Read Simple Pairing Mode" -> ReadSimplePairingMode ("Read Simple Pairing Mode Return Parameters", "Core Vol 4 Part E, 7.3.58") {
        status: Status = "bthci_evt.status",
        enabled: bool = "bthci_evt.simple_pairing_mode",
    },

    /// Turns on Secure Simple Pairing.
    WRITE_SIMPLE_PAIRING_MODE = 0x0c56 "Write Simple Pairing Mode" ("Core Vol 4 Part E, 7.3.59") WriteSimplePairingMode {
        enable: bool = "bthci_cmd.simple_pairing_mode",
    },

    /// What is to be sent out of band.
    READ_LOCAL_OOB_DATA = 0x0c57 "Read Local OOB Data" -> ReadLocalOobData<'a> ("Read Local OOB Data Return Parameters", "Core Vol 4 Part E, 7.3.60") {
        status: Status = "bthci_evt.status",
        hash: &'a [u8; 16] as Key = "bthci_evt.hash_c",
        randomizer: Secret<'a> = "bthci_evt.randomizer_r",
    },

    /// The power of inquiry responses.
    READ_INQUIRY_RESPONSE_TRANSMIT_POWER_LEVEL = 0x0c58 "Read Inquiry Response Transmit Power Level" -> ReadInquiryResponseTransmitPowerLevel ("Read Inquiry Response Transmit Power Level Return Parameters", "Core Vol 4 Part E, 7.3.61") {
        status: Status = "bthci_evt.status",
        power: Dbm = "bthci_evt.power_level_type",
    },

    /// The power of inquiries.
    WRITE_INQUIRY_TRANSMIT_POWER_LEVEL = 0x0c59 "Write Inquiry Transmit Power Level" ("Core Vol 4 Part E, 7.3.62") WriteInquiryTransmitPowerLevel {
        power: Dbm = "bthci_cmd.power_level",
    },

    READ_DEFAULT_ERRONEOUS_DATA_REPORTING = 0x0c5a "Read Default Erroneous Data Reporting",

    /// Whether synchronous packets with errors reach the host.
    WRITE_DEFAULT_ERRONEOUS_DATA_REPORTING = 0x0c5b "Write Default Erroneous Data Reporting" ("Core Vol 4 Part E, 7.3.65") WriteDefaultErroneousDataReporting {
        enable: bool = "bthci_cmd.err_data_reporting",
    },

    /// Throws away what waits to be sent and may be thrown away.
    ENHANCED_FLUSH = 0x0c5f "Enhanced Flush" ("Core Vol 4 Part E, 7.3.66") EnhancedFlush {
        handle: Handle = "bthci_cmd.connection_handle",
        packet_type: FlushPacketType = "bthci_cmd.flush_packet_type",
    },

    /// What the user does at this device's keyboard.
    SEND_KEYPRESS_NOTIFICATION = 0x0c60 "Send Keypress Notification" ("Core Vol 4 Part E, 7.3.63") SendKeypressNotification {
        address: Address = "bthci_cmd.bd_addr",
        keypress: Keypress = "bthci_cmd.notification_type",
    } -> SendKeypressNotification = ForAddress,
    READ_LOGICAL_LINK_ACCEPT_TIMEOUT = 0x0c61 "Read Logical Link Accept Timeout",
    WRITE_LOGICAL_LINK_ACCEPT_TIMEOUT = 0x0c62 "Write Logical Link Accept Timeout",

    /// Which further events the controller may send.
    SET_EVENT_MASK_PAGE_2 = 0x0c63 "Set Event Mask Page 2" ("Core Vol 4 Part E, 7.3.69") SetEventMaskPage2 {
        mask: Hex64 as Keep,
    },

    READ_LOCATION_DATA = 0x0c64 "Read Location Data",
    WRITE_LOCATION_DATA = 0x0c65 "Write Location Data",
    READ_FLOW_CONTROL_MODE = 0x0c66 "Read Flow Control Mode",
    WRITE_FLOW_CONTROL_MODE = 0x0c67 "Write Flow Control Mode",

    /// Asks for the power on a link, for each modulation.
    READ_ENHANCED_TRANSMIT_POWER_LEVEL = 0x0c68 "Read Enhanced Transmit Power Level" ("Core Vol 4 Part E, 7.3.74") ReadEnhancedTransmitPowerLevel {
        handle: Handle = "bthci_cmd.connection_handle",
        kind: PowerLevelType = "bthci_cmd.tx_power_level_type",
    },

    READ_BEST_EFFORT_FLUSH_TIMEOUT = 0x0c69 "Read Best Effort Flush Timeout",
    WRITE_BEST_EFFORT_FLUSH_TIMEOUT = 0x0c6a "Write Best Effort Flush Timeout",
    SHORT_RANGE_MODE = 0x0c6b "Short Range Mode",

    /// Whether the host supports LE.
    READ_LE_HOST_SUPPORT = 0x0c6c "Read LE Host Support" -> ReadLeHostSupport ("Read LE Host Support Return Parameters", "Core Vol 4 Part E, 7.3.78") {
        status: Status = "bthci_evt.status",
        supported: bool = "bthci_evt.le_supported_host",
        unused: u8 as Reserved = "bthci_evt.le_simultaneous_host",
    },

    /// Whether the host supports LE.
    WRITE_LE_HOST_SUPPORT = 0x0c6d "Write LE Host Support" ("Core Vol 4 Part E, 7.3.79") WriteLeHostSupport {
        supported: bool = "bthci_cmd.le_supported_host",
        /// Reserved; was simultaneous LE and BR/EDR.
        unused: u8 as Reserved = "bthci_cmd.le_simultaneous_host",
    },

    SET_MWS_CHANNEL_PARAMETERS = 0x0c6e "Set MWS Channel Parameters",
    SET_EXTERNAL_FRAME_CONFIGURATION = 0x0c6f "Set External Frame Configuration",
    SET_MWS_SIGNALING = 0x0c70 "Set MWS Signaling",
    SET_MWS_TRANSPORT_LAYER = 0x0c71 "Set MWS Transport Layer",
    SET_MWS_SCAN_FREQUENCY_TABLE = 0x0c72 "Set MWS Scan Frequency Table",
    SET_MWS_PATTERN_CONFIGURATION = 0x0c73 "Set MWS_PATTERN Configuration",
    SET_RESERVED_LT_ADDR = 0x0c74 "Set Reserved LT_ADDR",
    DELETE_RESERVED_LT_ADDR = 0x0c75 "Delete Reserved LT_ADDR",
    SET_CONNECTIONLESS_PERIPHERAL_BROADCAST_DATA = 0x0c76 "Set Connectionless Peripheral Broadcast Data",
    READ_SYNCHRONIZATION_TRAIN_PARAMETERS = 0x0c77 "Read Synchronization Train Parameters",
    WRITE_SYNCHRONIZATION_TRAIN_PARAMETERS = 0x0c78 "Write Synchronization Train Parameters",

    /// Whether Secure Connections is on.
    READ_SECURE_CONNECTIONS_HOST_SUPPORT = 0x0c79 "Read Secure Connections Host Support" -> ReadSecureConnectionsHostSupport ("Read Secure Connections Host Support Return Parameters", "Core Vol 4 Part E, 7.3.91") {
        status: Status = "bthci_evt.status",
        supported: bool = "bthci_evt.secure_connection_host_support",
    },

    /// Turns on Secure Connections.
    WRITE_SECURE_CONNECTIONS_HOST_SUPPORT = 0x0c7a "Write Secure Connections Host Support" ("Core Vol 4 Part E, 7.3.92") WriteSecureConnectionsHostSupport {
        supported: bool = "bthci_cmd.secure_connection_host_support",
    },

    /// Asks how long a link may go without a valid MIC.
    READ_AUTHENTICATED_PAYLOAD_TIMEOUT = 0x0c7b "Read Authenticated Payload Timeout" ("Core Vol 4 Part E, 7.3.93") ReadAuthenticatedPayloadTimeout {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadAuthenticatedPayloadTimeout ("Read Authenticated Payload Timeout Return Parameters", "Core Vol 4 Part E, 7.3.93") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        timeout: Timeout = "bthci_evt.authenticated_payload_timeout",
    },

    /// How long a link may go without a valid MIC.
    WRITE_AUTHENTICATED_PAYLOAD_TIMEOUT = 0x0c7c "Write Authenticated Payload Timeout" ("Core Vol 4 Part E, 7.3.94") WriteAuthenticatedPayloadTimeout {
        handle: Handle = "bthci_cmd.connection_handle",
        timeout: Timeout = "bthci_cmd.authenticated_payload_timeout",
    } -> WriteAuthenticatedPayloadTimeout = ForHandle,

    /// What is to be sent out of band, for both curves.
    READ_LOCAL_OOB_EXTENDED_DATA = 0x0c7d "Read Local OOB Extended Data" -> ReadLocalOobExtendedData<'a> ("Read Local OOB Extended Data Return Parameters", "Core Vol 4 Part E, 7.3.95") {
        status: Status = "bthci_evt.status",
        hash_192: &'a [u8; 16] as Key = "bthci_evt.c192",
        randomizer_192: Secret<'a> = "bthci_evt.r192",
        hash_256: &'a [u8; 16] as Key = "bthci_evt.c256",
        randomizer_256: Secret<'a> = "bthci_evt.r256",
    },

    READ_EXTENDED_PAGE_TIMEOUT = 0x0c7e "Read Extended Page Timeout",

    /// How much longer to page.
    WRITE_EXTENDED_PAGE_TIMEOUT = 0x0c7f "Write Extended Page Timeout" ("Core Vol 4 Part E, 7.3.97") WriteExtendedPageTimeout {
        timeout: Slots = "bthci_cmd.timeout",
    },

    READ_EXTENDED_INQUIRY_LENGTH = 0x0c80 "Read Extended Inquiry Length",

    /// How much longer to look for devices.
    WRITE_EXTENDED_INQUIRY_LENGTH = 0x0c81 "Write Extended Inquiry Length" ("Core Vol 4 Part E, 7.3.99") WriteExtendedInquiryLength {
        length: Slots = "bthci_cmd.extended_inquiry_length",
    },

    SET_ECOSYSTEM_BASE_INTERVAL = 0x0c82 "Set Ecosystem Base Interval",
    CONFIGURE_DATA_PATH = 0x0c83 "Configure Data Path",

    /// The shortest encryption key that the controller accepts.
    SET_MIN_ENCRYPTION_KEY_SIZE = 0x0c84 "Set Min Encryption Key Size" ("Core Vol 4 Part E, 7.3.102") SetMinEncryptionKeySize {
        /// Octets, 7 to 16.
        size: Octets8,
    },
}
