//! For people at a terminal: the answer first, then the captures, the worst first: what became of each
//! link, and a line for each finding that can be pasted, with its frames and the advice beneath it.
//!
//! Styles are always written; whoever owns the output takes them off where they are not wanted.

mod devices;
mod incident;
mod links;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};

use self::{
    devices::write_devices,
    incident::{write_head, write_incident},
    links::write_links,
};
use super::{
    Format, Options, Reporter, Tally, Trust, comparison, counted, extent, format::line_path,
    has_no_links, is_quiet, rule_table, scene, skipped, stability, worst_first,
};
use crate::{
    analysis::Analysis,
    capture::{CaptureError, Reason, Timestamp},
    finding::{Finding, Severity},
    show,
    stability::Stability,
    text::{clean, count, wrap},
};

/// Clean captures that have a line each; more are only counted.
const MAX_CLEAN: usize = 20;
/// Incidents of one rule in one capture that are written out; more are only counted.
const MAX_OF_RULE: usize = 20;
/// Octets of text that are kept until the end. Beyond them the details of the mildest captures are
/// left out.
const MAX_KEPT: usize = 64 << 20;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "text",
    purpose: "For a terminal",
    endings: &["txt"],
    styled: true,
    findings: Some(|options| Box::new(Terminal::new(options))),
    frames: Some(|options| Box::new(show::Lines { details: options.details })),
    model: Some(|model, out| model.text(out)),
    rules: Some(rule_table::text),
    comparison: Some(comparison::text),
    ..Format::NONE
};

/// See the module. All is kept until the end, where the answer is known.
#[derive(Debug)]
pub(super) struct Terminal {
    least: Severity,
    terse: bool,
    verbose: bool,
    width: usize,
    entries: Vec<Entry>,
    kept: usize,
    /// Captures whose details are left out.
    left_out: u64,
    /// Findings were written while the capture was read.
    live: bool,
    /// What the captures say together.
    together: Vec<u8>,
}

/// What is written of a capture.
#[derive(Debug)]
struct Entry {
    rank: Rank,
    head: Vec<u8>,
    details: Vec<u8>,
}

/// In which order captures are written: in that of this type, and captures of one rank in that of their
/// names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Not read, or not to its end.
    NotRead,
    /// The worst of what was found.
    Found(Reverse<Severity>),
    /// Nothing was found, and yet it is not clean: a link failed, and rules that would say so are
    /// ignored, or all that was found is known.
    Other,
    /// Clean; something in it was not assessed, or the capture lacks something.
    Doubtful,
    /// Clean.
    Clean,
}

impl Reporter for Terminal {
    fn found(
        &mut self,
        path: &str,
        _start: Timestamp,
        finding: &Finding,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if finding.severity < self.least {
            return Ok(());
        }
        self.live = true;
        let (text, frame) = (clean(&finding.message), finding.at.frame);
        let (path, severity) = (line_path(path), finding.severity);
        write_head(&path, frame, severity, finding.rule, &text, self.width, out)
    }

    fn capture(&mut self, analysis: &Analysis, _out: &mut dyn Write) -> io::Result<()> {
        let (mut head, mut details) = (Vec::new(), Vec::new());
        self.write_incidents(analysis, &mut details)?;
        let streams = analysis.links.iter().any(|link| !link.streams.is_empty());
        let streams = streams && analysis.terms.least == Severity::Info;
        let quiet = details.is_empty() && is_quiet(analysis) && !streams;
        let in_doubt = self.write_summary(analysis, quiet, &mut head)?;
        let rank = match counted(analysis).worst().filter(|_| !quiet) {
            _ if analysis.error.is_some() => Rank::NotRead,
            Some(worst) => Rank::Found(Reverse(worst)),
            None if !quiet => Rank::Other,
            None if in_doubt => Rank::Doubtful,
            None => Rank::Clean,
        };
        self.keep(Entry { rank, head, details });
        Ok(())
    }

    fn unreadable(&mut self, error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        let (path, red) = (line_path(&error.file), color(Severity::Error));
        let mut head = Vec::new();
        match error.reason {
            Reason::NothingToCheck(_) => {
                let reason = error.reason.to_string();
                writeln!(head, "{BOLD}{path}{BOLD:#}: {red}{}{red:#}", clean(&reason))?;
            }
            _ => writeln!(head, "{BOLD}{path}{BOLD:#}: {red}not read{red:#}")?,
        }
        self.keep(Entry { rank: Rank::NotRead, head, details: Vec::new() });
        Ok(())
    }

    fn together(&mut self, together: &Stability, _out: &mut dyn Write) -> io::Result<()> {
        if self.terse {
            return Ok(());
        }
        devices::write_together(together, self.least, self.width, &mut self.together)
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let mut gap = self.live;
        if !self.terse && tally.captures + tally.failed > 1 {
            writeln!(out, "{BOLD}{}{BOLD:#}", tally.line())?;
            gap = true;
        }
        let is_clean = |entry: &Entry| entry.rank >= Rank::Doubtful;
        let clean = self.entries.iter().filter(|entry| is_clean(entry)).count();
        let counted = clean > MAX_CLEAN && !self.verbose;
        let mut before = None;
        for entry in &self.entries {
            if is_clean(entry) && (self.terse || counted) {
                continue;
            }
            // Blocks have empty lines around them, single lines stand together.
            let is_line = is_line(entry);
            if gap || before.is_some_and(|line: bool| !(line && is_line)) {
                writeln!(out)?;
            }
            (gap, before) = (false, Some(is_line));
            out.write_all(&entry.head)?;
            out.write_all(&entry.details)?;
        }
        if counted && !self.terse {
            let doubtful = self.entries.iter().filter(|it| it.rank == Rank::Doubtful).count();
            let all = count(clean as u64, "capture");
            writeln!(
                out,
                "\n{all} {GREEN}clean{GREEN:#}, {doubtful} of them with something not assessed or missing; --verbose lists them"
            )?;
        }
        if !self.together.is_empty() {
            writeln!(out)?;
            out.write_all(&self.together)?;
        }
        if self.left_out > 0 {
            let captures = count(self.left_out, "capture");
            writeln!(
                out,
                "\n{DIM}The findings of {captures} are left out: see --format concise.{DIM:#}"
            )?;
        }
        Ok(())
    }
}

