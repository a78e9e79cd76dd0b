//! A scan of the capture in the background, for the frames that are in a scope or match a search.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, TryRecvError, sync_channel},
    },
    thread,
};

use super::{
    rows::Rows,
    walk::{Published, Walk, walk},
};
use crate::{
    capture::{Capture, Record, Timestamp},
    track::{Seen, Tracker},
};

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
            let mut scan = Scan { picks, found: Vec::new(), sender };
            // A fault is the document's to report: it has read the same.
            let _ = walk(capture, &published, &stopped, &mut scan);
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
    picks: P,
    found: Vec<u64>,
    sender: SyncSender<News>,
}

impl<P: FnMut(&Record<'_>, &Seen<'_>, Timestamp) -> bool> Walk for Scan<P> {
    fn record(&mut self, row: u64, tracker: &mut Tracker, record: &Record<'_>, start: Timestamp) {
        let seen = tracker.record(record, &mut ());
        if (self.picks)(record, &seen, start) {
            self.found.push(row);
        }
    }

    fn report(&mut self, looked: u64) -> bool {
        self.sender.send(News { found: std::mem::take(&mut self.found), looked }).is_ok()
    }
}
