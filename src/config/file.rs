//! The file, as it is written.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use glob::{MatchOptions, Pattern};
use serde::Deserialize;
use toml::Spanned;

use super::{
    Bindings, Layer, Settings, Unusable, keys,
    names::{unknown, unknown_hint},
    table,
};
use crate::finding::Severity;

/// The keys of the file, which are those of the command line where it has them.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Keys {
    /// Report these rules alone: codes, prefixes of codes, names or ALL
    select: Option<Names>,
    /// Do not report these rules; where a rule is selected too, the longer code decides
    #[serde(default)]
    ignore: Names,
    /// The severity of the findings of a rule, or of a prefix of codes
    #[serde(default)]
    severity: Severities,
    /// The least severity that fails the run
    fail_on: Option<Threshold>,
    /// The least severity that is listed for people
    level: Option<Level>,
    /// The links that each capture has to have
    require_links: Option<u64>,
    /// What is different for some captures; later sections go before earlier ones
    #[serde(default)]
    per_path: Vec<PerPath>,
    /// The keys of the viewer: an action, and the key or the keys that it has
    #[serde(default)]
    keys: keys::Table,
}

/// What is different for some captures.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PerPath {
    /// Patterns of paths, from the folder of this file on: * and ? stand for characters of one name, **
    /// for any folders; a pattern without / is one of names, a folder means all that is in it
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    paths: Vec<Spanned<String>>,
    /// As above, for these captures
    select: Option<Names>,
    /// As above, for these captures
    #[serde(default)]
    ignore: Names,
    /// As above, for these captures
    #[serde(default)]
    severity: Severities,
    /// As above, for these captures
    fail_on: Option<Threshold>,
    /// As above, for these captures
    level: Option<Level>,
    /// As above, for these captures
    require_links: Option<u64>,
}

/// Names of rules.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
struct Names(Vec<Spanned<String>>);

/// Severities by names of rules.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
struct Severities(BTreeMap<Spanned<String>, Level>);

