//! A walk through the capture in the background, from its first frame on.
//!
//! It reads the capture on its own, with its own tracker, as `btlint show` does. It goes as far as
//! the document is, waits while that is still being read, and stops when nobody wants it any more.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    capture::{Capture, CaptureError, Record, Timestamp},
    track::Tracker,
};

/// How often it reports.
const NEWS: Duration = Duration::from_millis(30);

/// How far the document is, for those who walk through it.
#[derive(Debug, Default)]
pub(super) struct Published {
    rows: AtomicU64,
    done: AtomicBool,
}

impl Published {
    /// So many rows can be read.
    pub(super) fn rows(&self, rows: u64) {
        self.rows.store(rows, Ordering::Release);
    }

    /// There will be no more.
    pub(super) fn done(&self) {
        self.done.store(true, Ordering::Release);
    }

    /// Whether this row can be read; none when it never will.
    fn has(&self, row: u64) -> Option<bool> {
        // In this order: the last rows come before the end is said.
        let done = self.done.load(Ordering::Acquire);
        let there = row < self.rows.load(Ordering::Acquire);
        (there || !done).then_some(there)
    }
}

/// What is done on the way.
pub(super) trait Walk {
    /// The record in a row; `start` is the time of the first one.
    fn record(&mut self, row: u64, tracker: &mut Tracker, record: &Record<'_>, start: Timestamp);

    /// So many rows have been looked at. Returns whether to go on.
    fn report(&mut self, looked: u64) -> bool;
}

/// Walks with a reader that stands at the start.
///
/// # Errors
/// The capture cannot be read.
pub(super) fn walk(
    mut capture: Capture,
    published: &Published,
    stop: &AtomicBool,
    walk: &mut impl Walk,
) -> Result<(), CaptureError> {
    let mut tracker = Tracker::new();
    let mut start = None;
    let mut last = Instant::now();
    let mut row = 0;
    loop {
        if row % 64 == 0 && last.elapsed() >= NEWS {
            if !walk.report(row) {
                return Ok(());
            }
            last = Instant::now();
        }
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        match published.has(row) {
            None => break,
            Some(true) => {}
            Some(false) => {
                if !walk.report(row) {
                    return Ok(());
                }
                let place = capture.checkpoint();
                while published.has(row) == Some(false) && !stop.load(Ordering::Relaxed) {
                    thread::sleep(Duration::from_millis(20));
                }
                // What was the end before is not any more.
                capture.seek(&place)?;
                continue;
            }
        }
        let Some(record) = capture.next_record()? else { break };
        let start = *start.get_or_insert(record.time);
        walk.record(row, &mut tracker, &record, start);
        row += 1;
    }
    walk.report(row);
    Ok(())
}
