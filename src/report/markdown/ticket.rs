//! A report for a ticket, in as many octets as GitHub, GitLab and Jira take.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use super::{
    drawing,
    escape::{block, code, escape},
    write_devices,
};
use crate::{
    analysis::{Incident, LinkStory},
    report::{
        again, extent, frames, kind, message, peer, scene, stability, stream,
        ticket::{
            environment, file, folded, headline, part, reproduction, sentence, sentence_of_all,
            unassessed, when,
        },
        trust::Trust,
    },
    show::{channels, streams},
    text::{count, utc},
    ticket::{Case, Ticket},
};

/// Octets of a report: GitHub takes 65,536 characters for a comment.
const MAX_OCTETS: usize = 58_000;
/// Octets of a capture's part at least, where there are many.
const LEAST: usize = 6_000;
/// Columns of a picture of streams.
const PICTURE: u16 = 78;
/// Moments of a link's streams.
const MAX_MOMENTS: usize = 20;
/// Octets of the evidence of one finding.
const MAX_EVIDENCE: usize = 6_000;

/// Writes the report.
pub(super) fn write(cases: &[Case], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}", escape(&sentence_of_all(cases)))?;
    let share = MAX_OCTETS / cases.len().max(1);
    let mut left = MAX_OCTETS;
    for case in cases {
        let mut text = match case {
            Case::Read(ticket) => section(ticket, cases.len() > 1, share.max(LEAST)),
            Case::Unreadable { name, reason } => {
                let reason = reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
                format!("\n## {}\n\n**Could not be read**{}\n", code(name), escape(&reason))
            }
        };
        if text.len() > left {
            text = match case {
                Case::Read(ticket) => {
                    let (name, said) = (code(&ticket.analysis.path), escape(&sentence(ticket)));
                    format!("\n- {name}: {said}\n")
                }
                Case::Unreadable { name, .. } => format!("\n- {}: could not be read\n", code(name)),
            };
        }
        left = left.saturating_sub(text.len());
        out.write_all(text.as_bytes())?;
        if left < 200 {
            writeln!(out, "\nThere is no room for the other captures.")?;
            break;
        }
    }
    writeln!(out, "\n---\n\nbtlint {}", env!("CARGO_PKG_VERSION"))
}

/// Text that is added piece by piece, as long as there is room.
struct Page {
    text: String,
    room: usize,
}

impl Page {
    /// Adds a piece. Returns whether there was room for it.
    fn add(&mut self, piece: &str) -> bool {
        let fits = piece.len() <= self.room;
        if fits {
            self.room -= piece.len();
            self.text.push_str(piece);
        }
        fits
    }
}

fn section(ticket: &Ticket, several: bool, room: usize) -> String {
    let analysis = &ticket.analysis;
    let mut page = Page { text: String::new(), room };
    if several {
        page.add(&format!("\n# {}\n\n**{}**\n", code(&analysis.path), escape(&sentence(ticket))));
    }
    page.add(&head(ticket, several));
    // What must be there has its room before what may be long.
    let last = [facts(ticket), devices(ticket), reproduce(ticket), trust(ticket)].concat();
    page.room = page.room.saturating_sub(last.len() + 400);
    links(ticket, &mut page);
    findings(ticket, &mut page);
    let stories = analysis.links.iter().map(|link| story(link, ticket));
    let left_out = stories.filter(|story| !page.add(story)).count();
    if left_out > 0 {
        let stories = count(left_out as u64, "more link");
        page.room += 100;
        page.add(&format!("\nThere is no room for the story of {stories}.\n"));
    }
    if let Some(radio) = radio(ticket) {
        page.add(&radio);
    }
    page.text + &last
}

