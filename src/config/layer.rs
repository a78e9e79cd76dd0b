//! What is said about captures in one place, and what comes of all places together.

use crate::{
    analysis::{Selection, Terms},
    finding::Severity,
    rules::{self, Rule},
};

/// What one place says: a file, a section of it, the command line.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// Rules that report, by codes, names, prefixes of codes or `ALL`. No other rule does, unless this
    /// is none.
    pub select: Option<Vec<String>>,
    /// Rules that do not.
    pub ignore: Vec<String>,
    /// How severe the findings of rules are; the longest name decides.
    pub severity: Vec<(String, Severity)>,
    /// From here on a finding fails the run; `Some(None)` is never.
    pub fail_on: Option<Option<Severity>>,
    /// What is for people to look through lists findings from here on.
    pub level: Option<Severity>,
    /// Links that a capture has to have.
    pub require_links: Option<u64>,
}

impl Layer {
    /// Whether a rule reports, where this layer says so.
    fn decides(&self, rule: &Rule) -> Option<bool> {
        let longest = |names: &[String]| {
            let lengths = names.iter().filter_map(|name| Selection::length(rule, name));
            lengths.max()
        };
        let selected = self.select.as_deref().map(longest);
        match (selected, longest(&self.ignore)) {
            (None, None) => None,
            (Some(None) | None, _) => Some(false),
            (Some(Some(_)), None) => Some(true),
            (Some(Some(selected)), Some(ignored)) => Some(selected > ignored),
        }
    }

    fn severity(&self, rule: &Rule) -> Option<Severity> {
        let named = self.severity.iter();
        let named = named.filter_map(|(name, severity)| {
            Selection::length(rule, name).map(|length| (length, *severity))
        });
        named.max_by_key(|(length, _)| *length).map(|(_, severity)| severity)
    }
}

/// What comes of all layers for one capture.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How its findings are weighed.
    pub terms: Terms,
    /// Links that it has to have.
    pub require_links: u64,
}

impl Settings {
    /// The last layer that says something decides.
    pub fn of(layers: &[&Layer]) -> Self {
        let last = || layers.iter().rev();
        let runs = |rule: &Rule| last().find_map(|layer| layer.decides(rule)).unwrap_or(true);
        let severity = |rule: &Rule| last().find_map(|layer| layer.severity(rule));
        let usual = Terms::default();
        let ignored = rules::all().filter(|rule| !runs(rule)).map(|rule| rule.code.to_owned());
        Self {
            terms: Terms {
                selection: Selection { select: Vec::new(), ignore: ignored.collect() },
                fail_on: last().find_map(|layer| layer.fail_on).unwrap_or(usual.fail_on),
                least: last().find_map(|layer| layer.level).unwrap_or(usual.least),
                severity: rules::all()
                    .filter_map(|rule| Some((rule.code, severity(rule)?)))
                    .collect(),
                ..usual
            },
            require_links: last().find_map(|layer| layer.require_links).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(select: Option<&[&str]>, ignore: &[&str]) -> Layer {
        let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Layer { select: select.map(own), ignore: own(ignore), ..Layer::default() }
    }

    fn has(layers: &[Layer], code: &str) -> bool {
        let settings = Settings::of(&layers.iter().collect::<Vec<_>>());
        rules::find(code).is_some_and(|rule| settings.terms.selection.has(rule))
    }

    #[test]
    fn the_last_layer_that_says_something_decides() {
        let file = layer(None, &["AUTH104", "CONN"]);
        assert!(!has(std::slice::from_ref(&file), "AUTH104"));
        assert!(has(std::slice::from_ref(&file), "AUTH101"));
        // What the command line selects runs, and nothing else.
        let with = |above: Layer| [file.clone(), above];
        assert!(has(&with(layer(Some(&["AUTH"]), &[])), "AUTH104"));
        assert!(!has(&with(layer(Some(&["AUTH"]), &[])), "STRM001"));
        // What it ignores is ignored as well.
        assert!(!has(&with(layer(None, &["STRM"])), "STRM001"));
        assert!(!has(&with(layer(None, &["STRM"])), "AUTH104"));
        // Within a layer the longer name decides.
        let within = layer(Some(&["AUTH104"]), &["AUTH"]);
        assert!(has(std::slice::from_ref(&within), "AUTH104"));
        assert!(!has(&[within], "AUTH101"));
        assert!(!has(&[layer(Some(&[]), &[])], "AUTH101"), "an empty list selects nothing");
    }

    #[test]
    fn the_longest_name_gives_the_severity() {
        let severity = vec![
            ("AUTH104".to_owned(), Severity::Info),
            ("ALL".to_owned(), Severity::Error),
            ("AUTH".to_owned(), Severity::Notice),
        ];
        let file = Layer { severity, ..Layer::default() };
        let above =
            Layer { severity: vec![("STRM".to_owned(), Severity::Info)], ..Layer::default() };
        let settings = Settings::of(&[&file, &above]);
        let of =
            |code: &str| rules::find(code).and_then(|rule| settings.terms.severity(&rule.info));
        assert_eq!(of("AUTH104"), Some(Severity::Info));
        assert_eq!(of("AUTH101"), Some(Severity::Notice));
        assert_eq!(of("STRM001"), Some(Severity::Info));
        assert_eq!(of("CONN013"), Some(Severity::Error));
    }
}
