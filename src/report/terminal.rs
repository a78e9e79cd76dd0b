//! For people at a terminal: a line for each finding that can be pasted, the frames and the advice
//! beneath it, and what became of each link.
//!
//! Styles are always written; whoever owns the output takes them off where they are not wanted.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};

use super::{
    Format, Options, Reporter, Tally, Trust, again, extent, format::line_path, frames,
    has_no_links, is_quiet, kind, message, peer, rule_table, seconds, skipped, start,
};
use crate::{
    analysis::{Analysis, Incident, LinkStory, Verdict},
    capture::{CaptureError, Reason, Timestamp},
    finding::{Confidence, Finding, Severity},
    show,
    text::{clean, count, wrap},
};

/// Links of one capture that are listed.
const MAX_LINKS: usize = 30;
/// Streams of one link that are listed.
const MAX_STREAMS: usize = 8;
/// Frames of one finding that are listed.
const MAX_FRAMES: usize = 12;

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
    rules: Some(rule_table::text),
    ..Format::NONE
};

/// See the module.
#[derive(Debug)]
pub(super) struct Terminal {
    least: Severity,
    terse: bool,
    width: usize,
    before: Before,
}

/// What was written last. Blocks have empty lines around them, single lines stand together.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    Line,
    Block,
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
        self.gap(Before::Line, out)?;
        let (style, severity) = (color(finding.severity), finding.severity.name());
        let (path, frame) = (line_path(path), finding.at.frame);
        let (code, text) = (finding.rule.code, clean(&finding.message));
        writeln!(out, "{BOLD}{path}:{frame}{BOLD:#}: {style}{severity}[{code}]{style:#} {text}")
    }

    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        let path = line_path(&analysis.path);
        let (mut listed, least, width) = (0, analysis.terms.least, self.width);
        for incident in analysis.incidents.iter().filter(|it| analysis.terms.lists(it)) {
            self.gap(Before::Block, out)?;
            write_incident(&path, incident, analysis, width, out)?;
            listed += 1;
        }
        let (trust, skipped) = (Trust::of(analysis), skipped(analysis));
        let streams = analysis.links.iter().any(|link| !link.streams.is_empty());
        let quiet = listed == 0 && is_quiet(analysis) && !(least == Severity::Info && streams);
        if quiet && self.terse {
            return Ok(());
        }
        self.gap(if quiet { Before::Line } else { Before::Block }, out)?;
        write!(out, "{BOLD}{path}{BOLD:#}: ")?;
        if quiet && has_no_links(analysis) {
            write!(out, "no connection to check, ")?;
        } else if quiet {
            write!(out, "{GREEN}clean{GREEN:#}, ")?;
        }
        write!(out, "{}", extent(analysis))?;
        let rules: BTreeSet<_> = analysis.skipped.keys().map(|(code, _)| code).collect();
        if quiet && !rules.is_empty() {
            write!(out, " {DIM}({} not assessed){DIM:#}", count(rules.len() as u64, "rule"))?;
        }
        let known = analysis.known.iter().sum::<u64>();
        if known > 0 {
            write!(out, ", {}", count(known, "known finding"))?;
        }
        writeln!(out)?;
        if !quiet {
            write_links(analysis, least, width, out)?;
        }
        for note in trust.notes.iter().filter(|note| !quiet || note.casts_doubt()) {
            paragraph("trust", &clean(&note.detail), width, out)?;
        }
        for (reason, rules) in skipped {
            paragraph("not assessed", &format!("{reason}: {rules}"), width, out)?;
        }
        Ok(())
    }

    fn unreadable(&mut self, error: &CaptureError, out: &mut dyn Write) -> io::Result<()> {
        self.gap(Before::Line, out)?;
        let (path, red) = (line_path(&error.file), color(Severity::Error));
        match error.reason {
            Reason::NothingToCheck(_) => {
                let reason = error.reason.to_string();
                writeln!(out, "{BOLD}{path}{BOLD:#}: {red}{}{red:#}", clean(&reason))
            }
            _ => writeln!(out, "{BOLD}{path}{BOLD:#}: {red}not read{red:#}"),
        }
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        if self.terse || tally.captures + tally.failed < 2 {
            return Ok(());
        }
        writeln!(out, "\n{BOLD}{}{BOLD:#}", tally.line())
    }
}

