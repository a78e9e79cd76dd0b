//! A link on the page: its story, drawn, its streams, its channels.

use crate::{
    analysis::{LinkStory, Phase},
    report::{by, peer, stream, ticket::when},
    show::streams,
    text::{clean, duration},
    ticket::{CHANNELS, Heard, Row, Ticket, Timeline},
    track::At,
};

/// Moments that are named stand so far apart, as a share of the whole.
const APART: f64 = 0.17;

/// Columns of a picture of streams.
const PICTURE: u16 = 110;
/// Moments of a link's streams.
const MAX_MOMENTS: usize = 100;

pub(super) struct PageLink {
    pub(super) id: u32,
    /// The number of its capture.
    pub(super) capture: usize,
    pub(super) verdict: &'static str,
    pub(super) peer: String,
    pub(super) name: Option<String>,
    pub(super) kind: String,
    pub(super) codec: Option<String>,
    pub(super) ticks: Vec<PageTick>,
    pub(super) stretches: Vec<PageBar>,
    pub(super) phases: Vec<PagePhase>,
    pub(super) marks: Vec<PageMark>,
    pub(super) more: u64,
    pub(super) streams: Vec<(u16, String)>,
    /// Its streams over time, drawn, and the moments.
    pub(super) series: String,
    pub(super) air: Option<PageAir>,
}

/// Places are in per cent.
pub(super) struct PageTick {
    pub(super) left: f64,
    pub(super) text: String,
    /// Which end of the text stands there: `start`, `middle`, `end`.
    pub(super) anchor: &'static str,
}

pub(super) struct PageBar {
    pub(super) left: f64,
    pub(super) width: f64,
    pub(super) text: String,
}

pub(super) struct PageMark {
    pub(super) code: &'static str,
    pub(super) severity: &'static str,
    pub(super) places: Vec<f64>,
}

pub(super) struct PagePhase {
    pub(super) frame: u64,
    pub(super) at: String,
    pub(super) clock: Option<String>,
    pub(super) took: String,
    pub(super) name: &'static str,
    pub(super) by: &'static str,
    pub(super) outcome: &'static str,
    pub(super) detail: String,
    pub(super) left: f64,
    pub(super) width: f64,
}

pub(super) struct PageAir {
    pub(super) packets: u64,
    pub(super) garbled: u64,
    /// For each channel: its number, packets, garbled ones, and both in per cent of the most.
    pub(super) channels: Vec<PageChannel>,
}

pub(super) struct PageChannel {
    pub(super) number: usize,
    pub(super) packets: u32,
    pub(super) garbled: u32,
    pub(super) height: f64,
    pub(super) bad: f64,
}

impl PageLink {
    pub(super) fn of(link: &LinkStory, ticket: &Ticket, capture: usize) -> Self {
        let (peer, name) = peer(link);
        let timeline = Timeline::of(link, &ticket.analysis);
        let phases = link.phases.iter().zip(&timeline.rows);
        let stretches = timeline.stretches.iter().filter(|it| it.to - it.from > 0.06);
        Self {
            id: link.id.0,
            capture,
            verdict: link.verdict.name(),
            peer,
            name,
            kind: crate::report::kind(link),
            codec: link.codec.as_deref().map(|codec| clean(codec).into_owned()),
            ticks: ticks(&timeline, link, ticket),
            stretches: stretches
                .map(|stretch| PageBar {
                    left: stretch.from * 100.0,
                    width: (stretch.to - stretch.from) * 100.0,
                    text: duration(stretch.length),
                })
                .collect(),
            phases: phases.map(|(phase, row)| PagePhase::of(phase, *row, ticket)).collect(),
            marks: timeline
                .marks
                .into_iter()
                .map(|mark| PageMark {
                    code: mark.code,
                    severity: mark.severity.name(),
                    places: mark.places.into_iter().map(|place| place * 100.0).collect(),
                })
                .collect(),
            more: link.more_phases,
            streams: link
                .streams
                .iter()
                .map(|figures| (figures.number, stream::words(figures)))
                .collect(),
            series: series(link, ticket),
            air: ticket.air.get(&link.id).map(PageAir::of),
        }
    }
}

/// The first and the last moment, and those between that have room.
fn series(link: &LinkStory, ticket: &Ticket) -> String {
    let picture = streams::picture(&ticket.series, Some(link.id), PICTURE, false);
    if picture.is_empty() {
        return String::new();
    }
    let moments = streams::moments(&ticket.series, Some(link.id), MAX_MOMENTS);
    [picture, moments].concat().join("\n")
}

fn ticks(timeline: &Timeline, link: &LinkStory, ticket: &Ticket) -> Vec<PageTick> {
    let mut ticks: Vec<PageTick> = Vec::new();
    let mut before = f64::NEG_INFINITY;
    for (place, time) in &timeline.moments {
        let is_last = *place >= 1.0;
        // The first one stands with its beginning at its place, the others with their middle.
        let apart = if ticks.len() == 1 { 1.4 * APART } else { APART };
        if !is_last && (place - before < apart || 1.0 - place < 1.4 * APART) {
            continue;
        }
        before = *place;
        let (text, _) = when(ticket, At { time: *time, ..link.first });
        let anchor = match ticks.len() {
            0 => "start",
            _ if is_last => "end",
            _ => "middle",
        };
        ticks.push(PageTick { left: place * 100.0, text, anchor });
    }
    ticks
}

impl PagePhase {
    fn of(phase: &Phase, row: Row, ticket: &Ticket) -> Self {
        let (at, clock) = when(ticket, phase.began);
        Self {
            frame: phase.began.frame,
            at,
            clock,
            took: match phase.ended {
                Some(end) => duration(end.time.since(phase.began.time)),
                None => "–".to_owned(),
            },
            name: phase.kind.name(),
            by: by(phase),
            outcome: phase.outcome.name(),
            detail: clean(&phase.words()).into_owned(),
            left: (row.from * 100.0).min(99.0),
            width: ((row.to - row.from) * 100.0).max(1.0),
        }
    }
}

impl PageAir {
    fn of(heard: &Heard) -> Self {
        let (packets, garbled) = heard.total();
        let most = f64::from(heard.packets.iter().copied().max().unwrap_or(0).max(1));
        let channels = (0..CHANNELS).map(|number| PageChannel {
            number,
            packets: heard.packets[number],
            garbled: heard.garbled[number],
            height: f64::from(heard.packets[number]) / most * 100.0,
            bad: f64::from(heard.garbled[number]) / most * 100.0,
        });
        Self { packets, garbled, channels: channels.collect() }
    }
}
