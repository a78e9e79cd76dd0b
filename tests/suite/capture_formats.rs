//! Every capture format, in every byte order, whole, cut short and wrong.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

pub(crate) mod build;
mod carried;
mod packed;
mod pcapng;
mod real;
mod refusals;
mod seek;
mod single;

use std::io::{Cursor, Read};

use self::build::*;
use btlint::capture::{Capture, CaptureError, Note, Record};
use parsers::link::Link;

/// A record without its life.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Got {
    number: u64,
    time: i64,
    link: Link,
    meta: u32,
    interface: u16,
    bytes: Vec<u8>,
    original_len: u32,
    drops: u32,
}

impl From<Record<'_>> for Got {
    fn from(r: Record<'_>) -> Self {
        Self {
            number: r.number,
            time: r.time.0,
            link: r.link,
            meta: r.meta,
            interface: r.interface,
            bytes: r.bytes.to_vec(),
            original_len: r.original_len,
            drops: r.drops,
        }
    }
}

fn open(bytes: &[u8]) -> Result<Capture, CaptureError> {
    Capture::from_reader("test", Box::new(Cursor::new(bytes.to_vec())))
}

/// All records, and the fault that ended them.
fn drain(capture: &mut Capture) -> (Vec<Got>, Option<String>) {
    let mut records = Vec::new();
    loop {
        match capture.next_record() {
            Ok(Some(record)) => records.push(record.into()),
            Ok(None) => return (records, None),
            Err(error) => {
                assert!(matches!(capture.next_record(), Ok(None)), "a fault is told once");
                return (records, Some(error.to_string()));
            }
        }
    }
}

fn read(bytes: &[u8]) -> Vec<Got> {
    let mut capture = open(bytes).unwrap();
    let (records, fault) = drain(&mut capture);
    assert_eq!(fault, None);
    records
}

fn refusal(bytes: &[u8]) -> String {
    match open(bytes) {
        Err(error) => error.to_string(),
        Ok(mut capture) => drain(&mut capture).1.expect("refused"),
    }
}

/// One sample of every format and byte order.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("btsnoop", btsnoop()),
        ("pcap, big", pcap(Big, 0xa1b2_c3d4, 187)),
        ("pcap, little", pcap(Little, 0xa1b2_c3d4, 187)),
        ("pcap, nanoseconds, big", pcap(Big, 0xa1b2_3c4d, 187)),
        ("pcap, nanoseconds, little", pcap(Little, 0xa1b2_3c4d, 187)),
        ("pcapng, big", pcapng_section(Big)),
        ("pcapng, little", pcapng_section(Little)),
        ("pcapng, both", [pcapng_section(Big), pcapng_section(Little)].concat()),
        ("PacketLogger, big", packet_logger(Big)),
        ("PacketLogger, little", packet_logger(Little)),
    ]
}

#[test]
fn records_larger_than_the_buffer() {
    let large: Vec<u8> = (0..3_000_000_u32).map(|i| i as u8).collect();
    let file = [
        btsnoop_header(1002),
        btsnoop_record(0, 0, 0, RESET),
        btsnoop_record(0, 0, 0, &large),
        btsnoop_record(0, 0, 0, RESET),
    ];
    let records = read(&file.concat());
    assert!(records[1].bytes == large);
    assert_eq!(records[2].bytes, RESET);
}

#[test]
fn lengths_that_cannot_be() {
    let fault = |file: &[u8]| {
        let mut capture = open(file).unwrap();
        let (records, fault) = drain(&mut capture);
        (records.len(), fault.unwrap())
    };
    let bad = Big.words(&[u32::MAX, u32::MAX, 0, 0, 0, 0]);
    assert_eq!(
        fault(&[btsnoop(), bad].concat()),
        (3, "test: the record declares 4294967295 octets, more than 16777216 (at octet 99)".into())
    );
    let bad = Big.words(&[0, 0, 0x0100_0001, 4]);
    assert_eq!(
        fault(&[pcap(Big, 0xa1b2_c3d4, 187), bad].concat()),
        (3, "test: the record declares 16777217 octets, more than 16777216 (at octet 83)".into())
    );
    let bad = Big.words(&[8, 0, 0, 0]);
    let (count, text) = fault(&[packet_logger(Big), bad].concat());
    assert_eq!(count, 5);
    assert!(text.contains("does not cover its header"), "{text}");
}

