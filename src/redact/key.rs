//! The random key of a run, and what is made from it: octets, numbers, permutations.

use std::{fmt, io};

/// What every pseudonym of a run is made from. It is never written, and made from nothing.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A new key from the system's generator.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn random() -> io::Result<Self> {
        let mut octets = [0; 32];
        getrandom::fill(&mut octets).map_err(io::Error::other)?;
        Ok(Self(octets))
    }

    /// A key that was made before, so that files of several runs have the same pseudonyms.
    pub fn from_octets(octets: [u8; 32]) -> Self {
        Self(octets)
    }

    /// A key for one use; different uses have nothing in common.
    pub(super) fn derive(&self, purpose: &str) -> Derived {
        Derived(blake3::derive_key(&format!("btlint redaction 1: {purpose}"), &self.0))
    }
}

/// A key for one use.
pub(super) struct Derived([u8; 32]);

/// Rounds of the Feistel network.
const ROUNDS: u8 = 10;

impl Derived {
    /// Fills `out` with octets that only the key and the value decide.
    pub(super) fn fill(&self, value: &[u8], out: &mut [u8]) {
        blake3::Hasher::new_keyed(&self.0).update(value).finalize_xof().fill(out);
    }

    /// A number below a bound, of which the same is true.
    pub(super) fn below(&self, value: &[u8], bound: u64) -> u64 {
        let mut octets = [0; 16];
        self.fill(value, &mut octets);
        let number = u128::from_le_bytes(octets) % u128::from(bound.max(1));
        u64::try_from(number).unwrap_or(0)
    }

    /// Another number of `2 * half` bits: a permutation, so that two numbers never fall together.
    /// Each `tweak` has its own.
    pub(super) fn permute(&self, half: u32, number: u64, tweak: &[u8]) -> u64 {
        let mask = (1_u64 << half) - 1;
        let (mut left, mut right) = (number >> half & mask, number & mask);
        for round in 0..ROUNDS {
            let mut octets = [0; 8];
            let mut hasher = blake3::Hasher::new_keyed(&self.0);
            hasher.update(&[round]).update(&right.to_le_bytes()).update(tweak);
            hasher.finalize_xof().fill(&mut octets);
            (left, right) = (right, left ^ (u64::from_le_bytes(octets) & mask));
        }
        left << half | right
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_numbers_fall_together() {
        let key = Key::from_octets([7; 32]).derive("test");
        let all: HashSet<u64> = (0..1 << 12).map(|number| key.permute(6, number, b"")).collect();
        assert_eq!(all.len(), 1 << 12);
        assert!(all.iter().all(|&number| number < 1 << 12));
        let other: Vec<u64> = (0..64).map(|number| key.permute(6, number, b"x")).collect();
        assert_ne!(other, (0..64).map(|number| key.permute(6, number, b"")).collect::<Vec<_>>());
    }

    #[test]
    fn keys_do_not_show_themselves() {
        assert_eq!(format!("{:?}", Key::from_octets([9; 32])), "Key");
        assert_ne!(Key::random().expect("random").0, Key::random().expect("random").0);
    }
}
