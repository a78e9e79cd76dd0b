//! Folders: what should have been a capture and is none is an error, under every name that says so.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use crate::{
    capture_formats::build::gzip,
    support::{
        program::{btlint, folder},
        schema::faults,
    },
};
use serde_json::Value;

const GOOD: &str = "captures/a2dp/sbc-good.btsnoop";

const NAMES: &[&str] = &[
    "x.btsnoop",
    "x.pcap",
    "x.pcapng",
    "x.pklg",
    "x.cfa",
    "x.snoop",
    "x.psd",
    "x.btsnoop.gz",
    "x.pcapng.gz",
    "x.btsnoop.xz",
    "x.pcap.zst",
    "btsnoop_hci.log",
    "btsnoop_hci.log.last",
    "BTSNOOP_HCI.LOG.gz",
    "bugreport-x.zip",
    "btsnoop.7z",
];

/// What may be in them instead of a capture.
fn contents() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("nothing", Vec::new()),
        ("nothing in gzip", gzip(b"")),
        ("noise", (0..999_u32).map(|n| (n * n % 251) as u8 | 0x80).collect()),
        ("text", b"the disk was full".to_vec()),
        ("a zip archive", b"PK\x03\x04 and more of it".to_vec()),
        ("an xz archive", b"\xfd7zXZ\0 and more of it".to_vec()),
        ("a zstd archive", b"\x28\xb5\x2f\xfd and more of it".to_vec()),
        ("the start of a header", b"btsno".to_vec()),
    ]
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let ran = btlint(&[&["check", "--format=json"], arguments].concat());
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let schema = fs::read_to_string("book/src/schema.json").unwrap();
    assert_eq!(faults(&serde_json::from_str(&schema).unwrap(), &document), Vec::<String>::new());
    (ran.code, document)
}

fn paths(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap()).collect()
}

#[test]
fn a_failed_capture_fails_the_folder() {
    let folder = folder("failed-captures");
    fs::copy(GOOD, folder.join("good.btsnoop")).unwrap();
    let text = folder.to_str().unwrap();
    assert_eq!(json(&[text]).0, 0);
    for (content, octets) in contents() {
        for name in NAMES {
            let file = folder.join(name);
            fs::write(&file, &octets).unwrap();
            let (code, document) = json(&[text]);
            assert_eq!(code, 2, "{content} in {name}");
            assert_eq!(paths(&document["errors"]), [file.to_str().unwrap()], "{content} in {name}");
            // Naming the files comes to the same.
            let named =
                json(&[folder.join("good.btsnoop").to_str().unwrap(), file.to_str().unwrap()]);
            assert_eq!(
                (named.0, &named.1["errors"]),
                (2, &document["errors"]),
                "{content} in {name}"
            );
            fs::remove_file(file).unwrap();
        }
    }
}

#[test]
fn what_is_plainly_no_capture_is_named_and_no_failure() {
    let folder = folder("others");
    fs::copy(GOOD, folder.join("good.btsnoop")).unwrap();
    for name in ["a.txt", "good.btsnoop.toml", "build.log", "empty", "photos.zip", "x.json", "z.md"]
    {
        let octets = match name {
            "empty" => &b""[..],
            "photos.zip" => b"PK\x03\x04 of the holidays",
            _ => b"something else",
        };
        fs::write(folder.join(name), octets).unwrap();
    }
    let (code, document) = json(&[folder.to_str().unwrap()]);
    assert_eq!((code, paths(&document["skipped"]).len()), (0, 7));
    assert!(document["skipped"][0]["reason"].as_str().unwrap().starts_with("text, not a capture"));
    let ran = btlint(&["check", folder.to_str().unwrap()]);
    assert!(ran.err.starts_with("btlint: skipped 7 files that are not captures: "), "{}", ran.err);
    assert!(ran.err.contains("/a.txt, ") && ran.err.ends_with(" and 2 more\n"), "{}", ran.err);
}

#[test]
fn an_archive_that_lists_a_capture_is_one_that_was_not_read() {
    let folder = folder("archive");
    fs::copy(GOOD, folder.join("good.btsnoop")).unwrap();
    fs::write(folder.join("x.zip"), b"PK\x03\x04......FS/data/misc/bluetooth/logs/btsnoop_hci.log")
        .unwrap();
    assert_eq!(json(&[folder.to_str().unwrap()]).0, 2);
}

#[test]
fn a_file_is_read_once_however_often_it_is_named() {
    let folder = folder("once");
    let file = folder.join("good.btsnoop");
    fs::copy(GOOD, &file).unwrap();
    let (file, folder) = (file.to_str().unwrap(), folder.to_str().unwrap());
    for arguments in [&[file, file][..], &[folder, file], &[file, folder], &[folder, folder]] {
        assert_eq!(paths(&json(arguments).1["captures"]), [file], "{arguments:?}");
    }
    assert!(Path::new(file).exists());
}
