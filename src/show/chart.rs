//! Pictures of numbers, a character each.

/// Eight levels; the first is more than nothing.
const BLOCKS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const PLAIN: [&str; 8] = [".", ":", "-", "=", "+", "*", "#", "@"];

/// A number between 0 and `most` as a character; a blank for nothing.
pub fn level(ascii: bool, number: u64, most: u64) -> &'static str {
    if number == 0 {
        return " ";
    }
    let levels = if ascii { PLAIN } else { BLOCKS };
    let place = number.saturating_sub(1).saturating_mul(8) / most.max(1);
    let place = usize::try_from(place).unwrap_or(7).min(7);
    levels[place]
}

/// A line of time: so many columns from `from` to `to`, in nanoseconds since the first record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// Where it begins.
    pub from: i64,
    /// Where it ends.
    pub to: i64,
    /// Columns.
    pub columns: u16,
}

impl Axis {
    /// The time of a column: from when to when.
    pub fn column(self, column: u16) -> (i64, i64) {
        let (length, columns) = (i128::from(self.to - self.from), i128::from(self.columns.max(1)));
        let edge =
            |column: i128| self.from + i64::try_from(length * column / columns).unwrap_or_default();
        let start = edge(i128::from(column));
        (start, edge(i128::from(column) + 1).max(start + 1))
    }

    /// How long a column is, in nanoseconds.
    pub fn step(self) -> i64 {
        ((self.to - self.from) / i64::from(self.columns.max(1))).max(1)
    }

    /// The column of a moment; none beside the line.
    pub fn place(self, time: i64) -> Option<u16> {
        if !(self.from..=self.to).contains(&time) {
            return None;
        }
        let (since, length) =
            (i128::from(time - self.from), i128::from((self.to - self.from).max(1)));
        let column = u16::try_from(since * i128::from(self.columns) / length).ok()?;
        Some(column.min(self.columns.saturating_sub(1)))
    }

    /// The times that stand above the line, as far as they have room.
    pub fn heading(self) -> String {
        const APART: u16 = 12;
        let mut line = String::new();
        for column in (0..self.columns).step_by(usize::from(APART)) {
            let seconds = self.column(column).0 as f64 / 1e9;
            let digits = match self.to - self.from {
                length if length < 1_000_000_000 => 4,
                length if length < 60_000_000_000 => 2,
                _ => 0,
            };
            let text = format!("|{seconds:.digits$} s");
            if usize::from(column) + text.len() <= usize::from(self.columns) {
                line += &format!("{text:<width$}", width = usize::from(APART));
            }
        }
        line.trim_end().to_owned()
    }

    /// Half as long, or twice, around a moment, within what there is.
    pub fn zoomed(self, closer: bool, around: i64, length: i64) -> Self {
        let now = self.to - self.from;
        let new = if closer { now / 2 } else { now.saturating_mul(2) }.clamp(1, length.max(1));
        let from = around.saturating_sub(new / 2).clamp(0, (length - new).max(0));
        Self { from, to: from + new, ..self }
    }

    /// Moved so that a moment is on it.
    pub fn showing(self, time: i64, length: i64) -> Self {
        if self.place(time).is_some() {
            return self;
        }
        let long = self.to - self.from;
        let from = time.saturating_sub(long / 2).clamp(0, (length - long).max(0));
        Self { from, to: from + long, ..self }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn columns_cover_the_line_and_each_moment_is_in_one() {
        for (from, to, columns) in [(0, 1000, 7), (5, 12, 30), (0, i64::MAX / 4, 200), (3, 3, 1)] {
            let axis = Axis { from, to, columns };
            assert_eq!(axis.column(0).0, from);
            for column in 0..columns {
                let (start, end) = axis.column(column);
                assert!(start < end && end <= axis.column(column + 1).0.max(start + 1));
                if to - from > i64::from(columns) {
                    assert_eq!(axis.place((start + end) / 2), Some(column), "{axis:?}");
                }
            }
            assert_eq!(axis.place(to + 1), None);
        }
    }

    #[test]
    fn zooming_stays_within_the_whole_and_keeps_the_moment() {
        let whole = Axis { from: 0, to: 1_000_000, columns: 50 };
        for around in [0, 1, 499_999, 999_999, 1_000_000] {
            let mut axis = whole;
            for _ in 0..30 {
                axis = axis.zoomed(true, around, 1_000_000);
                assert!(axis.from >= 0 && axis.to <= 1_000_000 && axis.place(around).is_some());
            }
            for _ in 0..30 {
                axis = axis.zoomed(false, around, 1_000_000);
            }
            assert_eq!(axis, whole);
        }
    }

    #[test]
    fn more_is_never_drawn_lower() {
        for ascii in [false, true] {
            assert_eq!(level(ascii, 0, 100), " ");
            let levels = if ascii { PLAIN } else { BLOCKS };
            let place = |n| levels.iter().position(|own| *own == level(ascii, n, 100)).unwrap();
            assert!((1..100).all(|n| place(n) <= place(n + 1)));
            assert_eq!((place(1), place(100)), (0, 7));
        }
    }
}
