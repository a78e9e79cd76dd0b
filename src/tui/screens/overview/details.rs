//! The details of a finding, of a link, of the capture, in lines.

use ratatui::{style::Style, text::Span};

use super::sorted::Row;
use crate::{
    analysis::{LinkStory, Outcome, Phase, PhaseKind},
    capture::Timestamp,
    finding::{Finding, Severity},
    report,
    track::{
        At,
        state::{Encryption, Role},
    },
    tui::{
        clock::Times,
        document::Document,
        text,
        theme::{self, Theme},
    },
};

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Strong,
    Dim,
    Alert,
    Severity(Severity),
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Item {
    text: String,
    look: Look,
    /// The frame that it names.
    pub(super) frame: Option<u64>,
}

impl Item {
    pub(super) fn spans(&self, theme: Theme) -> Vec<Span<'static>> {
        let style = match self.look {
            Look::Plain => Style::new(),
            Look::Strong => theme.strong(),
            Look::Dim => theme.dim(),
            Look::Alert => theme.alert(),
            Look::Severity(severity) => theme.severity(severity),
        };
        vec![Span::styled(self.text.clone(), style)]
    }
}

/// Lines under way.
struct Lines<'d> {
    items: Vec<Item>,
    columns: usize,
    times: Times<'d>,
    /// When the frame was that was named before.
    before: Option<Timestamp>,
}

impl<'d> Lines<'d> {
    fn new(columns: u16, times: Times<'d>) -> Self {
        Self { items: Vec::new(), columns: usize::from(columns), times, before: None }
    }

    fn say(&mut self, look: Look, text: &str) {
        self.add(look, text, 0, None);
    }

    fn add(&mut self, look: Look, text: &str, indent: usize, frame: Option<u64>) {
        for text in text::wrap_after("", &text::clean(text), self.columns, indent) {
            self.items.push(Item { text, look, frame });
        }
    }

    /// The heading of columns, behind those of frame and time.
    fn heading(&mut self, text: &str) {
        let text = format!("{:>7} {:>w$}  {text}", "Frame", "Time", w = self.times.width());
        self.items.push(Item { text, look: Look::Dim, frame: None });
        self.before = None;
    }

    fn gap(&mut self) {
        self.items.push(Item { text: String::new(), look: Look::Plain, frame: None });
    }

    /// A line that begins with a frame's number and time, and a text in columns.
    fn at(&mut self, look: Look, at: At, columns: &str, text: &str) {
        let (time, width) = (self.times.write(at.time, self.before), self.times.width());
        self.before = Some(at.time);
        let lead = format!("{:>7} {time:>width$}  {columns}", at.frame);
        // Where the text starts that comes after a frame's number and time.
        let text_at = 10 + width;
        let indent = if columns.is_empty() { text_at } else { text_at + 2 };
        for text in text::wrap_after(&lead, &text::clean(text), self.columns, indent) {
            self.items.push(Item { text, look, frame: Some(at.frame) });
        }
    }
}

/// A finding: what it says, what to do, the frames that prove it.
pub(super) fn finding(
    document: &Document,
    row: Row<'_>,
    columns: u16,
    times: Times<'_>,
) -> Vec<Item> {
    let finding = row.finding;
    let mut lines = Lines::new(columns, times);
    let rule = finding.rule;
    let (severity, confidence) = (finding.severity.name(), finding.confidence.name());
    let head = format!("{} {}: {severity}, {confidence}", rule.code, rule.name);
    lines.say(Look::Severity(finding.severity), &head);
    lines.say(Look::Strong, &finding.message);
    if let Some(times) = row.incident.and_then(report::times) {
        lines.say(Look::Strong, &format!("It happened {times}"));
    }
    lines.add(Look::Plain, &format!("Do: {}", finding.advice()), 4, None);
    lines.heading("What it shows");
    for (at, note) in report::frames(finding) {
        let look = if at.frame == finding.at.frame { Look::Strong } else { Look::Plain };
        lines.at(look, at, "", note);
    }
    let all = row.incident.iter().flat_map(|incident| &incident.findings);
    for again in all.filter_map(|&place| document.findings.get(place)) {
        if again.at != finding.at {
            lines.at(Look::Plain, again.at, "", "again");
        }
    }
    if row.incident.is_some_and(|incident| !incident.consequences.is_empty()) {
        lines.heading("What followed");
    }
    for consequence in row.incident.iter().flat_map(|incident| &incident.consequences) {
        found(&mut lines, consequence.finding(&document.findings));
    }
    if let Some(link) = finding.link.and_then(|id| document.link(id)) {
        lines.say(Look::Dim, &format!("Link {}: {}", link.id.0, peer(link, usize::MAX)));
    }
    lines.say(Look::Dim, &format!("Specification: {}", rule.spec));
    lines.items
}

