//! Which frame answers which, gathered when somebody asks.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use super::{
    document::Document,
    survey::{Gather, Survey},
};
use crate::{
    analysis::statistics::asked,
    capture::Record,
    track::{Event, Observer, State, Tracker},
};

/// Pairs that are kept.
const MAX_PAIRS: usize = 500_000;

/// How long a key may wait for them.
const PATIENCE: Duration = Duration::from_millis(40);

/// Requests and their answers.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    answers: BTreeMap<u64, u64>,
    requests: BTreeMap<u64, u64>,
}

impl Observer for Pairs {
    fn event(&mut self, event: &Event<'_>, _: &State) {
        if let Some((_, at)) = asked(&event.what)
            && self.answers.len() < MAX_PAIRS
        {
            // The first answer is the one: what follows it only goes on.
            self.answers.entry(at.frame).or_insert(event.at.frame);
            self.requests.insert(event.at.frame, at.frame);
        }
    }
}

impl Gather for Pairs {
    fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>) {
        tracker.record(record, self);
    }
}

/// What is known of a frame's other half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Other {
    /// It is this frame.
    Frame(u64),
    /// There is none.
    None,
    /// It is still being looked for.
    NotYet,
}

/// The answer to the request in a frame, or the request that it answers.
pub(super) fn of(frame: u64, survey: &mut Option<Survey<Pairs>>, document: &mut Document) -> Other {
    if survey.is_none() {
        *survey = Survey::start(Pairs::default(), document);
    }
    let Some(survey) = survey else { return Other::NotYet };
    let began = Instant::now();
    loop {
        // In this order: what came last is not missed.
        let done = survey.is_done();
        let pairs = survey.get();
        let found = pairs.answers.get(&frame).or_else(|| pairs.requests.get(&frame)).copied();
        drop(pairs);
        match found {
            Some(frame) => return Other::Frame(frame),
            None if done => return Other::None,
            None if began.elapsed() > PATIENCE => return Other::NotYet,
            None => thread::sleep(Duration::from_millis(2)),
        }
    }
}
