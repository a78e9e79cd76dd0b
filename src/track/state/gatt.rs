//! The Generic Attribute Profile, as far as characteristics matter here.

use parsers::Uuid16;

use super::memory::Remembers;
use crate::{
    bounded::Ring,
    track::id::{At, Side},
};

/// Characteristics of one link that are remembered.
const MAX_CHARACTERISTICS: usize = 16;

/// What is known of the servers of one link.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Gatt {
    /// What each side last asked to be read: all attributes of a type, or the value at a handle.
    pub(in crate::track) reading: [Option<Reading>; 3],
    /// Those that matter: names, and control points.
    pub(in crate::track) known: Ring<Characteristic, MAX_CHARACTERISTICS>,
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

impl Remembers for Gatt {
    fn octets(&self) -> usize {
        self.known.octets()
    }

    fn forgotten(&self) -> u64 {
        self.known.dropped()
    }
}
