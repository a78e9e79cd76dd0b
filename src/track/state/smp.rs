//! Pairing on LE (Core Vol 3 Part H).

use parsers::smp::{Opcode, Reason};

use super::{
    link::Link,
    memory::Remembers,
    method::{Method, PairingFeatures},
};
use crate::track::id::{At, Side};

/// What is known of the newest pairing of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairingSummary {
    /// The Pairing Request, or the first PDU that was seen.
    pub started: At,
    /// The Security Request that came before, or crossed it.
    pub security_request: Option<At>,
    /// What the initiator wants and can.
    pub request: Option<PairingFeatures>,
    /// What the responder wants and can.
    pub response: Option<PairingFeatures>,
    /// The Pairing Response.
    pub responded: Option<At>,
    /// Which side sent (or must have sent) the Pairing Request.
    pub initiator: Option<Side>,
    /// Pairing Randoms of both sides; two are one round.
    pub randoms: u32,
    /// DHKey Checks of both sides.
    pub checks: u32,
    /// The last Keypress Notification says that the passkey is entered (3.5.8).
    pub typed: bool,
    /// Pairing Requests within this procedure.
    pub requests: u32,
    /// The pairing goes on.
    pub active: bool,
    /// Encryption is on: what is left is the distribution of keys.
    pub encrypted: bool,
    /// Encryption was asked for before the two could have made the key, and was switched on.
    pub overtaken: Option<At>,
    /// Why it failed.
    pub failed: Option<Reason>,
    /// Pairing Failed PDUs; a second one answers the first, or is noise.
    pub failures: u32,
}

impl PairingSummary {
    /// LE Secure Connections; unknown while one side's features are.
    pub fn secure_connections(&self) -> Option<bool> {
        match (self.request, self.response) {
            (Some(request), Some(response)) => {
                Some(request.secure_connections && response.secure_connections)
            }
            _ => None,
        }
    }

    /// Both sides have sent what the other needs to be sure of the key (2.3.5.5, 2.3.5.6); unknown
    /// while one side's features are.
    pub fn has_key(&self) -> Option<bool> {
        Some(if self.secure_connections()? { self.checks } else { self.randoms } >= 2)
    }

    /// The key generation method; unknown while one side's features are.
    pub fn method(&self) -> Option<Method> {
        Some(Method::of(self.request.as_ref()?, self.response.as_ref()?))
    }
}

/// The pairing of a link.
#[derive(Debug, Clone, Copy)]
pub struct Pairing {
    /// All but the timer.
    pub summary: PairingSummary,
    pub(in crate::track) last: At,
    pub(in crate::track) last_code: Opcode,
    pub(in crate::track) last_by: Side,
}

impl Remembers for Pairing {
    fn octets(&self) -> usize {
        0
    }

    fn forgotten(&self) -> u64 {
        0
    }
}

impl Link {
    /// Pairing on LE, once it begins.
    pub fn pairing(&self) -> Option<&Pairing> {
        self.memory.get()
    }
}
