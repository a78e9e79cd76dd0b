//! The cursor that every field is read with, and the only file that runs `nom`.

use nom::{
    Parser,
    bytes::complete::take,
    error::{ErrorKind, ParseError as NomError},
};

use crate::error::Fault;

/// `nom`'s error, reduced to nothing: the cursor knows the offset and what was wanted.
struct Stop;

impl<I> NomError<I> for Stop {
    fn from_error_kind(_: I, _: ErrorKind) -> Self {
        Self
    }
    fn append(_: I, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// A cursor over the bytes of one layer. Never reads past the end, never panics.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    /// Offset of the end of `rest` in the layer's buffer.
    end: usize,
    unit: u64,
    unit_start: usize,
}

impl<'a> Reader<'a> {
    /// A cursor over `bytes`, which start at offset `base` of their buffer.
    #[inline]
    pub fn new(bytes: &'a [u8], base: usize) -> Self {
        Self { rest: bytes, end: base + bytes.len(), unit: 0, unit_start: base }
    }

    /// Where the cursor stands, in octets from the start of the buffer.
    #[inline]
    pub fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    /// What has not been read.
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    #[inline]
    fn run<O>(
        &mut self,
        needed: usize,
        mut parser: impl Parser<&'a [u8], Output = O, Error = Stop>,
    ) -> Result<O, Fault> {
        match parser.parse(self.rest) {
            Ok((rest, value)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(_) => Err(Fault::Truncated { needed, available: self.rest.len() }),
        }
    }

    /// The next `count` octets.
    ///
    /// # Errors
    /// [`Fault::Truncated`] when fewer are left; the cursor does not move.
    #[inline]
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        self.run(count, take(count))
    }

    /// Everything that is left.
    #[inline]
    pub fn take_rest(&mut self) -> &'a [u8] {
        let rest = self.rest;
        self.rest = &[];
        rest
    }

    /// The next octets as an array, in the order of the bytes.
    ///
    /// # Errors
    /// [`Fault::Truncated`] when fewer than `N` are left.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| Fault::Truncated { needed: N, available: bytes.len() })
    }

    /// An unsigned number of 1, 2, 3, 4 or 8 octets, least significant first.
    ///
    /// # Errors
    /// [`Fault::Truncated`] when fewer octets are left.
    #[inline]
    pub fn little(&mut self, octets: usize) -> Result<u64, Fault> {
        match octets {
            1 => self.array().map(|[octet]| u64::from(octet)),
            2 => self.array().map(|octets| u64::from(u16::from_le_bytes(octets))),
            4 => self.array().map(|octets| u64::from(u32::from_le_bytes(octets))),
            8 => self.array().map(u64::from_le_bytes),
            _ => {
                let bytes = self.take(octets)?;
                Ok(bytes.iter().rev().fold(0, |value, &b| (value << 8) | u64::from(b)))
            }
        }
    }

    /// An unsigned number of 1 to 8 octets, most significant first.
    ///
    /// # Errors
    /// [`Fault::Truncated`] when fewer octets are left.
    #[inline]
    pub fn big(&mut self, octets: usize) -> Result<u64, Fault> {
        match octets {
            1 => self.array().map(|[octet]| u64::from(octet)),
            2 => self.array().map(|octets| u64::from(u16::from_be_bytes(octets))),
            4 => self.array().map(|octets| u64::from(u32::from_be_bytes(octets))),
            _ => {
                let bytes = self.take(octets)?;
                Ok(bytes.iter().fold(0, |value, &b| (value << 8) | u64::from(b)))
            }
        }
    }

    /// Reads the unit whose bits the next [`Reader::bits`] calls pick from.
    ///
    /// # Errors
    /// [`Fault::Truncated`] when fewer octets are left.
    #[inline]
    pub fn load_unit(&mut self, octets: usize, big_endian: bool) -> Result<(), Fault> {
        self.unit_start = self.offset();
        self.unit = if big_endian { self.big(octets)? } else { self.little(octets)? };
        Ok(())
    }

    /// Bits `low..high` of the unit read last; bit 0 is the least significant.
    #[inline]
    pub fn bits(&self, low: u32, high: u32) -> u64 {
        let width = high.saturating_sub(low);
        let mask = if width >= 64 { u64::MAX } else { (1 << width) - 1 };
        self.unit.checked_shr(low).unwrap_or(0) & mask
    }

    /// The octets that the unit read last came from.
    #[inline]
    pub fn unit_span(&self) -> core::ops::Range<usize> {
        self.unit_start..self.offset()
    }
}
