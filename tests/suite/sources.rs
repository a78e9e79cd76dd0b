//! What a second source of records may spoil: nothing of the first one's links.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use btlint::{
    analysis::{Judged, Run, Selection},
    capture::{Record, Timestamp},
    track::{At, state::Health},
};
use parsers::link::Link;

use crate::support::samples::{Owned, records, samples};

/// Offset of the packet counter in the nRF Sniffer's header (protocol version 3), after the board.
const COUNTER: usize = 4;

fn judge<'r>(records: impl Iterator<Item = Record<'r>>) -> Judged {
    let mut run = Run::new(&Selection::default());
    for record in records {
        run.record(&record);
    }
    run.finish()
}

/// Frame, code and message of each finding on a link.
fn of_links(judged: &Judged) -> Vec<(u64, &'static str, String)> {
    let of_link = judged.findings.iter().filter(|finding| finding.link.is_some());
    of_link.map(|f| (f.at.frame, f.rule.code, f.message.clone())).collect()
}

/// An advertising packet of a sample that was recorded with the nRF Sniffer.
fn advertising() -> Owned {
    let all = samples();
    let sample = all.iter().find(|sample| sample.name == "air/never-answered").unwrap();
    let records = records(&sample.path);
    let first = records.into_iter().next().unwrap();
    assert_eq!(first.record().link, Link::NordicBle);
    first
}

#[test]
fn a_second_source_that_loses_packets_leaves_the_findings_of_the_first() {
    let noise = advertising();
    for sample in samples() {
        let records = records(&sample.path);
        let odd = |record: Record<'_>| 2 * record.number - 1;
        let numbered = records.iter().map(Owned::record);
        let expected = judge(numbered.map(|record| Record { number: odd(record), ..record }));
        let mut others: Vec<Vec<u8>> = Vec::new();
        for index in 0..records.len() {
            let mut bytes = noise.bytes.clone();
            bytes[COUNTER..COUNTER + 2]
                .copy_from_slice(&7919_u16.wrapping_mul(index as u16).to_le_bytes());
            others.push(bytes);
        }
        let mut both = Vec::new();
        for (index, (owned, other)) in records.iter().zip(&others).enumerate() {
            let record = owned.record();
            let number = odd(record);
            both.push(Record { number, ..record });
            both.push(Record {
                number: number + 1,
                time: record.time,
                interface: 9,
                bytes: other,
                original_len: other.len() as u32 + u32::from(index % 3 == 0),
                drops: u32::from(index % 5 == 0),
                ..noise.record()
            });
        }
        let judged = judge(both.into_iter());
        assert_eq!(of_links(&judged), of_links(&expected), "{}", sample.name);
        let verdicts = |judged: &Judged| judged.links.iter().map(|l| l.verdict).collect::<Vec<_>>();
        assert_eq!(verdicts(&judged), verdicts(&expected), "{}", sample.name);
        assert_eq!(judged.skipped, expected.skipped, "{}", sample.name);
        assert!(judged.health.drops > 0 && judged.health.sniffer_missed > 0, "{}", sample.name);
    }
}

/// What is counted as missing when a sniffer's counter goes through these values.
fn missing(counters: &[u16]) -> Health {
    let noise = advertising();
    let packets: Vec<Vec<u8>> = counters
        .iter()
        .map(|counter| {
            let mut bytes = noise.bytes.clone();
            bytes[COUNTER..COUNTER + 2].copy_from_slice(&counter.to_le_bytes());
            bytes
        })
        .collect();
    let records = packets.iter().zip(1..).map(|(bytes, number)| Record {
        number,
        bytes,
        original_len: bytes.len() as u32,
        ..noise.record()
    });
    judge(records).health
}

#[test]
fn a_gap_is_counted_over_the_wrap_of_a_sniffers_counter() {
    for first in [0, 1, 100, 32_767, 32_768, 65_534, 65_535] {
        for gap in [0, 1, 2, 300, 22_070, 32_767] {
            let next = first + gap + 1;
            let health = missing(&[first as u16, next as u16, (next + 1) as u16]);
            assert_eq!(health.sniffer_missed, gap as u64, "{first} to {next}");
            assert_eq!(health.last_missed.is_some(), gap > 0);
        }
        // It began anew, or two packets are out of order.
        let first = first as u16;
        assert_eq!(missing(&[first, first.wrapping_sub(1), first]).sniffer_missed, 0);
    }
}

