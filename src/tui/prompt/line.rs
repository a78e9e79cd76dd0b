//! A line of text and the place in it where keys act.

use crossterm::event::KeyCode;

/// Most characters that are taken.
const MOST: usize = 400;

/// The line.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: Vec<char>,
    at: usize,
}

impl Line {
    pub(super) fn of(text: &str) -> Self {
        let text: Vec<char> = text.chars().filter(|c| !c.is_control()).take(MOST).collect();
        Self { at: text.len(), text }
    }

    pub(super) fn text(&self) -> String {
        self.text.iter().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn is_number(&self) -> bool {
        !self.text.is_empty() && self.text.iter().all(char::is_ascii_digit)
    }

    pub(super) fn insert(&mut self, c: char) {
        if !c.is_control() && self.text.len() < MOST {
            self.text.insert(self.at, c);
            self.at += 1;
        }
    }

    /// Takes a key that changes the line or moves in it.
    pub(super) fn key(&mut self, code: KeyCode, control: bool) {
        match (code, control) {
            (KeyCode::Left, false) => self.at = self.at.saturating_sub(1),
            (KeyCode::Right, false) => self.at = (self.at + 1).min(self.text.len()),
            (KeyCode::Home, _) | (KeyCode::Char('a'), true) => self.at = 0,
            (KeyCode::End, _) | (KeyCode::Char('e'), true) => self.at = self.text.len(),
            (KeyCode::Backspace, false) if self.at > 0 => {
                self.at -= 1;
                self.text.remove(self.at);
            }
            (KeyCode::Delete, _) if self.at < self.text.len() => drop(self.text.remove(self.at)),
            (KeyCode::Char('u'), true) => self.cut(0),
            (KeyCode::Char('w'), true) => {
                let before = self.text.get(..self.at).unwrap_or_default();
                let end = before.iter().rposition(|c| *c != ' ').map_or(0, |at| at + 1);
                let start = before.get(..end).unwrap_or_default();
                self.cut(start.iter().rposition(|c| *c == ' ').map_or(0, |at| at + 1));
            }
            (KeyCode::Char(c), false) => self.insert(c),
            _ => {}
        }
    }

    /// Takes out what is before the cursor, from a place on.
    fn cut(&mut self, from: usize) {
        self.text.drain(from..self.at);
        self.at = from;
    }

    /// Where the name begins that the cursor stands behind.
    fn word_start(&self) -> usize {
        let name = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let before = self.text.get(..self.at).unwrap_or_default();
        before.iter().rposition(|c| !name(c)).map_or(0, |at| at + 1)
    }

    /// The name that the cursor stands behind.
    pub(super) fn word(&self) -> String {
        self.text.get(self.word_start()..self.at).unwrap_or_default().iter().collect()
    }

    pub(super) fn replace_word(&mut self, word: &str) {
        self.cut(self.word_start());
        word.chars().for_each(|c| self.insert(c));
    }

    /// The text before the cursor, at it, and behind it; at the end the cursor is on a `_`.
    pub(super) fn parts(&self) -> [String; 3] {
        let (before, after) = self.text.split_at(self.at.min(self.text.len()));
        let (under, after) = after.split_at(after.len().min(1));
        let under = if under.is_empty() { &['_'] } else { under };
        [before, under, after].map(|part| part.iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited_in_the_middle() {
        let mut line = Line::of("btavdtp == 3");
        for _ in 0..5 {
            line.key(KeyCode::Left, false);
        }
        ".signal_id".chars().for_each(|c| line.insert(c));
        assert_eq!(line.parts(), ["btavdtp.signal_id", " ", "== 3"]);
        assert_eq!(line.word(), "btavdtp.signal_id");
        line.key(KeyCode::Char('w'), true);
        assert_eq!(line.parts(), ["", " ", "== 3"]);
        line.key(KeyCode::Delete, false);
        line.key(KeyCode::End, false);
        line.key(KeyCode::Backspace, false);
        assert_eq!(line.text(), "== ");
        line.key(KeyCode::Char('u'), true);
        assert!(line.is_empty());
        for code in [KeyCode::Left, KeyCode::Right, KeyCode::Delete, KeyCode::Backspace] {
            line.key(code, false);
            line.key(code, true);
        }
        assert_eq!(line.parts(), ["", "_", ""]);
    }
}
