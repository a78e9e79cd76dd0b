//! Links: from their first trace to their end.

use parsers::{Address, Events16, Interval, Timeout, hci::Status, l2cap::Protocol};

use super::{
    abilities::Abilities,
    asked::Questions,
    assembly::Messages,
    flow::Flow,
    hearing::{Hearing, Listener},
    identity::ResolvingKey,
    l2cap::Channels,
    limit::Limit,
    memory::Memory,
    partial::Partial,
    quality::Quality,
    radio::Connection,
    security::Security,
    segments::Segments,
};
use crate::track::id::{AdapterId, At, Key, LinkId, Role, Side, StreamId, Transport};

/// What a PDU of the Attribute Protocol may have on LE before the sides have said more (ATT_MTU, Core
/// Vol 3 Part G, 5.2.1).
pub(in crate::track) const DEFAULT_ATT_MTU: u16 = 23;

/// One connection, from its beginning (or its first trace) to its end.
#[derive(Debug, Clone)]
pub struct Link {
    /// Counted over the capture.
    pub id: LinkId,
    /// The adapter it is on.
    pub adapter: AdapterId,
    /// What finds it again.
    pub key: Key,
    /// BR/EDR or LE; unknown when the capture starts in the middle, until something shows it.
    pub transport: Option<Transport>,
    /// The peer's address (on the air: the peripheral's).
    pub peer: Option<Address>,
    /// The peer's address is random (LE).
    pub peer_is_random: bool,
    /// The peer's identity address, where it has said it and uses another.
    pub identity: Option<Address>,
    /// The peer's key for private addresses, where it has said it.
    pub(in crate::track) resolving_key: Option<ResolvingKey>,
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
    /// PDUs under way, per [`Side`].
    pub partial: [Partial; 3],
    /// The largest ATT PDU on the fixed channel, where it is known.
    pub att_mtu: Option<Limit>,
    /// What the last Exchange MTU Request offered.
    pub(in crate::track) att_offer: Option<u16>,
    /// The least time that an ATT answer took, in nanoseconds.
    pub(in crate::track) att_fastest: Option<i64>,
    /// L2CAP channels.
    pub channels: Channels,
    /// Messages of upper layers that come in several packets.
    pub(in crate::track) messages: Messages,
    /// Authentication and encryption.
    pub security: Security,
    /// What protocols above L2CAP remember.
    pub memory: Memory,
    /// The last request of this host to the peer, of any protocol.
    pub(in crate::track) last_asked: Option<At>,
    /// What was asked and is not answered, of all protocols.
    pub questions: Questions,
    /// What only a sniffer knows.
    pub radio: Option<Box<Connection>>,
    /// What is heard of its streams, once media flows.
    pub hearing: Option<Box<Hearing>>,
    /// The controller's last report of its air.
    pub quality: Option<Quality>,
    /// What the controllers of the local and of the remote end say of themselves; of this host's see
    /// [`State::abilities`](super::State::abilities).
    pub abilities: [Abilities; 2],
}

impl Link {
    /// Whether this is a connection for sure: its creation was seen, or what it carries was
    /// understood. Controllers send debug data of their own on handles that are no connections.
    pub fn is_certain(&self) -> bool {
        self.opened.is_some()
            || self.transport.is_some()
            || self.channels.iter().any(|channel| channel.protocol != Protocol::Unknown)
    }

    /// Whether a sniffer heard it on the air, and no host logged it. A sniffer may miss a packet that
    /// the other side received.
    pub fn on_air(&self) -> bool {
        matches!(self.key, Key::Air(_))
    }

    /// The end of it that is called local.
    pub fn local(&self) -> Side {
        if self.on_air() { Side::Central } else { Side::Host }
    }

    /// The end of it that is called remote.
    pub fn remote(&self) -> Side {
        self.local().opposite()
    }

    /// The parameters of an LE connection from now on.
    pub(in crate::track) fn timed(
        &mut self,
        interval: Interval,
        latency: Events16,
        supervision: Timeout,
    ) {
        self.interval = Some(interval.nanoseconds());
        self.latency = Some(latency.0);
        self.supervision = Some(supervision.nanoseconds());
    }

    /// Entries that were given up because a table was full.
    pub(in crate::track) fn forgotten(&self) -> u64 {
        self.channels.forgotten()
            + self.messages.forgotten()
            + self.questions.open.dropped()
            + self.memory.forgotten()
    }

    /// Who listens to a stream of this link, once media flows.
    pub fn listener(&self, stream: StreamId) -> Option<&Listener> {
        self.hearing.as_ref()?.listener(stream)
    }

    /// Octets on the heap, roughly.
    pub(in crate::track) fn octets(&self) -> usize {
        self.partial.iter().map(|partial| partial.so_far.octets()).sum::<usize>()
            + self.channels.octets()
            + self.messages.octets()
            + self.questions.open.octets()
            + self.memory.octets()
            + self.radio.as_ref().map_or(0, |_| size_of::<Connection>())
    }

    /// Records were lost: pieces may be missing of all that is put together.
    pub(in crate::track) fn lost_records(&mut self) {
        self.partial.iter_mut().for_each(Partial::give_up);
        self.messages.clear();
        for channel in &mut self.channels.open {
            channel.segments.iter_mut().for_each(Segments::give_up);
        }
    }

    /// Whether the beginning of a PDU was seen in a direction.
    pub fn heard(&self, by: Side) -> bool {
        self.partial[by.index()].synchronised
    }

    /// The partly received PDU of one direction.
    pub fn partial(&mut self, by: Side) -> &mut Partial {
        &mut self.partial[by.index()]
    }
}
