//! The first screen: the links, the findings, and the details of what is selected.

pub(super) mod details;
mod lines;
mod sorted;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
};

use crate::{
    analysis::LinkStory,
    finding::Severity,
    track::LinkId,
    tui::{
        document::Document,
        keys::{Action, Key},
        pane::{self, Cursor, List},
        screen::{Context, Declared, Request, Screen, Spot},
        screens::frames,
        shared::Shared,
        theme::Theme,
    },
};
use details::Item;
use lines::{finding_row, link_keys, link_row, tally};
use sorted::{FindingKey, Row, Sorted, key};

/// The links, the findings, and the details of what is selected.
pub(in crate::tui) static SCREEN: Declared = Declared {
    name: "Overview",
    key: Key::Char('o'),
    help: "links, findings and what they mean",
    keys: &[],
    open: || Box::new(Overview::default()),
};

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

/// The state of the screen.
#[derive(Debug, Default)]
struct Overview {
    focus: Focus,
    subject: Subject,
    /// None stands for all links.
    links: List<Option<LinkId>>,
    findings: List<FindingKey>,
    details: Cursor,
    /// Columns of the details when they were last drawn.
    columns: u16,
    /// A key has been pressed here, or something else was selected from elsewhere.
    touched: bool,
    sorted: Sorted,
}

impl Screen for Overview {
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Option<Request> {
        let document = &*context.document;
        self.touched = true;
        match action {
            Action::NextPane | Action::Right => self.turn(true),
            Action::PreviousPane | Action::Left => self.turn(false),
            Action::Back => match (self.focus, self.subject) {
                (Focus::Details, Subject::Link) => self.turn(true),
                (Focus::Details, Subject::Finding) => self.turn(false),
                _ => {}
            },
            Action::Open => return self.open(context),
            _ => self.navigate(action, document, context.shared),
        }
        None
    }

    fn next_finding(&mut self, forward: bool, context: &mut Context<'_>) -> bool {
        self.touched = true;
        (self.focus, self.subject) = (Focus::Findings, Subject::Finding);
        self.navigate(
            if forward { Action::Down } else { Action::Up },
            context.document,
            context.shared,
        );
        !self.sorted.keys.is_empty()
    }

    fn spot(&self, context: &mut Context<'_>) -> Spot {
        let document = &*context.document;
        let mut findings = self.findings.clone();
        let found = self.sorted.get(findings.index(&self.sorted.keys), document);
        match (self.subject, found) {
            (Subject::Finding, Some(row)) => Spot::finding(row.finding),
            _ => {
                let link = self.sorted.link.and_then(|id| document.link(id));
                let frame = link.map(|link| link.first.frame);
                Spot { frame, link: link.map(|link| link.id), finding: None }
            }
        }
    }

    fn arrive(&mut self, spot: &Spot, context: &mut Context<'_>) {
        self.touched = true;
        let document = &*context.document;
        if let Some(finding) = &spot.finding {
            if self.links.chosen().is_some_and(|link| *link != finding.link) {
                self.links.choose(None);
            }
            self.sort(document);
            self.findings.choose(Some(key(finding)));
            (self.focus, self.subject) = (Focus::Findings, Subject::Finding);
        } else if spot.link.is_some() {
            self.links.choose(Some(spot.link));
            self.sort(document);
            (self.focus, self.subject) = (Focus::Links, Subject::Link);
        }
        self.details = Cursor::default();
    }

    fn click(&mut self, at: Position, context: &mut Context<'_>) -> bool {
        let document = &*context.document;
        self.touched = true;
        if self.links.click(at, &link_keys(document)) {
            self.focus = Focus::Links;
            self.sort(document);
            self.findings = List::default();
            self.about(Subject::Link);
        } else if self.findings.click(at, &self.sorted.keys) {
            self.focus = Focus::Findings;
            self.about(Subject::Finding);
        } else {
            let lines = self.lines(document, context.shared).len() as u64;
            if !self.details.click(at, lines) {
                return false;
            }
            self.focus = Focus::Details;
        }
        true
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, context: &mut Context<'_>) {
        self.draw_all(frame, area, context.document, context.shared);
    }
}

impl Overview {
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

    fn navigate(&mut self, action: Action, document: &Document, shared: &Shared) {
        match self.focus {
            Focus::Links => {
                if self.links.act(action, &link_keys(document)) {
                    self.sort(document);
                    self.findings = List::default();
                    self.about(Subject::Link);
                }
            }
            Focus::Findings => {
                self.sort(document);
                if self.findings.act(action, &self.sorted.keys) {
                    self.about(Subject::Finding);
                }
            }
            Focus::Details => {
                let lines = self.lines(document, shared).len() as u64;
                self.details.act(action, lines);
            }
        }
    }

    fn open(&mut self, context: &mut Context<'_>) -> Option<Request> {
        let document = &*context.document;
        match self.focus {
            Focus::Links => {
                self.focus = Focus::Details;
                None
            }
            Focus::Findings => {
                let row = self.finding(document)?;
                Some(Request::Go(&frames::SCREEN, Spot::finding(row.finding)))
            }
            Focus::Details => {
                let lines = self.lines(document, context.shared);
                let line = lines.get(self.details.index())?;
                let cited = self.finding(document).filter(|_| self.subject == Subject::Finding);
                let cited = cited.map(|row| row.finding.clone());
                let Some(frame) = line.frame.or(cited.as_ref().map(|finding| finding.at.frame))
                else {
                    return Some(Request::Say("no frame belongs to this line".to_owned()));
                };
                let spot = Spot { frame: Some(frame), link: None, finding: cited };
                Some(Request::Go(&frames::SCREEN, spot))
            }
        }
    }

