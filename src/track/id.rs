//! What names a thing: frames, adapters, links, channels, streams.

use parsers::hci::Handle;

use crate::capture::Timestamp;

/// A frame and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At {
    /// Frame number, from 1.
    pub frame: u64,
    /// When it was captured.
    pub time: Timestamp,
}

impl At {
    /// Seconds from `earlier` to here, never negative.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.time.since(earlier.time) as f64 / 1e9
    }
}

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

/// What finds a link again: the handle, or the access address on the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Connection handle of an adapter.
    Handle(Handle),
    /// Access address.
    Air(u32),
}
