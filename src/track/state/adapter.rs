//! Adapters: what runs on a controller that is about no link.

use parsers::{
    Address,
    hci::{Handle, Opcode},
};

use super::{
    abilities::{Features, Maker},
    airtime::Airtime,
    asked::{Ask, Questions},
    isochronous::Isochronous,
    limit::Limit,
};
use crate::{
    bounded::Ring,
    track::id::{AdapterId, At, LinkId, Role, Transport},
};

/// Ended links that are remembered per adapter.
const MAX_ENDED: usize = 32;

/// What belongs to a link may come so long after its end, in nanoseconds: what was queued on both sides
/// of the log, and commands of a host that is slow to notice.
pub(in crate::track) const LINGERS: i64 = 60_000_000_000;

/// Synchronous links per adapter.
pub(in crate::track) const MAX_SYNCHRONOUS: usize = 8;

/// Connections that may be under way at once.
pub(in crate::track) const MAX_CONNECTS: usize = 16;

/// The controller's buffers for data from the host (Core Vol 4 Part E, 4.1).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Buffers {
    /// Octets of one packet.
    pub length: Option<u16>,
    /// How many packets.
    pub count: Option<u16>,
    /// The frame that says so.
    pub said: Option<At>,
}

impl Buffers {
    /// Buffers of this size, by this frame.
    pub(in crate::track) fn said(length: u16, count: u16, at: At) -> Self {
        Self { length: Some(length), count: Some(count), said: Some(at) }
    }

    /// The largest packet, where there are such buffers at all.
    pub(in crate::track) fn limit(&self) -> Option<Limit> {
        let octets = self.length.filter(|&length| length > 0)?;
        Some(Limit { octets, said: self.said })
    }
}

#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Ended {
    pub(in crate::track) handle: Handle,
    pub(in crate::track) at: At,
    pub(in crate::track) uses: u32,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Synchronous {
    pub(in crate::track) handle: Handle,
    pub(in crate::track) link: Option<LinkId>,
}

/// A connection that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingConnect {
    /// The peer; none when any device of the accept list is meant.
    pub peer: Option<Address>,
    /// BR/EDR or LE.
    pub transport: Transport,
    /// The command, or the Connection Request event.
    pub at: At,
    /// By the peer.
    pub incoming: bool,
    /// By the peer, and this host accepts.
    pub accepted: bool,
    /// The host cancelled it since.
    pub cancelled: bool,
    /// The role that this host will have: a Role Change may come before the connection.
    pub role: Option<Role>,
}

/// One adapter.
#[derive(Debug, Clone)]
pub struct Adapter {
    /// Which one.
    pub id: AdapterId,
    /// Its address, once something shows it.
    pub address: Option<Address>,
    /// The version of its controller, and who made that.
    pub version: Option<Maker>,
    /// The features of its controller, page 0, for BR/EDR and for LE.
    pub features: [Option<Features>; 2],
    /// Its first frame.
    pub first: Option<At>,
    /// The last command that was seen of its host.
    pub last_command: Option<At>,
    /// Commands that the controller takes, by its last answer and less those sent since.
    pub(in crate::track) commands_allowed: Option<u8>,
    /// Commands whose work was done before they were answered: the answer may still come.
    pub(in crate::track) taken: [Option<Opcode>; 2],
    /// The last HCI Reset, or the last time it was opened.
    pub reset: Option<At>,
    /// An inquiry runs since.
    pub inquiry: Option<At>,
    /// What took the air lately, beside the data of links.
    pub airtime: Airtime,
    /// LE scanning runs since.
    pub scanning: Option<At>,
    /// A name request is under way.
    pub name_request: Option<(Address, At)>,
    /// Buffers for BR/EDR data.
    pub acl: Buffers,
    /// Buffers for LE data; none of its own when the length is 0.
    pub le: Buffers,
    /// Buffers for isochronous data.
    pub iso: Buffers,
    /// Buffers for voice.
    pub voice: Buffers,
    /// A packet of voice that is too large was reported.
    pub(in crate::track) voice_told: bool,
    pub(in crate::track) isochronous: Isochronous,
    /// The host's buffers for data from the controller, where it has said what they are.
    pub host: Buffers,
    /// What the host is about to say of them.
    pub(in crate::track) host_says: Option<Buffers>,
    /// The host has given the controller more packets than that has room for.
    pub(in crate::track) overfull: bool,
    /// Synchronous data was seen at all, or the capture's kind holds it.
    pub synchronous_links: u32,
    /// What the host asked of the controller, or the controller of the host, about no link.
    pub questions: Questions,
    pub(in crate::track) connects: Ring<PendingConnect, MAX_CONNECTS>,
    pub(in crate::track) ended: Ring<Ended, MAX_ENDED>,
    pub(in crate::track) synchronous: Ring<Synchronous, MAX_SYNCHRONOUS>,
}

