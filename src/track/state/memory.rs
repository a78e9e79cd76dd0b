//! What protocols remember of a link, each in a type of its own.

use std::{any::Any, fmt::Debug, mem::size_of_val};

/// What one protocol remembers of one link.
pub trait Remembers: Any + Debug + Send + Copies {
    /// Octets on the heap, roughly.
    fn octets(&self) -> usize;

    /// Entries that were given up because a table was full.
    fn forgotten(&self) -> u64;
}

/// A copy whose type is not known: what [`Remembers`] and can be cloned has it.
pub trait Copies {
    /// Copies it.
    fn copy(&self) -> Box<dyn Remembers>;
}

impl<T: Remembers + Clone> Copies for T {
    fn copy(&self) -> Box<dyn Remembers> {
        Box::new(self.clone())
    }
}

/// The memory of the protocols of one link: one entry a type, made when the protocol is first used.
#[derive(Debug, Default)]
pub struct Memory {
    entries: Vec<Box<dyn Remembers>>,
}

impl Clone for Memory {
    fn clone(&self) -> Self {
        Self { entries: self.entries.iter().map(|entry| (**entry).copy()).collect() }
    }
}

impl Memory {
    /// Octets on the heap, roughly.
    pub(in crate::track) fn octets(&self) -> usize {
        self.entries.iter().map(|entry| size_of_val(&**entry) + entry.octets()).sum()
    }

    /// What a protocol remembers, once it is used.
    pub fn get<T: Remembers>(&self) -> Option<&T> {
        self.entries.iter().find_map(|entry| (&**entry as &dyn Any).downcast_ref())
    }

    pub(in crate::track) fn get_mut<T: Remembers>(&mut self) -> Option<&mut T> {
        self.entries.iter_mut().find_map(|entry| (&mut **entry as &mut dyn Any).downcast_mut())
    }

    /// What a protocol remembers; made when there is nothing.
    pub(in crate::track) fn get_or_default<T: Remembers + Default>(&mut self) -> &mut T {
        let mut entries = self.entries.iter();
        let index =
            entries.position(|entry| (&**entry as &dyn Any).is::<T>()).unwrap_or_else(|| {
                self.entries.push(Box::<T>::default());
                self.entries.len() - 1
            });
        let entry = &mut *self.entries[index] as &mut dyn Any;
        entry.downcast_mut().unwrap_or_else(|| unreachable!("the entry of this type"))
    }

    /// Puts in what a protocol remembers, in place of what it remembered before.
    pub(in crate::track) fn set<T: Remembers>(&mut self, value: T) {
        match self.get_mut() {
            Some(entry) => *entry = value,
            None => self.entries.push(Box::new(value)),
        }
    }

    pub(in crate::track) fn forgotten(&self) -> u64 {
        self.entries.iter().map(|entry| entry.forgotten()).sum()
    }
}
