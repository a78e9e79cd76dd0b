//! Codec specific information elements (A2DP 1.4, section 4).
//!
//! In a capability several bits of a group are set, in a configuration exactly one.

mod rate;
mod summary;
pub mod vendor;

pub use vendor::VendorCodec;

use crate::{BeOctets16, BitRate, ParseError, Pdu, View, avdtp::CodecType, pdu};

pdu! {
    in PDUS;

    /// SBC.
    pub struct Sbc ("SBC", "A2DP 1.4, 4.3.2") {
        @u8 frequency_16000: bool [7..8] = "btavdtp.codec.sbc.sampling_frequency.16000",
        frequency_32000: bool [6..7] = "btavdtp.codec.sbc.sampling_frequency.32000",
        frequency_44100: bool [5..6] = "btavdtp.codec.sbc.sampling_frequency.44100",
        frequency_48000: bool [4..5] = "btavdtp.codec.sbc.sampling_frequency.48000",
        mono: bool [3..4] = "btavdtp.codec.sbc.channel_mode.mono",
        dual_channel: bool [2..3] = "btavdtp.codec.sbc.channel_mode.dual_channel",
        stereo: bool [1..2] = "btavdtp.codec.sbc.channel_mode.stereo",
        joint_stereo: bool [0..1] = "btavdtp.codec.sbc.channel_mode.joint_stereo",
        @u8 blocks_4: bool [7..8] = "btavdtp.codec.sbc.block.4",
        blocks_8: bool [6..7] = "btavdtp.codec.sbc.block.8",
        blocks_12: bool [5..6] = "btavdtp.codec.sbc.block.12",
        blocks_16: bool [4..5] = "btavdtp.codec.sbc.block.16",
        subbands_4: bool [3..4] = "btavdtp.codec.sbc.subbands.4",
        subbands_8: bool [2..3] = "btavdtp.codec.sbc.subbands.8",
        snr: bool [1..2] = "btavdtp.codec.sbc.allocation_method.snr",
        loudness: bool [0..1] = "btavdtp.codec.sbc.allocation_method.loudness",
        /// 2 to 250.
        minimum_bitpool: u8 as Keep = "btavdtp.codec.sbc.minimum_bitpool",
        /// 2 to 250.
        maximum_bitpool: u8 as Keep = "btavdtp.codec.sbc.maximum_bitpool",
    }

    /// MPEG-1 and MPEG-2 audio.
    pub struct Mpeg12 ("MPEG-1,2 Audio", "A2DP 1.4, 4.4.2") {
        @u8 layer_1: bool [7..8] = "btavdtp.codec.mpeg12.layer_1",
        layer_2: bool [6..7] = "btavdtp.codec.mpeg12.layer_2",
        layer_3: bool [5..6] = "btavdtp.codec.mpeg12.layer_3",
        crc_protection: bool [4..5] = "btavdtp.codec.mpeg12.crc_protection",
        mono: bool [3..4] = "btavdtp.codec.mpeg12.channel_mode.mono",
        dual_channel: bool [2..3] = "btavdtp.codec.mpeg12.channel_mode.dual_channel",
        stereo: bool [1..2] = "btavdtp.codec.mpeg12.channel_mode.stereo",
        joint_stereo: bool [0..1] = "btavdtp.codec.mpeg12.channel_mode.joint_stereo",
        @u8 payload_format_2: bool [6..7] = "btavdtp.codec.mpeg12.mpf_2",
        frequency_16000: bool [5..6],
        frequency_22050: bool [4..5],
        frequency_24000: bool [3..4],
        frequency_32000: bool [2..3],
        frequency_44100: bool [1..2],
        frequency_48000: bool [0..1],
        @be16 vbr: bool [15..16] = "btavdtp.codec.mpeg12.vbr",
        /// Bit n set: the bit rate index n of the layer.
        bit_rates: u16 [0..15] as Keep = "btavdtp.codec.mpeg12.bit_rate",
    }

    /// MPEG-2 and MPEG-4 AAC.
    pub struct Aac ("AAC", "A2DP 1.4, 4.5.2") {
        @u8 mpeg2_lc: bool [7..8] = "btavdtp.codec.mpeg24.object_type.mpeg2_aac_lc",
        mpeg4_lc: bool [6..7] = "btavdtp.codec.mpeg24.object_type.mpeg4_aac_lc",
        mpeg4_ltp: bool [5..6] = "btavdtp.codec.mpeg24.object_type.mpeg4_aac_ltp",
        mpeg4_scalable: bool [4..5] = "btavdtp.codec.mpeg24.object_type.mpeg4_aac_scalable",
        mpeg4_he: bool [3..4],
        mpeg4_he_v2: bool [2..3],
        mpeg4_eld_v2: bool [1..2],
        /// Dynamic range control.
        drc: bool [0..1],
        @be16 frequency_8000: bool [15..16] = "btavdtp.codec.mpeg24.sampling_frequency.8000",
        frequency_11025: bool [14..15] = "btavdtp.codec.mpeg24.sampling_frequency.11025",
        frequency_12000: bool [13..14] = "btavdtp.codec.mpeg24.sampling_frequency.12000",
        frequency_16000: bool [12..13] = "btavdtp.codec.mpeg24.sampling_frequency.16000",
        frequency_22050: bool [11..12] = "btavdtp.codec.mpeg24.sampling_frequency.22050",
        frequency_24000: bool [10..11] = "btavdtp.codec.mpeg24.sampling_frequency.24000",
        frequency_32000: bool [9..10] = "btavdtp.codec.mpeg24.sampling_frequency.32000",
        frequency_44100: bool [8..9] = "btavdtp.codec.mpeg24.sampling_frequency.44100",
        frequency_48000: bool [7..8] = "btavdtp.codec.mpeg24.sampling_frequency.48000",
        frequency_64000: bool [6..7] = "btavdtp.codec.mpeg24.sampling_frequency.64000",
        frequency_88200: bool [5..6] = "btavdtp.codec.mpeg24.sampling_frequency.88200",
        frequency_96000: bool [4..5] = "btavdtp.codec.mpeg24.sampling_frequency.96000",
        channels_1: bool [3..4] = "btavdtp.codec.mpeg24.channels.1",
        channels_2: bool [2..3] = "btavdtp.codec.mpeg24.channels.2",
        channels_6: bool [1..2],
        channels_8: bool [0..1],
        @be24 vbr: bool [23..24] = "btavdtp.codec.mpeg24.vbr",
        /// Highest rate in bits per second; 0 when not known.
        bit_rate: BitRate [0..23] = "btavdtp.codec.mpeg24.bit_rate",
    }

    /// ATRAC family.
    pub struct Atrac ("ATRAC", "A2DP 1.4, 4.6.2") {
        @u8 version: u8 [5..8] as Keep = "btavdtp.codec.atrac.version",
        mono: bool [4..5] = "btavdtp.codec.atrac.channel_mode.single_channel",
        dual_channel: bool [3..4] = "btavdtp.codec.atrac.channel_mode.dual_channel",
        joint_stereo: bool [2..3] = "btavdtp.codec.atrac.channel_mode.joint_stereo",
        @be24 frequency_44100: bool [21..22],
        frequency_48000: bool [20..21],
        vbr: bool [19..20] = "btavdtp.codec.atrac.vbr",
        /// Bit n set: the bit rate index n.
        bit_rates: u32 [0..19] as Keep = "btavdtp.codec.atrac.bit_rate",
        /// Octets of the largest sound unit.
        maximum_sound_unit: BeOctets16 = "btavdtp.codec.atrac.maximum_sul",
        reserved: u8 as Reserved = "btavdtp.codec.atrac.rfa3",
    }

    /// The codec of a vendor.
    pub struct VendorHeader ("Vendor codec", "A2DP 1.4, 4.7.2") {
        vendor: VendorId = "btavdtp.codec.vendor.vendor_id",
        /// Given out by the vendor.
        codec: crate::Hex16 as Keep = "btavdtp.codec.vendor.codec_id",
    }
}

