//! A search through the frames, a slice at a time between the keys.

use std::time::{Duration, Instant};

use super::document::Document;
use crate::show::{self, Filter, Shown};

/// How long a slice may take; a key waits no longer than that.
const SLICE: Duration = Duration::from_millis(20);

/// What a search is for.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    /// As it was typed.
    pub(super) text: String,
    lower: String,
    filter: Option<Filter>,
}

impl Pattern {
    /// A text, or an expression that picks frames.
    ///
    /// # Errors
    /// What is wrong with an expression that can be nothing else.
    pub(super) fn new(text: String) -> Result<Self, String> {
        let filter = Filter::parse(&text);
        let compares = ["==", "!=", "&&", "||", "<=", ">="].iter().any(|sign| text.contains(sign));
        if let (Err(error), true) = (&filter, compares) {
            return Err(error.to_string());
        }
        let lower = text.to_lowercase();
        Ok(Self { text, lower, filter: filter.ok() })
    }

    /// Whether the line of a frame has the text, in whatever case, or the expression picks it.
    fn matches(&self, shown: &Shown<'_>) -> bool {
        let (titles, fields) = show::describe(shown);
        format!("{titles}  {fields}").to_lowercase().contains(&self.lower)
            || self.filter.as_ref().is_some_and(|filter| filter.picks(shown))
    }
}

/// A search under way.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) pattern: Pattern,
    forward: bool,
    /// The row that is looked at next.
    next: u64,
    /// Rows that have been looked at.
    seen: u64,
}

/// What came of a slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// It goes on.
    NotYet,
    /// In this row; the search may have gone round the end of the capture.
    Row { row: u64, round: bool },
    /// Nowhere.
    Nowhere,
}

impl Search {
    /// From the row after (or before) this one.
    pub(super) fn new(pattern: Pattern, forward: bool, from: u64, rows: u64) -> Self {
        let mut search = Self { pattern, forward, next: from, seen: 0 };
        search.step(rows);
        search
    }

    fn step(&mut self, rows: u64) {
        let last = rows.saturating_sub(1);
        self.next = match (self.forward, self.next) {
            (true, row) if row >= last => 0,
            (true, row) => row + 1,
            (false, 0) => last,
            (false, row) => row - 1,
        };
    }

    /// Looks at some more frames.
    pub(super) fn advance(&mut self, document: &mut Document, from: u64) -> Found {
        let began = Instant::now();
        let rows = document.index.rows();
        let first = document.index.first().unwrap_or_default();
        while self.seen < rows {
            let row = self.next;
            self.seen += 1;
            self.step(rows);
            let Some(packet) = document.fetch(row) else { continue };
            if self.pattern.matches(&packet.shown(first)) {
                let round = if self.forward { row <= from } else { row >= from };
                return Found::Row { row, round };
            }
            if began.elapsed() > SLICE {
                return Found::NotYet;
            }
        }
        Found::Nowhere
    }

    /// How far it is, for the user.
    pub(super) fn line(&self, rows: u64) -> String {
        let percent = self.seen.saturating_mul(100) / rows.max(1);
        format!("Searching for {}: {percent} %, Esc stops", self.pattern.text)
    }
}
