//! Whether things happen in a rhythm: a timer that runs out is found by that, wherever it runs.
//!
//! Pure arithmetic on moments, which may come from several captures of one device.

/// A rhythm in which something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// From one time to the next, in nanoseconds.
    pub period: i64,
    /// The farthest that an interval is from that, in nanoseconds.
    pub spread: i64,
}

/// Intervals that are needed to call it a rhythm.
const MIN_INTERVALS: usize = 3;
/// The standard deviation of the intervals, as a share of their mean, beyond which it is none.
const MAX_UNEVENNESS: f64 = 0.1;
/// How probable it may be that as even a series comes about by chance.
const MAX_CHANCE: f64 = 1e-3;
/// Times that may be left out between two others. More of them and nearly every interval fits.
const MAX_MISSED: i64 = 2;
/// Of how many intervals one may be such a multiple.
const SHARE_MISSED: usize = 4;
/// By how much more probable chance becomes with each interval that may be a multiple.
const CHOICES: f64 = 4.0;

impl Rhythm {
    /// The rhythm of some moments in their order, in nanoseconds; none where chance explains them.
    ///
    /// Where a time is missing, because nobody captured it, the interval over it counts as two.
    pub fn of(moments: &[i64]) -> Option<Self> {
        let intervals: Vec<i64> =
            moments.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
        if intervals.len() < MIN_INTERVALS || intervals.iter().any(|&interval| interval <= 0) {
            return None;
        }
        let mut sorted = intervals.clone();
        sorted.sort_unstable();
        let median = sorted[(sorted.len() - 1) / 2];
        let mut multiples = 0;
        let single: Vec<i64> = intervals
            .iter()
            .map(|&interval| {
                // To the nearest multiple; far off ones show as unevenness.
                let times = (interval.saturating_add(median / 2) / median).clamp(1, 1 + MAX_MISSED);
                multiples += usize::from(times > 1);
                interval / times
            })
            .collect();
        if multiples * SHARE_MISSED > single.len() {
            return None;
        }
        let sum: i128 = single.iter().map(|&interval| i128::from(interval)).sum();
        let period = i64::try_from(sum / single.len() as i128).ok()?;
        let off = || single.iter().map(|interval| interval.abs_diff(period));
        let variance = off().map(|off| (off as f64).powi(2)).sum::<f64>() / single.len() as f64;
        let unevenness = variance.sqrt() / period as f64;
        let chance = chance(single.len(), unevenness) * CHOICES.powf(multiples as f64);
        if !(unevenness <= MAX_UNEVENNESS && chance <= MAX_CHANCE) {
            return None;
        }
        let spread = i64::try_from(off().max()?).ok()?;
        Some(Self { period, spread })
    }
}

/// How probable it is that things which happen at random, each on its own, leave `intervals`
/// intervals whose standard deviation is at most this share of their mean.
///
/// Such intervals, as shares of the whole time, are a point that lies anywhere in a simplex with
/// equal probability. The even ones lie in a ball around its centre.
fn chance(intervals: usize, unevenness: f64) -> f64 {
    let dimensions = intervals - 1;
    let radius = unevenness / (intervals as f64).sqrt();
    // The volume of the ball over that of the simplex, factor by factor so that none overflows.
    let mut share = match dimensions % 2 {
        0 => 1.0,
        _ => 2.0 * radius,
    };
    let from = 2 + dimensions % 2;
    for dimension in (from..=dimensions).step_by(2) {
        share *= std::f64::consts::TAU / dimension as f64 * radius * radius;
    }
    for factor in 2..=dimensions {
        share *= factor as f64;
        if share == 0.0 {
            return 0.0;
        }
    }
    share / (intervals as f64).sqrt()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::cast_possible_truncation)]
mod tests {
    use super::{Rhythm, chance};

    /// Numbers that look random and are the same each time, between 0 and 1.
    struct Random(u64);

    impl Random {
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let mut x = self.0;
            x ^= x >> 33;
            x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
            x ^= x >> 33;
            (x >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    const SECOND: f64 = 1e9;

    fn series(intervals: impl IntoIterator<Item = f64>) -> Vec<i64> {
        let mut now = 1.7e18;
        let mut moments = vec![now as i64];
        for interval in intervals {
            now += interval * SECOND;
            moments.push(now as i64);
        }
        moments
    }

    #[test]
    fn the_example() {
        let drops = series([2820.0, 2826.0, 2815.0, 2820.0, 2819.0, 2825.0, 2815.0]);
        let rhythm = Rhythm::of(&drops).unwrap();
        assert_eq!(rhythm.period, 2_820_000_000_000);
        assert_eq!(rhythm.spread.div_euclid(1_000_000_000), 6);
    }

    #[test]
    fn true_periods_with_jitter_are_found() {
        let mut random = Random(1);
        for (jitter, at_least) in [(0.0, 1.0), (0.005, 1.0), (0.02, 0.97), (0.05, 0.8)] {
            for intervals in [4, 5, 8, 20, 99] {
                let (mut found, mut all) = (0, 0);
                for round in 0..200 {
                    let period = 3.4 * f64::from(round + 1);
                    let even = (0..intervals)
                        .map(|_| period * (1.0 + jitter * 2.0 * (random.next() * 2.0 - 1.0)));
                    let rhythm = Rhythm::of(&series(even));
                    all += 1;
                    found += i32::from(rhythm.is_some_and(|rhythm| {
                        (rhythm.period as f64 / SECOND / period - 1.0).abs() < 0.1
                    }));
                }
                let recall = f64::from(found) / f64::from(all);
                assert!(recall >= at_least, "jitter {jitter}, {intervals} intervals: {recall}");
            }
        }
    }

    #[test]
    fn a_time_that_was_missed_does_not_hide_the_rhythm() {
        let mut random = Random(2);
        let mut found = 0;
        for round in 0..200 {
            let missed = 2 + round % 5;
            let intervals = (0..9).map(|n| {
                let times = if n == missed { 2.0 } else { 1.0 };
                300.0 * (times + 0.01 * random.next())
            });
            found += i32::from(Rhythm::of(&series(intervals)).is_some());
        }
        assert_eq!(found, 200);
    }

    #[test]
    fn chance_has_no_rhythm() {
        let mut random = Random(3);
        let mut found = 0;
        for round in 0..20_000 {
            let intervals = 3 + round % 20;
            let exponential = (0..intervals).map(|_| -60.0 * (1.0 - random.next()).ln() + 1e-6);
            found += i32::from(Rhythm::of(&series(exponential)).is_some());
        }
        assert!(found <= 20, "{found} of 20,000");
    }

    #[test]
    fn two_intervals_are_none_however_even() {
        assert_eq!(Rhythm::of(&series([60.0, 60.0])), None);
        assert!(Rhythm::of(&series([60.0, 60.0, 60.0])).is_some());
        assert_eq!(Rhythm::of(&[]), None);
        assert_eq!(Rhythm::of(&[i64::MIN, i64::MAX, 0, i64::MAX]), None);
    }

    /// The formula against counting.
    #[test]
    fn the_chance_is_what_it_is() {
        let mut random = Random(4);
        let mut hits = 0;
        for _ in 0..100_000 {
            let all: Vec<f64> = (0..4).map(|_| -(1.0 - random.next()).ln()).collect();
            let mean = all.iter().sum::<f64>() / 4.0;
            let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 4.0;
            hits += u32::from(variance.sqrt() / mean <= 0.3);
        }
        let expected = chance(4, 0.3) * 100_000.0;
        assert!((f64::from(hits) / expected - 1.0).abs() < 0.15, "{hits}, not {expected}");
    }
}
