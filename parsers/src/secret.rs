//! Keys and other secrets, which must not get into a log or a report by accident.

use core::fmt;

use crate::{
    error::Fault,
    field::{Exposure, Field, Kind},
    input::Reader,
    value::Value,
};

/// A secret, in the order of the capture. Neither its `Debug` nor its `Display` shows it; who needs
/// the octets takes them out on purpose.
#[derive(PartialEq, Eq)]
pub struct Secret<'a, T: ?Sized = [u8; 16]>(pub &'a T);

impl<T: ?Sized> Clone for Secret<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Secret<'_, T> {}

impl<T: ?Sized> fmt::Debug for Secret<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T: AsRef<[u8]> + ?Sized> fmt::Display for Secret<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let octets = self.0.as_ref().len();
        write!(f, "{octets} octet{}, hidden", if octets == 1 { "" } else { "s" })
    }
}

impl<'a, const N: usize> Field<'a> for Secret<'a, [u8; N]> {
    const KIND: Kind = Kind::Secret;
    const OCTETS: Option<usize> = Some(N);
    const EXPOSURE: Exposure = Exposure::Key;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        <&[u8; N]>::read(reader).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Value::Secret(Secret(self.0.as_slice()))
    }
}
