//! Events about authentication, pairing and encryption.

use crate::{
    Address, Counted, Hex64, Octets8, Secret,
    hci::{
        AuthenticationRequirements, Encryption, Handle, IoCapability, KeyFlag, Keypress,
        LinkKeyType, OobDataPresent, Status, declare::events,
    },
    pdu,
};

pdu! {
    in SECURITY_PARTS;

    /// A device and the key that the controller stored for it.
    pub struct ReturnedLinkKey<'a> ("Returned Link Key", "Core Vol 4 Part E, 7.7.21") {
        address: Address = "bthci_evt.bd_addr",
        /// Zeros: controllers need not give keys away.
        key: Secret<'a> = "bthci_evt.link_key",
    }
}

events! {
    event_security;

    /// The authentication that the host asked for is done.
    AUTHENTICATION_COMPLETE = 0x06 "Authentication Complete" ("Core Vol 4 Part E, 7.7.6") AuthenticationComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    },

    /// Encryption was turned on or off.
    ENCRYPTION_CHANGE_V1 = 0x08 "Encryption Change [v1]" ("Core Vol 4 Part E, 7.7.8") EncryptionChange {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        encryption: Encryption = "bthci_evt.encryption_enable",
    },

    /// A link has a new key.
    CHANGE_CONNECTION_LINK_KEY_COMPLETE = 0x09 "Change Connection Link Key Complete" ("Core Vol 4 Part E, 7.7.9") ChangeConnectionLinkKeyComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    },

    /// The kind of key in use changed.
    LINK_KEY_TYPE_CHANGED = 0x0a "Link Key Type Changed" ("Core Vol 4 Part E, 7.7.10") LinkKeyTypeChanged {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        key_flag: KeyFlag = "bthci_evt.key_flag",
    },

    /// The stored keys that the host asked for.
    RETURN_LINK_KEYS = 0x15 "Return Link Keys" ("Core Vol 4 Part E, 7.7.21") ReturnLinkKeys<'a> {
        keys: Counted<'a, ReturnedLinkKey<'a>>,
    },

    /// The controller wants a PIN code for legacy pairing.
    PIN_CODE_REQUEST = 0x16 "PIN Code Request" ("Core Vol 4 Part E, 7.7.22") PinCodeRequest {
        address: Address = "bthci_evt.bd_addr",
    },

    /// The controller wants the stored key of a device.
    LINK_KEY_REQUEST = 0x17 "Link Key Request" ("Core Vol 4 Part E, 7.7.23") LinkKeyRequest {
        address: Address = "bthci_evt.bd_addr",
    },

    /// Pairing made a key.
    LINK_KEY_NOTIFICATION = 0x18 "Link Key Notification" ("Core Vol 4 Part E, 7.7.24") LinkKeyNotification<'a> {
        address: Address = "bthci_evt.bd_addr",
        key: Secret<'a> = "bthci_evt.link_key",
        key_type: LinkKeyType = "bthci_evt.key_type",
    },

    LOOPBACK_COMMAND = 0x19 "Loopback Command",

    /// The encryption key was renewed.
    ENCRYPTION_KEY_REFRESH_COMPLETE = 0x30 "Encryption Key Refresh Complete" ("Core Vol 4 Part E, 7.7.39") EncryptionKeyRefreshComplete {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    },

    /// Secure Simple Pairing starts here; the host says what the device has.
    IO_CAPABILITY_REQUEST = 0x31 "IO Capability Request" ("Core Vol 4 Part E, 7.7.40") IoCapabilityRequest {
        address: Address = "bthci_evt.bd_addr",
    },

    /// What the remote device has and wants.
    IO_CAPABILITY_RESPONSE = 0x32 "IO Capability Response" ("Core Vol 4 Part E, 7.7.41") IoCapabilityResponse {
        address: Address = "bthci_evt.bd_addr",
        io_capability: IoCapability = "bthci_evt.io_capability",
        oob_data_present: OobDataPresent = "bthci_evt.oob_data_present",
        requirements: AuthenticationRequirements = "bthci_evt.auth_requirements",
    },

    /// The user is to compare a number, or to agree.
    USER_CONFIRMATION_REQUEST = 0x33 "User Confirmation Request" ("Core Vol 4 Part E, 7.7.42") UserConfirmationRequest {
        address: Address = "bthci_evt.bd_addr",
        numeric_value: u32 as Digits = "bthci_evt.numeric_value",
    },

    /// The user is to type the number that the other device shows.
    USER_PASSKEY_REQUEST = 0x34 "User Passkey Request" ("Core Vol 4 Part E, 7.7.43") UserPasskeyRequest {
        address: Address = "bthci_evt.bd_addr",
    },

    /// The controller wants what came out of band.
    REMOTE_OOB_DATA_REQUEST = 0x35 "Remote OOB Data Request" ("Core Vol 4 Part E, 7.7.44") RemoteOobDataRequest {
        address: Address = "bthci_evt.bd_addr",
    },

    /// Secure Simple Pairing ended.
    SIMPLE_PAIRING_COMPLETE = 0x36 "Simple Pairing Complete" ("Core Vol 4 Part E, 7.7.45") SimplePairingComplete {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
    },

    /// The user is to type this number at the other device.
    USER_PASSKEY_NOTIFICATION = 0x3b "User Passkey Notification" ("Core Vol 4 Part E, 7.7.48") UserPasskeyNotification {
        address: Address = "bthci_evt.bd_addr",
        passkey: u32 as Digits = "bthci_evt.passkey",
    },

    /// What the user does at the other device.
    KEYPRESS_NOTIFICATION = 0x3c "Keypress Notification" ("Core Vol 4 Part E, 7.7.49") KeypressNotification {
        address: Address = "bthci_evt.bd_addr",
        keypress: Keypress = "bthci_evt.notification_type",
    },

    /// The host features (page 1) of a remote device, before a connection is complete.
    REMOTE_HOST_SUPPORTED_FEATURES_NOTIFICATION = 0x3d "Remote Host Supported Features Notification" ("Core Vol 4 Part E, 7.7.50") RemoteHostSupportedFeaturesNotification {
        address: Address = "bthci_evt.bd_addr",
        features: Hex64 as Keep,
    },

    PHYSICAL_LINK_COMPLETE = 0x40 "Physical Link Complete",
    CHANNEL_SELECTED = 0x41 "Channel Selected",
    DISCONNECTION_PHYSICAL_LINK_COMPLETE = 0x42 "Disconnection Physical Link Complete",
    PHYSICAL_LINK_LOSS_EARLY_WARNING = 0x43 "Physical Link Loss Early Warning",
    PHYSICAL_LINK_RECOVERY = 0x44 "Physical Link Recovery",
    LOGICAL_LINK_COMPLETE = 0x45 "Logical Link Complete",
    DISCONNECTION_LOGICAL_LINK_COMPLETE = 0x46 "Disconnection Logical Link Complete",
    FLOW_SPEC_MODIFY_COMPLETE = 0x47 "Flow Spec Modify Complete",
    NUMBER_OF_COMPLETED_DATA_BLOCKS = 0x48 "Number Of Completed Data Blocks",
    AMP_START_TEST = 0x49 "AMP Start Test",
    AMP_TEST_END = 0x4a "AMP Test End",
    AMP_RECEIVER_REPORT = 0x4b "AMP Receiver Report",
    SHORT_RANGE_MODE_CHANGE_COMPLETE = 0x4c "Short Range Mode Change Complete",
    AMP_STATUS_CHANGE = 0x4d "AMP Status Change",
    TRIGGERED_CLOCK_CAPTURE = 0x4e "Triggered Clock Capture",
    SYNCHRONIZATION_TRAIN_COMPLETE = 0x4f "Synchronization Train Complete",
    SYNCHRONIZATION_TRAIN_RECEIVED = 0x50 "Synchronization Train Received",
    CONNECTIONLESS_PERIPHERAL_BROADCAST_RECEIVE = 0x51 "Connectionless Peripheral Broadcast Receive",
    CONNECTIONLESS_PERIPHERAL_BROADCAST_TIMEOUT = 0x52 "Connectionless Peripheral Broadcast Timeout",
    TRUNCATED_PAGE_COMPLETE = 0x53 "Truncated Page Complete",
    PERIPHERAL_PAGE_RESPONSE_TIMEOUT = 0x54 "Peripheral Page Response Timeout",
    CONNECTIONLESS_PERIPHERAL_BROADCAST_CHANNEL_MAP_CHANGE = 0x55 "Connectionless Peripheral Broadcast Channel Map Change",
    INQUIRY_RESPONSE_NOTIFICATION = 0x56 "Inquiry Response Notification",

    /// No packet with a valid MIC came in time.
    AUTHENTICATED_PAYLOAD_TIMEOUT_EXPIRED = 0x57 "Authenticated Payload Timeout Expired" ("Core Vol 4 Part E, 7.7.75") AuthenticatedPayloadTimeoutExpired {
        handle: Handle = "bthci_evt.connection_handle",
    },

    SAM_STATUS_CHANGE = 0x58 "SAM Status Change",

    /// Encryption was turned on or off, with the size of the key.
    ENCRYPTION_CHANGE_V2 = 0x59 "Encryption Change [v2]" ("Core Vol 4 Part E, 7.7.8") EncryptionChangeV2 {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        encryption: Encryption = "bthci_evt.encryption_enable",
        key_size: Octets8,
    },

    VENDOR_SPECIFIC = 0xff "Vendor Specific",
}
