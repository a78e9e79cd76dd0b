//! For a summary: headings, a table of each link's phases, the findings with their frames.

mod drawing;
mod escape;
mod summary;
mod ticket;

use std::io::{self, Write};

use self::escape::{code, escape};
use super::{
    Format, Reporter, Tally, Trust, again, by, extent, frames, kind, message, peer, seconds,
    skipped, start, summary, worst_first,
};
use crate::{
    analysis::{Analysis, Incident, LinkStory},
    capture::CaptureError,
    text::{duration, utc},
};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "markdown",
    purpose: "For a ticket or a CI job summary",
    endings: &["md", "markdown"],
    findings: Some(|options| Box::new(summary::Summary::new(options))),
    ticket: Some(ticket::write),
    ..Format::NONE
};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Markdown {
    wrote: bool,
}

impl Reporter for Markdown {
    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.wrote, true) {
            writeln!(out)?;
        }
        writeln!(out, "# {}\n", code(&analysis.path))?;
        let header = &analysis.header;
        write!(out, "{header}, {}; {}", escape(&header.link_type), extent(analysis))?;
        if let Some(first) = analysis.health.first {
            write!(out, ", from {}", utc(first.time))?;
        }
        writeln!(out, ".")?;
        writeln!(out, "\n**{}**", escape(&summary(analysis)))?;
        if !analysis.incidents.is_empty() {
            writeln!(out, "\n## Findings")?;
        }
        for incident in worst_first(analysis) {
            write_incident(incident, analysis, out)?;
        }
        if !analysis.links.is_empty() {
            writeln!(out, "\n## Links")?;
        }
        for link in &analysis.links {
            write_link(link, analysis, out)?;
        }
        write_trust(analysis, out)
    }

    fn unreadable(&mut self, error: &CaptureError, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.wrote, true) {
            writeln!(out)?;
        }
        writeln!(out, "# {}\n", code(&error.file))?;
        let reason = error.reason.to_string();
        writeln!(out, "**Could not be read**, at octet {}: {}", error.offset, escape(&reason))
    }

    fn end(&mut self, _tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n---\n\nbtlint {}", env!("CARGO_PKG_VERSION"))
    }
}

fn write_incident(incident: &Incident, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let finding = incident.finding(&analysis.findings);
    let (severity, code) = (incident.severity.name(), finding.rule.code);
    let known = if incident.known { ", known" } else { "" };
    writeln!(out, "\n### {code}, {severity}, frame {}{known}\n", finding.at.frame)?;
    let link = finding.link.map_or_else(String::new, |link| format!(" Link {}.", link.0));
    let confidence = finding.confidence.name();
    let said = message(incident, &analysis.findings);
    writeln!(out, "{}. Confidence: {confidence}.{link}\n", escape(&said))?;
    writeln!(out, "| Frame | Time | |\n|--:|--:|---|")?;
    for (at, note) in frames(finding) {
        let note = escape(note);
        let note = if at.frame == finding.at.frame { format!("**{note}**") } else { note };
        writeln!(out, "| {} | {} | {note} |", at.frame, seconds(at, start(analysis)))?;
    }
    if let Some(again) = again(incident, &analysis.findings) {
        writeln!(out, "\nAgain: {again}.")?;
    }
    if !incident.consequences.is_empty() {
        writeln!(out, "\nWhat followed:\n")?;
    }
    for consequence in &incident.consequences {
        let finding = consequence.finding(&analysis.findings);
        let said = escape(&message(consequence, &analysis.findings));
        writeln!(out, "- {}, frame {}: {said}", finding.rule.code, finding.at.frame)?;
    }
    writeln!(out, "\n{}", escape(finding.advice()))?;
    writeln!(out, "(Rule {}; {})", escape(finding.rule.name), escape(finding.rule.spec))
}

fn write_link(link: &LinkStory, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let (address, name) = peer(link);
    writeln!(out, "\n### Link {}: {}, {}\n", link.id.0, address, link.verdict.name())?;
    if let Some(name) = name {
        writeln!(out, "Name: {}  ", code(&name))?;
    }
    let kind = kind(link);
    if !kind.is_empty() {
        writeln!(out, "Kind: {kind}  ")?;
    }
    if let Some(codec) = &link.codec {
        writeln!(out, "Codec: {}  ", escape(codec))?;
    }
    writeln!(out, "{}", escape(&link.headline))?;
    if link.phases.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n| Frame | At | Took | Phase | By | Outcome | |\n|--:|--:|--:|---|---|---|---|"
    )?;
    for phase in &link.phases {
        let took =
            phase.ended.map_or_else(String::new, |end| duration(end.time.since(phase.began.time)));
        let outcome = phase.outcome.name();
        writeln!(
            out,
            "| {} | {} | {took} | {} | {} | {outcome} | {} |",
            phase.began.frame,
            seconds(phase.began, start(analysis)),
            phase.kind.name(),
            by(phase),
            escape(&phase.words()),
        )?;
    }
    if link.more_phases > 0 {
        writeln!(out, "\n{} more phases are not listed.", link.more_phases)?;
    }
    Ok(())
}

fn write_trust(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let trust = Trust::of(analysis);
    let skipped = skipped(analysis);
    writeln!(out, "\n## Trust\n")?;
    if trust.complete {
        writeln!(out, "The capture is complete: nothing lost, nothing cut short.")?;
    }
    for note in &trust.notes {
        writeln!(out, "- {}", escape(&note.detail))?;
    }
    if !skipped.is_empty() {
        writeln!(out, "\nNot assessed:\n")?;
    }
    for (reason, rules) in skipped {
        writeln!(out, "- {}: {rules}", escape(reason))?;
    }
    Ok(())
}
