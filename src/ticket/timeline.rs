//! A link drawn over its time. The scale is that of a logarithm between one moment and the next, so
//! that a handshake of milliseconds is to be seen beside a silence of minutes.

use crate::{
    analysis::{Analysis, LinkStory},
    capture::Timestamp,
    finding::Severity,
    track::At,
};

/// Nanoseconds up to which the scale is even.
const EVEN: f64 = 20e6;
/// A stretch of so many nanoseconds in which no phase begins or ends is named.
const LONG: i64 = 2_000_000_000;

/// Places are shares of the whole, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The phases, in their order.
    pub rows: Vec<Row>,
    /// What was found, the worst first.
    pub marks: Vec<Mark>,
    /// Where nothing begins or ends for long.
    pub stretches: Vec<Stretch>,
    /// Moments, in their order.
    pub moments: Vec<(f64, Timestamp)>,
}

/// Where a phase stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Its beginning.
    pub from: f64,
    /// Its end; that of the link if it has none.
    pub to: f64,
}

/// Where the frames of a finding stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The frames that it cites.
    pub places: Vec<f64>,
}

/// A long stretch between two moments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Its beginning.
    pub from: f64,
    /// Its end.
    pub to: f64,
    /// Nanoseconds.
    pub length: i64,
}

impl Timeline {
    /// Draws a link.
    pub fn of(link: &LinkStory, analysis: &Analysis) -> Self {
        let end = link.phases.iter().filter_map(|phase| phase.ended).fold(link.last, At::max);
        let mut marks: Vec<(&str, Severity, Vec<At>)> = Vec::new();
        for incident in &analysis.incidents {
            let all = std::iter::once(incident).chain(&incident.consequences);
            for incident in all {
                let finding = incident.finding(&analysis.findings);
                if finding.link == Some(link.id) {
                    marks.push((finding.rule.code, incident.severity, finding.frames().collect()));
                }
            }
        }
        marks.sort_by_key(|(_, severity, _)| std::cmp::Reverse(*severity));
        let phases = link.phases.iter();
        let spans: Vec<(At, At)> =
            phases.map(|phase| (phase.began, phase.ended.unwrap_or(end))).collect();
        let mut times: Vec<Timestamp> = spans
            .iter()
            .flat_map(|(began, ended)| [began.time, ended.time])
            .chain(marks.iter().flat_map(|(.., frames)| frames.iter().map(|at| at.time)))
            .chain([link.first.time, end.time])
            .collect();
        times.sort();
        times.dedup();
        let scale = Scale::of(&times);
        let place = |at: &At| scale.place(at.time);
        Self {
            rows: spans
                .iter()
                .map(|(began, ended)| Row { from: place(began), to: place(ended) })
                .map(|row| Row { to: row.to.max(row.from), ..row })
                .collect(),
            marks: marks
                .into_iter()
                .map(|(code, severity, frames)| {
                    let mut places: Vec<f64> = frames.iter().map(place).collect();
                    places.sort_by(f64::total_cmp);
                    places.dedup();
                    Mark { code, severity, places }
                })
                .collect(),
            stretches: scale.stretches(),
            moments: scale.0.into_iter().map(|(time, place)| (place, time)).collect(),
        }
    }
}

/// Moments and their places.
struct Scale(Vec<(Timestamp, f64)>);

impl Scale {
    fn of(times: &[Timestamp]) -> Self {
        let mut sum = 0.0;
        let mut before = times.first().copied().unwrap_or_default();
        let mut places: Vec<(Timestamp, f64)> = Vec::with_capacity(times.len());
        for &time in times {
            sum += (1.0 + time.since(before) as f64 / EVEN).ln();
            before = time;
            places.push((time, sum));
        }
        let whole = if sum > 0.0 { sum } else { 1.0 };
        places.iter_mut().for_each(|(_, place)| *place /= whole);
        Self(places)
    }

    /// Of one of its moments.
    fn place(&self, time: Timestamp) -> f64 {
        let found = self.0.binary_search_by_key(&time, |(moment, _)| *moment);
        found.ok().and_then(|index| self.0.get(index)).map_or(0.0, |(_, place)| *place)
    }

    fn stretches(&self) -> Vec<Stretch> {
        let pairs = self.0.windows(2).filter_map(|pair| match pair {
            [(from, start), (to, end)] => {
                let length = to.since(*from);
                (length >= LONG).then_some(Stretch { from: *start, to: *end, length })
            }
            _ => None,
        });
        pairs.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_keeps_the_order_and_shows_what_is_short() {
        let second = 1_000_000_000;
        let times = [0, 1, 10_000_000, 40 * second, 3600 * second].map(Timestamp);
        let scale = Scale::of(&times);
        let places: Vec<f64> = times.iter().map(|&time| scale.place(time)).collect();
        assert!(places.is_sorted() && places[0] == 0.0 && places[4] == 1.0, "{places:?}");
        assert!(places[2] > 0.015, "{places:?}");
        let stretches = scale.stretches();
        assert_eq!(stretches.len(), 2);
        assert_eq!(stretches[1].length, 3560 * second);
        assert_eq!(Scale::of(&[Timestamp(7)]).place(Timestamp(7)), 0.0);
    }
}
