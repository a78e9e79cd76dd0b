//! Text for the screen.

use std::fmt;

use crate::capture::Timestamp;
pub(super) use crate::text::{clean, count, duration, shorten, width, wrap_after};

/// Seconds since the first frame, to the microsecond.
pub(super) struct Since(pub(super) Timestamp, pub(super) Timestamp);

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.step_from(self.1) / 1000;
        let sign = if micros < 0 { "-" } else { "" };
        let micros = micros.unsigned_abs();
        f.pad(&format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_both_ways() {
        let at = |ns| Timestamp(ns);
        assert_eq!(Since(at(1_500_000_000), at(0)).to_string(), "1.500000");
        assert_eq!(Since(at(0), at(250_000)).to_string(), "-0.000250");
    }
}
