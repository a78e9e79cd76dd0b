//! Streams and their states (AVDTP 1.3, 9.1). States change by accepted commands only.

use parsers::{
    List, View,
    avdtp::{Capability, Category, Codec, CodecType, MediaType, Signal, message::SetConfiguration},
    link::Direction,
};

use super::Session;
use crate::track::{
    event::{At, StreamChange},
    state::{ChannelId, LinkId},
};

/// Streams of one link that are remembered.
pub(super) const MAX_STREAMS: usize = 8;

/// A stream of a link, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The link.
    pub link: LinkId,
    /// Its number on the link.
    pub number: u16,
}

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
const MAX_PARAMETERS: usize = 24;

/// A codec's capabilities or configuration, kept beyond the frame it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredCodec {
    kind: CodecType,
    length: usize,
    parameters: [u8; MAX_PARAMETERS],
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
    pub initiator: Direction,
    /// The other side's end point.
    pub acceptor_seid: u8,
    /// The asking side's end point.
    pub initiator_seid: u8,
    /// The codec and its settings.
    pub codec: Option<StoredCodec>,
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
    pub direction: Direction,
    /// The RTP sequence number that comes next.
    pub next_sequence: Option<u16>,
    /// RTP's synchronisation source.
    pub source: u32,
    /// Packets that the sequence numbers say are missing.
    pub missing: u64,
    /// The longest pause between two packets, in nanoseconds.
    pub longest_pause: i64,
}

/// One stream.
#[derive(Debug, Clone, Copy)]
pub struct Stream {
    /// Which one.
    pub id: StreamId,
    /// How it is configured; none when that was before the capture.
    pub configuration: Option<Configuration>,
    /// Its state, as far as the capture tells.
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
}

impl Session {
    fn add(&mut self, link: LinkId, at: At) -> &mut Stream {
        if self.streams.is_full() {
            self.streams.remove(0);
        }
        self.next_stream = self.next_stream.checked_add(1).unwrap_or(1);
        self.streams.push(Stream {
            id: StreamId { link, number: self.next_stream },
            configuration: None,
            state: StreamState::Idle,
            inferred: false,
            since: at,
            channel: None,
            media: Media::default(),
            starts: 0,
        });
        let last = self.streams.len() - 1;
        &mut self.streams[last]
    }

    /// A stream that the capture shows only the later part of.
    pub(super) fn infer(&mut self, link: LinkId, state: StreamState, at: At) -> &mut Stream {
        let stream = self.add(link, at);
        stream.inferred = true;
        stream.state = state;
        stream
    }

    pub(super) fn stream_mut(&mut self, id: StreamId) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|stream| stream.id == id)
    }

    /// The stream that `sender` names by the receiver's end point.
    fn named(&self, sender: Direction, seid: u8) -> Option<StreamId> {
        let is = |stream: &&Stream| {
            stream.state != StreamState::Idle
                && stream.configuration.is_some_and(|c| {
                    if c.initiator == sender {
                        c.acceptor_seid == seid
                    } else {
                        c.initiator_seid == seid
                    }
                })
        };
        let known = self.streams.iter().rev().find(is);
        // One whose configuration was not seen may be any.
        let inferred =
            || self.streams.iter().rev().find(|s| s.inferred && s.state != StreamState::Idle);
        known.or_else(inferred).map(|stream| stream.id)
    }
}

/// The stream that a command is about. One that the capture shows for the first time is inferred
/// from what the command needs.
pub(super) fn of_command(
    session: &mut Session,
    link: LinkId,
    sender: Direction,
    signal: Signal,
    payload: &[u8],
    at: At,
) -> Option<StreamId> {
    let needed = match signal {
        Signal::START | Signal::CLOSE => StreamState::Open,
        Signal::SUSPEND => StreamState::Streaming,
        Signal::OPEN | Signal::RECONFIGURE | Signal::ABORT | Signal::DELAY_REPORT => {
            StreamState::Configured
        }
        _ => return None,
    };
    let seid = payload.first()? >> 2;
    if let Some(id) = session.named(sender, seid) {
        return Some(id);
    }
    // Had the session's beginning been seen, a stream without a configuration would be an error.
    let from_start =
        session.end_points.iter().any(|point| point.sink.is_some()) || !session.streams.is_empty();
    // An Abort may be for what is not there, and a Delay Report comes in many states.
    let tells = matches!(signal, Signal::OPEN | Signal::START | Signal::CLOSE | Signal::SUSPEND);
    if from_start || !tells {
        return None;
    }
    Some(session.infer(link, needed, at).id)
}

/// What a SET_CONFIGURATION command asks for.
pub(super) fn configuration(
    initiator: Direction,
    signal: Signal,
    payload: &[u8],
) -> Option<Configuration> {
    if signal != Signal::SET_CONFIGURATION {
        return None;
    }
    let command = SetConfiguration::parse(payload).ok()?;
    Some(Configuration {
        initiator,
        acceptor_seid: command.acceptor.0,
        initiator_seid: command.initiator.0,
        codec: StoredCodec::of(&command.configuration),
    })
}

/// A command was accepted: the stream changes its state.
pub(super) fn accepted(
    session: &mut Session,
    link: LinkId,
    signal: Signal,
    by: Direction,
    stream: Option<StreamId>,
    configuration: Option<Configuration>,
    at: At,
) -> Option<StreamChange> {
    let to = match signal {
        Signal::SET_CONFIGURATION | Signal::GET_CONFIGURATION => StreamState::Configured,
        Signal::OPEN | Signal::SUSPEND => StreamState::Open,
        Signal::START => StreamState::Streaming,
        Signal::CLOSE => StreamState::Closing,
        Signal::ABORT => StreamState::Aborting,
        _ => return None,
    };
    let stream = if signal == Signal::SET_CONFIGURATION {
        // The same end points configured again are the same stream.
        let stale = session.streams.iter().position(|s| {
            s.state == StreamState::Idle
                && s.configuration.map(|c| (c.initiator, c.acceptor_seid, c.initiator_seid))
                    == configuration.map(|c| (c.initiator, c.acceptor_seid, c.initiator_seid))
        });
        if let Some(stale) = stale {
            session.streams.remove(stale);
        }
        let stream = session.add(link, at);
        stream.configuration = configuration;
        stream
    } else if signal == Signal::GET_CONFIGURATION {
        return None;
    } else {
        session.stream_mut(stream?)?
    };
    Some(stream.change(to, by, at))
}

impl Stream {
    pub(super) fn change(&mut self, to: StreamState, by: Direction, at: At) -> StreamChange {
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
    pub fn source(&self) -> Option<Direction> {
        (self.media.packets > 0).then_some(self.media.direction)
    }

    /// The side whose end point was configured by the other.
    pub fn acceptor(&self) -> Option<Direction> {
        self.configuration.map(|c| c.initiator.opposite())
    }
}
