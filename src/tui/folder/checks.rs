//! The threads that check the captures of a list.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use super::{File, summary::Outcome};
use crate::{analysis, capture::Capture};

/// Most threads: the one who looks at the list wants the machine too.
const MAX_THREADS: usize = 4;

/// What has been checked comes out of it.
#[derive(Debug)]
pub(super) struct Checks {
    news: Receiver<(usize, Outcome)>,
    stop: Arc<AtomicBool>,
}

struct Worker {
    files: Arc<[File]>,
    next: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    sender: SyncSender<(usize, Outcome)>,
}

impl Checks {
    pub(super) fn start(files: &[File]) -> Self {
        let (sender, news) = sync_channel(64);
        let stop = Arc::new(AtomicBool::new(false));
        let files: Arc<[File]> = Arc::from(files);
        let next = Arc::new(AtomicUsize::new(0));
        let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
        for _ in 0..threads {
            let worker = Worker {
                files: Arc::clone(&files),
                next: Arc::clone(&next),
                stop: Arc::clone(&stop),
                sender: sender.clone(),
            };
            thread::spawn(move || worker.run());
        }
        Self { news, stop }
    }

    /// A file that has been checked, by its place in the list.
    pub(super) fn take(&self) -> Option<(usize, Outcome)> {
        self.news.try_recv().ok()
    }
}

impl Drop for Checks {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Worker {
    fn run(&self) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = self.files.get(index) else { return };
            let outcome = self.check(file);
            if self.stop.load(Ordering::Relaxed) || self.sender.send((index, outcome)).is_err() {
                return;
            }
        }
    }

    fn check(&self, file: &File) -> Outcome {
        let read = Capture::open(&file.path).map(|capture| {
            let path = file.path.display().to_string();
            let selection = &file.terms.selection;
            let mut analysis = analysis::watch(path, capture, selection, |_, _| {
                if self.stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            analysis.weigh(&file.terms);
            analysis
        });
        Outcome::of(read, file.meant)
    }
}
