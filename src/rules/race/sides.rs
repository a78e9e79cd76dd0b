//! The two sides of a link, in words.

use parsers::link::Direction;

use crate::track::{LinkId, State};

/// The other side.
pub(super) fn other(direction: Direction) -> Direction {
    match direction {
        Direction::Sent => Direction::Received,
        Direction::Received => Direction::Sent,
        Direction::Unknown => Direction::Unknown,
    }
}

/// Who sends in a direction: the host or the peer, on the air the central or the peripheral.
pub(super) fn name(state: &State, link: LinkId, direction: Direction) -> &'static str {
    let on_air = state.link(link).is_some_and(|link| link.radio.is_some());
    match (direction, on_air) {
        (Direction::Sent, false) => "this host",
        (Direction::Received, false) => "the peer",
        (Direction::Sent, true) => "the central",
        (Direction::Received, true) => "the peripheral",
        (Direction::Unknown, _) => "one side",
    }
}

/// The first letter in upper case, for the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// A span of time with its unit, from nanoseconds.
pub(super) fn span(nanoseconds: i64) -> String {
    match nanoseconds {
        ..1_000_000_000 => format!("{} ms", nanoseconds / 1_000_000),
        _ => format!("{:.1} s", nanoseconds as f64 / 1e9),
    }
}
