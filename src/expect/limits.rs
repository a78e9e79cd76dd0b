//! What links and streams must keep to: codec, phases and their lengths, gaps, how soon media comes.

use serde::{Deserialize, Deserializer, de::Error as _};

use super::Expectations;
use crate::{
    story::{LinkStory, Outcome, PhaseKind, StreamFigures},
    text::{clean, nearest},
};

/// A phase that must have gone well, each time within a limit.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseLimit {
    /// The phase, by its name.
    #[serde(deserialize_with = "phase")]
    pub name: PhaseKind,
    /// Seconds that it takes at most.
    pub within_s: f64,
}

/// What each stream must keep to.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamLimits {
    /// Silences at most in which a listener misses media, as it came late or was lost.
    pub gaps: Option<u32>,
    /// Milliseconds of such silences together, at most.
    pub gaps_ms: Option<f64>,
    /// Packets at most that are missing by their numbers.
    pub missing: Option<u64>,
    /// Milliseconds from the accepted start to the first media packet, at most.
    pub start_within_ms: Option<f64>,
    /// Seconds of media at least.
    pub plays_s: Option<f64>,
}

/// A phase by its name.
fn phase<'d, D: Deserializer<'d>>(from: D) -> Result<PhaseKind, D::Error> {
    by_name(&String::deserialize(from)?).map_err(D::Error::custom)
}

/// Phases by their names.
pub(super) fn phases<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<PhaseKind>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    names.iter().map(|name| by_name(name).map_err(D::Error::custom)).collect()
}

fn by_name(name: &str) -> Result<PhaseKind, String> {
    PhaseKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
        let all = PhaseKind::ALL.map(PhaseKind::name);
        match nearest(name, all) {
            Some(meant) => format!("no phase {name}; did you mean {meant}?"),
            None => format!("no phase {name}; phases are {}", all.join(", ")),
        }
    })
}

/// What the links lack.
pub(super) fn lacks(wanted: &Expectations, links: &[LinkStory], more_links: u64) -> Vec<String> {
    let mut lacks = Vec::new();
    let number = links.len() as u64 + more_links;
    if let Some(expected) = wanted.links.filter(|&expected| expected != number) {
        lacks.push(format!("expected {}, found {number}", crate::text::count(expected, "link")));
    }
    if let Some(codec) = &wanted.codec {
        let mut used = links.iter().filter_map(|link| link.codec.as_deref());
        if !used.clone().any(|used| used.starts_with(codec.as_str())) {
            let used = used.next().map_or("none".to_owned(), |used| clean(used).into_owned());
            lacks.push(format!("expected codec {codec}, used {used}"));
        }
    }
    let went_well = |kind: PhaseKind| {
        let mut phases = links.iter().flat_map(|link| &link.phases);
        phases.any(|it| it.kind == kind && it.outcome == Outcome::Ok)
    };
    let limited = wanted.phase.iter().map(|limit| limit.name);
    for kind in wanted.phases.iter().copied().chain(limited).filter(|&kind| !went_well(kind)) {
        lacks.push(format!("expected phase {} to go well", kind.name()));
    }
    for limit in &wanted.phase {
        lacks.extend(slow_phases(limit, links));
    }
    if let Some(limit) = wanted.start_within_s {
        let starts: Vec<f64> = links.iter().filter_map(start_after).collect();
        match starts.iter().copied().reduce(f64::max) {
            None => lacks.push("expected a stream to start".to_owned()),
            Some(slowest) if slowest > limit => lacks.push(format!(
                "expected the stream within {limit} s, started after {slowest:.3} s"
            )),
            Some(_) => {}
        }
    }
    if let Some(limits) = &wanted.stream {
        lacks.extend(of_streams(limits, links));
    }
    lacks
}

/// Phases of a kind that took longer than they may.
fn slow_phases<'l>(
    limit: &'l PhaseLimit,
    links: &'l [LinkStory],
) -> impl Iterator<Item = String> + 'l {
    let phases = links.iter().flat_map(|link| &link.phases);
    phases.filter(|phase| phase.kind == limit.name).filter_map(|phase| {
        let took = seconds(phase.ended?.time.since(phase.began.time));
        let (name, frame, within) = (limit.name.name(), phase.began.frame, limit.within_s);
        (took > within).then(|| {
            format!("expected phase {name} within {within} s, took {took:.3} s from frame {frame}")
        })
    })
}

/// Where streams do not keep to the limits. What was not measured keeps to none.
fn of_streams(limits: &StreamLimits, links: &[LinkStory]) -> Vec<String> {
    let mut lacks = Vec::new();
    let streams: Vec<&StreamFigures> = links.iter().flat_map(|link| &link.streams).collect();
    if streams.is_empty() {
        lacks.push("expected a stream with media".to_owned());
    }
    let more: u64 = links.iter().map(|link| link.more_streams).sum();
    if more > 0 {
        lacks.push(format!("{} beyond those that are kept", crate::text::count(more, "stream")));
    }
    for stream in streams {
        let frame = stream.first.frame;
        let mut exceeds = |what: &str, is: String, limit: String| {
            lacks.push(format!("stream from frame {frame}: {what} {is}, limit {limit}"));
        };
        let measured = limits.gaps.is_none() && limits.gaps_ms.is_none() || stream.media > 0;
        if !measured {
            exceeds("gaps", "not measured for this codec".to_owned(), "set".to_owned());
        }
        let gaps = stream.late.count.saturating_add(stream.lost.count);
        if let Some(limit) = limits.gaps.filter(|&limit| gaps > limit) {
            exceeds("gaps", gaps.to_string(), limit.to_string());
        }
        let silence = seconds(stream.late.length.saturating_add(stream.lost.length)) * 1e3;
        if let Some(limit) = limits.gaps_ms.filter(|&limit| silence > limit) {
            exceeds("gaps", format!("{silence:.0} ms"), format!("{limit} ms"));
        }
        if let Some(limit) = limits.missing.filter(|&limit| stream.missing > limit) {
            exceeds("missing packets", stream.missing.to_string(), limit.to_string());
        }
        if let Some(limit) = limits.start_within_ms {
            match stream.start_latency().map(|latency| seconds(latency) * 1e3) {
                None => exceeds("start", "before the capture".to_owned(), format!("{limit} ms")),
                Some(after) if after > limit => {
                    exceeds("media after", format!("{after:.0} ms"), format!("{limit} ms"));
                }
                Some(_) => {}
            }
        }
        let plays = seconds(stream.media);
        if let Some(limit) = limits.plays_s.filter(|&limit| plays < limit) {
            exceeds("media", format!("{plays:.3} s"), format!("{limit} s"));
        }
    }
    lacks
}

fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

/// Seconds from the start of the link's connection to the start of its first stream.
fn start_after(link: &LinkStory) -> Option<f64> {
    let stream = link.phases.iter().find(|phase| phase.kind == PhaseKind::Stream)?;
    let connect = link.phases.iter().find(|phase| phase.kind == PhaseKind::Connect);
    let from = connect.map_or(link.first, |phase| phase.began);
    Some(seconds(stream.began.time.since(from.time)))
}
