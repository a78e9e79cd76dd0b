//! The first screen: the links, the findings, and the details of what is selected.

mod details;

use std::cmp::Reverse;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Span,
};

use super::{
    document::{Document, Progress},
    keys::Action,
    pane::{self, Cursor},
    request::Request,
    text,
    theme::{self, Theme},
};
use crate::{
    analysis::{Incident, LinkStory},
    finding::{Finding, Severity},
    report,
};
use details::Item;

/// From so many columns on, the details stand beside the lists.
const WIDE: u16 = 120;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Focus {
    Links,
    #[default]
    Findings,
    Details,
}

/// What the details are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Subject {
    Link,
    #[default]
    Finding,
}

/// A line of the list of findings.
#[derive(Clone, Copy)]
pub(super) struct Row<'d> {
    pub(super) finding: &'d Finding,
    /// The incident that it stands for, once all was read.
    pub(super) incident: Option<&'d Incident>,
    /// It follows from the one above.
    follows: bool,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub(super) struct Overview {
    focus: Focus,
    subject: Subject,
    links: Cursor,
    findings: Cursor,
    details: Cursor,
    /// Columns of the details when they were last drawn.
    columns: u16,
    /// A key has been pressed here.
    touched: bool,
}

impl Overview {
    /// Does what an action asks.
    pub(super) fn act(&mut self, action: Action, document: &Document) -> Option<Request> {
        self.touched = true;
        match action {
            Action::NextPane | Action::Right => self.turn(true),
            Action::PreviousPane | Action::Left => self.turn(false),
            Action::NextFinding => return self.step(Action::Down, document),
            Action::PreviousFinding => return self.step(Action::Up, document),
            Action::Back => match (self.focus, self.subject) {
                (Focus::Details, Subject::Link) => self.turn(true),
                (Focus::Details, Subject::Finding) => self.turn(false),
                _ => {}
            },
            Action::Open => return self.open(document),
            _ => self.navigate(action, document),
        }
        None
    }

    fn turn(&mut self, forward: bool) {
        let next = |focus| match focus {
            Focus::Links => Focus::Findings,
            Focus::Findings => Focus::Details,
            Focus::Details => Focus::Links,
        };
        self.focus = if forward { next(self.focus) } else { next(next(self.focus)) };
        match self.focus {
            Focus::Links => self.about(Subject::Link),
            Focus::Findings => self.about(Subject::Finding),
            Focus::Details => {}
        }
    }

    fn about(&mut self, subject: Subject) {
        self.subject = subject;
        self.details = Cursor::default();
    }

    fn step(&mut self, action: Action, document: &Document) -> Option<Request> {
        if self.shown(document).is_empty() {
            return Some(Request::Say("no findings here".to_owned()));
        }
        self.focus = Focus::Findings;
        self.subject = Subject::Finding;
        self.navigate(action, document);
        None
    }

    fn navigate(&mut self, action: Action, document: &Document) {
        match self.focus {
            Focus::Links => {
                if self.links.act(action, document.links().len() as u64 + 1) {
                    self.findings = Cursor::default();
                    self.about(Subject::Link);
                }
            }
            Focus::Findings => {
                if self.findings.act(action, self.shown(document).len() as u64) {
                    self.about(Subject::Finding);
                }
            }
            Focus::Details => {
                let lines = self.lines(document).len() as u64;
                self.details.act(action, lines);
            }
        }
    }

    fn open(&mut self, document: &Document) -> Option<Request> {
        match self.focus {
            Focus::Links => {
                self.focus = Focus::Details;
                None
            }
            Focus::Findings => {
                let finding = self.shown(document).get(self.findings.index())?.finding.clone();
                Some(Request::Show { frame: finding.at.frame, cited: Some(finding) })
            }
            Focus::Details => {
                let lines = self.lines(document);
                let line = lines.get(self.details.index())?;
                let cited = match self.subject {
                    Subject::Finding => self
                        .shown(document)
                        .get(self.findings.index())
                        .map(|row| row.finding.clone()),
                    Subject::Link => None,
                };
                let frame =
                    line.frame.or(cited.as_ref().map(|finding: &Finding| finding.at.frame))?;
                Some(Request::Show { frame, cited })
            }
        }
    }

