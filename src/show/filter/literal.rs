//! What fields are compared with.

use parsers::{FieldInfo, Kind, Value};

use super::Comparison;
use crate::text::nearest;

/// A value that stands in an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    /// A number; whole ones are exact.
    Integer(i128),
    /// A number with a fraction.
    Decimal(f64),
    /// True or false.
    Flag(bool),
    /// Octets with colons between them; six may be an address.
    Octets(Vec<u8>),
    /// Text in quotation marks.
    Text(String),
}

/// What the values of a name are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// Those of a field of this kind; the greatest number that fits.
    Field(Kind, Option<u64>),
    /// Numbers with a fraction.
    Decimal,
}

/// Why no value can stand so to a literal, and what to write instead.
pub(super) type Mismatch = (String, String);

impl Shape {
    pub(super) const NUMBER: Self = Self::Field(Kind::Unsigned, None);
    pub(super) const DECIMAL: Self = Self::Decimal;

    pub(super) fn of(info: &FieldInfo) -> Self {
        Self::Field(info.kind, info.greatest())
    }

    /// What it is, and what it may be compared with.
    fn words(self) -> (&'static str, &'static str) {
        let Self::Field(kind, _) = self else { return ("a number", "a number") };
        match kind {
            Kind::Unsigned | Kind::Hex | Kind::Signed | Kind::Quantity(_) => {
                ("a number", "a number")
            }
            Kind::Code(_) => ("a code", "a number, or its name in quotation marks"),
            Kind::Flag => ("a flag", "true, false, 1 or 0"),
            Kind::Address => ("an address", "octets as 01:02:03:04:05:06"),
            Kind::Uuid => ("a UUID", "a number, octets as 0f:18, or text in quotation marks"),
            Kind::Octets => ("octets", "octets as 01:02:03, or text in quotation marks"),
            Kind::Secret => ("a key", "octets as 01:02:03"),
            Kind::Text => ("text", "text in quotation marks, or octets as 01:02:03"),
            Kind::Structure => ("made of other fields", "nothing: name one of them"),
        }
    }

    /// Whether a value can stand so to the literal.
    ///
    /// # Errors
    /// Why none can.
    pub(super) fn takes(self, how: Comparison, literal: &Literal) -> Result<(), Mismatch> {
        use Literal::{Decimal, Flag, Integer, Octets, Text};
        let contains = how == Comparison::Contains;
        let Self::Field(kind, greatest) = self else {
            return match literal {
                Integer(_) | Decimal(_) if !contains => Ok(()),
                _ => Err(self.mismatch(how, literal)),
            };
        };
        let is_number =
            matches!(kind, Kind::Unsigned | Kind::Hex | Kind::Signed | Kind::Quantity(_));
        match (kind, literal) {
            (Kind::Code(codes), Text(text)) => named(codes, how, text),
            (Kind::Text | Kind::Octets, Text(_) | Octets(_)) | (Kind::Secret, Octets(_)) => Ok(()),
            (Kind::Uuid, Text(_)) => Ok(()),
            (Kind::Uuid, Octets(_)) if contains => Ok(()),
            (Kind::Uuid, Octets(octets)) if matches!(octets.len(), 2 | 4 | 16) => Ok(()),
            (Kind::Uuid, Integer(0..=0xffff_ffff)) if !contains => Ok(()),
            (Kind::Address, Octets(octets)) if octets.len() == 6 => Ok(()),
            (Kind::Address, Octets(octets)) if contains && octets.len() < 6 => Ok(()),
            (Kind::Flag, Flag(_)) if !contains => Ok(()),
            (Kind::Flag | Kind::Code(_), Integer(number)) if !contains => {
                within_range(kind, greatest, how, *number)
            }
            (_, Integer(number)) if is_number && !contains => {
                within_range(kind, greatest, how, *number)
            }
            // No number in a capture has a fraction, but one can be above it or below.
            (_, Decimal(_)) if is_number && !contains && how != Comparison::Equal => Ok(()),
            _ => Err(self.mismatch(how, literal)),
        }
    }

