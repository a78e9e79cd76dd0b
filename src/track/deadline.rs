//! Deadlines: a request, the answer that is due, and what came of it.
//!
//! A deadline is a moment. It passes before the first record that is later, whatever that record
//! is: an answer that comes late is late by its time. A protocol says what it asks and what answers
//! it; that an answer is overdue, late, or can come no more is said here, for all of them.

use crate::capture::Timestamp;

use super::{
    event::{Unanswered, What},
    id::{AdapterId, At, ChannelId, Side},
    layer::{Layers, Queue},
    observer::Observer,
    state::{Adapter, Ask, GRACE, Link, Outcome, Owes, Question, Questions, State},
};

impl Question {
    /// A request that was sent just now.
    pub(super) fn new(ask: Ask, by: Side, asked: At, seconds: i64) -> Self {
        let patience = seconds * 1_000_000_000;
        Self { ask, by, asked, patience, channel: None, key: 0, overdue: false }
    }

    /// What ties the answer to it.
    pub(super) fn key(self, key: impl Into<u64>) -> Self {
        Self { key: key.into(), ..self }
    }

    /// The channel that it was asked on, or asks for.
    pub(super) fn on(self, channel: ChannelId) -> Self {
        Self { channel: Some(channel), ..self }
    }

    fn again(&self, other: &Self) -> bool {
        (self.ask, self.by, self.key, self.channel)
            == (other.ask, other.by, other.key, other.channel)
    }
}

/// Something was asked on a link.
pub(super) fn ask(link: &mut Link, question: Question, events: &mut Queue<'_>) {
    if question.by == Side::Host && question.owes() == Owes::OtherEnd {
        link.last_asked = Some(question.asked);
    }
    if let Some(earlier) = add(&mut link.questions, question, events) {
        events.on(link, unanswered(earlier, Outcome::Ended));
    }
}

/// Something was asked of an adapter, or by it.
pub(super) fn ask_adapter(adapter: &mut Adapter, question: Question, events: &mut Queue<'_>) {
    if let Some(earlier) = add(&mut adapter.questions, question, events) {
        events.push(adapter.id, unanswered(earlier, Outcome::Ended));
    }
}

/// Notes a request. The same request once more while an answer may still come is the same request;
/// after that it is another, and the earlier one, which is returned, is over.
fn add(questions: &mut Questions, question: Question, events: &mut Queue<'_>) -> Option<Question> {
    let again = questions.open.iter().any(|earlier| !earlier.overdue && earlier.again(&question));
    if again && !matches!(question.ask, Ask::Command(_)) {
        return None;
    }
    let earlier = questions.open.take(|earlier| earlier.overdue && earlier.again(&question));
    events.due = events.due.min(question.due());
    questions.open.push(question);
    earlier
}

/// Something answers a request of a link: returns the request.
pub(super) fn answer(
    link: &mut Link,
    events: &mut Queue<'_>,
    is_for: impl FnMut(&Question) -> bool,
) -> Option<Question> {
    let question = link.questions.take(is_for)?;
    events.jumped |= !question.overdue && question.due() < events.at.time;
    if question.overdue {
        events.on(link, unanswered(question, Outcome::Late));
    }
    Some(question)
}

/// Something answers a request of an adapter, or to it: returns the request.
pub(super) fn answer_adapter(
    adapter: &mut Adapter,
    events: &mut Queue<'_>,
    is_for: impl FnMut(&Question) -> bool,
) -> Option<Question> {
    let question = adapter.questions.take(is_for)?;
    events.jumped |= !question.overdue && question.due() < events.at.time;
    if question.overdue {
        events.push(adapter.id, unanswered(question, Outcome::Late));
    }
    Some(question)
}

/// These requests of a link were answered, as what follows them shows, and the answers are not in
/// the capture. Returns how many.
pub(super) fn unseen(
    link: &mut Link,
    events: &mut Queue<'_>,
    is_for: impl Fn(&Question) -> bool,
) -> u64 {
    // What a sniffer misses is no fault of its log.
    let before = events.unlogged;
    let count = unseen_of(&mut link.questions, events, is_for);
    if link.on_air() {
        events.unlogged = before;
    }
    count
}

/// The same of an adapter.
pub(super) fn unseen_of(
    questions: &mut Questions,
    events: &mut Queue<'_>,
    is_for: impl Fn(&Question) -> bool,
) -> u64 {
    let mut count = 0;
    while questions.open.take(&is_for).is_some() {
        count += 1;
    }
    events.unlogged += count;
    count
}

