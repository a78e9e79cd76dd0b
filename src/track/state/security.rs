//! Authentication and encryption of a link.

use crate::track::id::At;

/// Whether a link is encrypted, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encryption {
    /// The capture does not show it.
    #[default]
    Unknown,
    /// Plain.
    Off,
    /// E0, on BR/EDR.
    E0,
    /// AES-CCM, on either transport.
    Aes,
}

impl Encryption {
    /// The text for a report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Off => "off",
            Self::E0 => "E0",
            Self::Aes => "AES-CCM",
        }
    }
}

/// What is known of a link's security.
#[derive(Debug, Default, Clone, Copy)]
pub struct Security {
    /// As it is now.
    pub encryption: Encryption,
    /// The host's last answer to a request for the link key, and whether it had one.
    pub link_key: Option<(At, bool)>,
    /// The type of the newest link key (Core Vol 4 Part E, 7.7.24).
    pub link_key_type: Option<u8>,
    /// Authentication was asked for and has not ended.
    pub authenticating: Option<At>,
    /// Secure Simple Pairing or a PIN exchange runs since.
    pub pairing: Option<At>,
    /// Encryption was asked for, by this host or by the peer, and has not changed.
    pub encrypting: Option<At>,
    /// Encryption was asked for, the last time.
    pub encryption_asked: Option<At>,
    /// Encryption could not be switched on.
    pub encryption_failed: Option<At>,
    /// This host, or its user, refused the pairing.
    pub refused: Option<At>,
}

impl Security {
    /// The link is new: it is not encrypted.
    pub(in crate::track) fn began(&mut self) {
        self.encryption = Encryption::Off;
    }
}
