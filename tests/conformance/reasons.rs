//! Why the two differ where they do: `disagreements.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::compare::{Disagreement, Outcome, Shape};

const FILE: &str = include_str!("disagreements.toml");

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reasons {
    /// The version of tshark that the reasons are for, without its last number.
    pub(crate) tshark: String,
    pub(crate) disagreement: Vec<Reason>,
    #[serde(default)]
    pub(crate) refused: Vec<Refused>,
    #[serde(default)]
    pub(crate) never: Vec<Never>,
}

/// One reason, and the disagreements it explains.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    /// Patterns of the fields' names; `*` stands for anything.
    pub(crate) fields: Vec<String>,
    /// Pattern of the capture's path; every capture when left out.
    #[serde(default = "anything")]
    pub(crate) capture: String,
    /// How the values differ; any way when left out.
    #[serde(default)]
    pub(crate) shape: Vec<Shape>,
    /// Pattern of tshark's list of the frame's protocols.
    #[serde(default = "anything")]
    pub(crate) protocols: String,
    /// Fields that tshark must tell of the frame.
    #[serde(default)]
    pub(crate) with: Vec<String>,
    /// What btlint must know of the frame; see `ours::Frame`.
    #[serde(default)]
    pub(crate) when: Vec<String>,
    /// Who reads the bytes as the specification says.
    pub(crate) right: Right,
    /// Why they differ, with the section of the specification.
    pub(crate) reason: String,
    /// Most of the comparisons of these fields that the reason may explain, as a part of one.
    pub(crate) share: f64,
}

/// A capture that tshark reads and btlint does not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "people read the reason")]
pub(crate) struct Refused {
    /// Pattern of its path.
    pub(crate) capture: String,
    /// Why btlint does not read it.
    pub(crate) reason: String,
}

/// A field that tshark never shows as btlint does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "people read the reason")]
pub(crate) struct Never {
    /// Names.
    pub(crate) fields: Vec<String>,
    /// Why not.
    pub(crate) reason: String,
}

/// Who reads the bytes as the specification says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Right {
    Btlint,
    Tshark,
    /// They show different things, and neither is wrong.
    Both,
}

fn anything() -> String {
    "*".to_owned()
}

impl Reasons {
    pub(crate) fn read() -> Self {
        toml::from_str(FILE).unwrap()
    }

    /// Whether the reasons are for this version of tshark.
    pub(crate) fn are_for(&self, version: &str) -> bool {
        version.strip_prefix(&self.tshark).is_some_and(|rest| rest.starts_with('.'))
    }

    /// The fields that conditions ask for.
    pub(crate) fn marks(&self) -> Vec<&str> {
        let mut marks: Vec<_> =
            self.disagreement.iter().flat_map(|one| &one.with).map(String::as_str).collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// The first reason that explains the disagreement.
    pub(crate) fn explain(&self, disagreement: &Disagreement) -> Option<usize> {
        self.disagreement.iter().position(|one| {
            one.fields.iter().any(|pattern| matches(pattern, disagreement.field))
                && (one.shape.is_empty() || one.shape.contains(&disagreement.shape))
                && one.when.iter().all(|state| disagreement.states.contains(&state.as_str()))
                && one.with.iter().all(|mark| disagreement.marks.contains(mark))
                && matches(&one.capture, &disagreement.capture)
                && matches(&one.protocols, &disagreement.protocols)
        })
    }

    /// The reasons that explained nothing.
    pub(crate) fn unused(&self, used: &BTreeMap<usize, usize>) -> Vec<&Reason> {
        let numbered = self.disagreement.iter().enumerate();
        numbered.filter(|(index, _)| !used.contains_key(index)).map(|(_, one)| one).collect()
    }

    /// The reasons that explained more than they may, with the share that they explained.
    pub(crate) fn beyond_their_limit(&self, outcome: &Outcome) -> Vec<(f64, &Reason)> {
        let found = outcome.used.iter().filter_map(|(&index, &count)| {
            let one = self.disagreement.get(index)?;
            let share = one.share_of(count, outcome);
            (share > one.share).then_some((share, one))
        });
        found.collect()
    }

    /// Whether it is known that btlint does not read this capture.
    pub(crate) fn refuses(&self, capture: &str) -> bool {
        self.refused.iter().any(|one| matches(&one.capture, capture))
    }

    /// Fields that need not be shown alike.
    pub(crate) fn never(&self) -> BTreeSet<&str> {
        self.never.iter().flat_map(|one| &one.fields).map(String::as_str).collect()
    }
}

impl Reason {
    /// The share that so many disagreements are of all comparisons of the reason's fields.
    #[expect(clippy::cast_precision_loss, reason = "a share is no exact number")]
    pub(crate) fn share_of(&self, count: usize, outcome: &Outcome) -> f64 {
        let fields = outcome.fields.iter();
        let fields = fields.filter(|(name, _)| self.fields.iter().any(|p| matches(p, name)));
        let all: usize = fields.map(|(_, tally)| tally.compared()).sum();
        count as f64 / all.max(1) as f64
    }
}

/// Whether the text is as the pattern has it, where `*` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut rest = rest;
    let mut parts: Vec<_> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn patterns() {
    assert!(matches("*", "") && matches("a*c", "abc") && matches("a*b*", "axxbyy"));
    assert!(!matches("a*c", "ab") && !matches("abc", "abcd") && !matches("a*a", "a"));
}
