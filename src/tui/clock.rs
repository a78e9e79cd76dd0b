//! How times are written.

use std::time::Duration;

use super::text::Since;
use crate::{
    capture::Timestamp,
    text::{time_of_day, utc},
};

/// What times count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Clock {
    /// From the first frame.
    #[default]
    Start,
    /// From midnight, UTC.
    Day,
    /// From the frame that is listed before.
    Before,
    /// From the frame that was marked last.
    Mark,
}

impl Clock {
    /// The next way; that from the mark only where there is one.
    pub(super) fn next(self, marked: bool) -> Self {
        match self {
            Self::Start => Self::Day,
            Self::Day => Self::Before,
            Self::Before if marked => Self::Mark,
            Self::Before | Self::Mark => Self::Start,
        }
    }

    /// What it is, for the user.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Start => "times since the first frame",
            Self::Day => "time of day, UTC",
            Self::Before => "times since the frame before",
            Self::Mark => "times since the mark",
        }
    }
}

/// What is needed to write a time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Times {
    pub(super) clock: Clock,
    /// The first frame.
    pub(super) first: Timestamp,
    /// The frame that was marked last.
    pub(super) mark: Option<Timestamp>,
}

impl Times {
    /// A time as the clock has it; `before` is that of the frame that is listed before.
    pub(super) fn write(self, time: Timestamp, before: Option<Timestamp>) -> String {
        match self.clock {
            Clock::Start => Since(time, self.first).to_string(),
            Clock::Day => time_of_day(time),
            Clock::Before => Since(time, before.unwrap_or(time)).to_string(),
            Clock::Mark => Since(time, self.mark.unwrap_or(self.first)).to_string(),
        }
    }

    /// The moment that a text means: `12.5s` after the first frame, or `14:03:07.25` on its day.
    pub(super) fn read(self, text: &str) -> Option<Timestamp> {
        if let Some(seconds) = text.strip_suffix('s') {
            let seconds: f64 = seconds.trim().parse().ok().filter(|s| (0.0..1e9).contains(s))?;
            let after = Duration::from_secs_f64(seconds).as_nanos();
            return Some(Timestamp(self.first.0.saturating_add(i64::try_from(after).ok()?)));
        }
        let day = utc(self.first);
        let clock = text.trim();
        clock.contains(':').then_some(())?;
        let clock =
            if clock.matches(':').count() == 1 { format!("{clock}:00") } else { clock.into() };
        crate::text::read_utc(&format!("{}T{clock}Z", day.get(..10)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_written() {
        let first = Timestamp(1_700_000_000_123_456_000);
        let times = Times { first, ..Times::default() };
        let later = Timestamp(first.0 + 12_500_000_000);
        assert_eq!(times.read("12.5s"), Some(later));
        let day = Times { clock: Clock::Day, ..times };
        assert_eq!(day.read(&day.write(later, None)), Some(later));
        assert_eq!(day.write(later, None), "22:13:32.623456");
        for wrong in ["", "x", "12", "s", "infs", "25:00", "1:2:3:4", "nans"] {
            assert_eq!(times.read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_clock_counts_from_its_own() {
        let times =
            Times { first: Timestamp(0), mark: Some(Timestamp(2_000_000_000)), ..Times::default() };
        let at = |clock| {
            Times { clock, ..times }.write(Timestamp(5_000_000_000), Some(Timestamp(4_500_000_000)))
        };
        assert_eq!(at(Clock::Start), "5.000000");
        assert_eq!(at(Clock::Day), "00:00:05.000000");
        assert_eq!(at(Clock::Before), "0.500000");
        assert_eq!(at(Clock::Mark), "3.000000");
    }
}
