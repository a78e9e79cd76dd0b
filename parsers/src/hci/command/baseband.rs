//! Controller & Baseband commands (Core Vol 4 Part E, 7.3), to 7.3.35.

use crate::{
    Address, Counted, Hex24, Hex64, Secret, Slots,
    hci::{
        FilterType, Handle, Name, PinType, ScanEnable, Status,
        command::VoiceSetting,
        declare::commands,
        returns::{self, ForHandle, ReadLinkTimeout, ReadScanActivity, ReadTimeout},
    },
    pdu,
};

pdu! {
    in BASEBAND_PARTS;

    /// A device and the key that it shares with this one.
    pub struct StoredLinkKey<'a> ("Stored Link Key", "Core Vol 4 Part E, 7.3.9") {
        address: Address = "bthci_cmd.bd_addr",
        key: Secret<'a> = "bthci_cmd.link_key",
    }
}

commands! {
    baseband;

    /// Which events the controller may send.
    SET_EVENT_MASK = 0x0c01 "Set Event Mask" ("Core Vol 4 Part E, 7.3.1") SetEventMask {
        mask: Hex64 as Keep,
    },

    RESET = 0x0c03 "Reset",

    /// Which inquiry results and connection requests reach the host.
    SET_EVENT_FILTER = 0x0c05 "Set Event Filter" ("Core Vol 4 Part E, 7.3.3") SetEventFilter<'a> {
        filter_type: FilterType = "bthci_cmd.filter_type",
        /// Its form depends on `filter_type`.
        condition: &'a [u8],
    },

    /// Throws away what waits to be sent.
    FLUSH = 0x0c08 "Flush" ("Core Vol 4 Part E, 7.3.4") Flush {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> Flush = ForHandle,
    READ_PIN_TYPE = 0x0c09 "Read PIN Type",

    /// Whether the PIN code is fixed.
    WRITE_PIN_TYPE = 0x0c0a "Write PIN Type" ("Core Vol 4 Part E, 7.3.6") WritePinType {
        pin_type: PinType = "bthci_cmd.pin_type",
    },

    CREATE_NEW_UNIT_KEY = 0x0c0b "Create New Unit Key",

    /// Asks for keys that the controller stores.
    READ_STORED_LINK_KEY = 0x0c0d "Read Stored Link Key" ("Core Vol 4 Part E, 7.3.8") ReadStoredLinkKey {
        address: Address = "bthci_cmd.bd_addr",
        all: bool = "bthci_cmd.read_all_flag",
    } -> ReadStoredLinkKey ("Read Stored Link Key Return Parameters", "Core Vol 4 Part E, 7.3.8") {
        status: Status = "bthci_evt.status",
        max_keys: u16 as Keep = "bthci_evt.max_num_keys",
        keys: u16 as Keep = "bthci_evt.num_keys_read",
    },

    /// Gives keys to the controller to store.
    WRITE_STORED_LINK_KEY = 0x0c11 "Write Stored Link Key" ("Core Vol 4 Part E, 7.3.9") WriteStoredLinkKey<'a> {
        keys: Counted<'a, StoredLinkKey<'a>>,
    } -> WriteStoredLinkKey ("Write Stored Link Key Return Parameters", "Core Vol 4 Part E, 7.3.9") {
        status: Status = "bthci_evt.status",
        written: u8 as Keep = "bthci_evt.num_keys_written",
    },

    /// Deletes keys that the controller stores.
    DELETE_STORED_LINK_KEY = 0x0c12 "Delete Stored Link Key" ("Core Vol 4 Part E, 7.3.10") DeleteStoredLinkKey {
        address: Address = "bthci_cmd.bd_addr",
        all: bool = "bthci_cmd.delete_all_flag",
    } -> DeleteStoredLinkKey ("Delete Stored Link Key Return Parameters", "Core Vol 4 Part E, 7.3.10") {
        status: Status = "bthci_evt.status",
        deleted: u16 as Keep = "bthci_evt.num_keys_deleted",
    },

    /// The name of this device.
    WRITE_LOCAL_NAME = 0x0c13 "Write Local Name" ("Core Vol 4 Part E, 7.3.11") WriteLocalName<'a> {
        name: Name<'a> = "bthci_cmd.device_name",
    },

    /// The name of this device.
    READ_LOCAL_NAME = 0x0c14 "Read Local Name" -> ReadLocalName<'a> ("Read Local Name Return Parameters", "Core Vol 4 Part E, 7.3.12") {
        status: Status = "bthci_evt.status",
        name: Name<'a> = "bthci_evt.device_name",
    },

    READ_CONNECTION_ACCEPT_TIMEOUT = 0x0c15 "Read Connection Accept Timeout" -> ReadConnectionAcceptTimeout = ReadTimeout,

    /// How long a connection request may wait for the host.
    WRITE_CONNECTION_ACCEPT_TIMEOUT = 0x0c16 "Write Connection Accept Timeout" ("Core Vol 4 Part E, 7.3.14") WriteConnectionAcceptTimeout {
        timeout: Slots = "bthci_cmd.timeout",
    },

    READ_PAGE_TIMEOUT = 0x0c17 "Read Page Timeout" -> ReadPageTimeout = ReadTimeout,

    /// How long to page.
    WRITE_PAGE_TIMEOUT = 0x0c18 "Write Page Timeout" ("Core Vol 4 Part E, 7.3.16") WritePageTimeout {
        timeout: Slots = "bthci_cmd.timeout",
    },

    /// Whether this device can be found and connected to.
    READ_SCAN_ENABLE = 0x0c19 "Read Scan Enable" -> ReadScanEnable ("Read Scan Enable Return Parameters", "Core Vol 4 Part E, 7.3.17") {
        status: Status = "bthci_evt.status",
        scans: ScanEnable = "bthci_evt.scan_enable",
    },

    /// Whether this device can be found and connected to.
    WRITE_SCAN_ENABLE = 0x0c1a "Write Scan Enable" ("Core Vol 4 Part E, 7.3.18") WriteScanEnable {
        scans: ScanEnable = "bthci_cmd.scan_enable",
    },

    READ_PAGE_SCAN_ACTIVITY = 0x0c1b "Read Page Scan Activity" -> ReadPageScanActivity = ReadScanActivity,

    /// How often this device listens for pages.
    WRITE_PAGE_SCAN_ACTIVITY = 0x0c1c "Write Page Scan Activity" ("Core Vol 4 Part E, 7.3.20") WritePageScanActivity {
        interval: Slots = "bthci_cmd.interval",
        window: Slots = "bthci_cmd.window",
    },

    READ_INQUIRY_SCAN_ACTIVITY = 0x0c1d "Read Inquiry Scan Activity" -> ReadInquiryScanActivity = ReadScanActivity,

    /// How often this device listens for inquiries.
    WRITE_INQUIRY_SCAN_ACTIVITY = 0x0c1e "Write Inquiry Scan Activity" ("Core Vol 4 Part E, 7.3.22") WriteInquiryScanActivity {
        interval: Slots = "bthci_cmd.interval",
        window: Slots = "bthci_cmd.window",
    },

    READ_AUTHENTICATION_ENABLE = 0x0c1f "Read Authentication Enable",

    /// Whether every connection is to be authenticated.
    WRITE_AUTHENTICATION_ENABLE = 0x0c20 "Write Authentication Enable" ("Core Vol 4 Part E, 7.3.24") WriteAuthenticationEnable {
        enable: bool = "bthci_cmd.auth_enable",
    },

    READ_ENCRYPTION_MODE = 0x0c21 "Read Encryption Mode",
    WRITE_ENCRYPTION_MODE = 0x0c22 "Write Encryption Mode",

    /// What this device is.
    READ_CLASS_OF_DEVICE = 0x0c23 "Read Class of Device" -> ReadClassOfDevice ("Read Class of Device Return Parameters", "Core Vol 4 Part E, 7.3.25") {
        status: Status = "bthci_evt.status",
        class_of_device: Hex24 as Keep = "btcommon.cod.class_of_device",
    },

    /// What this device is.
    WRITE_CLASS_OF_DEVICE = 0x0c24 "Write Class of Device" ("Core Vol 4 Part E, 7.3.26") WriteClassOfDevice {
        class_of_device: Hex24 as Keep = "btcommon.cod.class_of_device",
    },

    /// How voice is coded.
    READ_VOICE_SETTING = 0x0c25 "Read Voice Setting" -> ReadVoiceSetting ("Read Voice Setting Return Parameters", "Core Vol 4 Part E, 7.3.27") {
        status: Status = "bthci_evt.status",
        voice_setting: returns::VoiceSetting,
    },

    /// How voice is coded.
    WRITE_VOICE_SETTING = 0x0c26 "Write Voice Setting" ("Core Vol 4 Part E, 7.3.28") WriteVoiceSetting {
        voice_setting: VoiceSetting,
    },

    /// Asks when data is thrown away.
    READ_AUTOMATIC_FLUSH_TIMEOUT = 0x0c27 "Read Automatic Flush Timeout" ("Core Vol 4 Part E, 7.3.29") ReadAutomaticFlushTimeout {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadAutomaticFlushTimeout = ReadLinkTimeout,
}
