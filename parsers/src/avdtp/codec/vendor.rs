//! Codecs of vendors, known by company and number (A2DP 1.4, 4.7).

use crate::{
    Hex32, ParseError, Pdu, View,
    avdtp::codec::{VendorHeader, VendorId},
    pdu,
    protocol::MediaKind,
};

pdu! {
    in PDUS;

    /// aptX and, with octets that are not read here after it, those that grew from it.
    pub struct Aptx ("aptX", "APT codec 0x0001") {
        @u8 frequency_16000: bool [7..8] = "btavdtp.codec.aptx.sampling_frequency.16000",
        frequency_32000: bool [6..7] = "btavdtp.codec.aptx.sampling_frequency.32000",
        frequency_44100: bool [5..6] = "btavdtp.codec.aptx.sampling_frequency.44100",
        frequency_48000: bool [4..5] = "btavdtp.codec.aptx.sampling_frequency.48000",
        /// TrueWireless Stereo, in the codec of that name.
        tws: bool [3..4],
        stereo: bool [1..2] = "btavdtp.codec.aptx.channel_mode.stereo",
        mono: bool [0..1],
    }

    /// aptX HD.
    pub struct AptxHd ("aptX HD", "Qualcomm codec 0x0024") {
        @u8 frequency_16000: bool [7..8] = "btavdtp.codec.aptxhd.sampling_frequency.16000",
        frequency_32000: bool [6..7] = "btavdtp.codec.aptxhd.sampling_frequency.32000",
        frequency_44100: bool [5..6] = "btavdtp.codec.aptxhd.sampling_frequency.44100",
        frequency_48000: bool [4..5] = "btavdtp.codec.aptxhd.sampling_frequency.48000",
        stereo: bool [1..2] = "btavdtp.codec.aptxhd.channel_mode.stereo",
        mono: bool [0..1],
        reserved: Hex32 as Reserved = "btavdtp.codec.aptxhd.rfa",
    }

    /// FastStream.
    pub struct FastStream ("FastStream", "CSR codec 0x0001") {
        /// A microphone's channel back to the source.
        @u8 voice: bool [1..2],
        music: bool [0..1],
        @u8 voice_frequency_16000: bool [5..6],
        music_frequency_44100: bool [1..2],
        music_frequency_48000: bool [0..1],
    }

    /// LDAC.
    pub struct Ldac ("LDAC", "Sony codec 0x00aa") {
        @u8 frequency_44100: bool [5..6] = "btavdtp.codec.ldac.sampling_frequency.44100",
        frequency_48000: bool [4..5] = "btavdtp.codec.ldac.sampling_frequency.48000",
        frequency_88200: bool [3..4] = "btavdtp.codec.ldac.sampling_frequency.88200",
        frequency_96000: bool [2..3] = "btavdtp.codec.ldac.sampling_frequency.96000",
        frequency_176400: bool [1..2] = "btavdtp.codec.ldac.sampling_frequency.176400",
        frequency_192000: bool [0..1] = "btavdtp.codec.ldac.sampling_frequency.192000",
        @u8 mono: bool [2..3] = "btavdtp.codec.ldac.channel_mode.mono",
        dual_channel: bool [1..2] = "btavdtp.codec.ldac.channel_mode.dual_channel",
        stereo: bool [0..1] = "btavdtp.codec.ldac.channel_mode.stereo",
    }
}

/// The parameters of a vendor's codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Parameters<'a> {
    Aptx(Aptx),
    AptxHd(AptxHd),
    FastStream(FastStream),
    Ldac(Ldac),
    /// Not read here.
    Other(&'a [u8]),
}

/// A vendor's codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VendorCodec<'a> {
    /// The company.
    pub vendor: VendorId,
    /// The company's number for the codec.
    pub codec: u16,
    /// Its parameters.
    pub parameters: Parameters<'a>,
}

/// How parameters are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Aptx,
    AptxHd,
    FastStream,
    Ldac,
    Unread,
}

struct Known {
    vendor: VendorId,
    codec: u16,
    name: &'static str,
    shape: Shape,
}

