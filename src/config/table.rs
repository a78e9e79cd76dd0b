//! Reads a table in TOML, and says where it is wrong.

use std::{fs, io, ops::Range, path::Path};

use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::text::{clean, nearest};

/// A table cannot be used.
#[derive(Debug, Error)]
pub enum Unusable {
    /// The system says so.
    #[error("{0}: {1}")]
    Io(String, io::Error),
    /// It is no such table: the file, the line and the column, and why.
    #[error("{0}:{1}:{2}: {3}")]
    Syntax(String, usize, usize, String),
}

/// Reads a table, and its text.
///
/// # Errors
/// It cannot be read, or has a key or a value that means nothing.
pub fn read<T: DeserializeOwned>(table: &Path) -> Result<(T, String), Unusable> {
    let name = clean(&table.display().to_string()).into_owned();
    let text = fs::read_to_string(table).map_err(|error| Unusable::Io(name, error))?;
    match toml::from_str(&text) {
        Ok(read) => Ok((read, text)),
        Err(error) => Err(wrong(table, &text, error.span(), &with_hint(error.message()))),
    }
}

/// Something that is wrong with a string of a table, at its first place in the text.
pub fn at_word(table: &Path, text: &str, word: &str, why: &str) -> Unusable {
    let quoted = [format!("\"{word}\""), format!("'{word}'")];
    let place = quoted.iter().find_map(|it| text.find(it)).map(|start| start..start);
    wrong(table, text, place, why)
}

/// Something that is wrong at a place in the text of a table.
pub(super) fn wrong(table: &Path, text: &str, place: Option<Range<usize>>, why: &str) -> Unusable {
    let name = clean(&table.display().to_string()).into_owned();
    let before = place.and_then(|place| text.get(..place.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    Unusable::Syntax(name, line, column, why.to_owned())
}

/// The parser's message, and the word that was probably meant. It quotes the unknown word first, then
/// those that it knows.
fn with_hint(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let message = clean(message);
    match quoted.next().and_then(|unknown| nearest(unknown, quoted)) {
        Some(meant) if message.starts_with("unknown ") => {
            format!("{message}; did you mean {meant}?")
        }
        _ => message.into_owned(),
    }
}
