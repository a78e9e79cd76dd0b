//! Pseudo-headers of sniffers: how a packet was received.

pub(crate) mod nordic;
pub(crate) mod phdr;
pub(crate) mod ppi;

use crate::{
    frame::Part,
    packet::{Direction, Kind, Packet},
};

pub use crate::packet::{Framing, Phy, Radio, Traffic};

pub use nordic::{
    AdvertisingEvent, DataEvent, DeltaTime, HeaderV0, HeaderV1, HeaderV2, LegacyEvent, PacketId,
    Timestamp, microseconds,
};
pub use phdr::{PduKind, Phdr};
pub use ppi::{PpiFieldHeader, PpiHeader, Ubertooth};

/// Channel index of an RF channel (`k`, centred on 2402 + 2k MHz; Core Vol 6 Part B, 1.4.1).
///
/// ```
/// use btlint_parsers::radio::channel_index;
/// assert_eq!(channel_index(0), Some(37));
/// assert_eq!(channel_index(13), Some(11));
/// assert_eq!(channel_index(40), None);
/// ```
pub fn channel_index(rf_channel: u8) -> Option<u8> {
    match rf_channel {
        0 => Some(37),
        12 => Some(38),
        39 => Some(39),
        1..=11 => Some(rf_channel - 1),
        13..=38 => Some(rf_channel - 2),
        _ => None,
    }
}

/// A packet about whose reception nothing is known.
pub(crate) fn plain(whole: Part<'_>) -> Packet<'_> {
    air(Direction::Unknown, Radio::default(), whole)
}

fn air(direction: Direction, radio: Radio, part: Part<'_>) -> Packet<'_> {
    Packet { adapter: 0, direction, kind: Kind::Air(radio), part }
}

fn other(kind: u16, part: Part<'_>) -> Packet<'_> {
    Packet { adapter: 0, direction: Direction::Unknown, kind: Kind::Other(kind), part }
}

/// `part` without its first `count` octets.
fn skip(part: Part<'_>, count: usize) -> Part<'_> {
    part.suffix(part.bytes.get(count..).unwrap_or_default())
}

/// The access address, when there are enough octets.
fn access_address(part: Part<'_>) -> Option<u32> {
    part.bytes.first_chunk::<4>().map(|octets| u32::from_le_bytes(*octets))
}
