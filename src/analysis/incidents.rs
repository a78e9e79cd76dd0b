//! Findings put together to incidents: what follows from one cause hangs below it, and the same thing
//! again is not another one.

mod causes;

use std::collections::BTreeMap;

use crate::{
    finding::{Alike, Finding, Severity},
    rhythm::Rhythm,
    rules::{Counts, Said, Unlisted},
    track::At,
};

pub(super) use causes::causes;

/// One thing that went wrong, once or again and again, with what followed from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// How bad it is: like the worst of its findings and consequences.
    pub severity: Severity,
    /// Its findings, as places in [`Analysis::findings`](super::Analysis::findings), in their order:
    /// one for each time that it happened, in so far as they are kept. There is at least one.
    pub findings: Vec<usize>,
    /// How often it happened.
    pub times: u64,
    /// When it happened last.
    pub last: At,
    /// The rhythm in which it happened, when that is no chance.
    pub rhythm: Option<Rhythm>,
    /// A baseline has it.
    pub known: bool,
    /// What followed from it. These have no consequences of their own: all is listed here.
    pub consequences: Vec<Incident>,
}

impl Incident {
    /// The finding that stands for it: the first.
    ///
    /// # Panics
    /// When the findings are not those of its analysis.
    pub fn finding<'f>(&self, findings: &'f [Finding]) -> &'f Finding {
        &findings[self.findings[0]]
    }

    /// All findings of it and of its consequences, as places, in no order.
    pub fn all(&self) -> impl Iterator<Item = usize> + '_ {
        let below = self.consequences.iter().flat_map(|consequence| &consequence.findings);
        self.findings.iter().chain(below).copied()
    }
}

/// Puts the findings of a capture together. They are in the order of their frames; `causes` has for
/// each the one that it follows from, if any.
pub(super) fn gather(
    findings: &[Finding],
    causes: &[Option<usize>],
    said: &BTreeMap<Alike, Said>,
) -> Vec<Incident> {
    let mut top = Folded::default();
    let alike: Vec<Alike> = findings.iter().map(Finding::alike).collect();
    for (place, own) in alike.iter().enumerate() {
        if causes[place].is_none() {
            top.add(own, place);
        }
    }
    let mut below: BTreeMap<usize, Folded<'_>> = BTreeMap::new();
    for (place, own) in alike.iter().enumerate() {
        if let Some(cause) = causes[place]
            && let Some(&incident) = top.of.get(&alike[cause])
        {
            below.entry(incident).or_default().add(own, place);
        }
    }
    let latest: BTreeMap<&Alike, usize> = alike.iter().zip(0..).collect();
    let incident = |places: Vec<usize>| {
        let first = places[0];
        let mut incident = Incident {
            severity: findings[first].severity,
            times: places.len() as u64,
            last: places.iter().map(|&place| findings[place].at).max().unwrap_or_default(),
            rhythm: rhythm(findings, &places),
            findings: places,
            known: false,
            consequences: Vec::new(),
        };
        // Those that are not kept came after all that are, and are told with the last of these.
        let is_latest = latest.get(&alike[first]) == incident.findings.last();
        if let Some(said) = said.get(&alike[first]).filter(|_| is_latest) {
            incident.times += said.times - said.kept;
            incident.last = incident.last.max(said.last);
        }
        incident
    };
    let mut incidents: Vec<Incident> = top.places.into_iter().map(incident).collect();
    for (place, folded) in below {
        let consequences: Vec<Incident> = folded.places.into_iter().map(incident).collect();
        let worst = consequences.iter().map(|consequence| consequence.severity).max();
        incidents[place].severity = incidents[place].severity.max(worst.unwrap_or(Severity::Info));
        incidents[place].consequences = consequences;
    }
    incidents
}

/// Places of findings that say the same, in the order of the first of each.
#[derive(Debug, Default)]
struct Folded<'a> {
    places: Vec<Vec<usize>>,
    of: BTreeMap<&'a Alike, usize>,
}