impl Adapter {
    pub(in crate::track) fn new(id: AdapterId) -> Self {
        Self {
            id,
            address: None,
            version: None,
            features: [None; 2],
            first: None,
            last_command: None,
            commands_allowed: None,
            taken: [None; 2],
            reset: None,
            inquiry: None,
            airtime: Airtime::default(),
            scanning: None,
            name_request: None,
            acl: Buffers::default(),
            le: Buffers::default(),
            iso: Buffers::default(),
            voice: Buffers::default(),
            voice_told: false,
            isochronous: Isochronous::default(),
            host: Buffers::default(),
            host_says: None,
            overfull: false,
            synchronous_links: 0,
            questions: Questions::default(),
            connects: Ring::default(),
            ended: Ring::default(),
            synchronous: Ring::default(),
        }
    }

    /// Records were lost, and answers may be among them: the next answer of a kind need not be for
    /// the oldest command.
    pub(in crate::track) fn forget_commands(&mut self) {
        self.commands_allowed = None;
        self.questions.open.retain(|question| !matches!(question.ask, Ask::Command(_)));
    }

    /// What a command asked for has been done, and the command was not answered so far.
    pub(in crate::track) fn takes(&mut self, opcode: Opcode) {
        self.taken = [Some(opcode), self.taken[0]];
    }

    /// Whether this is the answer to a command that was taken before.
    pub(in crate::track) fn has_taken(&mut self, opcode: Opcode) -> bool {
        let slot = self.taken.iter_mut().find(|taken| **taken == Some(opcode));
        slot.is_some_and(|slot| slot.take().is_some())
    }

    /// The last link with this handle has ended.
    pub(in crate::track) fn has_ended(&self, handle: Handle) -> bool {
        self.ended.iter().any(|ended| ended.handle == handle)
    }

    /// A link ended: what comes for its handle begins nothing new.
    pub(in crate::track) fn end(&mut self, handle: Handle, at: At) {
        let ended = Ended { handle, at, uses: 0 };
        self.ended.push_over(ended, |ended| at.time.since(ended.at.time) > LINGERS);
    }

    /// Octets on the heap, roughly.
    pub(in crate::track) fn octets(&self) -> usize {
        self.questions.open.octets()
            + self.connects.octets()
            + self.ended.octets()
            + self.synchronous.octets()
            + self.isochronous.streams.octets()
    }

    /// Entries that were given up because a table was full.
    pub(in crate::track) fn forgotten(&self) -> u64 {
        self.questions.open.dropped()
            + self.connects.dropped()
            + self.ended.dropped()
            + self.synchronous.dropped()
            + self.isochronous.streams.dropped()
    }

    /// The buffers for what goes to the controller of a link of this kind.
    pub(in crate::track) fn buffers(&self, transport: Transport) -> &Buffers {
        // A controller may have the same buffers for both (Core Vol 4 Part E, 7.8.2).
        let own = transport == Transport::LowEnergy && self.le.length != Some(0);
        if own { &self.le } else { &self.acl }
    }

    /// The connections that were asked for and have neither come nor failed.
    pub fn connecting(&self) -> impl Iterator<Item = &PendingConnect> {
        self.connects.iter()
    }
}
