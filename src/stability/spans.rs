//! Spans of time and their union.

use crate::capture::Timestamp;

/// Spans that are kept apart; beyond them the nearest ones are joined.
const MAX_SPANS: usize = 20_000;

/// Spans of time. What several of them cover counts once.
#[derive(Debug, Clone, Default)]
pub(super) struct Spans {
    list: Vec<(i64, i64)>,
}

impl Spans {
    /// One more; nothing if it ends before it begins, as where a clock was set back.
    pub(super) fn add(&mut self, from: Timestamp, to: Timestamp) {
        if to <= from {
            return;
        }
        self.list.push((from.0, to.0));
        if self.list.len() >= 2 * MAX_SPANS {
            self.merge();
            self.join();
        }
    }

    /// In order, without overlaps.
    pub(super) fn merge(&mut self) {
        self.list.sort_unstable();
        self.list.dedup_by(|next, last| {
            let meets = next.0 <= last.1;
            if meets {
                last.1 = last.1.max(next.1);
            }
            meets
        });
    }

    /// Joins neighbours across the shortest gaps until there is room.
    #[cold]
    fn join(&mut self) {
        if self.list.len() < MAX_SPANS {
            return;
        }
        let gap = |pair: &[(i64, i64)]| pair[1].0.saturating_sub(pair[0].1);
        let mut gaps: Vec<i64> = self.list.windows(2).map(gap).collect();
        let (_, &mut least, _) = gaps.select_nth_unstable(self.list.len() - MAX_SPANS / 2);
        self.list.dedup_by(|next, last| {
            let near = next.0.saturating_sub(last.1) <= least;
            if near {
                last.1 = next.1;
            }
            near
        });
    }

    /// How long all of them are together, in nanoseconds. They are merged.
    pub(super) fn length(&self) -> i64 {
        self.list.iter().fold(0, |sum, (from, to)| sum.saturating_add(to.saturating_sub(*from)))
    }

    /// What is in both. Both are merged.
    pub(super) fn within(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.list.iter().peekable(), other.list.iter().peekable());
        let mut list = Vec::new();
        while let (Some(&&one), Some(&&two)) = (a.peek(), b.peek()) {
            let (from, to) = (one.0.max(two.0), one.1.min(two.1));
            if from < to {
                list.push((from, to));
            }
            if one.1 <= two.1 {
                a.next();
            } else {
                b.next();
            }
        }
        Self { list }
    }

    /// The one that covers a moment. They are merged.
    pub(super) fn around(&self, moment: i64) -> Option<(i64, i64)> {
        let after = self.list.partition_point(|&(from, _)| from <= moment);
        self.list[..after].last().copied().filter(|&(_, to)| moment <= to)
    }

    /// The end of the last one.
    pub(super) fn end(&self) -> Option<i64> {
        self.list.last().map(|&(_, to)| to)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn spans(list: &[(i64, i64)]) -> Spans {
        let mut spans = Spans::default();
        for &(from, to) in list {
            spans.add(Timestamp(from), Timestamp(to));
        }
        spans.merge();
        spans
    }

    #[test]
    fn what_several_cover_counts_once() {
        let all = spans(&[(50, 60), (0, 10), (5, 20), (20, 30), (7, 3)]);
        assert_eq!(all.list, [(0, 30), (50, 60)]);
        assert_eq!(all.length(), 40);
        assert_eq!(all.around(30), Some((0, 30)));
        assert_eq!(all.around(31), None);
        assert_eq!(all.end(), Some(60));
    }

    #[test]
    fn what_is_in_both() {
        let one = spans(&[(0, 10), (20, 30), (40, 50)]);
        let two = spans(&[(5, 25), (45, 60)]);
        assert_eq!(one.within(&two).list, [(5, 10), (20, 25), (45, 50)]);
        assert_eq!(two.within(&one).list, one.within(&two).list);
        assert_eq!(one.within(&Spans::default()).length(), 0);
    }

    #[test]
    fn there_are_never_too_many() {
        let mut many = Spans::default();
        for index in 0..100_000_i64 {
            many.add(Timestamp(index * 100), Timestamp(index * 100 + 50 + index % 40));
        }
        many.merge();
        assert!(many.list.len() <= 2 * MAX_SPANS, "{}", many.list.len());
        // Of a gap of up to 49 in a hundred at most all are joined.
        assert!((5_000_000..=10_000_000).contains(&many.length()), "{}", many.length());
    }
}
