//! Who is who, in words.

use parsers::{hci::Status, link::Direction};

use crate::track::{Event, State, state::Link};

/// One side of a link, as a sentence names it.
pub(super) fn name(link: Option<&Link>, direction: Direction) -> &'static str {
    let on_air = link.is_some_and(|link| link.radio.is_some());
    match (direction, on_air) {
        (Direction::Sent, false) => "this host",
        (Direction::Received, false) => "the peer",
        (Direction::Sent, true) => "the central",
        (Direction::Received, true) => "the peripheral",
        (Direction::Unknown, _) => "one side",
    }
}

/// One side of the event's link.
pub(super) fn of(event: &Event<'_>, state: &State, direction: Direction) -> &'static str {
    name(event.link.and_then(|id| state.link(id)), direction)
}

/// The other side.
pub(super) fn other(direction: Direction) -> Direction {
    match direction {
        Direction::Sent => Direction::Received,
        Direction::Received => Direction::Sent,
        Direction::Unknown => Direction::Unknown,
    }
}

/// The text with a capital letter, to begin a sentence.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A status that only says that the link ended, for whatever reason: another rule tells of it.
pub(super) fn is_end_of_link(status: Status) -> bool {
    matches!(
        status,
        Status::CONNECTION_TIMEOUT
            | Status::REMOTE_USER_TERMINATED
            | Status::REMOTE_LOW_RESOURCES
            | Status::REMOTE_POWER_OFF
            | Status::LOCAL_HOST_TERMINATED
            | Status::FAILED_TO_BE_ESTABLISHED
    )
}
