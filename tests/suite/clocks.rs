//! Clocks that are set while capturing: no length of time is negative, and nothing happens after the
//! end.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use btlint::{
    analysis::{Judged, Run, Selection},
    capture::{Record, Timestamp},
    finding::Severity,
    track::LinkId,
};

use crate::support::samples::{Owned, foreign, records, samples};

const SECOND: i64 = 1_000_000_000;

/// By the number of a record and how many there are.
type Offset = fn(i64, i64) -> i64;

/// What clocks do: the offset of a record by its number and how many there are.
const CLOCKS: [(&str, Offset); 6] = [
    ("an hour back in the middle", |n, all| if n > all / 2 { -3600 * SECOND } else { 0 }),
    ("an hour on in the middle", |n, all| if n > all / 2 { 3600 * SECOND } else { 0 }),
    ("back, and forth again", |n, all| if n * 3 / (all + 1) == 1 { -4260 * SECOND } else { 0 }),
    ("forth, and back again", |n, all| if n * 3 / (all + 1) == 1 { 4260 * SECOND } else { 0 }),
    ("every seventh record a minute early", |n, _| if n % 7 == 0 { -60 * SECOND } else { 0 }),
    ("backwards", |n, _| -2 * n * SECOND),
];

/// Words of a message that hold a negative number: `-59`, but not `A-2`, nor `signal -59 dBm`.
fn negative(text: &str) -> Option<&str> {
    let signal = text.split_once("signal ").and_then(|(_, rest)| rest.split_once(" dBm"));
    let signal = signal.map_or("", |(numbers, _)| numbers);
    text.split_whitespace().filter(|word| !signal.contains(word)).find(|word| {
        let digits = word.strip_prefix('-').or_else(|| word.strip_prefix("(-"));
        digits.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

fn check(judged: &Judged, what: &str) {
    let latest = judged.health.latest.unwrap();
    for finding in &judged.findings {
        let related = finding.related.iter();
        let texts = [finding.message.as_str()];
        for text in texts.into_iter().chain(related.clone().map(|place| place.note.as_ref())) {
            assert_eq!(negative(text), None, "{what}: {} {text}", finding.rule.code);
        }
        for at in related.map(|place| place.at).chain([finding.at]) {
            assert!(at.time <= latest, "{what}: {} is after the end", finding.rule.code);
        }
    }
    for link in &judged.links {
        assert_eq!(negative(&link.headline), None, "{what}: {}", link.headline);
        for phase in &link.phases {
            assert_eq!(negative(&phase.detail), None, "{what}: {}", phase.detail);
            assert!(phase.began.time <= latest, "{what}: {:?} is after the end", phase.kind);
        }
    }
}

#[test]
fn no_length_of_time_is_negative_whatever_the_clock_does() {
    let own = samples().into_iter().map(|sample| sample.path);
    let others = foreign().into_iter().flatten();
    for path in own.chain(others) {
        if btlint::capture::Capture::open(&path).is_err() {
            continue;
        }
        let records = records(&path);
        // The largest have nothing that the others lack, and take long.
        if records.is_empty() || records.len() > 20_000 {
            continue;
        }
        for (clock, offset) in CLOCKS {
            let mut run = Run::new(&Selection::default());
            for record in records.iter().map(Owned::record) {
                let step = offset(record.number as i64, records.len() as i64);
                let time = Timestamp(record.time.0.saturating_add(step));
                run.record(&Record { time, ..record });
            }
            check(&run.finish(), &format!("{} with {clock}", path.display()));
        }
    }
}

#[test]
fn a_negative_length_would_be_noticed() {
    assert_eq!(negative("ended the link after -59 min 54 s"), Some("-59"));
    assert_eq!(negative("A-2 (0x13), RSSI"), None);
    let (early, late) = (Timestamp(5), Timestamp(9));
    assert_eq!((late.since(early), early.since(late)), (4, 0));
    assert_eq!((late.step_from(early), early.step_from(late)), (4, -4));
}

/// Steps of a clock that is set, both ways, in seconds.
const STEPS: [i64; 4] = [45, -45, 3600, -3600];

/// Findings that accuse somebody, without their figures: the rule, the link, and its device.
fn accusations(judged: &Judged) -> BTreeSet<(&'static str, Option<LinkId>)> {
    let heavy = judged.findings.iter().filter(|f| f.severity >= Severity::Notice);
    heavy.map(|f| (f.rule.code, f.link)).collect()
}

#[test]
fn a_clock_that_is_set_accuses_nobody() {
    let mut wrong = BTreeMap::<_, Vec<String>>::new();
    let mut runs = 0;
    for sample in samples() {
        let records = records(&sample.path);
        if records.len() > 3_000 {
            continue;
        }
        let play = |at: usize, step: i64| {
            let mut run = Run::new(&Selection::default());
            for (index, record) in records.iter().map(Owned::record).enumerate() {
                let step = if index >= at { step * SECOND } else { 0 };
                let time = Timestamp(record.time.0.saturating_add(step));
                run.record(&Record { time, ..record });
            }
            accusations(&run.finish())
        };
        let before = play(0, 0);
        // Where something is wrong, another rule may name it when a length of time is not known.
        let guilty = |link: Option<LinkId>| {
            !sample.healthy && (link.is_none() || before.iter().any(|(_, of)| *of == link))
        };
        // Odd steps, so that they fall between all kinds of records.
        let number = if sample.healthy { 31 } else { 9 };
        let places = (1..records.len()).step_by((records.len() / number) | 1);
        for at in places {
            for step in STEPS {
                runs += 1;
                let set = play(at, step);
                let new = set.difference(&before).filter(|(_, link)| !guilty(*link));
                for (code, _) in new {
                    let place = format!("{} {at} {step:+} s", sample.name);
                    wrong.entry(*code).or_default().push(place);
                }
            }
        }
    }
    println!("{runs} captures");
    let wrong: Vec<_> = wrong.iter().map(|(code, places)| format!("{code} {places:#?}")).collect();
    assert!(wrong.is_empty(), "of {runs} captures:\n{}", wrong.join("\n"));
}
