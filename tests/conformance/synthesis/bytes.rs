//! Octets that are the same in every run, and as many as a declaration wants.

use std::ops::Range;

use parsers::{FieldInfo, Pdu, Sink, Value};

/// A generator of numbers (xorshift).
#[derive(Debug)]
pub(crate) struct Source(u64);

impl Source {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 24
    }

    /// Octets of all kinds; the first `fills` are small, since they are often counts.
    fn octets(&mut self, kind: u64) -> Vec<u8> {
        (0..260)
            .map(|_| {
                let octet = self.next().to_le_bytes()[0];
                match (kind, self.next() % 4) {
                    (0, _) => 0,
                    (1, _) => 1 + octet % 2,
                    (2, _) | (_, 0) => octet,
                    (3, _) | (_, 1) => octet % 4,
                    _ => octet % 32,
                }
            })
            .collect()
    }
}

/// How many times octets are made for one declaration.
const FILLS: u64 = 10;

/// Beyond what the parameters of an event in an event can have.
const LONGEST: usize = 250;

/// Contents that the declaration can be read from, to the last octet.
///
/// They depend on the declaration alone, so that a new one leaves the packets of others as they are.
pub(crate) fn contents(pdu: &Pdu) -> Vec<Vec<u8>> {
    let hash = |sum: u64, octet: u8| (sum ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3);
    let mut source = Source::new(pdu.title.bytes().fold(0xcbf2_9ce4_8422_2325, hash));
    let mut found = Vec::new();
    for kind in [2, 3, 4, 1, 4, 4, 3, 2, 4, 0].into_iter().take(FILLS as usize) {
        let octets = source.octets(kind);
        // With variable content at the end there is a shortest, and longer ones do as well.
        let fits = |length: &usize| whole(pdu, &octets[..*length]);
        let Some(length) = (0..LONGEST).find(fits) else { continue };
        found.push(octets[..length].to_vec());
        found.extend(
            (length + 1..LONGEST.min(length + 40))
                .filter(fits)
                .take(1)
                .map(|l| octets[..l].to_vec()),
        );
        let longest = (length + 2..LONGEST.min(length + 40)).rev().step_by(7).find(fits);
        found.extend(longest.map(|l| octets[..l].to_vec()));
    }
    found
}

fn whole(pdu: &Pdu, bytes: &[u8]) -> bool {
    struct Ignore;
    impl Sink for Ignore {
        fn field(&mut self, _: &'static FieldInfo, _: Range<usize>, _: Value<'_>) {}
        fn enter(&mut self, _: &'static Pdu, _: usize) {}
        fn leave(&mut self, _: usize) {}
    }
    (pdu.describe)(bytes, 0, &mut Ignore) == Ok(bytes.len())
}
