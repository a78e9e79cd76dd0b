//! How two devices find out that nobody is in the middle (Core Vol 3 Part H, 2.3.5.1).

use parsers::smp::{IoCapability, OobData};

/// What one side of a pairing wants and can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairingFeatures {
    /// How it can talk to its user.
    pub io_capability: IoCapability,
    /// It has data from out of band.
    pub oob_data: OobData,
    /// It wants the key to be kept.
    pub bonding: bool,
    /// It wants protection against a man in the middle.
    pub mitm: bool,
    /// It can do LE Secure Connections.
    pub secure_connections: bool,
    /// Octets of the longest key it takes.
    pub max_key_size: u8,
}

/// The key generation method that the features of both sides lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Nobody is asked anything, or only whether to pair.
    JustWorks,
    /// Both users compare a number of six digits; LE Secure Connections only.
    NumericComparison,
    /// A number of six digits is typed.
    PasskeyEntry(Typist),
    /// The data came another way.
    OutOfBand,
}

/// Who types the passkey; the other side shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Typist {
    /// The user of the initiator.
    Initiator,
    /// The user of the responder.
    Responder,
    /// Both type the same.
    Both,
}

impl Typist {
    /// Whether the initiator's user (else the responder's) types.
    pub fn types(self, initiator: bool) -> bool {
        self == Self::Both || (self == Self::Initiator) == initiator
    }
}

impl Method {
    /// As the specification writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::JustWorks => "Just Works",
            Self::NumericComparison => "Numeric Comparison",
            Self::PasskeyEntry(_) => "Passkey Entry",
            Self::OutOfBand => "Out of Band",
        }
    }

    /// What the Pairing Request and the Pairing Response lead to.
    pub(in crate::track) fn of(request: &PairingFeatures, response: &PairingFeatures) -> Self {
        let secure = request.secure_connections && response.secure_connections;
        let oob = [request, response].map(|side| side.oob_data == OobData::PRESENT);
        let out_of_band = if secure { oob[0] || oob[1] } else { oob[0] && oob[1] };
        if out_of_band {
            return Self::OutOfBand;
        }
        if !request.mitm && !response.mitm {
            return Self::JustWorks;
        }
        Self::of_io(request.io_capability, response.io_capability, secure)
    }

    /// The table that maps IO capabilities to the method.
    pub(in crate::track) fn of_io(
        initiator: IoCapability,
        responder: IoCapability,
        secure: bool,
    ) -> Self {
        use IoCapability as Io;
        let compares = |io| matches!(io, Io::DISPLAY_YES_NO | Io::KEYBOARD_DISPLAY);
        match (initiator, responder) {
            (a, b) if secure && compares(a) && compares(b) => Self::NumericComparison,
            (Io::KEYBOARD_ONLY, Io::KEYBOARD_ONLY) => Self::PasskeyEntry(Typist::Both),
            (
                Io::DISPLAY_ONLY | Io::DISPLAY_YES_NO | Io::KEYBOARD_DISPLAY,
                Io::KEYBOARD_ONLY | Io::KEYBOARD_DISPLAY,
            ) => Self::PasskeyEntry(Typist::Responder),
            (
                Io::KEYBOARD_ONLY | Io::KEYBOARD_DISPLAY,
                Io::DISPLAY_ONLY | Io::DISPLAY_YES_NO | Io::KEYBOARD_DISPLAY,
            ) => Self::PasskeyEntry(Typist::Initiator),
            // NoInputNoOutput, two displays, and values that are not assigned.
            _ => Self::JustWorks,
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::smp::{IoCapability as Io, OobData};

    use super::{Method, PairingFeatures, Typist};

    fn side(io: Io, mitm: bool, secure_connections: bool, oob: bool) -> PairingFeatures {
        PairingFeatures {
            io_capability: io,
            oob_data: if oob { OobData::PRESENT } else { OobData::NOT_PRESENT },
            bonding: true,
            mitm,
            secure_connections,
            max_key_size: 16,
        }
    }

    /// One letter a cell: J Just Works, N Numeric Comparison, I and R who types, B both.
    fn letter(method: Method) -> char {
        match method {
            Method::JustWorks => 'J',
            Method::NumericComparison => 'N',
            Method::PasskeyEntry(Typist::Initiator) => 'I',
            Method::PasskeyEntry(Typist::Responder) => 'R',
            Method::PasskeyEntry(Typist::Both) => 'B',
            Method::OutOfBand => 'O',
        }
    }

    #[test]
    fn io_capabilities_lead_to_the_method_of_the_table() {
        // Rows are the responder, columns the initiator, each from DisplayOnly (0) to
        // KeyboardDisplay (4), as in the specification.
        let legacy = ["JJIJI", "JJIJI", "RRBJR", "JJJJJ", "RRIJR"];
        let secure = ["JJIJI", "JNIJN", "RRBJR", "JJJJJ", "RNIJN"];
        for (table, sc) in [(legacy, false), (secure, true)] {
            for (responder, row) in (0..).zip(table) {
                for (initiator, want) in (0..).zip(row.chars()) {
                    let request = side(Io(initiator), true, sc, false);
                    let response = side(Io(responder), false, sc, false);
                    let got = letter(Method::of(&request, &response));
                    assert_eq!(got, want, "initiator {initiator}, responder {responder}, SC {sc}");
                }
            }
        }
    }

    #[test]
    fn without_a_wish_for_protection_it_is_just_works() {
        let keyboard = side(Io::KEYBOARD_ONLY, false, true, false);
        let display = side(Io::DISPLAY_ONLY, false, true, false);
        assert_eq!(Method::of(&keyboard, &display), Method::JustWorks);
    }

    #[test]
    fn out_of_band_needs_both_flags_in_legacy_pairing_and_one_in_secure_connections() {
        let (with, without) =
            (side(Io::DISPLAY_ONLY, true, true, true), side(Io::DISPLAY_ONLY, true, true, false));
        assert_eq!(Method::of(&with, &without), Method::OutOfBand);
        let (with, without) =
            (side(Io::DISPLAY_ONLY, true, false, true), side(Io::DISPLAY_ONLY, true, false, false));
        assert_eq!(Method::of(&with, &without), Method::JustWorks);
        assert_eq!(Method::of(&with, &with), Method::OutOfBand);
    }
}
