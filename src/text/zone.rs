//! The time of day, where the reader is or in UTC.

use jiff::{
    civil,
    tz::{Offset, TimeZone},
};

use crate::capture::Timestamp;

/// A time zone, with its rules for summer time.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of this machine, as `TZ` or the system has it; UTC where neither says.
    pub fn system() -> Self {
        Self(TimeZone::try_system().unwrap_or(TimeZone::UTC))
    }

    /// A zone that is always so many minutes ahead of UTC; none beyond a day.
    pub fn fixed(minutes: i32) -> Option<Self> {
        let offset = Offset::from_seconds(minutes.checked_mul(60)?).ok()?;
        Some(Self(TimeZone::fixed(offset)))
    }

    /// What it is ahead of UTC at a moment: `UTC`, `UTC+2`, `UTC-3:30`.
    pub fn offset(&self, time: Timestamp) -> String {
        let Some(time) = moment(time) else { return "UTC".to_owned() };
        let seconds = self.0.to_offset(time).seconds();
        let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
        match (seconds / 3600, seconds / 60 % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }

    /// The time of day, to the microsecond: `14:03:07.250000`.
    pub fn time_of_day(&self, time: Timestamp) -> String {
        match moment(time) {
            Some(time) => format!("{:.6}", self.0.to_datetime(time).time()),
            None => format!("{} ns", time.0),
        }
    }

    /// The first moment from `first` on at which its clocks show this: `14:03`, `14:03:07.25`.
    pub fn read(&self, text: &str, first: Timestamp) -> Option<Timestamp> {
        // A whole number of hours is no time of day.
        text.contains(':').then_some(())?;
        let clock: civil::Time = text.trim().parse().ok()?;
        // Nobody types more than the microseconds that are shown.
        let first = moment(Timestamp(first.0.div_euclid(1000).checked_mul(1000)?))?;
        let begins = self.0.to_datetime(first);
        let today = clock >= begins.time();
        let day = if today { begins.date() } else { begins.date().tomorrow().ok()? };
        let time = day.to_datetime(clock).to_zoned(self.0.clone()).ok()?.timestamp();
        i64::try_from(time.as_nanosecond()).ok().map(Timestamp)
    }
}

fn moment(time: Timestamp) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_nanosecond(i128::from(time.0)).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// 2023-11-14, 22:13:20.123456789 UTC.
    const FIRST: Timestamp = Timestamp(1_700_000_000_123_456_789);

    #[test]
    fn clocks_differ_by_the_offset() {
        let shown = |minutes| {
            let zone = Zone::fixed(minutes).unwrap();
            (zone.time_of_day(FIRST), zone.offset(FIRST))
        };
        assert_eq!(shown(0), ("22:13:20.123456".to_owned(), "UTC".to_owned()));
        assert_eq!(shown(120), ("00:13:20.123456".to_owned(), "UTC+2".to_owned()));
        assert_eq!(shown(-210), ("18:43:20.123456".to_owned(), "UTC-3:30".to_owned()));
        assert_eq!(Zone::fixed(26 * 60), None);
    }

    #[test]
    fn a_time_of_day_is_read_as_it_is_written() {
        for minutes in [0, 60, -330, 840] {
            let zone = Zone::fixed(minutes).unwrap();
            // The hour before the first frame is that of the next day.
            for after in [0, 1_000_000_000, 7_200_000_000_000, 82_800_000_000_000] {
                let time = Timestamp(FIRST.0 + after);
                let read = zone.read(&zone.time_of_day(time), FIRST).unwrap();
                assert_eq!(read.0, time.0 / 1000 * 1000, "{minutes} {after}");
            }
        }
        for wrong in ["", "12", "25:00", "1:2:3:4", "12:60", "x:y", "-1:00"] {
            assert_eq!(Zone::UTC.read(wrong, FIRST), None, "{wrong}");
        }
    }
}
