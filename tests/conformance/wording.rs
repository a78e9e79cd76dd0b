//! Codes that btlint and tshark name by different words: `wording.tsv`.
//!
//! Every pair of names stands there, so that a name which goes wrong is one more pair.

use std::{collections::BTreeSet, fmt::Write};

/// Where the pairs stand.
pub(crate) const FILE: &str = "wording.tsv";

const TEXT: &str = include_str!("wording.tsv");

/// The pairs that stand in the file.
#[derive(Debug)]
pub(crate) struct Wording(BTreeSet<&'static str>);

impl Wording {
    pub(crate) fn read() -> Self {
        Self(TEXT.lines().collect())
    }

    /// Whether the two names are one: but for case and punctuation, or because the file says so.
    pub(crate) fn same(&self, field: &str, code: &str, ours: &str, theirs: &str) -> bool {
        bare(ours) == bare(theirs) || self.0.contains(line(field, code, ours, theirs).as_str())
    }
}

/// The file's text for these pairs and those that it has.
pub(crate) fn render<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str, &'a str, &'a str)>,
    kept: &Wording,
) -> String {
    let lines = pairs.map(|(field, code, ours, theirs)| line(field, code, ours, theirs));
    let lines: BTreeSet<_> = kept.0.iter().map(|&line| line.to_owned()).chain(lines).collect();
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    })
}

fn line(field: &str, code: &str, ours: &str, theirs: &str) -> String {
    format!("{field}\t{code}\t{ours}\t{theirs}")
}

/// The letters and digits.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
fn names_of_one_code() {
    let wording = Wording(BTreeSet::from(["a.b\t1\tGone\tLeft"]));
    assert!(wording.same("a.b", "1", "Gone", "Left"));
    assert!(!wording.same("a.b", "2", "Gone", "Left"));
    assert!(wording.same("a.b", "2", "Page Time-out", "page timeout"));
    assert!(!wording.same("a.b", "2", "Page", "page timeout"));
}
