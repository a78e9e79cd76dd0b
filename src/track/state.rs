//! What is known so far: adapters, links, channels, streams.
//!
//! Unknown is not off, zero or default: what was not seen is `None` or `Unknown`. Every table is
//! bounded; what is dropped for the bound is counted in [`Health::forgotten`].

use parsers::{
    Address,
    hci::{Handle, Status},
    l2cap::Protocol,
    link::Direction,
};

use super::event::At;
pub use super::{
    att::Bearer,
    avdtp::{Configuration, EndPoint, Media, Session, StoredCodec, Stream, StreamId, StreamState},
    controller::{Adapter, Buffers},
    health::Health,
    l2cap::{Channel, ChannelId, ChannelState, Channels},
    radio::Connection,
    reassembly::Partial,
    security::{Encryption, Security},
    smp::{Method, Pairing, PairingFeatures, PairingSummary, Typist},
};
use crate::track::link::Flow;

/// A command waits this long for its Command Status or Command Complete, in nanoseconds. The
/// specification names one second as the most a host should wait (Core Vol 4 Part E, 4.4); hosts
/// wait two.
pub const COMMAND_DEADLINE: i64 = 2_000_000_000;

/// Most links that are followed at once.
pub const MAX_LINKS: usize = 64;

/// Most adapters that are followed.
pub const MAX_ADAPTERS: usize = 32;

/// An adapter: the capture's interface, and the index within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AdapterId {
    /// Index of the pcapng interface.
    pub interface: u16,
    /// Index that the Linux monitor gives.
    pub index: u16,
}

/// A link, counted from 1 over the capture. Handles are used again, these are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u32);

/// Which radio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// BR/EDR.
    Classic,
    /// LE.
    LowEnergy,
}

impl Transport {
    /// As the specification writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classic => "BR/EDR",
            Self::LowEnergy => "LE",
        }
    }
}

/// The part that this host (on the air: that the central) plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It sets the timing.
    Central,
    /// It follows.
    Peripheral,
}

/// What finds a link again: the handle, or the access address on the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Connection handle of an adapter.
    Handle(Handle),
    /// Access address.
    Air(u32),
}

/// One connection, from its beginning (or its first trace) to its end.
#[derive(Debug)]
pub struct Link {
    /// Counted over the capture.
    pub id: LinkId,
    /// The adapter it is on.
    pub adapter: AdapterId,
    /// What finds it again.
    pub key: Key,
    /// BR/EDR or LE; unknown when the capture starts in the middle, until something tells.
    pub transport: Option<Transport>,
    /// The peer's address (on the air: the peripheral's).
    pub peer: Option<Address>,
    /// The peer's address is random (LE).
    pub peer_is_random: bool,
    /// This side's role.
    pub role: Option<Role>,
    /// This host asked for the link.
    pub outgoing: Option<bool>,
    /// The command or the Connection Request that it answers.
    pub requested: Option<At>,
    /// Its creation; none when the capture starts in the middle of it.
    pub opened: Option<At>,
    /// Its first frame here.
    pub first: At,
    /// Its last frame.
    pub last: At,
    /// Its end.
    pub closed: Option<(At, Option<Status>)>,
    /// The host's Disconnect command, if one is under way.
    pub disconnecting: Option<At>,
    /// LE connection interval in nanoseconds.
    pub interval: Option<i64>,
    /// LE peripheral latency in connection events.
    pub latency: Option<u16>,
    /// Supervision timeout in nanoseconds.
    pub supervision: Option<i64>,
    /// Packets given to the controller and returned by it.
    pub flow: Flow,
    /// PDUs under way, per [`Direction`].
    pub partial: [Partial; 3],
    /// L2CAP channels.
    pub channels: Channels,
    /// Authentication and encryption.
    pub security: Security,
    /// AVDTP, once it is used.
    pub avdtp: Option<Box<Session>>,
    /// Pairing on LE, once it begins.
    pub pairing: Option<Box<Pairing>>,
    /// Attribute Protocol.
    pub att: Bearer,
    /// What only a sniffer knows.
    pub radio: Option<Box<Connection>>,
}

