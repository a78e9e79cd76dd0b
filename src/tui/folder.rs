//! Several captures as a list with their verdicts, the worst first.

mod checks;
mod summary;

use std::{cmp::Reverse, path::PathBuf};

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
};

use super::{
    help,
    keys::{Action, Binding, Key, Keys, Where, bind},
    mouse::Mouse,
    pane::{self, List},
    text,
    theme::{self, Theme},
};
use crate::{analysis::Terms, finding::Severity};
use checks::Checks;
use summary::{Outcome, Summary};

/// The keys of the list.
#[rustfmt::skip]
pub(super) const KEYS: &[Binding] = &[
    bind(&[Key::Code(KeyCode::Up), Key::Char('k')], Action::Up, "up", None),
    bind(&[Key::Code(KeyCode::Down), Key::Char('j')], Action::Down, "down", None),
    bind(&[Key::Code(KeyCode::PageUp), Key::Control('b')], Action::PageUp, "page up", None),
    bind(&[Key::Code(KeyCode::PageDown), Key::Control('f'), Key::Char(' ')], Action::PageDown, "page down", None),
    bind(&[Key::Code(KeyCode::Home), Key::Char('g')], Action::Top, "first", None),
    bind(&[Key::Code(KeyCode::End), Key::Char('G')], Action::Bottom, "last", None),
    bind(&[Key::Code(KeyCode::Enter)], Action::Open, "open the capture; < comes back", Some("open")),
    bind(&[Key::Char('>')], Action::Future, "back to the capture that was open", None),
    bind(&[Key::Char('i')], Action::Usual, "hide captures in which nothing is wrong, or show them", Some("only bad")),
    bind(&[Key::Control('r')], Action::Reload, "check all again", None),
    bind(&[Key::Char('M')], Action::Mouse, "leave the mouse to the terminal, or take it again", None),
    bind(&[Key::Control('l')], Action::Repaint, "draw all again", None),
    bind(&[Key::Control('z')], Action::Suspend, "to the shell; fg comes back", None),
    bind(&[Key::Char('?'), Key::Code(KeyCode::F(1))], Action::Help, "this help", Some("help")),
    bind(&[Key::Char('q'), Key::Control('c')], Action::Quit, "quit", Some("quit")),
];

/// A file of the list.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// It should be a capture. Otherwise it is left out when it is none.
    pub meant: bool,
    /// How its findings are weighed.
    pub terms: Terms,
}

/// What the user wants of the list.
#[derive(Debug, Clone)]
pub(super) enum Wish {
    Open(File),
    /// To the capture that was open.
    Forward,
    Quit,
}

/// The list.
#[derive(Debug)]
pub(super) struct Folder {
    /// What was named, for the first line.
    name: String,
    files: Vec<File>,
    checks: Checks,
    outcomes: Vec<Outcome>,
    /// Files in the order in which they are listed.
    order: Vec<usize>,
    list: List<usize>,
    only_bad: bool,
    help: bool,
}

impl Folder {
    pub(super) fn new(name: String, files: Vec<File>) -> Self {
        let checks = Checks::start(&files);
        let outcomes = vec![Outcome::Waits; files.len()];
        let mut folder = Self {
            name,
            files,
            checks,
            outcomes,
            order: Vec::new(),
            list: List::default(),
            only_bad: false,
            help: false,
        };
        folder.sort();
        folder
    }

    /// Whether captures are still being checked.
    pub(super) fn works(&self) -> bool {
        self.outcomes.contains(&Outcome::Waits)
    }

    /// Takes in what has been checked. Returns whether anything is new.
    pub(super) fn receive(&mut self) -> bool {
        let mut new = false;
        while let Some((index, outcome)) = self.checks.take() {
            if let Some(own) = self.outcomes.get_mut(index) {
                *own = outcome;
                new = true;
            }
        }
        if new {
            self.sort();
        }
        new
    }

    fn sort(&mut self) {
        let shown = |index: &usize| match self.outcomes.get(*index) {
            Some(Outcome::NoCapture) | None => false,
            Some(outcome) => !self.only_bad || outcome.badness() > Some(Severity::Info as usize),
        };
        self.order = (0..self.files.len()).filter(shown).collect();
        let outcomes = &self.outcomes;
        // Files come in the order of their names.
        self.order.sort_by_key(|&index| Reverse(outcomes.get(index).map(Outcome::rank)));
    }

    pub(super) fn key(&mut self, event: KeyEvent, keys: &Keys) -> Option<Wish> {
        let action = keys.action(Where::List, event)?;
        if std::mem::take(&mut self.help) {
            return None;
        }
        match action {
            Action::Quit => return Some(Wish::Quit),
            Action::Future => return Some(Wish::Forward),
            Action::Help => self.help = true,
            Action::Open => return self.wish(),
            Action::Usual => {
                self.only_bad = !self.only_bad;
                self.sort();
            }
            Action::Reload => {
                self.checks = Checks::start(&self.files);
                self.outcomes.fill(Outcome::Waits);
                self.sort();
            }
            action => {
                self.list.act(action, &self.order);
            }
        }
        None
    }

    /// A line was clicked, or the wheel turned; a second click opens.
    pub(super) fn mouse(&mut self, did: Mouse) -> Option<Wish> {
        match did {
            Mouse::Wheel(down) => {
                let action = if down { Action::Down } else { Action::Up };
                for _ in 0..Mouse::LINES {
                    self.list.act(action, &self.order);
                }
            }
            Mouse::Click(at) => {
                self.list.click(at, &self.order);
            }
            Mouse::Again(at) => {
                if self.list.click(at, &self.order) {
                    return self.wish();
                }
            }
        }
        None
    }