/// A single line, unlike a block of several.
fn is_line(entry: &Entry) -> bool {
    entry.details.is_empty() && entry.head.iter().filter(|&&octet| octet == b'\n').count() == 1
}

impl Terminal {
    /// The incidents of a capture, the worst first, and how many more there are of a rule.
    fn write_incidents(&self, analysis: &Analysis, out: &mut Vec<u8>) -> io::Result<()> {
        let mut counts = BTreeMap::<&str, usize>::new();
        let most = if self.verbose { usize::MAX } else { MAX_OF_RULE };
        for incident in worst_first(analysis).into_iter().filter(|it| analysis.terms.lists(it)) {
            let count = counts.entry(incident.finding(&analysis.findings).rule.code).or_default();
            *count += 1;
            if *count <= most {
                writeln!(out)?;
                write_incident(&line_path(&analysis.path), incident, analysis, self.width, out)?;
            }
        }
        for (code, count) in counts.into_iter().filter(|&(_, count)| count > most) {
            writeln!(out, "\nand {} more of {code}; --verbose lists them", count - most)?;
        }
        Ok(())
    }

    pub(super) fn new(options: &Options) -> Self {
        Self {
            least: options.least,
            terse: options.quiet,
            verbose: options.verbose,
            width: options.width,
            entries: Vec::new(),
            kept: 0,
            left_out: 0,
            live: false,
            together: Vec::new(),
        }
    }

    /// Puts an entry in its place.
    fn keep(&mut self, entry: Entry) {
        self.kept += entry.head.len() + entry.details.len();
        let place = self.entries.partition_point(|other| other.rank <= entry.rank);
        self.entries.insert(place, entry);
        for entry in self.entries.iter_mut().rev() {
            if self.kept <= MAX_KEPT {
                break;
            }
            if !entry.details.is_empty() {
                self.kept -= std::mem::take(&mut entry.details).len();
                self.left_out += 1;
            }
        }
    }

    /// What came of a capture, and what of it was not seen. Returns whether there is any of the latter.
    fn write_summary(
        &self,
        analysis: &Analysis,
        quiet: bool,
        out: &mut Vec<u8>,
    ) -> io::Result<bool> {
        let path = line_path(&analysis.path);
        write!(out, "{BOLD}{path}{BOLD:#}: ")?;
        if quiet && has_no_links(analysis) {
            write!(out, "no connection to check, ")?;
        } else if quiet {
            write!(out, "{GREEN}clean{GREEN:#}, ")?;
        }
        let found = counted(analysis);
        if let Some(worst) = found.worst().filter(|_| !quiet) {
            let style = color(worst);
            write!(out, "{style}{}{style:#}; ", found.words())?;
        }
        let known = analysis.known.iter().sum::<u64>();
        if known > 0 {
            write!(out, "{}; ", count(known, "known finding"))?;
        }
        write!(out, "{}", extent(analysis))?;
        let skipped = skipped(analysis);
        let rules: BTreeSet<_> = analysis.skipped.keys().map(|(code, _)| code).collect();
        if quiet && !rules.is_empty() {
            write!(out, " {DIM}({} not assessed){DIM:#}", count(rules.len() as u64, "rule"))?;
        }
        writeln!(out)?;
        if !quiet {
            write_links(analysis, self.width, out)?;
            if let Some(scene) = scene(analysis) {
                paragraph("story", &scene, self.width, out)?;
            }
        }
        let all = analysis.terms.least == Severity::Info;
        write_devices(&stability::of(analysis, all), self.width, out)?;
        let trust = Trust::of(analysis);
        let notes: Vec<_> =
            trust.notes.iter().filter(|note| !quiet || note.casts_doubt()).collect();
        for note in &notes {
            paragraph("trust", &clean(&note.detail), self.width, out)?;
        }
        for (reason, rules) in &skipped {
            paragraph("not assessed", &format!("{reason}: {rules}"), self.width, out)?;
        }
        Ok(!notes.is_empty() || !skipped.is_empty())
    }
}

fn color(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Notice => AnsiColor::Cyan.on_default().bold(),
        Severity::Info => AnsiColor::Blue.on_default().bold(),
    }
}

/// A word and prose beside it, wrapped.
fn paragraph(word: &str, text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let indent = word.len() + 4;
    for (index, line) in wrap(text, width.saturating_sub(indent)).iter().enumerate() {
        if index == 0 {
            writeln!(out, "  {DIM}{word}:{DIM:#} {line}")?;
        } else {
            writeln!(out, "{:indent$}{line}", "")?;
        }
    }
    Ok(())
}
