//! What a record costs does not grow with what was seen before: captures with very many links,
//! addresses, handles, channels, adapters or findings take time in proportion.

use crate::support::crowd::{CROWDS, Crowd};
use btlint::analysis::{Run, Selection};

/// Things of one kind, and a multiple of that.
const FEW: u32 = 1_500;
const TIMES: u32 = 4;

/// Nanoseconds that can be compared.
const ENOUGH: u64 = 150_000_000;

/// Nanoseconds of processor time that this thread has used: what else the machine does is not in it.
fn processor_time() -> Option<u64> {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    statistics.split(' ').next()?.parse().ok()
}

/// Processor time of a few analyses.
fn cost(crowd: &Crowd, count: u32, analyses: u32) -> Option<u64> {
    let before = processor_time()?;
    for _ in 0..analyses {
        let mut run = Run::new(&Selection::default());
        crowd.records(count, |record| {
            run.record(record);
        });
        drop(run.finish());
    }
    Some(processor_time()? - before)
}

#[test]
#[allow(clippy::print_stderr)]
fn four_times_as_many_take_four_times_as_long() {
    for crowd in CROWDS {
        // The clock is coarse: what is cheap is done more often.
        let mut analyses = 1;
        let many = loop {
            let Some(many) = cost(crowd, FEW * TIMES, analyses) else {
                eprintln!("skipped: this system does not say what a thread has used");
                return;
            };
            if many > ENOUGH || analyses > 1000 {
                break many;
            }
            analyses *= 4;
        };
        let few = cost(crowd, FEW, TIMES * analyses).unwrap_or_default();
        let ratio = many as f64 / few.max(1) as f64;
        // A table that is searched from end to end would make it 4; tables that fill up, a little
        // more than 1.
        assert!(ratio < 2.0, "{}: {ratio:.1} times as much for each", crowd.name);
    }
}
