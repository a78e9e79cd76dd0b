//! The same records in another container.

use std::io::{Cursor, Write};

use btlint::capture::Capture;
use flate2::{Compression, write::GzEncoder};
use parsers::link::Link;

use super::{Made, found, samples};
use crate::capture_formats::build::{
    BTSNOOP_EPOCH, Big, Little, block, btsnoop_header, interface, option, pcap_header, section,
};

/// Writes records, where the container can hold them as they are.
type InContainer = fn(&[Made]) -> Option<Vec<u8>>;

const CONTAINERS: [(&str, InContainer); 9] = [
    ("btsnoop, H4", |records| btsnoop(records, 1002, |r| Some((r.meta & 3, h4(r)?.to_vec())))),
    ("btsnoop, H1", |records| {
        btsnoop(records, 1001, |r| {
            let (kind, packet) = h4(r)?.split_first()?;
            let flags = match kind {
                1 | 4 => 2,
                2 => 0,
                _ => return None,
            };
            Some((r.meta & 1 | flags, packet.to_vec()))
        })
    }),
    ("btsnoop, monitor", |records| {
        btsnoop(records, 2001, |r| {
            let (kind, packet) = h4(r)?.split_first()?;
            let received = r.meta & 1;
            let opcode = match kind {
                1 => 2,
                4 => 3,
                2 => 4 + received,
                3 => 6 + received,
                _ => return None,
            };
            Some((opcode, packet.to_vec()))
        })
    }),
    ("pcap, H4", |records| pcap(records, 201, |r| Some([&direction(r), h4(r)?].concat()))),
    ("pcap, Linux monitor", |records| {
        pcap(records, 254, |r| {
            let monitor = r.link == Link::Monitor;
            monitor.then(|| [&Big.words(&[r.meta]), r.bytes.as_slice()].concat())
        })
    }),
    ("pcap, as it was", |records| {
        pcap(records, u32::from(air(records)?), |r| Some(r.bytes.clone()))
    }),
    ("pcapng, H4 with a direction", |records| {
        pcapng(records, 201, |r| Some([&direction(r), h4(r)?].concat()))
    }),
    ("pcapng, H4 with flags", |records| pcapng(records, 187, |r| Some(h4(r)?.to_vec()))),
    ("pcapng, as it was", |records| pcapng(records, air(records)?, |r| Some(r.bytes.clone()))),
];

/// The octets of a packet with its indicator, whose direction is known.
fn h4(record: &Made) -> Option<&[u8]> {
    let known = record.link == Link::HciH4 && record.meta >> 31 == 0;
    known.then_some(record.bytes.as_slice())
}

fn direction(record: &Made) -> Vec<u8> {
    Big.words(&[record.meta & 1])
}

/// The link type of a capture from the air.
fn air(records: &[Made]) -> Option<u16> {
    Some(match records.first()?.link {
        Link::LowEnergy => 251,
        Link::LowEnergyPhdr => 256,
        Link::NordicBle => 272,
        _ => return None,
    })
}

fn one_source(records: &[Made]) -> bool {
    let first = records.first().map(|record| (record.link, record.interface));
    records.iter().all(|r| Some((r.link, r.interface)) == first && r.time >= 0)
}

fn btsnoop(
    records: &[Made],
    kind: u32,
    packet: impl Fn(&Made) -> Option<(u32, Vec<u8>)>,
) -> Option<Vec<u8>> {
    let mut file = btsnoop_header(kind);
    let mut drops = 0;
    for record in records {
        let (flags, bytes) = packet(record)?;
        if record.time % 1000 != 0 {
            return None;
        }
        drops += record.drops;
        let length = bytes.len() as u32;
        file.extend(Big.words(&[length + record.lost, length, flags, drops]));
        file.extend(Big.u64(BTSNOOP_EPOCH + record.time as u64 / 1000));
        file.extend(bytes);
    }
    Some(file)
}

fn pcap(records: &[Made], kind: u32, packet: impl Fn(&Made) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    // In nanoseconds.
    let mut file = pcap_header(Little, 0xa1b2_3c4d, kind);
    for record in records {
        let bytes = packet(record)?;
        let length = bytes.len() as u32;
        // It has no place for what was dropped.
        let (seconds, rest) = (record.time / 1_000_000_000, record.time % 1_000_000_000);
        if record.drops > 0 || seconds > i64::from(u32::MAX) {
            return None;
        }
        file.extend(Little.words(&[seconds as u32, rest as u32, length, length + record.lost]));
        file.extend(bytes);
    }
    Some(file)
}

fn pcapng(
    records: &[Made],
    kind: u16,
    packet: impl Fn(&Made) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let nanoseconds = option(Big, 9, &[9]);
    let end = option(Big, 0, &[]);
    let mut file = [section(Big), interface(Big, kind, 0, &[nanoseconds, end.clone()])].concat();
    for record in records {
        let bytes = packet(record)?;
        let (length, time) = (bytes.len() as u32, record.time as u64);
        let full = length + record.lost;
        let mut body = Big.words(&[0, (time >> 32) as u32, time as u32, length, full]);
        body.extend(&bytes);
        body.resize(body.len().next_multiple_of(4), 0);
        body.extend(option(Big, 2, &Big.u32(2 - (record.meta & 1))));
        if record.drops > 0 {
            body.extend(option(Big, 4, &Big.u64(u64::from(record.drops))));
        }
        body.extend(&end);
        file.extend(block(Big, 6, &body));
    }
    Some(file)
}

fn read(file: Vec<u8>) -> Vec<Made> {
    let mut capture = Capture::from_reader("test", Box::new(Cursor::new(file))).unwrap();
    let mut records = Vec::new();
    while let Some(record) = capture.next_record().unwrap() {
        records.push(Made::of_record(&record));
    }
    records
}

fn compressed(file: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(file).unwrap();
    encoder.finish().unwrap()
}

/// How often each container was tried, and where the findings differ.
fn tried(records: &[Made], name: &str, times: &mut [u32], differ: &mut Vec<String>) {
    if !one_source(records) {
        return;
    }
    let before = found(records);
    for (index, (container, write)) in CONTAINERS.iter().enumerate() {
        let Some(file) = write(records) else { continue };
        times[index] += 1;
        let (zipped, plain) = (read(compressed(&file)), read(file));
        if found(&plain) != before || found(&zipped) != before {
            differ.push(format!("{name} as {container}"));
        }
    }
}

#[test]
fn the_container_does_not_matter() {
    let mut times = [0; CONTAINERS.len()];
    let mut differ = Vec::new();
    for sample in samples::samples() {
        let records: Vec<_> = samples::records(&sample.path).iter().map(Made::of).collect();
        tried(&records, &sample.name, &mut times, &mut differ);
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    for ((container, _), times) in CONTAINERS.iter().zip(times) {
        assert!(times > 0, "no sample can be written as {container}");
    }
}

#[test]
fn the_container_of_other_peoples_captures_does_not_matter() {
    let Some(files) = samples::foreign() else { return };
    let mut times = [0; CONTAINERS.len()];
    let mut differ = Vec::new();
    for path in files {
        let small = std::fs::metadata(&path).is_ok_and(|file| file.len() < 200_000);
        if !small || Capture::open(&path).is_err() {
            continue;
        }
        let records: Vec<_> = samples::records(&path).iter().map(Made::of).collect();
        tried(&records, &path.display().to_string(), &mut times, &mut differ);
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
