//! Frames fetched alone, against the same read in order.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::path::{Path, PathBuf};

use super::*;
use crate::{
    analysis::{Run, Selection, Terms},
    tui::document::Document,
};

/// Frames as the tracker sees them one after another are the same when they are fetched alone,
/// the last one first.
fn compare(path: &Path) {
    let mut document = Document::open(path, Terms::default()).unwrap();
    while !document.is_done() {
        document.receive().unwrap();
        std::thread::yield_now();
    }
    let mut capture = Capture::open(path).unwrap();
    let mut run = Run::new(&Selection::default());
    let mut frames = Vec::new();
    let mut start = None;
    while let Ok(Some(record)) = capture.next_record() {
        let start = *start.get_or_insert(record.time);
        let seen = run.record(&record);
        let shown = Shown::new(&record, start, &seen);
        let whole: Vec<_> = shown.assembled().map(|(of, from)| (of, from.to_vec())).collect();
        frames.push((record.number, shown.link, shown.nodes(), whole));
    }
    assert_eq!(document.index.rows(), frames.len() as u64);
    for (row, (number, link, nodes, whole)) in frames.iter().enumerate().rev() {
        let packet = document.packet(row as u64).unwrap().clone();
        let shown = packet.shown(start.unwrap());
        let fetched: Vec<_> = shown.assembled().map(|(of, from)| (of, from.to_vec())).collect();
        assert_eq!(&fetched, whole, "{}", path.display());
        let fetched = (packet.number, shown.link, shown.nodes());
        assert_eq!(fetched, (*number, *link, nodes.clone()), "{}", path.display());
        // Each search begins at a checkpoint; a few of them will do.
        if row % 50 == 0 {
            assert_eq!(document.row(*number), Some(row as u64));
        }
    }
    assert_eq!(document.fault, document.analysis.unwrap().error.map(|error| error.to_string()));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .collect()
}

#[test]
fn frames_fetched_alone_are_those_read_in_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let captures = files(&root.join("captures"));
    let captures = captures.iter().filter(|path| Capture::open(path).is_ok());
    let compared = captures.map(|path| compare(path)).count();
    assert!(compared > 0, "no captures");
}

#[test]
fn frames_of_captures_that_others_made_too() {
    let folder = std::env::var_os("BTLINT_CAPTURES").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder.unwrap_or_else(|| root.join("../shared/captures"));
    let captures = files(&folder);
    if captures.is_empty() {
        eprintln!("skipped: no captures in {}", folder.display());
    }
    let readable = captures.iter().filter(|path| Capture::open(path).is_ok());
    readable.for_each(|path| compare(path));
}

/// Two links whose fragments alternate, far from each other.
#[test]
fn fragments_far_apart_are_put_together() {
    const GAP: u64 = 5 * SPACING;
    let mut file = b"btsnoop\0\0\0\0\x01\0\0\x03\xea".to_vec();
    let mut push = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).expect("a packet");
        for word in [length, length, 0, 0, 0, 0] {
            file.extend_from_slice(&word.to_be_bytes());
        }
        file.extend_from_slice(bytes);
    };
    let starts = [[2, 1, 0, 6, 0, 6, 0, 4, 0, 0x1d, 1], [2, 2, 0, 6, 0, 6, 0, 4, 0, 0x1d, 2]];
    let ends = [[2, 1, 0x10, 4, 0, 0, 3, 4, 5], [2, 2, 0x10, 4, 0, 0, 6, 7, 8]];
    starts.iter().for_each(|bytes| push(bytes));
    (0..GAP).for_each(|_| push(&[0xff, 0]));
    ends.iter().for_each(|bytes| push(bytes));
    let name = format!("btlint-fragments-{}.log", std::process::id());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, file).unwrap();
    compare(&path);
    let mut document = Document::open(&path, Terms::default()).unwrap();
    while !document.is_done() {
        document.receive().unwrap();
    }
    let packet = document.packet(GAP + 2).unwrap().clone();
    let pdu = packet.shown(Timestamp(0)).context.pdu;
    assert_eq!(pdu.unwrap(), [6, 0, 4, 0, 0x1d, 1, 0, 3, 4, 5]);
    let packet = document.packet(GAP + 3).unwrap().clone();
    let pdu = packet.shown(Timestamp(0)).context.pdu;
    assert_eq!(pdu.unwrap(), [6, 0, 4, 0, 0x1d, 2, 0, 6, 7, 8]);
    std::fs::remove_file(&path).unwrap();
}
