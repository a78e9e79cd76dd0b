//! The value of a field, in a form that can be shown, filtered and compared.

use core::fmt;

/// A field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number.
    Unsigned(u64),
    /// A number shown in hexadecimal: a handle, an identifier, a bit mask.
    Hex(u64),
    /// A number with a sign.
    Signed(i64),
    /// A code, with its name in the specification where it has one.
    Code(u64, Option<&'static str>),
    /// One bit.
    Flag(bool),
    /// A number in units of `numerator / denominator` of `unit`.
    Quantity {
        /// The number that is in the bytes.
        raw: u64,
        /// What one step is worth: this ...
        numerator: u32,
        /// ... divided by this.
        denominator: u32,
        /// The unit, `ms` or `s`.
        unit: &'static str,
    },
    /// A device address, most significant octet first.
    Address([u8; 6]),
    /// A UUID, whole.
    Uuid(crate::Uuid),
    /// Octets in the order of the capture.
    Bytes(&'a [u8]),
    /// Octets that are a key or another secret; shown as their number only.
    Secret(crate::Secret<'a, [u8]>),
    /// Text in UTF-8, as it came from the air: hostile until cleaned.
    Text(&'a [u8]),
}

impl Value<'_> {
    /// The number behind the value, where there is one.
    pub fn number(&self) -> Option<u64> {
        match *self {
            Self::Unsigned(v) | Self::Hex(v) | Self::Code(v, _) | Self::Quantity { raw: v, .. } => {
                Some(v)
            }
            Self::Signed(v) => u64::try_from(v).ok(),
            Self::Flag(v) => Some(u64::from(v)),
            Self::Uuid(v) => v.short().map(u64::from),
            Self::Address(_) | Self::Bytes(_) | Self::Secret(_) | Self::Text(_) => None,
        }
    }
}

/// The value as a person reads it. Control characters of text are replaced.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unsigned(v) => write!(f, "{v}"),
            Self::Hex(v) => write!(f, "{v:#06x}"),
            Self::Signed(v) => write!(f, "{v}"),
            Self::Code(v, Some(name)) => write!(f, "{name} ({v:#04x})"),
            Self::Code(v, None) => write!(f, "unknown ({v:#04x})"),
            Self::Flag(v) => write!(f, "{v}"),
            Self::Quantity { raw, numerator, denominator, unit } => {
                let thousandths = raw.saturating_mul(u64::from(numerator)).saturating_mul(1000)
                    / u64::from(denominator.max(1));
                write!(f, "{}", thousandths / 1000)?;
                if thousandths % 1000 != 0 {
                    let digits = thousandths % 1000;
                    if digits % 10 != 0 {
                        write!(f, ".{digits:03}")?;
                    } else {
                        write!(f, ".{:02}", digits / 10)?;
                    }
                }
                write!(f, " {unit} ({raw})")
            }
            Self::Address(octets) => crate::Address(octets).fmt(f),
            Self::Uuid(uuid) => uuid.fmt(f),
            Self::Bytes(bytes) => {
                for b in bytes.iter().take(32) {
                    write!(f, "{b:02x}")?;
                }
                if bytes.len() > 32 {
                    write!(f, "… ({} octets)", bytes.len())?;
                }
                Ok(())
            }
            Self::Secret(secret) => secret.fmt(f),
            Self::Text(bytes) => {
                for chunk in bytes.utf8_chunks() {
                    for c in chunk.valid().chars() {
                        write!(f, "{}", if c.is_control() { '\u{fffd}' } else { c })?;
                    }
                    if !chunk.invalid().is_empty() {
                        write!(f, "\u{fffd}")?;
                    }
                }
                Ok(())
            }
        }
    }
}
