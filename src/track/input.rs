//! What is known of a record before and after it was understood.

use parsers::frame::Context;

use super::id::{AdapterId, At, ChannelId, LinkId, Side};

/// One packet and where it came from, for the modules of the tracker.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) at: At,
    pub(super) adapter: AdapterId,
    pub(super) by: Side,
    /// From the HCI header or the access address on.
    pub(super) bytes: &'a [u8],
    /// The record holds fewer octets than the packet had: a length that does not fit is no fault of
    /// the sender.
    pub(super) cut: bool,
}

/// What the tracker knows of a record that the record does not say itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'t> {
    /// Who sent the data; what came from the host's controller itself counts as the peer's.
    pub by: Side,
    /// The link it belongs to.
    pub link: Option<LinkId>,
    /// The L2CAP channel of the PDU that it holds or completes.
    pub channel: Option<ChannelId>,
    /// What is needed to show the record's layers.
    pub context: Context<'t>,
    /// The frame in which the L2CAP PDU began that this record completes.
    pub began: Option<u64>,
    /// The octets of this record that are a piece of an L2CAP PDU.
    pub piece: Option<Piece<'t>>,
}

/// Some octets of a record that are a piece of an L2CAP PDU which takes several records.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'t> {
    /// The octets.
    pub octets: &'t [u8],
    /// The frame that the PDU began in.
    pub began: u64,
}
