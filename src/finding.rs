//! What a rule has to say, and the frames that prove it.

mod alike;

use std::borrow::Cow;

use parsers::Address;

use crate::track::{At, LinkId};

pub use alike::Alike;

/// How bad it is. The order is the order of `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Unusual, or a weakness that did no harm here.
    Notice,
    /// Something went wrong, or soon will.
    Warning,
    /// A user noticed this.
    Error,
}

impl Severity {
    /// From the least to the worst.
    pub const ALL: [Self; 4] = [Self::Info, Self::Notice, Self::Warning, Self::Error];

    /// One step less.
    #[must_use]
    pub fn less(self) -> Self {
        Self::ALL[(self as usize).saturating_sub(1)]
    }

    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// What it means for whoever reads it, without a full stop.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Info => "Worth knowing",
            Self::Notice => "Unusual, or a weakness that did no harm here",
            Self::Warning => "Something went wrong, or soon will",
            Self::Error => "A user noticed it",
        }
    }
}

/// How sure the evidence makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Possible; the capture lacks what would decide it. Such a finding is never worse than a
    /// warning.
    Hint,
    /// The evidence fits, but another cause could leave the same trace.
    Likely,
    /// The frames prove it.
    Confirmed,
}

impl Confidence {
    /// From the least to the surest.
    pub const ALL: [Self; 3] = [Self::Hint, Self::Likely, Self::Confirmed];

    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Likely => "likely",
            Self::Confirmed => "confirmed",
        }
    }
}

/// What is to be said of a rule, without the rule: a finding carries it to whoever prints it.
#[derive(Debug)]
pub struct RuleInfo {
    /// Family and number, as `AUTH104`. Never used again for another rule.
    pub code: &'static str,
    /// In kebab-case; reads as "allow NAME".
    pub name: &'static str,
    /// Codes and names that it had before: they still find it.
    pub former: &'static [&'static str],
    /// The version of btlint that had it first.
    pub since: &'static str,
    /// How bad a finding is unless the rule says less.
    pub severity: Severity,
    /// One line without a full stop.
    pub summary: &'static str,
    /// Codes of the rules whose findings may follow from one of this rule.
    pub causes: &'static [&'static str],
    /// Where the specification says how it should be.
    pub spec: &'static str,
    /// What to do about it, in one or two sentences.
    pub advice: &'static str,
    /// The documentation, in Markdown; its examples are played by the tests.
    pub docs: &'static str,
}

impl PartialEq for RuleInfo {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}
impl Eq for RuleInfo {}

impl RuleInfo {
    /// Whether this is its code or name, or was; case does not matter.
    pub fn is_called(&self, name: &str) -> bool {
        let former = self.former.iter().copied();
        [self.code, self.name].into_iter().chain(former).any(|own| own.eq_ignore_ascii_case(name))
    }
}

/// A frame that belongs to a finding, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The frame.
    pub at: At,
    /// What it shows, in a few words without a full stop.
    pub note: Cow<'static, str>,
}

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that it is of.
    pub rule: &'static RuleInfo,
    /// How bad it is here; a rule may say less than its default.
    pub severity: Severity,
    /// How sure it is here.
    pub confidence: Confidence,
    /// The frame to look at first.
    pub at: At,
    /// The link it is about.
    pub link: Option<LinkId>,
    /// The device at the other end, where it is known.
    pub peer: Option<Address>,
    /// One sentence, without a full stop.
    pub message: String,
    /// What to do about it, when that is more than the rule's general advice.
    pub advice: Option<String>,
    /// The other frames that prove it, in the order of the capture.
    pub related: Vec<Place>,
}

impl Finding {
    /// What to do about it: in this very case, or else in general.
    pub fn advice(&self) -> &str {
        self.advice.as_deref().unwrap_or(self.rule.advice)
    }

    /// Gives it a severity. What is only possible is at most a warning: it must not fail a build.
    pub fn weigh(&mut self, severity: Severity) {
        self.severity = match self.confidence {
            Confidence::Hint => severity.min(Severity::Warning),
            Confidence::Likely | Confidence::Confirmed => severity,
        };
    }

    /// All frames that it rests on.
    pub fn frames(&self) -> impl Iterator<Item = At> + '_ {
        std::iter::once(self.at).chain(self.related.iter().map(|place| place.at))
    }

    /// The earliest frame that the finding rests on.
    pub fn first(&self) -> At {
        self.frames().fold(self.at, |first, at| if at.frame < first.frame { at } else { first })
    }
}
