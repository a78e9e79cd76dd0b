//! What is shown alike today must be tomorrow: `alike.txt`.
//!
//! A line for each field: how many of its codes have a name that was compared, and whether values,
//! places and lengths of time were the same. Only of captures that are always there.

use std::{collections::BTreeMap, fmt::Write};

use crate::compare::Outcome;

/// Where the lines stand.
pub(crate) const FILE: &str = "alike.txt";

const TEXT: &str = include_str!("alike.txt");

/// The file's text for what came of the comparison.
pub(crate) fn render(outcome: &Outcome) -> String {
    let mut text = String::new();
    for (name, tally) in &outcome.fields {
        if tally.agreed == 0 {
            continue;
        }
        let _ = write!(text, "{name}");
        if tally.places > 0 {
            text.push_str(" places");
        }
        if tally.times > 0 {
            text.push_str(" times");
        }
        if !tally.texts.is_empty() {
            let _ = write!(text, " names {}", tally.texts.len());
        }
        text.push('\n');
    }
    text
}

/// Lines of the file that do not hold any more, or that it lacks, with what holds instead.
pub(crate) fn changes(outcome: &Outcome) -> Vec<String> {
    changed(TEXT, &render(outcome))
}

fn changed(before: &str, now: &str) -> Vec<String> {
    fn parse(text: &str) -> BTreeMap<&str, &str> {
        text.lines().map(|line| line.split_once(' ').unwrap_or((line, ""))).collect()
    }
    let (before, now) = (parse(before), parse(now));
    let lost =
        before.iter().filter(|(name, what)| now.get(*name) != Some(what)).map(|(name, what)| {
            let now = now.get(name).map_or("nothing".to_owned(), |now| format!("[{now}]"));
            format!("{name}: [{what}] was alike, now {now}")
        });
    let new = now.keys().filter(|name| !before.contains_key(*name));
    lost.chain(new.map(|name| format!("{name} is not in the file"))).collect()
}

#[test]
fn a_field_that_is_lost_is_seen() {
    let file = "a places names 3\nb\n";
    assert!(changed(file, file).is_empty());
    assert_eq!(changed(file, "a places names 3\n").len(), 1);
    assert_eq!(changed(file, "a places names 2\nb\n").len(), 1);
    assert_eq!(changed(file, "a names 3\nb\n").len(), 1);
    assert_eq!(changed(file, "a places names 3\nb\nc\n").len(), 1);
}
