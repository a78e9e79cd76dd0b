//! What was found in several captures, and comes in a rhythm over them.

use std::collections::BTreeMap;

use crate::{
    analysis::{Analysis, Incident},
    finding::{Alike, RuleInfo, Severity},
    rhythm::Rhythm,
};

/// Things that are remembered.
const MAX_THINGS: usize = 2_000;
/// Moments of one thing that are remembered.
const MAX_MOMENTS: usize = 2_000;

/// One finding that comes in a rhythm over several captures.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// The rule.
    pub rule: &'static RuleInfo,
    /// How bad it is.
    pub severity: Severity,
    /// What is said of the first.
    pub message: String,
    /// How often it happened.
    pub times: u64,
    /// In how many captures.
    pub captures: u64,
    /// The rhythm.
    pub rhythm: Rhythm,
    /// The first and the last: the capture and the frame.
    pub places: [(String, u64); 2],
}

#[derive(Debug, Clone)]
struct Thing {
    rule: &'static RuleInfo,
    severity: Severity,
    /// Time, capture and frame of the first and the last.
    first: (i64, String, u64),
    last: (i64, String, u64),
    message: String,
    moments: Vec<i64>,
    captures: u64,
}

/// What was found in the captures so far, about devices.
#[derive(Debug, Clone, Default)]
pub(super) struct Repeats {
    things: BTreeMap<Alike, Thing>,
}

impl Repeats {
    pub(super) fn add(&mut self, analysis: &Analysis) {
        for incident in &analysis.incidents {
            let finding = incident.finding(&analysis.findings);
            if incident.severity > Severity::Info && finding.peer.is_some() {
                self.note(finding.alike(), incident, analysis);
            }
        }
    }

    fn note(&mut self, alike: Alike, incident: &Incident, analysis: &Analysis) {
        let finding = incident.finding(&analysis.findings);
        if self.things.len() >= MAX_THINGS && !self.things.contains_key(&alike) {
            return;
        }
        let place = |time: i64, frame: u64| (time, analysis.path.clone(), frame);
        let first = place(finding.at.time.0, finding.at.frame);
        let last = place(incident.last.time.0, incident.last.frame);
        let thing = self.things.entry(alike).or_insert_with(|| Thing {
            rule: finding.rule,
            severity: incident.severity,
            first: first.clone(),
            last: last.clone(),
            message: finding.message.clone(),
            moments: Vec::new(),
            captures: 0,
        });
        thing.captures += 1;
        thing.severity = thing.severity.max(incident.severity);
        if first.0 < thing.first.0 {
            (thing.first, thing.message) = (first, finding.message.clone());
        }
        if last.0 > thing.last.0 {
            thing.last = last;
        }
        let room = MAX_MOMENTS.saturating_sub(thing.moments.len());
        let moments = incident.findings.iter().map(|&place| analysis.findings[place].at.time.0);
        thing.moments.extend(moments.take(room));
    }

    /// Those of two captures and more that have a rhythm, the worst first.
    pub(super) fn rhythmic(&self) -> Vec<Repeat> {
        let several = self.things.values().filter(|thing| thing.captures > 1);
        let mut repeats: Vec<Repeat> = several
            .filter_map(|thing| {
                let mut moments = thing.moments.clone();
                moments.sort_unstable();
                // Two captures of one moment are one moment.
                moments.dedup();
                Some(Repeat {
                    rule: thing.rule,
                    severity: thing.severity,
                    message: thing.message.clone(),
                    times: moments.len() as u64,
                    captures: thing.captures,
                    rhythm: Rhythm::of(&moments)?,
                    places: [&thing.first, &thing.last].map(|at| (at.1.clone(), at.2)),
                })
            })
            .collect();
        repeats.sort_by_key(|repeat| std::cmp::Reverse((repeat.severity, repeat.times)));
        repeats
    }
}
