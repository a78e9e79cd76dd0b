//! One line of input: a text, a filter, a frame, a letter.

mod line;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::show::{Filter, filter};
use line::Line;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// A text to look for in the frames, or an expression.
    Search,
    /// An expression that picks the frames to show.
    Filter,
    /// The number of a frame, a time, or a finding.
    GoTo,
    /// A letter for this place.
    Mark,
    /// The letter of a place.
    ToMark,
    /// What to copy.
    Copy,
    /// What to write to a file.
    Write,
}

/// What became of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// More is to come.
    More,
    /// The user thought better of it.
    Never,
    /// That is all.
    Text(String),
}

/// Lines that were typed before.
#[derive(Debug, Default)]
pub(super) struct Typed {
    lines: Vec<(Question, String)>,
}

/// Lines that are kept.
const MOST: usize = 100;

impl Typed {
    /// Keeps a line.
    pub(super) fn keep(&mut self, question: Question, text: &str) {
        let line = (question, text.to_owned());
        self.lines.retain(|other| *other != line);
        if self.lines.len() == MOST {
            self.lines.remove(0);
        }
        self.lines.push(line);
    }

    /// The so many-th line from the last one on.
    fn back(&self, question: Question, steps: usize) -> Option<&str> {
        let same = self.lines.iter().rev().filter(|(own, _)| *own == question);
        same.map(|(_, text)| text.as_str()).nth(steps.checked_sub(1)?)
    }
}

/// A line that is being typed.
#[derive(Debug)]
pub(super) struct Prompt {
    pub(super) question: Question,
    line: Line,
    /// Steps back in the lines typed before.
    back: usize,
    /// What was typed before the first step.
    own: String,
    /// The names that the word can become, and which of them it is now.
    offered: Option<(Vec<String>, usize)>,
}

/// How a filter stands while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is none, or empty.
    Plain,
    /// It can be read.
    Good,
    /// It cannot, so far.
    Bad,
}

impl Prompt {
    pub(super) fn new(question: Question, text: &str) -> Self {
        let line = Line::of(text);
        Self { question, line, back: 0, own: String::new(), offered: None }
    }

    /// Takes a key.
    pub(super) fn key(&mut self, event: KeyEvent, typed: &Typed) -> Answer {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        if event.code == KeyCode::Esc || control && event.code == KeyCode::Char('c') {
            return Answer::Never;
        }
        if matches!(
            self.question,
            Question::Mark | Question::ToMark | Question::Copy | Question::Write
        ) {
            return match event.code {
                KeyCode::Char(c) if !control => Answer::Text(c.to_string()),
                _ => Answer::Never,
            };
        }
        if !matches!(event.code, KeyCode::Tab | KeyCode::BackTab) {
            self.offered = None;
        }
        match event.code {
            KeyCode::Enter => return Answer::Text(self.line.text()),
            // As in vi: 120G.
            KeyCode::Char('G') if self.question == Question::GoTo && self.line.is_number() => {
                return Answer::Text(self.line.text());
            }
            KeyCode::Backspace if self.line.is_empty() => return Answer::Never,
            KeyCode::Up => self.recall(self.back + 1, typed),
            KeyCode::Down => self.recall(self.back.saturating_sub(1), typed),
            KeyCode::Tab => self.complete(1),
            KeyCode::BackTab => self.complete(-1),
            code => self.line.key(code, control),
        }
        Answer::More
    }

    fn recall(&mut self, steps: usize, typed: &Typed) {
        if self.back == 0 {
            self.own = self.line.text();
        }
        let text = match steps {
            0 => Some(self.own.as_str()),
            steps => typed.back(self.question, steps),
        };
        if let Some(text) = text {
            self.line = Line::of(text);
            self.back = steps;
        }
    }

    /// Completes the name before the cursor, or offers the next one.
    fn complete(&mut self, step: isize) {
        if !matches!(self.question, Question::Search | Question::Filter) {
            return;
        }
        let (names, at) = match self.offered.take() {
            Some((names, at)) => {
                let next = at.cast_signed() + step;
                let next = next.rem_euclid(names.len().max(1).cast_signed());
                (names, next.cast_unsigned())
            }
            None => (filter::complete(&self.line.word()), 0),
        };
        if let Some(name) = names.get(at) {
            self.line.replace_word(name);
            self.offered = Some((names, at));
        }
    }

    /// Takes a text that was pasted; the ends of its lines are spaces.
    pub(super) fn paste(&mut self, text: &str) {
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        text.trim().chars().map(plain).for_each(|c| self.line.insert(c));
    }

    /// How the filter stands.
    pub(super) fn state(&self) -> State {
        match (self.question, self.line.is_empty()) {
            (Question::Filter, false) if Filter::parse(&self.line.text()).is_ok() => State::Good,
            (Question::Filter, false) => State::Bad,
            _ => State::Plain,
        }
    }

    /// What is asked for.
    pub(super) fn lead(&self) -> &'static str {
        match self.question {
            Question::Search => "Search: ",
            Question::Filter => "Filter: ",
            Question::GoTo => "Go to frame, time or finding: ",
            Question::Mark => "Letter for this place: ",
            Question::ToMark => "Go to the letter: ",
            Question::Write => {
                "Write: s the frames shown, f what the finding needs, m the finding as Markdown: "
            }
            Question::Copy => {
                "Copy: r row, f field, o octets, t filter of the field, m finding as Markdown: "
            }
        }
    }

    /// What was typed before the cursor, at it, and behind it.
    pub(super) fn typed(&self) -> [String; 3] {
        self.line.parts()
    }

    /// The names that the word can become, in one line.
    pub(super) fn offers(&self) -> Option<String> {
        let (names, at) = self.offered.as_ref()?;
        let others = names.iter().cycle().skip(at + 1).take(names.len().saturating_sub(1));
        Some(others.map(String::as_str).collect::<Vec<_>>().join("  "))
    }
}
