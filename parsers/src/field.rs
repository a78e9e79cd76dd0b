//! What a field is: how it is read, and what it says of itself.

use core::ops::Range;

use crate::{error::Fault, input::Reader, pdu::Pdu, value::Value};

/// The declaration of one field of a protocol data unit. All but the two names follows from the
/// field's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldInfo {
    /// The field's name, as the specification has it, in `snake_case`.
    pub name: &'static str,
    /// Its name in Wireshark's display filters, where it has one.
    pub filter: Option<&'static str>,
    /// Lowest bit and the bit after the highest, for a field of part of an octet.
    pub bits: Option<(u32, u32)>,
    /// What its values are.
    pub kind: Kind,
    /// Octets that it takes, where that does not depend on what is in them; of a field of bits, the
    /// unit's.
    pub octets: Option<usize>,
    /// What of it may be shown to strangers.
    pub exposure: Exposure,
    /// It only gives form (a length, a count, reserved bits, a checksum), so that one line leaves it
    /// out.
    pub form: bool,
    /// Fields that its type has beside it: a count, a length.
    pub beside: &'static [FieldInfo],
    /// Structures within it.
    pub parts: Parts,
}

/// Declarations, in a few lists. Those in the first enclose the rest, where there are both.
pub type Parts = [&'static [&'static Pdu]; 4];

/// No structures.
pub const NO_PARTS: Parts = [&[]; 4];

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number without a sign.
    Unsigned,
    /// A number shown in hexadecimal: a handle, an identifier, a bit mask.
    Hex,
    /// A number with a sign.
    Signed,
    /// A code: the known ones with their names.
    Code(&'static [(u64, &'static str)]),
    /// True or false.
    Flag,
    /// A number of something.
    Quantity(&'static Unit),
    /// A device address.
    Address,
    /// A UUID.
    Uuid,
    /// Octets.
    Octets,
    /// A key, which no view shows.
    Secret,
    /// Text.
    Text,
    /// No value but fields of its own.
    Structure,
}

/// What a number counts.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// As it is printed: `ms`, `dBm`.
    pub symbol: &'static str,
    /// What one step is worth: this ...
    pub numerator: u32,
    /// ... divided by this.
    pub denominator: u32,
    /// The number may be below zero.
    pub signed: bool,
    /// Numbers that count nothing, and what they say instead.
    pub special: &'static [(i64, &'static str)],
}

impl Unit {
    /// One step is one of these.
    pub const fn of(symbol: &'static str) -> Self {
        Self::steps(symbol, 1, 1)
    }
    /// One step is `numerator / denominator` of these.
    pub const fn steps(symbol: &'static str, numerator: u32, denominator: u32) -> Self {
        Self { symbol, numerator, denominator, signed: false, special: &[] }
    }
    /// The number may be below zero.
    #[must_use]
    pub const fn signed(self) -> Self {
        Self { signed: true, ..self }
    }
    /// Numbers that count nothing.
    #[must_use]
    pub const fn or(self, special: &'static [(i64, &'static str)]) -> Self {
        Self { special, ..self }
    }
    /// What this number says instead of counting.
    pub fn special(&self, raw: i64) -> Option<&'static str> {
        self.special.iter().find(|(number, _)| *number == raw).map(|(_, text)| *text)
    }
}

/// What of a field may be shown to somebody who may not see the capture. What is not declared to be
/// public is blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exposure {
    /// Nothing but its length.
    Blank,
    /// As it is: codes, flags, lengths, identifiers, times.
    Keep,
    /// A device address: a pseudonym, the same one for the same address.
    Address,
    /// A key or a random number: others in its place, equal where they were equal.
    Key,
    /// A value that is computed from a key.
    Confirm,
    /// A point on a curve.
    PublicKey,
    /// Decimal digits: a PIN, a passkey.
    Digits,
    /// A name.
    Text,
    /// A UUID: as it is where it is assigned, else a pseudonym.
    Uuid,
    /// Words of the Linux monitor that everybody has ([`write`](crate::monitor::public::write)).
    Words,
    /// Lines of the Hands-Free Profile: their commands and codes
    /// ([`write`](crate::rfcomm::public::write)).
    Lines,
    /// A check of other octets, to be computed anew.
    Checksum,
}

impl FieldInfo {
    /// A field of this type.
    pub const fn of<'a, T: Field<'a>>(name: &'static str, filter: Option<&'static str>) -> Self {
        Self {
            name,
            filter,
            bits: None,
            kind: T::KIND,
            octets: T::OCTETS,
            exposure: T::EXPOSURE,
            form: matches!(T::EXPOSURE, Exposure::Checksum),
            beside: T::BESIDE,
            parts: T::PARTS,
        }
    }
    /// Of these bits of a unit of so many octets.
    #[must_use]
    pub const fn bits(self, low: u32, high: u32, octets: usize) -> Self {
        Self { bits: Some((low, high)), octets: Some(octets), ..self }
    }
    /// Of more or fewer octets than its type has.
    #[must_use]
    pub const fn of_any_length(self) -> Self {
        Self { octets: None, ..self }
    }
    /// May be shown so.
    #[must_use]
    pub const fn exposed(self, exposure: Exposure) -> Self {
        Self { exposure, ..self }
    }
    /// Only gives form.
    #[must_use]
    pub const fn form(self) -> Self {
        Self { form: true, ..self }
    }

