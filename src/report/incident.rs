//! How often an incident happened, in words.

use crate::{
    analysis::{Analysis, Incident},
    finding::Finding,
    rhythm::Rhythm,
    text::{count, duration},
    track::At,
};

/// Times of one incident that are named.
const MAX_NAMED: usize = 6;

/// `8 times`, or `every 47 min (8 times, ±10 s)` where it has a rhythm; nothing when it happened
/// once.
pub(crate) fn times(incident: &Incident) -> Option<String> {
    let times = count(incident.times, "time");
    match incident.rhythm {
        Some(Rhythm { period, spread }) => {
            Some(format!("every {} ({times}, ±{})", round(period), duration(spread)))
        }
        None => (incident.times > 1).then_some(times),
    }
}

/// What is said of an incident: the message of its finding, and how often it happened.
pub(crate) fn message(incident: &Incident, findings: &[Finding]) -> String {
    let message = &incident.finding(findings).message;
    match times(incident) {
        Some(times) => format!("{message}; {times}"),
        None => message.clone(),
    }
}

/// `every 47 min (±10 s)`.
pub(super) fn rhythm(rhythm: Rhythm) -> String {
    format!("every {} (±{})", round(rhythm.period), duration(rhythm.spread))
}

/// A length of time without seconds where they are none.
fn round(period: i64) -> String {
    let text = duration(period);
    text.strip_suffix(" 00 s").map_or_else(|| text.clone(), str::to_owned)
}

/// The frames in which it happened again: the next ones and the last, `…` between them.
pub(crate) fn again(incident: &Incident, findings: &[Finding]) -> Option<String> {
    let mut frames: Vec<String> = incident
        .findings
        .iter()
        .skip(1)
        .map(|&place| findings[place].at.frame.to_string())
        .collect();
    let last = incident.last.frame.to_string();
    if frames.len() > MAX_NAMED || frames.last().is_some_and(|frame| *frame != last) {
        frames.truncate(MAX_NAMED - 1);
        frames.push(format!("… {last}"));
    }
    let word = if frames.len() == 1 { "frame" } else { "frames" };
    (!frames.is_empty()).then(|| format!("{word} {}", frames.join(", ")))
}

/// The incidents for a reader who looks at the first: the worst come first, then those of the earlier
/// frame.
pub(super) fn worst_first(analysis: &Analysis) -> Vec<&Incident> {
    let mut incidents: Vec<_> = analysis.incidents.iter().collect();
    incidents.sort_by_key(|incident| std::cmp::Reverse(incident.severity));
    incidents
}

/// The frames of a finding in the order of the capture, the one to look at first among them.
pub(crate) fn frames(finding: &Finding) -> Vec<(At, &str)> {
    let mut frames: Vec<_> =
        finding.related.iter().map(|place| (place.at, place.note.as_ref())).collect();
    if !frames.iter().any(|(at, _)| at.frame == finding.at.frame) {
        frames.push((finding.at, "reported here"));
    }
    frames.sort_by_key(|(at, _)| at.frame);
    frames
}
