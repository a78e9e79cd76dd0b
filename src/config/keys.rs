//! The table `[keys]`: which keys of the viewer do what. What actions and keys there are the viewer
//! knows.

use std::{
    collections::BTreeMap,
    env, fmt,
    path::{Path, PathBuf},
};

use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};
use toml::Spanned;

use super::{NAME, Unusable, table};

/// The table as it is written: an action, and its key or keys.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Table(BTreeMap<Spanned<String>, Names>);

/// Names of keys: one, or a list.
#[derive(Debug)]
struct Names(Vec<Spanned<String>>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Vec<Spanned<String>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key or a list of keys")
            }

            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(vec![Spanned::new(0..0, key.to_owned())])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut keys: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(key) = keys.next_element()? {
                    all.push(key);
                }
                Ok(all)
            }
        }
        struct Any(Vec<Spanned<String>>);
        impl<'de> Deserialize<'de> for Any {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(OneOrMore).map(Self)
            }
        }
        let whole = Spanned::<Any>::deserialize(deserializer)?;
        let place = whole.span();
        let mut keys = whole.into_inner().0;
        // A key alone stands where the whole value does.
        if let [only] = keys.as_mut_slice()
            && only.span().is_empty()
        {
            *only = Spanned::new(place, std::mem::take(only.get_mut()));
        }
        Ok(Self(keys))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Table {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Keys".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    { "type": "string" },
                    { "type": "array", "items": { "type": "string" } }
                ]
            }
        })
    }
}

/// The keys that a file names, each with its place in it.
#[derive(Debug, Default)]
pub struct Bindings {
    path: PathBuf,
    text: String,
    entries: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
}

impl Bindings {
    pub(super) fn of(path: &Path, text: &str, table: Table) -> Self {
        let entries: Vec<_> = table.0.into_iter().map(|(action, keys)| (action, keys.0)).collect();
        // The text is for messages about the entries.
        let text = if entries.is_empty() { String::new() } else { text.to_owned() };
        Self { path: path.to_owned(), text, entries }
    }

    /// Each action and its keys, in the order of the actions.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.entries.iter().map(|(action, keys)| {
            (action.get_ref().as_str(), keys.iter().map(|key| key.get_ref().as_str()).collect())
        })
    }

    /// What is wrong with an entry, or with one of its keys.
    pub fn wrong(&self, entry: usize, key: Option<usize>, why: &str) -> Unusable {
        let place = self.entries.get(entry).map(|(action, keys)| {
            let key = key.and_then(|key| keys.get(key));
            key.map_or_else(|| action.span(), Spanned::span)
        });
        table::wrong(&self.path, &self.text, place, why)
    }
}

/// The user's own file, which has keys alone: what a check reports depends on no person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    #[serde(default)]
    keys: Table,
}

/// The keys of the user's own file, where there is one.
///
/// # Errors
/// It cannot be read, or has something else.
pub fn own_keys() -> Result<Bindings, Unusable> {
    let Some(file) = own_file().filter(|file| file.is_file()) else {
        return Ok(Bindings::default());
    };
    let (Own { keys }, text) = table::read(&file)?;
    Ok(Bindings::of(&file, &text, keys))
}

/// `btlint/btlint.toml`, where the system keeps the configuration of its user.
fn own_file() -> Option<PathBuf> {
    let of = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = of("XDG_CONFIG_HOME").or_else(|| match cfg!(windows) {
        true => of("APPDATA"),
        false => of("HOME").map(|home| home.join(".config")),
    });
    folder.map(|folder| folder.join("btlint").join(NAME))
}
