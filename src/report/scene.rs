//! Several devices on one adapter as one story: who came, who streamed, who was idle, who left and
//! who was dropped.

use parsers::Address;

use super::{length, start};
use crate::{
    analysis::{Analysis, LinkStory, Phase, PhaseKind},
    capture::Timestamp,
    text::{clean, count, duration},
    track::Side,
};

/// Devices that are named.
const MAX_DEVICES: usize = 8;
/// A device that comes so soon after another has gone takes its place, in nanoseconds.
const SOON: i64 = 10_000_000_000;

/// The links of one device.
struct Device<'a> {
    address: Address,
    links: Vec<&'a LinkStory>,
}

/// The story, one sentence a device in the order in which they came; none where there is no music, or
/// no two of them had to do with each other.
pub(super) fn scene(analysis: &Analysis) -> Option<String> {
    let mut devices: Vec<Device<'_>> = Vec::new();
    for link in analysis.links.iter().filter(|link| link.failure.is_none() && !link.on_air) {
        let Some(address) = link.identity.or(link.peer) else { continue };
        match devices.iter_mut().find(|device| device.address == address) {
            Some(device) => device.links.push(link),
            None => devices.push(Device { address, links: vec![link] }),
        }
    }
    // Sensors and the like come and go, and take nothing from anybody.
    devices.retain(|device| device.links.iter().any(|link| has_audio(link)));
    let meet = devices
        .iter()
        .enumerate()
        .any(|(index, one)| devices[index + 1..].iter().any(|other| meets(one, other, analysis)));
    let plays = devices.iter().any(|device| streamed(device) > 0);
    if !(meet && plays) {
        return None;
    }
    let more = devices.len().saturating_sub(MAX_DEVICES);
    let told = devices.iter().take(MAX_DEVICES).map(|device| sentence(device, analysis));
    let mut sentences: Vec<String> = told.collect();
    if more > 0 {
        sentences.push(format!("And {}.", count(more as u64, "more device")));
    }
    Some(sentences.join(" "))
}

/// A stream was looked for, or more.
fn has_audio(link: &LinkStory) -> bool {
    let audio = |kind| matches!(kind, PhaseKind::Configure | PhaseKind::Stream);
    link.codec.is_some() || link.phases.iter().any(|phase| audio(phase.kind))
}

fn streamed(device: &Device<'_>) -> i64 {
    device.links.iter().fold(0, |sum, link| sum.saturating_add(link.life.streamed))
}

/// When a link was there.
fn span(link: &LinkStory, analysis: &Analysis) -> (Timestamp, Timestamp) {
    let start = start(analysis);
    let end = Timestamp(start.0.saturating_add(length(analysis)));
    let closed = link.life.closed.map_or(end, |at| at.time);
    (link.life.opened.map_or(start, |at| at.time), closed)
}

fn meets(one: &Device<'_>, other: &Device<'_>, analysis: &Analysis) -> bool {
    one.links.iter().any(|a| {
        let a = span(a, analysis);
        other.links.iter().any(|b| {
            let b = span(b, analysis);
            a.0.since(b.1) <= SOON && b.0.since(a.1) <= SOON
        })
    })
}

fn sentence(device: &Device<'_>, analysis: &Analysis) -> String {
    let seconds =
        |time: Timestamp| format!("{:.1} s", time.step_from(start(analysis)) as f64 / 1e9);
    let Some((first, last)) = device.links.first().zip(device.links.last()) else {
        return String::new();
    };
    let mut who = device.address.to_string();
    if let Some(name) = device.links.iter().find_map(|link| link.name.as_deref()) {
        who = format!("{who} \"{}\"", clean(name));
    }
    let came = match first.life.opened {
        Some(at) => format!("comes at {}", seconds(at.time)),
        None => "is there from the beginning".to_owned(),
    };
    let times = match device.links.len() as u64 {
        1 => String::new(),
        links => format!(", {links} times in all"),
    };
    let streamed = streamed(device);
    let plays = match streamed {
        0 => "is idle".to_owned(),
        _ => format!("streams for {}", duration(streamed)),
    };
    let end = match (last.life.closed, last.end) {
        (Some(at), Some(end)) => {
            let at = seconds(at.time);
            let ends = |phase: &&Phase| phase.kind == PhaseKind::Disconnect;
            let lost = last.phases.iter().rev().find(ends).is_some_and(|it| it.has_failed());
            let cut = last.life.cut_off.is_some();
            let ours = end.requested.is_some() || end.by == Side::Host;
            let how = match end.by {
                _ if lost => format!("is lost at {at}"),
                _ if ours && cut => format!("is dropped by this host at {at}"),
                _ if ours => format!("is disconnected by this host at {at}"),
                Side::Peer => format!("leaves at {at}"),
                _ => format!("is gone at {at}"),
            };
            let cut = if cut { " in the middle of the music" } else { "" };
            format!("{how}{cut}")
        }
        _ => "stays to the end".to_owned(),
    };
    format!("{who} {came}{times}, {plays}, and {end}.")
}
