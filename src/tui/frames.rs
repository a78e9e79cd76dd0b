//! The second screen: the frames, the fields of the selected one, its octets.

mod hex;
mod tree;

use parsers::{frame::Buffer, link::Direction};
use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
};

use super::{
    document::Document,
    keys::Action,
    pane::{self, Cursor},
    request::{Request, Screen},
    store::Packet,
    text::{self, Since},
    theme::{self, Theme},
};
use crate::{capture::Timestamp, finding::Finding, show};
use tree::Tree;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Focus {
    #[default]
    List,
    Tree,
    Octets,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub(super) struct Frames {
    focus: Focus,
    list: Cursor,
    /// The selected frame, decoded.
    selected: Option<Selected>,
    tree: Tree,
    /// Octets of a line when they were last drawn.
    per_line: usize,
    /// The finding whose frames are marked.
    cited: Option<Finding>,
}

/// A decoded frame.
#[derive(Debug)]
struct Selected {
    row: u64,
    number: u64,
    captured: usize,
    original_len: u32,
    /// The octets to show; keys are blank.
    octets: Vec<Option<u8>>,
    reassembled: Vec<Option<u8>>,
}

impl Selected {
    fn buffer(&self, buffer: Buffer) -> &[Option<u8>] {
        match buffer {
            Buffer::Packet => &self.octets,
            Buffer::Reassembled => &self.reassembled,
        }
    }
}

impl Frames {
    /// Selects a frame by its number. Says whether it is there.
    pub(super) fn show(
        &mut self,
        number: u64,
        cited: Option<Finding>,
        document: &mut Document,
    ) -> bool {
        let Some(row) = document.row(number) else { return false };
        self.list.go(row);
        self.cited = cited.or(self.cited.take());
        self.focus = Focus::List;
        true
    }

    /// Selects a row.
    pub(super) fn go(&mut self, row: u64) {
        self.list.go(row);
    }

    /// The selected row.
    pub(super) fn row(&self) -> u64 {
        self.list.at
    }

    /// Does what an action asks.
    pub(super) fn act(&mut self, action: Action, document: &mut Document) -> Option<Request> {
        match action {
            Action::NextPane => self.turn(true),
            Action::PreviousPane => self.turn(false),
            Action::Back if self.focus == Focus::List => {
                return Some(Request::Go(Screen::Overview));
            }
            Action::Back => self.focus = Focus::List,
            Action::NextFinding => return self.finding(true, document),
            Action::PreviousFinding => return self.finding(false, document),
            Action::Open => {
                if self.focus == Focus::List {
                    self.focus = Focus::Tree;
                } else if self.focus == Focus::Tree {
                    self.tree.toggle();
                }
            }
            _ => match self.focus {
                Focus::List => {
                    self.list.act(action, document.index.rows());
                }
                Focus::Tree => self.tree.act(action),
                Focus::Octets => self.octet(action),
            },
        }
        None
    }

    fn turn(&mut self, forward: bool) {
        let next = |focus| match focus {
            Focus::List => Focus::Tree,
            Focus::Tree => Focus::Octets,
            Focus::Octets => Focus::List,
        };
        self.focus = if forward { next(self.focus) } else { next(next(self.focus)) };
    }

    /// Goes to the next finding, or to the one before, by the number of its frame.
    fn finding(&mut self, forward: bool, document: &mut Document) -> Option<Request> {
        let row = self.list.at;
        let here = document.packet(row)?.number;
        let findings = &document.findings;
        let (found, round) = if forward {
            let next = findings.iter().find(|finding| finding.at.frame > here);
            (next.or(findings.first()), next.is_none())
        } else {
            let before = findings.iter().rev().find(|finding| finding.at.frame < here);
            (before.or(findings.last()), before.is_none())
        };
        let Some(found) = found.cloned() else {
            return Some(Request::Say("no findings".to_owned()));
        };
        let focus = self.focus;
        self.show(found.at.frame, Some(found), document);
        self.focus = focus;
        let end = if forward { "the first finding again" } else { "the last finding again" };
        round.then(|| Request::Say(end.to_owned()))
    }

    /// Moves by octets: the field that has the octet is selected.
    fn octet(&mut self, action: Action) {
        let Some(selected) = &self.selected else { return };
        let (buffer, range) = self.tree.range();
        let length = selected.buffer(buffer).len();
        let last = length.saturating_sub(1);
        let at = match action {
            Action::Left => range.start.saturating_sub(1),
            Action::Right => range.end.max(range.start + 1),
            Action::Up => range.start.saturating_sub(self.per_line),
            Action::Down => range.start + self.per_line,
            Action::Top => 0,
            Action::Bottom => last,
            _ => return,
        };
        self.tree.select(buffer, at.min(last));
    }

    fn select(&mut self, document: &mut Document) {
        let row = self.list.at;
        if self.selected.as_ref().is_some_and(|selected| selected.row == row) {
            return;
        }
        self.selected = None;
        let first = document.index.first().unwrap_or_default();
        let Some(packet) = document.packet(row) else {
            self.tree.set(Vec::new());
            return;
        };
        let shown = packet.shown(first);
        let nodes = shown.nodes();
        self.selected = Some(Selected {
            row,
            number: packet.number,
            captured: packet.bytes.len(),
            original_len: packet.original_len,
            octets: shown.octets(Buffer::Packet, &nodes),
            reassembled: shown.octets(Buffer::Reassembled, &nodes),
        });
        self.tree.set(nodes);
    }

    /// Draws the screen.
    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &mut Document,
        theme: Theme,
    ) {
        if area.height < 12 {
            match self.focus {
                Focus::List => self.draw_list(frame, area, document, theme),
                Focus::Tree => self.draw_tree(frame, area, document, theme),
                Focus::Octets => self.draw_octets(frame, area, document, theme),
            }
            return;
        }
        // What is said of the selected frame has two lines, so that nothing moves.
        let [top, note, bottom] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(2), Constraint::Fill(1)])
                .areas(area);
        self.draw_list(frame, top, document, theme);
        self.draw_note(frame, note, document, theme);
        if area.width < 60 {
            match self.focus {
                Focus::Octets => self.draw_octets(frame, bottom, document, theme),
                _ => self.draw_tree(frame, bottom, document, theme),
            }
            return;
        }
        let octets = if area.width >= 110 { hex::WIDE } else { hex::NARROW };
        let [left, _, right] = Layout::horizontal([
            Constraint::Min(10),
            Constraint::Length(1),
            Constraint::Length(octets),
        ])
        .areas(bottom);
        self.draw_tree(frame, left, document, theme);
        self.draw_octets(frame, right, document, theme);
    }

    fn draw_list(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &mut Document,
        theme: Theme,
    ) {
        let focused = self.focus == Focus::List;
        let rows = document.index.rows();
        let title = format!("Frames ({rows})");
        let inner = pane::titled(frame, area, theme, focused, &title);
        let window = self.list.window(inner.height, rows);
        let first = document.index.first().unwrap_or_default();
        let mut lines = Vec::with_capacity(usize::from(inner.height));
        for row in window {
            let mark = document.packet(row).map(|packet| packet.number);
            let mark = mark.map_or(Span::raw(" "), |number| self.mark(number, document, theme));
            let Some(packet) = document.packet(row) else { break };
            let mut spans = vec![mark];
            spans.extend(columns(packet, first, theme));
            lines.push(pane::row(theme, focused, row == self.list.at, spans, inner.width));
        }
        pane::lines(frame, inner, lines);
    }

    /// The mark in the margin: a finding, or a frame that proves the one that is walked.
    fn mark(&self, number: u64, document: &Document, theme: Theme) -> Span<'static> {
        let worst = findings_at(document, number).iter().map(|finding| finding.severity).max();
        let proves = self.cited.as_ref().is_some_and(|finding| {
            finding.at.frame == number
                || finding.related.iter().any(|place| place.at.frame == number)
        });
        match worst {
            Some(severity) => Span::styled(theme::mark(severity), theme.severity(severity)),
            None if proves => Span::styled("+", theme.alert()),
            None => Span::raw(" "),
        }
    }

    /// What the findings say of the selected frame.
    fn draw_note(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &mut Document,
        theme: Theme,
    ) {
        self.select(document);
        let Some(number) = self.selected.as_ref().map(|selected| selected.number) else { return };
        let own = findings_at(document, number);
        let cited = self.cited.as_ref();
        let finding = cited.filter(|finding| finding.at.frame == number).or(own.first());
        let (style, said) = if let Some(finding) = finding {
            let more = match own.len() {
                0 | 1 => String::new(),
                several => format!(" (and {} more here)", several - 1),
            };
            let lead = format!("{} {}: ", theme::mark(finding.severity), finding.rule.code);
            (theme.severity(finding.severity), lead + &finding.message + &more)
        } else {
            let place = cited.and_then(|finding| {
                let mut places = finding.related.iter();
                let place = places.find(|place| place.at.frame == number)?;
                Some(format!("+ {}, frame {}: {}", finding.rule.code, finding.at.frame, place.note))
            });
            match (place, document.findings.len() as u64) {
                (Some(place), _) => (theme.alert(), place),
                (None, 0) => (theme.dim(), String::new()),
                (None, all) => {
                    (theme.dim(), format!("{}; n goes to the next", text::count(all, "finding")))
                }
            }
        };
        let mut wrapped = text::wrap_after("", &text::clean(&said), usize::from(area.width), 2);
        if wrapped.len() > usize::from(area.height) {
            wrapped.truncate(usize::from(area.height));
            if let Some(last) = wrapped.last_mut() {
                *last = text::shorten(last, usize::from(area.width).saturating_sub(1)).into_owned()
                    + "…";
            }
        }
        pane::lines(
            frame,
            area,
            wrapped.into_iter().map(|line| Line::styled(line, style)).collect(),
        );
    }

    fn draw_tree(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &mut Document,
        theme: Theme,
    ) {
        self.select(document);
        let focused = self.focus == Focus::Tree;
        let number =
            self.selected.as_ref().map_or_else(String::new, |s| format!(" of frame {}", s.number));
        let inner = pane::titled(frame, area, theme, focused, &format!("Fields{number}"));
        self.tree.draw(frame, inner, theme, focused);
    }

    fn draw_octets(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        document: &mut Document,
        theme: Theme,
    ) {
        self.select(document);
        let focused = self.focus == Focus::Octets;
        let (buffer, range) = self.tree.range();
        let Some(selected) = &self.selected else {
            pane::titled(frame, area, theme, focused, "Octets");
            return;
        };
        let bytes = selected.buffer(buffer);
        let cut = selected.original_len as usize > selected.captured;
        let title = match buffer {
            Buffer::Packet if cut => format!("{} of {} octets", bytes.len(), selected.original_len),
            Buffer::Packet => text::count(bytes.len() as u64, "octet"),
            Buffer::Reassembled => format!("{} octets, reassembled", bytes.len()),
        };
        let inner = pane::titled(frame, area, theme, focused, &title);
        self.per_line = hex::per_line(inner.width);
        pane::lines(frame, inner, hex::lines(bytes, &range, inner, theme));
    }
}

