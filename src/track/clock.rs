//! Faults without a request: packets that do not come back, a connection that is not heard.
//!
//! They are looked for once in a second of a source's time, after the record that moved its clock was
//! understood.

use super::{
    id::At,
    layer::Queue,
    link, radio,
    state::{GRACE, Link, State},
};
use crate::capture::Timestamp;

/// How often, in nanoseconds.
const TICK: i64 = 1_000_000_000;

/// Moves the clock of a record's source to the record's time.
#[inline]
pub(super) fn advance(state: &mut State, at: At, events: &mut Queue<'_>) {
    let source = state.health.source(at.source);
    let (next_tick, silence) = (&mut source.next_tick, source.silence);
    match *next_tick {
        Some(next) if at.time < next && next.since(at.time) <= TICK => {}
        // What follows a silence at once is waited for.
        Some(_) if silence.is_some_and(|(_, end)| end == at) => {
            *next_tick = Some(Timestamp(at.time.0.saturating_add(GRACE)));
        }
        Some(_) => tick(state, at, events),
        None => *next_tick = Some(Timestamp(at.time.0.saturating_add(TICK))),
    }
}

#[cold]
fn tick(state: &mut State, at: At, events: &mut Queue<'_>) {
    let next = Timestamp(at.time.0.saturating_add(TICK));
    state.health.source(at.source).next_tick = Some(next);
    let mine = |link: &&mut Link| link.closed.is_none() && link.adapter.source == at.source;
    for link in state.links.iter_mut().filter(mine) {
        link::expire(link, at, events);
    }
    radio::expire(state, at, events);
}