impl Terminal {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            least: options.least,
            terse: options.quiet,
            width: options.width,
            before: Before::default(),
        }
    }

    /// An empty line where one is wanted before what is written next.
    fn gap(&mut self, next: Before, out: &mut dyn Write) -> io::Result<()> {
        let before = std::mem::replace(&mut self.before, next);
        if before == Before::Nothing || (before, next) == (Before::Line, Before::Line) {
            return Ok(());
        }
        writeln!(out)
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

fn write_incident(
    path: &str,
    incident: &Incident,
    analysis: &Analysis,
    columns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = incident.finding(&analysis.findings);
    let (style, severity) = (color(incident.severity), incident.severity.name());
    write!(
        out,
        "{BOLD}{path}:{}{BOLD:#}: {style}{severity}[{}]{style:#} {}",
        finding.at.frame,
        finding.rule.code,
        clean(&message(incident, &analysis.findings)),
    )?;
    match finding.confidence {
        Confidence::Confirmed => writeln!(out)?,
        other => writeln!(out, " {DIM}({}){DIM:#}", other.name())?,
    }
    let all = frames(finding);
    let width = all.iter().map(|(at, _)| at.frame.to_string().len()).max().unwrap_or(1);
    for (at, note) in all.iter().take(MAX_FRAMES) {
        let time = seconds(*at, start(analysis));
        let first = at.frame == finding.at.frame;
        let mark = if first { ">" } else { " " };
        let emphasis = if first { BOLD } else { Style::new() };
        let head = format!("  {mark} {:>width$}  {time:>11}", at.frame);
        let indent = head.len() + 2;
        let mut note = wrap(&clean(note), columns.saturating_sub(indent)).into_iter();
        match note.next() {
            Some(line) => writeln!(out, "{emphasis}{head}  {line}{emphasis:#}")?,
            None => writeln!(out, "{emphasis}{head}{emphasis:#}")?,
        }
        for line in note {
            writeln!(out, "{:indent$}{emphasis}{line}{emphasis:#}", "")?;
        }
    }
    if all.len() > MAX_FRAMES {
        writeln!(
            out,
            "    {DIM}and {}{DIM:#}",
            count((all.len() - MAX_FRAMES) as u64, "more frame")
        )?;
    }
    if let Some(again) = again(incident, &analysis.findings) {
        paragraph("again", &again, columns, out)?;
    }
    for consequence in &incident.consequences {
        let finding = consequence.finding(&analysis.findings);
        let text = message(consequence, &analysis.findings);
        let text = format!("{} in frame {}: {text}", finding.rule.code, finding.at.frame);
        paragraph("then", &clean(&text), columns, out)?;
    }
    paragraph("help", &clean(finding.advice()), columns, out)
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

fn write_links(
    analysis: &Analysis,
    least: Severity,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let links = &analysis.links;
    // What is well comes last where there is no room for all.
    let mut order: Vec<&LinkStory> = links.iter().collect();
    if links.len() > MAX_LINKS {
        order.sort_by_key(|link| std::cmp::Reverse(link.verdict));
    }
    for link in order.iter().take(MAX_LINKS) {
        let style = match link.verdict {
            Verdict::Ok => AnsiColor::Green.on_default(),
            Verdict::Unknown => DIM,
            Verdict::Degraded => AnsiColor::Yellow.on_default(),
            Verdict::Failed => AnsiColor::Red.on_default(),
        };
        let (address, name) = peer(link);
        let name = name.map_or_else(String::new, |name| format!(" \"{name}\""));
        let (verdict, kind) = (link.verdict.name(), kind(link));
        let separator = if kind.is_empty() { "" } else { ", " };
        let id = link.id.0;
        write!(out, "  {style}{verdict:<8}{style:#}  link {id}{separator}{kind}, {address}{name}")?;
        // A finding that was printed above is not repeated.
        let printed = analysis.findings.iter().find(|finding| {
            finding.link == Some(link.id) && link.headline.starts_with(finding.message.as_str())
        });
        if let Some(finding) = printed {
            writeln!(out, ": {}", finding.rule.code)?;
        } else {
            writeln!(out)?;
            for line in wrap(&clean(&link.headline), width.saturating_sub(12)) {
                writeln!(out, "            {line}")?;
            }
        }
        if least == Severity::Info {
            write_streams(link, width, out)?;
        }
    }
    if links.len() > MAX_LINKS {
        let more = count((links.len() - MAX_LINKS) as u64, "more link");
        writeln!(out, "  {DIM}and {more}{DIM:#}")?;
    }
    Ok(())
}

/// The figures of a link's streams: information, like the findings of that severity.
fn write_streams(link: &LinkStory, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for figures in link.streams.iter().take(MAX_STREAMS) {
        let text = super::stream::words(figures);
        for (index, line) in wrap(&text, width.saturating_sub(20)).iter().enumerate() {
            let head = if index == 0 { "stream:" } else { "" };
            writeln!(out, "            {DIM}{head:<7}{DIM:#} {line}")?;
        }
    }
    let more = link.streams.len().saturating_sub(MAX_STREAMS) as u64 + link.more_streams;
    if more > 0 {
        writeln!(out, "            {DIM}and {}{DIM:#}", count(more, "more stream"))?;
    }
    Ok(())
}
