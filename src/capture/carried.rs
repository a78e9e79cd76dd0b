//! HCI that a network carries: a capture of Ethernet or IP packets in, a btsnoop stream out.
//!
//! Three carriers are known: a btsnoop log over TCP (Android's btsnoop_net), H4 over TCP (virtual
//! controllers), and Ellisys' injection over UDP. The packets of the last two are written as a
//! Linux monitor log, which has an adapter for each connection; what reads btsnoop reads them all.

mod ellisys;
mod h4;
mod packets;
mod tcp;

use std::{
    fmt,
    io::{self, Read},
};

use self::{
    h4::Connections,
    packets::{Packets, Segment, Transport, Whole},
    tcp::Half,
};
use super::{Timestamp, btsnoop, error::Fault, window::Window};

/// How far to look for a carrier before the capture is refused, in octets.
const SEARCH: usize = 1 << 20;

/// What carries the HCI packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// A btsnoop log over TCP.
    Btsnoop,
    /// H4 over TCP.
    H4,
    /// Ellisys' injection over UDP.
    Ellisys,
}

impl Carrier {
    /// As reports print it: "btsnoop over TCP".
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Btsnoop => "btsnoop over TCP",
            Self::H4 => "H4 over TCP",
            Self::Ellisys => "Ellisys HCI injection over UDP",
        }
    }

    /// What a segment carries, if it is enough to say so.
    fn of(segment: &Segment<'_>) -> Option<Self> {
        match segment.transport {
            Transport::Udp => ellisys::is_one(segment).then_some(Self::Ellisys),
            Transport::Tcp { .. } if segment.payload.starts_with(btsnoop::MAGIC) => {
                Some(Self::Btsnoop)
            }
            Transport::Tcp { .. } => h4::is_start(segment).then_some(Self::H4),
        }
    }
}

/// Finds the carrier in a capture of network packets, of which there is one if it is not refused.
///
/// # Errors
/// The capture cannot be read.
pub(super) fn find(window: &mut Window) -> Result<Option<Carrier>, Fault> {
    if !packets::is_network(window)? {
        return Ok(None);
    }
    loop {
        let held = window.held();
        if let Some(carrier) = packets::open(held).ok().and_then(first) {
            return Ok(Some(carrier));
        }
        let more = held.len() + 1;
        if more > SEARCH || !window.want(more)? {
            return Ok(None);
        }
    }
}

fn first<R: Read>(mut packets: Packets<R>) -> Option<Carrier> {
    loop {
        let found = packets.next(|_, segment| Carrier::of(segment)).ok()??.flatten();
        if found.is_some() {
            return found;
        }
    }
}

/// Reads the carried packets as a btsnoop file.
pub(super) struct Carried<R: Read> {
    packets: Packets<Whole<R>>,
    way: Way,
    /// What was made and not yet read, and how much of it was.
    out: Vec<u8>,
    read: usize,
    ended: bool,
}

/// How to get at the packets.
enum Way {
    Btsnoop(Box<Half>),
    H4(Connections),
    Ellisys,
}

impl<R: Read> Carried<R> {
    /// Opens a capture of network packets.
    ///
    /// # Errors
    /// The header cannot be read.
    pub(super) fn open(network: R, carrier: Carrier) -> io::Result<Self> {
        let mut out = Vec::new();
        let way = match carrier {
            Carrier::Btsnoop => Way::Btsnoop(Box::default()),
            Carrier::H4 => Way::H4(Connections::default()),
            Carrier::Ellisys => Way::Ellisys,
        };
        if carrier != Carrier::Btsnoop {
            btsnoop::write_header(&mut out, btsnoop::MONITOR);
        }
        Ok(Self { packets: packets::open(network)?, way, out, read: 0, ended: false })
    }

    /// Makes more to read, or ends.
    fn step(&mut self) -> io::Result<()> {
        let Self { packets, way, out, .. } = self;
        let came = packets.next(|time, segment| {
            match way {
                Way::Btsnoop(half) => btsnoop_of(half, segment, out),
                Way::H4(connections) => connections.take(time, segment, out),
                Way::Ellisys => ellisys::take(time, segment, out),
            };
        })?;
        if came.is_none() {
            self.ended = true;
            match &mut self.way {
                Way::Btsnoop(half) => rest_of(half, &mut self.out),
                Way::H4(connections) => connections.end(&mut self.out),
                Way::Ellisys => {}
            }
        }
        Ok(())
    }
}

/// The side that sent the file's header is the one whose octets are the log.
fn btsnoop_of(half: &mut Half, segment: &Segment<'_>, out: &mut Vec<u8>) {
    let starts = segment.payload.starts_with(btsnoop::MAGIC);
    if half.source().is_none() && starts || half.source() == Some((segment.from, segment.to)) {
        if half.take(segment, out) {
            half.go_on(out);
        }
    } else if starts {
        rest_of(half, out);
        *half = Half::default();
        half.take(segment, out);
    }
}

/// Adds what waits for segments that never came.
fn rest_of(half: &mut Half, out: &mut Vec<u8>) {
    while half.waits() {
        half.go_on(out);
    }
}

impl<R: Read> Read for Carried<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.read == self.out.len() && !self.ended {
            self.out.clear();
            self.read = 0;
            self.step()?;
        }
        let rest = self.out.get(self.read..).unwrap_or_default();
        let count = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.read += count;
        Ok(count)
    }
}

impl<R: Read> fmt::Debug for Carried<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carried")
    }
}

/// One HCI packet, as the Linux monitor has it.
struct Hci<'a> {
    time: Timestamp,
    adapter: u16,
    opcode: u16,
    bytes: &'a [u8],
    /// Packets that were lost so far.
    drops: u32,
}

impl Hci<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        let flags = u32::from(self.adapter) << 16 | u32::from(self.opcode);
        btsnoop::write_record(out, self.time, flags, self.drops, self.bytes);
    }
}

/// The Linux monitor's opcode for an H4 packet type, sent by the host or not.
fn monitor_opcode(indicator: u8, by_host: bool) -> Option<u16> {
    let first = match indicator {
        1 => return Some(2),
        4 => return Some(3),
        2 => 4,
        3 => 6,
        5 => 18,
        _ => return None,
    };
    Some(first + u16::from(!by_host))
}
