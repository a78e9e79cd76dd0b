//! One page for a ticket: everything in one file, without scripts and without anything from
//! elsewhere. The template escapes all text; control characters are taken out here.

use std::io::{self, Write};

use askama::Template;

use super::{
    Format, Reporter, Trust, again, by, extent, frames, kind, length, message, peer, seconds,
    skipped, start, summary, worst_first,
};
use crate::{
    analysis::{Analysis, Incident, LinkStory, Phase},
    capture::Timestamp,
    text::{clean, duration, utc},
};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "html",
    purpose: "For a ticket: one page that needs nothing else",
    endings: &["html", "htm"],
    ticket: Some(|_| Box::new(Html)),
    ..Format::NONE
};

/// See the module.
#[derive(Debug)]
struct Html;

impl Reporter for Html {
    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        Page::of(analysis).write_into(out)
    }
}

#[derive(Template)]
#[template(path = "page.html", config = "src/report/askama.toml")]
struct Page {
    version: &'static str,
    path: String,
    format: String,
    extent: String,
    start: Option<String>,
    summary: String,
    findings: Vec<PageFinding>,
    links: Vec<PageLink>,
    trust: Trust,
    skipped: Vec<(&'static str, String)>,
}

struct PageFinding {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    confidence: &'static str,
    message: String,
    advice: String,
    spec: &'static str,
    link: Option<u32>,
    frame: u64,
    frames: Vec<PageFrame>,
    again: Option<String>,
    consequences: Vec<PageConsequence>,
}

struct PageConsequence {
    code: &'static str,
    frame: u64,
    message: String,
}

struct PageFrame {
    number: u64,
    time: String,
    note: String,
    first: bool,
}

struct PageLink {
    id: u32,
    verdict: &'static str,
    peer: String,
    name: Option<String>,
    kind: String,
    codec: Option<String>,
    headline: String,
    phases: Vec<PagePhase>,
    more: u64,
}

struct PagePhase {
    frame: u64,
    at: String,
    took: String,
    name: &'static str,
    by: &'static str,
    outcome: &'static str,
    detail: String,
    /// Where it stands in the link's time, and how much of it it takes, in per cent.
    left: f64,
    width: f64,
}

impl Page {
    fn of(analysis: &Analysis) -> Self {
        let trust = Trust::of(analysis);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            path: clean(&analysis.path).into_owned(),
            format: format!("{}, {}", analysis.header, clean(&analysis.header.link_type)),
            extent: extent(analysis),
            start: analysis.health.first.map(|at| utc(at.time)),
            summary: summary(analysis),
            findings: worst_first(analysis)
                .into_iter()
                .map(|incident| PageFinding::of(incident, analysis))
                .collect(),
            links: analysis.links.iter().map(|link| PageLink::of(link, analysis)).collect(),
            trust: Trust {
                complete: trust.complete,
                notes: trust
                    .notes
                    .into_iter()
                    .map(|note| super::Note { detail: clean(&note.detail).into_owned(), ..note })
                    .collect(),
            },
            skipped: skipped(analysis),
        }
    }
}

impl PageFinding {
    fn of(incident: &Incident, analysis: &Analysis) -> Self {
        let finding = incident.finding(&analysis.findings);
        let said = |incident| clean(&message(incident, &analysis.findings)).into_owned();
        let frames = frames(finding).into_iter().map(|(at, note)| PageFrame {
            number: at.frame,
            time: seconds(at, start(analysis)),
            note: clean(note).into_owned(),
            first: at.frame == finding.at.frame,
        });
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            severity: incident.severity.name(),
            confidence: finding.confidence.name(),
            message: said(incident),
            advice: clean(finding.advice()).into_owned(),
            spec: finding.rule.spec,
            link: finding.link.map(|link| link.0),
            frame: finding.at.frame,
            frames: frames.collect(),
            again: again(incident, &analysis.findings),
            consequences: incident
                .consequences
                .iter()
                .map(|consequence| {
                    let finding = consequence.finding(&analysis.findings);
                    PageConsequence {
                        code: finding.rule.code,
                        frame: finding.at.frame,
                        message: said(consequence),
                    }
                })
                .collect(),
        }
    }
}

impl PageLink {
    fn of(link: &LinkStory, analysis: &Analysis) -> Self {
        let (peer, name) = peer(link);
        // The bars of a link that was seen in part share the time of that part.
        let whole = link.last.time.since(link.first.time).max(1).min(length(analysis).max(1));
        let scale = (link.first.time, whole as f64);
        let phases = link.phases.iter();
        Self {
            id: link.id.0,
            verdict: link.verdict.name(),
            peer,
            name,
            kind: kind(link),
            codec: link.codec.as_deref().map(|codec| clean(codec).into_owned()),
            headline: clean(&link.headline).into_owned(),
            phases: phases
                .map(|phase| PagePhase::of(phase, link, start(analysis), scale))
                .collect(),
            more: link.more_phases,
        }
    }
}

impl PagePhase {
    fn of(phase: &Phase, link: &LinkStory, start: Timestamp, scale: (Timestamp, f64)) -> Self {
        let (from, whole) = scale;
        let share = |time: Timestamp| (time.since(from) as f64 / whole * 100.0).clamp(0.0, 100.0);
        let end = phase.ended.unwrap_or(link.last);
        let left = share(phase.began.time).min(99.0);
        Self {
            frame: phase.began.frame,
            at: seconds(phase.began, start),
            took: match phase.ended {
                Some(end) => duration(end.time.since(phase.began.time)),
                None => "–".to_owned(),
            },
            name: phase.kind.name(),
            by: by(phase),
            outcome: phase.outcome.name(),
            detail: clean(&phase.words()).into_owned(),
            left,
            width: (share(end.time) - left).max(1.0),
        }
    }
}
