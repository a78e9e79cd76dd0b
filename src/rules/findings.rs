//! The findings of one capture: all of them counted, and as many kept as anybody will read.

use std::collections::{BTreeMap, BTreeSet};

use parsers::Address;

use crate::{
    finding::{Alike, Finding, Severity},
    track::{At, LinkId},
};

/// Findings of one rule and severity that are kept of one link.
const MAX_PER_LINK: u32 = 25;
/// Findings of one rule and severity that are kept of one peer, over all of its links.
const MAX_PER_PEER: u32 = 100;
/// Findings that are kept of one capture.
const MAX_FINDINGS: usize = 8_000;
/// Links, and peers, whose findings are counted at the same time.
const MAX_COUNTED: usize = 1 << 13;
/// Links whose worst finding is remembered although it is not kept.
const MAX_WORST: usize = 4096;

/// Findings of each severity, by its place in [`Severity::ALL`].
pub type Counts = [u64; Severity::ALL.len()];

/// Findings that are counted and not kept, by rule and severity.
pub type Unlisted = BTreeMap<(&'static str, Severity), u64>;

/// Collects findings. Severities are counted before anything is dropped, and what is dropped is the
/// least severe.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<Finding>,
    /// What the kept ones say, and how often it was said.
    said: BTreeMap<Alike, Said>,
    /// Places in `kept` of the findings of each severity.
    places: [Vec<usize>; Severity::ALL.len()],
    counts: Counts,
    unlisted: Unlisted,
    of_link: BTreeMap<(LinkId, &'static str, Severity), u32>,
    of_peer: BTreeMap<(Address, &'static str, Severity), u32>,
    elsewhere: BTreeMap<(&'static str, Severity), u32>,
    /// The worst finding of each link that is not kept.
    worst: BTreeMap<LinkId, Finding>,
    /// Where rules have reported something, whether it is listed or not.
    explained: BTreeSet<(LinkId, u64)>,
}

/// The same thing, said of the same device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    /// How often.
    pub(crate) times: u64,
    /// When it was said last.
    pub(crate) last: At,
    /// How many of them are kept.
    pub(crate) kept: u64,
}

/// What became of the findings.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) kept: Vec<Finding>,
    pub(crate) said: BTreeMap<Alike, Said>,
    pub(crate) counts: Counts,
    pub(crate) unlisted: Unlisted,
    /// Of links that have lost some of theirs, the worst that they lost.
    pub(crate) worst: Vec<Finding>,
}

impl Findings {
    /// Those that are kept so far.
    pub(crate) fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// The worst that was found on a link, in so far as it is remembered.
    pub(crate) fn worst_of(&self, link: LinkId) -> Option<Severity> {
        let from = (link, "", Severity::Info);
        let own = self.of_link.range(from..).take_while(|((of, ..), _)| *of == link);
        own.map(|((.., severity), _)| *severity).max()
    }

    /// Counts a finding of which nothing is kept.
    pub(crate) fn count(&mut self, code: &'static str, severity: Severity) {
        self.counts[severity as usize] += 1;
        *self.unlisted.entry((code, severity)).or_default() += 1;
    }

    /// Whether a rule has reported something of this link in this frame.
    pub(crate) fn explains(&self, link: LinkId, frame: u64) -> bool {
        self.explained.contains(&(link, frame))
    }

    fn explain(&mut self, finding: &Finding) {
        if let Some(link) = finding.link {
            self.announce(link, finding.at.frame);
        }
    }

    /// A rule has something to report of this link in this frame.
    pub(crate) fn announce(&mut self, link: LinkId, frame: u64) {
        self.explained.insert((link, frame));
        if self.explained.len() > MAX_COUNTED {
            self.explained.pop_first();
        }
    }

    /// A finding of a rule that was not asked for: it is not listed and does not count, but the link
    /// is what it is.
    pub(crate) fn withhold(&mut self, finding: Finding) {
        self.explain(&finding);
        self.remember(finding);
    }

    /// Counts a finding, and keeps it unless there is enough of the like.
    pub(crate) fn add(&mut self, mut finding: Finding) {
        self.explain(&finding);
        // Text grows by doubling, and there may be thousands of them.
        finding.message.shrink_to_fit();
        finding.related.shrink_to_fit();
        let severity = finding.severity;
        self.counts[severity as usize] += 1;
        let alike = finding.alike();
        if self.is_enough(&finding) {
            return self.drop(&alike, finding);
        }
        if self.kept.len() < MAX_FINDINGS {
            self.places[severity as usize].push(self.kept.len());
            self.say(alike, finding.at);
            return self.kept.push(finding);
        }
        // The latest of the least severe gives way.
        let least = Severity::ALL.into_iter().take_while(|&least| least < severity);
        let place = least.filter_map(|least| self.places[least as usize].pop()).next();
        match place.and_then(|place| Some((place, self.kept.get_mut(place)?))) {
            Some((place, kept)) => {
                let at = finding.at;
                let evicted = std::mem::replace(kept, finding);
                self.places[severity as usize].push(place);
                self.say(alike, at);
                self.unsay(&evicted);
                self.remember(evicted);
            }
            None => self.drop(&alike, finding),
        }
    }

    fn say(&mut self, alike: Alike, at: At) {
        let said = self.said.entry(alike).or_insert(Said { times: 0, last: at, kept: 0 });
        said.times += 1;
        said.kept += 1;
        said.last = said.last.max(at);
    }

    /// One that said so is not kept any more. While others are, it is counted with them.
    fn unsay(&mut self, finding: &Finding) {
        let alike = finding.alike();
        let Some(said) = self.said.get_mut(&alike) else { return };
        said.kept = said.kept.saturating_sub(1);
        if said.kept == 0 {
            *self.unlisted.entry((finding.rule.code, finding.severity)).or_default() += said.times;
            self.said.remove(&alike);
        }
    }

    /// Whether as many of this rule and severity are kept as anybody wants of one link or peer.
    fn is_enough(&mut self, finding: &Finding) -> bool {
        let (code, severity) = (finding.rule.code, finding.severity);
        let Some(link) = finding.link else {
            let count = self.elsewhere.entry((code, severity)).or_default();
            *count += 1;
            return *count > MAX_PER_LINK;
        };
        let of_link = bump(&mut self.of_link, (link, code, severity));
        let of_peer =
            finding.peer.map_or(0, |peer| bump(&mut self.of_peer, (peer, code, severity)));
        of_link > MAX_PER_LINK || of_peer > MAX_PER_PEER
    }

    /// Does not keep a finding. It is counted with those that say the same, where there are any.
    fn drop(&mut self, alike: &Alike, finding: Finding) {
        match self.said.get_mut(alike) {
            Some(said) => {
                said.times += 1;
                said.last = said.last.max(finding.at);
            }
            None => {
                *self.unlisted.entry((finding.rule.code, finding.severity)).or_default() += 1;
            }
        }
        self.remember(finding);
    }

    /// Keeps the worst of what is not listed of a link.
    fn remember(&mut self, finding: Finding) {
        let Some(link) = finding.link else { return };
        let rank = |finding: &Finding| (finding.severity, finding.confidence);
        if self.worst.get(&link).is_some_and(|worst| rank(worst) >= rank(&finding)) {
            return;
        }
        self.worst.insert(link, finding);
        if self.worst.len() > MAX_WORST {
            // The least severe of a few old ones: what matters is that the worst stay.
            let old = self.worst.iter().take(64).min_by_key(|(_, finding)| rank(finding));
            if let Some(link) = old.map(|(&link, _)| link) {
                self.worst.remove(&link);
            }
        }
    }

    /// There are no more.
    pub(crate) fn finish(self) -> Found {
        let Self { mut kept, said, counts, unlisted, worst, .. } = self;
        kept.sort_by(|a, b| {
            (a.at.frame, a.rule.code, a.link).cmp(&(b.at.frame, b.rule.code, b.link))
        });
        Found { kept, said, counts, unlisted, worst: worst.into_values().collect() }
    }
}

/// Counts one more. Where there are too many counters the lowest key goes: of links the oldest.
fn bump<K: Ord>(counters: &mut BTreeMap<K, u32>, key: K) -> u32 {
    let counter = counters.entry(key).or_default();
    *counter = counter.saturating_add(1);
    let count = *counter;
    if counters.len() > MAX_COUNTED {
        counters.pop_first();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{finding::Confidence, track::At};

    fn finding(code: &'static str, severity: Severity, link: u32, frame: u64) -> Finding {
        let rule = crate::finding::RuleInfo {
            code,
            name: "",
            former: &[],
            since: "",
            severity,
            summary: "",
            causes: &[],
            spec: "",
            advice: "",
            docs: "",
        };
        Finding {
            rule: Box::leak(Box::new(rule)),
            severity,
            confidence: Confidence::Confirmed,
            at: At { frame, ..At::default() },
            link: Some(LinkId(link)),
            peer: None,
            message: String::new(),
            advice: None,
            related: Vec::new(),
        }
    }

    /// Every pair of severities: however many of the lesser came first, the worse is listed, and
    /// all are counted.
    #[test]
    fn what_is_worse_is_never_dropped_for_what_is_less() {
        for few in Severity::ALL {
            for many in Severity::ALL.into_iter().filter(|&many| many < few) {
                let mut findings = Findings::default();
                for n in 0..20_000 {
                    findings.add(finding("MANY", many, n, u64::from(n)));
                }
                for n in 20_000..20_010 {
                    findings.add(finding("FEW", few, n, u64::from(n)));
                }
                let found = findings.finish();
                assert_eq!(found.kept.len(), MAX_FINDINGS);
                assert_eq!(found.kept.iter().filter(|f| f.rule.code == "FEW").count(), 10);
                assert_eq!(found.counts[many as usize], 20_000);
                assert_eq!(found.counts[few as usize], 10);
                assert_eq!(found.unlisted[&("MANY", many)], 20_010 - MAX_FINDINGS as u64);
                assert!(found.worst.len() <= MAX_WORST);
            }
        }
    }

    #[test]
    fn one_peer_does_not_fill_the_list() {
        let peer = Some(Address([1, 2, 3, 4, 5, 6]));
        let mut findings = Findings::default();
        for n in 0..5000 {
            findings.add(Finding { peer, ..finding("SAME", Severity::Error, n, u64::from(n)) });
        }
        let found = findings.finish();
        assert_eq!(found.kept.len(), MAX_PER_PEER as usize);
        assert_eq!(found.counts[Severity::Error as usize], 5000);
        // They say the same, and all are counted with those that are listed.
        assert_eq!(found.unlisted.len(), 0);
        let said: Vec<_> = found.said.values().map(|said| (said.times, said.last.frame)).collect();
        assert_eq!(said, [(5000, 4999)]);
        // Their links failed all the same.
        assert_eq!(found.worst.len(), MAX_WORST);
    }

    #[test]
    fn a_severity_has_room_of_its_own_on_a_link() {
        let mut findings = Findings::default();
        for n in 0..1000 {
            findings.add(finding("SAME", Severity::Notice, 1, n));
        }
        findings.add(finding("SAME", Severity::Error, 1, 1000));
        let found = findings.finish();
        assert_eq!(found.kept.len(), MAX_PER_LINK as usize + 1);
        assert_eq!(found.kept.last().map(|f| f.severity), Some(Severity::Error));
    }
}