/// Several devices as one story, and how steadily each stayed connected and played.
fn devices(ticket: &Ticket) -> String {
    let mut text = Vec::new();
    if let Some(scene) = scene(&ticket.analysis) {
        let _ = write!(text, "\n{}\n", escape(&scene));
    }
    let _ = write_devices(&stability::of(&ticket.analysis, false), &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn head(ticket: &Ticket, several: bool) -> String {
    let analysis = &ticket.analysis;
    let name = if several { String::new() } else { format!("{}: ", code(&analysis.path)) };
    let mut text = format!("\n{name}{}, {}", analysis.header, extent(analysis));
    if let Some(first) = analysis.health.first.filter(|_| ticket.origin.times) {
        let _ = write!(text, ", from {}", utc(first.time));
    }
    text.push_str(".\n");
    if ticket.origin.redacted {
        text.push_str("Addresses, names, keys and payload are redacted: pseudonyms and zeros.\n");
    }
    if let Some(part) = part(ticket) {
        let _ = writeln!(text, "{}.", escape(&part));
    }
    text
}

fn links(ticket: &Ticket, page: &mut Page) {
    if ticket.analysis.links.is_empty() {
        return;
    }
    page.add("\n## Links\n\n| Link | Result | Peer | Kind | |\n|--:|---|---|---|---|\n");
    let mut left_out = 0;
    for link in &ticket.analysis.links {
        let (address, name) = peer(link);
        let name = name.map_or_else(String::new, |name| format!(" {}", code(&name)));
        let (id, result) = (link.id.0, link.verdict.name());
        let headline = escape(&headline(link));
        let row = format!("| {id} | {result} | {address}{name} | {} | {headline} |\n", kind(link));
        // A third of the room is for them.
        left_out += u64::from(page.text.len() > page.room / 2 || !page.add(&row));
    }
    left_out += ticket.analysis.more_links;
    if left_out > 0 {
        page.add(&format!("\n{} are not listed.\n", count(left_out, "more link")));
    }
}

fn findings(ticket: &Ticket, page: &mut Page) {
    let (shown, folded) = folded(&ticket.analysis);
    if !shown.is_empty() {
        page.add("\n## Findings\n");
    }
    let mut short = Vec::new();
    for incident in shown {
        if !page.add(&incident_text(incident, ticket)) {
            short.push(incident);
        }
    }
    let lists = [("There was no room for the evidence of", short), ("Also worth knowing", folded)];
    for (title, incidents) in lists {
        if incidents.is_empty() {
            continue;
        }
        page.add(&format!("\n{title}:\n\n"));
        let mut left_out = 0;
        for incident in incidents {
            left_out += u64::from(!page.add(&line(incident, ticket)));
        }
        if left_out > 0 {
            page.room += 40;
            page.add(&format!("- {}\n", count(left_out, "more finding")));
        }
    }
}

/// One of a list.
fn line(incident: &Incident, ticket: &Ticket) -> String {
    let findings = &ticket.analysis.findings;
    let finding = incident.finding(findings);
    let said = escape(&message(incident, findings));
    format!("- {}, frame {}: {said}\n", finding.rule.code, finding.at.frame)
}

fn incident_text(incident: &Incident, ticket: &Ticket) -> String {
    let findings = &ticket.analysis.findings;
    let finding = incident.finding(findings);
    let said = escape(&message(incident, findings));
    let mut text = format!("\n### {}, {}\n\n{said}.", finding.rule.code, incident.severity.name());
    let _ = write!(text, " Confidence: {}.", finding.confidence.name());
    if let Some(link) = finding.link {
        let _ = write!(text, " Link {}.", link.0);
    }
    text.push_str("\n\n");
    text.push_str(&block(&evidence(incident, ticket)));
    if let Some(again) = again(incident, findings) {
        let _ = writeln!(text, "\nAgain: {again}.");
    }
    if !incident.consequences.is_empty() {
        text.push_str("\nWhat followed:\n\n");
        text.extend(incident.consequences.iter().map(|consequence| line(consequence, ticket)));
    }
    let _ = write!(text, "\n{}\n", escape(finding.advice()));
    let _ = writeln!(text, "(Rule {}; {})", escape(finding.rule.name), escape(finding.rule.spec));
    text
}

/// The frames of a finding, decoded: two or three lines each.
fn evidence(incident: &Incident, ticket: &Ticket) -> Vec<String> {
    let finding = incident.finding(&ticket.analysis.findings);
    let (mut lines, mut octets) = (Vec::new(), 0);
    for (at, note) in frames(finding) {
        let first = if at.frame == finding.at.frame { ">" } else { " " };
        let (seconds, clock) = when(ticket, at);
        let clock = clock.map_or_else(String::new, |clock| format!("  {clock}"));
        let mut own = vec![format!("{first}{:>6}  {seconds:>11}{clock}  {note}", at.frame)];
        if let Some(exhibit) = ticket.exhibits.get(&at.frame) {
            let (arrow, title) = (exhibit.arrow, &exhibit.title);
            own.push(format!("{:>9}{arrow} {title}  {}", "", exhibit.fields).trim_end().to_owned());
            if !exhibit.octets.is_empty() {
                own.push(format!("{:>11}{}", "", exhibit.octets));
            }
        }
        octets += own.iter().map(|line| line.len() + 1).sum::<usize>();
        if octets > MAX_EVIDENCE {
            lines.push("  and more frames".to_owned());
            break;
        }
        lines.append(&mut own);
    }
    lines
}

fn story(link: &LinkStory, ticket: &Ticket) -> String {
    let (address, name) = peer(link);
    let name = name.map_or_else(String::new, |name| format!(" {}", code(&name)));
    let mut text = format!("\n## Link {}: {address}{name}, {}\n\n", link.id.0, link.verdict.name());
    if let Some(codec) = &link.codec {
        let _ = writeln!(text, "Codec: {}\n", escape(codec));
    }
    if !link.phases.is_empty() {
        text.push_str(&block(&drawing::timeline(link, ticket)));
    }
    for figures in &link.streams {
        let _ = writeln!(text, "\nStream {}: {}.", figures.number, escape(&stream::words(figures)));
    }
    let picture = streams::picture(&ticket.series, Some(link.id), PICTURE, false);
    if !picture.is_empty() {
        let moments = streams::moments(&ticket.series, Some(link.id), MAX_MOMENTS);
        text.push('\n');
        text.push_str(&block(&[picture, moments].concat()));
    }
    if let Some(heard) = ticket.air.get(&link.id) {
        let (packets, garbled) = heard.total();
        let _ = writeln!(text, "\nOn the air: {}, {garbled} garbled.\n", count(packets, "packet"));
        text.push_str(&block(&drawing::channels(heard)));
    }
    text
}

/// Radio channels, where the capture says anything of them.
fn radio(ticket: &Ticket) -> Option<String> {
    let lines = channels::lines(&ticket.channels);
    (!lines.is_empty()).then(|| format!("\n## Radio channels\n\n{}", block(&lines)))
}

fn facts(ticket: &Ticket) -> String {
    let mut text = "\n## Environment\n\n".to_owned();
    for (label, fact) in environment(ticket).into_iter().take(24) {
        let _ = writeln!(text, "- {}: {}", escape(&label), escape(&fact));
    }
    text
}

fn reproduce(ticket: &Ticket) -> String {
    let mut text = format!("\n## Reproduce\n\n{}.\n\n", escape(&file(ticket)));
    for (what, line) in reproduction(ticket) {
        let _ = writeln!(text, "- {}: {}", escape(&what), code(&line));
    }
    text
}

fn trust(ticket: &Ticket) -> String {
    let analysis = &ticket.analysis;
    let trust = Trust::of(analysis);
    let mut text = "\n## Trust\n\n".to_owned();
    if trust.complete {
        text.push_str("The capture is complete: nothing lost, nothing cut short.\n");
    }
    for note in &trust.notes {
        let _ = writeln!(text, "- {}", escape(&note.detail));
    }
    let skipped = unassessed(analysis);
    if !skipped.is_empty() {
        text.push_str("\nNot assessed:\n\n");
    }
    for (reason, rules) in skipped {
        let _ = writeln!(text, "- {}: {rules}", escape(reason));
    }
    text
}
