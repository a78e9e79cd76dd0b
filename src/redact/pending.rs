//! Records that wait until what has pieces in them is whole: PDUs, SDUs, messages.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io,
    ops::Range,
};

use parsers::{
    View,
    hci::acl::{Acl, Boundary},
    l2cap,
    link::{Kind, Link, Packet},
    ll,
};

use super::record::Written;
use crate::{
    capture::{Record, Timestamp},
    track::{LinkId, Seen, state::Piece},
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
    pub(super) fn new(record: &Record<'_>, packet: &Written, crc: Option<Crc>) -> Self {
        Self {
            number: record.number,
            time: record.time,
            link: record.link,
            meta: record.meta,
            interface: record.interface,
            original_len: record.original_len,
            drops: record.drops,
            written: packet.set.iter().filter(|&&set| set).count() as u64,
            octets: packet.octets.clone(),
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

/// Some octets of a record.
#[derive(Debug, Clone)]
struct Extent {
    number: u64,
    at: Range<usize>,
}

/// Something of which pieces have come.
#[derive(Debug)]
struct Open {
    /// The first record that has octets of it.
    first: u64,
    /// Where its octets are, by their place in it.
    extents: Vec<(usize, Extent)>,
}

/// A stage, a link, and the frame of the first piece. A frame has one piece of each stage at most.
type Key = (usize, Option<LinkId>, u64);

/// The records, in their order, and what has pieces in them and is not whole.
#[derive(Default)]
pub(super) struct Pending {
    records: VecDeque<Held>,
    octets: usize,
    open: BTreeMap<Key, Open>,
    /// What is open, by the first record that has octets of it.
    waits: BTreeSet<(u64, Key)>,
}

/// Where in a record the header of the PDU stands that the record has a piece of.
pub(super) fn header(seen: &Seen<'_>, record: &[u8], packet: Option<Packet<'_>>) -> Range<usize> {
    let Some(piece) = seen.pieces[0] else { return of_cut(seen, record, packet) };
    let start = place(record, piece.octets).unwrap_or_default();
    start..start + HEADER.saturating_sub(piece.offset).min(piece.octets.len())
}

/// The same in an ACL packet that the capture has cut: no PDU is put together of that.
fn of_cut(seen: &Seen<'_>, record: &[u8], packet: Option<Packet<'_>>) -> Range<usize> {
    let acl = packet.filter(|packet| seen.link.is_some() && packet.kind == Kind::Acl);
    let Some(Ok(acl)) = acl.map(|packet| Acl::parse(packet.part.bytes)) else { return 0..0 };
    let (declared, available) = (usize::from(acl.length), acl.payload.len());
    let is_start = acl.boundary != Boundary::CONTINUATION && declared > available;
    let header = l2cap::Header::parse(acl.payload).ok().filter(|_| is_start);
    let announces = |header: l2cap::Header<'_>| usize::from(header.length) + HEADER;
    match (header.map(announces), place(record, acl.payload)) {
        (Some(announced), Some(start)) if announced >= available => start..start + HEADER,
        _ => 0..0,
    }
}

impl Pending {
    pub(super) fn push(&mut self, held: Held) {
        self.octets += held.octets.len();
        self.records.push_back(held);
    }

    /// The last record has pieces of something, and may complete it: then what may be shown of that
    /// goes to the records of its pieces. `sources` are the buffers of the record, `written` those
    /// of [`Buffer::ASSEMBLED`].
    ///
    /// [`Buffer::ASSEMBLED`]: parsers::frame::Buffer::ASSEMBLED
    pub(super) fn pieces(
        &mut self,
        number: u64,
        seen: &Seen<'_>,
        sources: [&[u8]; 4],
        written: &[Written],
    ) {
        // Where the octets of each buffer are: those of a stage are in the buffers before it.
        let mut places = vec![vec![(0, Extent { number, at: 0..sources[0].len() })]];
        for (stage, (piece, written)) in seen.pieces.iter().zip(written).enumerate() {
            let mut whole = Vec::new();
            if let Some(piece) = piece {
                let key = (stage, seen.link, piece.began);
                self.piece(key, piece, &sources, &places);
                if !written.octets.is_empty() {
                    whole = self.close(key);
                    self.write(&whole, written);
                }
            }
            places.push(whole);
        }
    }

    /// A piece, which is in one of the buffers that `places` describes.
    fn piece(
        &mut self,
        key: Key,
        piece: &Piece<'_>,
        sources: &[&[u8]],
        places: &[Vec<(usize, Extent)>],
    ) {
        let within = sources.iter().zip(places);
        let found = within.rev().find_map(|(source, of)| Some((place(source, piece.octets)?, of)));
        let Some((start, of)) = found else { return };
        let end = start + piece.octets.len();
        let mut extents = Vec::new();
        for (offset, Extent { number, at }) in of {
            let (from, to) = (start.max(*offset), end.min(offset + at.len()));
            if from < to {
                let at = at.start + from - offset..at.start + to - offset;
                extents.push((piece.offset + from - start, Extent { number: *number, at }));
            }
        }
        let Some((_, Extent { number: first, .. })) = extents.first() else { return };
        let open = self.open.entry(key).or_insert_with(|| {
            self.waits.insert((*first, key));
            Open { first: *first, extents: Vec::new() }
        });
        open.extents.append(&mut extents);
    }

    fn close(&mut self, key: Key) -> Vec<(usize, Extent)> {
        let Some(open) = self.open.remove(&key) else { return Vec::new() };
        self.waits.remove(&(open.first, key));
        open.extents
    }

    fn write(&mut self, extents: &[(usize, Extent)], whole: &Written) {
        for (offset, Extent { number, at }) in extents {
            let index = self.records.binary_search_by_key(number, |held| held.number);
            let Some(held) = index.ok().and_then(|index| self.records.get_mut(index)) else {
                continue;
            };
            for (at, offset) in at.clone().zip(*offset..) {
                if let (Some(to), Some(true), Some(&octet)) =
                    (held.octets.get_mut(at), whole.set.get(offset), whole.octets.get(offset))
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
            let waits = self.waits.first().filter(|(earliest, _)| *earliest <= first.number);
            if let Some(&(_, key)) = waits {
                if self.records.len() < MOST && self.octets < MOST_OCTETS {
                    break;
                }
                self.close(key);
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

/// Where a part of a buffer starts in it; none when it is not in this one.
fn place(whole: &[u8], part: &[u8]) -> Option<usize> {
    let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    (start + part.len() <= whole.len() && !part.is_empty()).then_some(start)
}
