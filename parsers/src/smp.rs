//! Security Manager Protocol (Core Vol 3 Part H, section 3).

mod codes;

pub use codes::*;

use crate::{
    Address, Hex16, Octets8, Secret, View, dispatch,
    frame::{Context, Frame, Part},
    pdu,
};

/// All declarations of this protocol.
pub(crate) const LISTS: &[&[&crate::Pdu]] = &[PDUS];

pdu! {
    in PDUS;

    /// The code, and the data that belongs to it.
    pub struct Header<'a> ("SMP", "Core Vol 3 Part H, 3.3") {
        opcode: Opcode as Form = "btsmp.opcode",
        data: &'a [u8],
    }

    /// The initiator starts to pair.
    pub struct PairingRequest ("Pairing Request", "Core Vol 3 Part H, 3.5.1") {
        io_capability: IoCapability = "btsmp.io_capability",
        oob_data: OobData = "btsmp.oob_data_flags",
        @u8 bonding: Bonding [0..2] = "btsmp.bonding_flags",
        /// Protection against a man in the middle is wanted.
        mitm: bool [2..3] = "btsmp.mitm_flag",
        /// LE Secure Connections is supported.
        secure_connections: bool [3..4] = "btsmp.sc_flag",
        keypress: bool [4..5] = "btsmp.keypress_flag",
        /// The link key is derived with the function h7.
        ct2: bool [5..6],
        reserved: u8 [6..8] as Reserved,
        /// Octets, 7 to 16.
        max_key_size: Octets8 = "btsmp.max_enc_key_size",
        @u8 initiator_encryption_key: bool [0..1] = "btsmp.key_dist_enc",
        initiator_identity_key: bool [1..2] = "btsmp.key_dist_id",
        initiator_signing_key: bool [2..3] = "btsmp.key_dist_sign",
        initiator_link_key: bool [3..4] = "btsmp.key_dist_linkkey",
        initiator_reserved: u8 [4..8] as Keep = "btsmp.key_dist_reserved",
        @u8 responder_encryption_key: bool [0..1] = "btsmp.key_dist_enc",
        responder_identity_key: bool [1..2] = "btsmp.key_dist_id",
        responder_signing_key: bool [2..3] = "btsmp.key_dist_sign",
        responder_link_key: bool [3..4] = "btsmp.key_dist_linkkey",
        responder_reserved: u8 [4..8] as Keep = "btsmp.key_dist_reserved",
    }

    /// The responder agrees to pair.
    pub struct PairingResponse ("Pairing Response", "Core Vol 3 Part H, 3.5.2") {
        io_capability: IoCapability = "btsmp.io_capability",
        oob_data: OobData = "btsmp.oob_data_flags",
        @u8 bonding: Bonding [0..2] = "btsmp.bonding_flags",
        mitm: bool [2..3] = "btsmp.mitm_flag",
        secure_connections: bool [3..4] = "btsmp.sc_flag",
        keypress: bool [4..5] = "btsmp.keypress_flag",
        ct2: bool [5..6],
        reserved: u8 [6..8] as Reserved,
        max_key_size: Octets8 = "btsmp.max_enc_key_size",
        @u8 initiator_encryption_key: bool [0..1] = "btsmp.key_dist_enc",
        initiator_identity_key: bool [1..2] = "btsmp.key_dist_id",
        initiator_signing_key: bool [2..3] = "btsmp.key_dist_sign",
        initiator_link_key: bool [3..4] = "btsmp.key_dist_linkkey",
        initiator_reserved: u8 [4..8] as Keep = "btsmp.key_dist_reserved",
        @u8 responder_encryption_key: bool [0..1] = "btsmp.key_dist_enc",
        responder_identity_key: bool [1..2] = "btsmp.key_dist_id",
        responder_signing_key: bool [2..3] = "btsmp.key_dist_sign",
        responder_link_key: bool [3..4] = "btsmp.key_dist_linkkey",
        responder_reserved: u8 [4..8] as Keep = "btsmp.key_dist_reserved",
    }

    /// A commitment to a random value.
    pub struct PairingConfirm<'a> ("Pairing Confirm", "Core Vol 3 Part H, 3.5.3") {
        confirm_value: &'a [u8; 16] as Confirm = "btsmp.cfm_value",
    }

    /// The random value.
    pub struct PairingRandom<'a> ("Pairing Random", "Core Vol 3 Part H, 3.5.4") {
        random_value: &'a [u8; 16] as Key = "btsmp.random_value",
    }

    /// Pairing ended without a key.
    pub struct PairingFailed ("Pairing Failed", "Core Vol 3 Part H, 3.5.5") {
        reason: Reason = "btsmp.reason",
    }

    /// A point on the curve P-256, least significant octets first.
    pub struct PairingPublicKey<'a> ("Pairing Public Key", "Core Vol 3 Part H, 3.5.6") {
        x: &'a [u8; 32] as PublicKey = "btsmp.public_key_x",
        y: &'a [u8; 32] as PublicKey = "btsmp.public_key_y",
    }

    /// Proves the Diffie-Hellman key.
    pub struct PairingDhKeyCheck<'a> ("Pairing DHKey Check", "Core Vol 3 Part H, 3.5.7") {
        check: &'a [u8; 16] as Confirm = "btsmp.dhkey_check",
    }

    /// A key was pressed during passkey entry.
    pub struct PairingKeypressNotification ("Pairing Keypress Notification", "Core Vol 3 Part H, 3.5.8") {
        kind: Keypress = "btsmp.notification_type",
    }

    /// The Long Term Key of LE legacy pairing.
    pub struct EncryptionInformation<'a> ("Encryption Information", "Core Vol 3 Part H, 3.6.2") {
        long_term_key: Secret<'a> = "btsmp.long_term_key",
    }

    /// Names the Long Term Key of LE legacy pairing.
    pub struct CentralIdentification<'a> ("Central Identification", "Core Vol 3 Part H, 3.6.3") {
        ediv: Hex16 as Key = "btsmp.ediv",
        rand: &'a [u8; 8] as Key = "btsmp.random_value",
    }

    /// The Identity Resolving Key.
    pub struct IdentityInformation<'a> ("Identity Information", "Core Vol 3 Part H, 3.6.4") {
        identity_resolving_key: Secret<'a> = "btsmp.id_resolving_key",
    }

    /// The identity address.
    pub struct IdentityAddressInformation ("Identity Address Information", "Core Vol 3 Part H, 3.6.5") {
        kind: AddressKind = "btsmp.address_type",
        address: Address = "btsmp.bd_addr",
    }

    /// The Connection Signature Resolving Key.
    pub struct SigningInformation<'a> ("Signing Information", "Core Vol 3 Part H, 3.6.6") {
        signature_key: Secret<'a> = "btsmp.signature_key",
    }

    /// The peripheral asks its central for security.
    pub struct SecurityRequest ("Security Request", "Core Vol 3 Part H, 3.6.7") {
        @u8 bonding: Bonding [0..2] = "btsmp.bonding_flags",
        mitm: bool [2..3] = "btsmp.mitm_flag",
        secure_connections: bool [3..4] = "btsmp.sc_flag",
        keypress: bool [4..5] = "btsmp.keypress_flag",
        ct2: bool [5..6],
        reserved: u8 [6..8] as Reserved,
    }
}

