//! The one loop: records to events to rules, and what came of it.

pub mod channels;
pub mod ladder;
pub mod series;
pub mod statistics;

mod identity;
mod incidents;
mod nothing;
mod places;
mod selection;
mod story;
mod terms;

pub use identity::Identity;
pub use incidents::Incident;
pub use selection::Selection;
pub use terms::Terms;

pub use crate::story::{
    AdapterStory, LinkStory, Outcome, Phase, PhaseKind, StreamFigures, Verdict,
};

use std::{
    collections::BTreeMap,
    ops::{ControlFlow, Range},
    path::Path,
};

use crate::{
    capture::{Capture, CaptureError, Header, Note, Reason, Record, Timestamp},
    finding::Finding,
    rules::{self, Check, Counts, Findings, Out, Skipped, Unlisted, Wakes},
    track::{At, Event, Observer, Seen, Snapshot, State, Topic, Tracker, state::Health},
};

/// What was found in one capture.
#[derive(Debug)]
pub struct Analysis {
    /// The name of the file, or `-`.
    pub path: String,
    /// What kind of capture it is.
    pub header: Header,
    /// The adapters, in their order.
    pub adapters: Vec<AdapterStory>,
    /// The links, in the order of their first frame.
    pub links: Vec<LinkStory>,
    /// Links beside these, of which nothing more is kept.
    pub more_links: u64,
    /// The findings, in the order of their frames.
    pub findings: Vec<Finding>,
    /// The same findings put together, in the order of the first frame of each.
    pub incidents: Vec<Incident>,
    /// How many incidents there were of each severity, and findings that are not kept.
    pub counts: Counts,
    /// Those of them that a baseline has.
    pub known: Counts,
    /// The findings that are not kept and are not like one that is.
    pub unlisted: Unlisted,
    /// How they are weighed.
    pub terms: Terms,
    /// Findings that were not assessed.
    pub skipped: Skipped,
    /// The faults of the capture itself.
    pub health: Health,
    /// Notes of the reader: skipped interfaces, a last record that is cut off.
    pub notes: Vec<Note>,
    /// Octets of the frames of findings in the file, if they were looked for and it has them as they
    /// are.
    pub places: BTreeMap<u64, Range<u64>>,
    /// Where and why reading stopped before the end.
    pub error: Option<CaptureError>,
}

/// Reads a capture to its end and checks it.
///
/// # Errors
/// When nothing could be read at all. A fault later in the file is in [`Analysis::error`], beside
/// what was read before it.
pub fn file(path: &Path, selection: &Selection) -> Result<Analysis, CaptureError> {
    Ok(capture(path.display().to_string(), Capture::open(path)?, selection))
}

/// Reads an opened capture to its end and checks it.
pub fn capture(path: String, capture: Capture, selection: &Selection) -> Analysis {
    watch(path, capture, selection, |_, _| ControlFlow::Continue(()))
}

/// The same, with a look at it after each record: `look` gets the time of the first record and the
/// findings that are new, and may end the reading. Findings of the capture's end are not among them.
pub fn watch(
    path: String,
    mut capture: Capture,
    selection: &Selection,
    mut look: impl FnMut(Timestamp, &[Finding]) -> ControlFlow<()>,
) -> Analysis {
    let mut run = Run::new(selection);
    let (mut error, mut start, mut known) = (None, None, 0);
    loop {
        match capture.next_record() {
            Ok(Some(record)) => {
                let start = *start.get_or_insert(record.time);
                run.record(&record);
                let findings = run.findings();
                let new = findings.get(known..).unwrap_or_default();
                known = findings.len();
                if look(start, new).is_break() {
                    break;
                }
            }
            Ok(None) => break,
            Err(fault) => {
                error = Some(fault);
                break;
            }
        }
    }
    Analysis::new(path, &capture, run.finish(), error)
}

