//! Segments and datagrams of a capture of network packets.

use std::{
    io::{self, Read},
    net::{IpAddr, SocketAddr},
};

use etherparse::{LaxNetSlice, LaxSlicedPacket, TransportSlice};
use pcap_file::{
    DataLink, PcapError,
    pcap::PcapReader,
    pcapng::{Block, PcapNgReader, blocks::interface_description::InterfaceDescriptionOption},
};

use crate::capture::{
    Timestamp,
    bytes::{Fields, Order},
    error::Fault,
    pcap,
    pcapng::Clock,
    window::Window,
};

/// Octets of a pcap file's header. A pcapng file is longer.
const HEADER: usize = 24;

/// Start of a pcapng file.
const PCAPNG: [u8; 4] = *b"\x0a\x0d\x0d\x0a";

/// Most octets of a section's header.
const MOST: usize = 64 * 1024;

/// One segment or datagram.
pub(super) struct Segment<'a> {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) transport: Transport,
    pub(super) payload: &'a [u8],
}

#[derive(Clone, Copy)]
pub(super) enum Transport {
    Udp,
    /// The number of the payload's first octet, and whether a connection starts with it.
    Tcp {
        sequence: u32,
        starts: bool,
    },
}

/// The packets of a capture.
pub(super) enum Packets<R: Read> {
    Pcap(PcapReader<R>),
    Pcapng(Box<PcapNgReader<R>>),
}

/// A file whose first octets have been looked at.
pub(super) type Whole<R> = io::Chain<io::Cursor<[u8; 4]>, R>;

/// Whether the packets of a file are of a network: by the link type of a pcap file, or of the first
/// interface of a pcapng file.
///
/// # Errors
/// The file cannot be read.
pub(super) fn is_network(window: &mut Window) -> Result<bool, Fault> {
    window.want(HEADER)?;
    let start = window.held();
    let link = if start.starts_with(&PCAPNG) {
        first_interface(window)?
    } else if let Some(Ok(())) = Fields::new(start, Order::Big).u32().and_then(pcap::detect) {
        PcapReader::new(start).ok().map(|reader| reader.header().datalink)
    } else {
        None
    };
    Ok(link.and_then(before_ip).is_some())
}

/// The link type in the block after the section's header.
fn first_interface(window: &mut Window) -> Result<Option<DataLink>, Fault> {
    let order = match window.held().get(8..12) {
        Some([0x1a, 0x2b, 0x3c, 0x4d]) => Order::Big,
        _ => Order::Little,
    };
    let length = window.held().get(4..).and_then(|rest| Fields::new(rest, order).u32());
    let Some(length) = length.and_then(|n| usize::try_from(n).ok()).filter(|&n| n < MOST) else {
        return Ok(None);
    };
    window.want(length + 10)?;
    let mut fields = Fields::new(window.held().get(length..).unwrap_or_default(), order);
    let (kind, _length, link) = (fields.u32(), fields.u32(), fields.u16());
    Ok(link.filter(|_| kind == Some(1)).map(|link| DataLink::from(u32::from(link))))
}

/// Octets before the Internet Protocol's header; none for Ethernet, whose header is read.
#[derive(Clone, Copy)]
enum Before {
    Ethernet,
    Octets(usize),
}

fn before_ip(link: DataLink) -> Option<Before> {
    Some(match link {
        DataLink::ETHERNET => Before::Ethernet,
        DataLink::RAW | DataLink::IPV4 | DataLink::IPV6 => Before::Octets(0),
        DataLink::NULL | DataLink::LOOP => Before::Octets(4),
        DataLink::LINUX_SLL => Before::Octets(16),
        DataLink::LINUX_SLL2 => Before::Octets(20),
        _ => return None,
    })
}

