//! Words that the messages of all families share.

use parsers::link::Direction;

use crate::track::{Event, LinkId, State, state::Link};

/// One side of a link, as it stands within a sentence: the host and the peer, on the air the central
/// and the peripheral.
pub(crate) fn side(link: Option<&Link>, direction: Direction) -> &'static str {
    let on_air = link.is_some_and(|link| link.radio.is_some());
    match (direction, on_air) {
        (Direction::Sent, false) => "this host",
        (Direction::Received, false) => "the peer",
        (Direction::Sent, true) => "the central",
        (Direction::Received, true) => "the peripheral",
        (Direction::Unknown, _) => "one side",
    }
}

/// One side of the link with this number.
pub(crate) fn side_of(state: &State, link: LinkId, direction: Direction) -> &'static str {
    side(state.link(link), direction)
}

/// One side of the event's link.
pub(crate) fn side_in(event: &Event<'_>, state: &State, direction: Direction) -> &'static str {
    side(event.link.and_then(|id| state.link(id)), direction)
}

/// The text with a capital letter, to begin a sentence.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
