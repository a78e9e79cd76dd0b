//! Text for the screen, measured in columns.

use std::{borrow::Cow, fmt};

use ratatui::text::Span;

use crate::capture::Timestamp;
pub(super) use crate::text::{clean, count, duration};

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    Span::raw(text).width()
}

/// Breaks a text at its spaces into lines of at most so many columns. The first line begins with
/// `lead`, the later ones are indented. A word that is longer than a line is broken.
pub(super) fn wrap(lead: &str, text: &str, columns: usize, indent: usize) -> Vec<String> {
    let indent = indent.min(columns / 2);
    let mut lines = Vec::new();
    let mut line = lead.to_owned();
    // Nothing stands on the line yet but what it begins with.
    let mut fresh = true;
    for word in text.split_whitespace() {
        let mut word = word;
        while width(&line) + usize::from(!fresh) + width(word) > columns {
            if fresh && width(&line) <= indent {
                let room = columns.saturating_sub(width(&line));
                let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
                let fits = ends.take_while(|&end| width(&word[..end]) <= room).last();
                let end = fits.or(word.chars().next().map(char::len_utf8)).unwrap_or_default();
                line.push_str(&word[..end]);
                word = &word[end..];
            }
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            fresh = true;
            if word.is_empty() {
                break;
            }
        }
        if !word.is_empty() {
            line.push_str(if fresh { "" } else { " " });
            line.push_str(word);
            fresh = false;
        }
    }
    if !fresh || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A text cut to so many columns, with an ellipsis where it was cut.
pub(super) fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut cut = String::new();
    for c in text.chars() {
        if width(&cut) + width(c.encode_utf8(&mut [0; 4])) + 1 > columns {
            break;
        }
        cut.push(c);
    }
    if columns > 0 {
        cut.push('…');
    }
    Cow::Owned(cut)
}

/// Seconds since the first frame, to the microsecond.
pub(super) struct Since(pub(super) Timestamp, pub(super) Timestamp);

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.step_from(self.1) / 1000;
        let sign = if micros < 0 { "-" } else { "" };
        let micros = micros.unsigned_abs();
        f.pad(&format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_not_wider_than_asked() {
        let lines = wrap("", "one two three fourteen-characters-and-more x", 10, 2);
        assert_eq!(
            lines,
            ["one two", "  three", "  fourteen", "  -charact", "  ers-and-", "  more x"]
        );
        assert_eq!(wrap("", "", 10, 2), [""]);
        assert_eq!(wrap("    1  ", "ab cd ef", 10, 3), ["    1  ab", "   cd ef"]);
        assert_eq!(wrap("123456789 ", "abcdef", 10, 4), ["123456789 ", "    abcdef"]);
        assert_eq!(wrap("", "耳机", 0, 0), ["耳", "机"]);
    }

    #[test]
    fn wide_characters_are_not_cut_in_half() {
        assert_eq!(fit("耳机耳机", 5), "耳机…");
        assert_eq!(fit("short", 5), "short");
        assert_eq!(fit("x", 0), "");
    }

    #[test]
    fn time_runs_both_ways() {
        let at = |ns| Timestamp(ns);
        assert_eq!(Since(at(1_500_000_000), at(0)).to_string(), "1.500000");
        assert_eq!(Since(at(0), at(250_000)).to_string(), "-0.000250");
    }
}
