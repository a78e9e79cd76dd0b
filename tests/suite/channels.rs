//! Radio channels over time: each packet is in one place, and the pieces add up.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, path::Path};

use btlint::{
    analysis::channels::{Channels, LE, MAX_PIECES, middle, wifi},
    capture::{Capture, Timestamp},
    track::Tracker,
};
use parsers::link::{Kind, open};

/// The channels of a capture whose times are all stretched, and the packets by channel index as the
/// sniffer says it.
fn channels(path: &Path, stretch: i64) -> (Channels, BTreeMap<u8, u32>) {
    let mut capture = Capture::open(path).unwrap();
    let (mut tracker, mut channels) = (Tracker::new(), Channels::default());
    let (mut first, mut by_index) = (None, BTreeMap::new());
    while let Some(mut record) = capture.next_record().unwrap() {
        let start = *first.get_or_insert(record.time.0);
        record.time = Timestamp(start + (record.time.0 - start) * stretch);
        let packet = open(record.link, record.meta, record.bytes, None);
        if let Some(Kind::Air(radio)) = packet.map(|packet| packet.kind)
            && let Some(index) = radio.channel
        {
            *by_index.entry(index).or_default() += 1;
        }
        channels.record(&mut tracker, &record);
    }
    (channels, by_index)
}

#[test]
fn each_packet_is_on_its_channel() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/air");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut placed = 0;
    for path in files.filter(|path| path.extension().unwrap() != "toml") {
        for stretch in [1, 7, 100_000] {
            let (channels, by_index) = channels(&path, stretch);
            assert!(channels.length / channels.width < MAX_PIECES as i64);
            for rf in 0..LE {
                let cell = channels.between(rf..rf + 1, 0, i64::MAX);
                let index = parsers::radio::channel_index(rf as u8).unwrap();
                let known = by_index.get(&index).copied().unwrap_or_default();
                assert_eq!(cell.packets, known, "{}, channel {index}", path.display());
                assert_eq!(cell.frame.is_some(), known > 0);
                placed += cell.packets;
            }
        }
    }
    assert!(placed > 500, "{placed}");
}

/// The advertising channels were put between and beside the Wi-Fi channels.
#[test]
fn wifi_lies_where_it_is() {
    let of = |wanted| (0..LE).filter(|rf| wifi(middle(*rf)) == Some(wanted)).count();
    assert_eq!([of(1), of(6), of(11)], [9, 10, 9]);
    assert_eq!([2402, 2426, 2480].map(wifi), [None; 3]);
}
