//! The sampling frequencies of a codec: those that a capability allows, the one that is configured.

use core::fmt;

use crate::{
    Hex8,
    rtp::sbc::{self, SYNCWORD, SbcFrame},
};

use super::{
    Aac, Atrac, Codec, Mpeg12, Sbc,
    vendor::{Aptx, AptxHd, FastStream, Ldac, Parameters},
};

/// Sampling frequencies in Hz, and whether the bit of each is set.
pub(super) struct Frequencies<const N: usize>([(bool, u32); N]);

impl<const N: usize> Frequencies<N> {
    fn set(&self) -> impl Iterator<Item = u32> {
        self.0.iter().filter(|(set, _)| *set).map(|&(_, hertz)| hertz)
    }

    /// The only one that is set; none when several are, as in capabilities, or none is.
    pub(super) fn only(&self) -> Option<u32> {
        let mut set = self.set();
        set.next().filter(|_| set.next().is_none())
    }
}

/// In kHz, with a slash between: `44.1/48`. `none` when no bit is set.
impl<const N: usize> fmt::Display for Frequencies<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.set().next().is_none() {
            return f.write_str("none");
        }
        for (index, hertz) in self.set().enumerate() {
            let (whole, rest) = (hertz / 1000, hertz % 1000);
            write!(f, "{}{whole}", if index > 0 { "/" } else { "" })?;
            match rest {
                0 => {}
                _ if rest % 100 == 0 => write!(f, ".{}", rest / 100)?,
                _ if rest % 10 == 0 => write!(f, ".{:02}", rest / 10)?,
                _ => write!(f, ".{rest:03}")?,
            }
        }
        Ok(())
    }
}

/// Each codec with the fields that hold its frequencies.
macro_rules! frequencies {
    ($($codec:ident [$count:literal] { $($field:ident = $hertz:literal),+ $(,)? })+) => {$(
        impl $codec {
            pub(super) fn frequencies(&self) -> Frequencies<$count> {
                Frequencies([$((self.$field, $hertz)),+])
            }
        }
    )+};
}

frequencies! {
    Sbc [4] {
        frequency_16000 = 16_000, frequency_32000 = 32_000,
        frequency_44100 = 44_100, frequency_48000 = 48_000,
    }
    Mpeg12 [6] {
        frequency_16000 = 16_000, frequency_22050 = 22_050, frequency_24000 = 24_000,
        frequency_32000 = 32_000, frequency_44100 = 44_100, frequency_48000 = 48_000,
    }
    Aac [12] {
        frequency_8000 = 8_000, frequency_11025 = 11_025, frequency_12000 = 12_000,
        frequency_16000 = 16_000, frequency_22050 = 22_050, frequency_24000 = 24_000,
        frequency_32000 = 32_000, frequency_44100 = 44_100, frequency_48000 = 48_000,
        frequency_64000 = 64_000, frequency_88200 = 88_200, frequency_96000 = 96_000,
    }
    Atrac [2] { frequency_44100 = 44_100, frequency_48000 = 48_000 }
    Aptx [4] {
        frequency_16000 = 16_000, frequency_32000 = 32_000,
        frequency_44100 = 44_100, frequency_48000 = 48_000,
    }
    AptxHd [4] {
        frequency_16000 = 16_000, frequency_32000 = 32_000,
        frequency_44100 = 44_100, frequency_48000 = 48_000,
    }
    FastStream [2] { music_frequency_44100 = 44_100, music_frequency_48000 = 48_000 }
    Ldac [6] {
        frequency_44100 = 44_100, frequency_48000 = 48_000, frequency_88200 = 88_200,
        frequency_96000 = 96_000, frequency_176400 = 176_400, frequency_192000 = 192_000,
    }
}

impl Codec<'_> {
    /// Samples a second of a configuration; none for capabilities that leave a choice, and for
    /// codecs whose parameters are not read here.
    pub fn sampling_frequency(&self) -> Option<u32> {
        match self {
            Self::Sbc(codec) => codec.frequencies().only(),
            Self::Mpeg12(codec) => codec.frequencies().only(),
            Self::Aac(codec) => codec.frequencies().only(),
            Self::Atrac(codec) => codec.frequencies().only(),
            Self::Vendor(vendor) => match vendor.parameters {
                Parameters::Aptx(codec) => codec.frequencies().only(),
                Parameters::AptxHd(codec) => codec.frequencies().only(),
                Parameters::FastStream(codec) => codec.frequencies().only(),
                Parameters::Ldac(codec) => codec.frequencies().only(),
                Parameters::Other(_) => None,
            },
            Self::Other(..) => None,
        }
    }
}

