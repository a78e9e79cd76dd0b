//! The summary of any number of captures: the answer, a table, and as much of each as there is room
//! for. GitHub takes a mebioctet for the summary of a step and 65,536 characters for a comment.

use std::{
    cmp::Reverse,
    fmt::Write as _,
    io::{self, Write},
};

use super::{Markdown, code, escape};
use crate::{
    analysis::Analysis,
    capture::CaptureError,
    finding::Severity,
    report::{Options, Reporter, Tally, is_clean, stability, summary},
    stability::Stability,
};

/// Octets of all sections together.
const MAX_SECTIONS: usize = 40_000;
/// Octets of the table.
const MAX_TABLE: usize = 16_000;

/// See the module.
#[derive(Debug)]
pub(super) struct Summary {
    options: Options,
    /// Captures with something to report, the worst first, and as many as there is room for.
    entries: Vec<Entry>,
    /// Octets of the sections that are kept.
    kept: usize,
    more_rows: u64,
    /// What the captures say together.
    together: String,
}

#[derive(Debug)]
struct Entry {
    /// The worst of it; a capture that could not be read is worse than any finding.
    worst: Option<Severity>,
    not_read: bool,
    row: String,
    section: Option<String>,
}

impl Summary {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            options: options.clone(),
            entries: Vec::new(),
            kept: 0,
            more_rows: 0,
            together: String::new(),
        }
    }

    /// Keeps an entry at its place; the least severe give way.
    fn add(&mut self, entry: Entry) {
        self.kept += entry.section.as_ref().map_or(0, String::len);
        let rank = |entry: &Entry| Reverse((entry.not_read, entry.worst));
        let place = self.entries.partition_point(|other| rank(other) <= rank(&entry));
        self.entries.insert(place, entry);
        for entry in self.entries.iter_mut().rev() {
            if self.kept <= MAX_SECTIONS {
                break;
            }
            self.kept -= entry.section.take().map_or(0, |section| section.len());
        }
        let mut rows: usize = self.entries.iter().map(|entry| entry.row.len()).sum();
        while rows > MAX_TABLE
            && let Some(last) = self.entries.pop()
        {
            rows -= last.row.len();
            self.kept -= last.section.map_or(0, |section| section.len());
            self.more_rows += 1;
        }
    }
}

/// The text with each heading a level lower. Nothing else begins a line with `#`: it is escaped.
fn lower(text: &str) -> String {
    let mut lowered = String::with_capacity(text.len() + 16);
    for line in text.lines() {
        let _ = writeln!(lowered, "{}{line}", if line.starts_with('#') { "#" } else { "" });
    }
    lowered
}

impl Reporter for Summary {
    fn capture(&mut self, analysis: &Analysis, _out: &mut dyn Write) -> io::Result<()> {
        if is_clean(analysis) {
            return Ok(());
        }
        let mut section = Vec::new();
        Markdown::default().capture(analysis, &mut section)?;
        let worst = analysis.incidents.iter().map(|incident| incident.severity).max();
        let found = escape(&summary(analysis));
        let path = code(&self.options.place(&analysis.path));
        self.add(Entry {
            worst,
            not_read: analysis.error.is_some(),
            row: format!("| {path} | {found} |\n"),
            section: Some(lower(&String::from_utf8_lossy(&section))),
        });
        Ok(())
    }

    fn unreadable(&mut self, error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        let reason = error.reason.to_string();
        let path = code(&self.options.place(&error.file));
        let row = format!("| {path} | **not read**: {} |\n", escape(&reason));
        self.add(Entry { worst: None, not_read: true, row, section: None });
        Ok(())
    }

    fn together(&mut self, together: &Stability, _out: &mut dyn Write) -> io::Result<()> {
        let mut text = Vec::new();
        for repeat in together.repeats() {
            let said = escape(&stability::repeat(&repeat));
            writeln!(text, "- {}, {}: {said}", repeat.rule.code, repeat.severity.name())?;
        }
        super::write_devices(&stability::together(together, false), &mut text)?;
        if !text.is_empty() {
            let text = String::from_utf8_lossy(&text).into_owned();
            self.together = format!("## All captures together\n\n{}", lower(text.trim_start()));
        }
        Ok(())
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# btlint\n\n**{}**", tally.line())?;
        if !self.entries.is_empty() {
            writeln!(out, "\n| Capture | Found |\n|---|---|")?;
        }
        for entry in &self.entries {
            write!(out, "{}", entry.row)?;
        }
        if self.more_rows > 0 {
            let more = crate::text::count(self.more_rows, "more capture");
            writeln!(out, "\n{more} with findings: there is no room for them here.")?;
        }
        let mut left_out: u64 = 0;
        for entry in &self.entries {
            match &entry.section {
                Some(section) => write!(out, "\n{section}")?,
                None => left_out += u64::from(!entry.not_read || entry.worst.is_some()),
            }
        }
        if !self.together.is_empty() {
            write!(out, "\n{}", self.together)?;
        }
        if left_out > 0 {
            let left_out = crate::text::count(left_out, "capture");
            writeln!(out, "\nThe details of {left_out} are left out: there is no room for them.")?;
        }
        writeln!(out, "\n---\n\nbtlint {}", env!("CARGO_PKG_VERSION"))
    }
}
