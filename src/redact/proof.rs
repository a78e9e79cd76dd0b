//! The check of a redacted capture: it is read again, beside the original.

use std::{collections::HashSet, path::Path};

use parsers::{Exposure, FieldInfo, Pdu, Sink, Value, dissect};

use super::{
    Deaf, Error, Inits, Reveal,
    pseudonyms::{is_known_point, is_numbered},
};
use crate::{
    analysis::{self, Analysis, Selection},
    capture::{Capture, CaptureError, Reason, Record},
    track::Tracker,
};

/// Octets of the windows that are looked for; shorter values are looked for whole.
const WINDOW: usize = 6;
/// Values that are shorter are found by chance.
const LEAST: usize = 4;
/// Most windows that are remembered.
const MOST: usize = 1 << 20;

/// Compares what was written with the capture it was made from. Returns why that one could not be
/// read to its end.
///
/// # Errors
/// What is not as it should be.
pub(super) fn check(
    original: &mut Capture,
    written: &Path,
    reveal: Reveal,
    shift: i64,
) -> Result<Option<CaptureError>, Error> {
    let start = original.checkpoint();
    let mut secrets = Secrets::default();
    let mut redacted = Capture::open(written)?;
    same_records(original, &mut redacted, &mut secrets, (reveal, shift))?;
    let mut redacted = Capture::open(written)?;
    let mut tracker = Tracker::new();
    while let Some(record) = redacted.next_record()? {
        let seen = tracker.record(&record, &mut Deaf);
        // What is in several records is looked for where they are put together.
        for buffer in seen.context.buffers(record.bytes) {
            if let Some(place) = secrets.find(buffer) {
                let number = record.number;
                let text = format!("frame {number} holds something private at octet {place}");
                return Err(Error::Proof(text));
            }
        }
    }
    original.seek(&start)?;
    let name = || "capture".to_owned();
    let before = analysis::capture(name(), original.reopen()?, &Selection::default());
    let after = analysis::capture(name(), Capture::open(written)?, &Selection::default());
    same_verdicts(&before, &after).map_err(Error::Proof)?;
    // That it gives nothing to check is no fault here.
    Ok(before.error.filter(|error| !matches!(error.reason, Reason::NothingToCheck(_))))
}

/// As many records, of the same lengths, times and kinds; gathers what is private meanwhile.
fn same_records(
    original: &mut Capture,
    redacted: &mut Capture,
    secrets: &mut Secrets,
    (reveal, shift): (Reveal, i64),
) -> Result<(), Error> {
    let form = |record: &Record<'_>, shift: i64| {
        let micros = super::shifted(record.time, shift).0.div_euclid(1000);
        let length = (record.bytes.len(), record.original_len);
        (record.number, micros, record.link, record.meta, length)
    };
    let mut tracker = Tracker::new();
    let mut inits = Inits::default();
    loop {
        let ours = redacted.next_record()?.map(|record| form(&record, 0));
        // The original may be cut off: that is said elsewhere.
        let Ok(theirs) = original.next_record() else { break };
        let Some(record) = theirs else {
            if ours.is_some() {
                return Err(Error::Proof("it has more records".to_owned()));
            }
            break;
        };
        if ours != Some(form(&record, shift)) {
            return Err(Error::Proof(format!("record {} is another one", record.number)));
        }
        let seen = tracker.record(&record, &mut Deaf);
        let frame = dissect(record.link, record.meta, record.bytes, &seen.context);
        let crc = super::check(&record, &frame, seen.link.and_then(|link| inits.of(link)));
        if super::is_garbled(&record, crc.as_ref()) {
            continue;
        }
        let sources = seen.context.buffers(record.bytes);
        for layer in &frame.layers {
            let source = sources[layer.part.buffer.index()];
            // What comes before a fault is private all the same.
            let _ = layer.describe(&mut Gather { secrets, source, reveal });
        }
        let link = seen.link;
        drop(frame);
        if let Some(link) = link {
            inits.learn(link, tracker.state());
        }
    }
    Ok(())
}

/// Windows of what is private.
#[derive(Default)]
struct Secrets {
    long: HashSet<[u8; WINDOW]>,
    short: HashSet<Vec<u8>>,
}