    fn wish(&mut self) -> Option<Wish> {
        let index = self.list.index(&self.order);
        let file = self.order.get(index).and_then(|&index| self.files.get(index));
        file.cloned().map(Wish::Open)
    }

    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        theme: Theme,
        keys: &Keys,
        message: Option<&str>,
    ) {
        let [bar, body, below] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Min(0),
            Constraint::Length(u16::from(frame.area().height > 2)),
        ])
        .areas(frame.area());
        self.draw_bar(frame, bar, theme);
        if self.help {
            help::of_list(frame, body, theme, keys);
        } else {
            self.draw_list(frame, body, theme);
        }
        let foot = match message {
            Some(message) => {
                let text = text::clean(message);
                let text = text::shorten(&text, usize::from(below.width)).into_owned();
                Line::styled(text, theme.alert())
            }
            None => help::footer(below.width, theme, keys, Where::List),
        };
        frame.render_widget(foot, below);
    }

    fn draw_bar(&self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let captures = self.outcomes.iter().filter(|outcome| **outcome != Outcome::NoCapture);
        let captures = captures.count() as u64;
        let waiting = self.outcomes.iter().filter(|outcome| **outcome == Outcome::Waits).count();
        let right = match waiting {
            0 => text::count(captures, "capture"),
            waiting => {
                format!("checked: {} of {captures}", captures.saturating_sub(waiting as u64))
            }
        };
        let columns = usize::from(area.width);
        let room = columns.saturating_sub(text::width(&right) + 12);
        let name = text::clean(&self.name);
        let left = format!(" btlint  {}", text::shorten(&name, room));
        let gap = columns.saturating_sub(text::width(&left) + text::width(&right) + 1);
        let line = format!("{left}{}{right} ", " ".repeat(gap));
        frame.render_widget(Line::styled(line, theme.bar()), area);
    }

    fn draw_list(&mut self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let index = self.list.index(&self.order) as u64;
        let position = pane::position(index, self.order.len() as u64);
        let of = if self.only_bad { " in which something is wrong" } else { "" };
        let inner = pane::titled(frame, area, theme, true, &format!("Captures{of} {position}"));
        if self.order.is_empty() {
            let text = if self.works() { " none yet" } else { " none" };
            return pane::lines(frame, inner, vec![text.into()]);
        }
        let common = common(&self.files);
        let most = usize::from(inner.width / 2).clamp(8, 44);
        let name = |index: usize| {
            let path = self.files.get(index).map(|file| &file.path);
            let path = path.map(|path| path.strip_prefix(&common).unwrap_or(path));
            let path = path.map_or_else(String::new, |path| path.display().to_string());
            let path = text::clean(&path);
            // The end of a path says more than its beginning.
            let skipped = path.chars().count().saturating_sub(most);
            let kept: String = path.chars().skip(skipped).collect();
            if skipped > 0 {
                format!("…{}", kept.chars().skip(1).collect::<String>())
            } else {
                kept
            }
        };
        let (window, at) = self.list.window(inner, &self.order);
        let visible = self.order.get(window.clone()).unwrap_or_default();
        let names: Vec<String> = visible.iter().map(|&index| name(index)).collect();
        let width = names.iter().map(|name| text::width(name)).max().unwrap_or(0);
        let rows = window.zip(visible).zip(names).map(|((place, &index), name)| {
            let pad = " ".repeat(width.saturating_sub(text::width(&name)));
            let outcome = self.outcomes.get(index).unwrap_or(&Outcome::Waits);
            let mut spans = said(outcome, theme);
            spans.insert(1, Span::raw(format!("{name}{pad}  ")));
            pane::row(theme, true, place == at, spans, inner.width)
        });
        pane::lines(frame, inner, rows.collect());
    }
}

/// The folder that all are in.
fn common(files: &[File]) -> PathBuf {
    let mut folders = files.iter().filter_map(|file| file.path.parent());
    let Some(first) = folders.next() else { return PathBuf::new() };
    let mut common = first.to_owned();
    for folder in folders {
        while !folder.starts_with(&common) && common.pop() {}
    }
    common
}

/// The verdict, and what stands behind it.
fn said(outcome: &Outcome, theme: Theme) -> Vec<Span<'static>> {
    let verdict = |word: &str, style| Span::styled(format!("{word:<8} "), style);
    match outcome {
        Outcome::Waits | Outcome::NoCapture => {
            vec![verdict("", theme.dim()), Span::styled("not checked yet", theme.dim())]
        }
        Outcome::Unread(why) => vec![
            verdict("UNREAD", theme.severity(Severity::Error)),
            Span::raw(text::clean(why).into_owned()),
        ],
        Outcome::Read(summary) => {
            let Summary { worst, verdict: of, counts, .. } = summary;
            let word = if summary.cut.is_some() { "CUT" } else { summary::word(*of, *worst) };
            let style = match worst {
                Some(severity) if *severity > Severity::Info => theme.severity(*severity),
                _ => theme.verdict(*of),
            };
            let mut spans = vec![verdict(word, style)];
            for severity in Severity::ALL.into_iter().rev().filter(|it| *it > Severity::Info) {
                if let Some(number) = counts.get(severity as usize).filter(|number| **number > 0) {
                    let text = format!("{number} {} ", theme::mark(severity));
                    spans.push(Span::styled(text, theme.severity(severity)));
                }
            }
            spans.push(Span::raw(summary.text()));
            spans
        }
    }
}
