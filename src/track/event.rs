//! What the tracker tells: things that happened, and things that did not happen in time.

use parsers::{
    Address, att, avdtp,
    hci::{self, Opcode, Status},
    l2cap,
    link::Direction,
    ll, smp,
};

use super::state::{AdapterId, ChannelId, LinkId, StreamId, StreamState, Transport};
use crate::capture::Timestamp;

/// A frame and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At {
    /// Frame number, from 1.
    pub frame: u64,
    /// When it was captured.
    pub time: Timestamp,
}

impl At {
    /// Seconds from `earlier` to here.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.time.since(earlier.time) as f64 / 1e9
    }
}

/// One event.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The record that caused it, or at which it was noticed.
    pub at: At,
    /// The adapter.
    pub adapter: AdapterId,
    /// The link it is about.
    pub link: Option<LinkId>,
    /// What happened.
    pub what: What<'a>,
}

/// Which events a rule wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// [`What::Capture`].
    Capture,
    /// Commands, their answers, events of the controller.
    Controller,
    /// Links come and go.
    Link,
    /// Authentication, pairing on BR/EDR, encryption.
    Security,
    /// Faults of fragmentation.
    Fragment,
    /// Flow control between host and controller.
    Flow,
    /// L2CAP channels.
    Channel,
    /// AVDTP signalling.
    Avdtp,
    /// Streams and their media packets.
    Stream,
    /// What the user wants: play, pause, speak.
    Intent,
    /// Pairing on LE.
    Smp,
    /// Attribute Protocol.
    Att,
    /// LE link layer.
    Radio,
    /// Bytes that are not what they should be.
    Malformed,
    /// Once a second of capture time.
    Tick,
}

impl Topic {
    /// How many there are.
    pub const COUNT: usize = Self::Tick as usize + 1;
}

