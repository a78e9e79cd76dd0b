//! The value of a field, in a form that can be shown, filtered and compared.

use core::fmt;

use crate::field::Unit;

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
    /// A number of something.
    Quantity(i64, &'static Unit),
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

impl<'a> Value<'a> {
    /// The value in fewer words: a code by its name, or by its number where it has no name.
    pub fn brief(self) -> Brief<'a> {
        Brief(self)
    }

    /// The number behind the value, where there is one.
    pub fn number(&self) -> Option<u64> {
        match *self {
            Self::Unsigned(v) | Self::Hex(v) | Self::Code(v, _) => Some(v),
            Self::Signed(v) | Self::Quantity(v, _) => u64::try_from(v).ok(),
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
            Self::Quantity(raw, unit) => quantity(raw, unit, f),
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

/// See [`Value::brief`].
#[derive(Debug, Clone, Copy)]
pub struct Brief<'a>(Value<'a>);

impl fmt::Display for Brief<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Code(_, Some(name)) => f.write_str(name),
            Value::Code(v, None) => write!(f, "{v:#04x}"),
            Value::Uuid(uuid) => match uuid.name() {
                Some(name) => f.write_str(name),
                None => uuid.fmt(f),
            },
            value => value.fmt(f),
        }
    }
}

/// The number of units, with the number in the bytes behind it where that is another. Microseconds
/// are milliseconds from a thousand on.
fn quantity(raw: i64, unit: &Unit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(special) = unit.special(raw) {
        return write!(f, "{special} ({raw})");
    }
    let (numerator, denominator) =
        (i128::from(unit.numerator), i128::from(unit.denominator.max(1)));
    let (symbol, denominator) = match unit.symbol {
        "µs" if i128::from(raw).saturating_mul(numerator) >= 1000 * denominator => {
            ("ms", denominator * 1000)
        }
        symbol => (symbol, denominator),
    };
    let thousandths = i128::from(raw) * numerator * 1000 / denominator;
    let (whole, digits) = (thousandths.abs() / 1000, thousandths.abs() % 1000);
    if thousandths < 0 {
        f.write_str("-")?;
    }
    write!(f, "{whole}")?;
    match digits {
        0 => {}
        _ if digits % 10 != 0 => write!(f, ".{digits:03}")?,
        _ if digits % 100 != 0 => write!(f, ".{:02}", digits / 10)?,
        _ => write!(f, ".{}", digits / 100)?,
    }
    let (noun, rest) =
        symbol.split_once('/').map_or((symbol, None), |(noun, per)| (noun, Some(per)));
    match one(noun).filter(|_| thousandths == 1000) {
        Some(noun) => write!(f, " {noun}")?,
        None => write!(f, " {noun}")?,
    }
    if let Some(per) = rest {
        write!(f, "/{per}")?;
    }
    if (unit.numerator, unit.denominator) == (1, 1) { Ok(()) } else { write!(f, " ({raw})") }
}

/// One of what a unit counts, where that is a word and no symbol: an octet of `octets`.
fn one(noun: &str) -> Option<&str> {
    noun.strip_suffix('s').filter(|one| one.chars().count() > 2)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::{format, string::String};

    use super::Value;
    use crate::{Kind, all_pdus};

    #[test]
    fn one_is_no_plural() {
        let (mut words, mut symbols) = (0, 0);
        for info in all_pdus().flat_map(|pdu| pdu.fields) {
            let Kind::Quantity(unit) = info.kind else { continue };
            if (unit.numerator, unit.denominator) != (1, 1) || unit.special(1).is_some() {
                continue;
            }
            let [one, two]: [String; 2] = [1, 2].map(|n| format!("{}", Value::Quantity(n, unit)));
            let (one, two) = (one.trim_start_matches("1 "), two.trim_start_matches("2 "));
            match ["s", "ms", "µs", "dB", "dBm", "MHz", "bit/s"].contains(&two) {
                true => {
                    assert_eq!(one, two);
                    symbols += 1;
                }
                false => {
                    assert!(two.contains('s') && one.len() + 1 == two.len(), "{one} {two}");
                    words += 1;
                }
            }
        }
        assert!(words > 100 && symbols > 100, "{words} {symbols}");
    }
}
