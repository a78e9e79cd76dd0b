//! What a capture file wraps around a packet: H4 indicators and pseudo-headers.

use crate::{
    Be16, codes,
    frame::{Frame, Part},
    pdu,
    pdu::View,
    radio,
};

pub use crate::packet::{Direction, Kind, Link, MonitorOpcode, Packet};

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

    /// The direction word of link type 201.
    pub PhdrDirection(u32) {
        SENT = 0 => "Sent",
        RECEIVED = 1 => "Received",
    }
}

pdu! {
    in PDUS;

    /// The indicator before an HCI packet on a UART.
    pub struct H4 ("H4", "Core Vol 4 Part A, 2", Wrapping) {
        indicator: Indicator = "hci_h4.type",
    }

    /// Header of a Linux monitor packet in pcap.
    pub struct LinuxMonitorHeader ("Linux monitor", "link type 254", Wrapping) {
        adapter: Be16 as Keep = "hci_mon.adapter_id",
        @be16 opcode: MonitorOpcode [0..16] as Form = "hci_mon.opcode",
    }

    /// The direction word before an H4 packet in pcap.
    pub struct H4Phdr ("H4 pseudo-header", "link type 201", Wrapping) {
        @be32 direction: PhdrDirection [0..32],
    }
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
            let mut frame = frame;
            if let Some(frame) = frame.as_deref_mut() {
                frame.layer::<H4Phdr>(whole);
            }
            let (header, rest) = H4Phdr::split(bytes).ok()?;
            let direction = match header.direction {
                PhdrDirection::SENT => Direction::Sent,
                PhdrDirection::RECEIVED => Direction::Received,
                _ => Direction::Unknown,
            };
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
        Link::Monitor => {
            let [high, low, opcode @ ..] = meta.to_be_bytes();
            let adapter = u16::from_be_bytes([high, low]);
            Some(monitor(adapter, MonitorOpcode(u16::from_be_bytes(opcode)), whole))
        }
        Link::LinuxMonitor => {
            if let Some(frame) = frame {
                frame.layer::<LinuxMonitorHeader>(whole);
            }
            let (header, rest) = LinuxMonitorHeader::split(bytes).ok()?;
            Some(monitor(header.adapter.0, header.opcode, whole.suffix(rest)))
        }
        Link::PacketLogger => {
            let (kind, direction) = match meta {
                0 => (Kind::Command, Direction::Sent),
                1 => (Kind::Event, Direction::Received),
                2 => (Kind::Acl, Direction::Sent),
                3 => (Kind::Acl, Direction::Received),
                8 => (Kind::Synchronous, Direction::Sent),
                9 => (Kind::Synchronous, Direction::Received),
                other => {
                    (Kind::Other(u16::try_from(other).unwrap_or(u16::MAX)), Direction::Unknown)
                }
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
    let (H4 { indicator }, rest) = H4::split(part.bytes).ok()?;
    let (kind, direction) = match (indicator, direction) {
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
