//! Captures that are compressed, in archives, or printed in a bug report.

use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use btlint::capture::{Capture, CaptureError, Note, members};
use flate2::{Compression, write::ZlibEncoder};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{build::*, drain, open, read, samples};

fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

type Pack = fn(&[u8]) -> Vec<u8>;
const PACKERS: [(&str, Pack); 3] = [("gzip", gzip), ("xz", xz), ("zstd", zstd)];

#[test]
fn every_compression_reads_the_same() {
    for (name, whole) in samples() {
        let all = read(&whole);
        let (head, tail) = whole.split_at(whole.len() / 2);
        for (packer, pack) in PACKERS {
            for packed in [pack(&whole), [pack(head), pack(tail)].concat()] {
                let mut capture = open(&packed).unwrap();
                assert_eq!(capture.header().compression, Some(packer));
                assert_eq!(drain(&mut capture), (all.clone(), None), "{name} in {packer}");
                assert_eq!(capture.notes(), open_notes(&whole), "{name} in {packer}");
            }
        }
        // A frame that decoders skip.
        let skipped = [b"\x5a\x2a\x4d\x18\x03\0\0\0abc".to_vec(), zstd(&whole)].concat();
        let skipped = [zstd(head), skipped[..11].to_vec(), zstd(tail)].concat();
        assert_eq!(drain(&mut open(&skipped).unwrap()), (all, None), "{name}");
    }
}

fn open_notes(whole: &[u8]) -> Vec<Note> {
    let mut capture = open(whole).unwrap();
    drain(&mut capture);
    capture.notes()
}

#[test]
fn a_compressed_capture_that_is_cut_says_so() {
    let whole = btsnoop();
    for (packer, pack) in PACKERS {
        let packed = pack(&whole);
        for end in 0..packed.len() {
            let Ok(mut capture) = open(&packed[..end]) else { continue };
            let (records, fault) = drain(&mut capture);
            let noted = capture.notes().contains(&Note::CompressionCut);
            assert!(noted || fault.is_some(), "{packer}, {end} of {}", packed.len());
            assert_eq!(records, read(&whole)[..records.len()], "{packer}, {end}");
        }
    }
}

