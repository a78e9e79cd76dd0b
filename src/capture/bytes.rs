//! Numbers of file headers, read one after another; the only file of this layer that runs `nom`.

use nom::{
    bytes::complete::take,
    number::{
        Endianness,
        complete::{i64, u8, u16, u32, u64},
    },
};

/// Most significant octet first, or last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Big,
    Little,
}

impl Order {
    #[inline]
    fn nom(self) -> Endianness {
        match self {
            Self::Big => Endianness::Big,
            Self::Little => Endianness::Little,
        }
    }
}

/// A cursor over a header. Every reading is `None` once the bytes have run out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    order: Order,
}

type Read<'a, T> = nom::IResult<&'a [u8], T, ()>;

impl<'a> Fields<'a> {
    #[inline]
    pub(super) fn new(rest: &'a [u8], order: Order) -> Self {
        Self { rest, order }
    }

    #[inline]
    fn run<T>(&mut self, read: Read<'a, T>) -> Option<T> {
        let (rest, value) = read.ok()?;
        self.rest = rest;
        Some(value)
    }

    #[inline]
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.run(u8(self.rest))
    }

    #[inline]
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.run(u16(self.order.nom())(self.rest))
    }

    #[inline]
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.run(u32(self.order.nom())(self.rest))
    }

    #[inline]
    pub(super) fn u64(&mut self) -> Option<u64> {
        self.run(u64(self.order.nom())(self.rest))
    }

    #[inline]
    pub(super) fn i64(&mut self) -> Option<i64> {
        self.run(i64(self.order.nom())(self.rest))
    }

    #[inline]
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        self.run(take(count)(self.rest))
    }

    /// What has not been read.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}
