//! Where the user has been: back, forward, and marks.

use std::collections::BTreeMap;

use super::{
    scope::Scope,
    screen::{Declared, Spot},
};

/// Places that are kept.
const MOST: usize = 100;

/// A screen, what was selected there, and which frames were meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) screen: &'static Declared,
    pub(super) spot: Spot,
    pub(super) scope: Scope,
}

/// The places, in order.
#[derive(Debug, Default)]
pub(super) struct History {
    past: Vec<Place>,
    future: Vec<Place>,
    marks: BTreeMap<char, Place>,
}

impl History {
    /// The user leaves a place for another one.
    pub(super) fn leave(&mut self, place: Place) {
        self.future.clear();
        if self.past.last() == Some(&place) {
            return;
        }
        if self.past.len() == MOST {
            self.past.remove(0);
        }
        self.past.push(place);
    }

    /// The place before; the one that is left can be come back to.
    pub(super) fn back(&mut self, from: Place) -> Option<Place> {
        step(&mut self.past, &mut self.future, from)
    }

    /// The place that was left by going back.
    pub(super) fn forward(&mut self, from: Place) -> Option<Place> {
        step(&mut self.future, &mut self.past, from)
    }

    /// Gives a place a letter.
    pub(super) fn mark(&mut self, letter: char, place: Place) {
        self.marks.insert(letter, place);
    }

    /// The place with a letter.
    pub(super) fn marked(&self, letter: char) -> Option<&Place> {
        self.marks.get(&letter)
    }
}

fn step(out: &mut Vec<Place>, into: &mut Vec<Place>, from: Place) -> Option<Place> {
    while let Some(place) = out.pop() {
        if place != from {
            into.push(from);
            return Some(place);
        }
    }
    None
}
