//! Faults of the capture itself, which are no faults of the devices.

use super::{
    Queue, State,
    event::{At, CaptureNote, What},
    reassembly::Partial,
    state::AdapterId,
};
use crate::capture::Record;

/// A step back of the clock below this, in nanoseconds, is the jitter of several time sources.
const CLOCK_BACK: i64 = 1_000_000_000;

/// A pause between two records above this, in nanoseconds, may be a clock that was set or a machine
/// that slept: deadlines that fall into it say nothing.
pub const CLOCK_JUMP: i64 = 15 * 60 * 1_000_000_000;

/// What is known of the capture's own faults.
#[derive(Debug, Default)]
pub struct Health {
    /// Records seen.
    pub records: u64,
    /// The first record.
    pub first: Option<At>,
    /// The last record.
    pub last: Option<At>,
    /// Packets that the capturing program lost.
    pub drops: u64,
    /// Where it last lost some.
    pub last_drop: Option<At>,
    /// Records that hold fewer octets than the packet had.
    pub cut: u64,
    /// The first and the last of them.
    pub cut_range: Option<(At, At)>,
    /// How often the clock went back by more than a second.
    pub clock_back: u64,
    /// Where the clock last went back, or forward by much.
    pub last_clock_fault: Option<At>,
    /// Packets that the sniffer did not hear, by its own counter.
    pub sniffer_missed: u64,
    /// Where it last missed some.
    pub last_missed: Option<At>,
    /// Continuations whose start is not in the capture.
    pub orphans: u64,
    /// Encrypted link layer packets without a key.
    pub encrypted: u64,
    /// Table entries given up because a table was full.
    pub forgotten: u64,
    pub(super) closed_links: u32,
}

impl Health {
    /// Whether nothing was lost by the capturing side from this frame on.
    pub fn no_drop_since(&self, frame: u64) -> bool {
        let after = |at: Option<At>| at.is_some_and(|at| at.frame > frame);
        !after(self.last_drop) && !after(self.last_missed)
    }

    /// Whether no record was cut short from this frame on.
    pub fn full_since(&self, frame: u64) -> bool {
        self.cut_range.is_none_or(|(_, last)| last.frame < frame)
    }

    /// Whether the clock ran evenly from this frame on.
    pub fn time_since(&self, frame: u64) -> bool {
        self.last_clock_fault.is_none_or(|at| at.frame <= frame)
    }
}

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
