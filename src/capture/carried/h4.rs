//! H4 over TCP: one HCI packet after another, with nothing in between (Core Vol 4 Part A, 2).

use std::net::SocketAddr;

use super::{
    Half, Hci, monitor_opcode,
    packets::{Segment, Transport},
};
use crate::capture::{
    Timestamp,
    bytes::{Fields, Order},
};

/// The port at which virtual controllers wait for hosts.
const PORT: u16 = 6402;

/// HCI Reset: what a host sends first.
const RESET: &[u8] = &[0x01, 0x03, 0x0c, 0x00];

/// Most connections that are followed, each an adapter.
const CONNECTIONS: usize = 64;

/// Whether a segment shows that H4 is carried: whole packets at the port that is known for it, or a
/// Reset alone at any other.
pub(super) fn is_start(segment: &Segment<'_>) -> bool {
    let known = segment.from.port() == PORT || segment.to.port() == PORT;
    segment.payload == RESET || known && is_whole(segment.payload)
}

/// One packet or more, and nothing else.
fn is_whole(mut octets: &[u8]) -> bool {
    let some = !octets.is_empty();
    while !octets.is_empty() {
        let Next::Packet(length) = next(octets) else { return false };
        octets = octets.get(length..).unwrap_or_default();
    }
    some
}

/// What is at the start of these octets.
enum Next {
    /// A packet of so many octets, with its indicator.
    Packet(usize),
    /// The start of one.
    Part,
    /// None.
    Nothing,
}

fn next(octets: &[u8]) -> Next {
    let mut fields = Fields::new(octets, Order::Little);
    let Some(indicator) = fields.u8() else { return Next::Part };
    let length = match indicator {
        1 | 3 => fields.u16().and_then(|_| fields.u8()).map(|length| 4 + usize::from(length)),
        4 => fields.u8().and_then(|_| fields.u8()).map(|length| 3 + usize::from(length)),
        2 => fields.u16().and_then(|_| fields.u16()).map(|length| 5 + usize::from(length)),
        5 => {
            let length = fields.u16().and_then(|_| fields.u16());
            length.map(|length| 5 + usize::from(length & 0x3fff))
        }
        _ => return Next::Nothing,
    };
    match length {
        Some(length) if octets.len() >= length => Next::Packet(length),
        _ => Next::Part,
    }
}

/// The connections of a capture.
#[derive(Default)]
pub(super) struct Connections {
    all: Vec<Connection>,
    /// Packets lost so far.
    drops: u32,
}

/// One connection between a host and a controller.
struct Connection {
    ends: [SocketAddr; 2],
    /// By end.
    sides: [Side; 2],
    /// Which end is the host, once a command or an event has shown it.
    host: Option<usize>,
    /// Of the last segment.
    time: Timestamp,
}

#[derive(Default)]
struct Side {
    half: Half,
    /// The start of a packet, and what waits until it is known which end is the host.
    octets: Vec<u8>,
}

impl Connections {
    /// Takes a segment, and writes the packets that are whole with it.
    pub(super) fn take(&mut self, time: Timestamp, segment: &Segment<'_>, out: &mut Vec<u8>) {
        let Transport::Tcp { .. } = segment.transport else { return };
        let Some((index, end)) = self.find(segment) else { return };
        let Some(connection) = self.all.get_mut(index) else { return };
        connection.time = time;
        let Some(Side { half, octets }) = connection.sides.get_mut(end) else { return };
        if half.take(segment, octets) {
            self.pass_gap(index, end);
        }
        self.cut(index, out);
    }

    /// The start of a packet before the gap is lost.
    fn pass_gap(&mut self, index: usize, end: usize) {
        if let Some(side) = self.all.get_mut(index).and_then(|c| c.sides.get_mut(end)) {
            side.octets.clear();
            side.half.go_on(&mut side.octets);
            self.drops += 1;
        }
    }

    /// Writes what is still waiting.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        for index in 0..self.all.len() {
            for end in [0, 1] {
                let waits = |c: &Connection| c.sides.get(end).is_some_and(|s| s.half.waits());
                while self.all.get(index).is_some_and(waits) {
                    self.pass_gap(index, end);
                    self.cut(index, out);
                }
            }
        }
    }

    /// The connection of a segment, and the end that sent it.
    fn find(&mut self, segment: &Segment<'_>) -> Option<(usize, usize)> {
        let (from, to) = (segment.from, segment.to);
        let known = self.all.iter().enumerate().find_map(|(index, connection)| {
            let end = usize::from(connection.ends[0] != from);
            (connection.ends == [from, to] || connection.ends == [to, from]).then_some((index, end))
        });
        if known.is_some() || segment.payload.is_empty() || self.all.len() >= CONNECTIONS {
            return known;
        }
        // Of other connections in the same capture nothing is taken.
        if !is_whole(segment.payload) {
            return None;
        }
        let (time, sides) = (Timestamp::default(), Default::default());
        self.all.push(Connection { ends: [from, to], sides, host: None, time });
        Some((self.all.len() - 1, 0))
    }

    /// Writes the whole packets of a connection.
    fn cut(&mut self, index: usize, out: &mut Vec<u8>) {
        let Some(connection) = self.all.get_mut(index) else { return };
        let adapter = u16::try_from(index).unwrap_or(u16::MAX);
        for (end, side) in connection.sides.iter().enumerate() {
            match side.octets.first() {
                Some(1) => connection.host = Some(end),
                Some(4) => connection.host = Some(1 - end),
                _ => {}
            }
        }
        let Some(host) = connection.host else { return };
        for (end, side) in connection.sides.iter_mut().enumerate() {
            let mut done = 0;
            loop {
                let rest = side.octets.get(done..).unwrap_or_default();
                let length = match next(rest) {
                    Next::Packet(length) => length,
                    Next::Part => break,
                    Next::Nothing => {
                        // The stream is out of step: it is taken up again with the next segment.
                        self.drops += 1;
                        done = side.octets.len();
                        break;
                    }
                };
                if let Some((&indicator, bytes)) = rest.get(..length).and_then(<[u8]>::split_first)
                    && let Some(opcode) = monitor_opcode(indicator, end == host)
                {
                    let (time, drops) = (connection.time, self.drops);
                    Hci { time, adapter, opcode, bytes, drops }.write(out);
                }
                done += length;
            }
            side.octets.drain(..done);
        }
    }
}
