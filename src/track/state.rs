//! What is known so far: adapters, links, channels, streams.
//!
//! Unknown is not off, zero or default: what was not seen is `None` or `Unknown`. Every table is
//! bounded; what is dropped for the bound is counted in [`Health::forgotten`].

mod abilities;
mod adapter;
mod airtime;
mod asked;
mod assembly;
mod avdtp;
mod flow;
mod gatt;
mod health;
mod hearing;
mod identity;
mod l2cap;
mod limit;
mod link;
mod memory;
mod method;
mod names;
mod packets;
mod partial;
mod quality;
mod radio;
mod rfcomm;
mod security;
mod segments;
mod smp;
mod spectrum;
mod stream;

use parsers::Address;

use crate::bounded::Ring;

pub use super::id::{AdapterId, ChannelId, Key, LinkId, Role, StreamId, Transport};
use super::id::{At, Side};
pub use abilities::{Abilities, Features, Maker};
pub use adapter::{Adapter, Buffers, PendingConnect};
pub use airtime::{Airtime, Busy, Use};
pub use asked::{Ask, Outcome, Owes, Question, Questions};
pub use assembly::{Assembly, Messages, Piece};
pub use avdtp::{EndPoint, Session};
pub use flow::{Flow, Stall};
pub(in crate::track) use health::GRACE;
pub use health::Health;
pub use hearing::{Hearing, Listener};
pub(in crate::track) use identity::ResolvingKey;
pub(crate) use identity::private_hash;
pub use l2cap::{Channel, ChannelState, Channels, Credits, Takes};
pub use limit::Limit;
pub(in crate::track) use link::DEFAULT_ATT_MTU;
pub use link::Link;
pub use memory::{Memory, Remembers};
pub use method::{Method, PairingFeatures, Typist};
pub use names::Names;
pub use partial::Partial;
pub use quality::Quality;
pub use radio::Connection;
pub use security::{Encryption, Security};
pub use segments::Segments;
pub use smp::{Pairing, PairingSummary};
pub use spectrum::{Heard, Spectrum};
pub use stream::{Configuration, Delay, Media, StoredCodec, Stream, StreamChange, StreamState};

pub(in crate::track) use adapter::Synchronous;
pub(in crate::track) use assembly::{Joint, Scratch, Upper};
pub(in crate::track) use avdtp::{Header as AvdtpHeader, Pending as AvdtpCommand};
pub use gatt::Attribute;
pub(in crate::track) use gatt::{Characteristic, Gatt, Reading};
pub(in crate::track) use packets::{Counted, Packets};
pub(in crate::track) use partial::{Lost, Outcome as Pieces};
pub(in crate::track) use radio::{Air, Cipher};
pub(in crate::track) use rfcomm::{Multiplexed, Multiplexer};
pub(in crate::track) use segments::Progress;
pub(in crate::track) use stream::Form;

/// A command waits this long for its Command Status or Command Complete, in nanoseconds. The
/// specification names one second as the most a host should wait (Core Vol 4 Part E, 4.4); hosts
/// wait two.
pub const COMMAND_DEADLINE: i64 = 2_000_000_000;

/// A link without data for this long, in nanoseconds, is quiet.
pub const QUIET: i64 = 10_000_000_000;

/// Most links that are followed at once.
pub const MAX_LINKS: usize = 64;

/// Ended links whose peer is remembered: as many as rules remember.
const MAX_ENDED: usize = 128;

/// Most adapters that are followed.
pub const MAX_ADAPTERS: usize = 32;

/// All that is known of a capture so far.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The adapters, in the order of their first frame.
    pub adapters: Vec<Adapter>,
    /// The links that are open, and those that the last record closed.
    pub links: Vec<Link>,
    /// What devices call themselves.
    pub names: Names,
    /// The capture's own faults.
    pub health: Health,
    pub(super) air: Air,
    /// The least that any buffers for ACL data take, in octets and in packets, for links of each
    /// transport: what is below needs no look. None where no buffers are known.
    pub(super) least: [Option<(u16, u32)>; 2],
    pub(super) next_link: u32,
    pub(super) recent: usize,
    /// Links that are gone, and who was at the other end.
    ended: Ring<(LinkId, Address), MAX_ENDED>,
}

