//! What is kept of a capture that has been checked.

use crate::{
    analysis::{Analysis, Verdict},
    capture::CaptureError,
    finding::Severity,
    rules::Counts,
    text,
};

/// What has become of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing yet.
    Waits,
    /// It is no capture, and nobody said that it is.
    NoCapture,
    /// Nothing of it can be read, and why.
    Unread(String),
    /// It was checked.
    Read(Summary),
}

/// What a capture is, in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Summary {
    /// The worst of its links.
    pub(super) verdict: Verdict,
    /// The worst of its findings.
    pub(super) worst: Option<Severity>,
    pub(super) counts: Counts,
    /// Why it was not read to its end.
    pub(super) cut: Option<String>,
    /// The first of the worst findings, or what became of the first link.
    headline: String,
}

impl Summary {
    pub(super) fn of(analysis: &Analysis) -> Self {
        let worst = analysis.incidents.iter().map(|incident| incident.severity).max();
        let links = analysis.links.iter();
        let verdict = links.map(|link| link.verdict).max().unwrap_or(Verdict::Ok);
        let first = analysis.incidents.iter().find(|incident| Some(incident.severity) == worst);
        let bad = first.filter(|incident| incident.severity > Severity::Info);
        let finding = bad.and_then(|incident| {
            let finding = analysis.findings.get(*incident.findings.first()?)?;
            Some(format!("{} {}", finding.rule.code, finding.message))
        });
        let told = || {
            let link = analysis.links.iter().max_by_key(|link| {
                (link.verdict, link.last.frame.saturating_sub(link.first.frame))
            })?;
            let name = link.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
            Some(format!("{name}{}", link.headline))
        };
        let headline = finding.or_else(told).unwrap_or_else(|| "no link".to_owned());
        let cut = analysis.error.as_ref().map(|error| error.reason.to_string());
        Self { verdict, worst, counts: analysis.counts, cut, headline }
    }

    pub(super) fn text(&self) -> String {
        let cut = self.cut.as_ref().map(|cut| format!("{cut}; "));
        text::clean(&format!("{}{}", cut.unwrap_or_default(), self.headline)).into_owned()
    }
}

/// The word for a capture: an error makes it bad, whatever became of its links.
pub(super) fn word(verdict: Verdict, worst: Option<Severity>) -> &'static str {
    match (verdict, worst) {
        (Verdict::Failed, _) => "FAILED",
        (Verdict::Degraded, _) => "DEGRADED",
        (_, Some(Severity::Error)) => "ERRORS",
        (_, Some(Severity::Warning)) => "WARNINGS",
        (verdict, _) => verdict.name(),
    }
}

impl Outcome {
    /// What became of a file that should be a capture, or that may be something else.
    pub(super) fn of(read: Result<Analysis, CaptureError>, meant: bool) -> Self {
        match read {
            Ok(analysis) => match &analysis.error {
                Some(error) if analysis.health.decoded == 0 => {
                    Self::Unread(error.reason.to_string())
                }
                _ => Self::Read(Summary::of(&analysis)),
            },
            Err(error) if !meant && error.is_no_capture() => Self::NoCapture,
            Err(error) => Self::Unread(error.reason.to_string()),
        }
    }

    /// How bad it is, as a severity; none where nothing was found.
    pub(super) fn badness(&self) -> Option<usize> {
        match self {
            Self::Waits | Self::NoCapture => None,
            Self::Unread(_) => Some(usize::MAX),
            Self::Read(summary) if summary.cut.is_some() => Some(Severity::Error as usize),
            Self::Read(summary) => summary.worst.map(|worst| worst as usize),
        }
    }

    /// Its place in the list: the greatest first.
    pub(super) fn rank(&self) -> (Option<usize>, Option<Verdict>, Vec<u64>, bool) {
        let (verdict, counts) = match self {
            Self::Read(summary) => (
                Some(summary.verdict),
                // The counts of the severe ones weigh more.
                summary.counts.iter().rev().copied().collect(),
            ),
            _ => (None, Vec::new()),
        };
        (self.badness(), verdict, counts, *self != Self::Waits)
    }
}
