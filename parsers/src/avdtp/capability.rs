//! Service capabilities, which are also what a configuration is made of (AVDTP 1.3, 8.21).

use crate::{
    List, ParseError, Pdu,
    avdtp::{Category, Codec, CodecType, MediaType, ProtectionType, RecoveryType, codec},
    dispatch,
    element::{Element, Tagged},
    pdu,
};

pdu! {
    in PDUS;

    /// Category and length of a service capability.
    pub struct CapabilityHeader ("Service capability", "AVDTP 1.3, 8.21") {
        category: Category = "btavdtp.service_category",
        /// Length of service capabilities: the octets that follow.
        losc: u8 as Form = "btavdtp.length_of_service_category",
    }

    /// Packets that were lost can be recovered.
    pub struct Recovery ("Recovery", "AVDTP 1.3, 8.21.4") {
        kind: RecoveryType = "btavdtp.recovery_type",
        maximum_window_size: u8 as Keep = "btavdtp.maximum_recovery_window_size",
        maximum_media_packets: u8 as Keep = "btavdtp.maximum_number_of_media_packet_in_parity_code",
    }

    /// How content is protected.
    pub struct ContentProtection<'a> ("Content Protection", "AVDTP 1.3, 8.21.7") {
        kind: ProtectionType = "btavdtp.content_protection_type",
        data: &'a [u8],
    }

    /// Robust header compression.
    pub struct HeaderCompression ("Header Compression", "AVDTP 1.3, 8.21.5") {
        @u8 back_channel: bool [7..8] = "btavdtp.header_compression_backch",
        media: bool [6..7] = "btavdtp.header_compression_media",
        recovery: bool [5..6] = "btavdtp.header_compression_recovery",
    }

    /// Sessions that share a transport channel.
    pub struct Multiplexing<'a> ("Multiplexing", "AVDTP 1.3, 8.21.6") {
        @u8 fragmentation: bool [7..8] = "btavdtp.multiplexing_fragmentation",
        /// Transport session and transport channel identifiers, in pairs.
        sessions: &'a [u8],
    }

    /// Kind of codec; its parameters follow.
    pub struct MediaCodec ("Media Codec", "AVDTP 1.3, 8.21.8") {
        @u8 media_type: MediaType [4..8] = "btavdtp.media_codec_media_type",
        codec_type: CodecType = "btavdtp.media_codec_audio_type",
    }

    /// A category without content.
    pub struct NoContent ("No content", "AVDTP 1.3, 8.21") {}
}

dispatch! {
    /// The content of a service capability.
    pub enum Content<'a> by Category {
        MEDIA_TRANSPORT => MediaTransport(NoContent),
        REPORTING => Reporting(NoContent),
        RECOVERY => Recovery(Recovery),
        CONTENT_PROTECTION => ContentProtection(ContentProtection<'a>),
        HEADER_COMPRESSION => HeaderCompression(HeaderCompression),
        MULTIPLEXING => Multiplexing(Multiplexing<'a>),
        MEDIA_CODEC => MediaCodec(MediaCodec),
        DELAY_REPORTING => DelayReporting(NoContent),
    }
}

impl<'a> Tagged<'a> for CapabilityHeader {
    fn content_length(&self) -> usize {
        usize::from(self.losc)
    }

    const CONTENT: [&'static [&'static Pdu]; 3] =
        [Content::VIEWS, codec::PDUS, codec::vendor::PDUS];
    fn content_pdus(&self, content: &[u8]) -> [Option<&'static Pdu>; 3] {
        let parameters = match (self.category, content) {
            (Category::MEDIA_CODEC, &[media, kind, ref rest @ ..])
                if MediaType(media >> 4) == MediaType::AUDIO =>
            {
                codec::pdus_of(CodecType(kind), rest)
            }
            _ => [None, None],
        };
        [Content::pdu(self.category), parameters[0], parameters[1]]
    }
}

/// A service capability: category, length, content.
pub type Capability<'a> = Element<'a, CapabilityHeader>;

impl<'a> Capability<'a> {
    /// The content by its category.
    ///
    /// # Errors
    /// The content is shorter than its category wants.
    pub fn capability(&self) -> Result<Content<'a>, ParseError> {
        Content::parse(self.head.category, self.content)
    }

    /// The audio codec, when this is a media codec capability for audio.
    pub fn codec(&self) -> Option<Result<Codec<'a>, ParseError>> {
        if self.head.category != Category::MEDIA_CODEC {
            return None;
        }
        let (&[media, kind], parameters) = self.content.split_first_chunk::<2>()?;
        (MediaType(media >> 4) == MediaType::AUDIO)
            .then(|| Codec::parse(CodecType(kind), parameters))
    }
}

impl<'a> List<'a, Capability<'a>> {
    /// The first audio codec among the capabilities that can be read.
    pub fn codec(&self) -> Option<Codec<'a>> {
        self.iter().filter_map(Result::ok).find_map(|c| c.codec()?.ok())
    }

    /// A capability of this category is there.
    pub fn has(&self, category: Category) -> bool {
        self.iter().filter_map(Result::ok).any(|c| c.head.category == category)
    }
}
