//! Devices side by side, as shop tests print them: the words that all formats share.

mod json;
mod markdown;
mod text;

use std::io::{self, Write};

pub(super) use json::json;
pub(super) use markdown::markdown;
pub(super) use text::text;

use super::{Options, stability};
use crate::{
    compare::{Alignment, Comparison, Difference, Done, Row, Step},
    text::{clean, count, duration},
};

/// Writes devices side by side.
pub type ComparisonWriter = fn(&Comparison, &Options, &mut dyn Write) -> io::Result<()>;

/// The heads of the columns.
const HEADS: [&str; 5] = ["Device", "Bluetooth, codecs", "Stability", "Latency", "Key limitation"];

/// The cells of a row, in the order of the heads.
fn cells(row: &Row) -> [String; 5] {
    let side = clean(&row.side).into_owned();
    let limitation = limitation(row);
    let Some(device) = &row.device else {
        let nothing = "no device in the captures".to_owned();
        return [side, String::new(), nothing, String::new(), limitation];
    };
    let mut radio = Vec::new();
    radio.extend(device.version.map(stability::version));
    if !device.offers.is_empty() {
        radio.push(format!("offers {}", clean(&device.offers.join(", "))));
    }
    let used = device.codecs.iter().map(|codec| codec.split(',').next().unwrap_or(codec));
    let used: Vec<&str> = used.collect();
    if !used.is_empty() {
        radio.push(format!("uses {}", clean(&used.join(" and "))));
    }
    let share = stability::per_cent(device).unwrap_or_else(|| "nothing observed".to_owned());
    let observed = duration(device.observed);
    let drops = match device.drops {
        0 => "no drop".to_owned(),
        drops => count(drops, "drop"),
    };
    let mut steady = format!("{share} of {observed}, {drops}");
    if device.streamed > 0 {
        steady = format!("{steady}; {}", stability::sound(device));
    }
    let delay = match device.delay {
        Some(delay) => format!("{} ms by its Delay Report", delay / 1_000_000),
        None if device.streamed > 0 => "no Delay Report".to_owned(),
        None => String::new(),
    };
    let to_media = |what: &str, spread| {
        stability::spread(spread).map(|length| format!("{what} to media {length}"))
    };
    let latency: Vec<String> = Some(delay)
        .filter(|delay| !delay.is_empty())
        .into_iter()
        .chain(to_media("PLAY", device.play))
        .chain(to_media("Start", device.start))
        .collect();
    [
        format!("{side}: {}", stability::who(device)),
        radio.join("; "),
        steady,
        latency.join("; "),
        limitation,
    ]
}

/// The worst that was found, and what keeps the figures from being whole.
fn limitation(row: &Row) -> String {
    let found = match row.limitation() {
        Some(worst) => {
            let times = if worst.times > 1 { format!(" ×{}", worst.times) } else { String::new() };
            let (code, frame) = (worst.code, worst.frame);
            format!("{code}{times}: {}, frame {frame}", clean(&worst.message))
        }
        None => "none found".to_owned(),
    };
    let doubts = row.doubts.iter().map(|doubt| clean(doubt).into_owned());
    std::iter::once(found).chain(doubts).collect::<Vec<_>>().join("; ")
}

/// The first thing that two links did not do alike.
fn first(alignment: &Alignment) -> String {
    let step = alignment.first.and_then(|first| alignment.steps.get(first));
    let Some(step) = step else {
        let alike = "Both did the same procedures, with the same outcomes";
        return match alignment.sound() {
            Some(Difference { what, values: [good, bad] }) => {
                format!("{alike}; {what}: {good}, but {bad} in the bad capture")
            }
            None => alike.to_owned(),
        };
    };
    let name = step.kind.name();
    match &step.done {
        [Some(good), Some(bad)] => format!("{name}: {}, but {}", outcome(good), outcome(bad)),
        [Some(good), None] => format!("{name}: {}, but not in the bad capture", outcome(good)),
        [None, Some(bad)] => format!("{name}: not in the good capture, but {}", outcome(bad)),
        [None, None] => name.to_owned(),
    }
}

fn outcome(done: &Done) -> String {
    let frames = match done.last.filter(|&last| last != done.frame) {
        Some(last) => format!("frames {} to {last}", done.frame),
        None => format!("frame {}", done.frame),
    };
    format!("{} in {frames}", done.outcome.name())
}

/// What one link did of a step: the outcome, how long it took, and its detail.
fn cell(done: Option<&Done>) -> String {
    let Some(done) = done else { return "–".to_owned() };
    let mut words = vec![outcome(done)];
    words.extend(done.took.map(duration));
    words.extend(Some(clean(&done.detail).into_owned()).filter(|detail| !detail.is_empty()));
    words.join(", ")
}

/// In what the sides of a step differ, in words.
fn differs(step: &Step) -> String {
    match &step.done {
        [Some(_), Some(_)] => step.differs.join(", "),
        [Some(_), None] => "only in the good one".to_owned(),
        _ => "only in the bad one".to_owned(),
    }
}
