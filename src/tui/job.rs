//! A scan of the capture in the background, for the frames that are in a scope or match a search.
//!
//! It reads the capture on its own, with its own tracker, as `btlint show` does, and so picks the
//! same frames. It goes as far as the document is, waits while that is still being read, and stops
//! when nobody wants it any more.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use super::rows::Rows;
use crate::{
    capture::{Capture, CaptureError, Record, Timestamp},
    track::{Seen, Tracker},
};

/// How often it reports.
const NEWS: Duration = Duration::from_millis(30);

/// How far the document is, for the jobs.
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

struct News {
    found: Vec<u64>,
    looked: u64,
}

/// A scan, and what it has found.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) rows: Rows,
    /// Rows that have been looked at.
    pub(super) looked: u64,
    /// It came to the end.
    pub(super) done: bool,
    news: Receiver<News>,
    stop: Arc<AtomicBool>,
}

impl Job {
    /// Starts a scan with a reader that stands at the start.
    pub(super) fn start(
        capture: Capture,
        published: Arc<Published>,
        picks: impl FnMut(&Record<'_>, &Seen<'_>, Timestamp) -> bool + Send + 'static,
    ) -> Self {
        let (sender, news) = sync_channel(64);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        thread::spawn(move || {
            let mut scan = Scan { capture, published, picks };
            // A fault is the document's to report: it has read the same.
            let _ = scan.run(&stopped, &mut |news| sender.send(news).is_ok());
        });
        Self { rows: Rows::default(), looked: 0, done: false, news, stop }
    }

    /// Takes in what is new. Returns whether anything is.
    pub(super) fn receive(&mut self) -> bool {
        let mut new = false;
        while !self.done {
            match self.news.try_recv() {
                Ok(news) => {
                    news.found.into_iter().for_each(|row| self.rows.push(row));
                    self.looked = news.looked;
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => self.done = true,
            }
            new = true;
        }
        new
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

struct Scan<P> {
    capture: Capture,
    published: Arc<Published>,
    picks: P,
}

impl<P: FnMut(&Record<'_>, &Seen<'_>, Timestamp) -> bool> Scan<P> {
    fn run(
        &mut self,
        stop: &AtomicBool,
        report: &mut dyn FnMut(News) -> bool,
    ) -> Result<(), CaptureError> {
        let mut tracker = Tracker::new();
        let mut start = None;
        let mut news = News { found: Vec::new(), looked: 0 };
        let mut last = Instant::now();
        loop {
            let row = news.looked;
            if row.is_multiple_of(64) && last.elapsed() >= NEWS {
                if stop.load(Ordering::Relaxed)
                    || !report(News { found: std::mem::take(&mut news.found), looked: row })
                {
                    return Ok(());
                }
                last = Instant::now();
            }
            match self.published.has(row) {
                None => break,
                Some(true) => {}
                Some(false) => {
                    if !report(News { found: std::mem::take(&mut news.found), looked: row }) {
                        return Ok(());
                    }
                    self.wait(row, stop)?;
                    if stop.load(Ordering::Relaxed) {
                        return Ok(());
                    }
                    continue;
                }
            }
            let Some(record) = self.capture.next_record()? else { break };
            let start = *start.get_or_insert(record.time);
            let seen = tracker.record(&record, &mut ());
            if (self.picks)(&record, &seen, start) {
                news.found.push(row);
            }
            news.looked += 1;
        }
        report(news);
        Ok(())
    }

    /// Waits for a row that is not there yet.
    fn wait(&mut self, row: u64, stop: &AtomicBool) -> Result<(), CaptureError> {
        let place = self.capture.checkpoint();
        while self.published.has(row) == Some(false) && !stop.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(20));
        }
        // What was the end before is not any more.
        self.capture.seek(&place)
    }
}
