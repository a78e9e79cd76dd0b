//! Numbers of file headers, read one after another; the only file of this layer that runs `nom`.

use nom::bytes::complete::take;

/// Most significant octet first, or last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Big,
    Little,
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

    /// The next octets as an array: a number of them is then one machine instruction.
    #[inline]
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    #[inline]
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    #[inline]
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(|octets| match self.order {
            Order::Big => u16::from_be_bytes(octets),
            Order::Little => u16::from_le_bytes(octets),
        })
    }

    #[inline]
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(|octets| match self.order {
            Order::Big => u32::from_be_bytes(octets),
            Order::Little => u32::from_le_bytes(octets),
        })
    }

    /// So many numbers of 32 bits at once.
    #[inline]
    pub(super) fn u32s<const N: usize>(&mut self) -> Option<[u32; N]> {
        let (octets, []) = self.take(4 * N)?.as_chunks::<4>() else { return None };
        let octets: &[[u8; 4]; N] = octets.try_into().ok()?;
        Some(match self.order {
            Order::Big => octets.map(u32::from_be_bytes),
            Order::Little => octets.map(u32::from_le_bytes),
        })
    }

    #[inline]
    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(|octets| match self.order {
            Order::Big => u64::from_be_bytes(octets),
            Order::Little => u64::from_le_bytes(octets),
        })
    }

    #[inline]
    pub(super) fn i64(&mut self) -> Option<i64> {
        self.u64().map(u64::cast_signed)
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
