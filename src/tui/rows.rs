//! A set of rows: one bit for each record of the capture, and counts to find the n-th of them.

/// Words of 64 rows from one count to the next.
const STRIDE: usize = 8;

/// Rows, added in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    words: Vec<u64>,
    /// Rows before each stride.
    before: Vec<u64>,
    count: u64,
}

impl Rows {
    /// Adds a row after all that were added.
    pub(super) fn push(&mut self, row: u64) {
        let Ok(word) = usize::try_from(row / 64) else { return };
        while self.words.len() <= word {
            if self.words.len().is_multiple_of(STRIDE) {
                self.before.push(self.count);
            }
            self.words.push(0);
        }
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << (row % 64);
            self.count += 1;
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.count
    }

    /// Whether a row is one of them.
    pub(super) fn has(&self, row: u64) -> bool {
        let word = usize::try_from(row / 64).ok().and_then(|word| self.words.get(word));
        word.is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// How many come before a row.
    pub(super) fn rank(&self, row: u64) -> u64 {
        let word = usize::try_from(row / 64).unwrap_or(usize::MAX);
        if word >= self.words.len() {
            return self.count;
        }
        let stride = word / STRIDE;
        let whole = self.words.get(stride * STRIDE..word).unwrap_or_default();
        let part = self.words.get(word).copied().unwrap_or_default() & ((1 << (row % 64)) - 1);
        let ones = |word: &u64| u64::from(word.count_ones());
        self.before.get(stride).copied().unwrap_or_default()
            + whole.iter().map(ones).sum::<u64>()
            + ones(&part)
    }

    /// The one with so many before it.
    pub(super) fn nth(&self, place: u64) -> Option<u64> {
        if place >= self.count {
            return None;
        }
        let stride = self.before.partition_point(|before| *before <= place).checked_sub(1)?;
        let mut left = place - self.before.get(stride)?;
        let start = stride * STRIDE;
        for (index, word) in self.words.get(start..)?.iter().enumerate() {
            let ones = u64::from(word.count_ones());
            if left < ones {
                let mut word = *word;
                for _ in 0..left {
                    word &= word - 1;
                }
                return Some((start + index) as u64 * 64 + u64::from(word.trailing_zeros()));
            }
            left -= ones;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_place_and_by_row() {
        for step in [1, 2, 63, 64, 65, 500, 513, 5000] {
            let mut rows = Rows::default();
            let all: Vec<u64> = (0..200).map(|n| n * step + n % 3 * step / 3).collect();
            all.iter().for_each(|&row| rows.push(row));
            assert_eq!(rows.len(), 200);
            for (place, &row) in all.iter().enumerate() {
                assert_eq!(rows.nth(place as u64), Some(row), "step {step}");
                assert_eq!(rows.rank(row), place as u64);
                assert_eq!(rows.rank(row + 1), place as u64 + 1);
                assert!(rows.has(row));
                assert_eq!(rows.has(row + 1), all.contains(&(row + 1)));
            }
            assert_eq!(rows.nth(200), None);
            assert_eq!(rows.rank(u64::MAX), 200);
        }
    }
}
