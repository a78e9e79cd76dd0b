//! Field types that many protocols share.

use core::fmt;

use crate::{
    error::Fault,
    field::{Exposure, Field, FromBits, Kind, Unit},
    input::Reader,
    value::Value,
};

/// A device address, most significant octet first, as it is printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Address(pub [u8; 6]);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02X}:{b:02X}:{c:02X}:{d:02X}:{e:02X}:{g:02X}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'a> Field<'a> for Address {
    const KIND: Kind = Kind::Address;
    const OCTETS: Option<usize> = Some(6);
    const EXPOSURE: Exposure = Exposure::Address;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let mut octets = reader.array::<6>()?;
        octets.reverse();
        Ok(Self(octets))
    }
    fn value(&self) -> Value<'a> {
        Value::Address(self.0)
    }
}

/// Everything that is left, as text as it came from the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'a>(pub &'a [u8]);

impl<'a> Field<'a> for Text<'a> {
    const KIND: Kind = Kind::Text;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = Exposure::Text;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        Ok(Self(reader.take_rest()))
    }
    fn value(&self) -> Value<'a> {
        Value::Text(self.0)
    }
}

/// A number in a type of its own: the octets that it takes and their order, and what it counts.
macro_rules! numbers {
    ($($(#[$attr:meta])* $name:ident($repr:ty, $octets:literal, $read:ident) $kind:ident $(($unit:expr))?;)+) => {$(
        $(#[$attr])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $repr);

        impl<'a> Field<'a> for $name {
            const KIND: Kind = numbers!(@kind $kind $(($unit))?);
            const OCTETS: Option<usize> = Some($octets);
            const EXPOSURE: Exposure = numbers!(@exposure $kind);

            #[inline]
            fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
                reader.$read($octets).map(Self::from_bits)
            }
            fn value(&self) -> Value<'a> {
                match Self::KIND {
                    Kind::Quantity(unit) => Value::Quantity(self.0 as i64, unit),
                    Kind::Hex => Value::Hex(self.0 as u64),
                    _ => Value::Unsigned(self.0 as u64),
                }
            }
        }

        impl FromBits for $name {
            const BITS: u32 = 8 * $octets;

            #[inline]
            fn from_bits(bits: u64) -> Self {
                Self(<$repr>::from_bits(bits))
            }
        }

        impl From<$name> for $repr {
            fn from(number: $name) -> Self {
                number.0
            }
        }
    )+};
    (@kind Quantity($unit:expr)) => {
        Kind::Quantity({
            const UNIT: &Unit = &$unit;
            UNIT
        })
    };
    (@kind $kind:ident) => { Kind::$kind };
    (@exposure Quantity) => { Exposure::Keep };
    (@exposure $kind:ident) => { Exposure::Blank };
}

const MS: &str = "ms";
const MICROSECONDS: &str = "µs";
const DBM: &str = "dBm";
const UNKNOWN: &str = "not available";
const ANY: &str = "any";

