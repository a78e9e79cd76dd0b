//! The sampling frequencies of a codec: those that a capability allows, the one that is configured.

use core::fmt;

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