impl Link {
    /// Whether this is a connection for sure: its creation was seen, or what it carries was
    /// understood. Controllers send debug data of their own on handles that are no connections.
    pub fn is_certain(&self) -> bool {
        self.opened.is_some()
            || self.transport.is_some()
            || self.channels.iter().any(|channel| channel.protocol != Protocol::Unknown)
    }

    /// The partly received PDU of one direction.
    pub fn partial(&mut self, direction: Direction) -> &mut Partial {
        &mut self.partial[direction as usize]
    }
}

/// All that is known of a capture so far.
#[derive(Debug, Default)]
pub struct State {
    /// The adapters, in the order of their first frame.
    pub adapters: Vec<Adapter>,
    /// The links that are open, and those that the last record closed.
    pub links: Vec<Link>,
    /// The capture's own faults.
    pub health: Health,
    pub(super) air: super::radio::Air,
    pub(super) next_link: u32,
    pub(super) next_tick: Option<crate::capture::Timestamp>,
    pub(super) recent: usize,
}

impl State {
    /// A link that is open or was closed by the last record.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// An adapter.
    pub fn adapter(&self, id: AdapterId) -> Option<&Adapter> {
        self.adapters.iter().find(|adapter| adapter.id == id)
    }

    /// The open links to a peer.
    pub fn links_to(&self, peer: Address) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.peer == Some(peer) && link.closed.is_none())
    }

    /// The adapter, which is made when it is new.
    pub(super) fn adapter_mut(&mut self, id: AdapterId) -> &mut Adapter {
        let index = match self.adapters.iter().position(|adapter| adapter.id == id) {
            Some(index) => index,
            None => {
                if self.adapters.len() == MAX_ADAPTERS {
                    self.health.forgotten += 1;
                    self.adapters.pop();
                }
                self.adapters.push(Adapter::new(id));
                self.adapters.len() - 1
            }
        };
        &mut self.adapters[index]
    }

    /// Where the open link with this key is.
    #[inline]
    pub(super) fn position(&mut self, adapter: AdapterId, key: Key) -> Option<usize> {
        let matches =
            |link: &Link| link.key == key && link.adapter == adapter && link.closed.is_none();
        // Most packets belong to the link of the packet before.
        if self.links.get(self.recent).is_some_and(matches) {
            return Some(self.recent);
        }
        let index = self.links.iter().position(matches)?;
        self.recent = index;
        Some(index)
    }

    /// Starts to follow a link.
    pub(super) fn add_link(&mut self, adapter: AdapterId, key: Key, at: At) -> &mut Link {
        if self.links.len() == MAX_LINKS {
            let oldest = (0..self.links.len()).min_by_key(|&i| self.links[i].last).unwrap_or(0);
            self.links.swap_remove(oldest);
            self.health.forgotten += 1;
        }
        self.next_link += 1;
        self.links.push(Link {
            id: LinkId(self.next_link),
            adapter,
            key,
            transport: None,
            peer: None,
            peer_is_random: false,
            role: None,
            outgoing: None,
            requested: None,
            opened: None,
            first: at,
            last: at,
            closed: None,
            disconnecting: None,
            interval: None,
            latency: None,
            supervision: None,
            flow: Flow::default(),
            partial: Default::default(),
            channels: Channels::default(),
            security: Security::default(),
            avdtp: None,
            pairing: None,
            att: Bearer::default(),
            radio: None,
        });
        let last = self.links.len() - 1;
        &mut self.links[last]
    }

    /// Lets go of the links that the record before closed.
    #[inline]
    pub(super) fn forget_closed(&mut self) {
        if self.health.closed_links > 0 {
            self.links.retain(|link| link.closed.is_none());
            self.health.closed_links = 0;
        }
    }
}
