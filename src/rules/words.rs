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

/// A duration in nanoseconds for a person: `720 ms`, `2.5 s`, `3 min 20 s`.
pub(crate) fn duration(nanoseconds: i64) -> String {
    let ms = nanoseconds.max(0) / 1_000_000;
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 if ms / 100 % 10 == 0 => format!("{} s", ms / 1_000),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms / 100 % 10),
        _ => match (ms / 60_000, ms / 1_000 % 60) {
            (minutes, 0) => format!("{minutes} min"),
            (minutes, seconds) => format!("{minutes} min {seconds} s"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_read_well() {
        let ms = |ms: i64| duration(ms * 1_000_000);
        assert_eq!(ms(720), "720 ms");
        assert_eq!(ms(5_000), "5 s");
        assert_eq!(ms(2_550), "2.5 s");
        assert_eq!(ms(60_000), "1 min");
        assert_eq!(ms(200_000), "3 min 20 s");
        assert_eq!(duration(-1), "0 ms");
    }
}
