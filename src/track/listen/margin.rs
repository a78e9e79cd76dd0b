//! How far ahead of their moment the packets of a stream arrive.

use super::constants::MILLISECOND;

/// Width of a class of margins.
const STEP: i64 = 5 * MILLISECOND;
/// The margin at which the first class begins.
const LEAST: i64 = -100 * MILLISECOND;
/// Classes; the first and the last also hold what lies beyond them.
const CLASSES: usize = 256;

/// A histogram of margins, in steps of 5 ms from -100 ms to 1.18 s.
#[derive(Debug, Clone, Copy)]
pub struct Margin {
    counts: [u32; CLASSES],
    total: u64,
    least: i64,
}

impl Default for Margin {
    fn default() -> Self {
        Self { counts: [0; CLASSES], total: 0, least: i64::MAX }
    }
}

impl Margin {
    /// One packet's margin, in nanoseconds; negative when the packet was late.
    #[inline]
    pub fn add(&mut self, margin: i64) {
        let class = margin.saturating_sub(LEAST).div_euclid(STEP).clamp(0, CLASSES as i64 - 1);
        if let Some(count) = usize::try_from(class).ok().and_then(|at| self.counts.get_mut(at)) {
            *count = count.saturating_add(1);
        }
        self.total += 1;
        self.least = self.least.min(margin);
    }

    /// The least margin of all, exact; none without packets.
    pub fn least(&self) -> Option<i64> {
        (self.total > 0).then_some(self.least)
    }

    /// The margin below which `permille` of 1000 packets stay, to 5 ms and not less than the least;
    /// none without packets.
    pub fn quantile(&self, permille: u64) -> Option<i64> {
        let wanted = (self.total * permille).div_ceil(1000).max(1);
        let mut seen = 0;
        let class = self.counts.iter().position(|&count| {
            seen += u64::from(count);
            seen >= wanted
        });
        let class = class.filter(|_| self.total > 0)?;
        // The first class that counts also holds the least one.
        Some((LEAST + STEP * i64::try_from(class).ok()?).max(self.least))
    }
}
