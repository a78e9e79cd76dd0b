//! Resolvable private addresses: what a key of the capture made, the pseudonym of that key makes too.

use parsers::Address;

use super::key::Derived;
use crate::track::state::private_hash;

/// Tries to find an address that no key of the capture made. One in 2^24 is made by a given key.
const TRIES: u8 = 8;

/// An identity resolving key, as it stands in a command or a PDU.
pub(super) type Irk = [u8; 16];

/// The identity resolving keys of a capture, each with its pseudonym; the most significant octet
/// first.
#[derive(Default)]
pub(super) struct Resolvable(Vec<(Irk, Irk)>);

impl Resolvable {
    /// `pseudonym` is what is written in the place of a key.
    pub(super) fn new(
        keys: impl IntoIterator<Item = Irk>,
        pseudonym: impl Fn(&Irk, &mut Irk),
    ) -> Self {
        let both = keys.into_iter().map(|key| {
            let mut other = [0; 16];
            pseudonym(&key, &mut other);
            let turned = |mut key: Irk| {
                key.reverse();
                key
            };
            (turned(key), turned(other))
        });
        Self(both.collect())
    }

    /// The pseudonym of an address whose two highest bits are 01, if a key of the capture made it.
    pub(super) fn address(&self, address: Address, permute: &Derived) -> Option<Address> {
        let (key, pseudonym) = self.0.iter().find(|(key, _)| made(key, address))?;
        let [a, b, c, ..] = address.0;
        let random = u64::from(a & 0x3f) << 16 | u64::from(b) << 8 | u64::from(c);
        let [.., d, e, f] = permute.permute(11, random, key).to_be_bytes();
        let random = [d & 0x3f | 0x40, e, f];
        let [g, h, i] = private_hash(pseudonym, random);
        Some(Address([random[0], e, f, g, h, i]))
    }

    /// Goes on until no pseudonym of a key has made the address, whose own no key has made.
    pub(super) fn apart(&self, mut address: Address, next: impl Fn(Address) -> Address) -> Address {
        for _ in 0..TRIES {
            if address.0[0] >> 6 != 0b01 || !self.0.iter().any(|(_, key)| made(key, address)) {
                break;
            }
            address = next(address);
        }
        address
    }
}

/// Whether a key made this private address (Core Vol 3 Part H, 2.2.2).
fn made(key: &Irk, address: Address) -> bool {
    let [a, b, c, hash @ ..] = address.0;
    a >> 6 == 0b01 && private_hash(key, [a, b, c]) == hash
}

#[cfg(test)]
mod tests {
    use super::{super::key::Key, *};

    #[test]
    fn what_a_key_made_its_pseudonym_makes() {
        let derived = Key::from_octets([5; 32]).derive("test");
        let keys: [Irk; 3] = [[1; 16], [2; 16], *b"0123456789abcdef"];
        let other = |key: &Irk, out: &mut Irk| derived.fill(key, out);
        let resolvable = Resolvable::new(keys, other);
        let mut seen = std::collections::HashSet::new();
        for (key, pseudonym) in &resolvable.0 {
            assert_ne!(key, pseudonym);
            for random in [[0x40, 0, 0], [0x41, 2, 3], [0x7f, 0xff, 0xfe]] {
                let [a, b, c] = random;
                let [d, e, f] = private_hash(key, random);
                let address = Address([a, b, c, d, e, f]);
                let other = resolvable.address(address, &derived).expect("made");
                assert!(made(pseudonym, other) && !made(key, other) && other.0[0] >> 6 == 0b01);
                assert!(seen.insert(other.0), "{other}");
                let mut foreign = address;
                foreign.0[5] ^= 1;
                assert_eq!(resolvable.address(foreign, &derived), None);
            }
        }
        // One that is made by chance is left for another.
        let (_, pseudonym) = &resolvable.0[0];
        let [d, e, f] = private_hash(pseudonym, [0x41, 2, 3]);
        let chance = Address([0x41, 2, 3, d, e, f]);
        let next = Address([0x41, 2, 3, d, e, f ^ 1]);
        assert_eq!(resolvable.apart(chance, |_| next), next);
        assert_eq!(resolvable.apart(next, |_| chance), next);
    }
}
