//! Rules that look at each link by itself: the memory of a link is made, woken and taken away here.

use std::fmt::Debug;

use super::{Check, Out};
use crate::track::{At, Event, LinkId, State, What, event::LinkEnd};

/// What a rule remembers of one link, and what it makes of it.
///
/// It begins with the first event of the link that the rule asked for, and ends with the link or with
/// the capture.
pub trait OnLink: Default + Debug {
    /// One of the events that the rule asked for, on this link.
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>);

    /// The moment that the rule waits for on this link: see [`At::after`]. It is asked for after each
    /// event.
    fn until(&self) -> Option<At> {
        None
    }

    /// That moment has come, or can come no more.
    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>);
}

/// The link that is looked at, and when.
#[derive(Debug, Clone, Copy)]
pub struct Here<'s> {
    /// The link.
    pub link: LinkId,
    /// Now: the event's frame, or the moment and the last frame before it.
    pub at: At,
    /// All that is known now.
    pub state: &'s State,
}

/// Why a rule is to say what it makes of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The moment has come that it waited for.
    Moment,
    /// The link ended.
    Link(LinkEnd),
    /// The capture ends. The link goes on, and nobody knows how.
    Capture,
}

impl Over {
    /// Whether nothing more can come: the time is over, or the link is.
    pub fn is_final(self) -> bool {
        self != Self::Capture
    }
}

/// A rule of which each link has a `T`. No more links are remembered than the tracker follows, so
/// that nothing has to be dropped.
#[derive(Debug)]
pub struct Links<T> {
    links: Vec<(LinkId, At, T)>,
}

impl<T> Default for Links<T> {
    fn default() -> Self {
        Self { links: Vec::new() }
    }
}

impl<T: OnLink> Links<T> {
    /// What is remembered of an event's link, if the link is there.
    fn of(&mut self, id: LinkId, event: &Event<'_>, state: &State) -> Option<usize> {
        let known = self.links.iter().position(|(link, ..)| *link == id);
        known.or_else(|| {
            state.link(id)?;
            self.links.push((id, event.at, T::default()));
            Some(self.links.len() - 1)
        })
    }
}

impl<T: OnLink> Check for Links<T> {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link else { return };
        let Some(index) = self.of(link, event, state) else { return };
        let here = Here { link, at: event.at, state };
        let (.., memory) = &mut self.links[index];
        memory.event(event, here, out);
        if let What::LinkDown(end) = event.what {
            memory.over(Over::Link(end), here, out);
            self.links.remove(index);
        } else if let Some(until) = memory.until() {
            out.wake(until);
        }
    }

    fn due(&mut self, now: At, state: &State, out: &mut Out<'_>) {
        for (link, _, memory) in &mut self.links {
            let Some(until) = memory.until().filter(|until| until.source == now.source) else {
                continue;
            };
            if until.time <= now.time {
                memory.over(Over::Moment, Here { link: *link, at: now, state }, out);
            }
            if let Some(until) = memory.until() {
                out.wake(until);
            }
        }
    }

    fn finish(&mut self, state: &State, out: &mut Out<'_>) {
        for (link, first, mut memory) in std::mem::take(&mut self.links) {
            let at = state.health.end_of(first.source).unwrap_or(first);
            memory.over(Over::Capture, Here { link, at, state }, out);
        }
    }
}