/// The findings reported at a frame. They are sorted by frame.
fn findings_at(document: &Document, number: u64) -> &[Finding] {
    let findings = &document.findings;
    let start = findings.partition_point(|finding| finding.at.frame < number);
    let end = findings.partition_point(|finding| finding.at.frame <= number);
    findings.get(start..end).unwrap_or_default()
}

fn columns<'a>(packet: &Packet, first: Timestamp, theme: Theme) -> Vec<Span<'a>> {
    let shown = packet.shown(first);
    let way = match shown.packet.map(|packet| packet.direction) {
        Some(Direction::Sent) => '>',
        Some(Direction::Received) => '<',
        Some(Direction::Unknown) | None => ' ',
    };
    let link = shown.link.map_or_else(String::new, |link| format!("#{}", link.0));
    let (titles, fields) = show::describe(&shown);
    let fault = shown.frame.stop.map_or_else(String::new, |stop| format!("  [{stop}]"));
    vec![
        Span::raw(format!("{:>6}", packet.number)),
        Span::styled(format!(" {:>11} ", Since(packet.time, first)), theme.dim()),
        Span::raw(format!("{way} ")),
        Span::styled(format!("{link:<3} "), theme.dim()),
        Span::styled(format!("{}  ", text::clean(&titles)), theme.strong()),
        Span::raw(text::clean(&(fields + &fault)).into_owned()),
    ]
}
