//! Octets per second: the reader alone, the analysis alone, and a whole check.

#![allow(clippy::cast_possible_truncation)]
#[allow(dead_code, unreachable_pub, clippy::unwrap_used)]
#[path = "../tests/suite/support/play.rs"]
mod play;
#[allow(dead_code, unreachable_pub)]
mod traffic;

use std::{hint::black_box, io::Cursor};

use btlint::{
    analysis::{self, Run, Selection},
    capture::Capture,
};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use parsers::{dissect, frame::Context};
use traffic::{Packet, Traffic};

/// Octets of the generated capture.
const SIZE: u64 = 20_000_000;

fn capture(bytes: &[u8]) -> Capture {
    Capture::from_reader("generated", Box::new(Cursor::new(bytes.to_vec()))).expect("a capture")
}

fn whole_captures(c: &mut Criterion) {
    let mut bytes = Vec::new();
    let records = Traffic::new(1).write_btsnoop(&mut bytes, SIZE).expect("memory");
    let mut group = c.benchmark_group("capture");
    group.sample_size(20).throughput(Throughput::BytesDecimal(bytes.len() as u64));
    group.bench_function("read", |b| {
        b.iter_batched(
            || capture(&bytes),
            |mut capture| {
                let mut seen = 0;
                while let Some(record) = capture.next_record().expect("no fault") {
                    black_box(record);
                    seen += 1;
                }
                assert_eq!(seen, records);
            },
            BatchSize::LargeInput,
        );
    });
    group.bench_function("check", |b| {
        b.iter_batched(
            || capture(&bytes),
            |capture| analysis::capture(String::new(), capture, &Selection::default()),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn records(c: &mut Criterion) {
    let mut group = c.benchmark_group("records");
    for fragments in [1, 2] {
        let mut traffic = Traffic::new(fragments);
        let setup = traffic.setup_len();
        let packets: Vec<Packet> = (0..setup + 10_000).map(|_| traffic.next().clone()).collect();
        group.throughput(Throughput::Elements(packets.len() as u64));
        group.bench_function(format!("analyse, {fragments} per packet"), |b| {
            b.iter(|| {
                let mut run = Run::new(&Selection::default());
                for (number, packet) in (1..).zip(&packets) {
                    black_box(run.record(&packet.record(number)));
                }
                run.finish()
            });
        });
        let records: Vec<_> = (1..).zip(&packets).map(|(n, p)| p.record(n)).collect();
        group.bench_function(format!("dissect, {fragments} per packet"), |b| {
            b.iter(|| {
                for record in &records {
                    let context = Context { incomplete: fragments > 1, ..Context::default() };
                    black_box(dissect(record.link, record.meta, record.bytes, &context));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, whole_captures, records);
criterion_main!(benches);
