//! When rules are to be woken.

use crate::{
    capture::Timestamp,
    track::{At, SourceId},
};

/// The moments that rules wait for, by the clock of each source: of each rule the earliest.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    /// By [`SourceId`].
    sources: Vec<Source>,
    /// The moment that is being let pass.
    now: Option<At>,
}

#[derive(Debug)]
struct Source {
    earliest: Timestamp,
    /// Rules, by their index, and what they wait for.
    rules: Vec<(usize, Timestamp)>,
}

impl Default for Source {
    fn default() -> Self {
        Self { earliest: Timestamp(i64::MAX), rules: Vec::new() }
    }
}

impl Wakes {
    /// A rule wants to be woken. What it asks for in the moment that it waited for is later than that.
    pub(super) fn add(&mut self, rule: usize, at: At) {
        if self.now.is_some_and(|now| now.source == at.source && at.time <= now.time) {
            return;
        }
        let index = at.source.index();
        if index >= self.sources.len() {
            self.sources.resize_with(index + 1, Source::default);
        }
        let source = &mut self.sources[index];
        source.earliest = source.earliest.min(at.time);
        match source.rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, earliest)) => *earliest = at.time.min(*earliest),
            None => source.rules.push((rule, at.time)),
        }
    }

    /// Whether somebody waits for a moment before this one.
    #[inline]
    pub(crate) fn is_due(&self, at: At) -> bool {
        self.sources.get(at.source.index()).is_some_and(|source| source.earliest < at.time)
    }

    /// The sources by whose clocks somebody waits, or did.
    pub(crate) fn sources(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..u16::try_from(self.sources.len()).unwrap_or(u16::MAX)).map(SourceId::new)
    }

    /// Takes out the earliest moment before this one, and who waits for it.
    pub(crate) fn take(&mut self, at: At) -> Option<(usize, At)> {
        self.now = None;
        let source = self.sources.get_mut(at.source.index())?;
        let earliest = source.rules.iter().enumerate().min_by_key(|(_, (rule, due))| (*due, *rule));
        let (place, (rule, due)) = earliest.map(|(place, found)| (place, *found))?;
        source.earliest = due;
        if due >= at.time {
            return None;
        }
        source.rules.swap_remove(place);
        if source.rules.is_empty() {
            source.earliest = Timestamp(i64::MAX);
        }
        let now = At { time: due, ..at };
        self.now = Some(now);
        Some((rule, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: u16, time: i64) -> At {
        At { frame: 1, time: Timestamp(time), source: SourceId::new(source) }
    }

    #[test]
    fn moments_come_in_order_and_by_the_clock_of_their_source() {
        let mut wakes = Wakes::default();
        for (rule, moment) in [(3, at(0, 30)), (1, at(0, 10)), (2, at(0, 10)), (1, at(0, 20))] {
            wakes.add(rule, moment);
        }
        wakes.add(9, at(1, 5));
        assert!(!wakes.is_due(at(0, 10)) && wakes.is_due(at(0, 11)) && !wakes.is_due(at(2, 99)));
        let mut taken = Vec::new();
        while let Some((rule, now)) = wakes.take(at(0, 25)) {
            taken.push((rule, now.time.0));
            // What was waited for is over; what comes later is waited for again.
            wakes.add(rule, at(0, 10));
            if rule == 1 && now.time.0 == 10 {
                wakes.add(rule, at(0, 20));
            }
        }
        assert_eq!(taken, [(1, 10), (2, 10), (1, 20)]);
        assert!(!wakes.is_due(at(0, 30)) && wakes.is_due(at(0, 31)) && wakes.is_due(at(1, 6)));
    }
}
