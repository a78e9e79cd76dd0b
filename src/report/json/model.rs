//! A ladder, streams over time, or radio channels as one document.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    analysis::{
        channels::{Channels, Map, Total},
        ladder::{End, Flow, Ladder, Rung},
        series::{Bucket, Lane, Mark, Of, Series, Sign},
    },
    capture::Timestamp,
    show::Model,
};

#[derive(Serialize)]
struct PageLadder<'a> {
    messages: Vec<PageRung<'a>>,
    more: u64,
}

#[derive(Serialize)]
struct PageRung<'a> {
    frame: u64,
    /// Seconds since the first frame.
    time: f64,
    from: &'static str,
    to: &'static str,
    text: &'a str,
    /// The frame that it answers, and how many seconds after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    took: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<PageRun>,
}

/// Packets that are one message together.
#[derive(Serialize)]
struct PageRun {
    of: &'static str,
    packets: u64,
    last_frame: u64,
    /// The longest time from one to the next, in seconds.
    longest_pause: f64,
}

#[derive(Serialize)]
struct PageStreams<'a> {
    /// Seconds.
    length: f64,
    /// Of a piece, in seconds.
    piece: f64,
    streams: Vec<PageLane<'a>>,
    moments: Vec<PageMark<'a>>,
    more: u64,
}

#[derive(Serialize)]
struct PageLane<'a> {
    link: u32,
    kind: &'static str,
    stream: Option<u16>,
    codec: Option<&'a str>,
    packets: u64,
    /// From when to when it was started, in seconds.
    started: Vec<(f64, f64)>,
    /// Those in which anything happened.
    pieces: Vec<PagePiece>,
}

#[derive(Serialize)]
struct PagePiece {
    /// Where it begins, in seconds.
    time: f64,
    frame: Option<u64>,
    packets: u32,
    missing: u32,
    /// The least time by which media came before its moment, in milliseconds.
    margin: Option<f64>,
    /// How long nothing was heard, in milliseconds.
    silent: f64,
}

#[derive(Serialize)]
struct PageMark<'a> {
    frame: u64,
    time: f64,
    link: u32,
    stream: Option<u16>,
    kind: &'static str,
    by: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct PageChannels {
    /// Seconds.
    length: f64,
    heard: u64,
    /// Packets of whose channel the sniffer said nothing.
    unplaced: u64,
    classic: bool,
    channels: Vec<PageChannel>,
    maps: Vec<PageMap>,
    more: u64,
}

#[derive(Serialize)]
struct PageChannel {
    channel: u8,
    /// MHz.
    frequency: u16,
    packets: u32,
    /// With a wrong CRC.
    garbled: u32,
    retransmissions: u32,
    /// dBm, on average.
    rssi: Option<i64>,
    /// Maps that leave it out, of those that could.
    avoided: usize,
    maps: usize,
    wifi: Option<u8>,
}

#[derive(Serialize)]
struct PageMap {
    frame: u64,
    time: f64,
    link: Option<u32>,
    classic: bool,
    origin: &'static str,
    used: usize,
    avoided: String,
    wifi: Vec<u8>,
}

/// Writes a model.
pub(super) fn write(model: &Model, out: &mut dyn Write) -> io::Result<()> {
    match model {
        Model::Ladder(ladder, texts, start) => document(&of_ladder(ladder, texts, *start), out),
        Model::Streams(series) => document(&of_series(series), out),
        Model::Channels(channels) => document(&of_channels(channels), out),
    }
}

fn document(page: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, page)?;
    writeln!(out)
}

fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

fn millis(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e6
}

fn of_ladder<'a>(ladder: &Ladder, texts: &'a [String], start: Timestamp) -> PageLadder<'a> {
    let end = |end: End| match (end, ladder.on_air) {
        (End::Near, false) => "host",
        (End::Near, true) => "central",
        (End::Controller, _) => "controller",
        (End::Far, false) => "peer",
        (End::Far, true) => "peripheral",
    };
    let rung = |(rung, text): (&Rung, &'a String)| PageRung {
        frame: rung.at.frame,
        time: seconds(rung.at.time.step_from(start)),
        from: end(rung.from),
        to: end(rung.to),
        text,
        answers: rung.answers.map(|at| at.frame),
        took: rung.took().map(seconds),
        run: rung.run.map(|run| PageRun {
            of: match run.flow {
                Flow::Media => "media",
                Flow::Notification => "attribute values",
                Flow::Data(_) => "data",
                Flow::Opaque => "encrypted or empty",
            },
            packets: run.packets,
            last_frame: run.last.frame,
            longest_pause: seconds(run.pause),
        }),
    };
    PageLadder { messages: ladder.rungs.iter().zip(texts).map(rung).collect(), more: ladder.more }
}

fn stream(of: Of) -> Option<u16> {
    match of {
        Of::Stream(number) => Some(number),
        Of::Voice | Of::Link => None,
    }
}

fn of_series(series: &Series) -> PageStreams<'_> {
    let piece = |(index, bucket): (usize, &Bucket)| PagePiece {
        time: seconds(series.width) * index as f64,
        frame: bucket.frame,
        packets: bucket.packets,
        missing: bucket.missing,
        margin: bucket.margin.map(millis),
        silent: millis(bucket.silent),
    };
    let anything = |(_, bucket): &(usize, &Bucket)| **bucket != Bucket::default();
    let lanes = series.lanes.iter().map(|lane: &Lane| PageLane {
        link: lane.link.0,
        kind: if lane.of == Of::Voice { "voice" } else { "stream" },
        stream: stream(lane.of),
        codec: lane.codec.as_deref(),
        packets: lane.packets,
        started: lane.spans().iter().map(|&(from, to)| (seconds(from), seconds(to))).collect(),
        pieces: lane.buckets().iter().enumerate().filter(anything).map(piece).collect(),
    });
    let moments = series.marks.iter().map(|mark: &Mark| PageMark {
        frame: mark.at.frame,
        time: seconds(mark.at.time.step_from(series.first)),
        link: mark.link.0,
        stream: stream(mark.of),
        kind: kind(mark.sign),
        by: mark.by.name(),
        text: &mark.text,
    });
    PageStreams {
        length: seconds(series.length),
        piece: seconds(series.width),
        streams: lanes.collect(),
        moments: moments.collect(),
        more: series.more,
    }
}

fn kind(sign: Sign) -> &'static str {
    match sign {
        Sign::Wish => "wish",
        Sign::Configured => "configured",
        Sign::Start => "start",
        Sign::Suspend => "suspend",
        Sign::Close => "close",
        Sign::Refused => "refused",
        Sign::Silence => "silence",
    }
}

fn of_channels(channels: &Channels) -> PageChannels {
    let channel = |total: Total| PageChannel {
        channel: total.number,
        frequency: total.middle,
        packets: total.cell.packets,
        garbled: total.cell.garbled,
        retransmissions: total.cell.again,
        rssi: total.cell.strength(),
        avoided: total.avoided.0,
        maps: total.avoided.1,
        wifi: total.wifi,
    };
    let map = |map: &Map| PageMap {
        frame: map.at.frame,
        time: seconds(map.at.time.step_from(channels.first)),
        link: map.link.map(|link| link.0),
        classic: map.classic,
        origin: map.origin,
        used: map.used(),
        avoided: map.avoided(),
        wifi: map.wifi(),
    };
    PageChannels {
        length: seconds(channels.length),
        heard: channels.heard,
        unplaced: channels.unplaced,
        classic: channels.is_classic(),
        channels: channels.table().into_iter().map(channel).collect(),
        maps: channels.maps.iter().map(map).collect(),
        more: channels.more,
    }
}
