//! What must hold of every redacted capture, tried on the samples.

#![allow(clippy::unwrap_used)]

use std::{fs, path::PathBuf};

use super::*;

/// The samples, without those that are not read to their end.
fn samples() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    for folder in fs::read_dir(root).unwrap().filter_map(Result::ok) {
        for file in fs::read_dir(folder.path()).into_iter().flatten().filter_map(Result::ok) {
            let path = file.path();
            if path.extension().is_some_and(|e| e == "btsnoop" || e == "pcap" || e == "pcapng") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 50);
    found
}

fn key(n: u8) -> Key {
    Key::from_octets([n; 32])
}

fn written(input: &[u8], key: &Key) -> Vec<u8> {
    let input = std::io::Cursor::new(input.to_vec());
    let mut capture = Capture::from_reader("test", Box::new(input)).unwrap();
    capture.spool().unwrap();
    let start = capture.checkpoint();
    let survey = Survey::of(&mut capture);
    capture.seek(&start).unwrap();
    let mut out = Vec::new();
    write(&mut capture, &survey, key, (Reveal::default(), 0), &mut out).unwrap();
    out
}

/// A generator of numbers, the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % bound
    }
}

#[test]
fn what_is_blank_has_no_influence() {
    let mut numbers = Numbers(1);
    let (mut tried, mut same) = (0, 0);
    for path in samples() {
        let input = fs::read(&path).unwrap();
        if !input.starts_with(b"btsnoop") {
            continue;
        }
        let out = written(&input, &key(1));
        assert_eq!(out.len(), input.len(), "{}", path.display());
        // Zero in place of something else: blank. Two in a row, so that it is no pseudonym.
        let blank = |&place: &usize| input[place] != 0 && out[place] == 0 && out[place - 1] == 0;
        let places: Vec<usize> = (40..input.len()).filter(blank).collect();
        for _ in 0..places.len().min(16) {
            let place = places[numbers.below(places.len())];
            let mut other = input.clone();
            other[place] ^= 1 << numbers.below(8);
            tried += 1;
            let again = written(&other, &key(1));
            assert_eq!(again, out, "{}: octet {place}", path.display());
            same += 1;
        }
    }
    assert!(same == tried && tried > 100, "{tried}");
}

#[test]
fn another_key_shares_nothing_and_the_same_one_all() {
    for path in samples() {
        let input = fs::read(&path).unwrap();
        let (first, again, other) =
            (written(&input, &key(1)), written(&input, &key(1)), written(&input, &key(2)));
        assert_eq!(first, again, "{}", path.display());
        assert_ne!(first, other, "{}", path.display());
    }
}

#[test]
fn every_damage_is_redacted_or_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/le/sc-numeric.btsnoop");
    let input = fs::read(path).unwrap();
    let clean = written(&input, &key(3));
    for place in (16..input.len()).step_by(7) {
        let mut damaged = input.clone();
        damaged[place] ^= 0x55;
        let source = std::io::Cursor::new(damaged.clone());
        let Ok(mut capture) = Capture::from_reader("test", Box::new(source)) else { continue };
        let out = tempfile::NamedTempFile::new().unwrap();
        match redact(&mut capture, &key(3), Reveal::default(), out.path()) {
            Ok(_) => assert!(fs::read(out.path()).unwrap().len() <= clean.len() + 64, "{place}"),
            Err(Error::Capture(_) | Error::Proof(_)) => {}
            Err(error) => panic!("{place}: {error}"),
        }
    }
}
