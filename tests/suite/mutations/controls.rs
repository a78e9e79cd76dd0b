//! What is no fault of a device: where a capture begins and ends, clocks, holes in a log, another
//! adapter or sniffer beside it.

use super::tape::{Frame, Tape};

/// Healthy captures of both sides and transports.
const NAMES: [&str; 8] = [
    "a2dp/sbc-good",
    "a2dp/sbc-good-speaker",
    "a2dp/pause-resume",
    "a2dp/reconnect-good",
    "le/sc-just-works",
    "le/security-request",
    "le/fragments-good",
    "pairing/ssp-passkey",
];

/// A hole in the log that nothing counts.
pub(super) const UNCOUNTED: &str = "hole without a counter";

const HOUR: i64 = 3600 * 1000;

/// The name of a change, what was changed, and the capture.
pub(super) struct Control {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) tape: Tape,
}

fn tapes() -> impl Iterator<Item = (&'static str, Tape)> {
    NAMES.into_iter().map(|name| (name, Tape::of(name)))
}

fn control(kind: &'static str, name: &str, tape: Tape) -> Control {
    Control { kind, name: name.to_owned(), tape }
}

/// The capture begins later, or ends earlier, anywhere.
pub(super) fn beginnings_and_ends() -> Vec<Control> {
    let mut controls = Vec::new();
    for (name, tape) in tapes() {
        let all = tape.frames.len();
        for at in (1..all).step_by(all / 24 + 1) {
            let name = format!("{name}, frame {at}");
            controls.push(control("begins in the middle", &name, tape.clone().from(at)));
            controls.push(control("ends in the middle", &name, tape.clone().until(at)));
        }
    }
    controls
}

/// The clock is set between two records.
pub(super) fn clocks() -> Vec<Control> {
    let mut controls = Vec::new();
    for (name, tape) in tapes() {
        let all = tape.frames.len();
        for at in (1..all).step_by(all / 12 + 1) {
            for (step, what) in [(-HOUR, "an hour back"), (HOUR, "an hour on"), (45_000, "45 s on")]
            {
                // Between two packets of media it looks like music that stops.
                let media = ["RTP", "Number Of Completed Packets"];
                if step == 45_000 && media.contains(&tape.frames[at].title.as_str()) {
                    continue;
                }
                let name = format!("{name}, frame {at}, {what}");
                controls.push(control("clock set", &name, tape.clone().later(at, step)));
            }
        }
    }
    controls
}

/// The log lacks records: with a count of them, or without a word.
pub(super) fn holes() -> Vec<Control> {
    let mut controls = Vec::new();
    for (name, tape) in tapes() {
        let all = tape.frames.len();
        for at in (60.min(all / 2)..all - 8).step_by(all / 24 + 1) {
            for length in [1, 5] {
                let mut counted = tape.clone().without_range(at, length);
                counted.frames[at].drops = length as u32;
                let what = format!("{name}, {length} from frame {}", at + 1);
                controls.push(control("hole with a counter", &what, counted));
            }
        }
    }
    controls
}

/// The log lacks a record, and nothing counts it.
pub(super) fn silent_holes() -> Vec<Control> {
    let mut controls = Vec::new();
    for (name, tape) in tapes() {
        for at in 40.min(tape.frames.len() / 2)..tape.frames.len() - 4 {
            // What the log of a phone loses now and then; a run of media looks everywhere the same.
            let frame = &tape.frames[at];
            let media = frame.title == "RTP" || frame.title.starts_with("Number Of");
            if media && at % 16 != 0 {
                continue;
            }
            let what = format!("{name}, frame {}: {}", at + 1, frame.title);
            controls.push(control(UNCOUNTED, &what, tape.clone().without(at)));
        }
    }
    controls
}

/// Nothing happens for a night, with the link up.
pub(super) fn nights() -> Vec<Control> {
    let mut controls = Vec::new();
    for (name, tape) in tapes() {
        let quiet = |frame: &Frame| frame.sent && !frame.title.contains("fragment");
        let ends = tape.frames.iter().rposition(|f| quiet(f) && f.title == "Disconnect");
        for hours in [1, 9] {
            let name = format!("{name}, {hours} h");
            if let Some(at) = ends {
                controls.push(control("idle night", &name, tape.clone().later(at, hours * HOUR)));
            }
        }
    }
    controls
}

/// Another adapter, or another sniffer, is captured at the same time.
pub(super) fn beside() -> Vec<Control> {
    let mut controls = Vec::new();
    let all: Vec<_> = tapes().collect();
    for (index, (name, tape)) in all.iter().enumerate() {
        let (other, second) = &all[(index + 1) % all.len()];
        let both = tape.clone().beside(second.clone());
        controls.push(control("second adapter", &format!("{name} beside {other}"), both));
        // Two adapters of one computer may have links to the same device.
        let both = tape.clone().beside(tape.clone());
        controls.push(control("second adapter", &format!("{name} twice"), both));
    }
    let air = Tape::of("air/sc-good");
    controls.push(control("another sniffer", "on the same link", air.clone().beside(air.clone())));
    for (name, tape) in all {
        let both = tape.beside(air.clone());
        controls.push(control("another sniffer", &format!("beside {name}"), both));
    }
    controls
}