#[cfg(test)]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator};

    use super::{BTreeMap, Level, Names, Severities};

    impl JsonSchema for Names {
        fn schema_name() -> Cow<'static, str> {
            "Names".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Vec::<String>::json_schema(generator)
        }
    }

    impl JsonSchema for Severities {
        fn schema_name() -> Cow<'static, str> {
            "Severities".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            BTreeMap::<String, Level>::json_schema(generator)
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Level {
    Error,
    Warning,
    Notice,
    Info,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Notice => Severity::Notice,
            Self::Info => Severity::Info,
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Threshold {
    Error,
    Warning,
    Notice,
    Info,
    Never,
}

impl Threshold {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Notice => Some(Severity::Notice),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

/// A configuration file that was read.
#[derive(Debug)]
pub struct Config {
    /// Where it is.
    pub path: PathBuf,
    /// Names in it of rules that are retired, and the code of each.
    pub retired: Vec<(String, &'static str)>,
    /// Keys of the viewer.
    pub keys: Bindings,
    all: Layer,
    per_path: Vec<(Vec<Pattern>, Layer)>,
}

/// Something wrong at a place of the file.
struct Wrong(std::ops::Range<usize>, String);

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or has a key, a value or the name of a rule that means nothing.
    pub fn read(path: &Path) -> Result<Self, Unusable> {
        let (mut keys, text) = table::read::<Keys>(path)?;
        let bindings = Bindings::of(path, &text, std::mem::take(&mut keys.keys));
        let mut retired = Vec::new();
        let made = Self::of(path, keys, &mut retired);
        let made =
            made.map_err(|Wrong(place, why)| table::wrong(path, &text, Some(place), &why))?;
        Ok(Self { keys: bindings, ..made })
    }

    fn of(
        path: &Path,
        keys: Keys,
        retired: &mut Vec<(String, &'static str)>,
    ) -> Result<Self, Wrong> {
        let Keys { select, ignore, severity, fail_on, level, require_links, per_path, .. } = keys;
        let all = layer(select, ignore, severity, retired)?;
        let all = Layer { require_links, ..with(all, fail_on, level) };
        let mut sections = Vec::new();
        for section in per_path {
            let PerPath { paths, select, ignore, severity, fail_on, level, require_links } =
                section;
            let patterns = paths.iter().map(pattern).collect::<Result<_, _>>()?;
            let own = layer(select, ignore, severity, retired)?;
            sections.push((patterns, Layer { require_links, ..with(own, fail_on, level) }));
        }
        let retired = std::mem::take(retired);
        let keys = Bindings::default();
        Ok(Self { path: path.to_owned(), retired, keys, all, per_path: sections })
    }

    /// What holds for a capture; `above` is what the command line says.
    pub fn settings(&self, capture: &Path, above: &Layer) -> Settings {
        let mut layers = vec![&self.all];
        let own = self.per_path.iter().filter(|(patterns, _)| self.means(patterns, capture));
        layers.extend(own.map(|(_, layer)| layer));
        layers.push(above);
        let mut settings = Settings::of(&layers);
        settings.terms.config = Some(self.path.display().to_string());
        settings
    }

    /// Whether a capture, or a folder that it is in, is meant by a pattern.
    fn means(&self, patterns: &[Pattern], capture: &Path) -> bool {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let (file, capture) = (absolute(&self.path), absolute(capture));
        let folder = file.parent().unwrap_or(Path::new("/"));
        let path = capture.strip_prefix(folder).unwrap_or(&capture);
        let exact = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        patterns.iter().any(|pattern| {
            let alone = !pattern.as_str().contains('/');
            path.ancestors().any(|part| match part.file_name() {
                None => false,
                Some(name) if alone => pattern.matches(&name.to_string_lossy()),
                Some(_) => pattern.matches_path_with(part, exact),
            })
        })
    }
}

/// A layer of what both parts of the file have, as far as names of rules are in it.
fn layer(
    select: Option<Names>,
    ignore: Names,
    severity: Severities,
    retired: &mut Vec<(String, &'static str)>,
) -> Result<Layer, Wrong> {
    let mut known = |names: Names| -> Result<Vec<String>, Wrong> {
        names.0.into_iter().map(|name| of_rule(name, retired)).collect()
    };
    let select = select.map(&mut known).transpose()?;
    let ignore = known(ignore)?;
    let severity = severity
        .0
        .into_iter()
        .map(|(name, level)| of_rule(name, retired).map(|name| (name, level.severity())));
    let severity = severity.collect::<Result<_, _>>()?;
    Ok(Layer { select, ignore, severity, ..Layer::default() })
}

fn with(layer: Layer, fail_on: Option<Threshold>, level: Option<Level>) -> Layer {
    Layer { fail_on: fail_on.map(Threshold::severity), level: level.map(Level::severity), ..layer }
}

/// A name that means a rule. One that is retired is none any more, which is no error.
fn of_rule(
    name: Spanned<String>,
    retired: &mut Vec<(String, &'static str)>,
) -> Result<String, Wrong> {
    match unknown(name.get_ref()) {
        None => {}
        Some(Some(rule)) => retired.push((name.get_ref().clone(), rule.code)),
        Some(None) => return Err(Wrong(name.span(), unknown_hint(name.get_ref()))),
    }
    Ok(name.into_inner())
}

fn pattern(text: &Spanned<String>) -> Result<Pattern, Wrong> {
    let plain = text.get_ref().trim_start_matches("./").trim_end_matches('/');
    Pattern::new(plain).map_err(|error| Wrong(text.span(), format!("{plain:?}: {}", error.msg)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The schema of the book is that of the declaration. `UPDATE=1` writes it.
    #[test]
    fn the_schema_is_that_of_the_declaration() {
        let mut schema = schemars::schema_for!(Keys);
        schema.insert("title".to_owned(), "btlint.toml".into());
        let text = serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/config.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            assert!(fs::write(&path, &text).is_ok());
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "run with UPDATE=1");
    }

    #[test]
    fn patterns_mean_paths_names_and_folders() {
        let config = |pattern: &str| Config {
            path: "/work/btlint.toml".into(),
            retired: Vec::new(),
            keys: Bindings::default(),
            all: Layer::default(),
            per_path: Pattern::new(pattern)
                .into_iter()
                .map(|pattern| (vec![pattern], Layer::default()))
                .collect(),
        };
        let means = |pattern: &str, path: &str| {
            let config = config(pattern);
            config.per_path.iter().any(|(patterns, _)| config.means(patterns, Path::new(path)))
        };
        for (pattern, path) in [
            ("*.pcap", "/work/a/b.pcap"),
            ("rigs", "/work/rigs/a/b.pcap"),
            ("rigs/*/b.pcap", "/work/rigs/a/b.pcap"),
            ("**/b.pcap", "/work/rigs/a/b.pcap"),
            ("rigs/**", "/work/rigs/a/b.pcap"),
            ("rigs/[ab]", "/work/rigs/a/b.pcap"),
            ("x.zip!*", "/work/x.zip!btsnoop_hci.log"),
        ] {
            assert!(means(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.pcap", "/work/a/b.pcapng"),
            ("rigs/*.pcap", "/work/rigs/a/b.pcap"),
            ("a/b.pcap", "/work/rigs/a/b.pcap"),
            ("work", "/work/rigs/a/b.pcap"),
        ] {
            assert!(!means(pattern, path), "{pattern} {path}");
        }
    }
}
