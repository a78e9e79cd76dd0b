//! Deadlines: what did not happen in time.
//!
//! Deadlines are looked at once in a second of capture time, after the record that moved the clock
//! was understood: an answer that comes late is late, not missing.

use super::{
    event::What,
    id::{AdapterId, At},
    layer::Queue,
    link, radio,
    state::State,
};
use crate::capture::Timestamp;

/// How often deadlines are looked at, in nanoseconds.
const TICK: i64 = 1_000_000_000;

/// Moves the clock to a record's time.
#[inline]
pub(super) fn advance(state: &mut State, at: At, events: &mut Queue<'_>) {
    match state.next_tick {
        Some(next) if at.time < next && next.since(at.time) <= TICK => {}
        Some(_) => tick(state, at, events),
        None => state.next_tick = Some(Timestamp(at.time.0.saturating_add(TICK))),
    }
}

#[cold]
fn tick(state: &mut State, at: At, events: &mut Queue<'_>) {
    state.next_tick = Some(Timestamp(at.time.0.saturating_add(TICK)));
    for link in &mut state.links {
        if link.closed.is_some() {
            continue;
        }
        link::expire(link, at, events);
    }
    radio::expire(state, at, events);
    events.push(AdapterId::default(), What::Tick);
}
