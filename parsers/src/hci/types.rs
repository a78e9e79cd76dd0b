//! Field types of HCI.

use crate::{Fault, Field, FromBits, Reader, Value, codes};

/// A connection handle: 12 bits of two octets; the upper four are reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Handle(pub u16);

impl<'a> Field<'a> for Handle {
    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.little(2).map(Self::from_bits)
    }
    fn value(&self) -> Value<'a> {
        Value::Hex(u64::from(self.0))
    }
}

impl FromBits for Handle {
    #[inline]
    fn from_bits(bits: u64) -> Self {
        Self((bits & 0x0fff) as u16)
    }
}

codes! {
    /// Kind of a BR/EDR connection (Core Vol 4 Part E, 7.7.3).
    pub LinkKind(u8) {
        SCO = 0x00 => "SCO",
        ACL = 0x01 => "ACL",
        ESCO = 0x02 => "eSCO",
    }
}
