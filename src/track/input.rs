//! What is known of a record before and after it was understood.

use parsers::frame::{Buffer, Context};

use super::{
    id::{AdapterId, At, ChannelId, LinkId, Side},
    state::{Joint, Piece, State},
};

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
    /// For each of [`Buffer::ASSEMBLED`], the piece of something that this record has.
    pub pieces: [Option<Piece<'t>>; 3],
    /// For each of them, the frames whose pieces this record completes, itself the last; of very
    /// many the earliest.
    pub frames: [&'t [u64]; 3],
    /// The state after it, where it is at hand.
    pub state: Option<&'t State>,
}

impl<'t> Seen<'t> {
    /// The record has a piece of something, and may complete it.
    pub(super) fn join(&mut self, buffer: Buffer, joint: Joint<'t>) {
        let (octets, place) = match buffer {
            Buffer::Packet => return,
            Buffer::Pdu => (&mut self.context.pdu, 0),
            Buffer::Sdu => (&mut self.context.sdu, 1),
            Buffer::Message => (&mut self.context.message, 2),
        };
        self.pieces[place] = Some(joint.piece);
        if let Some(whole) = joint.whole {
            *octets = Some(&whole.bytes);
            self.frames[place] = &whole.frames;
        }
    }
}
