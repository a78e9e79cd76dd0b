//! Which finding follows from which.

use std::collections::BTreeMap;

use crate::{
    finding::{Confidence, Finding, Severity},
    track::LinkId,
};

/// What comes within this many nanoseconds of its cause follows from it.
const SOON: i64 = 5_000_000_000;

/// For each finding the one that it follows from in the end, if any: one of a rule that declares to
/// be its cause, of the same link or device, shortly before or with a frame in common.
///
/// Findings are in the order of their frames. The declarations have no circle.
pub(crate) fn causes(findings: &[Finding]) -> Vec<Option<usize>> {
    let mut of_link: BTreeMap<LinkId, Vec<usize>> = BTreeMap::new();
    let mut of_peer = BTreeMap::new();
    let mut at_large = Vec::new();
    // Most rules are the cause of nothing.
    let causes = findings.iter().enumerate().filter(|(_, cause)| !cause.rule.causes.is_empty());
    for (place, cause) in causes {
        match (cause.link, cause.peer) {
            (None, None) => at_large.push(place),
            (link, peer) => {
                if let Some(link) = link {
                    of_link.entry(link).or_default().push(place);
                }
                if let Some(peer) = peer {
                    of_peer.entry(peer).or_insert_with(Vec::new).push(place);
                }
            }
        }
    }
    let direct: Vec<Option<usize>> = findings
        .iter()
        .enumerate()
        .map(|(place, finding)| {
            let own = finding.link.and_then(|link| of_link.get(&link));
            let others = finding.peer.and_then(|peer| of_peer.get(&peer));
            let near = |list: &'_ [usize]| nearest(findings, list, place);
            own.and_then(|own| near(own))
                .or_else(|| others.and_then(|others| near(others)))
                .or_else(|| near(&at_large))
        })
        .collect();
    let root = |place: usize| {
        let mut root = direct[place]?;
        // A circle in the declarations would be a fault of theirs, and is not to hang here.
        for _ in 0..direct.len() {
            match direct[root] {
                Some(next) => root = next,
                None => return Some(root),
            }
        }
        None
    };
    (0..findings.len()).map(root).collect()
}

/// The cause of a finding among these, the latest of several. They are in the order of their frames.
fn nearest(findings: &[Finding], causes: &[usize], place: usize) -> Option<usize> {
    let finding = &findings[place];
    causes.iter().rev().copied().find(|&cause| {
        let cause = &findings[cause];
        cause.rule.causes.contains(&finding.rule.code)
            && may_stand_for(cause, finding)
            && (have_a_frame_in_common(cause, finding) || comes_soon_after(cause, finding))
    })
}

/// What is only possible, or nothing bad, does not swallow what is worse.
fn may_stand_for(cause: &Finding, finding: &Finding) -> bool {
    let sure = cause.confidence > Confidence::Hint && cause.severity > Severity::Info;
    sure || cause.severity >= finding.severity
}

/// A frame that both rest on. The end of their link, in which both end and which neither is about,
/// makes neither the cause of the other.
fn have_a_frame_in_common(a: &Finding, b: &Finding) -> bool {
    let last = |one: &Finding| one.frames().map(|frame| frame.frame).max();
    let ends_both = (last(a) == last(b)).then(|| last(a)).flatten();
    let about = [a.at.frame, b.at.frame];
    a.frames()
        .filter(|own| Some(own.frame) != ends_both || about.contains(&own.frame))
        .any(|own| b.frames().any(|other| own.frame == other.frame))
}

fn comes_soon_after(cause: &Finding, finding: &Finding) -> bool {
    let known = cause.frames().max().unwrap_or(cause.at);
    finding.at.source == cause.at.source
        && finding.at >= cause.at
        && finding.at.time.step_from(known.time) <= SOON
}
