//! Files, pipes and archives in, records out.
//!
//! A capture is read once, from start to end, in large blocks; each record is lent from the block.

use parsers::link::Link;

/// A point in time, in nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The time from `earlier` to this one, in nanoseconds; negative when the clock went back.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// One record of a capture, lent by the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// Counted from 1 over the whole file, as Wireshark does.
    pub number: u64,
    /// When it was captured.
    pub time: Timestamp,
    /// How the packet is wrapped.
    pub link: Link,
    /// What the file says of the packet beside its bytes; see [`Link`].
    pub meta: u32,
    /// Index of the pcapng interface, else 0.
    pub interface: u16,
    /// The bytes that were captured.
    pub bytes: &'a [u8],
    /// Octets the packet had before it was cut to fit; at least `bytes.len()`.
    pub original_len: u32,
    /// Packets that the capturing program says it lost since the record before.
    pub drops: u32,
}
