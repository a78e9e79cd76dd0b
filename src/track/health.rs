//! Faults of the capture itself, which are no faults of the devices.

use super::{
    Queue, State,
    event::{CaptureNote, What},
    id::AdapterId,
    state::Partial,
};
use crate::capture::Record;

/// A step back of the clock below this, in nanoseconds, is the jitter of several time sources.
const CLOCK_BACK: i64 = 1_000_000_000;

/// A pause between two records above this, in nanoseconds, may be a clock that was set or a machine
/// that slept: deadlines that fall into it say nothing.
pub const CLOCK_JUMP: i64 = 15 * 60 * 1_000_000_000;

/// Counts a record and notes what is wrong with it.
#[inline]
pub(super) fn record(state: &mut State, record: &Record<'_>, events: &mut Queue<'_>) {
    let health = &mut state.health;
    let at = events.at;
    health.records += 1;
    let adapter = AdapterId { interface: record.interface, index: 0 };
    if let Some(last) = health.last {
        let step = at.time.since(last.time);
        if step < -CLOCK_BACK {
            health.clock_back += 1;
            health.last_clock_fault = Some(at);
            events.push(adapter, What::Capture(CaptureNote::ClockBack(-step)));
        } else if step > CLOCK_JUMP {
            health.last_clock_fault = Some(at);
        }
    } else {
        health.first = Some(at);
    }
    health.last = Some(at);
    if record.drops > 0 {
        health.drops += u64::from(record.drops);
        health.last_drop = Some(at);
        events.push(adapter, What::Capture(CaptureNote::Dropped(record.drops)));
        for adapter in &mut state.adapters {
            adapter.forget_commands();
        }
        for link in &mut state.links {
            link.flow.forget();
            link.partial.iter_mut().for_each(Partial::give_up);
        }
    }
    let captured = record.bytes.len();
    if captured < record.original_len as usize {
        health.cut += 1;
        let first = health.cut_range.map_or(at, |(first, _)| first);
        health.cut_range = Some((first, at));
        if health.cut == 1 {
            let note =
                CaptureNote::Cut { captured: captured as u32, original: record.original_len };
            events.push(adapter, What::Capture(note));
        }
    }
}
