//! The part of a capture that is reported.

use crate::{
    analysis::{Analysis, Incident},
    finding::{Finding, Severity},
    track::LinkId,
};

/// What is reported; all without either.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// One link, and what was found on it.
    pub link: Option<LinkId>,
    /// One finding, by code or name and perhaps its frame, and its link.
    pub finding: Option<(String, Option<u64>)>,
}

impl Scope {
    /// Everything is reported.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether anything of an analysis is in it.
    pub fn has_any(&self, analysis: &Analysis) -> bool {
        let link = |id| analysis.links.iter().any(|link| link.id == id);
        let finding = || analysis.incidents.iter().any(|it| self.has(it, &analysis.findings));
        self.link.is_none_or(link) && (self.finding.is_none() || finding())
    }

    fn has(&self, incident: &Incident, findings: &[Finding]) -> bool {
        let mut all = std::iter::once(incident).chain(&incident.consequences);
        let on_link = self.link.is_none_or(|link| incident.finding(findings).link == Some(link));
        on_link
            && self.finding.as_ref().is_none_or(|(name, frame)| {
                all.any(|incident| {
                    let own = incident.findings.iter().map(|&place| &findings[place]);
                    let mut named = own.filter(|finding| finding.rule.is_called(name));
                    named.any(|finding| frame.is_none_or(|frame| finding.at.frame == frame))
                })
            })
    }

    /// Leaves out what is not in it.
    pub(super) fn narrow(&self, mut analysis: Analysis) -> Analysis {
        if self.is_all() {
            return analysis;
        }
        let findings = &analysis.findings;
        analysis.incidents.retain(|incident| self.has(incident, findings));
        let of_incident = |id| {
            let mut links = analysis.incidents.iter().map(|it| it.finding(findings).link);
            links.any(|link| link == Some(id))
        };
        let wanted = |id| match self.link {
            Some(link) => link == id,
            None => of_incident(id),
        };
        analysis.links.retain(|link| wanted(link.id));
        analysis.more_links = 0;
        analysis.unlisted.clear();
        for severity in Severity::ALL {
            let same = analysis.incidents.iter().filter(|incident| incident.severity == severity);
            analysis.counts[severity as usize] = same.count() as u64;
        }
        analysis
    }
}
