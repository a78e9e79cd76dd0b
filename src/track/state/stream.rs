//! Streams and their states (AVDTP 1.3, 9.1).

use parsers::{
    List,
    avdtp::{Capability, Category, Codec, CodecType, MediaType},
};

use crate::track::id::{At, ChannelId, Side, StreamId};

/// Streams of one link that are remembered.
pub(in crate::track) const MAX_STREAMS: usize = 8;

/// State of a stream (AVDTP 1.3, 9.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StreamState {
    /// Not configured.
    #[default]
    Idle,
    /// Configured, no media channel yet.
    Configured,
    /// Ready, and silent.
    Open,
    /// Media flows.
    Streaming,
    /// A close was accepted; the media channel goes next.
    Closing,
    /// An abort was accepted.
    Aborting,
}

impl StreamState {
    /// As the specification writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "IDLE",
            Self::Configured => "CONFIGURED",
            Self::Open => "OPEN",
            Self::Streaming => "STREAMING",
            Self::Closing => "CLOSING",
            Self::Aborting => "ABORTING",
        }
    }
}

/// Octets of codec parameters that are kept; the longest known have 14.
pub(in crate::track) const MAX_PARAMETERS: usize = 24;

/// A codec's capabilities or configuration, kept beyond the frame it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredCodec {
    pub(in crate::track) kind: CodecType,
    pub(in crate::track) length: usize,
    pub(in crate::track) parameters: [u8; MAX_PARAMETERS],
}

impl StoredCodec {
    /// The audio codec among some capabilities.
    pub fn of(capabilities: &List<'_, Capability<'_>>) -> Option<Self> {
        let mut codecs = capabilities
            .iter()
            .flatten()
            .filter(|c| c.head.category == Category::MEDIA_CODEC)
            .filter_map(|c| c.content.split_first_chunk::<2>());
        let (&[media, kind], bytes) = codecs.next()?;
        if MediaType(media >> 4) != MediaType::AUDIO {
            return None;
        }
        let mut parameters = [0; MAX_PARAMETERS];
        parameters.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self { kind: CodecType(kind), length: bytes.len(), parameters })
    }

    /// What kind of codec it is.
    pub fn kind(&self) -> CodecType {
        self.kind
    }

    /// Whether both are of one codec, whatever their settings: of a vendor's codecs, the identifiers of
    /// vendor and codec agree too.
    pub fn is_same(&self, other: &Self) -> bool {
        let vendor = self.kind == CodecType::VENDOR;
        let identifiers = |codec: &Self| codec.parameters.first_chunk::<6>().copied();
        self.kind == other.kind && (!vendor || identifiers(self) == identifiers(other))
    }

    /// The name of the codec, without its settings.
    pub fn name(&self) -> String {
        let text = self.to_string();
        let end = text.find([' ', ',']).filter(|_| self.kind != CodecType::VENDOR);
        text.get(..end.unwrap_or(text.len())).unwrap_or_default().to_owned()
    }

    /// The codec; none when its parameters are too short.
    pub fn codec(&self) -> Option<Codec<'_>> {
        Codec::parse(self.kind, self.parameters.get(..self.length)?).ok()
    }
}

impl std::fmt::Display for StoredCodec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.codec() {
            Some(codec) => codec.fmt(f),
            None => write!(f, "{} with parameters that are too short", self.kind),
        }
    }
}

/// What a SET_CONFIGURATION asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Configuration {
    /// Who asked.
    pub initiator: Side,
    /// The other side's end point.
    pub acceptor_seid: u8,
    /// The asking side's end point.
    pub initiator_seid: u8,
    /// The codec and its settings.
    pub codec: Option<StoredCodec>,
    /// The octet of SCMS-T stands before the codec's payload.
    pub protected: bool,
    /// The command; where it was configured anew, the last.
    pub at: At,
}

/// Media packets of a stream since its last start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Media {
    /// Packets.
    pub packets: u64,
    /// Octets of RTP payload, header included.
    pub octets: u64,
    /// The first packet.
    pub first: Option<At>,
    /// The last packet.
    pub last: Option<At>,
    /// Who sends.
    pub by: Side,
    /// The RTP sequence number that comes next.
    pub next_sequence: Option<u16>,
    /// What the last frame of SBC was like.
    pub(in crate::track) form: Option<Form>,
    /// It was said that frames are not as configured.
    pub(in crate::track) told_form: bool,
    /// It was said that a packet does not hold what it says.
    pub(in crate::track) told_length: bool,
    /// Packets in a row that are not what the stream carries.
    pub(in crate::track) foreign: u8,
    /// It has not paused since the stream was suspended.
    pub(in crate::track) goes_on: bool,
    /// RTP's synchronisation source.
    pub source: u32,
    /// Packets that came after a later one.
    pub late: u64,
    /// Packets that the sequence numbers say are missing.
    pub missing: u64,
    /// The longest pause between two packets, in nanoseconds.
    pub longest_pause: i64,
}

/// What a frame of SBC is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::track) struct Form {
    /// The octets of its header after the first: all settings, and the bitpool.
    pub(in crate::track) kind: [u8; 2],
    /// Octets of the whole frame.
    pub(in crate::track) length: u16,
}

/// One stream.
#[derive(Debug, Clone, Copy)]
pub struct Stream {
    /// Which one.
    pub id: StreamId,
    /// How it is configured; none when that was before the capture.
    pub configuration: Option<Configuration>,
    /// Its state, as far as the capture shows.
    pub state: StreamState,
    /// The state was inferred, as the capture starts later.
    pub inferred: bool,
    /// When it came into this state.
    pub since: At,
    /// Its media channel.
    pub channel: Option<ChannelId>,
    /// Media since the last start.
    pub media: Media,
    /// How often it was started.
    pub starts: u32,
    /// The last Delay Report.
    pub delay: Option<Delay>,
    /// The host has handed it to the controller: its media goes past the log.
    pub offloaded: Option<At>,
}

/// What a receiver says of the time between reception and sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    /// In tenths of a millisecond.
    pub tenths: u16,
    /// The command.
    pub at: At,
}

impl Delay {
    /// The same in nanoseconds.
    pub fn nanoseconds(self) -> i64 {
        i64::from(self.tenths) * 100_000
    }
}

/// A stream changed its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamChange {
    /// The stream.
    pub stream: StreamId,
    /// Before.
    pub from: StreamState,
    /// After.
    pub to: StreamState,
    /// Who asked for it.
    pub by: Side,
}

impl Stream {
    pub(in crate::track) fn change(&mut self, to: StreamState, by: Side, at: At) -> StreamChange {
        let change = StreamChange { stream: self.id, from: self.state, to, by };
        self.state = to;
        self.since = at;
        if to == StreamState::Streaming {
            self.starts += 1;
            self.media = Media::default();
        }
        change
    }

    /// The side that sends media, as far as it is known.
    pub fn source(&self) -> Option<Side> {
        (self.media.packets > 0).then_some(self.media.by)
    }

    /// The side whose end point was configured by the other.
    pub fn acceptor(&self) -> Option<Side> {
        self.configuration.map(|c| c.initiator.opposite())
    }
}