impl<'a> Folded<'a> {
    fn add(&mut self, alike: &'a Alike, place: usize) {
        let index = *self.of.entry(alike).or_insert(self.places.len());
        match self.places.get_mut(index) {
            Some(places) => places.push(place),
            None => self.places.push(vec![place]),
        }
    }
}

fn rhythm(findings: &[Finding], places: &[usize]) -> Option<Rhythm> {
    let moments: Vec<i64> = places.iter().map(|&place| findings[place].at.time.0).collect();
    Rhythm::of(&moments)
}

/// How many there are of each severity: an incident counts once, however often it happened and
/// whatever followed from it. Of findings that are not kept nobody knows what they belong to.
pub(super) fn counts(incidents: &[Incident], unlisted: &Unlisted) -> Counts {
    let mut counts = Counts::default();
    for incident in incidents {
        counts[incident.severity as usize] += 1;
    }
    for (&(_, severity), number) in unlisted {
        counts[severity as usize] += number;
    }
    counts
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
mod tests {
    use parsers::Address;

    use super::*;
    use crate::{
        capture::Timestamp,
        finding::{Confidence, RuleInfo},
        rules::Findings,
        track::LinkId,
    };

    /// Rules of which each may be the cause of those that come after it.
    fn rules() -> Vec<&'static RuleInfo> {
        const CODES: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
        let rule = |place: usize| -> &'static RuleInfo {
            Box::leak(Box::new(RuleInfo {
                code: CODES[place],
                name: "",
                former: &[],
                since: "",
                severity: Severity::Info,
                summary: "",
                causes: &CODES[place + 1..],
                spec: "",
                advice: "",
                docs: "",
            }))
        };
        (0..CODES.len()).map(rule).collect()
    }

    /// Whatever is found in whatever order, beyond all bounds: the worst stays the worst, nothing is
    /// in two places, and all are counted.
    #[test]
    fn neither_bounds_nor_causes_change_the_worst() {
        let rules = rules();
        let mut state = 1_u64;
        let mut random = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for round in 0..40 {
            let many = if round % 10 == 0 { 25_000 } else { 300 };
            let mildest = random(4);
            let mut all = Findings::default();
            for frame in 0..many {
                let severity = Severity::ALL[random(mildest + 1) as usize];
                let confidence = Confidence::ALL[random(3) as usize];
                // As in `Out::report`.
                let severity = match confidence {
                    Confidence::Hint => severity.min(Severity::Warning),
                    _ => severity,
                };
                all.add(Finding {
                    rule: rules[random(6) as usize],
                    severity,
                    confidence,
                    at: At { frame, time: Timestamp(frame as i64 * 100_000_000), ..At::default() },
                    link: (random(4) > 0).then_some(LinkId(random(2000) as u32)),
                    peer: (random(3) > 0).then_some(Address([random(200) as u8; 6])),
                    message: format!(
                        "it is so in {frame} frames, and {}",
                        ["bad", "worse"][random(2) as usize]
                    ),
                    advice: None,
                    related: Vec::new(),
                });
            }
            let found = all.finish();
            let links = causes(&found.kept);
            let incidents = gather(&found.kept, &links, &found.said);
            let counts = counts(&incidents, &found.unlisted);
            let worst = |counts: &Counts| counts.iter().rposition(|&number| number > 0);
            assert_eq!(worst(&counts), worst(&found.counts), "round {round}");
            let mut places: Vec<usize> = incidents.iter().flat_map(Incident::all).collect();
            places.sort_unstable();
            assert!(places.iter().copied().eq(0..found.kept.len()), "round {round}");
            let times = |incident: &Incident| {
                incident.times + incident.consequences.iter().map(|below| below.times).sum::<u64>()
            };
            let listed: u64 = incidents.iter().map(times).sum();
            let unlisted: u64 = found.unlisted.values().sum();
            assert!(listed + unlisted == many, "round {round}");
        }
    }
}