    fn mismatch(self, how: Comparison, literal: &Literal) -> Mismatch {
        let (is, takes) = self.words();
        let reason = match (how, literal) {
            (Comparison::Contains, _) if matches!(takes, "a number" | "true, false, 1 or 0") => {
                return (
                    format!("is {is} and contains nothing"),
                    "; compare it with ==".to_owned(),
                );
            }
            (_, Literal::Integer(_)) => "a number",
            (_, Literal::Decimal(_)) if is == "a number" => "a fraction by ==",
            (_, Literal::Decimal(_)) => "a fraction",
            (_, Literal::Flag(_)) => "true or false",
            (_, Literal::Octets(_)) if is == "an address" => "octets that are not six",
            (_, Literal::Octets(_)) => "octets",
            (_, Literal::Text(_)) => "text",
        };
        (
            format!("is {is} and cannot be compared with {reason}"),
            format!("; compare it with {takes}"),
        )
    }
}

/// A name that one of the codes has.
fn named(
    codes: &'static [(u64, &'static str)],
    how: Comparison,
    text: &str,
) -> Result<(), Mismatch> {
    let lower = text.to_lowercase();
    let names = || codes.iter().map(|(_, name)| *name);
    let can = match how {
        Comparison::Contains => names().any(|name| name.to_lowercase().contains(&lower)),
        Comparison::Equal => names().any(|name| name.to_lowercase() == lower),
        _ => {
            return Err((
                "is a code, whose names have no order".to_owned(),
                "; compare it with a number".to_owned(),
            ));
        }
    };
    if can {
        return Ok(());
    }
    let hint =
        nearest(text, names()).map_or_else(String::new, |name| format!("; did you mean {name:?}?"));
    Err((format!("has no value called {text:?}"), hint))
}

/// A number that the field could have, or that there are others above or below.
fn within_range(
    kind: Kind,
    greatest: Option<u64>,
    how: Comparison,
    number: i128,
) -> Result<(), Mismatch> {
    let signed = match kind {
        Kind::Signed => true,
        Kind::Quantity(unit) => unit.signed,
        _ => false,
    };
    let (least, most) = match (kind, greatest.map(i128::from)) {
        (Kind::Flag, _) => (0, 1),
        (_, Some(most)) if signed => (-(most / 2) - 1, most / 2),
        (_, Some(most)) => (0, most),
        (_, None) if signed => return Ok(()),
        (_, None) => (0, i128::from(u64::MAX)),
    };
    let can = match how {
        Comparison::Equal => (least..=most).contains(&number),
        Comparison::Less => least < number,
        Comparison::LessOrEqual => least <= number,
        Comparison::Greater => most > number,
        Comparison::GreaterOrEqual => most >= number,
        Comparison::Contains => false,
    };
    if can { Ok(()) } else { Err((format!("is {least} to {most}"), String::new())) }
}

