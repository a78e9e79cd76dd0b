//! What all screens share: which frames are meant, what is searched for, how times are written, how
//! things look.

use super::{
    clock::{Clock, Times},
    document::Document,
    job::Job,
    keys::Keys,
    scope::Scope,
    search::Search,
    theme::Theme,
};
use crate::{capture::Timestamp, text::Zone};

/// The state that is no screen's own.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) theme: Theme,
    pub(super) keys: Keys,
    pub(super) clock: Clock,
    /// Where the user is.
    pub(super) zone: Zone,
    /// When the frame was that got a letter last.
    pub(super) mark: Option<Timestamp>,
    pub(super) scope: Scope,
    /// The rows in the scope; none when all are.
    pub(super) rows: Option<Job>,
    pub(super) search: Option<Search>,
    /// The pane that is used has the whole screen.
    pub(super) zoomed: bool,
}

impl Shared {
    pub(super) fn new(theme: Theme) -> Self {
        Self {
            theme,
            keys: Keys::default(),
            clock: Clock::default(),
            zone: Zone::system(),
            mark: None,
            scope: Scope::default(),
            rows: None,
            search: None,
            zoomed: false,
        }
    }

    /// How times are written.
    pub(super) fn times(&self, document: &Document) -> Times<'_> {
        let first = document.index.first().unwrap_or_default();
        Times { clock: self.clock, zone: &self.zone, first, mark: self.mark }
    }

    /// Frames in the scope.
    pub(super) fn count(&self, document: &Document) -> u64 {
        self.rows.as_ref().map_or(document.index.rows(), |job| job.rows.len())
    }

    /// The row that stands in so many-th place of the scope.
    pub(super) fn row(&self, place: u64) -> Option<u64> {
        self.rows.as_ref().map_or(Some(place), |job| job.rows.nth(place))
    }

    /// The place of a row in the scope, or of the next one that is in it; of the last when none is.
    pub(super) fn place(&self, row: u64) -> u64 {
        let last = |job: &Job| job.rows.len().saturating_sub(1);
        self.rows.as_ref().map_or(row, |job| job.rows.rank(row).min(last(job)))
    }

    /// Whether a row is in the scope, as far as is known.
    pub(super) fn has(&self, row: u64) -> bool {
        self.rows.as_ref().is_none_or(|job| job.rows.has(row))
    }

    /// Whether a row is a hit of the search.
    pub(super) fn hit(&self, row: u64) -> bool {
        self.search.as_ref().is_some_and(|search| search.job.rows.has(row))
    }

    /// Whether the scope is still being looked through.
    pub(super) fn is_looking(&self) -> bool {
        self.rows.as_ref().is_some_and(|job| !job.done)
    }

    /// Takes in what the jobs have found. Returns whether anything is new.
    pub(super) fn receive(&mut self) -> bool {
        let rows = self.rows.as_mut().is_some_and(Job::receive);
        let search = self.search.as_mut().is_some_and(|search| search.job.receive());
        rows || search
    }

    /// Whether a job goes on.
    pub(super) fn is_busy(&self) -> bool {
        self.rows.as_ref().is_some_and(|job| !job.done)
            || self.search.as_ref().is_some_and(|search| !search.job.done)
    }
}
