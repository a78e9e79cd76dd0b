//! The capture that is being viewed: what is known of it so far, and the thread that finds it out.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel},
    thread,
    time::{Duration, Instant},
};

use super::{
    index::{Addition, Index, Indexer},
    store::{Packet, Store},
};
use crate::{
    analysis::{Analysis, LinkStory, Run, Selection},
    capture::{Capture, CaptureError, Header},
    finding::Finding,
    report::Trust,
    track::LinkId,
};

/// How often the thread tells what is new.
const NEWS: Duration = Duration::from_millis(60);

/// Decoded frames that are kept.
const KEPT: usize = 512;

/// What the thread tells.
enum News {
    /// Frames can be read with this.
    Reader(Box<Capture>),
    /// More was read.
    More { addition: Addition, findings: Vec<Finding>, offset: u64 },
    /// All was read, as far as it can be.
    Done(Box<Analysis>),
    /// Nothing can be read.
    Failed(CaptureError),
}

/// How far the reading is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Progress {
    /// It goes on; so many octets of so many, where that is known.
    Reading { offset: u64, of: Option<u64> },
    /// It came to its end.
    Done,
}

/// The capture, as far as it is known.
pub(super) struct Document {
    pub(super) name: String,
    pub(super) header: Header,
    pub(super) index: Index,
    pub(super) progress: Progress,
    /// In the order of their frames.
    pub(super) findings: Vec<Finding>,
    /// All else that came of it, once all was read. Its findings are in [`Document::findings`].
    pub(super) analysis: Option<Analysis>,
    /// How far the capture itself can be trusted.
    pub(super) trust: Trust,
    /// What stopped the reading before the end, or kept a frame from being read.
    pub(super) fault: Option<String>,
    store: Option<Store>,
    kept: BTreeMap<u64, Packet>,
    news: Receiver<News>,
}

impl Document {
    /// Opens a capture and starts to read it in the background.
    ///
    /// # Errors
    /// It is not a capture that is read here, or cannot be read.
    pub(super) fn open(path: &Path, selection: Selection) -> Result<Self, CaptureError> {
        // The keys come from the terminal itself: standard input is free for a capture.
        let capture = if path.as_os_str() == "-" {
            Capture::from_reader("-", Box::new(std::io::stdin()))?
        } else {
            Capture::open(path)?
        };
        let header = capture.header().clone();
        let size =
            std::fs::metadata(path).ok().filter(|_| capture.can_seek()).map(|data| data.len());
        let (sender, news) = sync_channel(16);
        thread::spawn(move || read(capture, &selection, &sender));
        Ok(Self {
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            header,
            index: Index::default(),
            progress: Progress::Reading { offset: 0, of: size },
            findings: Vec::new(),
            analysis: None,
            trust: Trust { complete: true, notes: Vec::new() },
            fault: None,
            store: None,
            kept: BTreeMap::new(),
            news,
        })
    }

    /// Whether all was read.
    pub(super) fn is_done(&self) -> bool {
        self.progress == Progress::Done
    }

    /// Takes in what the thread has told. Returns whether anything is new.
    ///
    /// # Errors
    /// The thread could read nothing, or broke down.
    pub(super) fn receive(&mut self) -> Result<bool, super::Error> {
        let mut new = false;
        while !self.is_done() {
            match self.news.try_recv() {
                Ok(news) => self.take(news)?,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Err(super::Error::Analysis),
            }
            new = true;
        }
        Ok(new)
    }

    fn take(&mut self, news: News) -> Result<(), CaptureError> {
        match news {
            News::Reader(capture) => self.store = Some(Store::new(*capture)),
            News::More { addition, findings, offset } => {
                self.index.add(addition);
                self.findings.extend(findings);
                self.findings.sort_by_key(|finding| finding.at.frame);
                if let Progress::Reading { offset: so_far, .. } = &mut self.progress {
                    *so_far = offset;
                }
            }
            News::Done(mut analysis) => {
                self.trust = Trust::of(&analysis);
                self.fault = analysis.error.as_ref().map(ToString::to_string);
                self.findings = std::mem::take(&mut analysis.findings);
                self.analysis = Some(*analysis);
                self.progress = Progress::Done;
            }
            News::Failed(error) => return Err(error),
        }
        Ok(())
    }

    /// The links, in the order of their first frames; none until all was read.
    pub(super) fn links(&self) -> &[LinkStory] {
        self.analysis.as_ref().map_or(&[], |analysis| &analysis.links)
    }

    /// A link's story.
    pub(super) fn link(&self, id: LinkId) -> Option<&LinkStory> {
        self.links().iter().find(|link| link.id == id)
    }

    /// A frame. What cannot be read is told in the status line.
    pub(super) fn packet(&mut self, row: u64) -> Option<&Packet> {
        if !self.kept.contains_key(&row) {
            let packet = self.fetch(row)?;
            while self.kept.len() >= KEPT {
                // Those that are farthest from what is looked at go first.
                let (first, last) = (*self.kept.keys().next()?, *self.kept.keys().next_back()?);
                let far = if row.abs_diff(first) > row.abs_diff(last) { first } else { last };
                self.kept.remove(&far);
            }
            self.kept.insert(row, packet);
        }
        self.kept.get(&row)
    }

    /// A frame that will not be looked at again soon.
    pub(super) fn fetch(&mut self, row: u64) -> Option<Packet> {
        let read = self.store.as_mut()?.packet(&self.index, row);
        self.tell(read).flatten()
    }

    /// The row of a frame, or of the next one that is read.
    pub(super) fn row(&mut self, number: u64) -> Option<u64> {
        let read = self.store.as_mut()?.row(&self.index, number);
        self.tell(read).flatten()
    }

    fn tell<T>(&mut self, read: Result<T, CaptureError>) -> Option<T> {
        read.map_err(|error| self.fault = Some(error.to_string())).ok()
    }
}

/// Reads and judges the capture; ends early when nobody listens any more.
fn read(mut capture: Capture, selection: &Selection, sender: &SyncSender<News>) {
    // The file is read by two: this thread from start to end, the viewer here and there.
    let second = capture.spool().and_then(|()| capture.reopen());
    let told = match second {
        Ok(second) => sender.send(News::Reader(Box::new(second))).is_ok(),
        Err(error) => {
            // Nobody is left to be told when the viewer was closed.
            let _ = sender.send(News::Failed(error));
            false
        }
    };
    if !told {
        return;
    }
    let mut run = Run::new(selection);
    let mut indexer = Indexer::default();
    let (mut told, mut last) = (0, Instant::now());
    let error = loop {
        if indexer.wants_place() {
            if last.elapsed() >= NEWS {
                let findings = run.findings().get(told..).unwrap_or_default().to_vec();
                told += findings.len();
                let addition = indexer.take();
                if sender.send(News::More { addition, findings, offset: capture.offset() }).is_err()
                {
                    return;
                }
                last = Instant::now();
            }
            indexer.place(capture.checkpoint(), run.snapshot());
        }
        match capture.next_record() {
            Ok(Some(record)) => {
                run.record(&record);
                indexer.record(record.time);
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    let offset = capture.offset();
    let more = News::More { addition: indexer.take(), findings: Vec::new(), offset };
    let name = capture.name().to_owned();
    let analysis = Analysis::new(name, &capture, run.finish(), error);
    // A viewer that was closed wants neither.
    let _ = sender.send(more);
    let _ = sender.send(News::Done(Box::new(analysis)));
}
