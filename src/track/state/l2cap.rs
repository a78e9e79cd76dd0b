//! L2CAP channels of a link, and the requests that wait.

use parsers::l2cap::{Cid, Mode, Protocol, Psm};

use super::{limit::Limit, segments::Segments};

use crate::{
    bounded::Ring,
    track::id::{At, ChannelId, LinkId, Side},
};

/// Channels of one link.
pub(crate) const MAX_CHANNELS: usize = 64;

/// How far a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelState {
    /// Asked for.
    Requested,
    /// Granted, and being configured.
    Configuring,
    /// Ready for data.
    Open,
}

/// One connection-oriented channel.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Which one.
    pub id: ChannelId,
    /// The service, if its request was seen.
    pub psm: Option<Psm>,
    /// What runs on it.
    pub protocol: Protocol,
    /// The protocol was guessed from the content.
    pub inferred: bool,
    /// Who asked for it.
    pub initiator: Side,
    /// This host's end: the destination of what the peer sends.
    pub local: Option<Cid>,
    /// The peer's end.
    pub remote: Option<Cid>,
    /// How far it is.
    pub state: ChannelState,
    /// The request; none for a channel that was open before the capture began.
    pub requested: Option<At>,
    /// When it became ready.
    pub opened: Option<At>,
    /// What this host's end takes, and what the peer's does.
    pub takes: [Takes; 2],
    /// What each side may still send, in a mode with credits whose beginning was seen.
    pub credits: Option<[Credits; 2]>,
    /// How it carries SDUs.
    pub mode: Mode,
    /// The side's last Configuration Request asked for a mode in which a PDU is no SDU, by
    /// [`Side`].
    pub(in crate::track) wants_frames: [bool; 3],
    /// SDUs under way, by [`Side`].
    pub(in crate::track) segments: [Segments; 3],
    /// Configuration was agreed, for what is received and for what is sent.
    pub(in crate::track) configured: [bool; 2],
    /// PDUs looked at to guess the protocol.
    pub(in crate::track) guesses: u8,
}

/// What one end of a channel takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Takes {
    /// The largest SDU (MTU).
    pub mtu: Option<Limit>,
    /// The largest payload of a frame (MPS), on a channel with credits.
    pub mps: Option<Limit>,
}

/// What one side may still send on a channel with credits (Core Vol 3 Part A, 10.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Credits {
    /// K-frames that it may send now.
    pub left: u32,
    /// K-frames that it was ever allowed to send.
    pub granted: u32,
    /// The frame that allowed the last of them.
    pub last_grant: Option<At>,
    /// The first frame of the SDU under way.
    pub(in crate::track) began: Option<At>,
    /// Octets of that SDU.
    pub(in crate::track) sdu: u16,
    /// Octets of the SDU that are still to come.
    pub(in crate::track) rest: usize,
    /// It has sent more than it may.
    pub(in crate::track) overrun: bool,
}

impl Channel {
    /// What a side may still send, this host or the peer, where that is known.
    pub fn credits_of(&self, sender: Side) -> Option<&Credits> {
        let [ours, theirs] = self.credits.as_ref()?;
        match (sender.is_local(), sender.is_remote()) {
            (true, _) => Some(ours),
            (_, true) => Some(theirs),
            _ => None,
        }
    }

    pub(in crate::track) fn credits_mut(&mut self, sender: Side) -> Option<&mut Credits> {
        let [ours, theirs] = self.credits.as_mut()?;
        match (sender.is_local(), sender.is_remote()) {
            (true, _) => Some(ours),
            (_, true) => Some(theirs),
            _ => None,
        }
    }

    /// What the other end takes of what a side sends, where the sender has accepted it.
    #[inline]
    pub(in crate::track) fn taken_of(&self, sender: Side) -> Option<&Takes> {
        let sender = (sender.is_local() || sender.is_remote()).then(|| sender.index())?;
        // A request for a channel with credits says it, and is accepted as a whole.
        let accepted = self.credits.is_some() || self.configured[sender];
        self.takes.get(1 - sender).filter(|_| accepted)
    }

    /// What an end says that it takes.
    pub(in crate::track) fn takes_mut(&mut self, owner: Side) -> &mut Takes {
        &mut self.takes[usize::from(owner.is_remote())]
    }
}

/// The channels of one link.
#[derive(Debug, Clone, Default)]
pub struct Channels {
    pub(in crate::track) open: Ring<Channel, MAX_CHANNELS>,
    pub(in crate::track) next: u16,
}

impl Channels {
    /// Channels that were given up because there were too many.
    pub(in crate::track) fn forgotten(&self) -> u64 {
        self.open.dropped()
    }

    /// Octets on the heap.
    pub(in crate::track) fn octets(&self) -> usize {
        let segments = self.open.iter().flat_map(|channel| &channel.segments);
        self.open.octets() + segments.map(Segments::octets).sum::<usize>()
    }

    /// The channels, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Channel> {
        self.open.iter()
    }

    /// A channel that is there.
    pub fn get(&self, id: ChannelId) -> Option<&Channel> {
        self.open.iter().find(|channel| channel.id == id)
    }

    /// The same; `place` is where it was found, if it was.
    #[inline]
    pub(in crate::track) fn found(&self, id: ChannelId, place: Option<usize>) -> Option<&Channel> {
        match place {
            Some(place) => self.open.get(place),
            None => self.get(id),
        }
    }

    pub(in crate::track) fn get_mut(&mut self, id: ChannelId) -> Option<&mut Channel> {
        self.open.iter_mut().find(|channel| channel.id == id)
    }

    /// The channel that `cid` is, as the destination of a PDU that went in `direction`.
    #[inline]
    pub(in crate::track) fn position(&self, cid: Cid, by: Side) -> Option<usize> {
        // Each end names the channel by the identifier that the other has given it.
        let (to_remote, to_local) = (!by.is_remote(), !by.is_local());
        self.open.iter().position(|channel| {
            to_remote && channel.remote == Some(cid) || to_local && channel.local == Some(cid)
        })
    }

    pub(in crate::track) fn add(
        &mut self,
        link: LinkId,
        psm: Option<Psm>,
        initiator: Side,
    ) -> &mut Channel {
        self.next = self.next.checked_add(1).unwrap_or(1);
        self.open.push(Channel {
            id: ChannelId { link, number: self.next },
            psm,
            protocol: psm.map_or(Protocol::Unknown, Protocol::of_psm),
            inferred: false,
            initiator,
            local: None,
            remote: None,
            state: ChannelState::Requested,
            requested: None,
            opened: None,
            takes: [Takes::default(); 2],
            credits: None,
            mode: Mode::Basic,
            wants_frames: [false; 3],
            segments: Default::default(),
            configured: [false; 2],
            guesses: 0,
        });
        let last = self.open.len() - 1;
        &mut self.open[last]
    }
}
