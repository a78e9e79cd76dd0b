//! The unit of time stamps where no sampling frequency is configured: what their pace comes nearest to.

use super::constants::SECOND;

/// Units of stamps that are met in practice, in ticks a second.
pub(super) const UNITS: [u32; 6] = [90_000, 1_000, 1_000_000, 44_100, 48_000, 96_000];
/// Sampling frequencies beside these.
const RATES: [u32; 4] = [88_200, 32_000, 24_000, 16_000];

/// At first the source may fill its receiver's buffer.
const FILLS: i64 = SECOND;
/// The pace is measured for this long.
const WINDOW: i64 = 8 * SECOND;
/// After a longer pause it is measured anew.
const PAUSE: i64 = 2 * SECOND;
/// By so many thousandths the pace may miss a unit: 44.1 and 48 kHz are 88 apart.
const NEAR: i64 = 15;

/// A measurement under way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pace {
    /// Where it began, and the ticks since.
    window: Option<(i64, i64)>,
}

impl Pace {
    /// The first packet comes at `at`.
    pub(super) fn of(at: i64) -> Self {
        Self { window: Some((at.saturating_add(FILLS), 0)) }
    }

    /// There is, or was, something to measure.
    pub(super) fn is_used(&self) -> bool {
        self.window.is_some()
    }

    /// A packet at `at`, `step` ticks after the one at `last`. Returns the unit, in ticks a second, when
    /// one fits a whole window.
    pub(super) fn step(&mut self, last: i64, at: i64, step: u32) -> Option<u32> {
        let (mut from, mut ticks) = self.window?;
        if at.saturating_sub(last) > PAUSE || at < last {
            *self = Self::of(at);
            return None;
        }
        if last >= from {
            ticks = ticks.saturating_add(i64::from(step));
        } else if at >= from {
            from = at;
        }
        self.window = Some((from, ticks));
        let time = at.saturating_sub(from);
        if time < WINDOW {
            return None;
        }
        self.window = Some((at, 0));
        let measured = i128::from(ticks) * i128::from(SECOND) / i128::from(time);
        let fits = |unit: &u32| {
            let off = (measured - i128::from(*unit)).abs();
            off * 1000 <= i128::from(*unit) * i128::from(NEAR)
        };
        UNITS.into_iter().chain(RATES).find(fits)
    }
}
