//! Pseudo-headers of sniffers: how a packet was received.

use crate::{
    frame::{Frame, Part},
    link::{Link, Packet},
};

/// What a sniffer says of the reception of one packet. Unknown is `None`, never a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Radio {
    /// RF channel index 0 to 39 as the specification counts (37 to 39 advertise).
    pub channel: Option<u8>,
    /// Received signal strength in dBm.
    pub rssi: Option<i8>,
    /// The CRC was right.
    pub crc_ok: Option<bool>,
    /// The sniffer says that the packet is encrypted.
    pub encrypted: Option<bool>,
    /// The message integrity code was right; only of worth when the sniffer has the key.
    pub mic_ok: Option<bool>,
    /// Connection event counter.
    pub event_counter: Option<u16>,
    /// The sniffer's own packet counter.
    pub packet_counter: Option<u32>,
    /// PHY: 0 = 1M, 1 = 2M, 2 = Coded.
    pub phy: Option<u8>,
}

/// Takes a sniffer's wrapping off.
pub fn open<'a>(
    _link: Link,
    _whole: Part<'a>,
    _frame: Option<&mut Frame<'a>>,
) -> Option<Packet<'a>> {
    None
}