impl Sbc {
    /// Bits of media a second with the largest bitpool of a configuration (A2DP 1.4, 12.9).
    fn bit_rate(&self) -> Option<u32> {
        let hertz = self.frequencies().only().filter(|_| self.is_configuration())?;
        let code =
            |bits: &[bool]| (0_u8..).zip(bits).find(|(_, set)| **set).map_or(0, |(code, _)| code);
        let frame = SbcFrame {
            syncword: Hex8(SYNCWORD),
            frequency: sbc::Frequency(0),
            blocks: sbc::Blocks(code(&[
                self.blocks_4,
                self.blocks_8,
                self.blocks_12,
                self.blocks_16,
            ])),
            mode: sbc::ChannelMode(code(&[
                self.mono,
                self.dual_channel,
                self.stereo,
                self.joint_stereo,
            ])),
            allocation: sbc::Allocation(0),
            subbands: sbc::Subbands(code(&[self.subbands_4, self.subbands_8])),
            bitpool: self.maximum_bitpool,
            crc: Hex8(0),
        };
        let bits = frame.length() as u64 * 8 * u64::from(hertz);
        (bits / frame.samples() as u64).try_into().ok()
    }
}

impl Codec<'_> {
    /// Bits of media a second, at most; none where the settings do not say.
    pub fn bit_rate(&self) -> Option<u32> {
        match self {
            Self::Sbc(codec) => codec.bit_rate(),
            Self::Aac(codec) => Some(codec.bit_rate.0).filter(|&rate| rate > 0),
            // Four bits a sample of each channel, and six.
            Self::Vendor(vendor) => match vendor.parameters {
                Parameters::Aptx(codec) => {
                    let channels = if codec.mono && !codec.stereo { 1 } else { 2 };
                    codec.frequencies().only().map(|hertz| hertz * 4 * channels)
                }
                Parameters::AptxHd(codec) => {
                    let channels = if codec.mono && !codec.stereo { 1 } else { 2 };
                    codec.frequencies().only().map(|hertz| hertz * 6 * channels)
                }
                // At its best quality: 330 octets for each 128 samples, or 256 above 48 kHz.
                Parameters::Ldac(codec) => match codec.frequencies().only()? {
                    44_100 | 88_200 => Some(909_000),
                    48_000 | 96_000 => Some(990_000),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::avdtp::{Codec, CodecType};

    #[test]
    fn bit_rates_of_configurations() {
        let rate = |kind, octets: &[u8]| Codec::parse(kind, octets).unwrap().bit_rate();
        // A2DP 1.4, table 4.7: high quality is 328 kbit/s at 44.1 kHz, and 345 at 48.
        assert_eq!(rate(CodecType::SBC, &[0x21, 0x15, 2, 53]), Some(327_993));
        assert_eq!(rate(CodecType::SBC, &[0x11, 0x15, 2, 51]), Some(345_000));
        assert_eq!(rate(CodecType::SBC, &[0x21, 0x15, 2, 35]), Some(228_768));
        // Capabilities leave it open.
        assert_eq!(rate(CodecType::SBC, &[0xff, 0xff, 2, 53]), None);
        let aac = [0x80, 0x01, 0x04, 0x83, 0xe8, 0x00];
        assert_eq!(rate(CodecType::MPEG_2_4_AAC, &aac), Some(256_000));
        let aptx = [0x4f, 0, 0, 0, 1, 0, 0x22];
        assert_eq!(rate(CodecType::VENDOR, &aptx), Some(352_800));
        let mono = [0x4f, 0, 0, 0, 1, 0, 0x21];
        assert_eq!(rate(CodecType::VENDOR, &mono), Some(176_400));
        let hd = [0xd7, 0, 0, 0, 0x24, 0, 0x12, 0, 0, 0, 0];
        assert_eq!(rate(CodecType::VENDOR, &hd), Some(576_000));
        let ldac = [0x2d, 1, 0, 0, 0xaa, 0, 0x04, 1];
        assert_eq!(rate(CodecType::VENDOR, &ldac), Some(990_000));
    }
}