impl Analysis {
    /// The result for a capture whose records have all been checked. A capture with nothing to
    /// check is an error like one that cannot be read: nobody may take it for a clean one.
    pub fn new(
        path: String,
        capture: &Capture,
        judged: Judged,
        error: Option<CaptureError>,
    ) -> Self {
        let mut notes = capture.notes();
        let nothing = || {
            let reason = nothing::reason(&judged.health, &notes)?;
            Some(CaptureError { file: path.clone(), offset: capture.offset(), reason })
        };
        let error = error.or_else(nothing).or_else(|| cut(&path, capture, &notes));
        notes.retain(|note| !matches!(note, Note::TruncatedRecord { .. } | Note::CompressionCut));
        Self {
            path,
            header: capture.header().clone(),
            adapters: judged.adapters,
            links: judged.links,
            more_links: judged.more_links,
            findings: judged.findings,
            incidents: judged.incidents,
            counts: judged.counts,
            known: Counts::default(),
            unlisted: judged.unlisted,
            terms: Terms::default(),
            places: BTreeMap::new(),
            skipped: judged.skipped,
            health: judged.health,
            notes,
            error,
        }
    }
}

/// A capture that ends too soon was not read to its end, compressed or not.
fn cut(path: &str, capture: &Capture, notes: &[Note]) -> Option<CaptureError> {
    let (offset, reason) = notes.iter().find_map(|note| match *note {
        Note::TruncatedRecord { offset, missing } => Some((offset, Reason::Cut { missing })),
        Note::CompressionCut => Some((capture.offset(), Reason::CompressionCut)),
        _ => None,
    })?;
    Some(CaptureError { file: path.to_owned(), offset, reason })
}

/// What came of the records.
#[derive(Debug)]
pub struct Judged {
    /// The adapters, in their order.
    pub adapters: Vec<AdapterStory>,
    /// The links, in the order of their first frame.
    pub links: Vec<LinkStory>,
    /// Links beside these, of which nothing more is kept.
    pub more_links: u64,
    /// The findings, in the order of their frames.
    pub findings: Vec<Finding>,
    /// The same findings put together, in the order of the first frame of each.
    pub incidents: Vec<Incident>,
    /// How many incidents there were of each severity, and findings that are not kept.
    pub counts: Counts,
    /// The findings that are not kept and are not like one that is.
    pub unlisted: Unlisted,
    /// Findings that were not assessed.
    pub skipped: Skipped,
    /// The faults of the capture itself.
    pub health: Health,
}

/// An analysis under way, for callers that have the records.
#[derive(Debug)]
pub struct Run {
    tracker: Tracker,
    judge: Judge,
}

impl Run {
    /// Nothing has been read yet.
    pub fn new(selection: &Selection) -> Self {
        Self { tracker: Tracker::new(), judge: Judge::new(selection) }
    }

    /// The next record. Returns what the tracker knows of it.
    #[inline]
    pub fn record<'t>(&'t mut self, record: &Record<'t>) -> Seen<'t> {
        self.tracker.record(record, &mut self.judge)
    }

    /// What the tracker knows after the last record.
    pub fn snapshot(&mut self) -> Snapshot {
        self.tracker.snapshot()
    }

    /// The findings so far.
    pub fn findings(&self) -> &[Finding] {
        self.judge.findings.kept()
    }

    /// There are no more records.
    pub fn finish(self) -> Judged {
        let Self { mut tracker, mut judge } = self;
        tracker.finish(&mut judge);
        judge.finish(tracker.state());
        let mut found = std::mem::take(&mut judge.findings).finish();
        judge.stories.assign(&mut found);
        let causes = incidents::causes(&found.kept);
        let links = std::mem::take(&mut judge.stories).finish(tracker.state(), &found, &causes);
        let incidents = incidents::gather(&found.kept, &causes, &found.said);
        let counts = incidents::counts(&incidents, &found.unlisted);
        debug_assert_eq!(worst(&counts), worst(&found.counts), "bounds change the answer");
        let adapters = &tracker.state().adapters;
        let mut adapters: Vec<_> = adapters.iter().map(AdapterStory::of).collect();
        adapters.sort_by_key(|adapter| adapter.id);
        let mut health = tracker.into_health();
        health.forgotten += judge.forgotten;
        Judged {
            adapters,
            links: links.stories,
            more_links: links.more,
            counts,
            findings: found.kept,
            incidents,
            unlisted: found.unlisted,
            skipped: judge.skipped,
            health,
        }
    }
}

