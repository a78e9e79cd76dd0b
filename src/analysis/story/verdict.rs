//! What became of a link, in one word and one line.

use parsers::hci::Status;

use super::phases::UNHEARD;

use crate::{
    finding::{Finding, Severity},
    story::{LinkStory, Outcome, Phase, PhaseKind, Verdict},
};

/// A finding of a link, and the one that it follows from, which may be itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'f> {
    pub(super) finding: &'f Finding,
    pub(super) cause: &'f Finding,
}

/// Decides, from the findings of the link first and from the phases where there are none.
pub(super) fn judge(story: &mut LinkStory, findings: &[Own<'_>]) {
    // Of several equally bad ones the first goes before the rest, which may follow from it.
    let worst = findings.iter().max_by(|a, b| {
        let rank = |own: &Own<'_>| (own.finding.severity, own.finding.confidence);
        rank(a).cmp(&rank(b)).then(b.finding.at.frame.cmp(&a.finding.at.frame))
    });
    // What it follows from is the news, when it happened on this link.
    let told =
        worst.map(|own| if own.cause.link == Some(story.id) { own.cause } else { own.finding });
    let worst = worst.map(|own| own.finding);
    let failed_phase = worst_phase(story);
    // A rule that looked at the failure and thinks little of it knows more than the phase does.
    let light = failed_phase.and_then(|(_, phase)| cited(findings, phase));
    let verdict = match worst.map(|finding| finding.severity) {
        Some(Severity::Error) => Verdict::Failed,
        _ if story.failure.is_some_and(|failure| !failure.cancelled) => Verdict::Failed,
        Some(Severity::Warning) => Verdict::Degraded,
        _ => match (failed_phase, light) {
            (Some(_), Some(finding)) if finding.severity == Severity::Info => Verdict::Ok,
            (Some(_), Some(_)) => Verdict::Degraded,
            (Some((verdict, _)), None) => verdict,
            // What the host gave up is nothing to find out about.
            (None, _) if story.failure.is_some() => Verdict::Ok,
            (None, _) if !story.phases.iter().any(tells_something) => Verdict::Unknown,
            (None, _) => Verdict::Ok,
        },
    };
    let is_bad = worst.is_some_and(|finding| finding.severity >= Severity::Warning);
    let named = told.filter(|_| is_bad).or(light);
    let headline = match named {
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
                let what = phase.kind.failure();
                format!("{what}: {}, by {}; frame {frame}", phase.detail, phase.failed_by.name())
            }
            (None, None) => plain(story),
        },
    };
    story.verdict = verdict;
    story.headline = headline;
}

/// The worst of the findings that look at the frame in which the phase failed.
fn cited<'f>(findings: &[Own<'f>], phase: &Phase) -> Option<&'f Finding> {
    let end = phase.ended?;
    let own = findings.iter().map(|own| own.finding).filter(|f| f.at.frame == end.frame);
    own.max_by_key(|finding| finding.severity)
}

/// The worst phase that failed for good, the first of several, and what it makes of the link.
fn worst_phase(story: &LinkStory) -> Option<(Verdict, &Phase)> {
    let verdict = |phase: &Phase| match phase.kind {
        PhaseKind::OpenChannel | PhaseKind::Configure => Verdict::Degraded,
        _ => Verdict::Failed,
    };
    let failures = story.failures().map(|phase| (verdict(phase), phase));
    failures.reduce(|worst, next| if next.0 > worst.0 { next } else { worst })
}

/// What an end that somebody wanted cut off, as it stands behind "ended by the peer".
fn cut_off(story: &LinkStory) -> &'static str {
    let end = story.phases.iter().rev().find(|phase| phase.kind == PhaseKind::Disconnect);
    let Some(end) = end.and_then(|phase| phase.ended) else { return "" };
    let cut = |phase: &Phase| match phase.kind {
        PhaseKind::Stream => {
            phase.outcome == Outcome::Ok && phase.ended.is_some_and(|at| at.frame == end.frame)
        }
        _ => phase.outcome == Outcome::Unfinished,
    };
    let words = |phase: &Phase| match phase.kind {
        PhaseKind::Stream => Some(" in the middle of a stream"),
        PhaseKind::Pair => Some(" in the middle of pairing"),
        PhaseKind::Authenticate => Some(" in the middle of authentication"),
        PhaseKind::Encrypt => Some(" while encryption was being started"),
        PhaseKind::Configure => Some(" while a stream was being configured"),
        _ => None,
    };
    story.phases.iter().rev().filter(|phase| cut(phase)).find_map(words).unwrap_or("")
}

/// The link did something, and it worked. A link that is not heard any more did not end.
fn tells_something(phase: &Phase) -> bool {
    let nothing = match phase.kind {
        PhaseKind::Idle => true,
        PhaseKind::Disconnect => phase.detail.is_empty(),
        _ => false,
    };
    phase.outcome == Outcome::Ok && !nothing
}

/// What the link did, when nothing is wrong with it.
fn plain(story: &LinkStory) -> String {
    if story.phases.iter().any(|phase| phase.detail == UNHEARD) {
        return "asked for, and nothing was heard of it".to_owned();
    }
    let mut done = Vec::new();
    for (kind, word) in [
        (PhaseKind::Connect, "connected"),
        (PhaseKind::Pair, "paired"),
        (PhaseKind::Encrypt, "encrypted"),
        (PhaseKind::Stream, "streamed"),
    ] {
        let ok = |phase: &&Phase| phase.kind == kind && phase.outcome == Outcome::Ok;
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
            let by = story.said_by(end.by);
            match end.reason {
                Some(Status::SUCCESS) | None => "no longer heard".to_owned(),
                Some(_) => format!("ended by {by}{}", cut_off(story)),
            }
        }
        None => "open at the end of the capture".to_owned(),
    };
    if line.is_empty() { end } else { format!("{line}, {end}") }
}
