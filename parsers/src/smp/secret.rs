//! Keys, which must not get into a log by accident.

use core::fmt;

use crate::{Fault, Field, Reader, Value};

/// A key of 16 octets, least significant first. Its `Debug` shows nothing of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret<'a>(pub &'a [u8; 16]);

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<'a> Field<'a> for Secret<'a> {
    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        <&'a [u8; 16]>::read(reader).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Value::Secret(self.0)
    }
}
