//! What rules remember beyond one link: of adapters, of peers, of what has ended. It is bounded, and
//! what is pushed out for the bound is counted.

use super::Out;
use crate::{bounded::Ring, track::At};

/// The last `N` things. Those that do not matter any more are to be taken out before another is
/// added: what is pushed out was still wanted, and is counted.
#[derive(Debug)]
pub struct Recent<T, const N: usize>(Ring<T, N>);

impl<T, const N: usize> Default for Recent<T, N> {
    fn default() -> Self {
        Self(Ring::default())
    }
}

impl<T, const N: usize> Recent<T, N> {
    /// Adds one, and returns the oldest where there was no room for both.
    pub fn push(&mut self, item: T, out: &mut Out<'_>) -> Option<T> {
        self.push_over(item, |_| false, out)
    }

    /// Adds one. Where there is no room the oldest gives way that is `spare`: nothing is waited for
    /// there, so that it does not count. Returns the oldest of all where none is.
    pub fn push_over(
        &mut self,
        item: T,
        spare: impl FnMut(&T) -> bool,
        out: &mut Out<'_>,
    ) -> Option<T> {
        let oldest = self.0.push_over(item, spare);
        if oldest.is_some() {
            out.forgets();
        }
        oldest
    }

    /// The one that `wanted` is true for; `new` is added when there is none.
    pub fn entry(
        &mut self,
        wanted: impl Fn(&T) -> bool,
        new: impl FnOnce() -> T,
        out: &mut Out<'_>,
    ) -> &mut T {
        self.entry_over(wanted, new, |_| false, out)
    }

    /// The same, and one that is `spare` gives way as in [`Self::push_over`].
    pub fn entry_over(
        &mut self,
        wanted: impl Fn(&T) -> bool,
        new: impl FnOnce() -> T,
        spare: impl FnMut(&T) -> bool,
        out: &mut Out<'_>,
    ) -> &mut T {
        let index = self.0.iter().position(wanted).unwrap_or_else(|| {
            self.push_over(new(), spare, out);
            self.0.len() - 1
        });
        &mut self.0[index]
    }

    /// Takes out the first that `wanted` is true for.
    pub fn take(&mut self, wanted: impl FnMut(&T) -> bool) -> Option<T> {
        self.0.take(wanted)
    }

    /// Keeps what `keep` is true for.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.0.retain(keep);
    }

    /// All of them, oldest first.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// All of them, oldest first.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.0.iter_mut()
    }
}

/// Things that wait, each for a moment of its own, after which the rule says what it makes of it.
#[derive(Debug)]
pub struct Waiting<T, const N: usize>(Recent<(At, T), N>);

impl<T, const N: usize> Default for Waiting<T, N> {
    fn default() -> Self {
        Self(Recent::default())
    }
}

impl<T, const N: usize> Waiting<T, N> {
    /// Adds one that waits until a moment. Returns the oldest where there was no room for both: it
    /// cannot wait any longer.
    pub fn add(&mut self, item: T, until: At, out: &mut Out<'_>) -> Option<T> {
        out.wake(until);
        self.0.push((until, item), out).map(|(_, oldest)| oldest)
    }

    /// Takes out those whose moment has come, for [`Check::due`](super::Check::due).
    pub fn due(&mut self, now: At, out: &mut Out<'_>) -> Vec<T> {
        let mut due = Vec::new();
        let is_due = |(until, _): &(At, T)| until.source == now.source && until.time <= now.time;
        while let Some((_, item)) = self.0.take(is_due) {
            due.push(item);
        }
        for (until, _) in self.0.iter() {
            out.wake(*until);
        }
        due
    }

    /// The earliest moment that one of them waits for.
    pub fn next(&self) -> Option<At> {
        self.0.iter().map(|(until, _)| *until).min_by_key(|until| until.time)
    }

    /// Keeps what `keep` is true for.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.0.retain(|(_, item)| keep(item));
    }

    /// Takes out the first that `wanted` is true for.
    pub fn take(&mut self, mut wanted: impl FnMut(&T) -> bool) -> Option<T> {
        self.0.take(|(_, item)| wanted(item)).map(|(_, item)| item)
    }

    /// Takes out all of them, oldest first.
    pub fn drain(&mut self) -> impl Iterator<Item = T> + use<T, N> {
        std::mem::take(self).0.0.into_iter().map(|(_, item)| item)
    }

    /// All of them, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, item)| item)
    }

    /// All of them, oldest first.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, item)| item)
    }
}
