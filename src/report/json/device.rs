//! The figures of a device, as JSON.

use serde::Serialize;

use super::{seconds, stream::milliseconds};
use crate::{
    report::stability::version,
    stability::{Device, Follows, Repeat, Stability},
    story::{Silences, Spread},
    text::clean,
};

/// How steadily a device stayed connected and played.
#[derive(Serialize)]
pub(in crate::report) struct JsonDevice {
    address: String,
    name: Option<String>,
    captures: u64,
    observed_s: f64,
    connected_s: f64,
    streamed_s: f64,
    links: u64,
    failed: u64,
    drops: u64,
    reasons: Vec<Reason>,
    between_drops_s: Option<f64>,
    period_s: Option<f64>,
    spread_s: Option<f64>,
    follows: Option<JsonFollows>,
    cut_off: u64,
    reconnect: Lengths,
    gone_s: f64,
    stability_percent: Option<f64>,
    dropouts: Option<JsonSilences>,
    dropouts_per_hour: Option<f64>,
    connect: Lengths,
    start_latency: Lengths,
    play_latency: Lengths,
    delay_ms: Option<f64>,
    version: Option<String>,
    offers: Vec<String>,
    codecs: Vec<String>,
}

#[derive(Serialize)]
struct Reason {
    reason: String,
    count: u64,
}

#[derive(Serialize)]
struct JsonFollows {
    what: Option<&'static str>,
    after_s: f64,
    spread_s: f64,
}

#[derive(Serialize)]
struct Lengths {
    count: u64,
    mean_ms: Option<f64>,
    greatest_ms: Option<f64>,
}

#[derive(Serialize)]
struct JsonSilences {
    count: u64,
    total_ms: f64,
}

impl From<Spread> for Lengths {
    fn from(spread: Spread) -> Self {
        let mean = spread.mean();
        Self {
            count: spread.count,
            mean_ms: mean.map(milliseconds),
            greatest_ms: mean.map(|_| milliseconds(spread.greatest)),
        }
    }
}

impl From<Silences> for JsonSilences {
    fn from(silences: Silences) -> Self {
        Self { count: silences.count, total_ms: milliseconds(silences.length) }
    }
}

impl From<Follows> for JsonFollows {
    fn from(follows: Follows) -> Self {
        Self {
            what: follows.what.map(|what| what.name()),
            after_s: seconds(follows.after),
            spread_s: seconds(follows.spread),
        }
    }
}

impl JsonDevice {
    pub(in crate::report) fn of(device: Device) -> Self {
        let (stability, rate) = (device.stability(), device.dropouts_an_hour());
        let between = device.between_drops();
        Self {
            address: device.address.to_string(),
            name: device.name.as_deref().map(|name| clean(name).into_owned()),
            captures: device.captures,
            observed_s: seconds(device.observed),
            connected_s: seconds(device.connected),
            streamed_s: seconds(device.streamed),
            links: device.links,
            failed: device.failed,
            drops: device.drops,
            reasons: device
                .reasons
                .into_iter()
                .map(|(reason, count)| Reason { reason, count })
                .collect(),
            between_drops_s: between.map(seconds),
            period_s: device.rhythm.map(|rhythm| seconds(rhythm.period)),
            spread_s: device.rhythm.map(|rhythm| seconds(rhythm.spread)),
            follows: device.follows.map(JsonFollows::from),
            cut_off: device.cut_off,
            reconnect: device.back.into(),
            gone_s: seconds(device.gone),
            stability_percent: stability.map(|share| f64::from(share) / 100.0),
            dropouts: device.dropouts.map(JsonSilences::from),
            dropouts_per_hour: rate.map(|tenths| tenths as f64 / 10.0),
            connect: device.connecting.into(),
            start_latency: device.start.into(),
            play_latency: device.play.into(),
            delay_ms: device.delay.map(milliseconds),
            version: device.version.map(version),
            offers: device.offers,
            codecs: device.codecs,
        }
    }
}

/// The devices of a capture, or of several.
pub(super) fn devices(stability: &Stability) -> Vec<JsonDevice> {
    stability.devices().into_iter().map(JsonDevice::of).collect()
}

/// What several captures say together.
#[derive(Serialize)]
pub(in crate::report) struct Together<'a> {
    captures: u64,
    more_links: u64,
    devices: Vec<JsonDevice>,
    findings: Vec<JsonRepeat<'a>>,
}

#[derive(Serialize)]
struct JsonRepeat<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: String,
    advice: &'static str,
    count: u64,
    captures: u64,
    period_s: f64,
    spread_s: f64,
    first: Place<'a>,
    last: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    frame: u64,
}

/// The document's part about several captures.
pub(super) fn together(stability: &Stability) -> serde_json::Result<String> {
    let repeats = stability.repeats();
    serde_json::to_string(&Together {
        captures: stability.captures,
        more_links: stability.more_links,
        devices: devices(stability),
        findings: repeats.iter().map(JsonRepeat::of).collect(),
    })
}

impl<'a> JsonRepeat<'a> {
    fn of(repeat: &'a Repeat) -> Self {
        let [first, last] =
            repeat.places.each_ref().map(|(path, frame)| Place { path, frame: *frame });
        Self {
            code: repeat.rule.code,
            name: repeat.rule.name,
            severity: repeat.severity.name(),
            message: clean(&repeat.message).into_owned(),
            advice: repeat.rule.advice,
            count: repeat.times,
            captures: repeat.captures,
            period_s: seconds(repeat.rhythm.period),
            spread_s: seconds(repeat.rhythm.spread),
            first,
            last,
        }
    }
}