/// A link: what became of it, and its phases.
pub(super) fn link(
    document: &Document,
    link: &LinkStory,
    columns: u16,
    times: Times<'_>,
) -> Vec<Item> {
    let mut lines = Lines::new(columns, times);
    let role = match link.role {
        _ if link.on_air => ", heard on the air",
        Some(Role::Central) => ", this host is central",
        Some(Role::Peripheral) => ", this host is peripheral",
        None => "",
    };
    let random = if link.peer_is_random { " (random)" } else { "" };
    let head = format!(
        "{}{random}{role}, frames {} to {}",
        peer(link, usize::MAX),
        link.first.frame,
        link.last.frame
    );
    lines.say(Look::Dim, &head);
    lines.say(Look::Strong, &format!("{}: {}", link.verdict.name(), link.headline));
    let mut properties = Vec::new();
    if link.encryption != Encryption::Unknown {
        properties.push(format!("encryption {}", link.encryption.name()));
    }
    properties.extend(link.codec.as_ref().map(|codec| format!("codec {codec}")));
    if !properties.is_empty() {
        lines.add(Look::Plain, &properties.join(", "), 2, None);
    }
    lines.heading("  Phase             Outcome     Took");
    let of = document.findings.iter().filter(|finding| finding.link == Some(link.id));
    let mut findings = of.peekable();
    for phase in &link.phases {
        while let Some(finding) = findings.next_if(|finding| finding.at.frame < phase.began.frame) {
            found(&mut lines, finding);
        }
        let look = if phase.outcome == Outcome::Failed { Look::Alert } else { Look::Plain };
        lines.at(look, phase.began, &phase_columns(phase), &phase.words());
    }
    findings.for_each(|finding| found(&mut lines, finding));
    if link.more_phases > 0 {
        lines.say(Look::Dim, &text::count(link.more_phases, "more phase"));
    }
    let told = link.phases.iter().any(|phase| phase.kind == PhaseKind::Disconnect);
    match link.end {
        Some(_) if told => {}
        Some(end) => {
            let reason =
                end.reason.map_or_else(|| "not heard any more".to_owned(), |r| r.to_string());
            lines.at(Look::Plain, link.last, "  ended: ", &reason);
        }
        None if link.failure.is_none() => {
            lines.at(Look::Dim, link.last, "  ", "last frame; open where the capture ends");
        }
        None => {}
    }
    lines.items
}

fn found(lines: &mut Lines<'_>, finding: &Finding) {
    let code = format!("{} {}  ", theme::mark(finding.severity), finding.rule.code);
    lines.at(Look::Severity(finding.severity), finding.at, &code, &finding.message);
}

fn phase_columns(phase: &Phase) -> String {
    let by = match phase.by {
        side if side.is_local() => '>',
        side if side.is_remote() => '<',
        _ => ' ',
    };
    let took = phase.ended.filter(|end| end.frame > phase.began.frame);
    let took = took.map(|end| text::duration(end.time.since(phase.began.time))).unwrap_or_default();
    let (kind, outcome) = (phase.kind.name(), phase.outcome.name());
    format!("{by} {kind:<16}  {outcome:<10}  {took:<8} ")
}

/// The capture itself.
pub(super) fn capture(document: &Document, columns: u16, times: Times<'_>) -> Vec<Item> {
    let mut lines = Lines::new(columns, times);
    let Some(header) = &document.header else { return lines.items };
    let frames = text::count(document.index.rows(), "frame");
    lines.say(Look::Strong, &format!("{header}, {}, {frames}", header.link_type));
    if let Some(first) = document.index.first() {
        lines.say(Look::Plain, &format!("starts {}", crate::text::utc(first)));
    }
    let Some(analysis) = &document.analysis else { return lines.items };
    if document.trust.complete {
        lines.say(Look::Plain, "Nothing is known to be missing from the capture.");
    }
    for note in &document.trust.notes {
        lines.add(Look::Alert, &note.detail, 2, None);
    }
    if !analysis.skipped.is_empty() {
        lines.gap();
        lines.say(Look::Dim, "Not assessable:");
    }
    for ((code, reason), times) in &analysis.skipped {
        lines.add(
            Look::Plain,
            &format!("{code} {reason} ({})", text::count(*times, "time")),
            2,
            None,
        );
    }
    lines.items
}

/// Transport, address and name of the peer; the name is cut to so many columns.
pub(in crate::tui::screens) fn peer(link: &LinkStory, columns: usize) -> String {
    let transport = link.transport.map_or("?", |transport| transport.name());
    let address = link.peer.map_or_else(|| "unknown peer".to_owned(), |peer| peer.to_string());
    match &link.name {
        Some(name) => {
            format!("{transport:<6} {address} “{}”", text::shorten(&text::clean(name), columns))
        }
        None => format!("{transport:<6} {address}"),
    }
}
