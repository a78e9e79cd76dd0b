//! A folder of good, empty, cut, archived, foreign and damaged files, as a rig leaves it: the exit code,
//! what is skipped, and each format.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use btlint::report::FORMATS;
use serde_json::Value;

use crate::{
    capture_formats::build::gzip,
    support::program::{Ran, btlint, folder},
};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";
const GOOD: &str = "captures/a2dp/sbc-good.btsnoop";

/// Captures that are read, to their end.
const READ: [&str; 4] =
    ["bugreport-1.zip!FS/btsnoop_hci.log", "failed.btsnoop", "good.btsnoop", "good.btsnoop.gz"];
/// Captures that are not read, or not to their end.
const NOT_READ: [&str; 6] = [
    "cut.btsnoop",
    "cut.btsnoop.gz",
    "damaged.btsnoop",
    "empty.pcapng",
    "header.btsnoop",
    "usb.pcap",
];
/// Files that are no captures.
const OTHERS: [&str; 4] = ["build.log", "empty", "notes.txt", "photos.zip"];

/// A zip archive with one file in it, as it is.
fn zip(name: &str, octets: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    archive.start_file(name, plain).unwrap();
    archive.write_all(octets).unwrap();
    archive.finish().unwrap().into_inner()
}

fn mixed(name: &str) -> PathBuf {
    let folder = folder(&format!("mixed-{name}"));
    let (good, failed) = (fs::read(GOOD).unwrap(), fs::read(FAILED).unwrap());
    let packed = gzip(&good);
    let mut damaged = failed.clone();
    // The length of a record in the middle.
    damaged[16 + 4..16 + 8].copy_from_slice(&0x7fff_ffff_u32.to_be_bytes());
    let mut usb = b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0".to_vec();
    usb.extend_from_slice(&220_u32.to_le_bytes());
    let files: [(&str, &[u8]); 14] = [
        ("good.btsnoop", &good),
        ("failed.btsnoop", &failed),
        ("good.btsnoop.gz", &packed),
        ("bugreport-1.zip", &zip("FS/btsnoop_hci.log", &failed)),
        ("empty.pcapng", b""),
        ("header.btsnoop", &good[..10]),
        ("cut.btsnoop", &good[..good.len() - 3]),
        ("cut.btsnoop.gz", &packed[..packed.len() / 2]),
        ("damaged.btsnoop", &damaged),
        ("usb.pcap", &usb),
        ("notes.txt", b"the speaker was off"),
        ("build.log", b"ok"),
        ("empty", b""),
        ("photos.zip", &zip("beach.jpg", b"\xff\xd8\xff\xe0")),
    ];
    for (name, octets) in files {
        fs::write(folder.join(name), octets).unwrap();
    }
    folder
}

fn check(folder: &Path, more: &[&str]) -> Ran {
    btlint(&[&["check", folder.to_str().unwrap()], more].concat())
}

/// Names in the folder of what a list of JSON has as paths.
fn names(folder: &Path, list: &Value) -> Vec<String> {
    let head = format!("{}/", folder.display());
    let mut names: Vec<String> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap().strip_prefix(&head).unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn each_file_is_read_an_error_or_skipped() {
    let folder = mixed("json");
    let ran = check(&folder, &["--format=json"]);
    assert_eq!(ran.code, 2);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(names(&folder, &document["errors"]), NOT_READ);
    assert_eq!(names(&folder, &document["skipped"]), OTHERS);
    let read = names(&folder, &document["captures"]);
    assert!(READ.iter().all(|name| read.contains(&(*name).to_owned())), "{read:?}");
    assert!(ran.err.contains("skipped 4 files that are not captures"), "{}", ran.err);
    // Naming all files comes to the same, but what is none is an error then.
    let mut files: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|it| it.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let mut arguments = vec!["check", "--format=json"];
    arguments.extend(files.iter().map(String::as_str));
    let named = btlint(&arguments);
    let strict = check(&folder, &["--format=json", "--strict"]);
    for ran in [&named, &strict] {
        let all: Value = serde_json::from_str(&ran.out).unwrap();
        let mut wrong: Vec<&str> = NOT_READ.iter().chain(&OTHERS).copied().collect();
        wrong.sort_unstable();
        assert_eq!(
            (ran.code, names(&folder, &all["errors"])),
            (2, wrong.iter().map(|&it| it.to_owned()).collect())
        );
        assert_eq!(all["captures"], document["captures"]);
    }
    // Without what is broken, what was found decides; without that, nothing does.
    for name in NOT_READ {
        fs::remove_file(folder.join(name)).unwrap();
    }
    assert_eq!(check(&folder, &[]).code, 1);
    fs::remove_file(folder.join("failed.btsnoop")).unwrap();
    fs::remove_file(folder.join("bugreport-1.zip")).unwrap();
    assert_eq!(check(&folder, &[]).code, 0);
}

#[test]
fn every_format_names_what_was_read_and_what_was_not() {
    let folder = mixed("formats");
    for format in FORMATS.iter().filter(|it| it.findings.is_some() && it.name != "statistics") {
        let ran = check(&folder, &["--format", format.name]);
        assert_eq!(ran.code, 2, "{}", format.name);
        // A path may be escaped, a name is as it is.
        for name in NOT_READ {
            assert!(ran.out.contains(name), "{}: {name}: {}", format.name, ran.out);
        }
        assert!(ran.out.contains("AUTH104"), "{}: {}", format.name, ran.out);
        assert!(ran.out.contains("failed.btsnoop"), "{}: {}", format.name, ran.out);
        for name in NOT_READ {
            let told = ran.err.lines().filter(|line| line.contains(&format!("{name}:"))).count();
            assert_eq!(told, 1, "{}: {name}: {}", format.name, ran.err);
        }
    }
    let junit = check(&folder, &["--format=junit"]).out;
    let document = roxmltree::Document::parse(&junit).unwrap();
    let errors = document.descendants().filter(|it| it.has_tag_name("error")).count();
    assert_eq!(errors, NOT_READ.len());
    let text = check(&folder, &[]).out;
    let first = text.lines().next().unwrap();
    assert!(first.contains(", 6 not read to the end"), "{first}");
}