#[test]
fn a_second_sniffer_changes_nothing_but_the_frames_of_a_sample() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/code");
    if !folder.is_dir() {
        println!("skipped: {} is no folder", folder.display());
        return;
    }
    for name in ["legacy-wrong-passkey", "ltk-missing", "mic-failure", "never-answered"] {
        let all = samples();
        let sample = all.iter().find(|sample| sample.name == format!("air/{name}")).unwrap();
        let told = |judged: Judged| {
            let words = |f: &btlint::finding::Finding| (f.rule.code, f.severity, f.message.clone());
            judged.findings.iter().map(words).collect::<Vec<_>>()
        };
        let alone = judge(records(&sample.path).iter().map(Owned::record));
        let two =
            judge(records(&folder.join(format!("two-{name}.pcapng"))).iter().map(Owned::record));
        assert_eq!(told(two), told(alone), "{name}");
    }
}

/// What is found on the links, with frames as numbered in the capture that they are of.
fn of_capture(judged: &Judged, numbers: &[u64], source: Option<u16>) -> Vec<String> {
    let mine = |at: &At| source.is_none_or(|source| at.source.number() >= source);
    let original = |at: &At| numbers[at.frame as usize];
    let findings = judged.findings.iter().filter(|f| f.link.is_some() && mine(&f.at));
    let findings = findings.map(|f| {
        let related: Vec<u64> = f.related.iter().map(|place| original(&place.at)).collect();
        // A frame that a message names is numbered otherwise.
        let message = f.message.split(" frame ").next().unwrap_or_default();
        format!("{} {:?} {} {related:?} {message}", f.rule.code, f.severity, original(&f.at))
    });
    let links = judged.links.iter().filter(|link| mine(&link.first));
    let links = links.map(|link| format!("{} {:?}", original(&link.first), link.verdict));
    let mut all: Vec<String> = findings.chain(links).collect();
    all.sort();
    all
}

/// Two captures in one, as two sources that take turns. The clock of the second is off by `shift`.
fn beside(first: &[Owned], second: &[Owned], shift: i64) -> (Judged, Vec<u64>) {
    let mut turns: Vec<(usize, u16, &Owned)> = Vec::new();
    for (records, source) in [(first, 0), (second, SECOND)] {
        let turn = |(index, owned)| (index * 1000 / records.len().max(1), source, owned);
        turns.extend(records.iter().enumerate().map(turn));
    }
    turns.sort_by_key(|(turn, source, _)| (*turn, *source));
    let mut numbers = vec![0];
    let mut run = Run::new(&Selection::default());
    for ((_, source, owned), number) in turns.into_iter().zip(1..) {
        let record = owned.record();
        numbers.push(record.number);
        let later = if source == SECOND { shift } else { 0 };
        let time = Timestamp(record.time.0.saturating_add(later));
        run.record(&Record { number, time, interface: record.interface + source, ..record });
    }
    (run.finish(), numbers)
}

/// The interface of the second source.
const SECOND: u16 = 100;

#[test]
fn two_sources_are_found_to_be_what_each_is_alone() {
    let samples: Vec<_> =
        samples().into_iter().map(|sample| (sample.name, records(&sample.path))).collect();
    let alone: Vec<Vec<String>> = samples
        .iter()
        .map(|(_, records)| {
            let (judged, numbers) = beside(records, &[], 0);
            of_capture(&judged, &numbers, None)
        })
        .collect();
    let mut differ = Vec::new();
    for (index, (name, records)) in samples.iter().enumerate() {
        // Each beside some that are of another kind, by clocks that agree, or not at all.
        for (step, shift) in [(1, 0), (7, 5 * 86_400_000_000_000), (19, -3_600_000_000_000)] {
            let other = (index + step) % samples.len();
            let (judged, numbers) = beside(&samples[other].1, records, shift);
            let found = of_capture(&judged, &numbers, Some(SECOND));
            let lost = alone[index].iter().filter(|line| !found.contains(line));
            let new = found.iter().filter(|line| !alone[index].contains(line));
            let lines = lost.map(|l| format!("  - {l}")).chain(new.map(|l| format!("  + {l}")));
            let lines: Vec<_> = lines.collect();
            if !lines.is_empty() {
                differ.push(format!("{name} beside {}\n{}", samples[other].0, lines.join("\n")));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
