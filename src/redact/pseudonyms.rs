//! What stands in the place of addresses, names, keys, digits and UUIDs.

use std::collections::{HashMap, HashSet};

use parsers::Address;

use super::{
    key::{Derived, Key},
    resolvable::{Irk, Resolvable},
};

/// Most texts that are numbered; those after them have one number together.
const MAX_TEXTS: usize = 65_536;

/// Points of the curve P-256, `k`·G for `k` from 2 to 129: x, then y, least significant octet first.
/// Everybody knows their private keys, so everybody sees that they are nobody's.
static POINTS: &[[u8; 64]] = include_bytes!("points.bin").as_chunks().0;

/// The x of the debug key (Core Vol 3 Part H, 2.3.5.6.1), least significant octet first. It is
/// published, and using it is a fault to be seen.
const DEBUG_X: [u8; 32] = [
    0xe6, 0x9d, 0x35, 0x0e, 0x48, 0x01, 0x03, 0xcc, 0xdb, 0xfd, 0xf4, 0xac, 0x11, 0x91, 0xf4, 0xef,
    0xb9, 0xa5, 0xf9, 0xe9, 0xa7, 0x83, 0x2c, 0x5e, 0x2c, 0xbe, 0x97, 0xf2, 0xd2, 0x03, 0xb0, 0x20,
];

/// Makes pseudonyms: the same for the same value, everywhere in a run.
pub(super) struct Pseudonyms {
    address: Derived,
    secret: Derived,
    digits: Derived,
    uuid: Derived,
    /// Public addresses of devices that have a link: their makers are kept.
    makers: HashSet<Address>,
    resolvable: Resolvable,
    addresses: HashMap<Address, Address>,
    texts: HashMap<Vec<u8>, usize>,
    /// Public keys, by their x, in the order in which they came.
    points: HashMap<Vec<u8>, usize>,
    first_point: usize,
}

impl Pseudonyms {
    /// `makers` are the public addresses of devices with links, `keys` the identity resolving keys.
    pub(super) fn new(key: &Key, makers: HashSet<Address>, keys: HashSet<Irk>) -> Self {
        let secret = key.derive("key");
        let resolvable = Resolvable::new(keys, |key, out| secret.fill(key, out));
        Self {
            resolvable,
            address: key.derive("address"),
            secret,
            digits: key.derive("digits"),
            uuid: key.derive("uuid"),
            makers,
            addresses: HashMap::new(),
            texts: HashMap::new(),
            points: HashMap::new(),
            // Half of the table at most: a residue of a 64-bit number is as good as any.
            first_point: usize::try_from(key.derive("point").below(b"", 128)).unwrap_or(0),
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
        } else if let Some(other) = self.resolvable.address(address, &self.address) {
            other
        } else {
            let permuted = |address| permuted(&self.address, address);
            self.resolvable.apart(permuted(address), permuted)
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

    /// Another public key, x and y. Different ones stay different up to as many as the table has, and
    /// the debug key is what it is.
    pub(super) fn point(&mut self, x: &[u8]) -> Option<&'static [u8; 64]> {
        if x == DEBUG_X {
            return None;
        }
        let next = self.points.len();
        let place = match self.points.get(x) {
            Some(place) => *place,
            None if next < MAX_TEXTS => {
                self.points.insert(x.to_vec(), next);
                next
            }
            None => next,
        };
        POINTS.get((self.first_point + place) % POINTS.len().max(1))
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

    /// Another short UUID, of which nobody has one.
    pub(super) fn short(&self, value: u128, out: &mut [u8]) {
        self.uuid.fill(&value.to_be_bytes(), out);
        if let [low, high] = out {
            (*low, *high) = (*low | 1, 0xc0 | *high & 0x0f);
        }
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

/// An address of the same kind: its two highest bits stay.
fn permuted(key: &Derived, address: Address) -> Address {
    let number = address.0.iter().fold(0, |n, &octet| n << 8 | u64::from(octet));
    let kind = number >> 46;
    let permuted = key.permute(23, number & ((1 << 46) - 1), &[]);
    let [_, _, octets @ ..] = (kind << 46 | permuted).to_be_bytes();
    Address(octets)
}

/// Whether these octets are half of a point that stands for others.
pub(super) fn is_known_point(half: &[u8]) -> bool {
    half == DEBUG_X || POINTS.iter().any(|point| half == &point[..32] || half == &point[32..])
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
        let makers = makers.iter().copied().collect();
        Pseudonyms::new(&Key::from_octets([3; 32]), makers, HashSet::new())
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

    /// y² = x³ - 3x + b, so each is a point of the curve.
    #[test]
    fn points_are_on_the_curve() {
        use num_on_curve::{B, P, add, mul};
        assert_eq!(POINTS.len(), 128);
        for point in POINTS {
            let (x, y) = point.split_at(32);
            let number = |octets: &[u8]| {
                let mut limbs = [0_u64; 4];
                for (limb, octets) in limbs.iter_mut().zip(octets.as_chunks().0) {
                    *limb = u64::from_le_bytes(*octets);
                }
                limbs
            };
            let (x, y) = (number(x), number(y));
            let three = add(x, add(x, x));
            let right = add(mul(x, mul(x, x)), B);
            assert_eq!(add(mul(y, y), three), right);
            assert!(x < P || x != y);
        }
        let mut names = pseudonyms(&[]);
        assert!(names.point(&DEBUG_X).is_none());
        let first = names.point(&[1; 32]);
        assert_eq!(first, names.point(&[1; 32]));
        assert_ne!(first, names.point(&[2; 32]));
    }

    /// Numbers modulo the prime of P-256, least significant limb first.
    mod num_on_curve {
        type Number = [u64; 4];
        pub(super) const P: Number = [u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001];
        pub(super) const B: Number = [
            0x3bce_3c3e_27d2_604b,
            0x651d_06b0_cc53_b0f6,
            0xb3eb_bd55_7698_86bc,
            0x5ac6_35d8_aa3a_93e7,
        ];

        fn less(a: Number, b: Number) -> bool {
            a.iter().rev().lt(b.iter().rev())
        }

        pub(super) fn add(a: Number, b: Number) -> Number {
            let (mut sum, mut carry) = ([0; 4], false);
            for index in 0..4 {
                (sum[index], carry) = {
                    let (first, one) = a[index].overflowing_add(b[index]);
                    let (second, two) = first.overflowing_add(u64::from(carry));
                    (second, one | two)
                };
            }
            if !carry && less(sum, P) {
                return sum;
            }
            let mut borrow = false;
            for index in 0..4 {
                (sum[index], borrow) = {
                    let (first, one) = sum[index].overflowing_sub(P[index]);
                    let (second, two) = first.overflowing_sub(u64::from(borrow));
                    (second, one | two)
                };
            }
            sum
        }

        pub(super) fn mul(a: Number, b: Number) -> Number {
            let mut product = [0; 4];
            for bit in (0..256).rev() {
                product = add(product, product);
                if b[bit / 64] >> (bit % 64) & 1 == 1 {
                    product = add(product, a);
                }
            }
            product
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