/// What happened.
#[derive(Debug, Clone, Copy)]
pub enum What<'a> {
    /// Something about the capture itself.
    Capture(CaptureNote),
    /// The host sent a command.
    Command(CommandSent<'a>),
    /// The controller answered a command.
    Answer(CommandAnswer<'a>),
    /// A command was not answered in [`crate::track::state::COMMAND_DEADLINE`].
    CommandUnanswered(Unanswered<Opcode>),
    /// Any event of the controller but those that return buffers.
    Controller(hci::Event<'a>),
    /// Any LE event of the controller.
    LowEnergy(hci::LeEvent<'a>),
    /// The controller was reset; its links are gone.
    Reset,

    /// A connection was asked for, by this host or by the peer.
    ConnectRequested(ConnectRequest),
    /// A connection could not be made.
    ConnectFailed(ConnectFailure),
    /// A link is there; [`Event::link`] says which.
    LinkUp,
    /// The host asked to end a link.
    DisconnectRequested(Status),
    /// A link ended.
    LinkDown(LinkEnd),
    /// Data or a command for a link that has ended.
    UseAfterDown(UseAfterDown),

    /// A step of authentication, pairing or encryption.
    Security(SecurityStep),

    /// A continuation without a start.
    OrphanContinuation(Orphan),
    /// A start although the PDU before it is not complete.
    StartBeforeComplete(CutOff),

    /// The controller holds packets and returns none of them.
    Stalled(Stall),
    /// It returns packets again, or the link ended. Comes without [`What::Stalled`] when nothing else
    /// was captured meanwhile.
    StallEnded(Stall),

    /// One L2CAP signalling command.
    Signal(Signal<'a>),
    /// An L2CAP request was not answered in time.
    SignalUnanswered(Unanswered<l2cap::Code>),
    /// A channel was asked for.
    ChannelRequested(ChannelId),
    /// A channel was refused, with the result's number.
    ChannelRefused(ChannelId, u16),
    /// A channel can be used: configured in both directions, or a credit based one accepted.
    ChannelOpen(ChannelId),
    /// A channel is gone; `true` when the peer asked for it.
    ChannelClosed(ChannelId, Option<Direction>),

    /// One whole AVDTP message.
    Avdtp(AvdtpMessage<'a>),
    /// An AVDTP command was not answered in time.
    AvdtpUnanswered(Unanswered<avdtp::Signal>),
    /// A stream changed its state.
    StreamChanged(StreamChange),
    /// The first media packet after a start.
    MediaBegan(StreamId),
    /// RTP sequence numbers were skipped.
    SequenceGap(SequenceGap),

    /// Somebody wants sound, silence or to speak.
    Intent(Intent),

    /// One SMP PDU.
    Smp(SmpMessage<'a>),
    /// A pairing stopped: nothing came for 30 s, or the link ended in the middle.
    SmpUnanswered(SmpStuck),

    /// A request or an indication, a response or a confirmation.
    Att(AttMessage<'a>),
    /// An ATT request or indication was not answered in 30 s.
    AttUnanswered(Unanswered<att::Opcode>),

    /// An LE connection was asked for on the air.
    RadioConnect(ll::advertising::ConnectInd),
    /// A link layer control PDU, when it can be read.
    Control(ControlMessage<'a>),
    /// The peripheral never answered after CONNECT_IND.
    RadioNoAnswer(RadioSilence),

    /// A PDU that cannot be what it says it is.
    Malformed(Malformed),
    /// A second of capture time has passed, or more.
    Tick,
}

impl What<'_> {
    /// Where the event belongs.
    pub fn topic(&self) -> Topic {
        match self {
            Self::Capture(_) => Topic::Capture,
            Self::Command(_)
            | Self::Answer(_)
            | Self::CommandUnanswered(_)
            | Self::Controller(_)
            | Self::LowEnergy(_)
            | Self::Reset => Topic::Controller,
            Self::ConnectRequested(_)
            | Self::ConnectFailed(_)
            | Self::LinkUp
            | Self::DisconnectRequested(_)
            | Self::LinkDown(_)
            | Self::UseAfterDown(_) => Topic::Link,
            Self::Security(_) => Topic::Security,
            Self::OrphanContinuation(_) | Self::StartBeforeComplete(_) => Topic::Fragment,
            Self::Stalled(_) | Self::StallEnded(_) => Topic::Flow,
            Self::Signal(_)
            | Self::SignalUnanswered(_)
            | Self::ChannelRequested(_)
            | Self::ChannelRefused(..)
            | Self::ChannelOpen(_)
            | Self::ChannelClosed(..) => Topic::Channel,
            Self::Avdtp(_) | Self::AvdtpUnanswered(_) => Topic::Avdtp,
            Self::StreamChanged(_) | Self::MediaBegan(_) | Self::SequenceGap(_) => Topic::Stream,
            Self::Intent(_) => Topic::Intent,
            Self::Smp(_) | Self::SmpUnanswered(_) => Topic::Smp,
            Self::Att(_) | Self::AttUnanswered(_) => Topic::Att,
            Self::RadioConnect(_) | Self::Control(_) | Self::RadioNoAnswer(_) => Topic::Radio,
            Self::Malformed(_) => Topic::Malformed,
            Self::Tick => Topic::Tick,
        }
    }
}

/// Something about the capture itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureNote {
    /// The capturing program lost this many packets before this record.
    Dropped(u32),
    /// The record holds `captured` of `original` octets.
    Cut {
        /// Octets in the file.
        captured: u32,
        /// Octets the packet had.
        original: u32,
    },
    /// The clock went back by this many nanoseconds.
    ClockBack(i64),
    /// The sniffer's packet counter skipped this many.
    SnifferMissed(u32),
}

/// A command.
#[derive(Debug, Clone, Copy)]
pub struct CommandSent<'a> {
    /// Its opcode.
    pub opcode: Opcode,
    /// Its parameters.
    pub parameters: &'a [u8],
}

/// Command Status or Command Complete.
#[derive(Debug, Clone, Copy)]
pub struct CommandAnswer<'a> {
    /// The command's opcode.
    pub opcode: Opcode,
    /// Its status; of Command Complete the first return parameter.
    pub status: Status,
    /// Command Complete, not Command Status.
    pub complete: bool,
    /// When the command was sent, if that was seen.
    pub sent: Option<At>,
    /// The return parameters of Command Complete, status included.
    pub parameters: &'a [u8],
}

/// Something that was asked and not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered<T> {
    /// What was asked.
    pub what: T,
    /// Who asked: the host (`Sent`) or the peer.
    pub direction: Direction,
    /// The frame that asked.
    pub sent: At,
    /// How long it was waited for, in nanoseconds, where a deadline passed; else the link or the
    /// channel ended before the answer.
    pub deadline: Option<i64>,
}

/// A connection is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectRequest {
    /// The peer; none when any device of the accept list is meant.
    pub peer: Option<Address>,
    /// BR/EDR or LE.
    pub transport: Transport,
    /// By the peer.
    pub incoming: bool,
}

/// A connection that could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectFailure {
    /// The peer, if the controller names one.
    pub peer: Option<Address>,
    /// BR/EDR or LE.
    pub transport: Transport,
    /// Why.
    pub status: Status,
    /// The request, if it was seen.
    pub requested: Option<At>,
    /// The peer asked for the connection.
    pub incoming: bool,
    /// The host cancelled it.
    pub cancelled: bool,
}

/// How a link ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkEnd {
    /// The reason that the controller gives, or that the air shows.
    pub reason: Option<Status>,
    /// The host's Disconnect command, if there was one.
    pub requested: Option<At>,
    /// Which side ended it: `Sent` this host (on the air: the central).
    pub by: Direction,
}

