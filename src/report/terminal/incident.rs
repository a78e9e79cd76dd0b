//! An incident, in lines for a terminal: a line that can be pasted, the frames, and the advice.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use anstyle::Style;

use super::{BOLD, DIM, color, paragraph};
use crate::{
    analysis::{Analysis, Incident},
    finding::{Confidence, RuleInfo, Severity},
    report::{again, frames, message, seconds, start},
    text::{clean, count, width, wrap, wrap_after},
};

/// Frames of one finding that are listed.
const MAX_FRAMES: usize = 12;
/// Columns that a message needs beside what stands before it.
const MIN_MESSAGE: usize = 24;

/// `path:frame: severity[CODE] message`, wrapped.
pub(super) fn write_head(
    path: &str,
    frame: u64,
    severity: Severity,
    rule: &RuleInfo,
    text: &str,
    columns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (style, code, name) = (color(severity), rule.code, severity.name());
    let head = width(&format!("{path}:{frame}: {name}[{code}] "));
    write!(out, "{BOLD}{path}:{frame}{BOLD:#}: {style}{name}[{code}]{style:#}")?;
    if head + MIN_MESSAGE > columns {
        writeln!(out)?;
        for line in wrap(text, columns.saturating_sub(2)) {
            writeln!(out, "  {line}")?;
        }
        return Ok(());
    }
    for (index, line) in wrap_after(&" ".repeat(head), text, columns, 2).iter().enumerate() {
        match index {
            0 => writeln!(out, " {}", line.trim_start())?,
            _ => writeln!(out, "{line}")?,
        }
    }
    Ok(())
}

/// An incident with its frames and consequences.
pub(super) fn write_incident(
    path: &str,
    incident: &Incident,
    analysis: &Analysis,
    columns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = incident.finding(&analysis.findings);
    let mut text = clean(&message(incident, &analysis.findings)).into_owned();
    if finding.confidence != Confidence::Confirmed {
        let _ = write!(text, " ({})", finding.confidence.name());
    }
    let (frame, severity) = (finding.at.frame, incident.severity);
    write_head(path, frame, severity, finding.rule, &text, columns, out)?;
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