    /// The links, the worst first.
    fn links<'d>(&self, document: &'d Document) -> Vec<&'d LinkStory> {
        let mut links: Vec<&LinkStory> = document.links().iter().collect();
        links.sort_by_key(|link| Reverse(link.verdict));
        links
    }

    /// The link that is selected; none when all are.
    fn link<'d>(&self, document: &'d Document) -> Option<&'d LinkStory> {
        self.links(document).get(self.links.index().checked_sub(1)?).copied()
    }

    /// The findings of the selected link, or all: the worst first, and of those the earliest, which
    /// is the cause more often than the ones that follow.
    /// Below each stands what follows from it.
    fn shown<'d>(&self, document: &'d Document) -> Vec<Row<'d>> {
        let link = self.link(document).map(|link| link.id);
        let of = |finding: &&Finding| link.is_none() || finding.link == link;
        let Some(analysis) = &document.analysis else {
            let found = document.findings.iter().filter(of);
            let mut rows: Vec<_> =
                found.map(|finding| Row { finding, incident: None, follows: false }).collect();
            rows.sort_by_key(|row| (Reverse(row.finding.severity), row.finding.at.frame));
            return rows;
        };
        // Of what happened on several links, the one on this link.
        let row = |incident: &'d Incident, follows| {
            let mut own =
                incident.findings.iter().filter_map(|&place| document.findings.get(place));
            let finding = own.find(of)?;
            Some(Row { finding, incident: Some(incident), follows })
        };
        let mut incidents: Vec<&Incident> = analysis.incidents.iter().collect();
        incidents.sort_by_key(|incident| Reverse(incident.severity));
        let mut rows = Vec::new();
        for incident in incidents {
            let cause = row(incident, false);
            let below = incident.consequences.iter();
            rows.extend(cause);
            rows.extend(below.filter_map(|incident| row(incident, cause.is_some())));
        }
        rows
    }

    fn lines(&self, document: &Document) -> Vec<Item> {
        let finding = match self.subject {
            Subject::Finding => self.shown(document).get(self.findings.index()).copied(),
            Subject::Link => None,
        };
        match (finding, self.link(document)) {
            (Some(row), _) => details::finding(document, &row, self.columns),
            (None, Some(link)) => details::link(document, link, self.columns),
            (None, None) => details::capture(document, self.columns),
        }
    }

    /// Draws the screen.
    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &Document,
        theme: Theme,
    ) {
        if !self.touched && document.is_done() && document.findings.is_empty() {
            // Nothing is wrong: what the first link did is the most that there is to see.
            self.focus = Focus::Links;
            self.subject = Subject::Link;
            self.links.go(u64::from(!document.links().is_empty()));
        }
        let links = u16::try_from(document.links().len() + 2).unwrap_or(u16::MAX);
        let findings = u16::try_from(self.shown(document).len().max(1) + 1).unwrap_or(u16::MAX);
        if area.height < 12 {
            match self.focus {
                Focus::Links => self.draw_links(frame, area, document, theme),
                Focus::Findings => self.draw_findings(frame, area, document, theme),
                Focus::Details => self.draw_details(frame, area, document, theme),
            }
        } else if area.width >= WIDE {
            let [left, _, right] = Layout::horizontal([
                Constraint::Fill(11),
                Constraint::Length(1),
                Constraint::Fill(9),
            ])
            .areas(area);
            let most = (area.height / 2).max(area.height.saturating_sub(findings));
            let [top, bottom] =
                Layout::vertical([Constraint::Length(links.min(most)), Constraint::Min(2)])
                    .areas(left);
            self.draw_links(frame, top, document, theme);
            self.draw_findings(frame, bottom, document, theme);
            self.draw_details(frame, right, document, theme);
        } else {
            let quarter = area.height / 4;
            let [top, middle, bottom] = Layout::vertical([
                Constraint::Length(links.min(quarter)),
                Constraint::Length(findings.min(quarter + 2)),
                Constraint::Min(3),
            ])
            .areas(area);
            self.draw_links(frame, top, document, theme);
            self.draw_findings(frame, middle, document, theme);
            self.draw_details(frame, bottom, document, theme);
        }
    }

    fn draw_links(&mut self, frame: &mut Frame<'_>, area: Rect, document: &Document, theme: Theme) {
        let focused = self.focus == Focus::Links;
        let links = self.links(document);
        let title = format!("Links ({})", links.len());
        let inner = pane::titled(frame, area, theme, focused, &title);
        let mut cursor = self.links;
        let window = cursor.indexes(inner.height, links.len() + 1);
        let rows = window.map(|index| {
            let spans = match index.checked_sub(1).and_then(|index| links.get(index)) {
                Some(link) => link_row(link, theme, inner.width),
                None => vec![Span::raw("All    "), Span::raw(tally(document))],
            };
            pane::row(theme, focused, index == cursor.index(), spans, inner.width)
        });
        pane::lines(frame, inner, rows.collect());
        self.links = cursor;
    }

    fn draw_findings(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &Document,
        theme: Theme,
    ) {
        let focused = self.focus == Focus::Findings;
        let findings = self.shown(document);
        let of =
            self.link(document).map_or_else(String::new, |link| format!(" of link {}", link.id.0));
        let title = format!("Findings{of} ({})", findings.len());
        let inner = pane::titled(frame, area, theme, focused, &title);
        if findings.is_empty() {
            let text = if document.is_done() { " none" } else { " none yet" };
            pane::lines(frame, inner, vec![text.into()]);
            return;
        }
        let mut cursor = self.findings;
        let window = cursor.indexes(inner.height, findings.len());
        let rows = window.filter_map(|index| {
            let spans = finding_row(*findings.get(index)?, theme);
            Some(pane::row(theme, focused, index == cursor.index(), spans, inner.width))
        });
        pane::lines(frame, inner, rows.collect());
        self.findings = cursor;
    }

    fn draw_details(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &Document,
        theme: Theme,
    ) {
        let focused = self.focus == Focus::Details;
        self.columns = area.width.saturating_sub(2);
        let items = self.lines(document);
        let title = match (self.subject, self.link(document)) {
            (Subject::Finding, _) if !self.shown(document).is_empty() => "Finding".to_owned(),
            (_, Some(link)) => format!("Story of link {}", link.id.0),
            (_, None) => "Capture".to_owned(),
        };
        let inner = pane::titled(frame, area, theme, focused, &title);
        let mut cursor = self.details;
        let window = cursor.indexes(inner.height, items.len());
        let rows = window.filter_map(|index| {
            let spans = items.get(index)?.spans(theme);
            let selected = focused && index == cursor.index();
            Some(pane::row(theme, focused, selected, spans, inner.width))
        });
        pane::lines(frame, inner, rows.collect());
        self.details = cursor;
    }
}

