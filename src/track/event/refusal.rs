//! Requests that were answered with a refusal.

use std::fmt;

use parsers::{avctp::avrcp, bnep, hid, l2cap, rfcomm, sdp};

use crate::track::id::{At, Side};

/// A request was refused, by a protocol whose answers have no event of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Who refused it.
    pub by: Side,
    /// The request, where it was seen.
    pub asked: Option<At>,
    /// What was refused, and why.
    pub refusal: Refusal,
}

/// What was refused, and the code that says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// An SDP Error Response.
    Sdp(Option<sdp::PduId>, sdp::ErrorCode),
    /// An L2CAP Command Reject.
    Signal(l2cap::Code, l2cap::RejectReason),
    /// New sizes of enhanced channels.
    Reconfiguration(l2cap::ReconfigureResult),
    /// An AVRCP command.
    Avrcp(avrcp::PduId, avrcp::ErrorCode),
    /// An AVRCP command that the other side does not have.
    AvrcpNotImplemented(avrcp::PduId),
    /// A key, with Rejected or Not Implemented.
    Key(avrcp::Operation, avrcp::Ctype),
    /// The profile of an AVCTP command is not known.
    Profile,
    /// A request on the control channel of HID.
    Hid(hid::Transaction, hid::HandshakeResult),
    /// A network.
    Network(bnep::SetupResult),
    /// The parameters of an RFCOMM channel, with Disconnected Mode.
    RfcommParameters(u8),
    /// A command that the multiplexer of RFCOMM does not have.
    Multiplexer(rfcomm::multiplexer::CommandType),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sdp(Some(request), error) => write!(f, "the SDP {request}: {error}"),
            Self::Sdp(None, error) => write!(f, "an SDP request: {error}"),
            Self::Signal(code, reason) => {
                write!(f, "the L2CAP {code} with Command Reject: {reason}")
            }
            Self::Reconfiguration(result) => write!(f, "new sizes of enhanced channels: {result}"),
            Self::Avrcp(pdu, error) => write!(f, "the AVRCP command {pdu}: {error}"),
            Self::AvrcpNotImplemented(pdu) => write!(f, "the AVRCP command {pdu}: Not Implemented"),
            Self::Key(key, answer) => write!(f, "the key {key}: {answer}"),
            Self::Profile => f.write_str("an AVCTP command: the profile is not known (IPID)"),
            Self::Hid(request, result) => write!(f, "the HID request {request}: {result}"),
            Self::Network(result) => write!(f, "a network connection (BNEP): {result}"),
            Self::RfcommParameters(dlci) => write!(
                f,
                "the parameters of the RFCOMM channel {} with Disconnected Mode (DM)",
                dlci >> 1
            ),
            Self::Multiplexer(kind) => {
                write!(f, "the RFCOMM command {kind} as one that it does not support")
            }
        }
    }
}
