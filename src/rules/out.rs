//! Where rules put their findings: the gates and the bounds are applied here, for all of them.

use std::{borrow::Cow, collections::BTreeMap};

use parsers::Address;

use super::{Findings, Gate, Rule, Wakes};
use crate::{
    finding::{Confidence, Finding, Place, Severity},
    track::{At, LinkId, State},
};

/// Findings that were not assessed: how often, per rule and reason.
pub type Skipped = BTreeMap<(&'static str, &'static str), u64>;

/// Collects the findings of a capture.
#[derive(Debug)]
pub struct Out<'s> {
    pub(crate) state: &'s State,
    pub(crate) findings: &'s mut Findings,
    pub(crate) skipped: &'s mut Skipped,
    /// The device at the other end of the link whose story is looked at: the state need not know it
    /// any more.
    pub(crate) device: Option<Address>,
    /// The rule was asked for.
    pub(crate) shown: bool,
    /// Which rule it is, as [`Wakes`] counts them.
    pub(crate) rule: usize,
    pub(crate) wakes: &'s mut Wakes,
    /// What rules have forgotten for a bound.
    pub(crate) forgotten: &'s mut u64,
}

impl Out<'_> {
    /// A finding of `rule` at a frame. Nothing is reported until [`Draft::report`].
    pub fn finding(&self, rule: &'static Rule, at: At, message: impl Into<String>) -> Draft {
        Draft {
            rule,
            finding: Finding {
                rule: &rule.info,
                severity: rule.severity,
                confidence: Confidence::Confirmed,
                at,
                link: None,
                peer: None,
                message: message.into(),
                advice: None,
                related: Vec::new(),
            },
        }
    }

    /// The rule would have had to look at something that the capture does not show.
    pub fn not_assessable(&mut self, rule: &'static Rule, reason: &'static str) {
        if self.shown {
            *self.skipped.entry((rule.code, reason)).or_default() += 1;
        }
    }

    /// Whether a gate is open that the rule declares for some of its findings (`where`), on a link
    /// and from a frame on. Where it is not, what would be found there is not assessable.
    pub fn holds(&mut self, rule: &'static Rule, gate: Gate, link: LinkId, first: At) -> bool {
        debug_assert!(
            rule.gates.iter().any(|need| need.gate == gate && need.when.is_some()),
            "{} does not declare {gate:?}",
            rule.code
        );
        let open = gate.open(self.state, Some(link), first);
        if !open {
            self.not_assessable(rule, gate.reason());
        }
        open
    }

    /// Calls [`Check::due`](super::Check::due) at this moment, or earlier: who has several ends to wait
    /// for asks again then.
    pub fn wake(&mut self, at: At) {
        self.wakes.add(self.rule, at);
    }

    /// Something was forgotten for a bound that was still wanted: the trust notes say how much.
    pub(super) fn forgets(&mut self) {
        *self.forgotten += 1;
    }

    /// Whether a rule has reported something of this link in this frame.
    pub fn is_explained(&self, link: LinkId, at: At) -> bool {
        self.findings.explains(link, at.frame)
    }

    /// A finding of this link and frame is held back for what comes of it, and follows.
    pub fn follows(&mut self, link: LinkId, at: At) {
        self.findings.announce(link, at.frame);
    }

    /// One more finding like those that were reported. It counts, and nothing is kept of it.
    pub fn unlisted(&mut self, rule: &'static Rule, severity: Severity) {
        if self.shown {
            self.findings.count(rule.code, severity);
        }
    }

    fn report(&mut self, draft: Draft) {
        let Draft { rule, mut finding } = draft;
        if finding.confidence == Confidence::Hint {
            // What is only possible is not to fail a build.
            finding.severity = finding.severity.min(Severity::Warning);
        }
        finding.related.sort_by_key(|place| place.at.frame);
        let first = finding.first();
        for need in rule.gates.iter().filter(|need| need.when.is_none()) {
            if need.gate.open(self.state, finding.link, first) {
                continue;
            }
            match need.of {
                None => return self.not_assessable(rule, need.gate.reason()),
                Some(of) if finding.severity == of => finding.severity = of.less(),
                Some(_) => {}
            }
        }
        let peer = finding.peer.or(self.device).or_else(|| self.state.peer(finding.link?));
        finding.peer = peer.map(|peer| self.state.names.identity(peer));
        if self.shown {
            self.findings.add(finding);
        } else {
            self.findings.withhold(finding);
        }
    }
}

/// A finding that is being written.
#[derive(Debug)]
#[must_use = "a draft is not reported until `report` is called"]
pub struct Draft {
    rule: &'static Rule,
    finding: Finding,
}

impl Draft {
    /// The link it is about.
    pub fn link(mut self, link: Option<LinkId>) -> Self {
        self.finding.link = link;
        self
    }

    /// The device it is about, where the link does not say: one that was not reached.
    pub fn peer(mut self, peer: Option<Address>) -> Self {
        self.finding.peer = peer;
        self
    }

    /// Not the rule's severity.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// Less than [`Confidence::Confirmed`].
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.finding.confidence = confidence;
        self
    }

    /// What to do in this very case.
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.finding.advice = Some(advice.into());
        self
    }

    /// Another frame that proves it.
    pub fn related(mut self, at: At, note: impl Into<Cow<'static, str>>) -> Self {
        self.finding.related.push(Place { at, note: note.into() });
        self
    }

    /// The same, where there is one.
    pub fn maybe_related(self, at: Option<At>, note: impl Into<Cow<'static, str>>) -> Self {
        match at {
            Some(at) => self.related(at, note),
            None => self,
        }
    }

    /// Done.
    pub fn report(self, out: &mut Out<'_>) {
        out.report(self);
    }
}