fn link_row<'a>(link: &LinkStory, theme: Theme, columns: u16) -> Vec<Span<'a>> {
    let verdict = match link.verdict {
        crate::analysis::Verdict::Degraded => "DEGRADED",
        crate::analysis::Verdict::Failed => "FAILED",
        other => other.name(),
    };
    vec![
        Span::styled(format!("{verdict:<8} "), theme.verdict(link.verdict)),
        Span::raw(format!("{:>3} {} ", link.id.0, details::peer(link, usize::from(columns / 5)))),
        Span::raw(text::clean(&link.headline).into_owned()),
    ]
}

fn finding_row<'a>(row: Row<'_>, theme: Theme) -> Vec<Span<'a>> {
    let Row { finding, incident, follows } = row;
    let severity = incident.map_or(finding.severity, |incident| incident.severity);
    let times = incident.and_then(report::times);
    let times = times.map_or_else(String::new, |times| format!("{times}: "));
    let indent = if follows { "  " } else { "" };
    let link = finding.link.map_or_else(String::new, |link| format!("#{}", link.0));
    vec![
        Span::styled(theme::mark(severity), theme.severity(severity)),
        Span::raw(format!(" {indent}{} ", finding.rule.code)),
        Span::styled(format!("{:>6} {link:<3} ", finding.at.frame), theme.dim()),
        Span::raw(format!("{times}{}", text::clean(&finding.message))),
    ]
}

/// How many links and findings of each kind there are.
fn tally(document: &Document) -> String {
    if let Progress::Reading { .. } = document.progress {
        return "the links are listed when all frames are read".to_owned();
    }
    let mut parts = vec![text::count(document.links().len() as u64, "link")];
    let counts = document.analysis.as_ref().map(|analysis| analysis.counts).unwrap_or_default();
    for severity in Severity::ALL.into_iter().rev() {
        match (counts[severity as usize], severity) {
            (0, _) => {}
            (number, Severity::Info) => parts.push(format!("{number} info")),
            (number, severity) => parts.push(text::count(number, severity.name())),
        }
    }
    if document.findings.is_empty() {
        parts.push("no findings".to_owned());
    }
    parts.join(", ")
}