/// A link was used after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UseAfterDown {
    /// The handle.
    pub handle: hci::Handle,
    /// Who used it.
    pub direction: Direction,
    /// When the link ended.
    pub closed: At,
    /// How often it was used so since its end, this time included.
    pub count: u32,
    /// A command and not data.
    pub command: bool,
}

/// A step of authentication, BR/EDR pairing or encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityStep {
    /// The host asked for authentication.
    AuthenticationRequested,
    /// The controller asks for the link key.
    LinkKeyRequest,
    /// The host has it.
    LinkKeyReply,
    /// The host has none.
    LinkKeyNegativeReply,
    /// The controller asks for the PIN.
    PinCodeRequest,
    /// The host gave it.
    PinCodeReply,
    /// The host gave none.
    PinCodeNegativeReply,
    /// The controller asks for the host's IO capability.
    IoCapabilityRequest,
    /// The host said it.
    IoCapabilityReply,
    /// The host does not want to pair.
    IoCapabilityNegativeReply(Status),
    /// The peer said its IO capability.
    IoCapabilityResponse,
    /// The user is to compare a number.
    UserConfirmationRequest,
    /// The user said yes, or the host did for them.
    UserConfirmationReply,
    /// The user said no.
    UserConfirmationNegativeReply,
    /// The user is to type a number.
    UserPasskeyRequest,
    /// The user typed it.
    UserPasskeyReply,
    /// The user gave up.
    UserPasskeyNegativeReply,
    /// The user is shown a number.
    UserPasskeyNotification,
    /// Secure Simple Pairing ended.
    SimplePairingComplete(Status),
    /// There is a new link key, of this type.
    LinkKeyNotification(u8),
    /// Authentication ended.
    AuthenticationComplete(Status),
    /// The host asked for encryption.
    EncryptionRequested,
    /// Encryption is as told, or could not be switched.
    EncryptionChange {
        /// Whether it worked.
        status: Status,
        /// What the link is now.
        mode: super::state::Encryption,
    },
    /// The key was refreshed.
    KeyRefresh(Status),
    /// The peripheral's controller asks for the long term key.
    LongTermKeyRequest,
    /// The host has it.
    LongTermKeyReply,
    /// The host has none.
    LongTermKeyNegativeReply,
}

/// A continuation without a start: the first of them, when nothing else explains it. Those that
/// follow, that another start cut off, or whose start was lost or cut short while capturing, are not
/// told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orphan {
    /// Whose it is.
    pub direction: Direction,
    /// Octets in it.
    pub octets: usize,
    /// The start may have been before the capture.
    pub explained: bool,
}