numbers! {
    /// Two octets, most significant first.
    Be16(u16, 2, big) Unsigned;
    /// Four octets, most significant first.
    Be32(u32, 4, big) Unsigned;
    /// Three octets, least significant first.
    U24(u32, 3, little) Unsigned;
    /// One octet of flags or an identifier, shown in hexadecimal.
    Hex8(u8, 1, little) Hex;
    /// Two octets of flags or an identifier, shown in hexadecimal.
    Hex16(u16, 2, little) Hex;
    /// Three octets of flags or an identifier, shown in hexadecimal.
    Hex24(u32, 3, little) Hex;
    /// Four octets of flags or an identifier, shown in hexadecimal.
    Hex32(u32, 4, little) Hex;
    /// Four octets of an identifier, most significant first, shown in hexadecimal.
    BeHex32(u32, 4, big) Hex;
    /// Eight octets of flags, shown in hexadecimal.
    Hex64(u64, 8, little) Hex;

    /// A time in baseband slots of 0.625 ms.
    Slots(u16, 2, little) Quantity(Unit::steps(MS, 5, 8));
    /// A time in baseband slots of 0.625 ms.
    Slots8(u8, 1, little) Quantity(Unit::steps(MS, 5, 8));
    /// A time in baseband slots of 0.625 ms, in three octets.
    Slots24(u32, 3, little) Quantity(Unit::steps(MS, 5, 8));
    /// Slots in which a device listens; there is one in two.
    ReceiveSlots(u16, 2, little) Quantity(Unit::of("receive slots"));
    /// A distance of response slots in steps of 0.125 ms.
    SlotSpacing(u8, 1, little) Quantity(Unit::steps(MS, 1, 8));
    /// Ticks of a Bluetooth clock, of 312.5 µs.
    ClockTicks(u32, 4, little) Quantity(Unit::steps(MICROSECONDS, 625, 2));
    /// The error of a Bluetooth clock, in ticks of 312.5 µs.
    ClockError(u16, 2, little) Quantity(Unit::steps(MICROSECONDS, 625, 2).or(&[(0xffff, UNKNOWN)]));
    /// A time in steps of 1.28 s.
    InquiryTime8(u8, 1, little) Quantity(Unit::steps("s", 32, 25));
    /// A time in steps of 1.28 s.
    InquiryTime16(u16, 2, little) Quantity(Unit::steps("s", 32, 25));
    /// A time from scan to scan, in steps of 1.28 s.
    ScanPeriod(u16, 2, little) Quantity(Unit::steps("s", 32, 25).or(&[(0, "once")]));
    /// A time to advertise or scan, in steps of 10 ms.
    ScanDuration(u16, 2, little) Quantity(Unit::steps(MS, 10, 1).or(&[(0, "no limit")]));
    /// A time in isochronous intervals.
    IsochronousIntervals(u8, 1, little) Quantity(Unit::of("ISO intervals"));
    /// Events of advertising.
    Events8(u8, 1, little) Quantity(Unit::of("events"));
    /// Events of a connection or of periodic advertising.
    Events16(u16, 2, little) Quantity(Unit::of("events"));
    /// A connection interval in steps of 1.25 ms.
    Interval(u16, 2, little) Quantity(Unit::steps(MS, 5, 4));
    /// A part of a connection interval, in steps of 1.25 ms.
    Interval8(u8, 1, little) Quantity(Unit::steps(MS, 5, 4));
    /// A multiple of connection intervals that is preferred, in steps of 1.25 ms.
    Periodicity(u8, 1, little) Quantity(Unit::steps(MS, 5, 4).or(&[(0, "any")]));
    /// An offset in steps of 1.25 ms, where there is one.
    IntervalOffset(u16, 2, little) Quantity(Unit::steps(MS, 5, 4).or(&[(0xffff, "none")]));
    /// A time in steps of 200 ms.
    Fifths(u8, 1, little) Quantity(Unit::steps(MS, 200, 1));
    /// A supervision timeout in steps of 10 ms.
    Timeout(u16, 2, little) Quantity(Unit::steps(MS, 10, 1));
    /// A time in milliseconds.
    Milliseconds(u16, 2, little) Quantity(Unit::of(MS));
    /// The longest delay in milliseconds, if it matters.
    LatencyOrAny(u16, 2, little) Quantity(Unit::of(MS).or(&[(0xffff, ANY)]));
    /// A time in seconds.
    Seconds(u16, 2, little) Quantity(Unit::of("s"));
    /// A time in milliseconds, most significant octet first; all ones when it is not known.
    BeMilliseconds32(u32, 4, big) Quantity(Unit::of(MS).or(&[(0xffff_ffff, UNKNOWN)]));
    /// A time in seconds, most significant octet first.
    BeSeconds32(u32, 4, big) Quantity(Unit::of("s"));
    /// A time in tenths of a second.
    Tenths(u8, 1, little) Quantity(Unit::steps("s", 1, 10));
    /// A time in tenths of a millisecond, most significant octet first.
    BeTenths(u16, 2, big) Quantity(Unit::steps(MS, 1, 10));
    /// How long octets may wait: milliseconds, or without end.
    FlushTimeout16(u16, 2, little) Quantity(Unit::of(MS).or(&[(0xffff, "no end")]));
    /// A time in microseconds.
    Microseconds16(u16, 2, little) Quantity(Unit::of(MICROSECONDS));
    /// A time in microseconds, in three octets.
    Microseconds24(u32, 3, little) Quantity(Unit::of(MICROSECONDS));
    /// A time in microseconds.
    Microseconds32(u32, 4, little) Quantity(Unit::of(MICROSECONDS));
    /// A time in microseconds, if it matters.
    MicrosecondsOrAny32(u32, 4, little) Quantity(Unit::of(MICROSECONDS).or(&[(0xffff_ffff, ANY)]));
    /// How long octets may wait: microseconds, or without end.
    FlushTimeout32(u32, 4, little) Quantity(Unit::of(MICROSECONDS).or(&[(0xffff_ffff, "no end")]));
    /// A time in steps of 8 µs.
    Eights(u8, 1, little) Quantity(Unit::steps(MICROSECONDS, 8, 1));
    /// A clock of steps of 100 ns.
    Clock100(u32, 4, little) Quantity(Unit::steps(MICROSECONDS, 1, 10));

    /// A power or a signal strength.
    Dbm(i8, 1, little) Quantity(Unit::of(DBM).signed());
    /// A power or a signal strength; 127 when it is not known.
    DbmOrNone(i8, 1, little) Quantity(Unit::of(DBM).signed().or(&[(127, UNKNOWN)]));
    /// The power to send with, if it matters.
    PreferredDbm(i8, 1, little) Quantity(Unit::of(DBM).signed().or(&[(127, ANY)]));
    /// A power of an LE PHY, as the link layer has it (Core Vol 6 Part B, 2.4.2.32).
    PhyDbm(i8, 1, little) Quantity(
        Unit::of(DBM).signed().or(&[(126, "PHY not supported"), (127, UNKNOWN)])
    );
    /// How far a power may be reduced; 255 when it is not known.
    Reduction(u8, 1, little) Quantity(Unit::of("dB").or(&[(255, UNKNOWN)]));
    /// A difference of powers.
    Decibels(i8, 1, little) Quantity(Unit::of("dB").signed());
    /// How much a power changed.
    PowerChange(i8, 1, little) Quantity(Unit::of("dB").signed().or(&[(127, UNKNOWN)]));
    /// How much weaker a signal is received than it was sent; 255 when it is not known.
    PathLoss(u8, 1, little) Quantity(Unit::of("dB").or(&[(255, UNKNOWN)]));
    /// A frequency.
    Megahertz(u16, 2, little) Quantity(Unit::of("MHz"));

    /// A number of octets.
    Octets8(u8, 1, little) Quantity(Unit::of("octets"));
    /// A number of octets.
    Octets16(u16, 2, little) Quantity(Unit::of("octets"));
    /// A number of octets.
    Octets32(u32, 4, little) Quantity(Unit::of("octets"));
    /// A number of octets, most significant octet first.
    BeOctets16(u16, 2, big) Quantity(Unit::of("octets"));
    /// A number of bits.
    Bits8(u8, 1, little) Quantity(Unit::of("bits"));
    /// A number of bits.
    Bits16(u16, 2, little) Quantity(Unit::of("bits"));
    /// Bits in a second; 0 when it is not known.
    BitRate(u32, 4, big) Quantity(Unit::of("bit/s").or(&[(0, UNKNOWN)]));
    /// Octets in a second.
    OctetsPerSecond(u32, 4, little) Quantity(Unit::of("octets/s"));
    /// Octets in a second, if it matters.
    Bandwidth(u32, 4, little) Quantity(Unit::of("octets/s").or(&[(0xffff_ffff, ANY)]));
}

