//! What became of a link, in one word and one line.

use parsers::{hci::Status, link::Direction};

use super::{LinkStory, Outcome, Phase, PhaseKind, phases::NO_ANSWER};
use crate::finding::{Finding, Severity};

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It did what it should.
    Ok,
    /// The capture does not show enough to tell.
    Unknown,
    /// It worked, with faults.
    Degraded,
    /// It did not work, or stopped working.
    Failed,
}

impl Verdict {
    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Degraded => "degraded",
            Self::Failed => "failed",
        }
    }
}

/// Decides, from the findings first and from the phases where there are none.
pub(super) fn judge(story: &mut LinkStory, findings: &[&Finding]) {
    let own = findings.iter().filter(|f| f.link == Some(story.id));
    // Of several equally bad ones the first is the cause and the rest follow from it.
    let worst = own.max_by(|a, b| {
        (a.severity, a.confidence)
            .cmp(&(b.severity, b.confidence))
            .then(b.at.frame.cmp(&a.at.frame))
    });
    let failed_phase = worst_phase(story);
    let verdict = match worst.map(|finding| finding.severity) {
        Some(Severity::Error) => Verdict::Failed,
        // The rule that looked at it knows how bad the failure is.
        Some(Severity::Warning) => Verdict::Degraded,
        _ if story.failure.is_some_and(|failure| !failure.cancelled) => Verdict::Failed,
        _ => match failed_phase {
            // This one too, though it thinks little of it.
            Some((_, phase)) if cites(findings, story, phase) => Verdict::Degraded,
            Some((verdict, _)) => verdict,
            None if story.phases.is_empty() => Verdict::Unknown,
            None => Verdict::Ok,
        },
    };
    let headline = match worst.filter(|finding| finding.severity >= Severity::Warning) {
        Some(finding) => {
            let mut frames: Vec<u64> = finding.related.iter().map(|place| place.at.frame).collect();
            frames.push(finding.at.frame);
            frames.sort_unstable();
            frames.dedup();
            let frames: Vec<String> = frames.iter().map(u64::to_string).collect();
            let word = if frames.len() == 1 { "frame" } else { "frames" };
            format!("{}; {word} {}", finding.message, frames.join(", "))
        }
        None => match (story.failure, failed_phase) {
            (Some(failure), _) => {
                let tries = match story.attempts {
                    1 => String::new(),
                    n => format!(", {n} times"),
                };
                let what =
                    if failure.cancelled { "Connection was cancelled" } else { "No connection" };
                format!("{what}{tries}: {}; frame {}", failure.status, story.last.frame)
            }
            (None, Some((_, phase))) => {
                let frame = phase.ended.unwrap_or(phase.began).frame;
                format!("{} failed: {}; frame {frame}", phase.kind.name(), phase.detail)
            }
            (None, None) => plain(story),
        },
    };
    story.verdict = verdict;
    story.headline = headline;
}

/// Whether a finding looks at the frame in which the phase failed.
fn cites(findings: &[&Finding], story: &LinkStory, phase: &Phase) -> bool {
    phase.ended.is_some_and(|end| {
        findings.iter().any(|f| f.link == Some(story.id) && f.at.frame == end.frame)
    })
}

/// The worst phase that failed and was not made good later, the first of several, and what it makes
/// of the link. Findings may be switched off; what failed has failed all the same.
fn worst_phase(story: &LinkStory) -> Option<(Verdict, &Phase)> {
    let mut worst: Option<(Verdict, &Phase)> = None;
    for (index, phase) in story.phases.iter().enumerate() {
        if phase.outcome != Outcome::Failed {
            continue;
        }
        let good = |later: &Phase| {
            if later.outcome != Outcome::Ok {
                return false;
            }
            // Encryption after a pairing that seemed to stand still: its PDUs are not in the capture.
            let encrypted = later.kind == PhaseKind::Encrypt
                && phase.kind == PhaseKind::Pair
                && phase.detail == NO_ANSWER;
            encrypted
                || later.kind == phase.kind
                // A channel for one service does not make up for another's.
                && (phase.kind != PhaseKind::OpenChannel
                    || phase.detail.starts_with(&format!("{}:", later.detail)))
        };
        if story.phases.iter().skip(index + 1).any(good) {
            continue;
        }
        let verdict = match phase.kind {
            PhaseKind::OpenChannel | PhaseKind::Configure => Verdict::Degraded,
            _ => Verdict::Failed,
        };
        if worst.is_none_or(|(before, _)| verdict > before) {
            worst = Some((verdict, phase));
        }
    }
    worst
}

/// What the link did, when nothing is wrong with it.
fn plain(story: &LinkStory) -> String {
    let mut done = Vec::new();
    for (kind, word) in [
        (PhaseKind::Connect, "connected"),
        (PhaseKind::Pair, "paired"),
        (PhaseKind::Encrypt, "encrypted"),
        (PhaseKind::Stream, "streamed"),
    ] {
        let ok = |phase: &&super::Phase| phase.kind == kind && phase.outcome == Outcome::Ok;
        if story.phases.iter().any(|phase| ok(&phase)) {
            done.push(word);
        }
    }
    if !story.from_start && !story.phases.is_empty() {
        done.insert(0, "open before the capture");
    }
    let mut line = done.join(", ");
    if let Some(codec) = &story.codec {
        line = format!("{line} ({codec})");
    }
    let end = match story.end {
        Some(end) => {
            let by = match end.by {
                Direction::Sent if story.on_air => "the central",
                Direction::Received if story.on_air => "the peripheral",
                Direction::Sent => "this host",
                Direction::Received => "the peer",
                Direction::Unknown => "the controller",
            };
            match end.reason {
                Some(Status::SUCCESS) | None => "not heard any more".to_owned(),
                Some(_) => format!("ended by {by}"),
            }
        }
        None => "open at the end of the capture".to_owned(),
    };
    if line.is_empty() { end } else { format!("{line}, {end}") }
}
