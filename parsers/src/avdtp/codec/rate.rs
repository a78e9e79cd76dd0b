//! The sampling frequency of a configured codec.

use super::{Codec, vendor::Parameters};

/// The only one that is set; none when several are, as in capabilities, or none is.
fn only<const N: usize>(choices: [(bool, u32); N]) -> Option<u32> {
    let mut set = choices.iter().filter(|(set, _)| *set);
    let first = set.next()?.1;
    set.next().is_none().then_some(first)
}

impl Codec<'_> {
    /// Samples a second of a configuration; none for capabilities that leave a choice, and for
    /// codecs whose parameters are not read here.
    pub fn sampling_frequency(&self) -> Option<u32> {
        match self {
            Self::Sbc(c) => only([
                (c.frequency_16000, 16_000),
                (c.frequency_32000, 32_000),
                (c.frequency_44100, 44_100),
                (c.frequency_48000, 48_000),
            ]),
            Self::Mpeg12(c) => only([
                (c.frequency_16000, 16_000),
                (c.frequency_22050, 22_050),
                (c.frequency_24000, 24_000),
                (c.frequency_32000, 32_000),
                (c.frequency_44100, 44_100),
                (c.frequency_48000, 48_000),
            ]),
            Self::Aac(c) => only([
                (c.frequency_8000, 8_000),
                (c.frequency_11025, 11_025),
                (c.frequency_12000, 12_000),
                (c.frequency_16000, 16_000),
                (c.frequency_22050, 22_050),
                (c.frequency_24000, 24_000),
                (c.frequency_32000, 32_000),
                (c.frequency_44100, 44_100),
                (c.frequency_48000, 48_000),
                (c.frequency_64000, 64_000),
                (c.frequency_88200, 88_200),
                (c.frequency_96000, 96_000),
            ]),
            Self::Atrac(c) => only([(c.frequency_44100, 44_100), (c.frequency_48000, 48_000)]),
            Self::Vendor(vendor) => match vendor.parameters {
                Parameters::Aptx(c) => only([
                    (c.frequency_16000, 16_000),
                    (c.frequency_32000, 32_000),
                    (c.frequency_44100, 44_100),
                    (c.frequency_48000, 48_000),
                ]),
                Parameters::AptxHd(c) => only([
                    (c.frequency_16000, 16_000),
                    (c.frequency_32000, 32_000),
                    (c.frequency_44100, 44_100),
                    (c.frequency_48000, 48_000),
                ]),
                Parameters::FastStream(c) => {
                    only([(c.music_frequency_44100, 44_100), (c.music_frequency_48000, 48_000)])
                }
                Parameters::Ldac(c) => only([
                    (c.frequency_44100, 44_100),
                    (c.frequency_48000, 48_000),
                    (c.frequency_88200, 88_200),
                    (c.frequency_96000, 96_000),
                    (c.frequency_176400, 176_400),
                    (c.frequency_192000, 192_000),
                ]),
                Parameters::Other(_) => None,
            },
            Self::Other(..) => None,
        }
    }
}