/// A field's value, as far as it can be compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operand<'a> {
    Integer(i128),
    /// A number that has a name.
    Named(i128, &'static str),
    Decimal(f64),
    Flag(bool),
    /// Octets as they are printed: of an address the most significant first.
    Octets(&'a [u8]),
    Address([u8; 6]),
    Text(&'a [u8]),
    Uuid(parsers::Uuid),
}

impl<'a> Operand<'a> {
    pub(super) fn of(value: Value<'a>) -> Self {
        match value {
            Value::Unsigned(v) | Value::Hex(v) | Value::Code(v, None) => {
                Self::Integer(i128::from(v))
            }
            Value::Code(v, Some(name)) => Self::Named(i128::from(v), name),
            Value::Signed(v) | Value::Quantity(v, _) => Self::Integer(i128::from(v)),
            Value::Flag(v) => Self::Flag(v),
            Value::Address(octets) => Self::Address(octets),
            Value::Uuid(uuid) => Self::Uuid(uuid),
            Value::Bytes(bytes) => Self::Octets(bytes),
            Value::Secret(secret) => Self::Octets(secret.0),
            Value::Text(bytes) => Self::Text(bytes),
        }
    }

    fn number(self) -> Option<i128> {
        match self {
            Self::Integer(v) | Self::Named(v, _) => Some(v),
            Self::Flag(v) => Some(i128::from(v)),
            Self::Uuid(uuid) => uuid.short().map(i128::from),
            _ => None,
        }
    }
}

impl Operand<'_> {
    /// A UUID's octets in the order of the Attribute Protocol, and how many of them matter.
    fn uuid(self) -> Option<([u8; 16], usize)> {
        let uuid = match self {
            Self::Uuid(uuid) => uuid,
            Self::Integer(v) | Self::Named(v, _) => {
                parsers::Uuid::from_short(u32::try_from(v).ok()?)
            }
            _ => return None,
        };
        Some((uuid.0.to_le_bytes(), if uuid.short().is_some() { 4 } else { 16 }))
    }
}

impl Literal {
    /// Whether the comparison holds; it does not between kinds that have nothing in common.
    pub(super) fn holds(&self, comparison: Comparison, value: Operand<'_>) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        if comparison == Comparison::Contains {
            return self.is_in(value);
        }
        let Some(order) = self.order(value) else { return false };
        match comparison {
            Comparison::Equal => order == Equal,
            Comparison::Less => order == Less,
            Comparison::LessOrEqual => order != Greater,
            Comparison::Greater => order == Greater,
            Comparison::GreaterOrEqual => order != Less,
            Comparison::Contains => false,
        }
    }

    /// How the value stands to the literal.
    fn order(&self, value: Operand<'_>) -> Option<std::cmp::Ordering> {
        match (self, value) {
            (Self::Integer(literal), Operand::Decimal(v)) => v.partial_cmp(&(*literal as f64)),
            (Self::Integer(literal), v) => v.number().map(|v| v.cmp(literal)),
            (Self::Decimal(literal), Operand::Decimal(v)) => v.partial_cmp(literal),
            (Self::Decimal(literal), v) => (v.number()? as f64).partial_cmp(literal),
            (Self::Flag(literal), v) => v.number().map(|v| v.cmp(&i128::from(*literal))),
            (Self::Octets(literal), Operand::Octets(v)) => Some(v.cmp(literal.as_slice())),
            (Self::Octets(literal), Operand::Address(v)) => {
                Some(v.as_slice().cmp(literal.as_slice()))
            }
            (Self::Octets(literal), Operand::Text(v)) => Some(v.cmp(literal.as_slice())),
            (Self::Octets(literal), v) => {
                let (octets, length) = v.uuid()?;
                // In the order of the packet, in the form that the literal has.
                let octets = match (literal.len(), length) {
                    (2 | 4, 4) => octets.get(12..12 + literal.len())?,
                    _ => octets.as_slice(),
                };
                Some(octets.cmp(literal.as_slice()))
            }
            (Self::Text(literal), Operand::Text(v) | Operand::Octets(v)) => {
                Some(v.cmp(literal.as_bytes()))
            }
            (Self::Text(literal), Operand::Named(_, name)) => {
                Some(name.to_lowercase().cmp(&literal.to_lowercase()))
            }
            (Self::Text(literal), Operand::Uuid(uuid)) => {
                let whole = uuid.to_string().to_lowercase();
                let literal = literal.to_lowercase();
                match uuid.name() {
                    Some(name) if name.to_lowercase() == literal => Some(std::cmp::Ordering::Equal),
                    _ => Some(whole.cmp(&literal)),
                }
            }
            (Self::Text(_), _) => None,
        }
    }

    /// Whether the literal is a part of the value.
    fn is_in(&self, value: Operand<'_>) -> bool {
        match (self, value) {
            (Self::Text(literal), Operand::Text(v) | Operand::Octets(v)) => {
                within(v, literal.as_bytes())
            }
            (Self::Text(literal), Operand::Named(_, name)) => {
                name.to_lowercase().contains(&literal.to_lowercase())
            }
            (Self::Octets(literal), Operand::Text(v) | Operand::Octets(v)) => within(v, literal),
            (Self::Octets(literal), Operand::Address(v)) => within(&v, literal),
            (Self::Octets(literal), v) => v.uuid().is_some_and(|(v, _)| within(&v, literal)),
            (Self::Text(literal), Operand::Uuid(v)) => {
                v.to_string().to_lowercase().contains(&literal.to_lowercase())
            }
            _ => false,
        }
    }
}

fn within(whole: &[u8], part: &[u8]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}
