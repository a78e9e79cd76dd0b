//! The examples in the documentation of the rules are played, and must report just what is marked.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{collections::BTreeSet, path::Path};

use crate::support::play::Script;
use btlint::{finding::Severity, rules};

/// The code blocks marked `frames` of a rule's documentation.
pub(crate) fn examples(docs: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match &mut block {
            None if line.trim() == "```frames" => block = Some(String::new()),
            None => {}
            Some(_) if line.trim() == "```" => blocks.extend(block.take()),
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    blocks
}

/// Reported frames as `frame: code`, with the script's line for the reader of a failure.
fn compare(code: &str, text: &str) -> Result<bool, String> {
    let script = Script::parse(text);
    let judged = script.play(&[code]);
    let found: BTreeSet<u64> = judged.findings.iter().map(|finding| finding.at.frame).collect();
    let marked: BTreeSet<u64> = script
        .frames
        .iter()
        .enumerate()
        .filter(|(_, frame)| frame.marks.iter().any(|mark| mark == code))
        .map(|(index, _)| index as u64 + 1)
        .collect();
    if found == marked {
        return Ok(!marked.is_empty());
    }
    let line = |&number: &u64| script.frames[number as usize - 1].line.clone();
    Err(format!(
        "{code}: reported {:?}, marked {:?}, not assessable {:?}\nin\n{text}",
        found.iter().map(line).collect::<Vec<_>>(),
        marked.iter().map(line).collect::<Vec<_>>(),
        judged.skipped,
    ))
}

#[test]
fn examples_report_just_the_marked_frames() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let (mut fires, mut silent) = (0, 0);
        for text in examples(rule.docs) {
            match compare(rule.code, &text) {
                Ok(true) => fires += 1,
                Ok(false) => silent += 1,
                Err(report) => wrong.push(report),
            }
        }
        if wrong.is_empty() && (fires == 0 || silent == 0) {
            wrong.push(format!("{}: {fires} examples fire and {silent} do not", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_file_is_registered_and_every_rule_is_well_formed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = BTreeSet::new();
    for (family, _, _) in rules::FAMILIES {
        let family = family.to_lowercase();
        for entry in std::fs::read_dir(folder.join(&family)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let stem = path.file_stem().unwrap().to_str().unwrap().replace('_', "-");
            if text.contains("rule! {") {
                files.insert((family.clone(), stem));
            }
        }
    }
    let registered: BTreeSet<(String, String)> =
        rules::all().map(|rule| (rule.code[..4].to_lowercase(), rule.name.to_owned())).collect();
    assert_eq!(files, registered, "a rule's file has the rule's name and is listed in its family");

    let codes: BTreeSet<&str> = rules::all().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), rules::all().count(), "codes are unique");
    for rule in rules::all() {
        let lines: Vec<&str> = rule.docs.lines().map(str::trim).collect();
        let place = |heading: &str| lines.iter().position(|line| *line == heading);
        let headings = ["## What it checks", "## Why it matters", "## What to do", "## Examples"];
        let places: Vec<_> = headings.iter().map(|heading| place(heading)).collect();
        assert!(places.iter().all(Option::is_some), "{}: headings {places:?}", rule.code);
        assert!(places.is_sorted(), "{}: order of headings", rule.code);
        assert!(!rule.summary.ends_with('.'), "{}: full stop in the summary", rule.code);
        assert!(rule.advice.ends_with('.'), "{}: advice is sentences", rule.code);
        assert!(rule.severity >= Severity::Info && !rule.topics.is_empty());
    }
}

#[test]
fn a_missing_mark_is_noticed() {
    let rule = rules::all().next().unwrap();
    let firing = examples(rule.docs).into_iter().find(|text| text.contains("//~")).unwrap();
    let unmarked: String =
        firing.lines().map(|l| l.split("//~").next().unwrap().to_owned() + "\n").collect();
    assert!(compare(rule.code, &unmarked).is_err());
}
