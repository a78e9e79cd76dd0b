//! Events about authentication, pairing and encryption.

use crate::{
    Address, Counted, Hex64, Secret,
    hci::{
        AuthenticationRequirements, Encryption, Handle, IoCapability, Keypress, LinkKeyType, Status,
    },
    pdu,
};

pdu! {
    /// The authentication that the host asked for is done.
    pub struct AuthenticationComplete ("Authentication Complete", "Core Vol 4 Part E, 7.7.6") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    }

    /// Encryption was turned on or off.
    pub struct EncryptionChange ("Encryption Change [v1]", "Core Vol 4 Part E, 7.7.8") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        encryption: Encryption = "bthci_evt.encryption_enable",
    }

    /// A link has a new key.
    pub struct ChangeConnectionLinkKeyComplete ("Change Connection Link Key Complete", "Core Vol 4 Part E, 7.7.9") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    }

    /// The kind of key in use changed.
    pub struct LinkKeyTypeChanged ("Link Key Type Changed", "Core Vol 4 Part E, 7.7.10") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// 0 semi-permanent, 1 temporary.
        key_flag: u8 = "bthci_evt.key_flag",
    }

    /// The controller wants a PIN code for legacy pairing.
    pub struct PinCodeRequest ("PIN Code Request", "Core Vol 4 Part E, 7.7.22") {
        address: Address = "bthci_evt.bd_addr",
    }

    /// The controller wants the stored key of a device.
    pub struct LinkKeyRequest ("Link Key Request", "Core Vol 4 Part E, 7.7.23") {
        address: Address = "bthci_evt.bd_addr",
    }

    /// A device and the key that the controller stored for it.
    pub struct ReturnedLinkKey<'a> ("Returned Link Key", "Core Vol 4 Part E, 7.7.21") {
        address: Address = "bthci_evt.bd_addr",
        /// Zeros: controllers need not give keys away.
        key: Secret<'a> = "bthci_evt.link_key",
    }

    /// The stored keys that the host asked for.
    pub struct ReturnLinkKeys<'a> ("Return Link Keys", "Core Vol 4 Part E, 7.7.21") {
        keys: Counted<'a, ReturnedLinkKey<'a>>,
    }

    /// Pairing made a key.
    pub struct LinkKeyNotification<'a> ("Link Key Notification", "Core Vol 4 Part E, 7.7.24") {
        address: Address = "bthci_evt.bd_addr",
        key: Secret<'a> = "bthci_evt.link_key",
        key_type: LinkKeyType = "bthci_evt.key_type",
    }

    /// The encryption key was renewed.
    pub struct EncryptionKeyRefreshComplete ("Encryption Key Refresh Complete", "Core Vol 4 Part E, 7.7.39") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    }

    /// Secure Simple Pairing starts here; the host says what the device has.
    pub struct IoCapabilityRequest ("IO Capability Request", "Core Vol 4 Part E, 7.7.40") {
        address: Address = "bthci_evt.bd_addr",
    }

    /// What the remote device has and wants.
    pub struct IoCapabilityResponse ("IO Capability Response", "Core Vol 4 Part E, 7.7.41") {
        address: Address = "bthci_evt.bd_addr",
        io_capability: IoCapability = "bthci_evt.io_capability",
        oob_data_present: u8 = "bthci_evt.oob_data_present",
        requirements: AuthenticationRequirements = "bthci_evt.auth_requirements",
    }

    /// The user is to compare a number, or to agree.
    pub struct UserConfirmationRequest ("User Confirmation Request", "Core Vol 4 Part E, 7.7.42") {
        address: Address = "bthci_evt.bd_addr",
        numeric_value: u32 = "bthci_evt.numeric_value",
    }

    /// The user is to type the number that the other device shows.
    pub struct UserPasskeyRequest ("User Passkey Request", "Core Vol 4 Part E, 7.7.43") {
        address: Address = "bthci_evt.bd_addr",
    }

    /// The controller wants what came out of band.
    pub struct RemoteOobDataRequest ("Remote OOB Data Request", "Core Vol 4 Part E, 7.7.44") {
        address: Address = "bthci_evt.bd_addr",
    }

    /// Secure Simple Pairing ended.
    pub struct SimplePairingComplete ("Simple Pairing Complete", "Core Vol 4 Part E, 7.7.45") {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
    }

    /// The user is to type this number at the other device.
    pub struct UserPasskeyNotification ("User Passkey Notification", "Core Vol 4 Part E, 7.7.48") {
        address: Address = "bthci_evt.bd_addr",
        passkey: u32 = "bthci_evt.passkey",
    }

    /// What the user does at the other device.
    pub struct KeypressNotification ("Keypress Notification", "Core Vol 4 Part E, 7.7.49") {
        address: Address = "bthci_evt.bd_addr",
        keypress: Keypress = "bthci_evt.notification_type",
    }

    /// The host features (page 1) of a remote device, before a connection is complete.
    pub struct RemoteHostSupportedFeaturesNotification ("Remote Host Supported Features Notification", "Core Vol 4 Part E, 7.7.50") {
        address: Address = "bthci_evt.bd_addr",
        features: Hex64,
    }

    /// No packet with a valid MIC came in time.
    pub struct AuthenticatedPayloadTimeoutExpired ("Authenticated Payload Timeout Expired", "Core Vol 4 Part E, 7.7.75") {
        handle: Handle = "bthci_evt.connection_handle",
    }

    /// Encryption was turned on or off, with the size of the key.
    pub struct EncryptionChangeV2 ("Encryption Change [v2]", "Core Vol 4 Part E, 7.7.8") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        encryption: Encryption = "bthci_evt.encryption_enable",
        /// Octets.
        key_size: u8,
    }
}
