//! What a capture file wraps around a packet: H4 indicators and pseudo-headers.

use crate::{
    Be16, codes,
    frame::{Frame, Part},
    listed::listed,
    pdu,
    pdu::View,
    radio::{self, nordic, phdr, ppi},
};

pub use crate::packet::{Direction, Kind, MonitorOpcode, Packet};

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

/// Where a capture takes its packets from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tap {
    /// Between a host and one controller.
    Hci,
    /// In a host, which numbers its controllers, and records more than packets.
    Monitor,
    /// A sniffer on the air.
    Air,
}

/// Declares the ways to wrap packets: for each the number of its link type in pcap and pcapng (one
/// that has none is written `as` another), its name, its tap, and how it is taken off.
macro_rules! links {
    (
        |$meta:ident, $whole:ident, $frame:ident|
        $(
            $(#[$attr:meta])*
            $link:ident ($($number:literal)? $(as $written:ident)?, $name:literal, $tap:ident)
                => $open:expr,
        )+
    ) => {
        listed! {
            /// How the packets of a capture are wrapped, and what `meta` is for each.
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub enum Link { $( $(#[$attr])* $link ),+ }
        }

        impl Link {
            /// The number of its link type in pcap and pcapng, if it has one.
            pub const fn number(self) -> Option<u16> {
                match self { $( Self::$link => links!(@option $($number)?), )+ }
            }

            /// The one that pcap and pcapng have in its place: itself, if it has a number.
            #[must_use]
            pub const fn written(self) -> Self {
                match self { $( Self::$link => links!(@written $link $($written)?), )+ }
            }

            /// Its name, as reports print it.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$link => $name, )+ }
            }

            /// Where its packets come from.
            pub const fn tap(self) -> Tap {
                match self { $( Self::$link => Tap::$tap, )+ }
            }
        }

        /// Takes the wrapping off. With `frame`, the wrapping's layers are added to it.
        ///
        /// Returns nothing when the wrapping itself could not be read, which then is the frame's
        /// fault.
        // In place at each of its few callers, so that the common wrappings cost next to nothing.
        #[inline(always)]
        pub fn open<'a>(
            link: Link,
            $meta: u32,
            bytes: &'a [u8],
            $frame: Option<&mut Frame<'a>>,
        ) -> Option<Packet<'a>> {
            let $whole = Part::packet(bytes);
            match link { $( Link::$link => $open, )+ }
        }
    };
    (@option) => { None };
    (@option $number:literal) => { Some($number) };
    (@written $link:ident) => { Self::$link };
    (@written $link:ident $written:ident) => { Self::$written };
}

links! {
    |meta, whole, frame|

    /// An H4 indicator, then the packet. `meta`: bit 0 set = received by the host, bit 31 set =
    /// direction unknown.
    HciH4 (187, "Bluetooth HCI H4", Hci) => {
        h4(whole, if meta >> 31 == 1 { Direction::Unknown } else { received(meta) }, frame)
    },
    /// The packet alone. `meta` as btsnoop's flags: bit 0 received, bit 1 command or event.
    HciH1 (as HciH4, "HCI H1", Hci) => Some(h1(meta, whole)),
    /// A direction word of four octets (big-endian; 0 sent, 1 received), an H4 indicator, then
    /// the packet. `meta` is not used.
    HciH4Phdr (201, "Bluetooth HCI H4 with direction", Hci) => h4_phdr(whole, frame),
    /// The Linux monitor's packets. `meta`: adapter index in the high half, opcode in the low.
    Monitor (as LinuxMonitor, "Linux monitor", Monitor) => {
        let [high, low, opcode @ ..] = meta.to_be_bytes();
        let opcode = MonitorOpcode(u16::from_be_bytes(opcode));
        Some(monitor(u16::from_be_bytes([high, low]), opcode, whole))
    },
    /// Linux monitor packets with their header of four octets, big-endian.
    LinuxMonitor (254, "Bluetooth Linux monitor", Monitor) => linux_monitor(whole, frame),
    /// Apple's PacketLogger. `meta`: the record's type.
    PacketLogger (as HciH4, "PacketLogger", Hci) => Some(packet_logger(meta, whole)),
    /// LE link layer packets from the access address on.
    LowEnergy (251, "Bluetooth LE link layer", Air) => Some(radio::plain(whole)),
    /// The same with the pseudo-header of ten octets.
    LowEnergyPhdr (256, "Bluetooth LE link layer with pseudo-header", Air) => {
        phdr::open(whole, frame)
    },
    /// nRF Sniffer, header versions 1 to 3.
    NordicBle (272, "nRF Sniffer for Bluetooth LE", Air) => nordic::open(whole, frame),
    /// PPI around LE link layer packets.
    Ppi (192, "PPI", Air) => ppi::open(whole, frame),
}

impl Link {
    /// The one with this link type in pcap and pcapng.
    pub fn of_number(number: u32) -> Option<Self> {
        Self::ALL.iter().copied().find(|link| link.number().map(u32::from) == Some(number))
    }
}

fn received(meta: u32) -> Direction {
    if meta & 1 == 1 { Direction::Received } else { Direction::Sent }
}

fn h4_phdr<'a>(whole: Part<'a>, mut frame: Option<&mut Frame<'a>>) -> Option<Packet<'a>> {
    if let Some(frame) = frame.as_deref_mut() {
        frame.layer::<H4Phdr>(whole);
    }
    let (header, rest) = H4Phdr::split(whole.bytes).ok()?;
    let direction = match header.direction {
        PhdrDirection::SENT => Direction::Sent,
        PhdrDirection::RECEIVED => Direction::Received,
        _ => Direction::Unknown,
    };
    h4(whole.suffix(rest), direction, frame)
}

fn h1(meta: u32, part: Part<'_>) -> Packet<'_> {
    let direction = received(meta);
    let kind = match (meta & 2 != 0, direction) {
        (false, _) => Kind::Acl,
        (true, Direction::Received) => Kind::Event,
        (true, _) => Kind::Command,
    };
    Packet { adapter: 0, direction, kind, part }
}

fn linux_monitor<'a>(whole: Part<'a>, frame: Option<&mut Frame<'a>>) -> Option<Packet<'a>> {
    if let Some(frame) = frame {
        frame.layer::<LinuxMonitorHeader>(whole);
    }
    let (header, rest) = LinuxMonitorHeader::split(whole.bytes).ok()?;
    Some(monitor(header.adapter.0, header.opcode, whole.suffix(rest)))
}

fn packet_logger(meta: u32, part: Part<'_>) -> Packet<'_> {
    let (kind, direction) = match meta {
        0 => (Kind::Command, Direction::Sent),
        1 => (Kind::Event, Direction::Received),
        2 => (Kind::Acl, Direction::Sent),
        3 => (Kind::Acl, Direction::Received),
        8 => (Kind::Synchronous, Direction::Sent),
        9 => (Kind::Synchronous, Direction::Received),
        other => (Kind::Other(u16::try_from(other).unwrap_or(u16::MAX)), Direction::Unknown),
    };
    Packet { adapter: 0, direction, kind, part }
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

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn no_two_wrappings_have_one_number() {
        for link in Link::ALL {
            let number = link.written().number().expect("pcapng has it, or another in its place");
            assert_eq!(Link::of_number(number.into()), Some(link.written()));
            assert_eq!(link.number().is_some(), link.written() == *link, "{link:?}");
        }
    }
}
