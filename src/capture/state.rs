//! What the readers of all formats hand on, from record to record and to the outside.

use std::ops::Range;

use parsers::link::Link;

use super::{Timestamp, error::Fault, window::Window};

/// What carries over from one record to the next.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    /// Of the last record.
    pub(super) number: u64,
    /// Of the last record.
    pub(super) time: Timestamp,
    /// btsnoop's counter of drops at the last record.
    pub(super) dropped: u32,
    /// Drops to be told with the next record.
    pub(super) pending: u32,
    /// Packets of interfaces that are not read.
    pub(super) skipped: u64,
    /// btsnoop file headers between records.
    pub(super) restarts: u64,
    /// Where the last record starts that the file cuts off, and how much is missing.
    pub(super) truncated: Option<(u64, u64)>,
}

/// A record whose bytes are not yet borrowed.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) link: Link,
    pub(super) meta: u32,
    pub(super) interface: u16,
    pub(super) range: Range<usize>,
    pub(super) original_len: u32,
    pub(super) drops: u32,
}

impl State {
    /// The capture ends here, though `needed` octets were wanted: in the middle of a record if some
    /// are left.
    #[cold]
    pub(super) fn end<T>(&mut self, window: &Window, needed: usize) -> Result<Option<T>, Fault> {
        let held = window.held().len();
        if held > 0 {
            self.truncated = Some((window.offset(), needed.saturating_sub(held) as u64));
        }
        Ok(None)
    }
}
