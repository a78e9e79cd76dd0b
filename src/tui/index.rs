//! Where each record is, and what the tracker knew of it: about three octets a record.
//!
//! The index is made once, in the background, while the capture is judged. With it any frame can be
//! decoded alone: a [`Checkpoint`] not far before it, the facts that earlier frames told, and the
//! frame in which its L2CAP PDU began.

use std::collections::{BTreeMap, HashMap};

use parsers::{l2cap::Protocol, link::Direction};

use crate::{
    capture::{Checkpoint, Timestamp},
    track::{LinkId, Seen},
};

/// Records from one checkpoint to the next.
pub(super) const BLOCK: usize = 128;

/// What earlier frames told of a record. There are few different ones in a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Known {
    pub(super) link: Option<LinkId>,
    pub(super) direction: Direction,
    pub(super) protocol: Protocol,
    /// It holds a part of an L2CAP PDU that a later record completes.
    pub(super) incomplete: bool,
    pub(super) encrypted: bool,
}

/// Some records, one after another.
#[derive(Debug)]
struct Block {
    at: Checkpoint,
    /// For each record, which of [`Index::known`].
    known: Vec<u16>,
    /// For each record, how many frame numbers back its L2CAP PDU began; [`FAR`] when that is in
    /// [`Index::far`].
    back: Vec<u8>,
}

const FAR: u8 = u8::MAX;

/// Finds records. A record's row is its place in the file, counted from 0; it differs from its
/// number where the file has packets that are not read.
#[derive(Debug, Default)]
pub(super) struct Index {
    blocks: Vec<Block>,
    known: Vec<Known>,
    far: BTreeMap<u64, u64>,
    rows: u64,
    first: Option<Timestamp>,
}

/// What is new since the last time.
#[derive(Debug, Default)]
pub(super) struct Addition {
    blocks: Vec<Block>,
    known: Vec<Known>,
    far: Vec<(u64, u64)>,
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
        self.known.extend(addition.known);
        self.far.extend(addition.far);
        self.blocks.extend(addition.blocks);
        self.rows = addition.rows;
    }

    /// A place at or before a row, and the row there.
    pub(super) fn before_row(&self, row: u64) -> Option<(u64, &Checkpoint)> {
        if row >= self.rows {
            return None;
        }
        let index = usize::try_from(row).ok()? / BLOCK;
        self.block(index)
    }

    /// A place at or before a frame number, and the row there.
    pub(super) fn before_number(&self, number: u64) -> Option<(u64, &Checkpoint)> {
        let after = self.blocks.partition_point(|block| block.at.next_number() <= number);
        self.block(after.saturating_sub(1))
    }

    fn block(&self, index: usize) -> Option<(u64, &Checkpoint)> {
        self.blocks.get(index).map(|block| ((index * BLOCK) as u64, &block.at))
    }

    /// What was known of the record in a row.
    pub(super) fn known(&self, row: u64) -> Known {
        let find = || {
            let row = usize::try_from(row).ok()?;
            let which = *self.blocks.get(row / BLOCK)?.known.get(row % BLOCK)?;
            self.known.get(usize::from(which)).copied()
        };
        find().unwrap_or_default()
    }

    /// The frame in which the L2CAP PDU began that the record in a row completes.
    pub(super) fn began(&self, row: u64, number: u64) -> Option<u64> {
        let index = usize::try_from(row).ok()?;
        match *self.blocks.get(index / BLOCK)?.back.get(index % BLOCK)? {
            0 => None,
            FAR => self.far.get(&row).copied(),
            back => number.checked_sub(u64::from(back)),
        }
    }
}

/// Makes an index, a piece at a time.
#[derive(Debug, Default)]
pub(super) struct Indexer {
    next: Addition,
    numbers: HashMap<Known, u16>,
}

impl Indexer {
    /// Whether a block is full: before the next record comes [`Indexer::checkpoint`].
    pub(super) fn at_boundary(&self) -> bool {
        self.next.rows.is_multiple_of(BLOCK as u64)
    }

    /// A block begins at this place.
    pub(super) fn checkpoint(&mut self, at: Checkpoint) {
        self.next.blocks.push(Block {
            at,
            known: Vec::with_capacity(BLOCK),
            back: Vec::with_capacity(BLOCK),
        });
    }

    /// The next record, and what is known of it.
    pub(super) fn record(
        &mut self,
        number: u64,
        time: Timestamp,
        direction: Direction,
        seen: &Seen<'_>,
    ) {
        let known = Known {
            link: seen.link,
            direction,
            protocol: seen.context.protocol,
            incomplete: seen.context.incomplete,
            encrypted: seen.context.encrypted,
        };
        let which = self.intern(known);
        let back = seen.began.map_or(0, |began| number.saturating_sub(began));
        let row = self.next.rows;
        let short = match u8::try_from(back) {
            Ok(short) if short != FAR => short,
            _ => {
                self.next.far.push((row, number - back));
                FAR
            }
        };
        if let Some(block) = self.next.blocks.last_mut() {
            block.known.push(which);
            block.back.push(short);
        }
        self.next.first = self.next.first.or(Some(time));
        self.next.rows += 1;
    }

    fn intern(&mut self, known: Known) -> u16 {
        if let Some(&which) = self.numbers.get(&known) {
            return which;
        }
        // A capture with more kinds than fit shows the rest of them without their context.
        let Ok(which) = u16::try_from(self.numbers.len()) else { return u16::MAX };
        if which < u16::MAX {
            self.numbers.insert(known, which);
            self.next.known.push(known);
        }
        which
    }

    /// What is new since the last time, at a boundary or at the end.
    pub(super) fn take(&mut self) -> Addition {
        let rows = self.next.rows;
        std::mem::replace(&mut self.next, Addition { rows, ..Addition::default() })
    }
}
