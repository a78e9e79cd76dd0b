//! What the mouse does.

use std::time::{Duration, Instant};

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// Two clicks within this time are one double click.
const DOUBLE: Duration = Duration::from_millis(400);

/// Something that was done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mouse {
    /// The wheel was turned: down, or up.
    Wheel(bool),
    /// A place was clicked.
    Click(Position),
    /// The same place was clicked once more at once.
    Again(Position),
}

impl Mouse {
    /// Lines that the wheel moves.
    pub(super) const LINES: usize = 3;
}

/// Tells clicks from double clicks.
#[derive(Debug, Default)]
pub(super) struct Clicks {
    last: Option<(Position, Instant)>,
}

impl Clicks {
    /// What an event is, if it is anything.
    pub(super) fn take(&mut self, event: MouseEvent, now: Instant) -> Option<Mouse> {
        match event.kind {
            MouseEventKind::ScrollDown => Some(Mouse::Wheel(true)),
            MouseEventKind::ScrollUp => Some(Mouse::Wheel(false)),
            MouseEventKind::Down(MouseButton::Left) => {
                let at = Position::new(event.column, event.row);
                let again = |(place, when): (Position, Instant)| {
                    place == at && now.saturating_duration_since(when) < DOUBLE
                };
                if self.last.take().is_some_and(again) {
                    return Some(Mouse::Again(at));
                }
                self.last = Some((at, now));
                Some(Mouse::Click(at))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;

    #[test]
    fn two_clicks_at_one_place_are_a_double_click() {
        let (mut clicks, start) = (Clicks::default(), Instant::now());
        let mut click = |column, after| {
            let kind = MouseEventKind::Down(MouseButton::Left);
            let event = MouseEvent { kind, column, row: 2, modifiers: KeyModifiers::NONE };
            clicks.take(event, start + Duration::from_millis(after))
        };
        let at = |column| Position::new(column, 2);
        assert_eq!(click(1, 0), Some(Mouse::Click(at(1))));
        assert_eq!(click(1, 200), Some(Mouse::Again(at(1))));
        // A third one is the first of another pair.
        assert_eq!(click(1, 300), Some(Mouse::Click(at(1))));
        assert_eq!(click(2, 400), Some(Mouse::Click(at(2))));
        assert_eq!(click(2, 900), Some(Mouse::Click(at(2))));
    }
}
