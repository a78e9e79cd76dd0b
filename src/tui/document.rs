//! The capture that is being viewed: what is known of it so far, and frames of it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    changes::Changes,
    index::Index,
    reader::{News, Reader, Source},
    store::{Packet, Store},
    text::clean,
    walk::Published,
};
use crate::{
    analysis::{Analysis, LinkStory, Terms},
    capture::{Capture, CaptureError, Header},
    finding::Finding,
    report::Trust,
    track::LinkId,
};

/// Decoded frames that are kept.
const KEPT: usize = 512;

/// The capture, as far as it is known.
pub(super) struct Document {
    pub(super) path: PathBuf,
    pub(super) name: String,
    /// None until it has been read.
    pub(super) header: Option<Header>,
    pub(super) index: Index,
    /// Octets that have been read.
    pub(super) offset: u64,
    /// Octets that there are, where that is known.
    pub(super) size: Option<u64>,
    done: bool,
    /// In the order of their frames.
    pub(super) findings: Vec<Finding>,
    /// Counts the changes of the findings.
    pub(super) version: u64,
    /// All else that came of it, once all was read. Its findings are in [`Document::findings`].
    pub(super) analysis: Option<Analysis>,
    /// How far the capture itself can be trusted.
    pub(super) trust: Trust,
    /// What stopped the reading before the end, or kept a frame from being read.
    pub(super) fault: Option<String>,
    /// How far the jobs can read.
    pub(super) published: Arc<Published>,
    changes: Changes,
    /// Stands before the first frame; jobs get readers from it.
    source: Option<Capture>,
    store: Option<Store>,
    kept: BTreeMap<u64, Packet>,
    reader: Reader,
    follows: bool,
}

impl Document {
    /// Opens a capture and starts to read it in the background.
    ///
    /// # Errors
    /// It is not a capture that is read here, or cannot be read.
    pub(super) fn open(path: &Path, terms: Terms) -> Result<Self, CaptureError> {
        Ok(Self::read(path, Source::of(path)?, terms))
    }

    /// The same for a file that is still being written to: its end is no end, until
    /// [`Document::enough`].
    ///
    /// # Errors
    /// It is no file.
    pub(super) fn follow(path: &Path, terms: Terms) -> Result<Self, CaptureError> {
        // What is no capture is said at once.
        Source::of(path)?;
        let mut document = Self::read(path, Source::Growing(path.to_owned()), terms);
        document.follows = true;
        Ok(document)
    }

    /// What was written so far is all.
    pub(super) fn enough(&mut self) {
        self.follows = false;
        self.reader.enough();
    }

    /// Whether it is a file, and not a pipe.
    pub(super) fn is_file(&self) -> bool {
        self.changes.is_file()
    }

    /// Whether the file is followed as it grows.
    pub(super) fn follows(&self) -> bool {
        self.follows && !self.done
    }

    fn read(path: &Path, source: Source, terms: Terms) -> Self {
        let data = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file);
        let plain = matches!(&source, Source::Open(capture) if capture.can_seek());
        Self {
            path: path.to_owned(),
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            header: None,
            index: Index::default(),
            offset: 0,
            size: data.filter(|_| plain).map(|data| data.len()),
            done: false,
            findings: Vec::new(),
            version: 0,
            analysis: None,
            trust: Trust { complete: true, notes: Vec::new() },
            fault: None,
            published: Arc::default(),
            changes: Changes::of(path),
            source: None,
            store: None,
            kept: BTreeMap::new(),
            reader: Reader::start(source, terms),
            follows: false,
        }
    }

    /// Whether all was read.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Takes in what the reader has found. Returns whether anything is new.
    ///
    /// # Errors
    /// The thread could read nothing, or broke down.
    pub(super) fn receive(&mut self) -> Result<bool, super::Error> {
        if self.done {
            return Ok(false);
        }
        let news = self.reader.take().ok_or(super::Error::Analysis)?;
        self.take(news)
    }

    fn take(&mut self, news: News) -> Result<bool, super::Error> {
        let before = (self.index.rows(), self.offset, self.header.is_some());
        if let Some(opened) = news.opened {
            let (header, capture) = *opened;
            self.header = Some(header);
            self.store = Some(Store::new(capture.reopen()?));
            self.source = Some(capture);
        }
        if let Some(error) = news.failed {
            return Err(error.into());
        }
        self.index.add(news.addition);
        self.published.rows(self.index.rows());
        self.offset = news.offset;
        let found = !news.findings.is_empty();
        if found {
            self.findings.extend(news.findings);
            self.findings.sort_by_key(|finding| finding.at.frame);
            self.version += 1;
        }
        if let Some(mut analysis) = news.analysis {
            self.trust = Trust::of(&analysis);
            self.fault = analysis.error.as_ref().map(ToString::to_string);
            self.findings = std::mem::take(&mut analysis.findings);
            self.version += 1;
            self.analysis = Some(*analysis);
            self.done = true;
            self.published.done();
        }
        let after = (self.index.rows(), self.offset, self.header.is_some());
        Ok(found || self.done || before != after)
    }

    /// Whether the file is another one by now than when it was opened.
    pub(super) fn look_for_changes(&mut self) {
        if let Some(change) = self.changes.look(&self.path, self.done) {
            self.fault = Some(format!("{change}; Ctrl-r reads it again"));
        }
    }

    /// A reader for a job, which stands before the first frame.
    pub(super) fn reader(&mut self) -> Option<Capture> {
        let read = self.source.as_ref()?.reopen();
        self.keep_fault(read)
    }

    /// The links, in the order of their first frames; none until all was read.
    pub(super) fn links(&self) -> &[LinkStory] {
        self.analysis.as_ref().map_or(&[], |analysis| &analysis.links)
    }

    /// A link's story.
    pub(super) fn link(&self, id: LinkId) -> Option<&LinkStory> {
        self.links().iter().find(|link| link.id == id)
    }

    /// A link with the name of its device, where that has one: `link 1 “JBL Flip 6”`.
    pub(super) fn called(&self, id: LinkId) -> String {
        let name = self.link(id).and_then(|link| link.name.as_deref());
        let name = name.map_or_else(String::new, |name| format!(" “{}”", clean(name)));
        format!("link {}{name}", id.0)
    }

    /// A frame. Why one cannot be read is shown in the status line.
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

    fn fetch(&mut self, row: u64) -> Option<Packet> {
        let read = self.store.as_mut()?.packet(&self.index, row);
        let packet = self.keep_fault(read)?;
        if packet.is_none() && row < self.index.rows() {
            self.changed();
        }
        packet
    }

    /// The row of a frame, or of the next one that is read.
    pub(super) fn row(&mut self, number: u64) -> Option<u64> {
        let read = self.store.as_mut()?.row(&self.index, number);
        self.keep_fault(read).flatten()
    }

    /// When a frame was, in nanoseconds since the first one.
    pub(super) fn moment(&mut self, number: u64) -> Option<i64> {
        let row = self.row(number)?;
        let time = self.packet(row)?.time;
        Some(time.step_from(self.index.first().unwrap_or(time)).max(0))
    }

    /// What was there when it was read is not there any more.
    fn changed(&mut self) {
        let text = "the file has changed since it was read: frames are missing";
        self.fault.get_or_insert_with(|| format!("{text}; Ctrl-r reads it again"));
    }

    fn keep_fault<T>(&mut self, read: Result<T, CaptureError>) -> Option<T> {
        read.map_err(|error| self.fault = Some(error.to_string())).ok()
    }
}
