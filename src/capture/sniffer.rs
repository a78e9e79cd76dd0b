//! The clock of a sniffer, where the file's is of no use: packets that waited in a buffer until the
//! capture began are stamped when they were written, minutes of air in less than a second of file.

use parsers::{link::Link, radio};

use super::Timestamp;

/// Sniffers of one file whose clocks are followed.
const MAX_SNIFFERS: usize = 4;

/// How far the file's clock, in nanoseconds, may fall behind the sniffer's.
const BEHIND: i64 = 100_000_000;

/// The two clocks are put together again after so long, in nanoseconds of the file: one of them may
/// be slow.
const TOGETHER: i64 = 10_000_000_000;

/// A step of the sniffer's clock of more, in microseconds, is a step back: it began anew.
const HALF: u32 = 1 << 31;

/// The clocks of the sniffers of a file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sniffers {
    clocks: [Option<Clock>; MAX_SNIFFERS],
    /// The record from which on a sniffer's own clock was first used, and by how much the file's lags
    /// behind it now, in nanoseconds.
    pub(super) backlog: Option<(u64, i64)>,
}

#[derive(Debug, Clone, Copy)]
struct Clock {
    interface: u16,
    /// The last packet: by the file, by the sniffer, and the time that it got here.
    file: Timestamp,
    sniffer: u32,
    time: Timestamp,
    /// Where the two clocks were last put together: by the file, and microseconds since then.
    together: Timestamp,
    elapsed: i64,
    /// The file's has fallen behind: the sniffer's is used.
    own: bool,
}

impl Sniffers {
    /// The time of a record that the file says was at `file`.
    #[inline]
    pub(super) fn time(
        &mut self,
        link: Link,
        interface: u16,
        number: u64,
        file: Timestamp,
        bytes: &[u8],
    ) -> Timestamp {
        if link != Link::NordicBle {
            return file;
        }
        let Some(sniffer) = radio::microseconds(bytes) else { return file };
        let known = self.clocks.iter().flatten().any(|clock| clock.interface == interface);
        let mut places = self.clocks.iter_mut();
        let place = match known {
            true => places.find(|c| c.is_some_and(|clock| clock.interface == interface)),
            false => places.find(|clock| clock.is_none()),
        };
        let Some(place) = place else { return file };
        let clock = place.get_or_insert(Clock {
            interface,
            file,
            sniffer,
            time: file,
            together: file,
            elapsed: 0,
            own: false,
        });
        let time = clock.tick(file, sniffer);
        if clock.own {
            let began = self.backlog.map_or(number, |(began, _)| began);
            self.backlog = Some((began, time.step_from(file)));
        }
        time
    }
}

impl Clock {
    fn tick(&mut self, file: Timestamp, sniffer: u32) -> Timestamp {
        let by_file = file.step_from(self.file);
        let microseconds = sniffer.wrapping_sub(self.sniffer);
        (self.file, self.sniffer) = (file, sniffer);
        // It began anew, or went round in a long silence.
        let astray = microseconds >= HALF || by_file / 1000 >= i64::from(HALF);
        let by_sniffer = i64::from(microseconds) * 1000;
        self.elapsed = self.elapsed.saturating_add(by_sniffer);
        let since = file.step_from(self.together);
        if self.own {
            let step = if astray { by_file.max(0) } else { by_sniffer };
            self.time = Timestamp(self.time.0.saturating_add(step));
        } else if !astray && since >= 0 && self.elapsed > since.saturating_add(BEHIND) {
            self.own = true;
            self.time = Timestamp(self.together.0.saturating_add(self.elapsed));
        } else {
            self.time = file;
            // What the computer has read late is no moment to do so.
            let patience = if since - self.elapsed > BEHIND { 6 * TOGETHER } else { TOGETHER };
            if astray || !(0..patience).contains(&since) {
                (self.together, self.elapsed) = (file, 0);
            }
        }
        self.time
    }
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    /// A packet event of version 3 at this time of the sniffer.
    fn packet(microseconds: u32) -> Vec<u8> {
        let mut bytes = vec![0, 15, 0, 3, 0, 0, 2, 10, 1, 37, 50, 0, 0];
        bytes.extend(microseconds.to_le_bytes());
        bytes.extend([0xd6, 0xbe, 0x89, 0x8e, 0]);
        bytes
    }

    /// The times of packets, of each the file's and the sniffer's in seconds.
    fn times(packets: &[(f64, f64)]) -> (Vec<f64>, Option<(u64, i64)>) {
        let mut sniffers = Sniffers::default();
        let at = |seconds: f64| Timestamp((seconds * 1e9) as i64);
        let times = packets.iter().zip(1..).map(|(&(file, sniffer), number)| {
            let bytes = packet((sniffer * 1e6) as u64 as u32);
            let time = sniffers.time(Link::NordicBle, 0, number, at(file), &bytes);
            time.0 as f64 / 1e9
        });
        (times.collect(), sniffers.backlog)
    }

    #[test]
    fn a_backlog_has_the_times_of_the_sniffer_and_so_has_what_follows() {
        let mut packets: Vec<(f64, f64)> =
            (0..200).map(|n| (50.0 + f64::from(n) * 0.002, 7.0 + f64::from(n))).collect();
        packets.extend((0..200).map(|n| (51.0 + f64::from(n), 207.0 + f64::from(n))));
        let (times, backlog) = times(&packets);
        for (time, (_, sniffer)) in times.iter().zip(&packets) {
            assert!((time - (43.0 + sniffer)).abs() < 1e-5, "{time} {sniffer}");
        }
        assert_eq!(backlog, Some((2, 199 * SECOND)));
    }

    #[test]
    fn clocks_that_agree_drift_restart_or_go_round_change_nothing() {
        let even = |drift: f64, start: f64, step: f64| -> Vec<(f64, f64)> {
            let times = (0..2000).map(|n| f64::from(n) * step);
            times.map(|time| (time, start + time * drift)).collect()
        };
        let mut restart = even(1.0, 100.0, 0.1);
        restart.iter_mut().skip(1000).for_each(|(_, sniffer)| *sniffer -= 190.0);
        let mut late = even(1.0, 0.0, 0.1);
        // What the computer has read late, and catches up with.
        late.iter_mut().skip(500).take(30).for_each(|(file, _)| *file = 53.0);
        for packets in [
            even(1.0, 0.0, 0.1),
            even(1.0001, 0.0, 0.1),
            even(0.9999, 0.0, 0.1),
            even(0.0, 0.0, 0.1),
            even(1.0, 4294.0, 0.1),
            even(1.0, 0.0, 3000.0),
            even(1.0, 0.0, 5000.0),
            restart,
            late,
        ] {
            let (times, backlog) = times(&packets);
            let files: Vec<f64> = packets.iter().map(|(file, _)| *file).collect();
            assert!(times.iter().zip(&files).all(|(time, file)| (time - file).abs() < 1e-6));
            assert_eq!(backlog, None);
        }
    }

    #[test]
    fn a_sniffer_that_begins_anew_after_a_backlog_goes_on_by_the_file() {
        let (times, _) = times(&[(1.0, 100.0), (1.1, 160.0), (2.1, 161.0), (3.1, 0.5), (4.1, 1.5)]);
        assert_eq!(times, [1.0, 61.0, 62.0, 63.0, 64.0]);
    }
}
