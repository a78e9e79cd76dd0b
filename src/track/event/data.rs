//! Fragments, buffers, channels and attributes.

use parsers::{att, l2cap};

use crate::track::id::{At, ChannelId, Side};
use crate::track::state::Limit;
pub use crate::track::state::Stall;

/// A continuation without a start: the first of them, when nothing else explains it. Those that
/// follow, that another start cut off, or whose start was lost or cut short while capturing, are not
/// reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orphan {
    /// Whose it is.
    pub by: Side,
    /// Octets in it.
    pub octets: usize,
    /// The start may have been before the capture.
    pub explained: bool,
}

/// A PDU that was never completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOff {
    /// Whose it is.
    pub by: Side,
    /// Octets that came.
    pub have: usize,
    /// Octets the L2CAP header announced, header included; 0 when not even the header was whole.
    pub want: usize,
    /// The frame that started it.
    pub started: At,
    /// The PDU may be dropped by a controller that flushes.
    pub flushable: bool,
}

/// What bounds the size of a PDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A buffer for ACL data: the controller's (Read Buffer Size) or the host's (Host Buffer Size).
    Buffer,
    /// A buffer of the controller for voice.
    Voice,
    /// A buffer of the controller for isochronous data.
    Isochronous,
    /// The largest SDU of an isochronous stream.
    IsochronousSdu,
    /// What a client of SDP takes in one response: octets of attributes.
    Attributes,
    /// The same: service records.
    Records,
    /// The state with which a client of SDP continues.
    Continuation,
    /// The MTU of an L2CAP channel in basic mode.
    Mtu,
    /// The MTU of an L2CAP channel that cuts SDUs into pieces.
    SduMtu,
    /// The MTU of the Attribute Protocol.
    AttMtu,
    /// The MPS of an L2CAP channel that cuts SDUs into pieces.
    Mps,
    /// The same, in the first piece: whether its two octets of length count is read both ways.
    MpsOfStart,
    /// The length that the first piece of an SDU announces.
    SduLength,
    /// The size of frames that an RFCOMM channel has (N1).
    FrameSize,
    /// The data length of an LE connection.
    DataLength,
}

/// A PDU that is larger than its receiver takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// Who sent it.
    pub by: Side,
    /// What it exceeds.
    pub bound: Bound,
    /// Octets that it has.
    pub octets: usize,
    /// Octets that the receiver takes.
    pub limit: u16,
    /// The frame that says so; none where it is what the specification assumes.
    pub said: Option<At>,
    /// The L2CAP channel, where it goes on one.
    pub channel: Option<ChannelId>,
}

impl TooLarge {
    /// So many octets, where the receiver takes less.
    pub(in crate::track) fn over(
        limit: Limit,
        octets: usize,
        by: Side,
        bound: Bound,
        channel: Option<ChannelId>,
    ) -> Self {
        Self { by, bound, octets, limit: limit.octets, said: limit.said, channel }
    }
}

/// The host gave its controller more packets than that has buffers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overfull {
    /// Packets that the controller holds, of all links that use these buffers.
    pub held: u32,
    /// Packets that it has buffers for.
    pub count: u16,
    /// The frame that says so.
    pub said: Option<At>,
}

/// A K-frame, or a frame of an RFCOMM channel, that its sender had no credit for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditOverrun {
    /// The channel.
    pub channel: ChannelId,
    /// Who sent it.
    pub by: Side,
    /// The credits that it had been given so far, all of them used.
    pub granted: u32,
    /// The frame that gave the last of them.
    pub last_grant: Option<At>,
    /// The channel of RFCOMM on it, if that is what has the credits: its DLCI.
    pub dlci: Option<u8>,
}

/// A message of AVDTP or AVCTP that did not come in as many packets as it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacketCount {
    /// Who sent it.
    pub by: Side,
    /// What it is of.
    pub protocol: l2cap::Protocol,
    /// Packets that its first one announced, that one included.
    pub announced: u8,
    /// Packets that came.
    pub came: u8,
    /// The first one.
    pub began: At,
}

/// An RFCOMM channel that was asked for and answered with Disconnected Mode (DM).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MultiplexedRefused {
    /// Who refused it.
    pub by: Side,
    /// Which one: the number of the server's channel, and a bit for its direction below.
    pub dlci: u8,
    /// The frame that asked for it.
    pub asked: At,
}

/// One L2CAP signalling command.
#[derive(Debug, Clone, Copy)]
pub struct Signal<'a> {
    /// Who sent it.
    pub by: Side,
    /// What it is.
    pub code: l2cap::Code,
    /// The identifier that pairs requests and responses.
    pub identifier: u8,
    /// The command's data.
    pub payload: &'a [u8],
    /// For a response, the request.
    pub request: Option<At>,
}

/// One ATT PDU.
#[derive(Debug, Clone, Copy)]
pub struct AttMessage<'a> {
    /// Who sent it.
    pub by: Side,
    /// The channel that it came on, where that is an enhanced bearer.
    pub bearer: Option<ChannelId>,
    /// What it is.
    pub opcode: att::Opcode,
    /// What follows the opcode.
    pub payload: &'a [u8],
    /// For a response or confirmation: the request, where one was pending.
    pub request: Option<(att::Opcode, At)>,
    /// For a request: the sender's earlier one that still waits for its answer.
    pub outstanding: Option<(att::Opcode, At)>,
    /// The first part of the answer to that one had come.
    pub begun: Option<At>,
}

/// An operation that was written to a control point, and refused in a notification or indication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationRefused {
    /// Who refused it: the server.
    pub by: Side,
    /// Which operation, of which control point, and why.
    pub refusal: att::Refusal,
    /// The frame that wrote it, where it is in the capture.
    pub asked: Option<At>,
}

/// A PDU that is not what it says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    /// Who sent it.
    pub by: Side,
    /// The fault.
    pub error: parsers::ParseError,
}
