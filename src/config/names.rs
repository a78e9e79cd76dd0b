//! Names of rules that mean nothing.

use crate::{
    analysis::Selection,
    rules::{self, Retired},
    text::nearest,
};

/// Why a name, a prefix of codes or `ALL` means no rule; none if it means some. The rule that had it
/// may be retired.
pub fn unknown(name: &str) -> Option<Option<&'static Retired>> {
    let only = Selection { select: vec![name.to_owned()], ignore: Vec::new() };
    if !name.is_empty() && rules::all().any(|rule| only.has(rule)) {
        return None;
    }
    Some(rules::retired(name))
}

/// `no rule named X; did you mean Y?`
pub fn unknown_hint(name: &str) -> String {
    let names = rules::all().flat_map(|rule| [rule.code, rule.name]);
    let hint = match nearest(name, names) {
        Some(other) => format!("did you mean {other}?"),
        None => "see btlint rules".to_owned(),
    };
    format!("no rule named {name}; {hint}")
}
