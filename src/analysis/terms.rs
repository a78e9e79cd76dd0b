//! How the findings of a capture are weighed: which rules report, how severe each counts, and what
//! fails the run. Verdicts of links do not depend on it.

use super::{Analysis, Incident, Selection, incidents};
use crate::{
    finding::{Finding, RuleInfo, Severity},
    rules::Counts,
};

/// How the findings of one capture are weighed.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The rules that report.
    pub selection: Selection,
    /// From here on a finding fails the run; nothing does without it.
    pub fail_on: Option<Severity>,
    /// What is for people to look through lists findings from here on.
    pub least: Severity,
    /// The configuration file that says so.
    pub config: Option<String>,
    /// Findings were compared with a baseline.
    pub has_baseline: bool,
    /// The rules whose findings have another severity than their own.
    pub severity: Vec<(&'static str, Severity)>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            selection: Selection::default(),
            fail_on: Some(Severity::Warning),
            least: Severity::Notice,
            config: None,
            has_baseline: false,
            severity: Vec::new(),
        }
    }
}

impl From<Selection> for Terms {
    /// The usual terms, for these rules.
    fn from(selection: Selection) -> Self {
        Self { selection, ..Self::default() }
    }
}

impl Terms {
    /// How severe a finding of the rule is, where that is not for the rule to say.
    pub fn severity(&self, rule: &RuleInfo) -> Option<Severity> {
        let own = self.severity.iter().find(|(code, _)| *code == rule.code);
        own.map(|&(_, severity)| severity)
    }

    /// A finding with the severity that it has here.
    pub fn weighed(&self, mut finding: Finding) -> Finding {
        if let Some(severity) = self.severity(finding.rule) {
            finding.weigh(severity);
        }
        finding
    }

    /// Whether an incident fails the run.
    pub fn fails(&self, incident: &Incident) -> bool {
        !incident.known && self.fail_on.is_some_and(|least| incident.severity >= least)
    }

    /// Whether an incident is listed for people.
    pub fn lists(&self, incident: &Incident) -> bool {
        !incident.known && incident.severity >= self.least
    }
}

impl Analysis {
    /// Weighs what was found.
    pub fn weigh(&mut self, terms: &Terms) {
        self.terms = terms.clone();
        if !terms.severity.is_empty() {
            self.reweigh(|rule| terms.severity(rule));
        }
    }

    /// Gives the findings of some rules another severity. What is only possible stays at most a
    /// warning.
    pub fn reweigh(&mut self, severity: impl Fn(&RuleInfo) -> Option<Severity>) {
        for finding in &mut self.findings {
            if let Some(severity) = severity(finding.rule) {
                finding.weigh(severity);
            }
        }
        let own = |incident: &Incident| {
            let all = incident.findings.iter().map(|&place| self.findings[place].severity);
            all.max().unwrap_or(Severity::Info)
        };
        for incident in &mut self.incidents {
            for consequence in &mut incident.consequences {
                consequence.severity = own(consequence);
            }
            let below = incident.consequences.iter().map(|it| it.severity).max();
            incident.severity = own(incident).max(below.unwrap_or(Severity::Info));
        }
        for ((code, old), count) in std::mem::take(&mut self.unlisted) {
            let rule = crate::rules::find(code).map(|rule| &rule.info);
            let new = rule.and_then(&severity).unwrap_or(old);
            *self.unlisted.entry((code, new)).or_default() += count;
        }
        self.counts = incidents::counts(&self.incidents, &self.unlisted);
    }

    /// Whether something in it fails the run, listed or not.
    pub fn fails(&self) -> bool {
        let counts = self.new_counts();
        self.terms.fail_on.is_some_and(|least| counts.iter().skip(least as usize).any(|&it| it > 0))
    }

    /// How many findings of each severity the baseline does not have.
    pub fn new_counts(&self) -> Counts {
        let mut counts = self.counts;
        for (all, known) in counts.iter_mut().zip(self.known) {
            *all = all.saturating_sub(known);
        }
        counts
    }
}
