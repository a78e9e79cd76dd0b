//! A codec in one line for people: `SBC 44.1 kHz joint stereo, 16 blocks, 8 subbands, loudness,
//! bitpool 2-53`. Where a capability allows several values they stand with a slash between.

use core::fmt;

use super::{
    Aac, Atrac, Codec, Mpeg12, Sbc,
    vendor::{Aptx, AptxHd, FastStream, Ldac, Parameters, VendorCodec},
};

/// The names whose bits are set, with a slash between; `none` when no bit is set.
struct Choice<const N: usize>([(bool, &'static str); N]);

impl<const N: usize> Choice<N> {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(|(set, _)| *set).map(|&(_, name)| name)
    }
}

impl<const N: usize> fmt::Display for Choice<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = self.names();
        f.write_str(names.next().unwrap_or("none"))?;
        names.try_for_each(|name| write!(f, "/{name}"))
    }
}

impl Sbc {
    fn modes(&self) -> Choice<4> {
        Choice([
            (self.mono, "mono"),
            (self.dual_channel, "dual channel"),
            (self.stereo, "stereo"),
            (self.joint_stereo, "joint stereo"),
        ])
    }
    fn blocks(&self) -> Choice<4> {
        Choice([
            (self.blocks_4, "4"),
            (self.blocks_8, "8"),
            (self.blocks_12, "12"),
            (self.blocks_16, "16"),
        ])
    }
    fn subbands(&self) -> Choice<2> {
        Choice([(self.subbands_4, "4"), (self.subbands_8, "8")])
    }
    fn allocation(&self) -> Choice<2> {
        Choice([(self.snr, "SNR"), (self.loudness, "loudness")])
    }

    /// Exactly one bit of every group is set, as a configuration must have it.
    pub fn is_configuration(&self) -> bool {
        self.frequencies().only().is_some()
            && self.modes().names().count() == 1
            && self.blocks().names().count() == 1
            && self.subbands().names().count() == 1
            && self.allocation().names().count() == 1
    }
}

impl fmt::Display for Sbc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { minimum_bitpool, maximum_bitpool, .. } = self;
        write!(f, "SBC {} kHz {}, ", self.frequencies(), self.modes())?;
        write!(f, "{} blocks, {} subbands, ", self.blocks(), self.subbands())?;
        write!(f, "{}, bitpool {minimum_bitpool}-{maximum_bitpool}", self.allocation())
    }
}

impl fmt::Display for Mpeg12 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layers = Choice([
            (self.layer_1, "layer I"),
            (self.layer_2, "layer II"),
            (self.layer_3, "layer III"),
        ]);
        let modes = Choice([
            (self.mono, "mono"),
            (self.dual_channel, "dual channel"),
            (self.stereo, "stereo"),
            (self.joint_stereo, "joint stereo"),
        ]);
        write!(f, "MPEG audio {layers} {} kHz {modes}", self.frequencies())?;
        f.write_str(if self.vbr { ", VBR" } else { "" })
    }
}

impl Aac {
    fn objects(&self) -> Choice<7> {
        Choice([
            (self.mpeg2_lc, "MPEG-2 LC"),
            (self.mpeg4_lc, "MPEG-4 LC"),
            (self.mpeg4_ltp, "MPEG-4 LTP"),
            (self.mpeg4_scalable, "MPEG-4 scalable"),
            (self.mpeg4_he, "MPEG-4 HE"),
            (self.mpeg4_he_v2, "MPEG-4 HE v2"),
            (self.mpeg4_eld_v2, "MPEG-4 ELD v2"),
        ])
    }
    fn channels(&self) -> Choice<4> {
        Choice([
            (self.channels_1, "mono"),
            (self.channels_2, "stereo"),
            (self.channels_6, "5.1"),
            (self.channels_8, "7.1"),
        ])
    }

    /// Exactly one bit of every group is set, as a configuration must have it.
    pub fn is_configuration(&self) -> bool {
        self.objects().names().count() == 1
            && self.frequencies().only().is_some()
            && self.channels().names().count() == 1
    }
}

impl fmt::Display for Aac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AAC {} kHz {}, {}", self.frequencies(), self.channels(), self.objects())?;
        if self.bit_rate.0 != 0 {
            write!(f, ", {} kbit/s", self.bit_rate.0 / 1000)?;
        }
        f.write_str(if self.vbr { ", VBR" } else { "" })
    }
}

impl fmt::Display for Atrac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modes = Choice([
            (self.mono, "mono"),
            (self.dual_channel, "dual channel"),
            (self.joint_stereo, "joint stereo"),
        ]);
        write!(f, "ATRAC version {} {} kHz {modes}", self.version, self.frequencies())?;
        f.write_str(if self.vbr { ", VBR" } else { "" })
    }
}

impl fmt::Display for Aptx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modes =
            Choice([(self.mono, "mono"), (self.stereo, "stereo"), (self.tws, "TrueWireless")]);
        write!(f, "{} kHz {modes}", self.frequencies())
    }
}

impl fmt::Display for AptxHd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modes = Choice([(self.mono, "mono"), (self.stereo, "stereo")]);
        write!(f, "{} kHz {modes}", self.frequencies())
    }
}

impl fmt::Display for FastStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.music, self.voice) {
            (true, true) => write!(f, "{} kHz music, 16 kHz voice", self.frequencies()),
            (true, false) => write!(f, "{} kHz music", self.frequencies()),
            (false, true) => f.write_str("16 kHz voice"),
            (false, false) => f.write_str("no direction"),
        }
    }
}

impl fmt::Display for Ldac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modes = Choice([
            (self.mono, "mono"),
            (self.dual_channel, "dual channel"),
            (self.stereo, "stereo"),
        ]);
        write!(f, "{} kHz {modes}", self.frequencies())
    }
}

impl fmt::Display for VendorCodec<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name)?,
            None => {
                match self.vendor.name() {
                    Some(vendor) => write!(f, "{vendor} codec ")?,
                    None => write!(f, "vendor {:#06x} codec ", self.vendor.0)?,
                }
                write!(f, "{:#06x}", self.codec)?;
            }
        }
        match &self.parameters {
            Parameters::Aptx(aptx) => write!(f, " {aptx}"),
            Parameters::AptxHd(aptx) => write!(f, " {aptx}"),
            Parameters::FastStream(stream) => write!(f, " {stream}"),
            Parameters::Ldac(ldac) => write!(f, " {ldac}"),
            Parameters::Other(_) => Ok(()),
        }
    }
}

impl fmt::Display for Codec<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sbc(sbc) => sbc.fmt(f),
            Self::Mpeg12(mpeg) => mpeg.fmt(f),
            Self::Aac(aac) => aac.fmt(f),
            Self::Atrac(atrac) => atrac.fmt(f),
            Self::Vendor(vendor) => vendor.fmt(f),
            Self::Other(kind, _) => kind.fmt(f),
        }
    }
}
