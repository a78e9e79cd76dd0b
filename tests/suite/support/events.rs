//! What the tracker tells of a script.

use btlint::track::{Event, Observer, State, Tracker, state::Health};

use super::play::Script;

/// Picks from the events what a test is about.
pub struct Pick<F, T> {
    pub pick: F,
    pub picked: Vec<T>,
}

impl<F: FnMut(&Event<'_>, &State) -> Option<T>, T> Observer for Pick<F, T> {
    fn event(&mut self, event: &Event<'_>, state: &State) {
        self.picked.extend((self.pick)(event, state));
    }
}

/// Plays a script; returns what was picked and the capture's own faults.
pub fn play<T>(
    script: &Script,
    pick: impl FnMut(&Event<'_>, &State) -> Option<T>,
) -> (Vec<T>, Health) {
    let mut observer = Pick { pick, picked: Vec::new() };
    let mut tracker = Tracker::new();
    for record in script.records() {
        tracker.record(&record, &mut observer);
    }
    (observer.picked, tracker.into_health())
}

/// The same without the capture's faults, from the text of a script.
pub fn told<T>(text: &str, pick: impl FnMut(&Event<'_>, &State) -> Option<T>) -> Vec<T> {
    play(&Script::parse(text), pick).0
}
