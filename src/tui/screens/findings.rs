//! All findings, put together by rule and peer, with the rule explained beside them.

use std::{cmp::Reverse, collections::BTreeMap};

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    style::Style,
    text::{Line, Span},
};

use crate::{
    finding::{Finding, Severity},
    track::LinkId,
    tui::{
        document::Document,
        keys::{Action, Binding, Key, bind},
        pane::{self, List},
        screen::{Context, Declared, Request, Screen, Spot},
        screens::{frames, overview::details::peer},
        text,
        theme::{self, Theme},
    },
};

const INFO: u8 = 0;
const EXPLAIN: u8 = 1;

#[rustfmt::skip]
const KEYS: &[Binding] = &[
    bind(&[Key::Char('i')], Action::Own(INFO), "hide findings that are only worth knowing, or show them", Some("info")),
    bind(&[Key::Char('e')], Action::Own(EXPLAIN), "explain the rule, or show what was found", Some("explain")),
];

/// The findings by rule and peer.
pub(in crate::tui) static SCREEN: Declared = Declared {
    name: "Findings",
    key: Key::Char('F'),
    help: "findings by rule and peer, with the rule explained",
    keys: KEYS,
    open: || Box::new(View::default()),
};

/// A line of the list: a group, or one of its findings, by its place in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Group(&'static str, Option<LinkId>),
    One(&'static str, u64, Option<LinkId>),
}

/// The findings of one rule with one peer.
#[derive(Debug)]
struct Group {
    row: Row,
    peer: String,
    worst: Severity,
    /// Places in the document's findings, in the order of their frames.
    findings: Vec<usize>,
}

/// The state of the screen.
#[derive(Debug, Default)]
struct View {
    list: List<Row>,
    /// Groups whose findings are listed.
    open: Vec<Row>,
    info_hidden: bool,
    explains: bool,
    /// Of the document's findings and the scope that the groups were made of.
    made_of: (u64, Option<LinkId>, bool, bool),
    groups: Vec<Group>,
}

impl View {
    fn update(&mut self, context: &Context<'_>) {
        let document = &*context.document;
        let link = context.shared.scope.link;
        let made_of = (document.version, link, self.info_hidden, document.is_done());
        if self.made_of == made_of {
            return;
        }
        self.made_of = made_of;
        let mut groups: BTreeMap<(&'static str, String), Group> = BTreeMap::new();
        for (index, finding) in document.findings.iter().enumerate() {
            if link.is_some() && finding.link != link
                || self.info_hidden && finding.severity == Severity::Info
            {
                continue;
            }
            let story = finding.link.and_then(|id| document.link(id));
            let peer = story.map(|story| peer(story, 20)).unwrap_or_default();
            let group = groups.entry((finding.rule.code, peer.clone())).or_insert_with(|| Group {
                row: Row::Group(finding.rule.code, finding.link),
                peer,
                worst: finding.severity,
                findings: Vec::new(),
            });
            group.worst = group.worst.max(finding.severity);
            group.findings.push(index);
        }
        self.groups = groups.into_values().collect();
        self.groups.sort_by_key(|group| (Reverse(group.worst), group.findings.first().copied()));
    }

    /// The lines, and where each finding is.
    fn rows(&self, document: &Document) -> Vec<(Row, usize, Option<usize>)> {
        let mut rows = Vec::new();
        for (at, group) in self.groups.iter().enumerate() {
            rows.push((group.row, at, None));
            if self.open.contains(&group.row) {
                rows.extend(group.findings.iter().filter_map(|&index| {
                    let finding = document.findings.get(index)?;
                    let row = Row::One(finding.rule.code, finding.at.frame, finding.link);
                    Some((row, at, Some(index)))
                }));
            }
        }
        rows
    }

    /// The selected group, and the selected finding of it: the first, for a group.
    fn selected<'d>(&self, document: &'d Document) -> Option<(&Group, &'d Finding, bool)> {
        let rows = self.rows(document);
        let keys: Vec<Row> = rows.iter().map(|(row, ..)| *row).collect();
        let (_, group, one) = rows.get(self.list.clone().index(&keys))?;
        let group = self.groups.get(*group)?;
        let finding = document.findings.get(one.or(group.findings.first().copied())?)?;
        Some((group, finding, one.is_some()))
    }
}

impl Screen for View {
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Option<Request> {
        self.update(context);
        let document = &*context.document;
        match action {
            Action::Own(INFO) => self.info_hidden = !self.info_hidden,
            Action::Own(EXPLAIN) => self.explains = !self.explains,
            Action::Open | Action::Right | Action::Left => {
                let (group, finding, one) = self.selected(document)?;
                let (row, several) = (group.row, group.findings.len() > 1);
                let spot = Spot::finding(finding);
                match action {
                    Action::Open if one || !several => {
                        return Some(Request::Go(&frames::SCREEN, spot));
                    }
                    Action::Open if self.open.contains(&row) => self.open.retain(|o| *o != row),
                    Action::Left => {
                        self.open.retain(|open| *open != row);
                        self.list.choose(Some(row));
                    }
                    _ if several && !self.open.contains(&row) => self.open.push(row),
                    _ => {}
                }
            }
            action => {
                let keys: Vec<Row> = self.rows(document).iter().map(|(row, ..)| *row).collect();
                self.list.act(action, &keys);
            }
        }
        None
    }

    fn next_finding(&mut self, forward: bool, context: &mut Context<'_>) -> bool {
        let action = if forward { Action::Down } else { Action::Up };
        self.act(action, context);
        !self.groups.is_empty()
    }

