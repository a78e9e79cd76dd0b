//! Which device stands behind a private address (Core Vol 6 Part B, 1.3.2.2).

use std::fmt;

use aes::{
    Aes128,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use parsers::{Address, Secret};

use crate::bounded::Ring;

/// Devices whose key is known.
const MAX_KEYS: usize = 64;
/// Private addresses of which the capture says whose they are.
const MAX_ALIASES: usize = 128;

/// A device's Identity Resolving Key, the most significant octet first. It never prints itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::track) struct ResolvingKey([u8; 16]);

impl fmt::Debug for ResolvingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl ResolvingKey {
    /// As it stands in a command or a PDU. A device without private addresses has none, which is
    /// written as zeros.
    pub(in crate::track) fn new(key: Secret<'_>) -> Option<Self> {
        let mut octets = *key.0;
        octets.reverse();
        (octets != [0; 16]).then_some(Self(octets))
    }

    /// Whether it made this private address: the hash in it is that of the random part (Core Vol 3
    /// Part H, 2.2.2).
    fn made(&self, address: Address) -> bool {
        let [a, b, c, hash @ ..] = address.0;
        private_hash(&self.0, [a, b, c]) == hash
    }
}

/// The hash that a key makes of the random part of a private address: the random address hash function
/// `ah` (Core Vol 3 Part H, 2.2.2). The key's most significant octet comes first.
pub(crate) fn private_hash(key: &[u8; 16], random: [u8; 3]) -> [u8; 3] {
    let mut block = [0; 16];
    block[13..].copy_from_slice(&random);
    let mut block = block.into();
    Aes128::new(&(*key).into()).encrypt_block(&mut block);
    [block[13], block[14], block[15]]
}

/// The devices of which the capture has the identity.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Identities {
    keys: Ring<(Address, ResolvingKey), MAX_KEYS>,
    aliases: Ring<(Address, Address), MAX_ALIASES>,
}

impl Identities {
    /// The identity address of the device that has an address: another one, if it is private and the
    /// capture shows whose it is.
    pub(in crate::track) fn of(&self, address: Address) -> Address {
        if let Some(&(_, identity)) = self.aliases.iter().find(|(alias, _)| *alias == address) {
            return identity;
        }
        // The two highest bits of a resolvable private address are 01.
        if address.0[0] >> 6 != 0b01 {
            return address;
        }
        let owner = self.keys.iter().find(|(_, key)| key.made(address));
        owner.map_or(address, |&(identity, _)| identity)
    }

    /// A device has this key.
    pub(in crate::track) fn has_key(&mut self, identity: Address, key: ResolvingKey) {
        if self.keys.iter().any(|known| *known == (identity, key)) {
            return;
        }
        self.keys.retain(|(known, _)| *known != identity);
        self.keys.push((identity, key));
    }

    /// A device used this address.
    pub(in crate::track) fn is(&mut self, alias: Address, identity: Address) {
        let nobody = Address::default();
        if alias == identity || alias == nobody || identity == nobody {
            return;
        }
        if !self.aliases.iter().any(|known| *known == (alias, identity)) {
            self.aliases.push((alias, identity));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The key of the specification's sample data (Core Vol 3 Part H, D.7), as the air has it.
    const KEY: [u8; 16] = [
        0x9b, 0x7d, 0x39, 0x0a, 0xa6, 0x10, 0x10, 0x34, 0x05, 0xad, 0xc8, 0x57, 0xa3, 0x34, 0x02,
        0xec,
    ];
    const PRIVATE: Address = Address([0x70, 0x81, 0x94, 0x0d, 0xfb, 0xaa]);
    const IDENTITY: Address = Address([0x00, 0x11, 0x22, 0x33, 0x44, 0x55]);

    #[test]
    fn the_sample_of_the_specification_is_resolved() {
        let mut identities = Identities::default();
        assert_eq!(identities.of(PRIVATE), PRIVATE);
        identities.has_key(IDENTITY, ResolvingKey::new(Secret(&KEY)).unwrap());
        assert_eq!(identities.of(PRIVATE), IDENTITY);
        for bit in 0..48 {
            let mut other = PRIVATE;
            other.0[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(identities.of(other), other, "bit {bit}");
        }
        assert_eq!(identities.of(IDENTITY), IDENTITY);
    }

    #[test]
    fn no_key_is_shown_and_zeros_are_none() {
        assert_eq!(ResolvingKey::new(Secret(&[0; 16])), None);
        let mut identities = Identities::default();
        identities.has_key(IDENTITY, ResolvingKey::new(Secret(&KEY)).unwrap());
        assert!(!format!("{identities:?}").contains("9b"));
    }
}
