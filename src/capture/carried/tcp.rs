//! One direction of a TCP connection, put into order.

use std::net::SocketAddr;

use super::packets::{Segment, Transport};

/// Most segments that wait for one before them, and most octets of them.
const WAITING: usize = 256;
const WAITING_OCTETS: usize = 1 << 20;

/// One direction of a connection.
#[derive(Default)]
pub(super) struct Half {
    source: Option<(SocketAddr, SocketAddr)>,
    /// The number of the next octet.
    next: Option<u32>,
    /// Segments that came before their turn.
    early: Vec<(u32, Vec<u8>)>,
    octets: usize,
}

impl Half {
    /// From where to where it goes.
    pub(super) fn source(&self) -> Option<(SocketAddr, SocketAddr)> {
        self.source
    }

    /// Takes a segment, and adds to `out` what is in order now. Repeated octets are left out. True if
    /// so much waits for a segment that it will not come: see [`Half::go_on`].
    pub(super) fn take(&mut self, segment: &Segment<'_>, out: &mut Vec<u8>) -> bool {
        let Transport::Tcp { sequence, starts } = segment.transport else { return false };
        self.source = Some((segment.from, segment.to));
        if starts || self.next.is_none() {
            self.next = Some(sequence);
            self.early.clear();
            self.octets = 0;
        }
        if segment.payload.is_empty() {
            return false;
        }
        if self.add(sequence, segment.payload, out) {
            self.drain(out);
            return false;
        }
        self.early.push((sequence, segment.payload.to_vec()));
        self.octets += segment.payload.len();
        self.early.len() >= WAITING || self.octets >= WAITING_OCTETS
    }

    /// Segments wait for one before them.
    pub(super) fn waits(&self) -> bool {
        !self.early.is_empty()
    }

    /// Gives up what is missing, and adds what comes after it to `out`.
    pub(super) fn go_on(&mut self, out: &mut Vec<u8>) {
        let Some(next) = self.next else { return };
        let nearest = self.early.iter().map(|&(sequence, _)| sequence.wrapping_sub(next)).min();
        self.next = nearest.map(|distance| next.wrapping_add(distance));
        self.drain(out);
    }

    fn drain(&mut self, out: &mut Vec<u8>) {
        while let Some(place) =
            self.early.iter().position(|&(sequence, _)| !self.is_early(sequence))
        {
            let (sequence, octets) = self.early.swap_remove(place);
            self.octets -= octets.len();
            self.add(sequence, &octets, out);
        }
    }

    fn is_early(&self, sequence: u32) -> bool {
        self.next.is_some_and(|next| sequence.wrapping_sub(next).cast_signed() > 0)
    }

    /// Adds the part of a segment that is new; false if it is not its turn.
    fn add(&mut self, sequence: u32, payload: &[u8], out: &mut Vec<u8>) -> bool {
        if self.is_early(sequence) {
            return false;
        }
        let next = self.next.unwrap_or(sequence);
        let known = next.wrapping_sub(sequence) as usize;
        if let Some(new) = payload.get(known..).filter(|new| !new.is_empty()) {
            out.extend_from_slice(new);
            // A segment is shorter than an IP packet.
            self.next = Some(next.wrapping_add(u32::try_from(new.len()).unwrap_or(0)));
        }
        true
    }
}
