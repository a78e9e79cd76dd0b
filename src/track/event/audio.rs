//! AVDTP, media, and what the user wants.

use parsers::{avdtp, hci::offload::OffloadCodec, rtp::sbc::SbcFrame};

use crate::capture::Timestamp;
use crate::track::id::At;
use crate::track::id::{ChannelId, Side, StreamId};
use crate::track::listen;
pub use crate::track::state::StreamChange;

/// One whole AVDTP message.
#[derive(Debug, Clone, Copy)]
pub struct AvdtpMessage<'a> {
    /// The signalling channel.
    pub channel: ChannelId,
    /// Who sent it.
    pub by: Side,
    /// The transaction label.
    pub label: u8,
    /// Command, accept or reject.
    pub kind: avdtp::MessageType,
    /// What it is about.
    pub signal: avdtp::Signal,
    /// What follows the signal identifier.
    pub payload: &'a [u8],
    /// For an answer, the command.
    pub command: Option<At>,
    /// For a command: the other side's command that was pending when it was sent, the latest.
    pub crosses: Option<(avdtp::Signal, At)>,
    /// The stream it is about, where there is one.
    pub stream: Option<StreamId>,
}

/// A media packet that is not what it should be: the first of its stream, since a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaForm {
    /// The stream.
    pub stream: StreamId,
    /// Who sent it.
    pub by: Side,
    /// What is wrong.
    pub fault: MediaFault,
}

/// What is wrong with a media packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaFault {
    /// Its frames are not as the stream is configured.
    Form {
        /// The first of them.
        frame: SbcFrame,
        /// In what.
        differs: &'static str,
    },
    /// It does not hold the frames that it says.
    Length {
        /// Frames that its header announces.
        announced: u8,
        /// Frames that are in it.
        came: usize,
        /// Octets that are none.
        rest: usize,
    },
    /// Many in a row are not what the stream carries: this is what they should be.
    Foreign(&'static str),
    /// It goes on after the stream was suspended, at this frame.
    Suspended(At),
}

/// RTP sequence numbers were skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceGap {
    /// The stream.
    pub stream: StreamId,
    /// Who sent the packets.
    pub by: Side,
    /// The number that should have come.
    pub expected: u16,
    /// The number that came.
    pub got: u16,
    /// Packets that are missing.
    pub missing: u16,
    /// The packet before.
    pub previous: At,
}

/// A packet came after one that should follow it, or once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfOrder {
    /// The stream.
    pub stream: StreamId,
    /// Who sent it.
    pub by: Side,
    /// It is the last packet once more.
    pub repeated: bool,
    /// Packets were missing before it, and it may be one of them.
    pub fills: bool,
    /// The packet before.
    pub previous: At,
}

/// A silence that the listener of a stream hears, when it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropout {
    /// The stream.
    pub stream: StreamId,
    /// Who sends the media.
    pub by: Side,
    /// When it begins for the listener.
    pub begins: Timestamp,
    /// How long it lasts at least, in nanoseconds.
    pub length: i64,
    /// How much longer, if the receiver fills its buffer again before it goes on.
    pub refill: i64,
    /// How it came about.
    pub kind: listen::Kind,
    /// The last packet that came in good time; of a loss, the one before it.
    pub before: At,
    /// The packet that ended it.
    pub after: At,
    /// When these two arrived.
    pub window: (Timestamp, Timestamp),
    /// It is long, and nothing else was logged meanwhile: the clock may have been set.
    pub unwitnessed: bool,
    /// Somebody asked for a pause or another track meanwhile, or shortly before.
    pub asked: Option<At>,
}

/// A stream whose media goes past the log: the host has handed it to the controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offloaded {
    /// The stream.
    pub stream: StreamId,
    /// The codec, where the command names it.
    pub codec: Option<OffloadCodec>,
    /// Bits of media a second, where the command names it.
    pub bit_rate: Option<u32>,
}

/// Where an intent was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// AVRCP pass-through command.
    PassThrough,
    /// AVRCP playback status.
    PlaybackStatus,
    /// An AT command or result of the Hands-Free Profile.
    HandsFree,
    /// A synchronous connection came or went.
    Synchronous,
}

/// How loud the sink is, or shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Volume {
    /// Who says so.
    pub by: Side,
    /// In per cent of the loudest.
    pub percent: u8,
}

/// Somebody wants something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Music shall play, or does.
    Play(Source, Side),
    /// The player takes the PLAY key of the other side.
    PlayAccepted(Side),
    /// Music shall pause or stop, or has.
    Pause(Source, Side),
    /// A call or a voice session begins.
    VoiceBegan(Source, Side),
    /// It ends.
    VoiceEnded(Source, Side),
}
