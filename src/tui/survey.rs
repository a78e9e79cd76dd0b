//! What is gathered from all frames for a screen, in the background.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
};

use super::{
    document::Document,
    walk::{Walk, walk},
};
use crate::{
    capture::{Record, Timestamp},
    track::Tracker,
};

/// Gathers something of the records of a capture, in a bounded memory.
pub(super) trait Gather: Send + 'static {
    /// The next record, which goes through the tracker.
    fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>);
}

/// A gathering under way, or done.
#[derive(Debug)]
pub(super) struct Survey<G> {
    gathered: Arc<Mutex<G>>,
    looked: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl<G: Gather> Survey<G> {
    /// Starts one; none where nothing has been read yet.
    pub(super) fn start(gather: G, document: &mut Document) -> Option<Self> {
        let capture = document.reader()?;
        let gathered = Arc::new(Mutex::new(gather));
        let looked = Arc::new(AtomicU64::new(0));
        let stop = Arc::new(AtomicBool::new(false));
        let (to, count) = (Arc::clone(&gathered), Arc::clone(&looked));
        let (stopped, published) = (Arc::clone(&stop), Arc::clone(&document.published));
        let thread = thread::spawn(move || {
            // A fault is the document's to report: it has read the same.
            let _ = walk(capture, &published, &stopped, &mut Filler { to, count });
        });
        Some(Self { gathered, looked, stop, thread })
    }

    /// What has been gathered so far.
    pub(super) fn get(&self) -> MutexGuard<'_, G> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same for a while in which the screen itself changes.
    pub(super) fn share(&self) -> Shared<G> {
        Shared(Arc::clone(&self.gathered))
    }

    /// Whether it is complete.
    pub(super) fn is_done(&self) -> bool {
        self.thread.is_finished()
    }

    /// How far it is, in words for a title; nothing when it is done.
    pub(super) fn progress(&self, rows: u64) -> String {
        if self.is_done() {
            return String::new();
        }
        let looked = self.looked.load(Ordering::Relaxed);
        format!(", so far ({} %)", looked.saturating_mul(100) / rows.max(1))
    }
}

/// What has been gathered, beside the screen that has it gathered.
#[derive(Debug)]
pub(super) struct Shared<G>(Arc<Mutex<G>>);

impl<G> Shared<G> {
    /// What has been gathered so far.
    pub(super) fn get(&self) -> MutexGuard<'_, G> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<G> Drop for Survey<G> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

struct Filler<G> {
    to: Arc<Mutex<G>>,
    count: Arc<AtomicU64>,
}

impl<G: Gather> Walk for Filler<G> {
    fn record(&mut self, _: u64, tracker: &mut Tracker, record: &Record<'_>, _: Timestamp) {
        self.to.lock().unwrap_or_else(PoisonError::into_inner).record(tracker, record);
    }

    fn report(&mut self, looked: u64) -> bool {
        self.count.store(looked, Ordering::Relaxed);
        true
    }
}
