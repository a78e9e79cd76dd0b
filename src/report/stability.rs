//! How steadily devices stayed connected and played, in words, for the formats that people read.

use parsers::hci::Version;

use super::incident::rhythm;
use crate::{
    analysis::Analysis,
    stability::{Device, Follows, Repeat, Stability},
    story::Spread,
    text::{clean, count, duration},
};

/// A capture this long has figures that say something by themselves, in nanoseconds.
const LONG: i64 = 3_600_000_000_000;
/// Devices that are listed.
const MAX_DEVICES: usize = 10;
/// Two lengths of time are the same if they differ by no more than this share.
const SAME: i64 = 30;

/// Timers of the specification and of its hosts, in seconds, and what they are.
const TIMERS: [(i64, &str); 6] = [
    (10, "the page timeout of many hosts is 10 s"),
    (20, "the default supervision timeout of BR/EDR is 20 s"),
    (30, "ATT and SMP give up after 30 s without an answer"),
    (40, "the link layer gives up a procedure after 40 s without an answer"),
    (900, "private addresses change every 15 min"),
    (3600, "many keys and leases last an hour"),
];

/// The devices of one capture that are worth a block: all of them where information is wanted, else
/// those of a long capture.
pub(super) fn of(analysis: &Analysis, all: bool) -> Vec<Device> {
    if !all && super::length(analysis) < LONG {
        return Vec::new();
    }
    listed(&Stability::of(analysis), all)
}

/// The same for several captures: devices that occur in more than one.
pub(super) fn together(stability: &Stability, all: bool) -> Vec<Device> {
    let mut devices = listed(stability, all);
    devices.retain(|device| device.captures > 1);
    devices
}

fn listed(stability: &Stability, all: bool) -> Vec<Device> {
    let mut devices = stability.devices();
    devices.retain(|device| all || device.connected >= LONG / 10);
    devices.truncate(MAX_DEVICES);
    devices
}

/// The device: its address and its name, cleaned.
pub(super) fn who(device: &Device) -> String {
    match device.name.as_deref() {
        Some(name) => format!("{} \"{}\"", device.address, clean(name)),
        None => device.address.to_string(),
    }
}

/// A version of Bluetooth, as people write it.
pub(super) fn version(version: Version) -> String {
    version.name().map_or_else(|| version.to_string(), str::to_owned)
}

/// The figures in rows: a word, and what is said of it.
pub(super) fn rows(device: &Device) -> Vec<(&'static str, String)> {
    let mut rows = vec![("observed", observed(device)), ("drops", drops(device))];
    if let Some(steady) = steady(device) {
        rows.push(("rhythm", steady));
    }
    if device.drops > 0 {
        rows.push(("back", back(device)));
    }
    if let Some(share) = per_cent(device) {
        rows.push(("stability", format!("{share} of the time observed")));
    }
    if device.streamed > 0 {
        rows.push(("sound", sound(device)));
    }
    if let Some(latency) = latency(device) {
        rows.push(("latency", latency));
    }
    rows
}

fn observed(device: &Device) -> String {
    let mut words = vec![duration(device.observed)];
    if device.captures > 1 {
        words.push(format!("in {}", count(device.captures, "capture")));
    }
    words.push(format!("connected {}", duration(device.connected)));
    if device.streamed > 0 {
        words.push(format!("streamed {}", duration(device.streamed)));
    }
    words.push(count(device.links, "link"));
    if device.failed > 0 {
        words.push(format!("{} failed", count(device.failed, "attempt")));
    }
    words.join(", ")
}

fn drops(device: &Device) -> String {
    let mut words = match device.between_drops() {
        None => "none".to_owned(),
        Some(between) => {
            let reasons: Vec<String> = device
                .reasons
                .iter()
                .map(|(reason, times)| match times {
                    1 => reason.clone(),
                    times => format!("{reason} ×{times}"),
                })
                .collect();
            let (drops, between) = (device.drops, duration(between));
            format!("{drops}: {}; one in {between} of connection", reasons.join(", "))
        }
    };
    if device.cut_off > 0 {
        let times = count(device.cut_off, "time");
        words = format!("{words}; the peer ended the link {times} while a stream played");
    }
    words
}

/// The rhythm of the drops, what they follow, and the timer that is as long.
fn steady(device: &Device) -> Option<String> {
    let mut words = Vec::new();
    let mut lengths = Vec::new();
    if let Some(found) = device.rhythm {
        words.push(rhythm(found));
        lengths.push(found.period);
    }
    if let Some(Follows { what, after, spread }) = device.follows {
        let what = what.map_or("it was connected", |what| what.name());
        words.push(format!("each {} (±{}) after {what}", duration(after), duration(spread)));
        lengths.push(after);
    }
    let same = |seconds: i64| {
        let timer = seconds * 1_000_000_000;
        lengths.iter().any(|length| (length - timer).abs() <= timer / SAME)
    };
    let timer = TIMERS.iter().find(|(seconds, _)| same(*seconds));
    words.extend(timer.map(|(_, what)| (*what).to_owned()));
    (!words.is_empty()).then(|| words.join("; "))
}

fn back(device: &Device) -> String {
    let never = device.drops.saturating_sub(device.back.count);
    let never = (never > 0).then(|| format!("not seen after {}", count(never, "drop")));
    let back = spread(device.back).map(|back| format!("connected again after {back}"));
    back.into_iter().chain(never).collect::<Vec<_>>().join(", ")
}

/// A mean, and the greatest where that is another.
pub(super) fn spread(spread: Spread) -> Option<String> {
    let mean = duration(spread.mean()?);
    let greatest = duration(spread.greatest);
    Some(if mean == greatest { mean } else { format!("{mean} (at most {greatest})") })
}

/// The stability, as `99.87 %`.
pub(super) fn per_cent(device: &Device) -> Option<String> {
    device.stability().map(|share| match (share / 100, share % 100) {
        (100, _) => "100 %".to_owned(),
        (whole, part) => format!("{whole}.{part:02} %"),
    })
}

pub(super) fn sound(device: &Device) -> String {
    let streamed = duration(device.streamed);
    match (device.dropouts, device.dropouts_an_hour()) {
        (Some(heard), _) if heard.count == 0 => format!("no dropout in {streamed}"),
        (Some(heard), rate) => {
            let (dropouts, length) = (count(heard.count, "dropout"), duration(heard.length));
            let rate = rate.filter(|_| device.streamed >= LONG / 6);
            let rate = rate.map_or_else(String::new, |tenths| {
                format!(", {}.{} an hour", tenths / 10, tenths % 10)
            });
            format!("{dropouts} in {streamed}, {length} in all{rate}")
        }
        (None, _) => format!("not measured in {streamed}"),
    }
}

/// How long things took: PLAY and Start to sound, connecting, and what the device says of its delay.
pub(super) fn latency(device: &Device) -> Option<String> {
    let mut words = Vec::new();
    let mut add = |what: &str, length: Option<String>| {
        words.extend(length.map(|length| format!("{what} {length}")));
    };
    add("PLAY to media", spread(device.play));
    add("Start to media", spread(device.start));
    add("reception to sound, by its report,", device.delay.map(duration));
    add("connecting", spread(device.connecting));
    (!words.is_empty()).then(|| words.join("; "))
}

/// One finding that comes in a rhythm over several captures.
pub(super) fn repeat(repeat: &Repeat) -> String {
    format!(
        "{}; {} ({} in {})",
        clean(&repeat.message),
        rhythm(repeat.rhythm),
        count(repeat.times, "time"),
        count(repeat.captures, "capture")
    )
}
