//! What a capture is expected to show, from the table beside it: findings that must be there, that
//! may, and that must not; codec, phases, gaps, and how soon the stream starts.

mod limits;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    analysis::Analysis,
    config::{self, Unusable},
    finding::{Finding, Severity},
    rules,
    story::PhaseKind,
    text::clean,
};

pub use limits::{PhaseLimit, StreamLimits};

/// What is expected of one capture.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectations {
    /// What the capture is, for people; so are the next three.
    pub title: Option<String>,
    /// Where it comes from.
    pub origin: Option<String>,
    /// What was changed in it afterwards.
    pub edited: Option<String>,
    /// What happens in it.
    pub shows: Option<String>,
    /// Nothing is wrong in it. No finding can be expected then.
    #[serde(default)]
    pub healthy: bool,
    /// Findings that must be there.
    #[serde(default)]
    pub finding: Vec<Expected>,
    /// Findings that may be there.
    #[serde(default)]
    pub allowed: Vec<Allowed>,
    /// Findings that must not be there, whatever their severity.
    #[serde(default)]
    pub forbidden: Vec<Forbidden>,
    /// The beginning of a codec that a link must use, such as `AAC`.
    pub codec: Option<String>,
    /// How many links there must be.
    pub links: Option<u64>,
    /// Phases that must have gone well on a link, by their names, such as `stream`.
    #[serde(default, deserialize_with = "limits::phases")]
    pub phases: Vec<PhaseKind>,
    /// Phases that must have gone well on a link, each time within a limit.
    #[serde(default)]
    pub phase: Vec<PhaseLimit>,
    /// Seconds from the start of a link's connection to the start of its stream, at most.
    pub start_within_s: Option<f64>,
    /// What each stream must keep to; there must be one.
    pub stream: Option<StreamLimits>,
}

/// A finding that must be there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The rule's code.
    pub code: String,
    /// Its frame; anywhere without one.
    pub frame: Option<u64>,
}

/// A finding that may be there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// The rule's code.
    pub code: String,
    /// Its frame; anywhere without one.
    pub frame: Option<u64>,
    /// Why it is allowed.
    pub reason: String,
}

/// Findings that must not be there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// A rule's code, or the beginning of some.
    pub code: String,
    /// Why they must not.
    pub reason: Option<String>,
}

/// Where a capture is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A finding is not there.
    Missing(String, Option<u64>),
    /// A finding is there that is neither expected nor allowed.
    Unexpected(&'static str, u64, String),
    /// A finding is there that must not be.
    Forbidden(&'static str, u64, String),
    /// Something other than a finding.
    Other(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(code, Some(frame)) => write!(f, "expected {code} in frame {frame}"),
            Self::Missing(code, None) => write!(f, "expected {code}"),
            Self::Unexpected(code, frame, message) => {
                write!(f, "unexpected {code} in frame {frame}: {message}")
            }
            Self::Forbidden(code, frame, message) => {
                write!(f, "forbidden {code} in frame {frame}: {message}")
            }
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// The table beside a capture: `x.pcap.toml`, or `x.toml`.
pub fn beside(capture: &Path) -> Option<PathBuf> {
    let name = capture.file_name()?.to_str()?;
    let stem = name.split('.').next().filter(|stem| !stem.is_empty())?;
    let names = [format!("{name}.toml"), format!("{stem}.toml")];
    names.iter().map(|name| capture.with_file_name(name)).find(|table| table.is_file())
}

impl Expectations {
    /// Reads a table.
    ///
    /// # Errors
    /// It cannot be read, or has a key, a phase or a rule that there is not.
    pub fn read(table: &Path) -> Result<Self, Unusable> {
        let (read, text) = config::read::<Self>(table)?;
        let codes = read.finding.iter().map(|it| &it.code);
        let codes = codes.chain(read.allowed.iter().map(|it| &it.code));
        for code in codes.chain(read.forbidden.iter().map(|it| &it.code)) {
            if config::unknown(code).is_some() {
                return Err(config::at_word(table, &text, code, &config::unknown_hint(code)));
            }
        }
        Ok(read)
    }

    /// Where the capture is not as expected. Findings that are only worth knowing need not be expected.
    pub fn differences(&self, analysis: &Analysis) -> Vec<Difference> {
        let mut differences = Vec::new();
        let is = |finding: &Finding, code: &str, frame: Option<u64>| {
            finding.rule.is_called(code) && frame.is_none_or(|frame| frame == finding.at.frame)
        };
        for expected in &self.finding {
            if !analysis.findings.iter().any(|it| is(it, &expected.code, expected.frame)) {
                differences.push(Difference::Missing(expected.code.clone(), expected.frame));
            }
        }
        for finding in &analysis.findings {
            let (code, frame) = (finding.rule.code, finding.at.frame);
            let message = || clean(&finding.message).into_owned();
            let expected = self.finding.iter().any(|it| is(finding, &it.code, it.frame));
            let allowed = self.allowed.iter().any(|it| is(finding, &it.code, it.frame));
            if self.forbidden.iter().any(|it| !it.code.is_empty() && code.starts_with(&it.code)) {
                differences.push(Difference::Forbidden(code, frame, message()));
            } else if finding.severity > Severity::Info && !expected && !allowed {
                differences.push(Difference::Unexpected(code, frame, message()));
            }
        }
        // Of those that are not kept nobody knows the frame.
        for (&(code, severity), &count) in &analysis.unlisted {
            let named = self.finding.iter().map(|it| (&it.code, it.frame));
            let named = named.chain(self.allowed.iter().map(|it| (&it.code, it.frame)));
            let is_named = named.into_iter().any(|(name, frame)| {
                frame.is_none() && rules::find(code).is_some_and(|rule| rule.is_called(name))
            });
            if severity > Severity::Info && !is_named {
                differences.push(Difference::Other(format!("{count} more of unexpected {code}")));
            }
        }
        if self.healthy && !self.finding.is_empty() {
            differences.push(Difference::Other("healthy, and findings are expected".to_owned()));
        }
        let lack = limits::lacks(self, &analysis.links, analysis.more_links);
        differences.extend(lack.into_iter().map(Difference::Other));
        differences
    }
}
