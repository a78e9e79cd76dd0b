//! Field types of the link layer.

use crate::{Exposure, Fault, Field, FromBits, Kind, Reader, Value, codes};

/// Which of the 37 data channels are used; bit `k` is channel index `k`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ChannelMap(pub u64);

impl ChannelMap {
    /// How many channels are used; at least 2 in a right map (Core Vol 6 Part B, 1.4.1).
    pub fn used(self) -> u32 {
        (self.0 & 0x1f_ffff_ffff).count_ones()
    }
    /// Whether the channel with this index is used.
    pub fn contains(self, channel: u8) -> bool {
        channel < 37 && self.0 >> channel & 1 == 1
    }
}

impl<'a> Field<'a> for ChannelMap {
    const KIND: Kind = Kind::Hex;
    const OCTETS: Option<usize> = Some(5);
    const EXPOSURE: Exposure = Exposure::Keep;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.little(5).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Value::Hex(self.0)
    }
}

impl FromBits for ChannelMap {
    const BITS: u32 = 40;

    fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

codes! {
    /// Worst drift of a sleep clock (Core Vol 6 Part B, 2.3.3.1).
    pub SleepClockAccuracy(u8) {
        PPM_500 = 0 => "251 to 500 ppm",
        PPM_250 = 1 => "151 to 250 ppm",
        PPM_150 = 2 => "101 to 150 ppm",
        PPM_100 = 3 => "76 to 100 ppm",
        PPM_75 = 4 => "51 to 75 ppm",
        PPM_50 = 5 => "31 to 50 ppm",
        PPM_30 = 6 => "21 to 30 ppm",
        PPM_20 = 7 => "0 to 20 ppm",
    }
}
