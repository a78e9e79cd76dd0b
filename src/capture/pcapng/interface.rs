//! Interface Description Blocks, and the clocks that they describe.

use parsers::link::Link;

use super::block;
use crate::capture::{
    Timestamp,
    bytes::{Fields, Order},
};

/// What is known of one interface of a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interface {
    pub(super) link_type: u16,
    /// How its packets are read, if they are.
    pub(super) link: Option<Link>,
    /// Most octets of a packet that are kept; 0 for all.
    pub(super) snap_length: u32,
    pub(super) clock: Clock,
    /// Drops that packets and statistics have reported so far.
    pub(super) dropped: u64,
    /// Where the block is.
    pub(super) offset: u64,
    /// Its first packet has been looked at.
    pub(super) seen: bool,
}

/// The unit and the start of time.
#[derive(Debug, Clone, Copy)]
pub(in crate::capture) struct Clock {
    unit: Unit,
    /// Seconds to add.
    offset: i64,
}

/// What a tick is.
#[derive(Debug, Clone, Copy)]
enum Unit {
    /// So many nanoseconds.
    Whole(u64),
    /// So many of them in a nanosecond.
    Part(u128),
    /// Seconds, halved so many times.
    Halved(u32),
}

const IF_TSRESOL: u16 = 9;
const IF_TSOFFSET: u16 = 14;

impl Interface {
    /// Reads the block. An option that is wrong leaves its default, and the packets readable.
    pub(super) fn read(body: &[u8], order: Order, offset: u64) -> Option<Self> {
        let mut fields = Fields::new(body, order);
        let link_type = fields.u16()?;
        let _reserved = fields.u16()?;
        let snap_length = fields.u32()?;
        let mut clock = Clock { unit: Unit::Whole(1000), offset: 0 };
        for (code, value) in block::options(fields.rest(), order) {
            match (code, value) {
                (IF_TSRESOL, &[resolution]) => clock.unit = Unit::of(resolution),
                (IF_TSOFFSET, value) => {
                    clock.offset = Fields::new(value, order).i64().unwrap_or(0);
                }
                _ => {}
            }
        }
        let link = Link::of_number(u32::from(link_type));
        Some(Self { link_type, link, snap_length, clock, dropped: 0, offset, seen: false })
    }
}

impl Unit {
    /// `if_tsresol`: a negative power of 10, or of 2 where bit 7 is set.
    fn of(resolution: u8) -> Self {
        let power = u32::from(resolution & 0x7f);
        match resolution {
            128.. => Self::Halved(power),
            0..=9 => Self::Whole(10_u64.pow(9 - power)),
            _ => Self::Part(10_u128.saturating_pow(power - 9)),
        }
    }
}

impl Clock {
    /// Of the options `if_tsresol` and `if_tsoffset`; the offset is in seconds.
    pub(in crate::capture) fn new(resolution: u8, offset: i64) -> Self {
        Self { unit: Unit::of(resolution), offset }
    }

    /// The time of a packet; what does not fit is the first or the last time there is.
    #[inline]
    pub(in crate::capture) fn time(&self, ticks: u64) -> Timestamp {
        let nanoseconds = match self.unit {
            Unit::Whole(unit) => ticks.saturating_mul(unit),
            Unit::Part(parts) => u64::try_from(u128::from(ticks) / parts).unwrap_or(u64::MAX),
            Unit::Halved(times) => {
                // At most 94 bits, of which times takes some away.
                let halves = u128::from(ticks) * 1_000_000_000;
                u64::try_from(halves >> times).unwrap_or(u64::MAX)
            }
        };
        let nanoseconds = i128::from(nanoseconds) + i128::from(self.offset) * 1_000_000_000;
        let furthest = if nanoseconds < 0 { i64::MIN } else { i64::MAX };
        Timestamp(i64::try_from(nanoseconds).unwrap_or(furthest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(resolution: u8, offset: i64, ticks: u64) -> i64 {
        Clock::new(resolution, offset).time(ticks).0
    }

    #[test]
    fn every_resolution_has_a_time() {
        assert_eq!(time(6, 0, 1_500_000), 1_500_000_000);
        assert_eq!(time(9, 1, 7), 1_000_000_007);
        assert_eq!(time(0, 0, 3), 3_000_000_000);
        assert_eq!(time(12, 0, 5_999), 5);
        assert_eq!(time(0x80 | 20, 0, 1 << 19), 500_000_000);
        assert_eq!(time(6, -2, 1), -1_999_999_000);
        assert_eq!(time(0, 0, u64::MAX), i64::MAX);
        assert_eq!(time(6, i64::MAX, u64::MAX), i64::MAX);
        assert_eq!(time(6, i64::MIN, 0), i64::MIN);
        for resolution in 0..=u8::MAX {
            time(resolution, 0, u64::MAX);
        }
        assert_eq!(time(127, 0, u64::MAX), 0);
        assert_eq!(time(255, 0, u64::MAX), 0);
    }
}
