//! Reads arbitrary bytes as a capture file of any format, and judges what it holds.

#![no_main]

use std::io::Cursor;

use btlint::{
    analysis::{self, Selection},
    capture::Capture,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let file = Box::new(Cursor::new(data.to_vec()));
    let Ok(capture) = Capture::from_reader("fuzz", file) else { return };
    let analysis = analysis::capture("fuzz".into(), capture, &Selection::default());
    // A record takes at least its header.
    assert!(analysis.health.records <= data.len() as u64 * 1100);
});