/// The worst severity of which there is any.
fn worst(counts: &Counts) -> Option<usize> {
    counts.iter().rposition(|&number| number > 0)
}

struct Judge {
    /// All rules run: those that were not asked for report nothing, but a link that failed has
    /// failed all the same.
    checks: Vec<(Box<dyn Check>, bool)>,
    /// For each topic, which checks want it.
    wanted: [Vec<usize>; Topic::COUNT],
    stories: story::Stories,
    findings: Findings,
    skipped: Skipped,
    wakes: Wakes,
    /// What rules have forgotten for a bound.
    forgotten: u64,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").field("findings", &self.findings).finish_non_exhaustive()
    }
}

impl Judge {
    fn new(selection: &Selection) -> Self {
        let mut wanted: [Vec<usize>; Topic::COUNT] = Default::default();
        let mut checks = Vec::new();
        for rule in rules::all() {
            for &topic in rule.topics {
                wanted[topic as usize].push(checks.len());
            }
            checks.push(((rule.start)(), selection.has(rule)));
        }
        Self {
            checks,
            wanted,
            stories: story::Stories::default(),
            findings: Findings::default(),
            skipped: Skipped::new(),
            wakes: Wakes::default(),
            forgotten: 0,
        }
    }

    fn finish(&mut self, state: &State) {
        // After a silence just before the end there is nothing more to wait for.
        for source in self.wakes.sources() {
            if let Some(end) = state.health.end_of(source) {
                self.wake(end, state);
            }
        }
        self.stories.close(state);
        for index in 0..self.checks.len() {
            let (check, mut out) = self.check(index, state);
            check.finish(state, &mut out);
        }
        let stories = std::mem::take(&mut self.stories);
        for story in stories.iter() {
            self.story(story, state);
        }
        self.stories = stories;
        for place in 0..self.wanted[Topic::Story as usize].len() {
            let index = self.wanted[Topic::Story as usize][place];
            let (check, mut out) = self.check(index, state);
            check.last_story(&mut out);
        }
    }

    /// A story to which nothing is added any more.
    fn story(&mut self, story: &LinkStory, state: &State) {
        for place in 0..self.wanted[Topic::Story as usize].len() {
            let index = self.wanted[Topic::Story as usize][place];
            let (check, mut out) = self.check(index, state);
            out.device = story.identity.or(story.peer);
            check.story(story, &mut out);
        }
    }

    /// Wakes the rules, if the clock has surely come to the moment that they wait for.
    #[cold]
    fn wake_until(&mut self, at: At, state: &State) {
        let trusted = state.health.trusted(at);
        if self.wakes.is_due(trusted) {
            self.wake(trusted, state);
        }
    }

    /// Wakes the rules that wait for a moment before this one, in its order.
    #[cold]
    fn wake(&mut self, at: At, state: &State) {
        while let Some((index, now)) = self.wakes.take(at) {
            let (check, mut out) = self.check(index, state);
            check.due(now, state, &mut out);
        }
    }

    fn check<'j>(&'j mut self, index: usize, state: &'j State) -> (&'j mut dyn Check, Out<'j>) {
        let (check, shown) = &mut self.checks[index];
        let out = Out {
            state,
            device: None,
            findings: &mut self.findings,
            skipped: &mut self.skipped,
            shown: *shown,
            rule: index,
            wakes: &mut self.wakes,
            forgotten: &mut self.forgotten,
        };
        (check.as_mut(), out)
    }
}

impl Observer for Judge {
    #[inline]
    fn time(&mut self, at: At, state: &State) {
        if self.wakes.is_due(at) {
            self.wake_until(at, state);
        }
    }

    fn event(&mut self, event: &Event<'_>, state: &State) {
        self.time(event.at, state);
        for story in self.stories.event(event, state, &self.findings) {
            self.story(&story, state);
        }
        let topic = event.what.topic() as usize;
        for place in 0..self.wanted[topic].len() {
            let index = self.wanted[topic][place];
            let (check, mut out) = self.check(index, state);
            check.event(event, state, &mut out);
        }
    }
}