macro_rules! lengths {
    ($($name:ident),+) => {$(
        impl From<$name> for usize {
            fn from(octets: $name) -> Self {
                Self::from(octets.0)
            }
        }
    )+};
}
lengths!(Octets8, Octets16, BeOctets16);

macro_rules! times {
    ($($name:ident),+) => {$(
        impl $name {
            /// The time in nanoseconds.
            pub const fn nanoseconds(self) -> i64 {
                const STEP: i64 = nanoseconds(<$name as Field<'static>>::KIND);
                self.0 as i64 * STEP
            }
        }
    )+};
}
times!(Slots, Interval, Timeout);

/// Nanoseconds of one step of a time. What counts something else does not compile.
const fn nanoseconds(kind: Kind) -> i64 {
    let Kind::Quantity(unit) = kind else { panic!("it counts nothing") };
    let unit_of_time = match unit.symbol.as_bytes() {
        b"s" => 1_000_000_000,
        b"ms" => 1_000_000,
        _ => panic!("it counts no time"),
    };
    unit_of_time * unit.numerator as i64 / unit.denominator as i64
}

#[cfg(test)]
mod tests {
    use super::{Interval, Slots, Timeout};

    #[test]
    fn times_are_in_nanoseconds() {
        assert_eq!(Slots(0x7d00).nanoseconds(), 20_000_000_000);
        assert_eq!(Interval(6).nanoseconds(), 7_500_000);
        assert_eq!(Timeout(0xffff).nanoseconds(), 655_350_000_000);
    }
}
