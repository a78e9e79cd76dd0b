//! Frames out of the file, one at a time, each with what earlier frames told of it.

use parsers::{
    View,
    frame::Context,
    hci::acl::Acl,
    link::{Kind, Link},
    ll,
};

use super::index::{Index, Known};
use crate::{
    capture::{Capture, CaptureError, Record, Timestamp},
    show::Shown,
    track::Seen,
};

/// Most octets of an L2CAP PDU, its header included.
const MAX_PDU: usize = 0xffff + 4;

/// One record, copied, and what is needed to decode it.
#[derive(Debug, Clone)]
pub(super) struct Packet {
    pub(super) row: u64,
    pub(super) number: u64,
    pub(super) time: Timestamp,
    pub(super) original_len: u32,
    pub(super) bytes: Vec<u8>,
    /// The L2CAP PDU that it completes, when that took several packets.
    pub(super) reassembled: Option<Vec<u8>>,
    pub(super) known: Known,
    link: Link,
    meta: u32,
    interface: u16,
    drops: u32,
}

impl Packet {
    fn new(row: u64, record: &Record<'_>, known: Known) -> Self {
        Self {
            row,
            number: record.number,
            time: record.time,
            original_len: record.original_len,
            bytes: record.bytes.to_vec(),
            reassembled: None,
            known,
            link: record.link,
            meta: record.meta,
            interface: record.interface,
            drops: record.drops,
        }
    }

    /// The packet, decoded; `start` is the time of the first one.
    pub(super) fn shown(&self, start: Timestamp) -> Shown<'_> {
        let record = Record {
            number: self.number,
            time: self.time,
            link: self.link,
            meta: self.meta,
            interface: self.interface,
            bytes: &self.bytes,
            original_len: self.original_len,
            drops: self.drops,
        };
        let context = Context {
            reassembled: self.reassembled.as_deref(),
            incomplete: self.known.incomplete,
            protocol: self.known.protocol,
            encrypted: self.known.encrypted,
        };
        Shown::new(&record, start, &Seen { link: self.known.link, context, began: None })
    }
}

/// Reads frames of an indexed capture in any order. Rows that follow one another cost no seeking.
#[derive(Debug)]
pub(super) struct Store {
    capture: Capture,
    /// The row that the capture stands before.
    next: Option<u64>,
}

impl Store {
    pub(super) fn new(capture: Capture) -> Self {
        Self { capture, next: None }
    }

    /// The frame in a row; none when the row is not indexed.
    ///
    /// # Errors
    /// The file could not be read there.
    pub(super) fn packet(
        &mut self,
        index: &Index,
        row: u64,
    ) -> Result<Option<Packet>, CaptureError> {
        if !self.stand_before(index, row)? {
            return Ok(None);
        }
        let Some(record) = self.capture.next_record()? else { return Ok(None) };
        let mut packet = Packet::new(row, &record, index.known(row));
        self.next = Some(row + 1);
        if let Some(began) = index.began(row, packet.number) {
            packet.reassembled = self.reassemble(index, began, &packet)?;
        }
        Ok(Some(packet))
    }

    /// The row of a frame, or of the next one that is read.
    ///
    /// # Errors
    /// The file could not be read there.
    pub(super) fn row(&mut self, index: &Index, number: u64) -> Result<Option<u64>, CaptureError> {
        let Some((mut row, place)) = index.before_number(number) else { return Ok(None) };
        self.capture.seek(place)?;
        self.next = None;
        while row < index.rows() {
            match self.capture.next_record()? {
                Some(record) if record.number >= number => return Ok(Some(row)),
                Some(_) => row += 1,
                None => break,
            }
        }
        Ok(None)
    }

    fn stand_before(&mut self, index: &Index, row: u64) -> Result<bool, CaptureError> {
        if self.next.take() == Some(row) {
            return Ok(row < index.rows());
        }
        let Some((mut at, place)) = index.before_row(row) else { return Ok(false) };
        self.capture.seek(place)?;
        while at < row {
            if self.capture.next_record()?.is_none() {
                return Ok(false);
            }
            at += 1;
        }
        Ok(true)
    }

    /// The L2CAP PDU that `last` completes and that began in the frame `began`.
    fn reassemble(
        &mut self,
        index: &Index,
        began: u64,
        last: &Packet,
    ) -> Result<Option<Vec<u8>>, CaptureError> {
        let Some((mut row, place)) = index.before_number(began) else { return Ok(None) };
        self.next = None;
        self.capture.seek(place)?;
        let mut pdu = Vec::new();
        while row <= last.row && pdu.len() < MAX_PDU {
            let Some(record) = self.capture.next_record()? else { return Ok(None) };
            let known = index.known(row);
            let same = known.link == last.known.link && known.direction == last.known.direction;
            if record.number >= began && same && (known.incomplete || row == last.row) {
                pdu.extend_from_slice(fragment(&record).unwrap_or_default());
            }
            row += 1;
        }
        if row > last.row {
            self.next = Some(row);
        }
        let announced = match *pdu.as_slice() {
            [low, high, ..] => usize::from(u16::from_le_bytes([low, high])) + 4,
            _ => return Ok(None),
        };
        // Fewer octets than announced: it is not the PDU that the tracker saw.
        pdu.truncate(announced);
        Ok((pdu.len() == announced).then_some(pdu))
    }
}

/// The part of an L2CAP PDU that a record holds.
fn fragment<'a>(record: &Record<'a>) -> Option<&'a [u8]> {
    let packet = parsers::link::open(record.link, record.meta, record.bytes, None)?;
    match packet.kind {
        Kind::Acl => {
            let acl = Acl::parse(packet.part.bytes).ok()?;
            acl.payload.get(..usize::from(acl.length))
        }
        Kind::Air(radio) => match ll::Packet::parse(packet.part.bytes, radio.framing).ok()?.body {
            ll::Body::Data(_, payload) => Some(payload),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
