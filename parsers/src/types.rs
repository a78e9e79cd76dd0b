//! Field types that many protocols share.

use core::fmt;

use crate::{
    error::Fault,
    field::{Field, FromBits},
    input::Reader,
    value::Value,
};

/// A device address, most significant octet first, as it is printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Address(pub [u8; 6]);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02X}:{b:02X}:{c:02X}:{d:02X}:{e:02X}:{g:02X}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'a> Field<'a> for Address {
    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let mut octets = reader.array::<6>()?;
        octets.reverse();
        Ok(Self(octets))
    }
    fn value(&self) -> Value<'a> {
        Value::Address(self.0)
    }
}

macro_rules! wrapped {
    ($($(#[$attr:meta])* $name:ident($repr:ty, $octets:literal, $read:ident) = $value:expr;)+) => {$(
        $(#[$attr])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $repr);

        impl<'a> Field<'a> for $name {
            #[inline]
            fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
                reader.$read($octets).map(|v| Self(v as $repr))
            }
            fn value(&self) -> Value<'a> {
                let make: fn(u64) -> Value<'static> = $value;
                make(u64::from(self.0))
            }
        }

        impl FromBits for $name {
            #[inline]
            fn from_bits(bits: u64) -> Self {
                Self(bits as $repr)
            }
        }
    )+};
}

wrapped! {
    /// Two octets, most significant first.
    Be16(u16, 2, big) = Value::Unsigned;
    /// Four octets, most significant first.
    Be32(u32, 4, big) = Value::Unsigned;
    /// Three octets, least significant first.
    U24(u32, 3, little) = Value::Unsigned;
    /// One octet of flags or an identifier, shown in hexadecimal.
    Hex8(u8, 1, little) = Value::Hex;
    /// Two octets of flags or an identifier, shown in hexadecimal.
    Hex16(u16, 2, little) = Value::Hex;
    /// Three octets of flags or an identifier, shown in hexadecimal.
    Hex24(u32, 3, little) = Value::Hex;
    /// Four octets of flags or an identifier, shown in hexadecimal.
    Hex32(u32, 4, little) = Value::Hex;
    /// Eight octets of flags, shown in hexadecimal.
    Hex64(u64, 8, little) = Value::Hex;
    /// A time in baseband slots of 0.625 ms.
    Slots(u16, 2, little) = |raw| Value::Quantity { raw, numerator: 5, denominator: 8, unit: "ms" };
    /// A connection interval in steps of 1.25 ms.
    Interval(u16, 2, little) = |raw| Value::Quantity { raw, numerator: 5, denominator: 4, unit: "ms" };
    /// A supervision timeout in steps of 10 ms.
    Timeout(u16, 2, little) = |raw| Value::Quantity { raw, numerator: 10, denominator: 1, unit: "ms" };
}
