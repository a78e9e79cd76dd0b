//! Memory with a bound, which does not forget in silence.

use std::{
    ops::{Index, IndexMut},
    slice,
};

/// A list of at most `N` elements: when it is full, a new one pushes the oldest out, which is
/// counted.
#[derive(Debug, Clone)]
pub struct Ring<T, const N: usize> {
    items: Vec<T>,
    dropped: u64,
}

impl<T, const N: usize> Default for Ring<T, N> {
    fn default() -> Self {
        Self { items: Vec::new(), dropped: 0 }
    }
}

impl<T, const N: usize> Ring<T, N> {
    /// Adds an element, and returns the oldest where there was no room for both.
    pub fn push(&mut self, item: T) -> Option<T> {
        let oldest = (self.items.len() >= N).then(|| self.items.remove(0));
        self.dropped += u64::from(oldest.is_some());
        self.items.push(item);
        oldest
    }

    /// Adds an element. When it is full, the oldest one that is `spare` gives way: nobody misses it,
    /// so that it is not counted. Returns the oldest of all where none is.
    pub fn push_over(&mut self, item: T, spare: impl FnMut(&T) -> bool) -> Option<T> {
        if self.items.len() >= N {
            self.take(spare);
        }
        self.push(item)
    }

    /// Octets on the heap, without those of the elements themselves.
    pub fn octets(&self) -> usize {
        self.items.capacity() * size_of::<T>()
    }

    /// How many elements were pushed out.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes out the first element that `wanted` is true for.
    pub fn take(&mut self, wanted: impl FnMut(&T) -> bool) -> Option<T> {
        let index = self.items.iter().position(wanted)?;
        Some(self.items.remove(index))
    }

    /// Takes out the oldest.
    pub fn pop_first(&mut self) -> Option<T> {
        (!self.items.is_empty()).then(|| self.items.remove(0))
    }

    /// Keeps what `keep` is true for.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.items.retain(keep);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many elements are in it.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// An element.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.items.get(index)
    }

    /// An element.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.items.get_mut(index)
    }

    /// The newest element.
    pub fn last(&self) -> Option<&T> {
        self.items.last()
    }

    /// The newest element.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.items.last_mut()
    }

    /// The elements, oldest first.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The elements, oldest first.
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, T> {
        self.items.iter_mut()
    }
}

impl<T, const N: usize> Index<usize> for Ring<T, N> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        &self.items[index]
    }
}

impl<T, const N: usize> IndexMut<usize> for Ring<T, N> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.items[index]
    }
}

impl<T, const N: usize> IntoIterator for Ring<T, N> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'r, T, const N: usize> IntoIterator for &'r Ring<T, N> {
    type Item = &'r T;
    type IntoIter = slice::Iter<'r, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'r, T, const N: usize> IntoIterator for &'r mut Ring<T, N> {
    type Item = &'r mut T;
    type IntoIter = slice::IterMut<'r, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::Ring;

    #[test]
    fn the_oldest_goes_and_is_handed_back() {
        let mut ring = Ring::<u8, 2>::default();
        assert_eq!([ring.push(1), ring.push(2), ring.push(3)], [None, None, Some(1)]);
        assert_eq!(ring.iter().copied().collect::<Vec<_>>(), [2, 3]);
        assert_eq!(ring.take(|item| *item == 2), Some(2));
        assert_eq!((ring.push(4), ring.len(), ring.dropped()), (None, 2, 1));
        assert_eq!(ring.push_over(5, |item| *item == 4), None);
        assert_eq!((ring.push_over(6, |item| *item == 4), ring.dropped()), (Some(3), 2));
    }
}
