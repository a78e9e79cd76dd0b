//! What fields are compared with.

use parsers::Value;

use super::Comparison;

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
            Value::Quantity { raw, .. } => Self::Integer(i128::from(raw)),
            Value::Signed(v) => Self::Integer(i128::from(v)),
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
            (Self::Octets(_), _) => None,
            (Self::Text(literal), Operand::Text(v)) => Some(v.cmp(literal.as_bytes())),
            (Self::Text(literal), Operand::Named(_, name)) => {
                Some(name.to_lowercase().cmp(&literal.to_lowercase()))
            }
            (Self::Text(literal), Operand::Uuid(uuid)) => {
                Some(uuid.to_string().to_lowercase().cmp(&literal.to_lowercase()))
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
            _ => false,
        }
    }
}

fn within(whole: &[u8], part: &[u8]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}