    fn spot(&self, context: &mut Context<'_>) -> Spot {
        let selected = self.selected(context.document);
        selected.map(|(_, finding, _)| Spot::finding(finding)).unwrap_or_default()
    }

    fn arrive(&mut self, spot: &Spot, context: &mut Context<'_>) {
        self.update(context);
        let Some(finding) = &spot.finding else { return };
        let document = &*context.document;
        let index = document.findings.iter().position(|own| own == finding);
        let group = self.groups.iter().find(|g| index.is_some_and(|i| g.findings.contains(&i)));
        let Some(group) = group else { return };
        if group.findings.len() == 1 {
            self.list.choose(Some(group.row));
        } else {
            self.open.push(group.row);
            let row = Row::One(finding.rule.code, finding.at.frame, finding.link);
            self.list.choose(Some(row));
        }
    }

    fn click(&mut self, at: Position, context: &mut Context<'_>) -> bool {
        self.update(context);
        let keys: Vec<Row> = self.rows(context.document).iter().map(|(row, ..)| *row).collect();
        self.list.click(at, &keys)
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, context: &mut Context<'_>) {
        self.update(context);
        let (document, theme) = (&*context.document, context.shared.theme);
        let [left, right] = if area.height < 12 || context.shared.zoomed {
            [area, Rect::default()]
        } else if area.width >= 120 {
            Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(1).areas(area)
        } else {
            Layout::vertical([Constraint::Fill(2), Constraint::Fill(3)]).areas(area)
        };
        let rows = self.rows(document);
        let keys: Vec<Row> = rows.iter().map(|(row, ..)| *row).collect();
        let hidden = if self.info_hidden { ", without info" } else { "" };
        let position = pane::position(self.list.index(&keys) as u64, keys.len() as u64);
        let title = format!("Findings by rule and peer {position}{hidden}");
        let inner = pane::titled(frame, left, theme, true, &title);
        let (window, at) = self.list.window(inner, &keys);
        let lines = window.filter_map(|index| {
            let (_, group, one) = rows.get(index)?;
            let group = self.groups.get(*group)?;
            let spans = match one.and_then(|one| document.findings.get(one)) {
                Some(finding) => finding_row(finding, theme),
                None => group_row(group, document, theme)?,
            };
            Some(pane::row(theme, true, index == at, spans, inner.width))
        });
        let lines: Vec<Line<'_>> = lines.collect();
        pane::lines(frame, inner, lines);
        if right.height > 1 {
            let selected = self.selected(document);
            draw_details(frame, right, selected.map(|(_, f, _)| f), self.explains, theme);
        }
    }
}

fn group_row<'a>(group: &Group, document: &Document, theme: Theme) -> Option<Vec<Span<'a>>> {
    let first = document.findings.get(*group.findings.first()?)?;
    let times = match group.findings.len() {
        1 => String::new(),
        several => format!("{several} times, "),
    };
    let message = if times.is_empty() { &first.message } else { first.rule.summary };
    Some(vec![
        Span::styled(theme::mark(group.worst), theme.severity(group.worst)),
        Span::styled(format!(" {} ", first.rule.code), theme.strong()),
        Span::styled(format!("{:>6} ", first.at.frame), theme.dim()),
        Span::raw(format!("{times}{}  ", text::clean(message))),
        Span::styled(text::clean(&group.peer).into_owned(), theme.dim()),
    ])
}

fn finding_row<'a>(finding: &Finding, theme: Theme) -> Vec<Span<'a>> {
    let link = finding.link.map_or_else(String::new, |link| format!("#{}", link.0));
    vec![
        Span::raw("   "),
        Span::styled(theme::mark(finding.severity), theme.severity(finding.severity)),
        Span::styled(format!(" {:>12} {link:<3} ", finding.at.frame), theme.dim()),
        Span::raw(text::clean(&finding.message).into_owned()),
    ]
}

fn draw_details(
    frame: &mut Frame<'_>,
    area: Rect,
    finding: Option<&Finding>,
    explains: bool,
    theme: Theme,
) {
    let title = if explains { "The rule" } else { "The finding" };
    let inner = pane::titled(frame, area, theme, false, title);
    let Some(finding) = finding else { return };
    let rule = finding.rule;
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut at = |style: Style, lead: &str, said: &str| {
        let indent = text::width(lead).max(2);
        for line in text::wrap_after(lead, &text::clean(said), usize::from(inner.width), indent) {
            lines.push(Line::styled(line, style));
        }
    };
    let mut say = |style: Style, said: &str| at(style, "", said);
    let severity = theme.severity(finding.severity);
    say(severity, &format!("{} {}: {}", rule.code, rule.name, finding.severity.name()));
    if explains {
        say(theme.strong(), rule.summary);
        // The examples are for those who read rules, not captures.
        let prose = rule.docs.split("```").step_by(2);
        for paragraph in prose.flat_map(|part| part.split("\n\n")).filter(|p| !p.trim().is_empty())
        {
            say(Style::new(), paragraph.trim());
        }
    } else {
        say(theme.strong(), &finding.message);
        say(Style::new(), &format!("Do: {}", finding.advice()));
        for (place, note) in crate::report::frames(finding) {
            at(Style::new(), &format!("{:>7}  ", place.frame), note);
        }
    }
    at(theme.dim(), "", &format!("Specification: {}", rule.spec));
    pane::lines(frame, inner, lines);
}
