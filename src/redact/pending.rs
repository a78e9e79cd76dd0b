//! Records that wait until the PDUs that have pieces in them are whole.

use std::{
    collections::{BTreeMap, VecDeque},
    io,
    ops::Range,
};

use parsers::{link::Link, ll};

use super::record::Written;
use crate::{
    capture::{Record, Timestamp},
    track::{LinkId, Piece},
};

/// Most records and octets that wait. What is then not whole stays as it is: headers and zeros.
const MOST: usize = 4096;
const MOST_OCTETS: usize = 16 << 20;

/// Octets of the basic L2CAP header (Core Vol 3 Part A, 3.1).
const HEADER: usize = 4;

/// A record to be written.
pub(super) struct Held {
    pub(super) number: u64,
    time: Timestamp,
    link: Link,
    meta: u32,
    interface: u16,
    original_len: u32,
    drops: u32,
    pub(super) octets: Vec<u8>,
    pub(super) written: u64,
    crc: Option<Crc>,
}

/// A check that is computed anew when all that it covers has been written.
pub(super) struct Crc {
    /// Where it stands, and what it covers.
    pub(super) at: Range<usize>,
    pub(super) over: Range<usize>,
    pub(super) init: u32,
    /// It was right; a wrong one is made wrong again.
    pub(super) right: bool,
}

impl Held {
    pub(super) fn new(record: &Record<'_>, packet: Written, crc: Option<Crc>) -> Self {
        Self {
            number: record.number,
            time: record.time,
            link: record.link,
            meta: record.meta,
            interface: record.interface,
            original_len: record.original_len,
            drops: record.drops,
            written: packet.set.iter().filter(|&&set| set).count() as u64,
            octets: packet.octets,
            crc,
        }
    }

    pub(super) fn record(&self) -> Record<'_> {
        Record {
            number: self.number,
            time: self.time,
            link: self.link,
            meta: self.meta,
            interface: self.interface,
            bytes: &self.octets,
            original_len: self.original_len,
            drops: self.drops,
        }
    }

    fn finish(&mut self) {
        let Some(Crc { at, over, init, right }) = self.crc.take() else { return };
        let Some(covered) = self.octets.get(over) else { return };
        // On the air the first bit is the lowest of the first octet.
        let mirrored = ll::crc24(init, covered).0.reverse_bits() >> 8;
        let mirrored = if right { mirrored } else { mirrored ^ 1 };
        if let (Some(to), Some(from)) = (self.octets.get_mut(at), mirrored.to_le_bytes().get(..3))
            && to.len() == from.len()
        {
            to.copy_from_slice(from);
        }
    }
}

/// A piece of a PDU: the record, where in it, and the offset in the PDU.
struct Place {
    number: u64,
    at: Range<usize>,
    offset: usize,
}

/// The records, in their order, and the PDUs that are not whole, by the frame that they began in.
#[derive(Default)]
pub(super) struct Pending {
    records: VecDeque<Held>,
    octets: usize,
    open: BTreeMap<(u64, Option<LinkId>), Vec<Place>>,
}

impl Pending {
    pub(super) fn push(&mut self, held: Held) {
        self.octets += held.octets.len();
        self.records.push_back(held);
    }

    /// A record holds a piece of a PDU. Returns where in the record the PDU's header is, which says
    /// nothing but its length and its channel, and is there even if the rest never comes.
    pub(super) fn piece(
        &mut self,
        link: Option<LinkId>,
        piece: &Piece<'_>,
        record: &Record<'_>,
    ) -> Range<usize> {
        let start = place(record.bytes, piece.octets);
        let at = start..start + piece.octets.len();
        let places = self.open.entry((piece.began, link)).or_default();
        let offset = places.last().map_or(0, |last| last.offset + last.at.len());
        let header = start..start + HEADER.saturating_sub(offset).min(at.len());
        places.push(Place { number: record.number, at, offset });
        header
    }

    /// The PDU that began in a frame is whole: what may be shown of it goes to its pieces.
    pub(super) fn whole(&mut self, link: Option<LinkId>, began: u64, pdu: &Written) {
        for place in self.open.remove(&(began, link)).unwrap_or_default() {
            let Ok(index) = self.records.binary_search_by_key(&place.number, |held| held.number)
            else {
                continue;
            };
            let Some(held) = self.records.get_mut(index) else { continue };
            for (at, offset) in place.at.zip(place.offset..) {
                if let (Some(to), Some(true), Some(&octet)) =
                    (held.octets.get_mut(at), pdu.set.get(offset), pdu.octets.get(offset))
                {
                    *to = octet;
                    held.written += 1;
                }
            }
        }
    }

    /// Writes the records that nothing waits for.
    pub(super) fn release(
        &mut self,
        mut write: impl FnMut(&Held) -> io::Result<()>,
    ) -> io::Result<()> {
        while let Some(first) = self.records.front() {
            let waits =
                self.open.first_key_value().is_some_and(|(&(began, _), _)| began <= first.number);
            if waits {
                if self.records.len() < MOST && self.octets < MOST_OCTETS {
                    break;
                }
                self.open.pop_first();
                continue;
            }
            self.write_first(&mut write)?;
        }
        Ok(())
    }

    /// Writes all records.
    pub(super) fn flush(
        &mut self,
        mut write: impl FnMut(&Held) -> io::Result<()>,
    ) -> io::Result<()> {
        while !self.records.is_empty() {
            self.write_first(&mut write)?;
        }
        Ok(())
    }

    fn write_first(&mut self, write: &mut impl FnMut(&Held) -> io::Result<()>) -> io::Result<()> {
        let Some(mut held) = self.records.pop_front() else { return Ok(()) };
        self.octets -= held.octets.len();
        held.finish();
        write(&held)
    }
}

/// Where a part of a record starts in it.
fn place(whole: &[u8], part: &[u8]) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}
