//! The thread that reads the capture and checks it, and what it hands over.
//!
//! What it has found lies ready for the viewer at any time, also while it waits for the next record
//! of a pipe that has fallen silent.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use super::{
    follow::Follow,
    index::{Addition, Indexer},
};
use crate::{
    analysis::{Analysis, Run, Terms},
    capture::{Capture, CaptureError, Header, Reason},
    finding::Finding,
};

/// What is new since the last time.
#[derive(Default)]
pub(super) struct News {
    /// The header was read: frames can be read with this, which stands before the first one.
    pub(super) opened: Option<Box<(Header, Capture)>>,
    pub(super) addition: Addition,
    pub(super) findings: Vec<Finding>,
    /// Octets that have been read.
    pub(super) offset: u64,
    /// All was read, as far as it can be.
    pub(super) analysis: Option<Box<Analysis>>,
    /// Nothing can be read.
    pub(super) failed: Option<CaptureError>,
}

#[derive(Default)]
struct Ready {
    indexer: Indexer,
    news: News,
}

/// The thread.
pub(super) struct Reader {
    ready: Arc<Mutex<Ready>>,
    stop: Arc<AtomicBool>,
    /// A file that is followed is not followed any more.
    enough: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// Where the capture comes from.
pub(super) enum Source {
    /// A file that has been opened.
    Open(Box<Capture>),
    /// Something whose header may take its time.
    Slow(PathBuf),
    /// A file that grows.
    Growing(PathBuf),
}

impl Source {
    /// Opens a file; leaves to the thread what may have nothing to read yet.
    ///
    /// # Errors
    /// It is not a capture that is read here, or cannot be read.
    pub(super) fn of(path: &Path) -> Result<Self, CaptureError> {
        let waits = path.as_os_str() == "-"
            || std::fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir());
        if waits {
            return Ok(Self::Slow(path.to_owned()));
        }
        Capture::open(path).map(|capture| Self::Open(Box::new(capture)))
    }

    fn open(self, enough: &Arc<AtomicBool>) -> Result<Capture, CaptureError> {
        match self {
            Self::Open(capture) => Ok(*capture),
            // The keys come from the terminal itself: standard input is free for a capture.
            Self::Slow(path) if path.as_os_str() == "-" => {
                Capture::from_reader("-", Box::new(std::io::stdin()))
            }
            Self::Slow(path) => Capture::open(&path),
            Self::Growing(path) => {
                let file = path.display().to_string();
                match Follow::open(&path, Arc::clone(enough)) {
                    Ok(follow) => Capture::from_reader(file, Box::new(follow)),
                    Err(error) => Err(CaptureError { file, offset: 0, reason: Reason::Io(error) }),
                }
            }
        }
    }
}

impl Reader {
    /// Starts to read.
    pub(super) fn start(source: Source, terms: Terms) -> Self {
        let ready = Arc::new(Mutex::new(Ready::default()));
        let stop = Arc::new(AtomicBool::new(false));
        let enough = Arc::new(AtomicBool::new(false));
        let (to, stopped, until) = (Arc::clone(&ready), Arc::clone(&stop), Arc::clone(&enough));
        let thread = thread::spawn(move || {
            let done = source.open(&until).and_then(|it| read(it, &terms, &to, &stopped));
            if let Err(error) = done {
                lock(&to).news.failed = Some(error);
            }
        });
        Self { ready, stop, enough, thread }
    }

    /// A file that is followed has come to its end.
    pub(super) fn enough(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }

    /// What is new; none when the thread has broken down.
    pub(super) fn take(&self) -> Option<News> {
        // In this order: what the thread did last is not missed.
        let over = self.thread.is_finished();
        let mut ready = lock(&self.ready);
        let offset = ready.news.offset;
        let next = News { offset, ..News::default() };
        let mut news = std::mem::replace(&mut ready.news, next);
        news.addition = ready.indexer.take();
        let ended = news.analysis.is_some() || news.failed.is_some();
        (ended || !over).then_some(news)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.enough();
    }
}

fn lock(ready: &Mutex<Ready>) -> MutexGuard<'_, Ready> {
    ready.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads and checks the capture; ends early when nobody wants it any more.
fn read(
    mut capture: Capture,
    terms: &Terms,
    ready: &Mutex<Ready>,
    stop: &AtomicBool,
) -> Result<(), CaptureError> {
    // The file is read by several: this thread from start to end, the viewer here and there.
    capture.spool()?;
    let second = capture.reopen()?;
    lock(ready).news.opened = Some(Box::new((capture.header().clone(), second)));
    let mut run = Run::new(&terms.selection);
    let mut reported = 0;
    let error = loop {
        let boundary = lock(ready).indexer.wants_place();
        let place = boundary.then(|| (capture.checkpoint(), run.snapshot()));
        match capture.next_record() {
            Ok(Some(record)) => {
                run.record(&record);
                let ready = &mut *lock(ready);
                if let Some((at, before)) = place {
                    ready.indexer.place(at, before);
                }
                ready.indexer.record(record.time);
                let findings = run.findings().get(reported..).unwrap_or_default();
                reported += findings.len();
                ready.news.findings.extend(findings.iter().cloned().map(|it| terms.weighed(it)));
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
        if boundary {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            lock(ready).news.offset = capture.offset();
        }
    };
    let name = capture.name().to_owned();
    let mut analysis = Analysis::new(name, &capture, run.finish(), error);
    analysis.weigh(terms);
    let ready = &mut *lock(ready);
    ready.news.offset = capture.offset();
    ready.news.analysis = Some(Box::new(analysis));
    Ok(())
}
