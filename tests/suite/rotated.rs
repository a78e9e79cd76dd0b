//! The parts of a rotated log are one capture with `--join`, as if it had never been rotated.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use serde_json::Value;

use crate::{
    capture_formats::build::gzip,
    support::program::{Ran, btlint, folder},
};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";

/// The octets of the whole log, and where each record begins.
fn log() -> (Vec<u8>, Vec<usize>) {
    let whole = fs::read(FAILED).unwrap();
    let (mut places, mut at) = (Vec::new(), 16);
    while at < whole.len() {
        places.push(at);
        let length = u32::from_be_bytes(whole[at + 4..at + 8].try_into().unwrap());
        at += 24 + length as usize;
    }
    (whole, places)
}

/// Two parts of it; the second begins with its header again.
fn parts(at_record: usize) -> [Vec<u8>; 2] {
    let (whole, places) = log();
    let at = places[at_record];
    [whole[..at].to_vec(), [&whole[..16], &whole[at..]].concat()]
}

fn check(folder: &Path, more: &[&str]) -> Ran {
    btlint(&[&["check", folder.to_str().unwrap()], more].concat())
}

fn codes(ran: &Ran) -> Vec<(String, u64)> {
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let captures = document["captures"].as_array().unwrap();
    assert_eq!(captures.len(), 1, "{document}");
    let findings = captures[0]["findings"].as_array().unwrap().iter();
    findings
        .map(|it| (it["code"].as_str().unwrap().to_owned(), it["frame"].as_u64().unwrap()))
        .collect()
}

#[test]
fn joined_parts_are_the_whole_wherever_it_was_rotated() {
    let whole = codes(&btlint(&["check", FAILED, "--format=json"]));
    for (round, at) in [1, 20, 45, 49, 52].into_iter().enumerate() {
        let folder = folder("rotated");
        let [first, second] = parts(at);
        let (name, first) = match round % 2 {
            0 => ("btsnoop_hci.log.last", first),
            _ => ("btsnoop_hci.log.1.gz", gzip(&first)),
        };
        fs::write(folder.join("btsnoop_hci.log"), second).unwrap();
        fs::write(folder.join(name), first).unwrap();
        let ran = check(&folder, &["--join", "--format=json"]);
        assert_eq!((ran.code, codes(&ran)), (1, whole.clone()), "rotated at {at}");
        assert!(ran.out.contains("joined from "), "{}", ran.out);
        let text = check(&folder, &["--join"]);
        assert!(text.out.contains("btsnoop_hci.log:50: error[AUTH104]"), "{}", text.out);
        // Each is a capture of its own otherwise.
        let apart: Value = serde_json::from_str(&check(&folder, &["--format=json"]).out).unwrap();
        assert_eq!(apart["captures"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_part_that_is_cut_or_none_is_an_error() {
    let [first, second] = parts(45);
    let mut packed = gzip(&first);
    packed.truncate(packed.len() - 20);
    for (name, octets) in [
        ("btsnoop_hci.log.last", first[..first.len() - 5].to_vec()),
        ("btsnoop_hci.log.1.gz", packed),
        ("btsnoop_hci.log.old", b"the disk was full".to_vec()),
        ("btsnoop_hci.log.2", fs::read("captures/le/cut-short.pcap").unwrap()),
    ] {
        let folder = folder("rotated-wrong");
        fs::write(folder.join("btsnoop_hci.log"), &second).unwrap();
        fs::write(folder.join(name), octets).unwrap();
        let ran = check(&folder, &["--join"]);
        assert_eq!(ran.code, 2, "{name}: {}{}", ran.out, ran.err);
    }
}
