//! What does not concern a link does not change what is found of it: records that have nothing to do
//! with it, the fragments that its data comes in, the hour.

#![allow(clippy::unwrap_used)]

mod containers;
mod fragments;
mod order;

use crate::support::samples::{self, Owned, Sample};
use btlint::{
    analysis::{Judged, Run, Selection},
    capture::{Record, Timestamp},
};
use parsers::link::Link;

/// A record and the number of the record that it was made of; none for one that was put in.
struct Made {
    origin: Option<u64>,
    link: Link,
    meta: u32,
    interface: u16,
    time: i64,
    bytes: Vec<u8>,
    lost: u32,
    drops: u32,
}

impl Made {
    fn of(owned: &Owned) -> Self {
        Self::of_record(&owned.record())
    }

    fn of_record(record: &Record<'_>) -> Self {
        Self {
            origin: Some(record.number),
            link: record.link,
            meta: record.meta,
            interface: record.interface,
            time: record.time.0,
            bytes: record.bytes.to_vec(),
            lost: record.original_len.saturating_sub(record.bytes.len() as u32),
            drops: record.drops,
        }
    }
}

/// What is found, with frames as numbered in the sample, and what became of each link.
fn found(records: &[Made]) -> Vec<String> {
    let mut run = Run::new(&Selection::default());
    let mut numbers = vec![0];
    for (made, number) in records.iter().zip(1..) {
        numbers.push(made.origin.unwrap_or(0));
        let original_len = made.bytes.len() as u32 + made.lost;
        run.record(&Record {
            number,
            time: Timestamp(made.time),
            link: made.link,
            meta: made.meta,
            interface: made.interface,
            bytes: &made.bytes,
            original_len,
            drops: made.drops,
        });
    }
    let judged: Judged = run.finish();
    let original = |frame: u64| numbers[frame as usize];
    let findings = judged.findings.iter().map(|finding| {
        let related: Vec<u64> = finding.related.iter().map(|p| original(p.at.frame)).collect();
        let (code, frame) = (finding.rule.code, original(finding.at.frame));
        let (severity, confidence) = (finding.severity, finding.confidence);
        format!("{code} {severity:?} {confidence:?} {frame} {related:?} {:?}", finding.link)
    });
    let links = judged.links.iter().map(|story| format!("{:?} {:?}", story.id, story.verdict));
    findings.chain(links).collect()
}

fn records_of(sample: &Sample) -> Vec<Made> {
    samples::records(&sample.path).iter().map(Made::of).collect()
}

/// LE Rand and its answer, as a host asks for it at any time.
fn unrelated(near: &Made, time: i64) -> Option<[Made; 2]> {
    let command = vec![1, 0x18, 0x20, 0];
    let answer = vec![4, 0x0e, 0x0c, 1, 0x18, 0x20, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    let (metas, skip) = match near.link {
        Link::HciH4 => ([0, 1], 0),
        Link::HciH1 => ([2, 3], 1),
        Link::Monitor => ([near.meta & 0xffff_0000 | 2, near.meta & 0xffff_0000 | 3], 1),
        _ => return None,
    };
    let made = |bytes: &[u8], meta, time| Made {
        origin: None,
        link: near.link,
        meta,
        interface: near.interface,
        time,
        bytes: bytes[skip..].to_vec(),
        lost: 0,
        drops: 0,
    };
    Some([made(&command, metas[0], time), made(&answer, metas[1], time)])
}

/// Puts unrelated records in, `step` apart in time.
fn with_unrelated(records: Vec<Made>, step: i64, phase: i64) -> Vec<Made> {
    let mut all = Vec::new();
    let mut next = records.first().map_or(0, |first| first.time + phase);
    let mut waits = false;
    for record in records {
        if waits {
            next = next.max(record.time);
        }
        // A host sends no command while its controller takes none.
        while next < record.time && !all.is_empty() && !waits {
            let Some(more) = unrelated(&record, next) else { break };
            all.extend(more);
            next += step;
        }
        waits = match command_or_answer(&record) {
            Some(command) => command,
            None => waits,
        };
        all.push(record);
    }
    all
}

/// Whether a record is a command (true), or Command Complete or Command Status.
fn command_or_answer(record: &Made) -> Option<bool> {
    let (command, code) = match record.link {
        Link::HciH4 => (record.bytes.first() == Some(&1), record.bytes.get(..2)?),
        Link::HciH4Phdr => (record.bytes.get(4) == Some(&1), record.bytes.get(4..6)?),
        Link::HciH1 => (record.meta & 3 == 2, &[4, *record.bytes.first()?][..]),
        Link::Monitor => (record.meta & 0xffff == 2, &[4, *record.bytes.first()?][..]),
        _ => return None,
    };
    let event = match record.link {
        Link::HciH1 => record.meta & 3 == 3,
        Link::Monitor => record.meta & 0xffff == 3,
        _ => code[0] == 4,
    };
    if command { Some(true) } else { (event && matches!(code[1], 0x0e | 0x0f)).then_some(false) }
}

fn clone(made: &Made) -> Made {
    Made { bytes: made.bytes.clone(), ..*made }
}

/// Plays each sample as it is and changed, and tells where the findings differ.
fn unchanged_by(change: impl Fn(Vec<Made>) -> Vec<Made>) {
    let mut differ = Vec::new();
    for sample in samples::samples() {
        let records = || records_of(&sample);
        let (before, after) = (found(&records()), found(&change(records())));
        if before != after {
            let lost = before.iter().filter(|line| !after.contains(line));
            let new = after.iter().filter(|line| !before.contains(line));
            let lines = lost.map(|l| format!("  - {l}")).chain(new.map(|l| format!("  + {l}")));
            differ.push(format!("{}\n{}", sample.name, lines.collect::<Vec<_>>().join("\n")));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn the_hour_does_not_matter() {
    unchanged_by(|mut records| {
        records.iter_mut().for_each(|record| record.time += 3_600_000_000_000);
        records
    });
}

#[test]
fn unrelated_records_do_not_matter() {
    for (step, phase) in [(1_000_000_000, 500_000_000), (300_000_000, 70_000_000)] {
        unchanged_by(|records| with_unrelated(records, step, phase));
    }
}
