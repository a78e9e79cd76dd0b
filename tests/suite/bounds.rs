//! What is dropped because a table is full is counted, and nothing is dropped without a word.

#![allow(clippy::unwrap_used)]

use std::{fmt::Write, fs, path::Path};

use crate::{
    rules::examples,
    support::{
        events,
        play::{Frame, Script},
    },
};
use btlint::{
    analysis::{Run, Selection},
    capture::Record,
    rules,
    track::What,
};
use parsers::link::Link;

fn forgotten(text: &str) -> u64 {
    events::play(&Script::parse(text), |_, _| None::<()>).1.forgotten
}

fn lines(preludes: &str, number: u32, line: impl Fn(u32) -> String) -> String {
    let mut text = format!("{preludes}\n");
    for index in 0..number {
        writeln!(text, "{}.{:03} {}", index / 100, index % 100 * 10, line(index)).unwrap();
    }
    text
}

#[test]
fn channels_beyond_the_bound_are_counted() {
    let channel = |index: u32| {
        let cid = (0x0050 + index).to_le_bytes();
        format!("< signal 02 {:02x} 0400 0110 {:02x}{:02x}", index % 250 + 1, cid[0], cid[1])
    };
    // The requests are answered by nobody, so that they fill a table as well.
    assert_eq!(forgotten(&lines("@classic", 30, channel)), 0);
    assert_eq!(forgotten(&lines("@classic", 200, channel)), 200 - 64 + 200 - 64);
}

#[test]
fn links_beyond_the_bound_end_and_are_counted() {
    let link = |index: u32| {
        let address = format!("{:02x}00000000c0", index);
        format!("< event 03 00 {:02x}00 {address} 01 00", index + 1)
    };
    let text = lines("@adapter", 100, link);
    assert_eq!(forgotten(&text), 100 - 64);
    let ended = events::told(&text, |event, state| match event.what {
        What::LinkDown(_) => Some(event.link.and_then(|id| state.link(id)).is_some()),
        _ => None,
    });
    assert_eq!(ended, [true; 36], "rules see the end of a link that is given up");
}

#[test]
fn an_end_is_missed_only_while_data_of_its_link_may_come() {
    let links = |spacing: u32| {
        let mut text = "@adapter\n".to_owned();
        for index in 0..40 {
            let (begin, handle) = (index * spacing, index + 1);
            writeln!(text, "{begin}.0 < event 03 00 {handle:02x}00 {handle:02x}00000000c0 01 00")
                .unwrap();
            writeln!(text, "{begin}.1 < event 05 00 {handle:02x}00 13").unwrap();
        }
        forgotten(&text)
    };
    assert_eq!((links(1), links(10)), (40 - 32, 0));
}

/// Rules that look at whole stories do so at the end of the capture, when most links are long gone.
#[test]
fn findings_of_the_end_know_their_device() {
    let mut text = "@adapter\n".to_owned();
    for index in 0..200 {
        let begin = index * 10;
        writeln!(text, "{begin}.0 < event 03 00 4000 aabbccddee00 01 00").unwrap();
        writeln!(text, "{begin}.5 < event 05 00 4000 22").unwrap();
    }
    let findings = Script::parse(&text).play(&["CONN024"]).findings;
    assert!(!findings.is_empty());
    assert!(findings.iter().all(|finding| finding.peer.is_some()), "{findings:#?}");
}

/// The frames of a script for another device: with another handle, and another address.
fn for_another(frames: &[Frame], index: u16) -> Vec<Frame> {
    let handle = (0x0040 + index).to_le_bytes();
    let address = [0xcc, 0xbb, 0xaa, 0x5d, 0xcf, 0x00];
    let other = [0xcc, 0xbb, 0xaa, 0x5d, handle[0], handle[1] + 0xc0];
    let replace = |bytes: &mut Vec<u8>, from: &[u8], to: &[u8]| {
        let places: Vec<usize> = bytes
            .windows(from.len())
            .enumerate()
            .filter(|(_, w)| *w == from)
            .map(|(i, _)| i)
            .collect();
        for place in places {
            bytes[place..place + to.len()].copy_from_slice(to);
        }
    };
    let change = |frame: &Frame| {
        let mut frame = frame.clone();
        replace(&mut frame.bytes, &address, &other);
        match frame.bytes.first() {
            // An ACL packet begins with the handle and four flags.
            Some(2) if frame.bytes.get(1) == Some(&0x40) => {
                frame.bytes[1] = handle[0];
                frame.bytes[2] = frame.bytes[2] & 0xf0 | handle[1];
            }
            Some(1 | 4) => replace(&mut frame.bytes, &[0x40, 0x00], &handle),
            _ => {}
        }
        frame
    };
    frames.iter().map(change).collect()
}

fn is_of_no_device(frames: &[Frame]) -> bool {
    let bytes = |frames: &[Frame]| frames.iter().map(|f| f.bytes.clone()).collect::<Vec<_>>();
    bytes(frames) == bytes(&for_another(frames, 1))
}

/// What of the examples of a rule is looked at once, whatever else is in the capture.
const ONCE: &[(&str, Subject)] = &[
    ("CONF015", Subject::Capture),
    // The buffers are those of all links of an adapter.
    ("FRAG008", Subject::Adapter),
    ("CONN012", Subject::Adapter),
    ("CONN021", Subject::Adapter),
    // Of isochronous streams, whose handles are not those of the devices.
    ("CONN026", Subject::Adapter),
    // A controller looks for devices once at a time: the first that ends is the end of the search.
    ("COEX007", Subject::Adapter),
];

