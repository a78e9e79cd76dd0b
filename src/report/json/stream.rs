//! The figures of a stream, as JSON.

use serde::Serialize;

use crate::{capture::Timestamp, story::StreamFigures, track::listen::Total};

/// A stream from one start to its end.
#[derive(Serialize)]
pub(super) struct Stream<'a> {
    number: u16,
    by: &'static str,
    codec: Option<&'a str>,
    offered: Offered<'a>,
    frame: u64,
    last_frame: u64,
    time_s: f64,
    duration_s: f64,
    start_latency_ms: Option<f64>,
    play_latency_ms: Option<f64>,
    packets: u64,
    packet_ms: Option<f64>,
    bit_rate: Option<u64>,
    buffer_ms: f64,
    buffer_reported: bool,
    margin_ms: Option<Margin>,
    late: Silences,
    late_if_delay_grows: Silences,
    lost: Silences,
    silent: Silences,
    thrown_away: Silences,
    missing: u64,
    out_of_order: u64,
    repeated: u64,
    stalls: u32,
    longest_stall_ms: f64,
    stall_period_ms: Option<f64>,
    real_time: Option<f64>,
}

#[derive(Serialize)]
struct Offered<'a> {
    local: &'a [String],
    remote: &'a [String],
}

#[derive(Serialize)]
struct Margin {
    least: f64,
    hundredth: f64,
    median: f64,
}

#[derive(Serialize)]
struct Silences {
    count: u32,
    total_ms: f64,
}

impl From<Total> for Silences {
    fn from(total: Total) -> Self {
        Self { count: total.count, total_ms: milliseconds(total.length) }
    }
}

/// Milliseconds, to the microsecond.
pub(super) fn milliseconds(nanoseconds: i64) -> f64 {
    (nanoseconds / 1000) as f64 / 1e3
}

impl<'a> Stream<'a> {
    pub(super) fn of(figures: &'a StreamFigures, start: Timestamp) -> Self {
        let [local, remote] = &figures.offered;
        Self {
            number: figures.number,
            by: figures.by.name(),
            codec: figures.codec.as_deref(),
            offered: Offered { local, remote },
            frame: figures.first.frame,
            last_frame: figures.last.frame,
            time_s: super::place(figures.first, start),
            duration_s: super::seconds(figures.duration()),
            start_latency_ms: figures.start_latency().map(milliseconds),
            play_latency_ms: figures.play_latency().map(milliseconds),
            packets: figures.packets,
            packet_ms: figures.packet_length().map(milliseconds),
            bit_rate: figures.bit_rate(),
            buffer_ms: milliseconds(figures.buffer),
            buffer_reported: figures.reported,
            margin_ms: figures.margin.map(|margin| Margin {
                least: milliseconds(margin.least),
                hundredth: milliseconds(margin.hundredth),
                median: milliseconds(margin.median),
            }),
            late: figures.late.into(),
            late_if_delay_grows: figures.late_growing.into(),
            lost: figures.lost.into(),
            silent: figures.silent.into(),
            thrown_away: figures.thrown_away.into(),
            missing: figures.missing,
            out_of_order: figures.out_of_order,
            repeated: figures.repeated,
            stalls: figures.stalls.0,
            longest_stall_ms: milliseconds(figures.stalls.1),
            stall_period_ms: figures.period.map(|period| milliseconds(period.median)),
            real_time: figures.slow.map(|slow| slow.permille as f64 / 1e3),
        }
    }
}