    /// The field, or a structure within it, is a key.
    pub fn is_secret(&self) -> bool {
        self.kind == Kind::Secret
            || self.beside.iter().any(Self::is_secret)
            || self.parts.iter().copied().flatten().any(|pdu| pdu.is_secret())
    }

    /// The protocol that its name in Wireshark's display filters begins with.
    pub fn protocol(&self) -> Option<&'static str> {
        self.filter.and_then(|name| name.split('.').next())
    }

    /// The greatest number that fits, for a field of known width.
    pub fn greatest(&self) -> Option<u64> {
        let bits = match self.bits {
            Some((low, high)) => high.checked_sub(low)?,
            None => u32::try_from(self.octets?).ok()?.checked_mul(8)?,
        };
        Some(if bits >= 64 { u64::MAX } else { (1 << bits) - 1 })
    }
}

/// Takes the fields of a protocol data unit one by one, in their order.
pub trait Sink {
    /// One field: where it stands in the layer's buffer, and its value.
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>);
    /// A group of fields begins: an element of a list, or a structure within a structure.
    fn enter(&mut self, pdu: &'static Pdu, at: usize);
    /// The group ends before this offset.
    fn leave(&mut self, at: usize);
}

/// A value that can be a field. `Copy`, and borrows what is variable.
pub trait Field<'a>: Sized + Copy {
    /// What the values are.
    const KIND: Kind;
    /// Octets of every value, where they are as many for all.
    const OCTETS: Option<usize>;
    /// What of a value may be shown to strangers, unless the field's declaration says otherwise.
    const EXPOSURE: Exposure = Exposure::Blank;
    /// Fields that the type has beside its own.
    const BESIDE: &'static [FieldInfo] = &[];
    /// Structures within.
    const PARTS: Parts = NO_PARTS;

    /// Reads the value and moves the cursor.
    ///
    /// # Errors
    /// What the bytes lack. Never panics.
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault>;

    /// The value, for showing and comparing.
    fn value(&self) -> Value<'a>;

    /// Reads the value and passes it to `sink`.
    ///
    /// # Errors
    /// As for [`Field::read`]; `sink` has everything that was read before the fault.
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let start = reader.offset();
        let value = Self::read(reader)?;
        sink.field(info, start..reader.offset(), value.value());
        Ok(())
    }
}

/// A value that fits in some bits of a larger unit.
pub trait FromBits: Sized {
    /// As many bits as the type holds.
    const BITS: u32;

    /// The value of these bits; the caller has masked them to the field's width.
    fn from_bits(bits: u64) -> Self;
}

/// The lowest octets of a number, least significant first.
#[inline]
pub(crate) fn low<const N: usize>(number: u64) -> [u8; N] {
    number.to_le_bytes().first_chunk().copied().unwrap_or([0; N])
}

macro_rules! number {
    ($($type:ty),+) => {$(
        impl<'a> Field<'a> for $type {
            const KIND: Kind = Kind::Unsigned;
            const OCTETS: Option<usize> = Some(size_of::<$type>());

            #[inline]
            fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
                reader.little(size_of::<$type>()).map(<$type>::from_bits)
            }
            fn value(&self) -> Value<'a> {
                Value::Unsigned(u64::from(*self))
            }
        }
        impl FromBits for $type {
            const BITS: u32 = <$type>::BITS;

            #[inline]
            fn from_bits(bits: u64) -> Self {
                <$type>::from_le_bytes(low(bits))
            }
        }
    )+};
}
number!(u8, u16, u32, u64);

impl FromBits for i8 {
    const BITS: u32 = 8;

    #[inline]
    fn from_bits(bits: u64) -> Self {
        Self::from_le_bytes(low(bits))
    }
}

impl<'a> Field<'a> for i8 {
    const KIND: Kind = Kind::Signed;
    const OCTETS: Option<usize> = Some(1);

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.little(1).map(Self::from_bits)
    }
    fn value(&self) -> Value<'a> {
        Value::Signed(i64::from(*self))
    }
}

impl<'a> Field<'a> for bool {
    const KIND: Kind = Kind::Flag;
    const OCTETS: Option<usize> = Some(1);
    const EXPOSURE: Exposure = Exposure::Keep;

    /// One octet; anything but zero is true.
    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.little(1).map(|v| v != 0)
    }
    fn value(&self) -> Value<'a> {
        Value::Flag(*self)
    }
}

impl FromBits for bool {
    const BITS: u32 = 1;

    #[inline]
    fn from_bits(bits: u64) -> Self {
        bits != 0
    }
}

/// Everything that is left.
impl<'a> Field<'a> for &'a [u8] {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = None;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        Ok(reader.take_rest())
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self)
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let start = reader.offset();
        let bytes = reader.take_rest();
        if !bytes.is_empty() {
            sink.field(info, start..reader.offset(), Value::Bytes(bytes));
        }
        Ok(())
    }
}

/// Octets in the order of the capture.
impl<'a, const N: usize> Field<'a> for &'a [u8; N] {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = Some(N);

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let bytes = reader.take(N)?;
        bytes.try_into().map_err(|_| Fault::Truncated { needed: N, available: bytes.len() })
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.as_slice())
    }
}
