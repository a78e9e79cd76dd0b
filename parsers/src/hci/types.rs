//! Field types of HCI.

use core::fmt;

use crate::{
    Exposure, Fault, Field, FieldInfo, FromBits, Kind, List, Reader, Sink, Value, field::Parts,
};

pub use crate::Microseconds24 as Micros;

/// A connection handle: 12 bits of two octets; the upper four are reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Handle(pub u16);

impl Handle {
    /// Controllers of one vendor send their own log on this handle, as if it were ACL data.
    const LOG: Self = Self(0x0edc);
    /// The greatest handle that a connection can have.
    const MAX: Self = Self(0x0eff);

    /// Whether data on this handle is a connection's, so far as the handle says. Above the range of
    /// the specification, and on one handle within it, controllers send logs and dumps.
    pub fn is_connection(self) -> bool {
        self <= Self::MAX && self != Self::LOG
    }
}

impl<'a> Field<'a> for Handle {
    const KIND: Kind = Kind::Hex;
    const OCTETS: Option<usize> = Some(2);
    const EXPOSURE: Exposure = Exposure::Keep;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.little(2).map(Self::from_bits)
    }
    fn value(&self) -> Value<'a> {
        Value::Hex(u64::from(self.0))
    }
}

impl FromBits for Handle {
    const BITS: u32 = 12;

    #[inline]
    fn from_bits(bits: u64) -> Self {
        Self((bits & 0x0fff) as u16)
    }
}

/// A device's name: UTF-8 in at most 248 octets, ended by a NUL if shorter (Core Vol 4 Part E,
/// 7.3.11). Holds the octets before the NUL, as they came from the air.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Name<'a>(pub &'a [u8]);

impl<'a> Name<'a> {
    /// Octets that a name takes, padding included.
    pub const OCTETS: usize = 248;

    /// The name at the start of `octets`.
    pub fn new(octets: &'a [u8]) -> Self {
        let end = octets.iter().position(|&octet| octet == 0).unwrap_or(octets.len());
        Self(octets.get(..end).unwrap_or(octets))
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", Value::Text(self.0))
    }
}

impl<'a> Field<'a> for Name<'a> {
    const KIND: Kind = Kind::Text;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = Exposure::Text;

    /// A name that is not padded, or cut by the capture, is read as far as it goes.
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.take(reader.rest().len().min(Self::OCTETS)).map(Self::new)
    }
    fn value(&self) -> Value<'a> {
        Value::Text(self.0)
    }
}

/// A length of one octet, then as many octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Data<'a>(pub &'a [u8]);

/// The length before [`Data`].
pub(super) static LENGTH: [FieldInfo; 1] =
    [FieldInfo::of::<u8>("length", None).exposed(Exposure::Keep).form()];

impl<'a> Field<'a> for Data<'a> {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = None;
    const BESIDE: &'static [FieldInfo] = &LENGTH;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let length = u8::read(reader)?;
        reader.take(usize::from(length)).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.0)
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let at = reader.offset();
        let length = u8::read(reader)?;
        sink.field(&LENGTH[0], at..reader.offset(), Value::Unsigned(u64::from(length)));
        let start = reader.offset();
        let octets = reader.take(usize::from(length))?;
        if !octets.is_empty() {
            sink.field(info, start..reader.offset(), Value::Bytes(octets));
        }
        Ok(())
    }
}

/// A set of PHYs in one octet, then one element for each PHY in the set (Core Vol 4 Part E,
/// 7.8.64 and 7.8.66).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerPhy<'a, T> {
    /// Bit 0: LE 1M; bit 1: LE 2M; bit 2: LE Coded.
    pub phys: u8,
    /// The elements, from the lowest bit up.
    pub items: List<'a, T>,
}

impl<'a, T: Field<'a>> Field<'a> for PerPhy<'a, T> {
    const KIND: Kind = Kind::Hex;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = Exposure::Keep;
    const PARTS: Parts = T::PARTS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let phys = u8::read(reader)?;
        let bytes = reader.rest();
        let start = reader.offset();
        for _ in 0..phys.count_ones() {
            T::read(reader)?;
        }
        let used = reader.offset() - start;
        Ok(Self { phys, items: List::new(bytes.get(..used).unwrap_or(bytes)) })
    }
    fn value(&self) -> Value<'a> {
        Value::Hex(u64::from(self.phys))
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let at = reader.offset();
        let phys = u8::read(reader)?;
        sink.field(info, at..reader.offset(), Value::Hex(u64::from(phys)));
        for _ in 0..phys.count_ones() {
            T::describe(reader, info, sink)?;
        }
        Ok(())
    }
}