const fn known(vendor: VendorId, codec: u16, name: &'static str, shape: Shape) -> Known {
    Known { vendor, codec, name, shape }
}

const KNOWN: &[Known] = &[
    known(VendorId::APT, 0x0001, "aptX", Shape::Aptx),
    known(VendorId::CSR, 0x0001, "FastStream", Shape::FastStream),
    known(VendorId::CSR, 0x0002, "aptX Low Latency", Shape::Aptx),
    known(VendorId::QUALCOMM, 0x0002, "aptX Low Latency", Shape::Aptx),
    known(VendorId::QUALCOMM, 0x0024, "aptX HD", Shape::AptxHd),
    known(VendorId::QUALCOMM, 0x0025, "aptX TWS+", Shape::Aptx),
    known(VendorId::QUALCOMM, 0x00ad, "aptX Adaptive", Shape::Unread),
    known(VendorId::SONY, 0x00aa, "LDAC", Shape::Ldac),
    known(VendorId::SAMSUNG, 0x0102, "Samsung HD", Shape::Unread),
    known(VendorId::SAMSUNG, 0x0103, "Samsung Scalable", Shape::Unread),
    known(VendorId::GOOGLE, 0x0001, "Opus", Shape::Unread),
    known(VendorId::SAVITECH, 0x484c, "LHDC v1", Shape::Unread),
    known(VendorId::SAVITECH, 0x4c32, "LHDC v2", Shape::Unread),
    known(VendorId::SAVITECH, 0x4c33, "LHDC v3, v4 or LLAC", Shape::Unread),
    known(VendorId::SAVITECH, 0x4c35, "LHDC v5", Shape::Unread),
    known(VendorId::SAVITECH, 0x4c4c, "LHDC LL", Shape::Unread),
    known(VendorId::LINUX_FOUNDATION, 0x1005, "Opus (PipeWire)", Shape::Unread),
    known(VendorId::FRAUNHOFER, 0x0001, "LC3plus", Shape::Unread),
];

fn find(vendor: VendorId, codec: u16) -> Option<&'static Known> {
    KNOWN.iter().find(|k| (k.vendor, k.codec) == (vendor, codec))
}

impl<'a> VendorCodec<'a> {
    /// Reads company, codec and parameters.
    ///
    /// # Errors
    /// The parameters are shorter than the codec wants.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let VendorHeader { vendor, codec } = VendorHeader::parse(bytes)?;
        let rest = bytes.get(6..).unwrap_or_default();
        let parameters = match find(vendor, codec.0).map(|k| k.shape) {
            Some(Shape::Aptx) => Parameters::Aptx(Aptx::parse(rest)?),
            Some(Shape::AptxHd) => Parameters::AptxHd(AptxHd::parse(rest)?),
            Some(Shape::FastStream) => Parameters::FastStream(FastStream::parse(rest)?),
            Some(Shape::Ldac) => Parameters::Ldac(Ldac::parse(rest)?),
            Some(Shape::Unread) | None => Parameters::Other(rest),
        };
        Ok(Self { vendor, codec: codec.0, parameters })
    }

    /// The name by which people know the codec.
    pub fn name(&self) -> Option<&'static str> {
        find(self.vendor, self.codec).map(|k| k.name)
    }

    /// How media packets of the codec are laid out.
    pub fn media(&self) -> MediaKind {
        match self.parameters {
            Parameters::Aptx(_) | Parameters::FastStream(_) => MediaKind::Raw,
            Parameters::Ldac(_) => MediaKind::Ldac,
            Parameters::AptxHd(_) | Parameters::Other(_) => MediaKind::Rtp,
        }
    }
}

/// The declaration of the parameters of the codec that `bytes` name.
pub(super) fn pdu(bytes: &[u8]) -> Option<&'static Pdu> {
    let VendorHeader { vendor, codec } = VendorHeader::parse(bytes).ok()?;
    match find(vendor, codec.0)?.shape {
        Shape::Aptx => Some(Aptx::PDU),
        Shape::AptxHd => Some(AptxHd::PDU),
        Shape::FastStream => Some(FastStream::PDU),
        Shape::Ldac => Some(Ldac::PDU),
        Shape::Unread => None,
    }
}
