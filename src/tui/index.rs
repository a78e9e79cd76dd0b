//! Where each record is: places in the capture, each with what the tracker knew there.
//!
//! The index is made once, in the background, while the capture is checked. From the place before a
//! record the tracker is run again up to it, and so sees it as it did at first. Places lie evenly,
//! and their number and size are bounded: when there are too many every other one goes.

use crate::{
    capture::{Checkpoint, Timestamp},
    track::Snapshot,
};

/// Records from one place to the next, as long as there are few.
const SPACING: u64 = 16;

/// Most places, so that the records between two of them are read within a few milliseconds.
const MAX_PLACES: usize = 2048;

/// Most octets that all of them take.
const MAX_OCTETS: usize = 32 << 20;

/// A place before a record, to read on from.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Of the record that comes next.
    pub(super) row: u64,
    pub(super) at: Checkpoint,
    pub(super) before: Snapshot,
}

impl Place {
    /// Octets of memory that it takes, roughly.
    pub(super) fn octets(&self) -> usize {
        size_of::<Self>() + self.before.octets()
    }
}

/// Finds records. A record's row is its place in the file, counted from 0; it differs from its
/// number where the file has packets that are not read.
#[derive(Debug, Default)]
pub(super) struct Index {
    places: Vec<Place>,
    rows: u64,
    first: Option<Timestamp>,
}

/// What is new since the last time.
#[derive(Debug, Default)]
pub(super) struct Addition {
    places: Vec<Place>,
    /// Places that are no multiple of this go.
    spacing: u64,
    rows: u64,
    first: Option<Timestamp>,
}

impl Index {
    /// Records so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Time of the first record.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.first
    }

    pub(super) fn add(&mut self, addition: Addition) {
        self.first = self.first.or(addition.first);
        self.places.extend(addition.places);
        self.places.retain(|place| place.row.is_multiple_of(addition.spacing));
        self.rows = addition.rows;
    }

    /// The last place at or before a row.
    pub(super) fn before_row(&self, row: u64) -> Option<&Place> {
        let after = self.places.partition_point(|place| place.row <= row);
        self.places.get(after.checked_sub(1)?).filter(|_| row < self.rows)
    }

    /// The last place at or before a frame number, or the first one.
    pub(super) fn before_number(&self, number: u64) -> Option<&Place> {
        let after = self.places.partition_point(|place| place.at.next_number() <= number);
        self.places.get(after.saturating_sub(1))
    }
}

/// Makes an index, a piece at a time.
#[derive(Debug)]
pub(super) struct Indexer {
    next: Addition,
    /// Row and octets of each place that the index has or will have.
    kept: Vec<(u64, usize)>,
    octets: usize,
}

impl Default for Indexer {
    fn default() -> Self {
        let next = Addition { spacing: SPACING, ..Addition::default() };
        Self { next, kept: Vec::new(), octets: 0 }
    }
}

impl Indexer {
    /// Whether a place is wanted before the next record.
    pub(super) fn wants_place(&self) -> bool {
        self.next.rows.is_multiple_of(self.next.spacing)
    }

    /// The place before the next record.
    pub(super) fn place(&mut self, at: Checkpoint, before: Snapshot) {
        let place = Place { row: self.next.rows, at, before };
        let octets = place.octets();
        self.kept.push((place.row, octets));
        self.octets += octets;
        self.next.places.push(place);
        while self.kept.len() > MAX_PLACES || (self.octets > MAX_OCTETS && self.kept.len() > 1) {
            self.next.spacing *= 2;
            let spacing = self.next.spacing;
            self.kept.retain(|(row, _)| row.is_multiple_of(spacing));
            self.octets = self.kept.iter().map(|(_, octets)| octets).sum();
            self.next.places.retain(|place| place.row.is_multiple_of(spacing));
        }
    }

    /// The next record.
    pub(super) fn record(&mut self, time: Timestamp) {
        self.next.first = self.next.first.or(Some(time));
        self.next.rows += 1;
    }

    /// What is new since the last time.
    pub(super) fn take(&mut self) -> Addition {
        let Addition { rows, spacing, .. } = self.next;
        std::mem::replace(&mut self.next, Addition { rows, spacing, ..Addition::default() })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::{capture::Capture, track::Tracker};

    /// Whatever the number of records: few places, and no record far from one.
    #[test]
    fn places_are_few_and_even() {
        const ROWS: u64 = 300_000;
        let header = b"btsnoop\0\0\0\0\x01\0\0\x03\xea".to_vec();
        let capture = Capture::from_reader("-", Box::new(std::io::Cursor::new(header))).unwrap();
        let mut tracker = Tracker::new();
        let (mut index, mut indexer) = (Index::default(), Indexer::default());
        for row in 0..ROWS {
            if indexer.wants_place() {
                indexer.place(capture.checkpoint(), tracker.snapshot());
            }
            indexer.record(Timestamp(1));
            if row % 1000 == 0 {
                index.add(indexer.take());
            }
        }
        index.add(indexer.take());
        assert!(index.places.len() <= MAX_PLACES && index.places.len() > MAX_PLACES / 2);
        for row in (0..ROWS).step_by(777) {
            let place = index.before_row(row).unwrap();
            assert!(row - place.row < ROWS / (MAX_PLACES as u64 / 2), "{row}: {}", place.row);
        }
        assert!(index.before_row(ROWS).is_none());
    }
}