/// Opens a pcap or pcapng file.
///
/// # Errors
/// The header cannot be read.
pub(super) fn open<R: Read>(mut file: R) -> io::Result<Packets<Whole<R>>> {
    let mut magic = [0; 4];
    file.read_exact(&mut magic)?;
    let file = io::Cursor::new(magic).chain(file);
    Ok(if magic == PCAPNG {
        Packets::Pcapng(Box::new(PcapNgReader::new(file).map_err(error)?))
    } else {
        Packets::Pcap(PcapReader::new(file).map_err(error)?)
    })
}

impl<R: Read> Packets<R> {
    /// Hands the next packet on, if it is a segment or datagram; `None` at the end.
    ///
    /// # Errors
    /// The capture is damaged or cut.
    pub(super) fn next<T>(
        &mut self,
        take: impl FnOnce(Timestamp, &Segment<'_>) -> T,
    ) -> io::Result<Option<Option<T>>> {
        match self {
            Self::Pcap(reader) => {
                let link = reader.header().datalink;
                let Some(packet) = reader.next_packet() else { return Ok(None) };
                let packet = packet.map_err(error)?;
                let time = i64::try_from(packet.timestamp.as_nanos()).unwrap_or(i64::MAX);
                let segment = segment(link, &packet.data);
                Ok(Some(segment.map(|segment| take(Timestamp(time), &segment))))
            }
            Self::Pcapng(reader) => loop {
                let Some(block) = reader.next_block() else { return Ok(None) };
                let Block::EnhancedPacket(packet) = block.map_err(error)?.into_owned() else {
                    continue;
                };
                let Some(interface) = reader.packet_interface(&packet) else { continue };
                let (mut resolution, mut offset) = (6, 0);
                for option in &interface.options {
                    match option {
                        InterfaceDescriptionOption::IfTsResol(value) => resolution = *value,
                        InterfaceDescriptionOption::IfTsOffset(value) => {
                            offset = value.cast_signed();
                        }
                        _ => {}
                    }
                }
                // The library gives ticks as if they were nanoseconds.
                let ticks = u64::try_from(packet.timestamp.as_nanos()).unwrap_or(u64::MAX);
                let time = Clock::new(resolution, offset).time(ticks);
                let segment = segment(interface.linktype, &packet.data);
                return Ok(Some(segment.map(|segment| take(time, &segment))));
            },
        }
    }
}

fn error(error: PcapError) -> io::Error {
    match error {
        PcapError::IoError(error) => error,
        PcapError::IncompleteBuffer => {
            io::Error::new(io::ErrorKind::UnexpectedEof, "the capture ends within a packet")
        }
        other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
    }
}

fn segment(link: DataLink, bytes: &[u8]) -> Option<Segment<'_>> {
    let sliced = match before_ip(link)? {
        Before::Ethernet => LaxSlicedPacket::from_ethernet(bytes).ok()?,
        Before::Octets(count) => LaxSlicedPacket::from_ip(bytes.get(count..)?).ok()?,
    };
    let (from, to) = match sliced.net.as_ref()? {
        LaxNetSlice::Ipv4(ip) => {
            let header = ip.header();
            (IpAddr::V4(header.source_addr()), IpAddr::V4(header.destination_addr()))
        }
        LaxNetSlice::Ipv6(ip) => {
            let header = ip.header();
            (IpAddr::V6(header.source_addr()), IpAddr::V6(header.destination_addr()))
        }
        _ => return None,
    };
    let (ports, transport, payload) = match sliced.transport? {
        TransportSlice::Udp(udp) => {
            ((udp.source_port(), udp.destination_port()), Transport::Udp, udp.payload())
        }
        TransportSlice::Tcp(tcp) => {
            // A connection's first octet comes after its SYN.
            let sequence = tcp.sequence_number().wrapping_add(u32::from(tcp.syn()));
            let ports = (tcp.source_port(), tcp.destination_port());
            (ports, Transport::Tcp { sequence, starts: tcp.syn() }, tcp.payload())
        }
        _ => return None,
    };
    Some(Segment {
        from: SocketAddr::new(from, ports.0),
        to: SocketAddr::new(to, ports.1),
        transport,
        payload,
    })
}
