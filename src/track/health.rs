//! Faults of the capture itself, which are no faults of the devices.

use super::{
    event::{CaptureNote, What},
    hearing,
    id::{AdapterId, At},
    layer::Queue,
    state::{Health, State},
};
use crate::capture::Record;

/// A step back of the clock below this, in nanoseconds, is the jitter of several time sources.
const CLOCK_BACK: i64 = 1_000_000_000;

/// A pause between two records above this, in nanoseconds, may be a clock that was set or a machine
/// that slept: deadlines that fall into it say nothing.
pub(super) const CLOCK_JUMP: i64 = 15 * 60 * 1_000_000_000;

/// A pause between two records above this, in nanoseconds, may be a clock that was set: what was due
/// in it has some time more, and is not late when it comes at once.
const SILENCE: i64 = 20_000_000_000;

/// Takes the next value of a sniffer's counter. Returns how many packets are missing before it.
///
/// The counter has 16 bits. A step of more than half of them is a step back: the sniffer began anew,
/// or packets are out of order.
pub(super) fn counted(health: &mut Health, at: At, counter: u16) -> Option<u16> {
    let source = health.source(at.source);
    let before = source.packet_counter.replace(counter)?;
    let missing = counter.wrapping_sub(before).wrapping_sub(1);
    if missing == 0 || missing >= 1 << 15 {
        return None;
    }
    source.last_missed = Some(at);
    health.sniffer_missed += u64::from(missing);
    health.last_missed = Some(at);
    Some(missing)
}

/// An answer that was due in a silence comes as soon as anything does: it was the clock, or the
/// capturing machine, that jumped.
#[cold]
pub(super) fn jumped(health: &mut Health, at: At) {
    health.last_clock_fault = Some(at);
    health.source(at.source).last_clock_fault = Some(at);
}

/// A record shows that others, before it, are not in the capture. Of packets that come back nobody
/// knows what they were, so they cast doubt on no answer.
#[cold]
pub(super) fn unlogged(health: &mut Health, at: At, events: &Queue<'_>) {
    health.unlogged += events.unlogged + events.unsent;
    health.last_unlogged = Some(at);
    if events.unlogged > 0 {
        health.source(at.source).last_unlogged = Some(at);
    }
}

/// Counts a record and notes what is wrong with it. Returns the record of its source before it, and
/// whether an answer was due between them.
#[inline]
pub(super) fn record(
    state: &mut State,
    record: &Record<'_>,
    events: &mut Queue<'_>,
) -> (Option<At>, bool) {
    let health = &mut state.health;
    let at = events.at;
    health.records += 1;
    let adapter = AdapterId { source: at.source, index: 0 };
    health.first.get_or_insert(at);
    health.last = Some(at);
    health.latest = health.latest.max(Some(at.time));
    let mine = |id: AdapterId| id.source == at.source;
    let mut clock_was_set = false;
    let source = health.source(at.source);
    let before = source.last.replace(at);
    let due = source.next_due.is_some_and(|due| due < at.time);
    if let Some(last) = before {
        let step = at.time.step_from(last.time);
        if step < -CLOCK_BACK {
            source.last_clock_fault = Some(at);
            clock_was_set = true;
            health.clock_back += 1;
            health.last_clock_fault = Some(at);
            events.push(adapter, What::Capture(CaptureNote::ClockBack(-step)));
        } else if step > CLOCK_JUMP {
            source.last_clock_fault = Some(at);
            clock_was_set = true;
            health.last_clock_fault = Some(at);
        }
        let silent = step > SILENCE;
        if silent {
            health.source(at.source).silence = Some((last, at));
        }
        if step >= hearing::PAUSE {
            for link in state.links.iter_mut().filter(|link| mine(link.adapter)) {
                hearing::pause(link, last, at);
                if silent {
                    link.flow.skip(step);
                }
            }
        }
    }
    if clock_was_set {
        state.links.iter_mut().filter(|link| mine(link.adapter)).for_each(hearing::forget);
    }
    if record.drops > 0 {
        health.source(at.source).last_drop = Some(at);
        health.drops += u64::from(record.drops);
        health.last_drop = Some(at);
        events.push(adapter, What::Capture(CaptureNote::Dropped(record.drops)));
        for adapter in state.adapters.iter_mut().filter(|adapter| mine(adapter.id)) {
            adapter.forget_commands();
        }
        for link in state.links.iter_mut().filter(|link| mine(link.adapter)) {
            link.flow.forget();
            hearing::forget(link);
            link.lost_records();
        }
    }
    let captured = record.bytes.len();
    if captured < record.original_len as usize {
        health.source(at.source).last_cut = Some(at);
        health.cut += 1;
        let first = health.cut_range.map_or(at, |(first, _)| first);
        health.cut_range = Some((first, at));
        if health.cut == 1 {
            let captured = u32::try_from(captured).unwrap_or(u32::MAX);
            let note = CaptureNote::Cut { captured, original: record.original_len };
            events.push(adapter, What::Capture(note));
        }
    }
    (before, due)
}