impl Secrets {
    fn add(&mut self, value: &[u8]) {
        if self.long.len() + self.short.len() > MOST {
            return;
        }
        let mut back = value.to_vec();
        back.reverse();
        for value in [value, &back] {
            if value.len() >= WINDOW {
                let windows = value.windows(WINDOW).filter(|window| says_something(window));
                self.long
                    .extend(windows.filter_map(|window| <[u8; WINDOW]>::try_from(window).ok()));
            } else if value.len() >= LEAST && says_something(value) {
                self.short.insert(value.to_vec());
            }
        }
    }

    fn find(&self, octets: &[u8]) -> Option<usize> {
        let long = octets.windows(WINDOW).position(|window| {
            <[u8; WINDOW]>::try_from(window).is_ok_and(|window| self.long.contains(&window))
        });
        let short = || {
            (LEAST..WINDOW).find_map(|size| {
                octets.windows(size).position(|window| self.short.contains(window))
            })
        };
        long.or_else(short)
    }
}

/// Of two different octets at most, a window is found anywhere.
fn says_something(window: &[u8]) -> bool {
    window.iter().collect::<HashSet<_>>().len() > 2
}

struct Gather<'a> {
    secrets: &'a mut Secrets,
    source: &'a [u8],
    reveal: Reveal,
}

impl Sink for Gather<'_> {
    fn field(&mut self, info: &'static FieldInfo, at: std::ops::Range<usize>, value: Value<'_>) {
        let text = if let Value::Text(text) = value { text.len() } else { usize::MAX };
        let Some(octets) = self.source.get(at) else { return };
        let octets = octets.get(..text).unwrap_or(octets);
        let private = match info.exposure {
            Exposure::Address => !self.reveal.addresses,
            Exposure::Text => !self.reveal.names && !is_numbered(octets),
            Exposure::PublicKey => !is_known_point(octets),
            Exposure::Key | Exposure::Confirm | Exposure::Digits => true,
            Exposure::Blank
            | Exposure::Keep
            | Exposure::Uuid
            | Exposure::Lines
            | Exposure::Words
            | Exposure::Checksum => false,
        };
        if private {
            self.secrets.add(octets);
        }
    }

    fn enter(&mut self, _: &'static Pdu, _: usize) {}

    fn leave(&mut self, _: usize) {}
}

/// The same findings in the same frames, and the same verdicts and phases.
fn same_verdicts(before: &Analysis, after: &Analysis) -> Result<(), String> {
    let findings = |analysis: &Analysis| -> Vec<_> {
        let all = analysis.findings.iter();
        all.map(|f| (f.rule.code, f.severity, f.at.frame, f.link)).collect()
    };
    let links = |analysis: &Analysis| -> Vec<_> {
        let all = analysis.links.iter();
        all.map(|link| {
            let is_known = link.identity.is_some();
            (link.id, link.verdict, link.phases.len(), link.first.frame, is_known)
        })
        .collect()
    };
    let (ours, theirs) = (findings(after), findings(before));
    if let Some(other) = theirs.iter().find(|finding| !ours.contains(finding)) {
        return Err(format!("{} in frame {} is gone", other.0, other.2));
    }
    if let Some(other) = ours.iter().find(|finding| !theirs.contains(finding)) {
        return Err(format!("{} in frame {} is new", other.0, other.2));
    }
    for (before, after) in links(before).iter().zip(&links(after)) {
        if before != after {
            return Err(format!("link {} has another story: {before:?}, {after:?}", before.0.0));
        }
    }
    let incidents = |analysis: &Analysis| -> Vec<_> {
        let all = analysis.incidents.iter();
        all.map(|incident| {
            let finding = incident.finding(&analysis.findings);
            (finding.rule.code, finding.at.frame, incident.times, incident.consequences.len())
        })
        .collect()
    };
    if incidents(before) != incidents(after) {
        return Err("its findings come together in another way".to_owned());
    }
    if before.links.len() != after.links.len() {
        return Err("it has not as many links".to_owned());
    }
    Ok(())
}
