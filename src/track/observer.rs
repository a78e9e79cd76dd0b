//! Who hears of what happened.

use super::{event::Event, id::At, state::State};

/// Receives the events, in order, with the state after the record that caused them.
pub trait Observer {
    /// The clock of a source has come to the time of `at`, whose frame is the last of the source that
    /// was seen. Nothing of what was captured then has happened yet.
    fn time(&mut self, _at: At, _state: &State) {}

    /// One event.
    fn event(&mut self, event: &Event<'_>, state: &State);
}

/// Who wants to know the state alone.
impl Observer for () {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}
