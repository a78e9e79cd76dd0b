//! One line of input: a text to look for, or the number of a frame.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Most characters that are taken.
const MOST: usize = 200;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// A text to look for in the frames.
    Search,
    /// The number of a frame.
    Number,
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

/// A line that is being typed.
#[derive(Debug)]
pub(super) struct Prompt {
    pub(super) question: Question,
    text: String,
}

impl Prompt {
    pub(super) fn new(question: Question, first: Option<char>) -> Self {
        Self { question, text: first.map(String::from).unwrap_or_default() }
    }

    /// Takes a key.
    pub(super) fn key(&mut self, event: KeyEvent) -> Answer {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let number = self.question == Question::Number;
        match event.code {
            KeyCode::Esc => return Answer::Never,
            KeyCode::Char('c') if control => return Answer::Never,
            KeyCode::Char('u') if control => self.text.clear(),
            KeyCode::Char(_) if control => {}
            KeyCode::Enter => return Answer::Text(std::mem::take(&mut self.text)),
            // As in vi: 120G.
            KeyCode::Char('G') if number => return Answer::Text(std::mem::take(&mut self.text)),
            KeyCode::Backspace if self.text.pop().is_none() => return Answer::Never,
            KeyCode::Char(c) => self.push(c),
            _ => {}
        }
        Answer::More
    }

    fn push(&mut self, c: char) {
        let wanted = match self.question {
            Question::Search => !c.is_control(),
            Question::Number => c.is_ascii_digit(),
        };
        if wanted && self.text.chars().count() < MOST {
            self.text.push(c);
        }
    }

    /// Takes a text that was pasted; the ends of its lines are spaces.
    pub(super) fn paste(&mut self, text: &str) {
        text.trim()
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .for_each(|c| self.push(c));
    }

    /// The line as it is shown.
    pub(super) fn line(&self) -> String {
        match self.question {
            Question::Search => format!("Search: {}_", self.text),
            Question::Number => format!("Go to frame: {}_", self.text),
        }
    }
}
