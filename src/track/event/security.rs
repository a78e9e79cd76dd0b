//! Authentication, pairing and encryption.

use parsers::{hci::Status, smp};

use crate::track::id::{At, Side};
use crate::track::state::{Encryption, PairingSummary};

/// A step of authentication, BR/EDR pairing or encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityStep {
    /// The host asked for authentication.
    AuthenticationRequested,
    /// The controller asks for the link key.
    LinkKeyRequest,
    /// The host has it.
    LinkKeyReply,
    /// The host has none.
    LinkKeyNegativeReply,
    /// The controller asks for the PIN.
    PinCodeRequest,
    /// The host gave it.
    PinCodeReply,
    /// The host gave none.
    PinCodeNegativeReply,
    /// The controller asks for the host's IO capability.
    IoCapabilityRequest,
    /// The host said it.
    IoCapabilityReply,
    /// The host does not want to pair.
    IoCapabilityNegativeReply(Status),
    /// The peer said its IO capability.
    IoCapabilityResponse,
    /// The controller asks for data from out of band.
    OobDataRequest,
    /// The host has some.
    OobDataReply,
    /// The host has none.
    OobDataNegativeReply,
    /// The user is to compare a number.
    UserConfirmationRequest,
    /// The user said yes, or the host did for them.
    UserConfirmationReply,
    /// The user said no.
    UserConfirmationNegativeReply,
    /// The user is to type a number.
    UserPasskeyRequest,
    /// The user typed it.
    UserPasskeyReply,
    /// The user gave up.
    UserPasskeyNegativeReply,
    /// The user is shown a number.
    UserPasskeyNotification,
    /// Secure Simple Pairing ended.
    SimplePairingComplete(Status),
    /// There is a new link key, of this type.
    LinkKeyNotification(u8),
    /// Authentication ended.
    AuthenticationComplete(Status),
    /// The host asked for encryption.
    EncryptionRequested,
    /// Encryption is as reported, or could not be switched.
    EncryptionChange {
        /// Whether it worked.
        status: Status,
        /// What the link is now.
        mode: Encryption,
    },
    /// The key was refreshed.
    KeyRefresh(Status),
    /// The peripheral's controller asks for the long term key.
    LongTermKeyRequest,
    /// The host has it.
    LongTermKeyReply,
    /// The host has none.
    LongTermKeyNegativeReply,
}

/// One SMP PDU.
#[derive(Debug, Clone, Copy)]
pub struct SmpMessage<'a> {
    /// Who sent it.
    pub by: Side,
    /// What it is.
    pub code: smp::Opcode,
    /// What follows the code.
    pub payload: &'a [u8],
    /// The pairing it belongs to, after this PDU.
    pub procedure: PairingSummary,
}

/// A pairing stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmpStuck {
    /// The last PDU.
    pub last: At,
    /// What it was.
    pub code: smp::Opcode,
    /// Who had sent it.
    pub by: Side,
    /// 30 s passed; else the link ended.
    pub timed_out: bool,
    /// The pairing.
    pub procedure: PairingSummary,
}
