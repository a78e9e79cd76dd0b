//! What a rule remembers of each link.

use super::Out;
use crate::track::LinkId;

/// Entries that are kept; the one that was made first goes first.
const MAX: usize = 128;

/// A small bounded map from links to what a rule remembers of them.
#[derive(Debug)]
pub struct PerLink<T> {
    entries: Vec<(LinkId, T)>,
}

impl<T> Default for PerLink<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T: Default> PerLink<T> {
    /// What is remembered of the link; made when there is nothing.
    pub fn entry(&mut self, link: LinkId, out: &mut Out<'_>) -> &mut T {
        let index = match self.entries.iter().position(|(id, _)| *id == link) {
            Some(index) => index,
            None => {
                if self.entries.len() == MAX {
                    self.entries.remove(0);
                    out.forgets();
                }
                self.entries.push((link, T::default()));
                self.entries.len() - 1
            }
        };
        &mut self.entries[index].1
    }

    /// What is remembered of the link.
    pub fn get(&self, link: LinkId) -> Option<&T> {
        self.entries.iter().find(|(id, _)| *id == link).map(|(_, value)| value)
    }

    /// Forgets the link and returns what was remembered.
    pub fn remove(&mut self, link: LinkId) -> Option<T> {
        let index = self.entries.iter().position(|(id, _)| *id == link)?;
        Some(self.entries.remove(index).1)
    }

    /// All links that something is remembered of.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (LinkId, &mut T)> {
        self.entries.iter_mut().map(|(id, value)| (*id, value))
    }
}