dispatch! {
    /// The data of a Security Manager PDU.
    pub enum Message<'a> by Opcode {
        PAIRING_REQUEST => PairingRequest(PairingRequest),
        PAIRING_RESPONSE => PairingResponse(PairingResponse),
        PAIRING_CONFIRM => PairingConfirm(PairingConfirm<'a>),
        PAIRING_RANDOM => PairingRandom(PairingRandom<'a>),
        PAIRING_FAILED => PairingFailed(PairingFailed),
        ENCRYPTION_INFORMATION => EncryptionInformation(EncryptionInformation<'a>),
        CENTRAL_IDENTIFICATION => CentralIdentification(CentralIdentification<'a>),
        IDENTITY_INFORMATION => IdentityInformation(IdentityInformation<'a>),
        IDENTITY_ADDRESS_INFORMATION => IdentityAddressInformation(IdentityAddressInformation),
        SIGNING_INFORMATION => SigningInformation(SigningInformation<'a>),
        SECURITY_REQUEST => SecurityRequest(SecurityRequest),
        PAIRING_PUBLIC_KEY => PairingPublicKey(PairingPublicKey<'a>),
        PAIRING_DHKEY_CHECK => PairingDhKeyCheck(PairingDhKeyCheck<'a>),
        PAIRING_KEYPRESS_NOTIFICATION => PairingKeypressNotification(PairingKeypressNotification),
    }
}

impl<'a> Message<'a> {
    /// Reads a whole Security Manager PDU.
    ///
    /// # Errors
    /// The first field that could not be read.
    pub fn of_pdu(bytes: &'a [u8]) -> Result<Self, crate::ParseError> {
        let header = Header::parse(bytes)?;
        Self::parse(header.opcode, header.data)
    }
}

/// Adds the layers of a Security Manager PDU.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, _context: &Context<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    if let Some(pdu) = Message::pdu(header.opcode) {
        frame.layer_of(pdu, part.suffix(header.data));
    }
}
