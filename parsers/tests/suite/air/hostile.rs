//! Every declaration, cut short and with other bytes.

use super::*;

#[test]
fn every_prefix_shows_the_fields_before_the_fault() {
    for (link, sample) in SAMPLES {
        let bytes = hex(sample);
        let frame = dissect(*link, 0, &bytes, &Context::default());
        let whole = Told::of(&frame);
        for length in 0..bytes.len() {
            let frame = dissect(*link, 0, &bytes[..length], &Context::default());
            let told = Told::of(&frame);
            for (name, _, at) in &told.0 {
                assert!(at.end <= length, "{name} of {sample} at {length}");
            }
            if *link == Link::LowEnergy {
                assert!(frame.stop.is_some(), "{sample} at {length}");
                // Each field before the payload is shown, with the value it has in the whole.
                for field in whole.0.iter().filter(|(.., at)| at.end <= length.min(6)) {
                    assert!(told.0.contains(field), "{field:?} of {sample} at {length}");
                }
            }
        }
    }
}

/// A small generator, so that a failure can be run again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[test]
fn random_bytes_parse_as_they_are_described() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..20_000 {
        let length = random.next() as usize % 64;
        let bytes: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
        for (code, pdu) in Control::PDUS {
            let parsed = Control::parse(*code, &bytes).map(drop);
            let described = (pdu.describe)(&bytes, 0, &mut Told::default()).map(drop);
            assert_eq!(parsed, described, "{code} in round {round}");
            if round % 16 != 0 {
                break;
            }
        }
        let extended = AdvertisingType::ADV_EXT_IND;
        let parsed = Advertising::parse(extended, &bytes).map(drop);
        let described =
            (Advertising::pdu(extended).unwrap().describe)(&bytes, 0, &mut Told::default());
        assert_eq!(parsed, described.map(drop), "{bytes:02x?}");
        for link in [Link::LowEnergy, Link::LowEnergyPhdr, Link::NordicBle, Link::Ppi] {
            let frame = dissect(link, 0, &bytes, &Context::default());
            for (name, _, at) in Told::of(&frame).0 {
                assert!(at.end <= bytes.len(), "{name} {at:?} in {bytes:02x?}");
            }
        }
    }
}

#[test]
fn a_changed_sample_never_panics() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for (link, sample) in SAMPLES {
        let bytes = hex(sample);
        for _ in 0..2_000 {
            let mut bytes = bytes.clone();
            let at = random.next() as usize % bytes.len();
            bytes[at] = random.next() as u8;
            let frame = dissect(*link, 0, &bytes, &Context::default());
            for (name, _, at) in Told::of(&frame).0 {
                assert!(at.end <= bytes.len(), "{name} {at:?} in {bytes:02x?}");
            }
        }
    }
}
