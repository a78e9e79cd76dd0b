//! The rules. Each is one file that declares itself with [`rule!`](crate::rule) and is listed in
//! its family; everything else (`explain`, the book, the rule tables of reports, its tests) is
//! derived from the declaration.

mod dropouts;
mod findings;
mod general;
mod on_link;
mod out;
mod per_link;
mod quality;
mod rate;
mod recent;
mod retired;
mod wakes;
mod words;

/// Lists the rules of a family, in the order of their codes: each is the file of this name.
macro_rules! family {
    ($($rule:ident,)+) => {
        $( mod $rule; )+

        /// The rules of this family, in the order of their codes.
        pub const RULES: &[&$crate::rules::Rule] = &[$( &$rule::RULE ),+];
    };
}

pub mod auth;
pub mod coex;
pub mod conf;
pub mod conn;
pub mod frag;
pub mod race;
pub mod strm;

pub(crate) use dropouts::Cause;
pub use findings::{Counts, Unlisted};
pub(crate) use findings::{Findings, Found, Said};
pub use on_link::{Here, Links, OnLink, Over};
pub use out::{Draft, Out, Skipped};
pub use per_link::PerLink;
pub use recent::{Recent, Waiting};
pub use retired::{RETIRED, Retired, retired};
pub(crate) use wakes::Wakes;

use std::ops::Deref;

use crate::{
    finding::{RuleInfo, Severity},
    story::LinkStory,
    track::{At, Event, LinkId, State, Topic},
};

/// A rule's declaration.
#[derive(Debug)]
pub struct Rule {
    /// What is to be said of it.
    pub info: RuleInfo,
    /// The events it wants.
    pub topics: &'static [Topic],
    /// Preconditions on the capture for a finding to be valid.
    pub gates: &'static [Need],
    /// Begins to check a capture.
    pub start: fn() -> Box<dyn Check>,
}

impl Deref for Rule {
    type Target = RuleInfo;

    fn deref(&self) -> &RuleInfo {
        &self.info
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.info == other.info
    }
}
impl Eq for Rule {}

/// The state of one rule over one capture.
pub trait Check {
    /// One of the events that the rule asked for.
    fn event(&mut self, _event: &Event<'_>, _state: &State, _out: &mut Out<'_>) {}

    /// A moment has come that the rule waits for ([`Out::wake`], [`Waiting`]), by the clock of the
    /// source of `now`. Nothing of what came later has happened yet.
    fn due(&mut self, _now: At, _state: &State, _out: &mut Out<'_>) {}

    /// A link is over, or the capture ends: all of it at once, after all rules have seen the rest.
    /// For rules with [`Topic::Story`].
    fn story(&mut self, _story: &LinkStory, _out: &mut Out<'_>) {}

    /// There are no more links.
    fn last_story(&mut self, _out: &mut Out<'_>) {}

    /// The capture ends here.
    fn finish(&mut self, _state: &State, _out: &mut Out<'_>) {}
}

/// A precondition on the capture, from the first frame of a finding to its last, for the finding to
/// be valid. Where it does not hold, the finding is counted as not assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// The link's creation is in the capture.
    Start,
    /// No record was cut short.
    Full,
    /// The capturing side lost nothing.
    NoDrop,
    /// The clock ran evenly.
    Time,
}

/// A gate of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// What must hold.
    pub gate: Gate,
    /// For which findings, when not for all: the rule asks for it there, with [`Out::holds`].
    pub when: Option<&'static str>,
    /// For which severity, when not for all: a finding of it is one step less severe where the gate is
    /// shut, and not withheld.
    pub of: Option<Severity>,
}

impl Need {
    /// Why a finding is not assessable when the gate is shut, and which findings that concerns.
    pub fn reason(&self) -> String {
        match self.when {
            Some(when) => format!("{} ({when})", self.gate.reason()),
            None => self.gate.reason().to_owned(),
        }
    }
}

impl Gate {
    /// Why a finding is not assessed when the gate is shut.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Start => "the capture begins in the middle of the connection",
            Self::Full => "records are cut short",
            Self::NoDrop => "packets were lost while capturing",
            Self::Time => "the clock jumped",
        }
    }

    /// Whether it holds for a finding whose first frame is `first`, in the records of its source.
    pub fn open(self, state: &State, link: Option<LinkId>, first: At) -> bool {
        match self {
            Self::Start => {
                link.is_none_or(|id| state.link(id).is_none_or(|link| link.opened.is_some()))
            }
            Self::Full => state.health.full_since(first),
            Self::NoDrop => state.health.no_drop_since(first),
            Self::Time => state.health.time_since(first),
        }
    }
}

