//! Text for people: sanitized names, times, wrapped lines, suggestions.

mod nearest;
mod zone;

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::capture::Timestamp;

pub use nearest::nearest;
pub use zone::Zone;

/// Lines of prose are wrapped at this column.
pub const WIDTH: usize = 80;

/// Whether a character may reach a terminal or a document as it is.
///
/// Control characters move the cursor and change colours; the marks of bidirectional text make a
/// line read as another one; the rest cannot be seen at all.
fn harmless(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'))
}

/// The text on one line, with every character that is not plainly visible replaced by U+FFFD.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if harmless(c) { c } else { '\u{fffd}' }).collect())
}

/// Columns that a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text cut to so many columns, with an ellipsis where it was cut.
pub fn shorten(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let fits = |&c: &char| {
        used += c.width().unwrap_or_default();
        used < columns
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    if columns > 0 {
        cut.push('…');
    }
    Cow::Owned(cut)
}

/// The time as RFC 3339 in UTC, to the microsecond.
pub fn utc(time: Timestamp) -> String {
    match jiff::Timestamp::from_nanosecond(i128::from(time.0)) {
        Ok(time) => format!("{time:.6}"),
        // Every i64 of nanoseconds is within the years that jiff knows.
        Err(_) => format!("{} ns", time.0),
    }
}

/// Reads a time as RFC 3339.
pub fn read_utc(text: &str) -> Option<Timestamp> {
    let time: jiff::Timestamp = text.parse().ok()?;
    i64::try_from(time.as_nanosecond()).ok().map(Timestamp)
}

/// A length of time in the unit that suits it: `2 ms`, `60.9 s`, `3 min 20 s`, `72 h 05 min`. None is
/// negative.
pub fn duration(nanoseconds: i64) -> String {
    let nanoseconds = nanoseconds.max(0);
    let (millis, seconds) = (nanoseconds / 1_000_000, nanoseconds / 1_000_000_000);
    match seconds {
        0 if nanoseconds == 0 => "0 s".to_owned(),
        0 if millis == 0 => format!("{} µs", nanoseconds / 1000),
        0 => format!("{millis} ms"),
        1..=99 if millis % 1000 < 100 => format!("{seconds} s"),
        1..=99 => format!("{seconds}.{} s", millis % 1000 / 100),
        100..=5999 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// A count and its noun: `1 link`, `2 links`.
pub fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Prose in lines of at most `columns`; a word that is longer has a line of its own, so that it can
/// be copied whole.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = lines(text, Options::new(columns).break_words(false));
    lines.retain(|line| !line.is_empty());
    lines
}

/// Breaks a text at its spaces into lines of at most so many columns. The first line begins with
/// `lead`, the later ones are indented. A word that is longer than a line is broken.
pub fn wrap_after(lead: &str, text: &str, columns: usize, indent: usize) -> Vec<String> {
    let indent = " ".repeat(indent.min(columns / 2));
    lines(text, Options::new(columns).initial_indent(lead).subsequent_indent(&indent))
}

/// Only spaces part words: a range of frames or a UUID is not broken at its hyphens.
fn lines(text: &str, options: Options<'_>) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let options = options
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(&words.join(" "), options).into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_invisible_characters_are_replaced() {
        assert_eq!(clean("JBL Charge 5 – 耳机 🎧"), "JBL Charge 5 – 耳机 🎧");
        assert_eq!(
            clean("a\x1b[31mb\r\n\u{9b}c\u{7f}"),
            "a\u{fffd}[31mb\u{fffd}\u{fffd}\u{fffd}c\u{fffd}"
        );
        assert_eq!(clean("\u{202e}gpj.exe"), "\u{fffd}gpj.exe");
        assert_eq!(clean("a\u{200b}b\u{2066}c\u{e0041}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
    }

    #[test]
    fn durations_have_the_unit_that_suits() {
        let cases = [
            (0, "0 s"),
            (45_000, "45 µs"),
            (2_000_000, "2 ms"),
            (999_999_999, "999 ms"),
            (5_000_000_000, "5 s"),
            (60_900_000_000, "60.9 s"),
            (200_000_000_000, "3 min 20 s"),
            (259_500_000_000_000, "72 h 05 min"),
            (-2_000_000, "0 s"),
            (i64::MIN, "0 s"),
            (i64::MAX, "2562047 h 47 min"),
        ];
        for (nanoseconds, text) in cases {
            assert_eq!(duration(nanoseconds), text);
        }
    }

    #[test]
    fn times_are_utc() {
        assert_eq!(utc(Timestamp(1_768_471_200_123_456_789)), "2026-01-15T10:00:00.123456Z");
        assert_eq!(utc(Timestamp(0)), "1970-01-01T00:00:00.000000Z");
        assert!(utc(Timestamp(i64::MIN)).starts_with("1677-"));
    }

    #[test]
    fn prose_is_wrapped_between_words() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("a-very-long-word b", 5), ["a-very-long-word", "b"]);
        assert_eq!(wrap("see 1234-5678 there", 9), ["see", "1234-5678", "there"]);
        assert_eq!(wrap("  ", 5), [""; 0]);
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(wrap("耳机 耳机 ab", 7), ["耳机", "耳机 ab"]);
        assert_eq!(wrap_after("", "耳机", 0, 0), ["耳", "机"]);
        assert_eq!(width("a耳"), 3);
    }

    #[test]
    fn lines_are_not_wider_than_asked() {
        let lines = wrap_after("", "one two three fourteen-characters-and-more x", 10, 2);
        assert_eq!(
            lines,
            ["one two", "  three", "  fourteen", "  -charact", "  ers-and-", "  more x"]
        );
        assert_eq!(wrap_after("", "", 10, 2), [""]);
        assert_eq!(wrap_after("    1  ", "ab cd ef", 10, 3), ["    1  ab", "   cd ef"]);
        assert_eq!(wrap_after("123456789 ", "abcdef", 10, 4), ["123456789 ", "    abcdef"]);
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(shorten("äöü", 3), "äöü");
        assert_eq!(shorten("äöüß", 3), "äö…");
        assert_eq!(shorten("耳机耳机", 5), "耳机…");
        assert_eq!(shorten("耳机耳机", 4), "耳…");
        assert_eq!(shorten("x", 0), "");
    }
}
