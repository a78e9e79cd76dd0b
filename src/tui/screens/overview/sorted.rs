//! The findings in the order in which they are listed.

use std::cmp::Reverse;

use crate::{
    analysis::{Analysis, Incident},
    finding::Finding,
    track::LinkId,
    tui::document::Document,
};

/// What a finding is recognised by when the list has changed.
pub(super) type FindingKey = (&'static str, u64, Option<LinkId>);

pub(super) fn key(finding: &Finding) -> FindingKey {
    (finding.rule.code, finding.at.frame, finding.link)
}

/// A line of the list of findings.
#[derive(Clone, Copy)]
pub(super) struct Row<'d> {
    pub(super) finding: &'d Finding,
    /// The incident that it stands for, once all was read.
    pub(super) incident: Option<&'d Incident>,
    /// It follows from the one above.
    pub(super) follows: bool,
}

/// Where a line's incident is: one of the analysis, or of those that follow from it.
#[derive(Debug, Clone, Copy)]
struct Place {
    incident: usize,
    consequence: Option<usize>,
}

impl Place {
    fn of(self, analysis: &Analysis) -> Option<&Incident> {
        let incident = analysis.incidents.get(self.incident)?;
        self.consequence.map_or(Some(incident), |index| incident.consequences.get(index))
    }
}

/// A line, without what it is about.
#[derive(Debug, Clone, Copy)]
struct Entry {
    finding: usize,
    place: Option<Place>,
    follows: bool,
}

/// The findings of a link, or all: the worst first, and of those the earliest, which is the cause
/// more often than the ones that follow. Once all was read, below each stands what follows from it.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    version: u64,
    pub(super) link: Option<LinkId>,
    entries: Vec<Entry>,
    pub(super) keys: Vec<FindingKey>,
}

impl Sorted {
    pub(super) fn update(&mut self, document: &Document, link: Option<LinkId>) {
        if (self.version, self.link) == (document.version, link) {
            return;
        }
        (self.version, self.link) = (document.version, link);
        let of = |index: usize| {
            let finding = document.findings.get(index)?;
            (link.is_none() || finding.link == link).then_some(finding)
        };
        self.entries = match &document.analysis {
            Some(analysis) => incidents(analysis, &of),
            None => {
                let mut found: Vec<(usize, &Finding)> =
                    (0..document.findings.len()).filter_map(|i| Some((i, of(i)?))).collect();
                found.sort_by_key(|(_, finding)| (Reverse(finding.severity), finding.at.frame));
                let entry = |(finding, _)| Entry { finding, place: None, follows: false };
                found.into_iter().map(entry).collect()
            }
        };
        let found = self.entries.iter().filter_map(|entry| of(entry.finding));
        self.keys = found.map(key).collect();
    }

    pub(super) fn get<'d>(&self, index: usize, document: &'d Document) -> Option<Row<'d>> {
        let Entry { finding, place, follows } = *self.entries.get(index)?;
        let incident = place.and_then(|place| place.of(document.analysis.as_ref()?));
        Some(Row { finding: document.findings.get(finding)?, incident, follows })
    }
}

fn incidents<'d>(analysis: &Analysis, of: &impl Fn(usize) -> Option<&'d Finding>) -> Vec<Entry> {
    let entry = |incident: &Incident, place, follows| {
        // Of what happened on several links, the one on this link.
        let finding = incident.findings.iter().copied().find(|&index| of(index).is_some())?;
        Some(Entry { finding, place: Some(place), follows })
    };
    let mut order: Vec<usize> = (0..analysis.incidents.len()).collect();
    order.sort_by_key(|&i| analysis.incidents.get(i).map(|incident| Reverse(incident.severity)));
    let mut entries = Vec::new();
    for index in order {
        let Some(incident) = analysis.incidents.get(index) else { continue };
        let cause = entry(incident, Place { incident: index, consequence: None }, false);
        entries.extend(cause);
        for (below, consequence) in incident.consequences.iter().enumerate() {
            let place = Place { incident: index, consequence: Some(below) };
            entries.extend(entry(consequence, place, cause.is_some()));
        }
    }
    entries
}
