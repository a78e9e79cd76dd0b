//! The rhythm of stalls: what holds the radio up at even intervals is a schedule, not the host.

use arrayvec::ArrayVec;

use super::constants::MILLISECOND;

/// Intervals that are kept; the rhythm is that of the first ones.
const INTERVALS: usize = 32;
/// Fewer intervals are no rhythm.
const ENOUGH: usize = 8;
/// Without a packet for this long, or for as long as four of them play, the radio stalls.
const STALL: i64 = 60 * MILLISECOND;
/// Quartiles within this many hundredths of the median are a rhythm.
const EVEN: i64 = 10;

/// A period that stalls keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The median of the intervals, in nanoseconds.
    pub median: i64,
    /// Their quartiles.
    pub quartiles: (i64, i64),
}

/// When a stream stalled.
#[derive(Debug, Clone, Default)]
pub struct Rhythm {
    /// Where the last stall began.
    last: Option<i64>,
    intervals: ArrayVec<i64, INTERVALS>,
    /// How many stalls there were.
    pub stalls: u32,
    /// The longest.
    pub longest: i64,
}

impl Rhythm {
    /// A packet left the controller at `at`, which was handed over at `handed` and plays for
    /// `length`; the one before it left at `before`.
    #[inline]
    pub fn left(&mut self, before: i64, at: i64, handed: i64, length: i64) {
        let patience = STALL.max(4 * length);
        if at - before <= patience || at - handed <= patience {
            return;
        }
        self.stalls = self.stalls.saturating_add(1);
        self.longest = self.longest.max(at - before.max(handed));
        if let Some(last) = self.last.replace(before) {
            let _ = self.intervals.try_push(before - last);
        }
    }

    /// The period, where the stalls keep one.
    pub fn period(&self) -> Option<Period> {
        let mut sorted = self.intervals.clone();
        sorted.sort_unstable();
        let count = sorted.len();
        if count < ENOUGH {
            return None;
        }
        let at = |index: usize| sorted.get(index).copied();
        let (low, median, high) = (at(count / 4)?, at(count / 2)?, at(count * 3 / 4)?);
        let even = (median - low).max(high - median) <= median / 100 * EVEN;
        even.then_some(Period { median, quartiles: (low, high) })
    }
}