/// What these requests of a link were asked on is gone: there will be no answer.
pub(super) fn end(
    link: &mut Link,
    events: &mut Queue<'_>,
    mut ends: impl FnMut(&Question) -> bool,
) {
    while let Some(mut question) = link.questions.open.take(&mut ends) {
        if !question.overdue && question.due() < events.at.time {
            question.overdue = true;
            say(link, question, Outcome::Overdue, events);
        }
        say(link, question, Outcome::Ended, events);
    }
}

/// Says that a request of a link has no answer, in the way of its protocol.
fn say(link: &mut Link, question: Question, outcome: Outcome, events: &mut Queue<'_>) {
    let mut own = events.layers.iter().filter_map(|layer| layer.unanswered);
    if !own.any(|unanswered| unanswered(link, &question, outcome, events)) {
        events.on(link, unanswered(question, outcome));
    }
}

/// What an adapter was asked, or asked, can have no answer any more.
pub(super) fn over(
    adapter: AdapterId,
    question: Question,
    outcome: Outcome,
    events: &mut Queue<'_>,
) {
    events.push(adapter, unanswered(question, outcome));
}

fn unanswered<'a>(question: Question, outcome: Outcome) -> What<'a> {
    What::Unanswered(Unanswered { question, outcome })
}

/// Where a question is open.
#[derive(Clone, Copy)]
enum Place {
    Adapter(usize),
    Link(usize),
}

/// Lets the moments pass that lie before a record, by the clock of its source. `before` is the
/// source's record before: the last that had been seen by then. They pass one after the other, and
/// each is reported with the state of that moment, in which what is due later is not overdue yet.
#[cold]
pub(super) fn pass(
    state: &mut State,
    before: At,
    record: At,
    layers: Layers,
    observer: &mut dyn Observer,
) {
    let mut passed = Vec::new();
    let mut next = None;
    let silence = state.health.source(record.source).silence;
    // What was due in a silence is due a little later.
    let due_of = |question: &Question| match silence {
        Some((began, ended)) if question.asked <= began && question.due() < ended.time => {
            Timestamp(ended.time.0.saturating_add(GRACE))
        }
        _ => question.due(),
    };
    let mut look = |questions: &Questions, place: Place| {
        for question in questions.open.iter().filter(|question| !question.overdue) {
            let due = due_of(question);
            if due < record.time {
                passed.push((question.due(), place, *question));
            } else {
                next = Some(next.map_or(due, |next| due.min(next)));
            }
        }
    };
    let mine = |adapter: AdapterId| adapter.source == record.source;
    let adapters = state.adapters.iter().enumerate();
    for (index, adapter) in adapters.filter(|(_, adapter)| mine(adapter.id)) {
        look(&adapter.questions, Place::Adapter(index));
    }
    let links = state.links.iter().enumerate();
    for (index, link) in links.filter(|(_, link)| link.closed.is_none() && mine(link.adapter)) {
        look(&link.questions, Place::Link(index));
    }
    state.health.source(record.source).next_due = next;
    passed.sort_by_key(|(due, .., question)| (*due, question.asked));
    for (due, place, question) in passed {
        let mut events = Queue::new(At { time: due, ..before }, layers);
        match place {
            Place::Adapter(index) => {
                let Some(adapter) = state.adapters.get_mut(index) else { continue };
                if let Some(question) = overdue(&mut adapter.questions, &question) {
                    events.push(adapter.id, unanswered(question, Outcome::Overdue));
                }
            }
            Place::Link(index) => {
                let Some(link) = state.links.get_mut(index) else { continue };
                if let Some(question) = overdue(&mut link.questions, &question) {
                    say(link, question, Outcome::Overdue, &mut events);
                }
            }
        }
        for event in events.iter() {
            observer.event(event, state);
        }
    }
}

/// Marks a question, if what was overdue before it has not ended it.
fn overdue(questions: &mut Questions, question: &Question) -> Option<Question> {
    let open = questions.open.iter_mut().find(|open| *open == question)?;
    open.overdue = true;
    Some(*open)
}

/// The capture ends: what is open by now stays open.
pub(super) fn capture_ends(state: &mut State, layers: Layers, observer: &mut dyn Observer) {
    // After a silence just before the end there is nothing more to wait for.
    for source in state.health.sources() {
        let Some(end) = state.health.end_of(source) else { continue };
        state.health.source(source).silence = None;
        pass(state, end, end, layers, observer);
    }
    let Some(last) = state.health.last else { return };
    let mut events = Queue::new(last, layers);
    for adapter in &state.adapters {
        for question in adapter.questions.iter() {
            events.push(adapter.id, unanswered(*question, Outcome::CaptureEnds));
        }
    }
    for link in state.links.iter().filter(|link| link.closed.is_none()) {
        for question in link.questions.iter() {
            events.on(link, unanswered(*question, Outcome::CaptureEnds));
        }
    }
    for event in events.iter() {
        observer.event(event, state);
    }
}
