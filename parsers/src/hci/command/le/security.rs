//! Commands about LE encryption, keys and private addresses.

use crate::{
    Address, Hex16, Secret,
    hci::{AddressType, Handle},
    pdu,
};

pdu! {
    /// Encrypts one block.
    pub struct Encrypt<'a> ("LE Encrypt", "Core Vol 4 Part E, 7.8.22") {
        key: Secret<'a> = "bthci_cmd.le_key",
        plaintext: Secret<'a> = "bthci_cmd.le_plaintext",
    }

    /// Starts encryption, as the central.
    pub struct EnableEncryption<'a> ("LE Enable Encryption", "Core Vol 4 Part E, 7.8.24") {
        handle: Handle = "bthci_cmd.connection_handle",
        random_number: &'a [u8; 8] = "bthci_cmd.le_random_number",
        encrypted_diversifier: Hex16 = "bthci_cmd.le_encrypted_diversifier",
        long_term_key: Secret<'a> = "bthci_cmd.le_long_term_key",
    }

    /// Gives the key, as the peripheral.
    pub struct LongTermKeyRequestReply<'a> ("LE Long Term Key Request Reply", "Core Vol 4 Part E, 7.8.25") {
        handle: Handle = "bthci_cmd.connection_handle",
        long_term_key: Secret<'a> = "bthci_cmd.le_long_term_key",
    }

    /// There is no key.
    pub struct LongTermKeyRequestNegativeReply ("LE Long Term Key Request Negative Reply", "Core Vol 4 Part E, 7.8.26") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Makes the secret that both sides share.
    pub struct GenerateDhKey<'a> ("LE Generate DHKey [v1]", "Core Vol 4 Part E, 7.8.37") {
        remote_key: &'a [u8; 64] = "bthci_cmd.le_remote_p_256_public_key",
    }

    /// A device joins the resolving list.
    pub struct AddDeviceToResolvingList<'a> ("LE Add Device To Resolving List", "Core Vol 4 Part E, 7.8.38") {
        peer_identity_address_type: AddressType = "bthci_cmd.le_peer_identity_address_type",
        peer_identity_address: Address = "bthci_cmd.bd_addr",
        peer_irk: Secret<'a> = "bthci_cmd.le_peer_irk",
        local_irk: Secret<'a> = "bthci_cmd.le_local_irk",
    }

    /// A device leaves the resolving list.
    pub struct RemoveDeviceFromResolvingList ("LE Remove Device From Resolving List", "Core Vol 4 Part E, 7.8.39") {
        peer_identity_address_type: AddressType = "bthci_cmd.le_peer_identity_address_type",
        peer_identity_address: Address = "bthci_cmd.bd_addr",
    }

    /// Whether the controller resolves private addresses.
    pub struct SetAddressResolutionEnable ("LE Set Address Resolution Enable", "Core Vol 4 Part E, 7.8.44") {
        enable: bool = "bthci_cmd.le_address_resolution_enable",
    }

    /// How long the controller uses one private address.
    pub struct SetResolvablePrivateAddressTimeout ("LE Set Resolvable Private Address Timeout [v1]", "Core Vol 4 Part E, 7.8.45") {
        /// Seconds.
        timeout: u16 = "bthci_cmd.le_rpa_timeout",
    }

    /// Whether a peer may show its identity address.
    pub struct SetPrivacyMode ("LE Set Privacy Mode", "Core Vol 4 Part E, 7.8.77") {
        peer_identity_address_type: AddressType = "bthci_cmd.le_peer_identity_address_type",
        peer_identity_address: Address = "bthci_cmd.bd_addr",
        /// 0 network, 1 device.
        mode: u8 = "bthci_cmd.le_privacy_mode",
    }
}