impl State {
    /// A link that is open or was closed by the last record.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// What the value at a handle of a side's server is of, where its declaration was seen.
    pub fn attribute(&self, link: LinkId, server: Side, handle: u16) -> Option<Attribute> {
        self.link(link)?.memory.get::<Gatt>()?.of(server, handle)
    }

    /// The device at the other end of a link, also after it ended.
    pub(crate) fn peer(&self, link: LinkId) -> Option<Address> {
        let ended = || self.ended.iter().rev().find(|(ended, _)| *ended == link);
        match self.link(link) {
            Some(link) => link.identity.or(link.peer),
            None => ended().map(|&(_, peer)| peer),
        }
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
                    let newest = self.adapters.pop();
                    self.health.forgotten += 1 + newest.map_or(0, |adapter| adapter.forgotten());
                }
                self.adapters.push(Adapter::new(id));
                self.adapters.len() - 1
            }
        };
        &mut self.adapters[index]
    }

    /// The buffers of an adapter are known, or others than before.
    #[cold]
    pub(super) fn learn_buffers(&mut self) {
        self.least = [Transport::Classic, Transport::LowEnergy].map(|transport| {
            let all = || self.adapters.iter();
            let sizes = all().flat_map(|a| [a.buffers(transport).length, a.host.length]).flatten();
            let octets = sizes.filter(|&length| length > 0).min();
            let counts = all().filter_map(|a| a.buffers(transport).count);
            let packets = counts.filter(|&count| count > 0).min();
            Some((octets.unwrap_or(u16::MAX), packets.map_or(u32::MAX, u32::from)))
        });
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

    /// Starts to follow a link. The caller has made room.
    pub(super) fn add_link(&mut self, adapter: AdapterId, key: Key, at: At) -> &mut Link {
        self.next_link += 1;
        self.links.push(Link {
            id: LinkId(self.next_link),
            adapter,
            key,
            transport: None,
            peer: None,
            peer_is_random: false,
            identity: None,
            resolving_key: None,
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
            att_mtu: None,
            last_asked: None,
            att_offer: None,
            att_fastest: None,
            channels: Channels::default(),
            messages: Messages::default(),
            security: Security::default(),
            memory: Memory::default(),
            questions: Questions::default(),
            radio: None,
            hearing: None,
            quality: None,
            abilities: Default::default(),
        });
        let last = self.links.len() - 1;
        &mut self.links[last]
    }

    /// The capture's faults, when there are no more records.
    pub(super) fn into_health(mut self) -> Health {
        let links = self.links.iter().map(Link::forgotten);
        let adapters = self.adapters.iter().map(Adapter::forgotten);
        self.health.forgotten += links.chain(adapters).sum::<u64>() + self.air.forgotten();
        self.health
    }

    /// Octets of memory, roughly, without those of the names.
    pub(super) fn octets(&self) -> usize {
        let links = self.links.iter().map(|link| size_of::<Link>() + link.octets());
        let adapters = self.adapters.iter().map(|a| size_of::<Adapter>() + a.octets());
        size_of::<Self>() + self.ended.octets() + links.chain(adapters).sum::<usize>()
    }

    /// Lets go of the links that the record before closed.
    #[inline]
    pub(super) fn forget_closed(&mut self) {
        if self.health.closed_links > 0 {
            let gone = self.links.iter().filter(|link| link.closed.is_some());
            self.health.forgotten += gone.map(Link::forgotten).sum::<u64>();
            for link in self.links.iter().filter(|link| link.closed.is_some()) {
                if let (Some(identity), Some(key)) = (link.identity, link.resolving_key) {
                    self.names.identities.has_key(identity, key);
                }
                if let Some(peer) = link.identity.or(link.peer) {
                    self.ended.push((link.id, peer));
                }
            }
            self.links.retain(|link| link.closed.is_none());
            self.health.closed_links = 0;
        }
    }
}