#[test]
fn cut_at_every_octet() {
    for (name, whole) in samples() {
        let all = read(&whole);
        let mut opened = false;
        for end in 0..whole.len() {
            let Ok(mut capture) = open(&whole[..end]) else {
                assert!(!opened, "{name}, cut to {end}: opens when cut earlier");
                continue;
            };
            opened = true;
            let (records, fault) = drain(&mut capture);
            assert_eq!(fault, None, "{name}, cut to {end}");
            assert_eq!(records, all[..records.len()], "{name}, cut to {end}");
            let at = capture.offset();
            let truncated = capture.notes().into_iter().find_map(|note| match note {
                Note::TruncatedRecord { offset, missing } => Some((offset, missing)),
                _ => None,
            });
            assert_eq!(truncated.is_some(), at != end as u64, "{name}, cut to {end}");
            if let Some((offset, missing)) = truncated {
                assert_eq!(offset, at);
                assert!(missing > 0 && end as u64 + missing <= whole.len() as u64);
            }
        }
        assert!(opened, "{name}");
    }
}

#[test]
fn every_octet_changed() {
    for (_, whole) in samples() {
        for place in 0..whole.len() {
            for value in [0x00, 0x01, 0x7f, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[place] = value;
                if let Ok(mut capture) = open(&bytes) {
                    assert!(drain(&mut capture).0.len() <= whole.len());
                }
            }
        }
    }
}

/// Gives one octet at a time, as a slow pipe may.
struct Trickle(Cursor<Vec<u8>>);

impl Read for Trickle {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let most = into.len().min(1);
        self.0.read(&mut into[..most])
    }
}

#[test]
fn pipes_and_gzip_read_the_same() {
    for (name, whole) in samples() {
        let all = read(&whole);
        let slow = Trickle(Cursor::new(whole.clone()));
        let mut capture = Capture::from_reader("pipe", Box::new(slow)).unwrap();
        assert_eq!(drain(&mut capture), (all.clone(), None), "{name}");

        let (head, tail) = whole.split_at(whole.len() / 2);
        let mut capture = open(&[gzip(head), gzip(tail)].concat()).unwrap();
        assert_eq!(capture.header().compression, Some("gzip"));
        assert_eq!(drain(&mut capture), (all, None), "{name}");
    }
}

#[test]
fn gzip_that_is_cut_reads_as_what_it_held() {
    for (name, whole) in samples() {
        let all = read(&whole);
        let compressed = gzip(&whole);
        for end in 18..compressed.len() {
            let Ok(mut capture) = open(&compressed[..end]) else { continue };
            let (records, fault) = drain(&mut capture);
            assert_eq!(fault, None, "{name}, cut to {end}");
            assert_eq!(records, all[..records.len()], "{name}, cut to {end}");
            assert!(capture.notes().contains(&Note::CompressionCut), "{name}, cut to {end}");
        }
    }
    assert!(refusal(&gzip(&gzip(&btsnoop()))).contains("compressed twice"));
}

#[test]
fn octets_after_gzip_are_noted() {
    for (name, whole) in samples() {
        for padding in [&[0_u8; 1][..], &[0; 512], b"more"] {
            let mut capture = open(&[&gzip(&whole), padding].concat()).unwrap();
            assert_eq!(drain(&mut capture), (read(&whole), None), "{name}");
            assert!(capture.notes().contains(&Note::TrailingOctets), "{name}");
        }
    }
}

/// HCI traffic in every format, with one length field of a record in the middle made greater.
#[test]
fn reading_goes_on_after_a_damaged_length() {
    let records = |n: u32| -> Vec<u8> {
        (0..n)
            .flat_map(|n| {
                btsnoop_record(
                    n % 2 * 3,
                    0,
                    u64::from(n),
                    if n % 2 == 0 { RESET } else { COMPLETE },
                )
            })
            .collect()
    };
    let head = [btsnoop_header(1002), records(20)].concat();
    let whole = [head.clone(), records(20)].concat();
    let all = read(&whole);
    for place in 0..2 {
        // The four octets of the captured length of the record after the first twenty.
        for value in [0x0100_0000_u32, 0x7fff_ffff, 0xf000, 0x00ff_0000] {
            let mut bytes = whole.clone();
            let at = head.len() + 4 + place * (24 + RESET.len());
            bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
            for octets in [bytes.clone(), gzip(&bytes)] {
                let mut capture = open(&octets).unwrap();
                let (records, fault) = drain(&mut capture);
                let fault = fault.unwrap_or_else(|| panic!("{value:x}: nothing is said"));
                assert!(fault.ends_with(&format!("(at octet {})", at - 4)), "{fault}");
                assert_eq!(records.len(), all.len() - 1, "{value:x}");
                // Rules that need every packet are not to go by what was skipped.
                let missing: u32 = records.iter().map(|record| record.drops).sum();
                assert_eq!(missing, 1, "{value:x}");
                assert!(
                    matches!(capture.notes()[..], [Note::PassedOver { places: 1, .. }]),
                    "{:?}",
                    capture.notes()
                );
            }
        }
    }
}
