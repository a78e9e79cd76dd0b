//! The events of the tracker: things that happened, and things that did not happen in time.

mod air;
mod audio;
mod controller;
mod data;
mod link;
mod refusal;
mod security;

pub use air::*;
pub use audio::*;
pub use controller::*;
pub use data::*;
pub use link::*;
pub use refusal::*;
pub use security::*;

use parsers::{
    hci::{self, Status},
    l2cap, ll,
};

pub use super::id::At;
use super::id::{AdapterId, ChannelId, LinkId, Side, StreamId};
pub use super::state::Quality;

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
    /// [`What::Quality`].
    Quality,
    /// What the user wants: play, pause, speak.
    Intent,
    /// Pairing on LE.
    Smp,
    /// Attribute Protocol.
    Att,
    /// [`What::Unanswered`], [`What::Refused`].
    Deadline,
    /// LE link layer.
    Radio,
    /// Bytes that are not what they should be.
    Malformed,
    /// No event: a link as a whole, when there is no more of it.
    Story,
}

impl Topic {
    /// How many there are.
    pub const COUNT: usize = Self::Story as usize + 1;
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
    /// Data, or the end of the link, after a long time without data, at least [`QUIET`](super::state::QUIET).
    Quiet {
        /// The last data before.
        since: At,
    },
    /// Data or a command for a link that has ended.
    UseAfterDown(UseAfterDown),

    /// A step of authentication, pairing or encryption.
    Security(SecurityStep),

    /// A continuation without a start.
    OrphanContinuation(Orphan),
    /// A start although the PDU before it is not complete.
    StartBeforeComplete(CutOff),

    /// A PDU is larger than its receiver said that it takes.
    TooLarge(TooLarge),
    /// A message came in more or fewer packets than it announced.
    PacketCount(PacketCount),

    /// The host gave the controller more packets than that has room for.
    Overfull(Overfull),
    /// The controller holds packets and returns none of them.
    Stalled(Stall),
    /// It returns packets again, or the link ended. Comes without [`What::Stalled`] when nothing else
    /// was captured meanwhile.
    StallEnded(Stall),

    /// One L2CAP signalling command.
    Signal(Signal<'a>),
    /// A channel was asked for.
    ChannelRequested(ChannelId),
    /// A channel was refused, with the result's number.
    ChannelRefused(ChannelId, u16),
    /// A channel cannot be used as it was to be configured, says one side. It may try otherwise.
    ConfigurationRefused(ChannelId, l2cap::ConfigurationResult, Side),
    /// More was sent on a channel than the other side allowed.
    CreditOverrun(CreditOverrun),
    /// A channel of the RFCOMM multiplexer was refused.
    MultiplexedRefused(MultiplexedRefused),
    /// A channel can be used: configured in both directions, or a credit based one accepted.
    ChannelOpen(ChannelId),
    /// A channel is gone, and who asked for it, if anybody did.
    ChannelClosed(ChannelId, Option<Side>),

    /// One whole AVDTP message.
    Avdtp(AvdtpMessage<'a>),
    /// A stream changed its state.
    StreamChanged(StreamChange),
    /// The first media packet after a start.
    MediaBegan(StreamId),
    /// A media packet is not what was configured, or not what its header says.
    MediaForm(MediaForm),
    /// RTP sequence numbers were skipped.
    SequenceGap(SequenceGap),
    /// A packet of media is late or repeated.
    OutOfOrder(OutOfOrder),
    /// A stream was handed to the controller.
    Offloaded(Offloaded),
    /// The listener of a stream heard a silence.
    Dropout(Dropout),
    /// A stream that was listened to does not flow any more; [`Link::listener`] has what was heard.
    ///
    /// [`Link::listener`]: super::state::Link::listener
    Listened(StreamId),

    /// The controller reports what the air of a link was like.
    Quality(Quality),

    /// Somebody wants sound, silence or to speak.
    Intent(Intent),
    /// The source sets the volume, or the sink says what it is.
    Volume(Volume),

    /// One SMP PDU.
    Smp(SmpMessage<'a>),
    /// A pairing stopped: nothing came for 30 s, or the link ended in the middle.
    SmpUnanswered(SmpStuck),

    /// A request or an indication, a response or a confirmation.
    Att(AttMessage<'a>),
    /// A control point refused an operation.
    OperationRefused(OperationRefused),
    /// Something was asked, by any protocol, and not answered in time.
    Unanswered(Unanswered),
    /// Something was asked, and refused, by a protocol that says so in no event of its own.
    Refused(Refused),

    /// An LE connection was asked for on the air.
    RadioConnect(ll::advertising::ConnectInd),
    /// A link layer control PDU, when it can be read.
    Control(ControlMessage<'a>),
    /// The peripheral never answered after CONNECT_IND.
    RadioNoAnswer(RadioSilence),

    /// A PDU that cannot be what it says it is.
    Malformed(Malformed),
}

impl What<'_> {
    /// Where the event belongs.
    pub fn topic(&self) -> Topic {
        match self {
            Self::Capture(_) => Topic::Capture,
            Self::Command(_)
            | Self::Answer(_)
            | Self::Controller(_)
            | Self::LowEnergy(_)
            | Self::Reset => Topic::Controller,
            Self::ConnectRequested(_)
            | Self::ConnectFailed(_)
            | Self::LinkUp
            | Self::DisconnectRequested(_)
            | Self::LinkDown(_)
            | Self::Quiet { .. }
            | Self::UseAfterDown(_) => Topic::Link,
            Self::Security(_) => Topic::Security,
            Self::OrphanContinuation(_)
            | Self::StartBeforeComplete(_)
            | Self::TooLarge(_)
            | Self::PacketCount(_) => Topic::Fragment,
            Self::Overfull(_) | Self::Stalled(_) | Self::StallEnded(_) | Self::CreditOverrun(_) => {
                Topic::Flow
            }
            Self::Signal(_)
            | Self::ChannelRequested(_)
            | Self::ChannelRefused(..)
            | Self::ConfigurationRefused(..)
            | Self::MultiplexedRefused(_)
            | Self::ChannelOpen(_)
            | Self::ChannelClosed(..) => Topic::Channel,
            Self::Avdtp(_) => Topic::Avdtp,
            Self::StreamChanged(_)
            | Self::MediaBegan(_)
            | Self::MediaForm(_)
            | Self::Offloaded(_)
            | Self::SequenceGap(_)
            | Self::OutOfOrder(_)
            | Self::Dropout(_)
            | Self::Listened(_) => Topic::Stream,
            Self::Quality(_) => Topic::Quality,
            Self::Intent(_) | Self::Volume(_) => Topic::Intent,
            Self::Smp(_) | Self::SmpUnanswered(_) => Topic::Smp,
            Self::Att(_) | Self::OperationRefused(_) => Topic::Att,
            Self::Unanswered(_) | Self::Refused(_) => Topic::Deadline,
            Self::RadioConnect(_) | Self::Control(_) | Self::RadioNoAnswer(_) => Topic::Radio,
            Self::Malformed(_) => Topic::Malformed,
        }
    }
}

/// Something about the capture itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureNote {
    /// This many packets are missing before this record: lost by the capturing program, or damaged.
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
    SnifferMissed(u16),
}
