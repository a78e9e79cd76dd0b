//! What a packet says of its own length, codec by codec.

use parsers::{
    Field, Reader, View,
    avdtp::{Codec, codec::vendor::Parameters},
    rtp::{LdacPayload, sbc},
};

use super::media_clock::Content;

/// Samples of an AAC frame (ISO/IEC 14496-3, 4.5.2.1.1).
const AAC_FRAME: u32 = 1024;
/// What is assumed where the configured rate is no rate.
const COMMON_RATE: u32 = 44_100;

/// How the packets of a stream are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// SBC frames say it themselves.
    Sbc,
    /// LDAC frames of 128 samples, or of 256 above 48 kHz.
    Ldac(u32),
    /// aptX without RTP: an octet for each sample of two channels.
    Aptx(u32),
    /// The same with one channel: an octet for two samples.
    AptxMono(u32),
    /// aptX HD: six octets for four samples of two channels.
    AptxHd(u32),
    /// The same with one channel: six octets for eight samples.
    AptxHdMono(u32),
    /// AAC frames of 1024 samples.
    Aac(u32),
    /// By time stamps alone, at a rate that is 0 when it is not known.
    Stamps(u32),
}

impl Measure {
    /// The measure of a configured codec; none for one whose packets have neither RTP nor a known
    /// rate of octets (FastStream).
    pub fn of(codec: &Codec<'_>) -> Option<Self> {
        let rate = codec.sampling_frequency().unwrap_or(COMMON_RATE);
        Some(match codec {
            Codec::Sbc(_) => Self::Sbc,
            Codec::Aac(_) => Self::Aac(rate),
            Codec::Vendor(vendor) => match vendor.parameters {
                Parameters::Ldac(_) => Self::Ldac(rate),
                Parameters::Aptx(aptx) if aptx.mono && !aptx.stereo => Self::AptxMono(rate),
                Parameters::Aptx(_) => Self::Aptx(rate),
                Parameters::AptxHd(aptx) if aptx.mono && !aptx.stereo => Self::AptxHdMono(rate),
                Parameters::AptxHd(_) => Self::AptxHd(rate),
                Parameters::FastStream(_) => return None,
                Parameters::Other(_) => Self::Stamps(0),
            },
            Codec::Mpeg12(_) | Codec::Atrac(_) => Self::Stamps(rate),
            Codec::Other(..) => Self::Stamps(0),
        })
    }

    /// What this payload says; none when it is not of the codec.
    #[inline]
    pub fn content(self, payload: &[u8]) -> Option<Content> {
        let octets = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        Some(match self {
            Self::Sbc => return of_sbc(payload),
            Self::Ldac(rate) => {
                let header = LdacPayload::parse(payload).ok()?;
                let samples = if rate > 48_000 { 256 } else { 128 };
                Content::Samples { samples: u32::from(header.frames) * samples, rate }
            }
            Self::Aptx(rate) => Content::Samples { samples: octets, rate },
            Self::AptxMono(rate) => Content::Samples { samples: octets.saturating_mul(2), rate },
            Self::AptxHd(rate) => Content::Samples { samples: octets.saturating_mul(4) / 6, rate },
            Self::AptxHdMono(rate) => {
                Content::Samples { samples: octets.saturating_mul(8) / 6, rate }
            }
            Self::Aac(rate) => Content::Stamps { rate, frame: AAC_FRAME },
            Self::Stamps(rate) => Content::Stamps { rate, frame: 0 },
        })
    }
}

fn of_sbc(payload: &[u8]) -> Option<Content> {
    let header = sbc::SbcPayload::parse(payload).ok()?;
    if header.fragmented && !header.starting {
        // The first piece counted for the whole frame.
        return Some(Content::Samples { samples: 0, rate: COMMON_RATE });
    }
    if header.payload.first() != Some(&sbc::SYNCWORD) {
        return None;
    }
    let frame = sbc::SbcFrame::read(&mut Reader::new(header.payload, 0)).ok()?;
    let frames = if header.fragmented { 1 } else { u32::from(header.frames) };
    let samples = u32::try_from(frame.samples()).ok()?;
    Some(Content::Samples { samples: frames * samples, rate: frame.sampling_frequency() })
}
