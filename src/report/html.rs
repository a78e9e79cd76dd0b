//! One page for a ticket: everything in one file, without scripts and without anything from
//! elsewhere. The template escapes all text; control characters are taken out here.

mod link;

use std::io::{self, Write};

use askama::Template;

use self::link::PageLink;
use super::{
    Format, again, extent, frames, message, scene, stability,
    ticket::{
        environment, file, folded, headline, part, reproduction, sentence, sentence_of_all,
        unassessed, when,
    },
    trust::{Note, Trust},
};
use crate::{
    analysis::Incident,
    show::channels as table,
    text::{clean, utc},
    ticket::{Case, Ticket},
};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "html",
    purpose: "For a ticket: one page that needs nothing else",
    endings: &["html", "htm"],
    ticket: Some(write),
    ..Format::NONE
};

/// Findings with their evidence; the others have a line.
const MAX_FINDINGS: usize = 200;

fn write(cases: &[Case], out: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        version: env!("CARGO_PKG_VERSION"),
        sentence: sentence_of_all(cases),
        several: cases.len() > 1,
        captures: cases
            .iter()
            .zip(1..)
            .map(|(case, number)| PageCapture::of(case, number))
            .collect(),
    };
    page.write_into(out)
}

#[derive(Template)]
#[template(path = "page.html", config = "src/report/askama.toml")]
struct Page {
    version: &'static str,
    sentence: String,
    several: bool,
    captures: Vec<PageCapture>,
}

/// A capture, or why there is none.
struct PageCapture {
    number: usize,
    name: String,
    sentence: String,
    verdict: &'static str,
    body: Option<PageBody>,
}

