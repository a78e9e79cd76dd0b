//! What all captures together came to.

use super::is_clean;
use crate::{analysis::Analysis, finding::Severity, rules::Counts, text::count};

/// What all captures together came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Captures that were read.
    pub captures: u64,
    /// Those with nothing above [`Severity::Info`], whose links are all well.
    pub clean: u64,
    /// Captures that could not be read to their end, or not at all, or held nothing to check.
    pub failed: u64,
    /// Findings of each [`Severity`] that no baseline has.
    pub findings: Counts,
    /// Findings that a baseline has.
    pub known: u64,
}

impl Tally {
    /// Counts a capture that was read.
    pub fn add(&mut self, analysis: &Analysis) {
        self.captures += 1;
        self.clean += u64::from(is_clean(analysis));
        self.failed += u64::from(analysis.error.is_some());
        for (sum, count) in self.findings.iter_mut().zip(analysis.new_counts()) {
            *sum += count;
        }
        self.known += analysis.known.iter().sum::<u64>();
    }

    /// The worst finding of all.
    pub fn worst(&self) -> Option<Severity> {
        Severity::ALL.into_iter().rev().find(|&severity| self.findings[severity as usize] > 0)
    }

    /// `3 captures, 1 clean, 2 errors, 1 not read to the end`.
    pub fn line(&self) -> String {
        let mut words = vec![count(self.captures, "capture"), format!("{} clean", self.clean)];
        words.extend(Some(self.words()).filter(|found| !found.is_empty()));
        if self.known > 0 {
            words.push(format!("{} known", self.known));
        }
        if self.failed > 0 {
            words.push(format!("{} not read to the end", self.failed));
        }
        words.join(", ")
    }

    /// `2 errors, 1 warning`; nothing when there are no findings.
    pub fn words(&self) -> String {
        let words = Severity::ALL.into_iter().rev().filter_map(|severity| {
            let number = self.findings[severity as usize];
            (number > 0).then(|| match severity {
                Severity::Info => format!("{number} info"),
                other => count(number, other.name()),
            })
        });
        words.collect::<Vec<_>>().join(", ")
    }
}
