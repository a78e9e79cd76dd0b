//! How times are written.

use std::time::Duration;

use super::text::Since;
use crate::{capture::Timestamp, text::Zone};

/// What times count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Clock {
    /// From the first frame.
    #[default]
    Start,
    /// From midnight, where the user is.
    Local,
    /// From midnight, UTC.
    Utc,
    /// From the frame that is listed before.
    Before,
    /// From the frame that was marked last.
    Mark,
}

/// What is needed to write a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times<'z> {
    pub(super) clock: Clock,
    /// Where the user is.
    pub(super) zone: &'z Zone,
    /// The first frame.
    pub(super) first: Timestamp,
    /// The frame that was marked last.
    pub(super) mark: Option<Timestamp>,
}

impl Times<'_> {
    /// The next clock. Where local time is UTC that is one; the mark has one only where it is.
    pub(super) fn next(self) -> Clock {
        match self.clock {
            Clock::Start if self.zone.offset(self.first) == "UTC" => Clock::Utc,
            Clock::Start => Clock::Local,
            Clock::Local => Clock::Utc,
            Clock::Utc => Clock::Before,
            Clock::Before if self.mark.is_some() => Clock::Mark,
            Clock::Before | Clock::Mark => Clock::Start,
        }
    }

    /// What the clock is, for the user.
    pub(super) fn name(self) -> String {
        match self.clock {
            Clock::Start => "times since the first frame".to_owned(),
            Clock::Local => format!("time of day here, {}", self.zone.offset(self.first)),
            Clock::Utc => "time of day, UTC".to_owned(),
            Clock::Before => "times since the frame before".to_owned(),
            Clock::Mark => "times since the mark".to_owned(),
        }
    }

    /// The same in a word, where times are not those since the first frame.
    pub(super) fn word(self) -> Option<String> {
        match self.clock {
            Clock::Start => None,
            Clock::Local => Some(self.zone.offset(self.first)),
            Clock::Utc => Some("UTC".to_owned()),
            Clock::Before => Some("since the frame before".to_owned()),
            Clock::Mark => Some("since the mark".to_owned()),
        }
    }

    /// Columns that a time takes, but for very long ones.
    pub(super) fn width(self) -> usize {
        match self.clock {
            Clock::Local | Clock::Utc => 15,
            Clock::Start | Clock::Before | Clock::Mark => 12,
        }
    }

    /// A time as the clock has it; `before` is that of the frame that is listed before.
    pub(super) fn write(self, time: Timestamp, before: Option<Timestamp>) -> String {
        match self.clock {
            Clock::Start => Since(time, self.first).to_string(),
            Clock::Local => self.zone.time_of_day(time),
            Clock::Utc => Zone::UTC.time_of_day(time),
            Clock::Before => Since(time, before.unwrap_or(time)).to_string(),
            Clock::Mark => Since(time, self.mark.unwrap_or(self.first)).to_string(),
        }
    }

    /// The moment that a text means: `12.5s` after the first frame, or `14:03:07.25`, in UTC unless
    /// local times are shown.
    pub(super) fn read(self, text: &str) -> Option<Timestamp> {
        if let Some(seconds) = text.strip_suffix('s') {
            let seconds: f64 = seconds.trim().parse().ok().filter(|s| (0.0..1e9).contains(s))?;
            let after = Duration::from_secs_f64(seconds).as_nanos();
            return Some(Timestamp(self.first.0.saturating_add(i64::try_from(after).ok()?)));
        }
        let zone = if self.clock == Clock::Local { self.zone } else { &Zone::UTC };
        zone.read(text, self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(zone: &Zone) -> Times<'_> {
        let first = Timestamp(1_700_000_000_123_456_000);
        Times { clock: Clock::Start, zone, first, mark: None }
    }

    #[test]
    fn a_time_is_read_as_it_is_written() {
        let zone = Zone::fixed(120).unwrap();
        let times = times(&zone);
        let later = Timestamp(times.first.0 + 12_500_000_000);
        assert_eq!(times.read("12.5s"), Some(later));
        for (clock, written) in [(Clock::Utc, "22:13:32.623456"), (Clock::Local, "00:13:32.623456")]
        {
            let day = Times { clock, ..times };
            assert_eq!(day.write(later, None), written);
            assert_eq!(day.read(written), Some(later));
        }
        for wrong in ["", "x", "12", "s", "infs", "25:00", "1:2:3:4", "nans"] {
            assert_eq!(times.read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_clock_counts_from_its_own() {
        let zone = Zone::fixed(60).unwrap();
        let mark = Some(Timestamp(2_000_000_000));
        let times = Times { first: Timestamp(0), mark, ..times(&zone) };
        let at = |clock| {
            Times { clock, ..times }.write(Timestamp(5_000_000_000), Some(Timestamp(4_500_000_000)))
        };
        assert_eq!(at(Clock::Start), "5.000000");
        assert_eq!(at(Clock::Local), "01:00:05.000000");
        assert_eq!(at(Clock::Utc), "00:00:05.000000");
        assert_eq!(at(Clock::Before), "0.500000");
        assert_eq!(at(Clock::Mark), "3.000000");
    }

    #[test]
    fn the_key_goes_through_all_clocks_that_differ() {
        let through = |zone: &Zone, mark| {
            let mut times = Times { mark, ..times(zone) };
            let mut clocks = Vec::new();
            loop {
                times.clock = times.next();
                clocks.push(times.clock);
                if times.clock == Clock::Start {
                    return clocks;
                }
            }
        };
        let zone = Zone::fixed(-60).unwrap();
        let mark = Some(Timestamp(0));
        use Clock::{Before, Local, Mark, Start, Utc};
        assert_eq!(through(&zone, mark), [Local, Utc, Before, Mark, Start]);
        assert_eq!(through(&Zone::UTC, None), [Utc, Before, Start]);
    }
}
