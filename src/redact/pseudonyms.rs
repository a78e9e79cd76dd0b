//! What stands in the place of addresses, names, keys, digits and UUIDs.

use std::collections::{HashMap, HashSet};

use parsers::Address;

use super::key::{Derived, Key};

/// Most texts that are numbered; those after them have one number together.
const MAX_TEXTS: usize = 65_536;

/// Makes pseudonyms: the same for the same value, everywhere in a run.
pub(super) struct Pseudonyms {
    address: Derived,
    secret: Derived,
    digits: Derived,
    uuid: Derived,
    /// Public addresses of devices that have a link: their makers are kept.
    makers: HashSet<Address>,
    addresses: HashMap<Address, Address>,
    texts: HashMap<Vec<u8>, usize>,
}

impl Pseudonyms {
    /// `makers` are the public addresses of devices with links.
    pub(super) fn new(key: &Key, makers: HashSet<Address>) -> Self {
        Self {
            address: key.derive("address"),
            secret: key.derive("key"),
            digits: key.derive("digits"),
            uuid: key.derive("uuid"),
            makers,
            addresses: HashMap::new(),
            texts: HashMap::new(),
        }
    }

    /// Another address: for a public one of a device with a link, one that says that it was made up
    /// (locally administered) and keeps the maker; for others, one that keeps only what kind of
    /// random address it may be.
    pub(super) fn address(&mut self, address: Address) -> Address {
        if address.0 == [0; 6] || address.0 == [0xff; 6] {
            return address;
        }
        if let Some(known) = self.addresses.get(&address) {
            return *known;
        }
        let other = if self.makers.contains(&address) {
            let [a, b, c, rest @ ..] = address.0;
            let number = rest.iter().fold(0, |n, &octet| n << 8 | u64::from(octet));
            let [.., d, e, f] = self.address.permute(12, number, &[a, b, c]).to_be_bytes();
            Address([a | 2, b, c, d, e, f])
        } else {
            let number = address.0.iter().fold(0, |n, &octet| n << 8 | u64::from(octet));
            let kind = number >> 46;
            let permuted = self.address.permute(23, number & ((1 << 46) - 1), &[]);
            let [_, _, octets @ ..] = (kind << 46 | permuted).to_be_bytes();
            Address(octets)
        };
        if self.addresses.len() >= MAX_TEXTS {
            self.addresses.clear();
        }
        self.addresses.insert(address, other);
        other
    }

    /// Other octets of the same number; all zero stays all zero.
    pub(super) fn secret(&self, value: &[u8], out: &mut [u8]) {
        if value.iter().any(|&octet| octet != 0) {
            self.secret.fill(value, out);
        }
    }

    /// Another number of six decimal digits; 0 stays 0.
    pub(super) fn number(&self, number: u64) -> u64 {
        if number == 0 { 0 } else { 1 + self.digits.below(&number.to_le_bytes(), 999_999) }
    }

    /// Other digits of the same number, up to the first zero octet.
    pub(super) fn digits(&self, value: &[u8], out: &mut [u8]) {
        let end = value.iter().position(|&octet| octet == 0).unwrap_or(value.len());
        let value = value.get(..end).unwrap_or_default();
        let mut noise = vec![0; end];
        self.digits.fill(value, &mut noise);
        for (out, noise) in out.iter_mut().zip(noise) {
            *out = b'0' + noise % 10;
        }
    }

    /// A UUID of version 4, most significant octet first.
    pub(super) fn uuid(&self, value: u128) -> u128 {
        let mut octets = [0; 16];
        self.uuid.fill(&value.to_be_bytes(), &mut octets);
        octets[6] = octets[6] & 0x0f | 0x40;
        octets[8] = octets[8] & 0x3f | 0x80;
        u128::from_be_bytes(octets)
    }

    /// A numbered text in as many octets: `name 1 ···`.
    pub(super) fn text(&mut self, kind: &str, value: &[u8], out: &mut [u8]) {
        if value.is_empty() {
            return;
        }
        let next = self.texts.len() + 1;
        let number = match self.texts.get(value) {
            Some(number) => *number,
            None if next <= MAX_TEXTS => {
                self.texts.insert(value.to_vec(), next);
                next
            }
            None => next,
        };
        let text = format!("{kind} {number}");
        let short = number.to_string();
        let text = if text.len() <= out.len() { text } else { short };
        let padded = text.bytes().chain(std::iter::repeat(b'.'));
        for (out, octet) in out.iter_mut().zip(padded) {
            *out = octet;
        }
    }
}

/// Whether a text is one of those that stand for others, as in a capture that is redacted again.
pub(super) fn is_numbered(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"name ").map(|rest| rest.trim_ascii_end());
    digits.is_some_and(|digits| {
        let end = digits.iter().position(|octet| !octet.is_ascii_digit()).unwrap_or(digits.len());
        end > 0 && digits.get(end..).is_some_and(|rest| rest.iter().all(|&octet| octet == b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudonyms(makers: &[Address]) -> Pseudonyms {
        Pseudonyms::new(&Key::from_octets([3; 32]), makers.iter().copied().collect())
    }

    #[test]
    fn addresses_keep_their_kind_and_stay_apart() {
        let device = Address([0xf8, 0x5c, 0x7d, 1, 2, 3]);
        let mut with_link = pseudonyms(&[device]);
        let other = with_link.address(device);
        assert_eq!(other.0[..3], [0xfa, 0x5c, 0x7d]);
        assert_ne!(other.0[3..], device.0[3..]);
        assert_eq!(other, with_link.address(device));
        // Only seen: the maker is hidden, the two highest bits stay.
        let mut seen = pseudonyms(&[]);
        for top in [0x3f, 0x7f, 0xbf, 0xff] {
            let address = Address([top, 1, 2, 3, 4, 5]);
            let other = seen.address(address);
            assert_eq!(other.0[0] >> 6, top >> 6);
            assert_ne!(other, address);
        }
        for kept in [[0; 6], [0xff; 6]] {
            assert_eq!(seen.address(Address(kept)).0, kept);
        }
    }

    #[test]
    fn texts_have_as_many_octets_and_nothing_of_the_old_ones() {
        let mut names = pseudonyms(&[]);
        for length in 1..40 {
            let value = vec![b'J'; length];
            let mut out = vec![0; length];
            names.text("name", &value, &mut out);
            assert!(!out.contains(&b'J') && !out.contains(&0), "{out:?}");
            assert!(length < 6 || is_numbered(&out), "{out:?}");
            let mut again = vec![0; length];
            names.text("name", &value, &mut again);
            assert_eq!(out, again);
        }
    }

    #[test]
    fn digits_are_digits_and_nothing_stays_nothing() {
        let names = pseudonyms(&[]);
        let mut out = [0; 16];
        names.digits(b"1234\0\0\0\0\0\0\0\0\0\0\0\0", &mut out);
        assert!(out[..4].iter().all(u8::is_ascii_digit) && out[4..] == [0; 12]);
        assert_eq!(names.number(0), 0);
        assert!((1..1_000_000).contains(&names.number(123_456)));
        let mut key = [0; 16];
        names.secret(&[0; 16], &mut key);
        assert_eq!(key, [0; 16]);
        names.secret(&[1; 16], &mut key);
        assert_ne!(key, [0; 16]);
    }
}