crate::codes! {
    /// Company that a codec belongs to (Assigned Numbers, 7.1), in four octets.
    pub VendorId(u32) {
        CSR = 0x0a => "Qualcomm Technologies International (CSR)",
        APT = 0x4f => "APT",
        SAMSUNG = 0x75 => "Samsung Electronics",
        QUALCOMM = 0xd7 => "Qualcomm",
        GOOGLE = 0xe0 => "Google",
        SONY = 0x012d => "Sony",
        SAVITECH = 0x053a => "Savitech",
        LINUX_FOUNDATION = 0x05f1 => "The Linux Foundation",
        FRAUNHOFER = 0x08a9 => "Fraunhofer IIS",
    }
}

/// An audio codec with its parameters. Prints as one line for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Codec<'a> {
    Sbc(Sbc),
    Mpeg12(Mpeg12),
    Aac(Aac),
    Atrac(Atrac),
    Vendor(VendorCodec<'a>),
    /// A codec whose parameters are not read here.
    Other(CodecType, &'a [u8]),
}

impl<'a> Codec<'a> {
    /// Reads the codec specific information elements of `kind`.
    ///
    /// # Errors
    /// The elements are shorter than the codec wants.
    pub fn parse(kind: CodecType, bytes: &'a [u8]) -> Result<Self, ParseError> {
        match kind {
            CodecType::SBC => Sbc::parse(bytes).map(Self::Sbc),
            CodecType::MPEG_1_2_AUDIO => Mpeg12::parse(bytes).map(Self::Mpeg12),
            CodecType::MPEG_2_4_AAC => Aac::parse(bytes).map(Self::Aac),
            CodecType::ATRAC => Atrac::parse(bytes).map(Self::Atrac),
            CodecType::VENDOR => VendorCodec::parse(bytes).map(Self::Vendor),
            _ => Ok(Self::Other(kind, bytes)),
        }
    }

    /// The name by which people know the codec, `SBC` or `aptX HD`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sbc(_) => "SBC",
            Self::Mpeg12(_) => "MPEG-1,2 Audio",
            Self::Aac(_) => "AAC",
            Self::Atrac(_) => "ATRAC",
            Self::Vendor(vendor) => vendor.name().unwrap_or("vendor codec"),
            Self::Other(kind, _) => kind.name().unwrap_or("unknown codec"),
        }
    }

    /// How media packets of the codec are laid out. aptX, aptX Low Latency and FastStream have no
    /// RTP header.
    pub fn media(&self) -> crate::protocol::MediaKind {
        use crate::protocol::MediaKind;
        match self {
            Self::Sbc(_) => MediaKind::Sbc,
            Self::Vendor(vendor) => vendor.media(),
            _ => MediaKind::Rtp,
        }
    }
}

/// The declarations that a codec's information elements are read with, one after another.
pub(super) fn pdus_of(kind: CodecType, bytes: &[u8]) -> [Option<&'static Pdu>; 2] {
    let pdu = match kind {
        CodecType::SBC => Some(Sbc::PDU),
        CodecType::MPEG_1_2_AUDIO => Some(Mpeg12::PDU),
        CodecType::MPEG_2_4_AAC => Some(Aac::PDU),
        CodecType::ATRAC => Some(Atrac::PDU),
        CodecType::VENDOR => return [Some(VendorHeader::PDU), vendor::pdu(bytes)],
        _ => None,
    };
    [pdu, None]
}
