//! Pseudo-headers of sniffers: how a packet was received.

mod nordic;
mod phdr;
mod ppi;

use crate::{
    codes,
    frame::{Frame, Part},
    link::{Direction, Kind, Link, Packet},
    pdu::Pdu,
};

pub use nordic::{
    AdvertisingEvent, DataEvent, DeltaTime, HeaderV0, HeaderV1, HeaderV2, LegacyEvent, PacketId,
    Timestamp,
};
pub use phdr::{PduKind, Phdr};
pub use ppi::{PpiFieldHeader, PpiHeader, Ubertooth};

/// What a sniffer says of the reception of one packet. Unknown is `None`, never a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Radio {
    /// Channel index 0 to 39 as the link layer counts (37 to 39 advertise; Core Vol 6 Part B,
    /// 1.4.1), not the RF channel that counts by frequency.
    pub channel: Option<u8>,
    /// Received signal strength in dBm.
    pub rssi: Option<i8>,
    /// The CRC was right.
    pub crc_ok: Option<bool>,
    /// The packet was encrypted on the air.
    pub encrypted: Option<bool>,
    /// The packet was encrypted on the air, and the sniffer has replaced its payload by the plain
    /// text.
    pub decrypted: bool,
    /// The message integrity code was right; only of worth when the sniffer has the key.
    pub mic_ok: Option<bool>,
    /// Connection event counter.
    pub event_counter: Option<u16>,
    /// The sniffer's own packet counter.
    pub packet_counter: Option<u32>,
    /// PHY of the packet.
    pub phy: Option<Phy>,
    /// What stands between the access address and the payload.
    pub framing: Framing,
}

/// What must be known to find the fields of a link layer packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Framing {
    /// A Coding Indicator octet follows the access address (LE Coded PHY, Core Vol 6 Part B, 2.2).
    pub coding_indicator: bool,
    /// An octet that was not on the air follows the header of two octets: the gap that Nordic's
    /// radio leaves in memory, and that some programs leave in the capture.
    pub padding: bool,
    /// What the sniffer says of the physical channel.
    pub traffic: Traffic,
}

/// Kind of physical channel, where the access address alone cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Traffic {
    /// The access address decides: advertising, or data of a connection.
    #[default]
    Unknown,
    /// Advertising on the secondary or periodic channel; the periodic one has its own address.
    Auxiliary,
    /// A connected isochronous stream.
    ConnectedIsochronous,
    /// A broadcast isochronous stream.
    BroadcastIsochronous,
}

codes! {
    /// PHY of a packet.
    pub Phy(u8) {
        LE_1M = 0 => "LE 1M",
        LE_2M = 1 => "LE 2M",
        LE_CODED = 2 => "LE Coded",
    }
}

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

/// Takes a sniffer's wrapping off. With `frame`, the wrapping's layers are added to it.
///
/// Returns nothing when the wrapping itself could not be read, which then is the frame's fault.
#[inline]
pub fn open<'a>(link: Link, whole: Part<'a>, frame: Option<&mut Frame<'a>>) -> Option<Packet<'a>> {
    match link {
        Link::LowEnergy => Some(air(Direction::Unknown, Radio::default(), whole)),
        Link::LowEnergyPhdr => phdr::open(whole, frame),
        Link::NordicBle => nordic::open(whole, frame),
        Link::Ppi => ppi::open(whole, frame),
        _ => None,
    }
}

/// Every declaration of this module.
pub fn all_pdus() -> impl Iterator<Item = &'static Pdu> {
    nordic::PDUS.iter().chain(phdr::PDUS).chain(ppi::PDUS).copied()
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