#[test]
fn a_damaged_compression_is_a_fault_and_no_panic() {
    let whole: Vec<u8> = samples().into_iter().flat_map(|(_, sample)| sample).collect();
    for (packer, pack) in PACKERS {
        let packed = pack(&whole);
        for place in 0..packed.len() {
            let mut packed = packed.clone();
            packed[place] ^= 0x41;
            if let Ok(mut capture) = open(&packed) {
                assert!(drain(&mut capture).0.len() < 100, "{packer}, {place}");
            }
        }
    }
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, octets)) in members.iter().enumerate() {
        let method = [CompressionMethod::Stored, CompressionMethod::Deflated][index % 2];
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(octets).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn file(name: &str, octets: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packed");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, octets).unwrap();
    path
}

/// The members of an archive, without its own name.
fn inner(archive: &Path) -> Vec<String> {
    let before = format!("{}!", archive.display());
    let all = members(archive).unwrap().unwrap();
    all.iter().map(|m| m.display().to_string().replacen(&before, "", 1)).collect()
}

const LOG: &str = "FS/data/misc/bluetooth/logs/btsnoop_hci.log";

#[test]
fn the_captures_of_an_archive_are_found_and_read() {
    let report = btsnooz(2, &[(0x20, 1, RESET)]);
    let packed = gzip(&btsnoop());
    let deep = zip(&[("b.pcapng", &pcapng_section(Big)), ("a.txt", b"no capture")]);
    let pcap = pcap(Big, 0xa1b2_c3d4, 187);
    let archive = file(
        "report.zip",
        &zip(&[
            ("version.txt", b"1"),
            (LOG, &btsnoop()),
            (&format!("{LOG}.last"), &packed),
            ("bugreport.txt", &report),
            ("inner.zip", &deep),
            ("x!y.pcap", &pcap),
        ]),
    );
    let last = format!("{LOG}.last");
    let wanted = [LOG, last.as_str(), "inner.zip!b.pcapng", "x!y.pcap"];
    assert_eq!(inner(&archive), wanted);
    let plain = [btsnoop(), btsnoop(), pcapng_section(Big), pcap];
    for (member, plain) in members(&archive).unwrap().unwrap().iter().zip(plain) {
        let mut capture = Capture::open(member).unwrap();
        assert_eq!(capture.name(), member.display().to_string());
        assert_eq!(drain(&mut capture), (read(&plain), None), "{}", member.display());
    }
    let error = Capture::open(&archive).unwrap_err().to_string();
    assert!(error.contains("4 captures: name one of them, such as '"), "{error}");
    let error = Capture::open(Path::new(&format!("{}!none", archive.display()))).unwrap_err();
    assert!(error.to_string().contains("no such member"), "{error}");
}

#[test]
fn an_archive_of_one_capture_is_that_capture() {
    let archive = file("one.zip", &zip(&[("note", b"hello"), (LOG, &btsnoop())]));
    let mut capture = Capture::open(&archive).unwrap();
    assert_eq!(capture.name(), format!("{}!{LOG}", archive.display()));
    assert_eq!(drain(&mut capture), (read(&btsnoop()), None));
    // Only the text of a report is left.
    let archive = file("text.zip", &zip(&[("bugreport.txt", &btsnooz(2, &[(0x20, 1, RESET)]))]));
    assert_eq!(inner(&archive), ["bugreport.txt"]);
    assert_eq!(drain(&mut Capture::open(&archive).unwrap()).0.len(), 1);
    let archive = file("none.zip", &zip(&[("note", b"hello")]));
    let error = Capture::open(&archive).unwrap_err().to_string();
    assert!(error.contains("a zip archive without a capture"), "{error}");
}

#[test]
fn a_damaged_archive_is_refused_and_no_panic() {
    let whole =
        zip(&[(LOG, &btsnoop()), ("inner.zip", &zip(&[("a.pcap", &pcap(Big, 0xa1b2_c3d4, 187))]))]);
    let check = |octets: &[u8]| -> Result<usize, CaptureError> {
        let archive = file("damaged.zip", octets);
        let found = members(&archive).ok().flatten().unwrap_or_default();
        found.iter().map(|member| Ok(drain(&mut Capture::open(member)?).0.len())).sum()
    };
    assert_eq!(check(&whole).unwrap(), 6);
    for place in 0..whole.len() {
        let mut octets = whole.clone();
        octets[place] ^= 0x41;
        let _ = check(&octets);
        let _ = check(&whole[..place]);
    }
}

/// The text of a bug report: types with an offset in microseconds, and packets with their indicator.
fn btsnooz(version: u8, records: &[(u8, u32, &[u8])]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut last = 1_700_000_000_000_000_u64;
    for &(kind, delta, packet) in records {
        let length = packet.len() as u16;
        plain.extend(length.to_le_bytes());
        if version == 2 {
            // Nine octets were cut off.
            plain.extend((length + 9).to_le_bytes());
        }
        plain.extend(delta.to_le_bytes());
        plain.push(kind);
        plain.extend(&packet[1..]);
        last += u64::from(delta);
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&plain).unwrap();
    let log = [&[version], last.to_le_bytes().as_slice(), &encoder.finish().unwrap()].concat();
    let mut text = vec![b'='; 70_000];
    text.extend(b"\n== dumpstate\n--- BEGIN:BTSNOOP_LOG_SUMMARY (100 bytes in) ---\n");
    for line in STANDARD.encode(log).as_bytes().chunks(128) {
        text.extend([line, b"\r\n"].concat());
    }
    text.extend(b"--- END:BTSNOOP_LOG_SUMMARY (200 bytes out) ---\nmore of the report\n");
    text
}

#[test]
fn the_log_in_a_bug_report_is_read() {
    let acl: &[u8] = &[2, 1, 0x20, 1, 0, 7];
    let records = [
        (0x20, 5, RESET),
        (0x10, 1000, COMPLETE),
        (0x21, 2000, acl),
        (0x11, 0, acl),
        (0x77, 9, acl),
    ];
    for version in [1, 2] {
        let mut capture = open(&btsnooz(version, &records)).unwrap();
        assert_eq!(capture.header().compression, Some("btsnooz"));
        let (got, fault) = drain(&mut capture);
        assert_eq!(fault, None);
        let cut = if version == 2 { 9 } else { 0 };
        let wanted: Vec<_> = [(2, 5, RESET), (3, 1005, COMPLETE), (0, 3005, acl), (1, 3005, acl)]
            .iter()
            .map(|&(flags, after, packet)| {
                let time = (1_700_000_000_000_000 + after) * 1000;
                (flags, time, packet.to_vec(), packet.len() as u32 + cut)
            })
            .collect();
        let got: Vec<_> =
            got.into_iter().map(|r| (r.meta, r.time, r.bytes, r.original_len)).collect();
        assert_eq!(got, wanted, "version {version}");
    }
    // Wherever it is damaged or cut, that is said or the rest is read.
    let whole = btsnooz(2, &records);
    for place in 70_000..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x15;
        for octets in [&damaged[..], &whole[..place]] {
            if let Ok(mut capture) = open(octets) {
                assert!(drain(&mut capture).0.len() <= 5);
            }
        }
    }
}