/// Declares a rule in its file, as `pub(super) static RULE`.
///
/// The documentation comment has the headings `## What it checks`, `## Why it matters`, `## What to
/// do` and `## Examples`. Under the last one stand code blocks marked `frames`: small captures, one
/// frame a line, and `//~ CODE` at the end of a line that must be reported. There is at least one
/// that fires and one near miss that does not.
#[macro_export]
macro_rules! rule {
    (@of) => {
        None
    };
    (@of $severity:ident) => {
        Some($crate::finding::Severity::$severity)
    };
    (@since) => {
        "0.1.0"
    };
    (@since $since:literal) => {
        $since
    };
    (@when) => {
        None
    };
    (@when $when:literal) => {
        Some($when)
    };
    (
        $(#[doc = $doc:literal])+
        $code:ident {
            name: $name:literal,
            $(former: [$($former:literal),+ $(,)?],)?
            $(since: $since:literal,)?
            severity: $severity:ident,
            $(causes: [$($effect:ident),+ $(,)?],)?
            summary: $summary:literal,
            spec: $spec:literal,
            advice: $advice:literal,
            topics: [$($topic:ident),* $(,)?],
            gates: [$($gate:ident $(where $when:literal)? $(for $of:ident)?),* $(,)?],
            check: $check:ty $(,)?
        }
    ) => {
        /// The declaration of this rule.
        pub(super) static RULE: $crate::rules::Rule = $crate::rules::Rule {
            info: $crate::finding::RuleInfo {
                code: stringify!($code),
                name: $name,
                former: &[$($($former),+)?],
                since: $crate::rule!(@since $($since)?),
                severity: $crate::finding::Severity::$severity,
                summary: $summary,
                causes: &[$($(stringify!($effect)),+)?],
                spec: $spec,
                advice: $advice,
                docs: concat!($($doc, "\n"),+),
            },
            topics: &[$($crate::track::Topic::$topic),*],
            gates: &[$($crate::rules::Need {
                gate: $crate::rules::Gate::$gate,
                when: $crate::rule!(@when $($when)?),
                of: $crate::rule!(@of $($of)?),
            }),*],
            start: || Box::new(<$check>::default()),
        };
    };
}

/// All families, in the order of the book.
pub const FAMILIES: &[(&str, &str, &[&Rule])] = &[
    ("RACE", "Ordering and collision", race::RULES),
    ("AUTH", "Pairing, keys, encryption", auth::RULES),
    ("FRAG", "Fragmentation and flow control", frag::RULES),
    ("STRM", "Audio streams", strm::RULES),
    ("CONN", "Connections and stability", conn::RULES),
    ("COEX", "Coexistence and the air", coex::RULES),
    ("CONF", "Conformance and capture quality", conf::RULES),
];

/// All rules, in the order of the book.
pub fn all() -> impl Iterator<Item = &'static Rule> + Clone {
    FAMILIES.iter().flat_map(|(_, _, rules)| rules.iter().copied())
}

/// The rule that has this code or name, or had it; case does not matter.
pub fn find(name: &str) -> Option<&'static Rule> {
    find_among(&all(), name)
}

/// What a rule is called today goes before what another was called once.
fn find_among<'r, I>(rules: &I, name: &str) -> Option<&'r Rule>
where
    I: Iterator<Item = &'r Rule> + Clone,
{
    let now = |rule: &&Rule| [rule.code, rule.name].iter().any(|n| n.eq_ignore_ascii_case(name));
    rules.clone().find(now).or_else(|| rules.clone().find(|rule| rule.is_called(name)))
}

#[cfg(test)]
mod tests {
    use super::{FAMILIES, RETIRED, Rule, all, find_among};
    use crate::finding::{RuleInfo, Severity};

    fn rule(code: &'static str, name: &'static str, former: &'static [&'static str]) -> Rule {
        let start = FAMILIES[0].2[0].start;
        let severity = Severity::Info;
        let (summary, causes, spec, advice, docs) = ("", &[], "", "", "");
        let info = RuleInfo {
            code,
            name,
            former,
            since: "0.1.0",
            severity,
            summary,
            causes,
            spec,
            advice,
            docs,
        };
        Rule { info, topics: &[], gates: &[], start }
    }

    #[test]
    fn a_rule_is_found_by_what_it_was_called() {
        let rules = [
            rule("CONN903", "slow-link", &["CONN901", "link-slow"]),
            rule("CONN902", "lost-link", &[]),
        ];
        let found = |name: &str| find_among(&rules.iter(), name).map(|rule| rule.code);
        assert_eq!(found("conn901"), Some("CONN903"));
        assert_eq!(found("link-slow"), Some("CONN903"));
        assert_eq!(found("Lost-Link"), Some("CONN902"));
        assert_eq!(found("CONN904"), None);
    }

    #[test]
    fn no_code_or_name_is_used_again() {
        let mut seen = std::collections::BTreeSet::new();
        let now = all()
            .flat_map(|rule| [rule.code, rule.name].into_iter().chain(rule.former.iter().copied()));
        let before = RETIRED.iter().flat_map(|retired| [retired.code, retired.name]);
        for name in now.chain(before) {
            assert!(seen.insert(name.to_lowercase()), "{name} names two rules");
        }
    }
}