/// What there may be many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Capture,
    Adapter,
    Device,
}

/// An example many times over, a little later each time, and the findings that are there or counted.
fn flood(code: &str, script: &Script, subject: Subject, number: u16) -> (u64, u64) {
    let mut frames: Vec<(u16, Frame)> = Vec::new();
    for index in 0..number {
        let later = i64::from(index) * 20_000_000;
        let (source, own) = match subject {
            Subject::Device => (0, for_another(&script.frames, index)),
            _ => (index, script.frames.clone()),
        };
        let moved = own.into_iter().map(|frame| Frame { time: frame.time + later, ..frame });
        frames.extend(moved.map(|frame| (source, frame)));
    }
    frames.sort_by_key(|(_, frame)| frame.time);
    let (sources, frames): (Vec<u16>, Vec<Frame>) = frames.into_iter().unzip();
    let script = Script::of(frames);
    let mut run = Run::new(&Selection { select: vec![code.to_owned()], ignore: Vec::new() });
    for (record, interface) in script.records().zip(sources) {
        run.record(&Record { interface, ..record });
    }
    let judged = run.finish();
    let incidents = judged
        .incidents
        .iter()
        .flat_map(|it| it.consequences.iter().chain([it]).map(|incident| incident.times));
    let others = judged.unlisted.values().chain(judged.skipped.values());
    (incidents.chain(others.copied()).sum(), judged.health.forgotten)
}

/// The examples of every rule, each for many subjects at once: what is not found for all of them was
/// dropped for a bound, and that is counted.
#[test]
fn a_flood_of_what_a_rule_looks_at_is_found_or_counted() {
    let mut silent = Vec::new();
    let mut flooded = 0;
    for rule in rules::all() {
        let once = ONCE.iter().find(|(code, _)| *code == rule.code);
        let subject = once.map_or(Subject::Device, |(_, subject)| *subject);
        for text in examples(rule.docs) {
            let script = Script::parse(&text);
            // What names no device is once for an adapter.
            let subject = match subject {
                Subject::Device if is_of_no_device(&script.frames) => Subject::Adapter,
                subject => subject,
            };
            let alone = script.play(&[rule.code]).findings.len() as u64;
            let is_log = script.frames.iter().all(|frame| frame.link == Link::HciH4);
            if alone == 0 || !is_log || subject == Subject::Capture {
                continue;
            }
            // As many links as the tracker follows without dropping one, and more.
            for number in [60, 150] {
                let (found, forgotten) = flood(rule.code, &script, subject, number);
                let missing = (alone * u64::from(number)).saturating_sub(found);
                if missing > forgotten {
                    let code = rule.code;
                    silent.push(format!("{code}: {missing} missing, {forgotten} counted\n{text}"));
                }
            }
            flooded += 1;
        }
    }
    assert!(flooded > 60, "{flooded} examples");
    assert!(silent.is_empty(), "{} of {flooded}:\n{}", silent.len(), silent.join("\n\n"));
}

/// Fields of structs whose type has no bound.
fn unbounded(text: &str) -> Vec<&str> {
    let grows = ["Vec<", "VecDeque<", "BTreeMap<", "BTreeSet<", "HashMap<", "HashSet<"];
    let kind = |line: &str| {
        let (name, kind) = line.strip_prefix("    ")?.split_once(": ")?;
        let is_field = line.ends_with(',') && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        is_field.then(|| kind.to_owned())
    };
    let wrong = |line: &&str| {
        kind(line).is_some_and(|kind| grows.iter().any(|grows| kind.starts_with(grows)))
    };
    text.lines().filter(wrong).map(str::trim).collect()
}

#[test]
fn what_a_rule_remembers_has_its_bound_in_its_type() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = 0;
    for family in fs::read_dir(rules).unwrap().map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(family).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            let text = fs::read_to_string(&file).unwrap();
            assert_eq!(unbounded(&text), [""; 0], "{}", file.display());
            files += 1;
        }
    }
    assert!(files > 50, "{files} files");
    let planted = "struct Watch {\n    seen: Vec<At>,\n    last: ArrayVec<At, 4>,\n}\n";
    assert_eq!(unbounded(planted), ["seen: Vec<At>,"]);
}

/// Whether a rule that remembers links does not hear of their ends.
fn keeps_links(text: &str) -> bool {
    let topics = text.split_once("topics: [").and_then(|(_, rest)| rest.split_once(']'));
    let hears =
        topics.is_some_and(|(topics, _)| topics.split([',', ' ', '\n']).any(|t| t == "Link"));
    text.contains("check: Links<") && !hears
}

#[test]
fn what_is_remembered_of_a_link_goes_with_it() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = 0;
    for family in fs::read_dir(rules).unwrap().map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(family).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!keeps_links(&text), "{}: its topics lack Link", file.display());
            files += usize::from(text.contains("check: Links<"));
        }
    }
    assert!(files > 15, "{files} files");
    assert!(keeps_links("topics: [Stream, LinkLayer],\ngates: [],\ncheck: Links<Mine>,"));
}