    fn sort(&mut self, document: &Document) {
        let link = self.links.chosen().copied().flatten();
        self.sorted.update(document, link);
    }

    /// The link that is selected; none when all are.
    fn link<'d>(&self, document: &'d Document) -> Option<&'d LinkStory> {
        document.link(self.sorted.link?)
    }

    /// The finding that is selected.
    fn finding<'d>(&mut self, document: &'d Document) -> Option<Row<'d>> {
        self.sort(document);
        let index = self.findings.index(&self.sorted.keys);
        self.sorted.get(index, document)
    }

    fn lines(&mut self, document: &Document, shared: &Shared) -> Vec<Item> {
        let times = shared.times(document);
        let finding = match self.subject {
            Subject::Finding => self.finding(document),
            Subject::Link => None,
        };
        match (finding, self.link(document)) {
            (Some(row), _) => details::finding(document, row, self.columns, times),
            (None, Some(link)) => details::link(document, link, self.columns, times),
            (None, None) => details::capture(document, self.columns, times),
        }
    }

    fn draw_all(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &Document,
        shared: &Shared,
    ) {
        let (theme, zoomed) = (shared.theme, shared.zoomed);
        let wrong = document.findings.iter().any(|finding| finding.severity > Severity::Info);
        if !self.touched && document.is_done() && !wrong {
            // Nothing is wrong: what the first link did is the most that there is to see.
            (self.focus, self.subject) = (Focus::Links, Subject::Link);
            self.links.choose(link_keys(document).get(1).copied());
        }
        self.sort(document);
        self.links.hide();
        self.findings.hide();
        self.details.hide();
        let links = u16::try_from(document.links().len() + 2).unwrap_or(u16::MAX);
        let findings = u16::try_from(self.sorted.keys.len().max(1) + 1).unwrap_or(u16::MAX);
        if area.height < 12 || zoomed {
            match self.focus {
                Focus::Links => self.draw_links(frame, area, document, theme),
                Focus::Findings => self.draw_findings(frame, area, document, theme),
                Focus::Details => self.draw_details(frame, area, document, shared),
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
            self.draw_details(frame, right, document, shared);
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
            self.draw_details(frame, bottom, document, shared);
        }
    }

    fn draw_links(&mut self, frame: &mut Frame<'_>, area: Rect, document: &Document, theme: Theme) {
        let focused = self.focus == Focus::Links;
        let keys = link_keys(document);
        let at = self.links.index(&keys) as u64;
        let count = keys.len() as u64 - 1;
        let title = match at.checked_sub(1) {
            Some(at) => format!("Links {}", pane::position(at, count)),
            None => format!("Links ({count})"),
        };
        let inner = pane::titled(frame, area, theme, focused, &title);
        let (window, at) = self.links.window(inner, &keys);
        let rows = window.map(|index| {
            let link = keys.get(index).copied().flatten().and_then(|id| document.link(id));
            let spans = match link {
                Some(link) => link_row(link, theme, inner.width),
                None => vec![Span::raw("All    "), Span::raw(tally(document))],
            };
            pane::row(theme, focused, index == at, spans, inner.width)
        });
        pane::lines(frame, inner, rows.collect());
    }

    fn draw_findings(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &Document,
        theme: Theme,
    ) {
        let focused = self.focus == Focus::Findings;
        let of =
            self.link(document).map_or_else(String::new, |link| format!(" of link {}", link.id.0));
        let at = self.findings.index(&self.sorted.keys) as u64;
        let position = pane::position(at, self.sorted.keys.len() as u64);
        let inner = pane::titled(frame, area, theme, focused, &format!("Findings{of} {position}"));
        if self.sorted.keys.is_empty() {
            let text = if document.is_done() { " none" } else { " none yet" };
            pane::lines(frame, inner, vec![text.into()]);
            return;
        }
        let (window, at) = self.findings.window(inner, &self.sorted.keys);
        let rows = window.filter_map(|index| {
            let spans = finding_row(self.sorted.get(index, document)?, theme);
            Some(pane::row(theme, focused, index == at, spans, inner.width))
        });
        pane::lines(frame, inner, rows.collect());
    }

    fn draw_details(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &Document,
        shared: &Shared,
    ) {
        let theme = shared.theme;
        let focused = self.focus == Focus::Details;
        self.columns = area.width.saturating_sub(2);
        let items = self.lines(document, shared);
        let title = match (self.subject, self.link(document)) {
            (Subject::Finding, _) if !self.sorted.keys.is_empty() => "Finding".to_owned(),
            (_, Some(link)) => format!("Story of link {}", link.id.0),
            (_, None) => "Capture".to_owned(),
        };
        let inner = pane::titled(frame, area, theme, focused, &title);
        let mut cursor = self.details;
        let window = cursor.indexes(inner, items.len());
        let rows = window.filter_map(|index| {
            let spans = items.get(index)?.spans(theme);
            let selected = focused && index == cursor.index();
            Some(pane::row(theme, focused, selected, spans, inner.width))
        });
        pane::lines(frame, inner, rows.collect());
        self.details = cursor;
    }
}
