//! Streams over time: the pieces add up to what the whole is known to be.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use btlint::{
    analysis::{
        self, Selection,
        series::{MAX_BUCKETS, Of, Series, Sign},
    },
    capture::{Capture, Timestamp},
    track::Tracker,
};

/// The series of a capture whose times are all stretched.
fn series(path: &Path, stretch: i64) -> Series {
    let mut capture = Capture::open(path).unwrap();
    let (mut tracker, mut series) = (Tracker::new(), Series::default());
    let mut first = None;
    while let Some(mut record) = capture.next_record().unwrap() {
        let start = *first.get_or_insert(record.time.0);
        record.time = Timestamp(start + (record.time.0 - start) * stretch);
        series.record(&mut tracker, &record);
    }
    series
}

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/a2dp");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().unwrap() != "toml").collect();
    files.sort();
    assert!(files.len() > 20);
    files
}

/// All packets of all streams are somewhere, and no more; the silences are as long as the analysis says.
#[test]
fn the_pieces_add_up_to_the_figures() {
    let mut silences = 0;
    for path in samples() {
        let series = series(&path, 1);
        let analysis = analysis::file(&path, &Selection::default()).unwrap();
        let figures = || analysis.links.iter().flat_map(|link| &link.streams);
        let all = |lane| series.between(lane, 0, i64::MAX).0;
        let pieces: u64 = series.lanes.iter().map(|lane| u64::from(all(lane).packets)).sum();
        let known: u64 = figures().map(|figures| figures.packets).sum();
        assert_eq!(pieces, known, "{}", path.display());
        assert_eq!(series.lanes.iter().map(|lane| lane.packets).sum::<u64>(), known);
        let silent: i64 = series.lanes.iter().map(|lane| all(lane).silent).sum();
        let lengths =
            |f: &btlint::analysis::StreamFigures| f.late.length + f.lost.length + f.silent.length;
        assert_eq!(silent, figures().map(lengths).sum::<i64>(), "{}", path.display());
        let least = series.lanes.iter().filter_map(|lane| all(lane).margin).min();
        let margins = figures().filter_map(|figures| figures.margin.as_ref());
        assert_eq!(least, margins.map(|margin| margin.least).min(), "{}", path.display());
        silences += series.marks.iter().filter(|mark| mark.sign == Sign::Silence).count();
    }
    assert!(silences > 10, "{silences}");
}

/// Longer pieces hold the same; there are never more of them.
#[test]
fn a_longer_capture_has_longer_pieces() {
    for path in samples() {
        let (short, long) = (series(&path, 1), series(&path, 3600));
        assert!(long.width > short.width && long.width < short.width * 3600 * 2);
        assert!(long.length / long.width < MAX_BUCKETS as i64);
        let packets = |series: &Series| {
            let own = |lane| series.between(lane, 0, i64::MAX).0.packets;
            series.lanes.iter().map(own).collect::<Vec<_>>()
        };
        assert_eq!(packets(&short).iter().sum::<u32>(), packets(&long).iter().sum::<u32>());
    }
}

/// A moment of a stream, in the order of the log: what was done, and by whom.
#[test]
fn starts_and_suspends_are_moments() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/a2dp/voice-resumed.btsnoop");
    let series = series(&path, 1);
    let moments: Vec<(u64, &str, bool)> = series
        .marks
        .iter()
        .map(|mark| (mark.at.frame, mark.sign.letter(), mark.of == Of::Voice))
        .collect();
    let expected = [
        (168, "c", false),
        (183, "S", false),
        (254, "u", true),
        (259, "P", false),
        (262, "S", true),
        (265, "C", true),
        (266, "u", true),
        (270, "S", false),
        (343, "P", false),
        (346, "C", false),
    ];
    assert_eq!(moments, expected);
    let stream = series.lanes.iter().find(|lane| lane.of == Of::Stream(1)).unwrap();
    let at = |frame| {
        let mark = series.marks.iter().find(|mark| mark.at.frame == frame).unwrap();
        series.offset(mark.at.time)
    };
    assert!(!series.between(stream, at(168), at(183)).1);
    assert!(series.between(stream, at(183), at(259)).1);
    assert!(!series.between(stream, at(259) + 1, at(270)).1);
    assert!(series.between(stream, at(270), at(343)).1);
}

/// A picture of any width has each packet once, unless its columns are shorter than the pieces.
#[test]
fn the_columns_of_a_picture_add_up() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/a2dp/sbc-good.btsnoop");
    let series = series(&path, 1);
    let lane = &series.lanes[0];
    for columns in [1, 3, 70, 190, 333] {
        let edge = |column: i64| series.length * column / columns + column / columns;
        let column = |column| series.between(lane, edge(column), edge(column + 1)).0.packets;
        let all: u32 = (0..columns).map(column).sum();
        assert_eq!(u64::from(all), lane.packets, "{columns}");
    }
}