/// A PDU that was never completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOff {
    /// Whose it is.
    pub direction: Direction,
    /// Octets that came.
    pub have: usize,
    /// Octets the L2CAP header announced, header included; 0 when not even the header was whole.
    pub want: usize,
    /// The frame that started it.
    pub started: At,
    /// The PDU may be dropped by a controller that flushes.
    pub flushable: bool,
}

/// The controller holds packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stall {
    /// Packets sent and not returned.
    pub outstanding: u32,
    /// The first packet sent since the last return.
    pub since: At,
    /// The last packet sent.
    pub last_sent: At,
}

/// One L2CAP signalling command.
#[derive(Debug, Clone, Copy)]
pub struct Signal<'a> {
    /// Who sent it.
    pub direction: Direction,
    /// What it is.
    pub code: l2cap::Code,
    /// The identifier that pairs requests and responses.
    pub identifier: u8,
    /// The command's data.
    pub payload: &'a [u8],
    /// For a response, the request.
    pub request: Option<At>,
}

/// One whole AVDTP message.
#[derive(Debug, Clone, Copy)]
pub struct AvdtpMessage<'a> {
    /// The signalling channel.
    pub channel: ChannelId,
    /// Who sent it.
    pub direction: Direction,
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
    pub by: Direction,
}

/// RTP sequence numbers were skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceGap {
    /// The stream.
    pub stream: StreamId,
    /// Who sent the packets.
    pub direction: Direction,
    /// The number that should have come.
    pub expected: u16,
    /// The number that came.
    pub got: u16,
    /// Packets that are missing.
    pub missing: u16,
    /// The packet before.
    pub previous: At,
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

/// Somebody wants something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Music shall play, or does.
    Play(Source, Direction),
    /// Music shall pause or stop, or has.
    Pause(Source, Direction),
    /// A call or a voice session begins.
    VoiceBegan(Source, Direction),
    /// It ends.
    VoiceEnded(Source, Direction),
}

/// One SMP PDU.
#[derive(Debug, Clone, Copy)]
pub struct SmpMessage<'a> {
    /// Who sent it.
    pub direction: Direction,
    /// What it is.
    pub code: smp::Opcode,
    /// What follows the code.
    pub payload: &'a [u8],
    /// The pairing it belongs to, after this PDU.
    pub procedure: super::state::PairingSummary,
}

/// A pairing stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmpStuck {
    /// The last PDU.
    pub last: At,
    /// What it was.
    pub code: smp::Opcode,
    /// Who had sent it.
    pub direction: Direction,
    /// 30 s passed; else the link ended.
    pub timed_out: bool,
    /// The pairing.
    pub procedure: super::state::PairingSummary,
}

/// One ATT PDU.
#[derive(Debug, Clone, Copy)]
pub struct AttMessage<'a> {
    /// Who sent it.
    pub direction: Direction,
    /// What it is.
    pub opcode: att::Opcode,
    /// What follows the opcode.
    pub payload: &'a [u8],
    /// For a response or confirmation: the request, where one was pending.
    pub request: Option<(att::Opcode, At)>,
    /// For a request: the sender's earlier one that still waits for its answer.
    pub outstanding: Option<(att::Opcode, At)>,
}

/// A link layer control PDU.
#[derive(Debug, Clone, Copy)]
pub struct ControlMessage<'a> {
    /// Central (`Sent`) or peripheral.
    pub direction: Direction,
    /// What it is.
    pub opcode: ll::ControlOpcode,
    /// What follows the opcode.
    pub payload: &'a [u8],
}

/// The peripheral was not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RadioSilence {
    /// CONNECT_IND.
    pub connect: At,
    /// Packets of the central that were heard since.
    pub central: u32,
}

/// Which rule of form a PDU breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    /// Who sent it.
    pub direction: Direction,
    /// The fault.
    pub error: parsers::ParseError,
}
