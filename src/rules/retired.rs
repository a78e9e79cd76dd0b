//! Rules that are no more.

/// A rule that is no more. It still explains itself, and its code and name are never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retired {
    /// Family and number.
    pub code: &'static str,
    /// In kebab-case.
    pub name: &'static str,
    /// The version of btlint that had it first.
    pub since: &'static str,
    /// The version that had it no more.
    pub until: &'static str,
    /// What it reported, and why it does not any more: sentences, with full stops.
    pub why: &'static str,
    /// The rules that report it now, if any do.
    pub instead: &'static [&'static str],
}

/// All of them, in the order of their codes.
pub const RETIRED: &[Retired] = &[];

/// The retired rule that had this code or name; case does not matter.
pub fn retired(name: &str) -> Option<&'static Retired> {
    among(RETIRED, name)
}

fn among<'r>(rules: &'r [Retired], name: &str) -> Option<&'r Retired> {
    let called =
        |rule: &&Retired| [rule.code, rule.name].iter().any(|own| own.eq_ignore_ascii_case(name));
    rules.iter().find(called)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    const OLD: Retired = Retired {
        code: "CONN901",
        name: "slow-link",
        since: "0.1.0",
        until: "0.3.0",
        why: "It reported long intervals. Devices choose them to save power.",
        instead: &["CONN001"],
    };

    #[test]
    fn a_retired_rule_is_found_by_its_code_and_its_name() {
        for name in ["conn901", "Slow-Link"] {
            assert_eq!(among(&[OLD], name), Some(&OLD));
        }
        assert_eq!(among(&[OLD], "CONN001"), None);
    }

    #[test]
    fn a_retired_rule_leads_to_rules_that_are_there() {
        for code in RETIRED.iter().chain(&[OLD]).flat_map(|retired| retired.instead) {
            assert!(rules::find(code).is_some(), "{code}");
        }
    }
}
