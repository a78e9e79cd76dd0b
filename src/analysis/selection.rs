//! Which rules report, by their names.

use crate::rules::Rule;

/// Which rules report. Where a rule is both selected and ignored, the longer name decides: `AUTH104`
/// goes before `AUTH`, and `AUTH` before `ALL`.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Codes, names, prefixes of codes or `ALL`; all when empty.
    pub select: Vec<String>,
    /// Those that do not.
    pub ignore: Vec<String>,
}

impl Selection {
    /// How much of a rule's code a name has: none for `ALL`, all of it for a whole code or a name. None
    /// if the rule is not meant.
    pub fn length(rule: &Rule, name: &str) -> Option<usize> {
        if name.eq_ignore_ascii_case("ALL") {
            return Some(0);
        }
        if rule.is_called(name) {
            return Some(rule.code.len());
        }
        let head = rule.code.get(..name.len()).filter(|_| !name.is_empty())?;
        head.eq_ignore_ascii_case(name).then_some(name.len())
    }

    /// Whether a rule runs.
    pub fn has(&self, rule: &Rule) -> bool {
        let longest =
            |names: &[String]| names.iter().filter_map(|name| Self::length(rule, name)).max();
        let selected = if self.select.is_empty() { Some(0) } else { longest(&self.select) };
        match (selected, longest(&self.ignore)) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(selected), Some(ignored)) => selected > ignored,
        }
    }
}
