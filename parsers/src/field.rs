//! What a field is: how it is read, and what it says of itself.

use core::ops::Range;

use crate::{error::Fault, input::Reader, value::Value};

/// The declaration of one field of a protocol data unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldInfo {
    /// The field's name, as the specification has it, in `snake_case`.
    pub name: &'static str,
    /// Its name in Wireshark's display filters, where it has one.
    pub filter: Option<&'static str>,
    /// Lowest bit and the bit after the highest, for a field of part of an octet.
    pub bits: Option<(u32, u32)>,
}

/// Takes the fields of a protocol data unit one by one, in their order.
pub trait Sink {
    /// One field: where it stands in the layer's buffer, and its value.
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>);
    /// A group of fields begins: an element of a list, or a structure within a structure.
    fn enter(&mut self, title: &'static str, at: usize);
    /// The group ends before this offset.
    fn leave(&mut self, at: usize);
}

/// A value that can be a field. `Copy`, and borrows what is variable.
pub trait Field<'a>: Sized + Copy {
    /// Reads the value and moves the cursor.
    ///
    /// # Errors
    /// What the bytes lack; nothing is panicked over.
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault>;

    /// The value, for showing and comparing.
    fn value(&self) -> Value<'a>;

    /// Reads the value and tells `sink` of it.
    ///
    /// # Errors
    /// As for [`Field::read`]; what was read before the fault has been told.
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
    /// The value of these bits; the caller has masked them to the field's width.
    fn from_bits(bits: u64) -> Self;
}

macro_rules! number {
    ($($type:ty),+) => {$(
        impl<'a> Field<'a> for $type {
            #[inline]
            fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
                // The cast keeps all bits: just as many octets were read as the type has.
                reader.little(size_of::<$type>()).map(|v| v as $type)
            }
            fn value(&self) -> Value<'a> {
                Value::Unsigned(u64::from(*self))
            }
        }
        impl FromBits for $type {
            #[inline]
            fn from_bits(bits: u64) -> Self {
                bits as $type
            }
        }
    )+};
}
number!(u8, u16, u32, u64);

impl<'a> Field<'a> for i8 {
    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.little(1).map(|v| v as i8)
    }
    fn value(&self) -> Value<'a> {
        Value::Signed(i64::from(*self))
    }
}

impl<'a> Field<'a> for bool {
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
    #[inline]
    fn from_bits(bits: u64) -> Self {
        bits != 0
    }
}

/// Everything that is left.
impl<'a> Field<'a> for &'a [u8] {
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
    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let bytes = reader.take(N)?;
        bytes.try_into().map_err(|_| Fault::Truncated { needed: N, available: bytes.len() })
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.as_slice())
    }
}
