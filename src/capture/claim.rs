//! What the header of a record says of its packet, and whether that can be right.
//!
//! A log that was killed ends within a record whose header is right. A header that contradicts its own
//! packet is damaged, and what it says of the next record's place is worth nothing.

use parsers::link::{Kind, Link, Tap};

use super::Timestamp;

/// Octets of the longest HCI packet with what files wrap around it: 65,535, its header, and the
/// wrapping.
pub(super) const LONGEST_HCI: usize = 0x1_0000 + 64;

/// Octets of the longest packet from the air with the headers of all sniffers.
const LONGEST_AIR: usize = 1024;

/// Nanoseconds between two records that are believed to follow each other.
const NEAR: i64 = 7 * 24 * 60 * 60 * 1_000_000_000;

/// What the header of a record says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    /// Octets before the packet.
    pub(super) header: usize,
    /// Octets of the packet that are in the file.
    pub(super) captured: usize,
    /// Octets that the packet had.
    pub(super) original: usize,
    /// Octets after the packet.
    pub(super) trailer: usize,
    pub(super) time: Timestamp,
    pub(super) link: Link,
    pub(super) meta: u32,
}

/// How the length of a packet agrees with what the packet says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Yes,
    No,
    /// The packet does not say, or not enough of it is there.
    Unknown,
}

impl Claim {
    fn agreement(&self, packet: &[u8]) -> Agreement {
        let packet = packet.get(..self.captured).unwrap_or(packet);
        match own_length(self.link, self.meta, packet) {
            None => Agreement::Unknown,
            Some(own) if own == self.original || own == self.captured => Agreement::Yes,
            Some(_) => Agreement::No,
        }
    }

    /// No packet is longer, and none has more octets in the file than it had.
    fn is_possible(&self) -> bool {
        let longest = match self.link.tap() {
            Tap::Air => LONGEST_AIR,
            Tap::Hci | Tap::Monitor => LONGEST_HCI,
        };
        self.captured <= longest && (self.original == 0 || self.captured <= self.original)
    }

    /// Whether the end of the file can have cut the record off, of which this much is there: nothing in
    /// it speaks against its length.
    pub(super) fn is_ordinary_cut(&self, rest: &[u8]) -> bool {
        let packet = rest.get(self.header..).unwrap_or_default();
        self.is_possible() && self.agreement(packet) != Agreement::No
    }

    /// Whether the record may be one that follows others, the last of them at this time.
    pub(super) fn makes_sense(&self, packet: &[u8], before: Option<Timestamp>) -> bool {
        let apart = before.map_or(0, |before| self.time.since(before).abs());
        let agreement = self.agreement(packet);
        let agrees = match self.link.tap() {
            Tap::Air => self.captured > 0 && agreement != Agreement::No,
            // Records of the monitor that are no packets say nothing of their lengths.
            Tap::Monitor => agreement != Agreement::No,
            Tap::Hci => agreement == Agreement::Yes,
        };
        self.is_possible() && agrees && apart < NEAR
    }
}

/// Octets of a packet with its wrapping, by the packet's own length field.
fn own_length(link: Link, meta: u32, bytes: &[u8]) -> Option<usize> {
    let packet = parsers::link::open(link, meta, bytes, None)?;
    let inner = packet.part.bytes;
    let octet = |place: usize| inner.get(place).copied().map(usize::from);
    let word = |place: usize| Some(octet(place)? | octet(place + 1)? << 8);
    let length = match packet.kind {
        Kind::Command | Kind::Synchronous => 3 + octet(2)?,
        // BTstack logs events of its own, whose length fields say nothing.
        Kind::Event if link == Link::PacketLogger && matches!(octet(0)?, 0x60..=0xfe) => {
            return None;
        }
        Kind::Event => 2 + octet(1)?,
        Kind::Acl => 4 + word(2)?,
        Kind::Isochronous => 4 + (word(2)? & 0x3fff),
        Kind::Air(_) | Kind::Monitor(_) | Kind::Other(_) => return None,
    };
    Some(bytes.len() - inner.len() + length)
}
