//! What a capture file wraps around a packet: H4 indicators and pseudo-headers.

use crate::{
    codes,
    frame::{Frame, Part},
    pdu,
    pdu::{Pdu, View},
    radio::{self, Radio},
};

/// How the packets of a capture are wrapped, and what `meta` is for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Link {
    /// An H4 indicator, then the packet. `meta`: bit 0 set = received by the host, bit 31 set =
    /// direction unknown.
    HciH4,
    /// The packet alone. `meta` as btsnoop's flags: bit 0 received, bit 1 command or event.
    HciH1,
    /// A direction word of four octets (big-endian; 0 sent, 1 received), an H4 indicator, then
    /// the packet (link type 201). `meta` is not used.
    HciH4Phdr,
    /// The Linux monitor's packets. `meta`: adapter index in the high half, opcode in the low.
    Monitor,
    /// Linux monitor packets with their header of four octets, big-endian (link type 254).
    LinuxMonitor,
    /// Apple's PacketLogger. `meta`: the record's type.
    PacketLogger,
    /// LE link layer packets from the access address on (link type 251).
    LowEnergy,
    /// The same with the pseudo-header of ten octets (link type 256).
    LowEnergyPhdr,
    /// nRF Sniffer (link type 272), header versions 1 to 3.
    NordicBle,
    /// PPI (link type 192) around LE link layer packets.
    Ppi,
}

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

codes! {
    /// HCI packet indicator (Core Vol 4 Part A, section 2).
    pub Indicator(u8) {
        COMMAND = 0x01 => "HCI Command",
        ACL = 0x02 => "ACL Data",
        SYNCHRONOUS = 0x03 => "Synchronous Data",
        EVENT = 0x04 => "HCI Event",
        ISOCHRONOUS = 0x05 => "ISO Data",
        VENDOR = 0x07 => "Vendor diagnostics",
    }

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
}

pdu! {
    /// The indicator before an HCI packet on a UART.
    pub struct H4 ("H4", "Core Vol 4 Part A, 2") {
        indicator: Indicator = "hci_h4.type",
    }

    /// Header of a Linux monitor packet in pcap.
    pub struct LinuxMonitorHeader ("Linux monitor", "link type 254") {
        adapter: crate::Be16 = "hci_mon.adapter_id",
        opcode: crate::Be16 = "hci_mon.opcode",
    }

    /// The direction word before an H4 packet in pcap.
    pub struct H4Phdr ("H4 pseudo-header", "link type 201") {
        direction: crate::Be32,
    }
}

/// Every declaration of the wrappings that are not a sniffer's.
pub fn all_pdus() -> impl Iterator<Item = &'static Pdu> {
    [H4::PDU, LinuxMonitorHeader::PDU, H4Phdr::PDU].into_iter()
}

/// Takes the wrapping off. With `frame`, the wrapping's layers are added to it.
///
/// Returns nothing when the wrapping itself could not be read, which then is the frame's fault.
#[inline]
pub fn open<'a>(
    link: Link,
    meta: u32,
    bytes: &'a [u8],
    frame: Option<&mut Frame<'a>>,
) -> Option<Packet<'a>> {
    let whole = Part::packet(bytes);
    let received = |bit: bool| if bit { Direction::Received } else { Direction::Sent };
    match link {
        Link::HciH4 => {
            let direction =
                if meta >> 31 == 1 { Direction::Unknown } else { received(meta & 1 == 1) };
            h4(whole, direction, frame)
        }
        Link::HciH4Phdr => {
            let (header, rest) = bytes.split_first_chunk::<4>()?;
            let direction = match u32::from_be_bytes(*header) {
                0 => Direction::Sent,
                1 => Direction::Received,
                _ => Direction::Unknown,
            };
            let mut frame = frame;
            if let Some(frame) = frame.as_deref_mut() {
                frame.layer::<H4Phdr>(whole);
            }
            h4(whole.suffix(rest), direction, frame)
        }
        Link::HciH1 => {
            let direction = received(meta & 1 == 1);
            let kind = match (meta & 2 != 0, meta & 1 == 1) {
                (true, false) => Kind::Command,
                (true, true) => Kind::Event,
                (false, _) => Kind::Acl,
            };
            Some(Packet { adapter: 0, direction, kind, part: whole })
        }
        Link::Monitor => Some(monitor((meta >> 16) as u16, MonitorOpcode(meta as u16), whole)),
        Link::LinuxMonitor => {
            if let Some(frame) = frame {
                frame.layer::<LinuxMonitorHeader>(whole);
            }
            let header = LinuxMonitorHeader::parse(bytes).ok()?;
            let rest = whole.suffix(bytes.get(4..).unwrap_or_default());
            Some(monitor(header.adapter.0, MonitorOpcode(header.opcode.0), rest))
        }
        Link::PacketLogger => {
            let (kind, direction) = match meta {
                0 => (Kind::Command, Direction::Sent),
                1 => (Kind::Event, Direction::Received),
                2 => (Kind::Acl, Direction::Sent),
                3 => (Kind::Acl, Direction::Received),
                8 => (Kind::Synchronous, Direction::Sent),
                9 => (Kind::Synchronous, Direction::Received),
                other => (Kind::Other(other as u16), Direction::Unknown),
            };
            Some(Packet { adapter: 0, direction, kind, part: whole })
        }
        Link::LowEnergy | Link::LowEnergyPhdr | Link::NordicBle | Link::Ppi => {
            radio::open(link, whole, frame)
        }
    }
}

#[inline]
fn h4<'a>(
    part: Part<'a>,
    direction: Direction,
    frame: Option<&mut Frame<'a>>,
) -> Option<Packet<'a>> {
    if let Some(frame) = frame {
        frame.layer::<H4>(part);
    }
    let (&indicator, rest) = part.bytes.split_first()?;
    let (kind, direction) = match (Indicator(indicator), direction) {
        (Indicator::COMMAND, _) => (Kind::Command, Direction::Sent),
        (Indicator::EVENT, _) => (Kind::Event, Direction::Received),
        (Indicator::ACL, d) => (Kind::Acl, d),
        (Indicator::SYNCHRONOUS, d) => (Kind::Synchronous, d),
        (Indicator::ISOCHRONOUS, d) => (Kind::Isochronous, d),
        (Indicator(other), d) => (Kind::Other(u16::from(other)), d),
    };
    Some(Packet { adapter: 0, direction, kind, part: part.suffix(rest) })
}

fn monitor(adapter: u16, opcode: MonitorOpcode, part: Part<'_>) -> Packet<'_> {
    let (kind, direction) = match opcode {
        MonitorOpcode::COMMAND => (Kind::Command, Direction::Sent),
        MonitorOpcode::EVENT => (Kind::Event, Direction::Received),
        MonitorOpcode::ACL_TX => (Kind::Acl, Direction::Sent),
        MonitorOpcode::ACL_RX => (Kind::Acl, Direction::Received),
        MonitorOpcode::SCO_TX => (Kind::Synchronous, Direction::Sent),
        MonitorOpcode::SCO_RX => (Kind::Synchronous, Direction::Received),
        MonitorOpcode::ISO_TX => (Kind::Isochronous, Direction::Sent),
        MonitorOpcode::ISO_RX => (Kind::Isochronous, Direction::Received),
        other => (Kind::Monitor(other), Direction::Unknown),
    };
    Packet { adapter, direction, kind, part }
}
