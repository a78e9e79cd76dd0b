//! Links that come, are used and go.

use parsers::{
    Address,
    hci::{self, Status},
};

use crate::track::id::Transport;
use crate::track::id::{At, Side};

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
    pub by: Side,
}

/// A link was used after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UseAfterDown {
    /// The handle.
    pub handle: hci::Handle,
    /// Who used it.
    pub by: Side,
    /// When the link ended.
    pub closed: At,
    /// How often it was used so since its end, this time included.
    pub count: u32,
    /// A command and not data.
    pub command: bool,
}