struct PageBody {
    extent: String,
    start: Option<String>,
    redacted: bool,
    part: Option<String>,
    rows: Vec<PageRow>,
    more_links: u64,
    findings: Vec<PageFinding>,
    folded: Vec<PageLine>,
    links: Vec<PageLink>,
    story: Option<String>,
    /// How steadily each device stayed connected and played.
    devices: Vec<(String, Vec<(&'static str, String)>)>,
    /// Radio channels: the headings of the table, its rows, what stands out, and the maps.
    channels: Option<PageChannels>,
    environment: Vec<(String, String)>,
    file: String,
    reproduction: Vec<(String, String)>,
    trust: Trust,
    skipped: Vec<(&'static str, String)>,
}

struct PageChannels {
    headings: [&'static str; 8],
    rows: Vec<[String; 8]>,
    words: Option<String>,
    maps: Vec<String>,
    more: u64,
}

impl PageChannels {
    fn of(ticket: &Ticket) -> Option<Self> {
        let channels = &ticket.channels;
        let (rows, maps) = (table::listed(channels), &channels.maps);
        (!rows.is_empty() || !maps.is_empty()).then(|| Self {
            headings: table::HEADINGS,
            rows: rows.iter().map(table::cells).collect(),
            words: table::words(channels),
            maps: maps.iter().take(table::MAX_MAPS).map(table::map).collect(),
            more: table::more(channels),
        })
    }
}

/// A link in the table on top.
struct PageRow {
    id: u32,
    verdict: &'static str,
    peer: String,
    name: Option<String>,
    kind: String,
    headline: String,
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
    frames: Vec<PageFrame>,
    again: Option<String>,
    consequences: Vec<PageLine>,
}

/// A finding in a line.
struct PageLine {
    code: &'static str,
    frame: u64,
    message: String,
}

struct PageFrame {
    number: u64,
    time: String,
    clock: Option<String>,
    note: String,
    first: bool,
    exhibit: Option<PageExhibit>,
}

struct PageExhibit {
    arrow: &'static str,
    by: &'static str,
    title: String,
    fields: String,
    all: Vec<(String, String)>,
    octets: String,
}

impl PageCapture {
    fn of(case: &Case, number: usize) -> Self {
        match case {
            Case::Read(ticket) => Self {
                number,
                name: clean(&ticket.analysis.path).into_owned(),
                sentence: sentence(ticket),
                verdict: verdict(ticket),
                body: Some(PageBody::of(ticket, number)),
            },
            Case::Unreadable { name, reason } => {
                let why = reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
                let sentence = clean(&format!("Could not be read{why}")).into_owned();
                let name = clean(name).into_owned();
                Self { number, name, sentence, verdict: "failed", body: None }
            }
        }
    }
}

/// The worst of the capture, as the name of its color.
fn verdict(ticket: &Ticket) -> &'static str {
    let analysis = &ticket.analysis;
    let worst = analysis.links.iter().map(|link| link.verdict).max();
    match (&analysis.error, worst) {
        (Some(_), _) => "failed",
        (None, worst) => worst.map_or("unknown", |verdict| verdict.name()),
    }
}

impl PageBody {
    fn of(ticket: &Ticket, capture: usize) -> Self {
        let analysis = &ticket.analysis;
        let trust = Trust::of(analysis);
        let note = |note: Note| Note { detail: clean(&note.detail).into_owned(), ..note };
        let (shown, mut folded) = folded(analysis);
        folded.splice(0..0, shown.iter().skip(MAX_FINDINGS).copied());
        let rows = analysis.links.iter().map(|link| {
            let (peer, name) = super::peer(link);
            PageRow {
                id: link.id.0,
                verdict: link.verdict.name(),
                peer,
                name,
                kind: super::kind(link),
                headline: headline(link),
            }
        });
        Self {
            extent: format!(
                "{}, {}; {}",
                analysis.header,
                clean(&analysis.header.link_type),
                extent(analysis)
            ),
            start: analysis.health.first.filter(|_| ticket.origin.times).map(|at| utc(at.time)),
            redacted: ticket.origin.redacted,
            part: part(ticket),
            rows: rows.collect(),
            more_links: analysis.more_links,
            findings: shown
                .into_iter()
                .take(MAX_FINDINGS)
                .map(|incident| PageFinding::of(incident, ticket))
                .collect(),
            folded: folded.into_iter().map(|incident| PageLine::of(incident, ticket)).collect(),
            links: analysis.links.iter().map(|link| PageLink::of(link, ticket, capture)).collect(),
            story: scene(analysis),
            devices: stability::of(analysis, false)
                .iter()
                .map(|device| (stability::who(device), stability::rows(device)))
                .collect(),
            channels: PageChannels::of(ticket),
            environment: environment(ticket),
            file: file(ticket),
            reproduction: reproduction(ticket),
            trust: Trust {
                complete: trust.complete,
                notes: trust.notes.into_iter().map(note).collect(),
            },
            skipped: unassessed(analysis),
        }
    }
}

impl PageLine {
    fn of(incident: &Incident, ticket: &Ticket) -> Self {
        let findings = &ticket.analysis.findings;
        let finding = incident.finding(findings);
        Self {
            code: finding.rule.code,
            frame: finding.at.frame,
            message: clean(&message(incident, findings)).into_owned(),
        }
    }
}

impl PageFinding {
    fn of(incident: &Incident, ticket: &Ticket) -> Self {
        let findings = &ticket.analysis.findings;
        let finding = incident.finding(findings);
        let frames = frames(finding).into_iter().map(|(at, note)| {
            let (time, clock) = when(ticket, at);
            PageFrame {
                number: at.frame,
                time,
                clock,
                note: clean(note).into_owned(),
                first: at.frame == finding.at.frame,
                exhibit: ticket.exhibits.get(&at.frame).map(|exhibit| PageExhibit {
                    arrow: exhibit.arrow,
                    by: exhibit.by.name(),
                    title: exhibit.title.clone(),
                    fields: exhibit.fields.clone(),
                    all: exhibit.all.clone(),
                    octets: exhibit.octets.clone(),
                }),
            }
        });
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            severity: incident.severity.name(),
            confidence: finding.confidence.name(),
            message: clean(&message(incident, findings)).into_owned(),
            advice: clean(finding.advice()).into_owned(),
            spec: finding.rule.spec,
            link: finding.link.map(|link| link.0),
            frames: frames.collect(),
            again: again(incident, findings),
            consequences: incident
                .consequences
                .iter()
                .map(|consequence| PageLine::of(consequence, ticket))
                .collect(),
        }
    }
}
