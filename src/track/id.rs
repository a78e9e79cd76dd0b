//! What names a thing: frames, adapters, links, channels, streams.

use std::{fmt, num::NonZeroU16};

use parsers::{hci::Handle, link::Direction};

use crate::capture::{Record, Timestamp};

/// Where records come from: an interface of the capture. Each has its own clock, its own buffer and,
/// if it is a sniffer, its own counter.
///
/// Its number is kept so that an optional frame takes no more memory than a frame: there are very many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(NonZeroU16);

impl SourceId {
    /// The interface with this number, from 0; the last two of 65,536 are one.
    #[inline]
    pub fn new(number: u16) -> Self {
        Self(NonZeroU16::MIN.saturating_add(number))
    }

    /// Its number, from 0.
    #[inline]
    pub fn number(self) -> u16 {
        self.0.get() - 1
    }

    /// Where it stands in a table of all sources.
    #[inline]
    pub(crate) fn index(self) -> usize {
        usize::from(self.number())
    }
}

impl Default for SourceId {
    fn default() -> Self {
        Self(NonZeroU16::MIN)
    }
}

/// A frame, its time and where it comes from. Times of different sources are not to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At {
    /// Frame number, from 1.
    pub frame: u64,
    /// When it was captured, by the clock of its source.
    pub time: Timestamp,
    /// Who captured it.
    pub source: SourceId,
}

impl At {
    /// The frame of a record.
    #[inline]
    pub fn of(record: &Record<'_>) -> Self {
        let source = SourceId::new(record.interface);
        Self { frame: record.number, time: record.time, source }
    }

    /// The moment that is so many nanoseconds later, by the clock of the same source.
    #[must_use]
    pub fn after(self, nanoseconds: i64) -> Self {
        Self { time: Timestamp(self.time.0.saturating_add(nanoseconds)), ..self }
    }

    /// Seconds from `earlier` to here, never negative.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.time.since(earlier.time) as f64 / 1e9
    }
}

/// An adapter: the source of its records, and the index within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AdapterId {
    /// Who captured it.
    pub source: SourceId,
    /// Index that the Linux monitor gives.
    pub index: u16,
}

/// A link, counted from 1 over the capture. Handles are used again, these are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u32);

/// A channel of a link, counted from 1; the fixed channels are all 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelId {
    /// The link.
    pub link: LinkId,
    /// Its number on the link.
    pub number: u16,
}

/// A stream of a link, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The link.
    pub link: LinkId,
    /// Its number on the link.
    pub number: u16,
}

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

/// Who did something. What a host logs has this host, its controller and the peer; on the air there
/// are the central and the peripheral.
///
/// The tracker decides it once for each packet, and everything that is done with the packet goes by
/// that: [`Direction`] is where a packet went, and says who sent it only together with the place
/// where it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Side {
    /// The host whose log this is.
    Host,
    /// The device at the other end of its link.
    Peer,
    /// The controller of this host, of its own accord.
    Controller,
    /// The central, as a sniffer hears it.
    Central,
    /// The peripheral, as a sniffer hears it.
    Peripheral,
    /// The capture does not say.
    #[default]
    Unknown,
}

impl Side {
    /// Who sent data that a host logs.
    pub(super) fn in_log(direction: Direction) -> Self {
        match direction {
            Direction::Sent => Self::Host,
            Direction::Received => Self::Peer,
            Direction::Unknown => Self::Unknown,
        }
    }

    /// Who sent a packet that a sniffer heard.
    pub(super) fn on_air(direction: Direction) -> Self {
        match direction {
            Direction::Sent => Self::Central,
            Direction::Received => Self::Peripheral,
            Direction::Unknown => Self::Unknown,
        }
    }

    /// The other end; unknown stays unknown.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Host => Self::Peer,
            Self::Peer | Self::Controller => Self::Host,
            Self::Central => Self::Peripheral,
            Self::Peripheral => Self::Central,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Whether it is the end of the link that is called local: this host, on the air the central.
    pub fn is_local(self) -> bool {
        matches!(self, Self::Host | Self::Central)
    }

    /// Whether it is the end of the link that is called remote: the peer, on the air the peripheral.
    pub fn is_remote(self) -> bool {
        matches!(self, Self::Peer | Self::Peripheral)
    }

    /// Its place in a table with an entry for the local end, one for the remote end and one for
    /// whoever else.
    pub fn index(self) -> usize {
        match (self.is_local(), self.is_remote()) {
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        }
    }

    /// As it stands within a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "this host",
            Self::Peer => "the peer",
            Self::Controller => "the controller",
            Self::Central => "the central",
            Self::Peripheral => "the peripheral",
            Self::Unknown => "one side",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What finds a link again: the handle, or the access address on the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Connection handle of an adapter.
    Handle(Handle),
    /// Access address.
    Air(u32),
}
