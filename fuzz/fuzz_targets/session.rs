//! Plays arbitrary sequences of packets through the tracker and all rules.
//!
//! The input is a list of packets: link and direction, the time since the packet before in steps of
//! 100 ms or 10 s, the length, the octets.

#![no_main]

use btlint::{
    analysis::{Run, Selection},
    capture::{Record, Timestamp},
};
use libfuzzer_sys::fuzz_target;
use parsers::link::Link;

fuzz_target!(|data: &[u8]| {
    let mut run = Run::new(&Selection::default());
    let mut rest = data;
    let mut time = 1_700_000_000_000_000_000i64;
    let mut number = 0;
    while let Some((&[kind, delta, length], after)) = rest.split_first_chunk::<3>() {
        let (bytes, after) = after.split_at(usize::from(length).min(after.len()));
        rest = after;
        number += 1;
        let step = if delta & 0x80 == 0 { 100_000_000 } else { 10_000_000_000 };
        time += i64::from(delta & 0x7f) * step;
        let link = Link::ALL[usize::from(kind) % Link::ALL.len()];
        let meta = match link {
            Link::Monitor => u32::from(kind >> 2),
            _ => u32::from(kind >> 2 & 1),
        };
        run.record(&Record {
            number,
            time: Timestamp(time),
            link,
            meta,
            interface: u16::from(kind >> 7),
            bytes,
            original_len: bytes.len() as u32 + u32::from(kind >> 6 & 1),
            drops: 0,
        });
    }
    let judged = run.finish();
    assert!(judged.findings.len() <= 10_000 && judged.links.len() <= 4096);
});
