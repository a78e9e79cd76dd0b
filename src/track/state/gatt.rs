//! The Generic Attribute Profile, as far as characteristics matter here.

use std::fmt;

use parsers::{Uuid, Uuid16};

use super::memory::Remembers;
use crate::{
    bounded::Ring,
    track::id::{At, Side},
};

/// Characteristics of one link that are remembered.
const MAX_CHARACTERISTICS: usize = 16;

/// Handles of one link that are remembered with what they are of, to name them.
const MAX_NAMED: usize = 64;

/// What is known of the servers of one link.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Gatt {
    /// What each side last asked to be read: all attributes of a type, or the value at a handle.
    pub(in crate::track) reading: [Option<Reading>; 3],
    /// Those that matter: names, and control points.
    pub(in crate::track) known: Ring<Characteristic, MAX_CHARACTERISTICS>,
    /// What the values of all characteristics are, to name them.
    named: Ring<Named, MAX_NAMED>,
}

/// Whose handle is of what.
#[derive(Debug, Clone, Copy)]
struct Named {
    server: Side,
    handle: u16,
    kind: Attribute,
}

/// What an attribute is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// A characteristic of the Bluetooth SIG, or one with a short UUID.
    Short(Uuid16),
    /// One with a long UUID, of which the first 32 bits are kept.
    Long(u32),
}

impl From<Uuid> for Attribute {
    fn from(uuid: Uuid) -> Self {
        let short = uuid.short().and_then(|short| u16::try_from(short).ok());
        let first = u32::try_from(uuid.0 >> 96).unwrap_or_default();
        short.map_or(Self::Long(first), |short| Self::Short(Uuid16(short)))
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short(uuid) => match uuid.name() {
                Some(name) => f.write_str(name),
                None => write!(f, "{:#06x}", uuid.0),
            },
            Self::Long(first) => write!(f, "{first:08x}-…"),
        }
    }
}

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::track) enum Reading {
    /// Attributes of this type.
    Type(Uuid16),
    /// The characteristic of this type, by its handle.
    Value(Uuid16),
}

/// A characteristic.
#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Characteristic {
    /// Whose it is.
    pub(in crate::track) server: Side,
    /// Where its value is.
    pub(in crate::track) handle: u16,
    /// What it is.
    pub(in crate::track) kind: Uuid16,
    /// When something was last written to it.
    pub(in crate::track) written: Option<At>,
}

impl Gatt {
    /// The characteristic of a server whose value has this handle.
    pub(in crate::track) fn at(
        &mut self,
        server: Side,
        handle: u16,
    ) -> Option<&mut Characteristic> {
        self.known.iter_mut().find(|known| known.server == server && known.handle == handle)
    }
}

impl Gatt {
    /// A server says what the value at a handle is of.
    pub(in crate::track) fn name(&mut self, server: Side, handle: u16, kind: Attribute) {
        let same = |own: &Named| (own.server, own.handle) == (server, handle);
        self.named.take(same);
        // Without its name a handle is still shown: that one gave way misses nobody.
        self.named.push_over(Named { server, handle, kind }, |_| true);
    }

    /// What the value at a handle of a server is of.
    pub(in crate::track) fn of(&self, server: Side, handle: u16) -> Option<Attribute> {
        let mut named = self.named.iter();
        named.find(|own| (own.server, own.handle) == (server, handle)).map(|own| own.kind)
    }
}

impl Remembers for Gatt {
    fn octets(&self) -> usize {
        self.known.octets() + self.named.octets()
    }

    fn forgotten(&self) -> u64 {
        self.known.dropped()
    }
}
