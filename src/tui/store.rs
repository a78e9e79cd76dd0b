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
            ..Context::default()
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
    pub(super) fn packet(&mut self, index: &Index, row: u64) -> Result<Option<Packet>, CaptureError> {
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
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::{
        analysis::{Run, Selection},
        show::tree,
        tui::{document::Document, index::BLOCK},
    };

    /// Frames as the tracker sees them one after another are the same when they are fetched alone,
    /// the last one first.
    fn compare(path: &Path) {
        let mut document = Document::open(path, Selection::default()).unwrap();
        while !document.is_done() {
            document.receive().unwrap();
            std::thread::yield_now();
        }
        let mut capture = Capture::open(path).unwrap();
        let mut run = Run::new(&Selection::default());
        let mut frames = Vec::new();
        let mut start = None;
        while let Ok(Some(record)) = capture.next_record() {
            let start = *start.get_or_insert(record.time);
            let seen = run.record(&record);
            let shown = Shown::new(&record, start, &seen);
            frames.push((record.number, shown.link, tree::of(&shown.frame)));
        }
        assert_eq!(document.index.rows(), frames.len() as u64);
        for (row, (number, link, nodes)) in frames.iter().enumerate().rev() {
            let packet = document.packet(row as u64).unwrap().clone();
            let shown = packet.shown(start.unwrap());
            let fetched = (packet.number, shown.link, tree::of(&shown.frame));
            assert_eq!(fetched, (*number, *link, nodes.clone()), "{}", path.display());
            // Each search begins at a checkpoint; a few of them will do.
            if row % 50 == 0 {
                assert_eq!(document.row(*number), Some(row as u64));
            }
        }
        assert_eq!(document.fault, document.analysis.unwrap().error.map(|error| error.to_string()));
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .flat_map(|entry| match entry.path() {
                path if path.is_dir() => files(&path),
                path => vec![path],
            })
            .collect()
    }

    #[test]
    fn frames_fetched_alone_are_those_read_in_order() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let captures = files(&root.join("captures"));
        let captures = captures.iter().filter(|path| Capture::open(path).is_ok());
        let compared = captures.map(|path| compare(path)).count();
        assert!(compared > 0, "no captures");
    }

    #[test]
    fn frames_of_captures_that_others_made_too() {
        let folder = std::env::var_os("BTLINT_CAPTURES").map(PathBuf::from);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = folder.unwrap_or_else(|| root.join("../shared/captures"));
        let captures = files(&folder);
        if captures.is_empty() {
            eprintln!("skipped: no captures in {}", folder.display());
        }
        let readable = captures.iter().filter(|path| Capture::open(path).is_ok());
        readable.for_each(|path| compare(path));
    }

    /// Two links whose fragments alternate, far from each other.
    #[test]
    fn fragments_far_apart_are_put_together() {
        const GAP: usize = 3 * BLOCK;
        let mut file = b"btsnoop\0\0\0\0\x01\0\0\x03\xea".to_vec();
        let mut push = |bytes: &[u8]| {
            for word in [bytes.len() as u32, bytes.len() as u32, 0, 0, 0, 0] {
                file.extend_from_slice(&word.to_be_bytes());
            }
            file.extend_from_slice(bytes);
        };
        let starts = [[2, 1, 0, 6, 0, 6, 0, 4, 0, 0x1d, 1], [2, 2, 0, 6, 0, 6, 0, 4, 0, 0x1d, 2]];
        let ends = [[2, 1, 0x10, 4, 0, 0, 3, 4, 5], [2, 2, 0x10, 4, 0, 0, 6, 7, 8]];
        starts.iter().for_each(|bytes| push(bytes));
        (0..GAP).for_each(|_| push(&[0xff, 0]));
        ends.iter().for_each(|bytes| push(bytes));
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        std::fs::write(&path, file).unwrap();
        compare(&path);
        let mut document = Document::open(&path, Selection::default()).unwrap();
        while !document.is_done() {
            document.receive().unwrap();
        }
        let pdu = document.packet(GAP as u64 + 2).unwrap().reassembled.clone();
        assert_eq!(pdu.unwrap(), [6, 0, 4, 0, 0x1d, 1, 0, 3, 4, 5]);
        let pdu = document.packet(GAP as u64 + 3).unwrap().reassembled.clone();
        assert_eq!(pdu.unwrap(), [6, 0, 4, 0, 0x1d, 2, 0, 6, 7, 8]);
    }
}
