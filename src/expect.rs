//! What a capture is expected to show, from the table beside it: findings that must be there, that
//! may, and that must not; codec, phases, and how soon the stream starts.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    analysis::Analysis,
    config::{self, Unusable},
    finding::{Finding, Severity},
    story::{LinkStory, Outcome, PhaseKind},
    text::clean,
};

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
    /// Phases that must have gone well on a link, by their names, such as `stream`.
    #[serde(default)]
    pub phases: Vec<String>,
    /// Seconds from the start of a link's connection to the start of its stream, at most.
    pub start_within_s: Option<f64>,
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
    /// It cannot be read, or has a key that means nothing.
    pub fn read(table: &Path) -> Result<Self, Unusable> {
        config::read(table).map(|(read, _)| read)
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
        if self.healthy && !self.finding.is_empty() {
            differences.push(Difference::Other("healthy, and findings are expected".to_owned()));
        }
        self.of_links(&analysis.links, &mut differences);
        differences
    }

    /// What the links lack.
    fn of_links(&self, links: &[LinkStory], differences: &mut Vec<Difference>) {
        let mut lack = |text: String| differences.push(Difference::Other(text));
        if let Some(codec) = &self.codec {
            let mut used = links.iter().filter_map(|link| link.codec.as_deref());
            if !used.clone().any(|used| used.starts_with(codec.as_str())) {
                let used = used.next().map_or("none".to_owned(), |used| clean(used).into_owned());
                lack(format!("expected codec {codec}, used {used}"));
            }
        }
        for name in &self.phases {
            let mut phases = links.iter().flat_map(|link| &link.phases);
            if !phases.any(|it| it.kind.name() == name && it.outcome == Outcome::Ok) {
                lack(format!("expected phase {name} to go well"));
            }
        }
        if let Some(limit) = self.start_within_s {
            let starts: Vec<f64> = links.iter().filter_map(start_after).collect();
            match starts.iter().copied().reduce(f64::max) {
                None => lack("expected a stream to start".to_owned()),
                Some(slowest) if slowest > limit => {
                    lack(format!(
                        "expected the stream within {limit} s, started after {slowest:.3} s"
                    ));
                }
                Some(_) => {}
            }
        }
    }
}

/// Seconds from the start of the link's connection to the start of its first stream.
fn start_after(link: &LinkStory) -> Option<f64> {
    let stream = link.phases.iter().find(|phase| phase.kind == PhaseKind::Stream)?;
    let connect = link.phases.iter().find(|phase| phase.kind == PhaseKind::Connect);
    let from = connect.map_or(link.first, |phase| phase.began);
    Some(stream.began.time.since(from.time) as f64 / 1e9)
}
