//! What a packet of a capture is, which way it went, and how it was received.
//!
//! The words that the wrappings ([`crate::link`], [`crate::radio`]) and the layers within share.

use crate::{codes, frame::Part};

/// Which way a packet went, seen from the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Direction {
    /// Host to controller, or central to peripheral on the air.
    Sent,
    /// Controller to host, or peripheral to central on the air.
    Received,
    /// The capture does not say.
    #[default]
    Unknown,
}

impl Direction {
    /// The other way; unknown stays unknown.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Sent => Self::Received,
            Self::Received => Self::Sent,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// What a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// HCI command.
    Command,
    /// HCI event.
    Event,
    /// HCI ACL data.
    Acl,
    /// HCI synchronous (SCO, eSCO) data.
    Synchronous,
    /// HCI isochronous data.
    Isochronous,
    /// An LE link layer packet, with what the sniffer says of its reception.
    Air(Radio),
    /// A record of the Linux monitor that is not a packet.
    Monitor(MonitorOpcode),
    /// Something else, by its H4 indicator or record type: vendor diagnostics and the like.
    Other(u16),
}

/// A packet without its wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Index of the adapter, where the capture counts them; else 0.
    pub adapter: u16,
    /// Which way it went.
    pub direction: Direction,
    /// What it is.
    pub kind: Kind,
    /// The packet, from the HCI header or the access address on.
    pub part: Part<'a>,
}

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
    /// The message integrity code was right; meaningful only if the sniffer has the key.
    pub mic_ok: Option<bool>,
    /// Connection event counter.
    pub event_counter: Option<u16>,
    /// The sniffer's own packet counter, which goes on with 0 after 65,535.
    pub packet_counter: Option<u16>,
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

/// Kind of physical channel, where it does not follow from the access address.
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
    /// Kind of a Linux monitor record (btsnoop format 2001).
    pub MonitorOpcode(u16) {
        NEW_INDEX = 0 => "New Index",
        DELETE_INDEX = 1 => "Delete Index",
        COMMAND = 2 => "Command Packet",
        EVENT = 3 => "Event Packet",
        ACL_TX = 4 => "ACL Tx Packet",
        ACL_RX = 5 => "ACL Rx Packet",
        SCO_TX = 6 => "SCO Tx Packet",
        SCO_RX = 7 => "SCO Rx Packet",
        OPEN_INDEX = 8 => "Open Index",
        CLOSE_INDEX = 9 => "Close Index",
        INDEX_INFO = 10 => "Index Info",
        VENDOR_DIAGNOSTICS = 11 => "Vendor Diag",
        SYSTEM_NOTE = 12 => "System Note",
        USER_LOGGING = 13 => "User Logging",
        CONTROL_OPEN = 14 => "Control Open",
        CONTROL_CLOSE = 15 => "Control Close",
        CONTROL_COMMAND = 16 => "Control Command",
        CONTROL_EVENT = 17 => "Control Event",
        ISO_TX = 18 => "ISO Tx Packet",
        ISO_RX = 19 => "ISO Rx Packet",
    }

/// PHY of a packet.
    pub Phy(u8) {
        LE_1M = 0 => "LE 1M",
        LE_2M = 1 => "LE 2M",
        LE_CODED = 2 => "LE Coded",
    }
}
