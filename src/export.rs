//! What was found in many captures, as tables for an engine that asks: one Parquet file for each table
//! and run, in `TABLE/day=YYYY-MM-DD/`.
//!
//! A run over the same captures on the same day writes the same files. Later runs add theirs; views
//! over all of them take the newest for each capture (`book/src/fleet.sql`).

mod labels;
mod measured;
mod part;
mod rows;
mod table;
mod tables;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use measured::Measured;
use part::Part;
use rows::Rows;
use table::{Row, Value};
use tables::{Captures, Labels as LabelRow};

pub use labels::{Labels, Pattern};
pub use table::{COMMON, Column, Kind, Table};
pub use tables::tables;

use crate::{
    analysis::{self, Analysis, Selection},
    capture::{Capture, CaptureError},
    redact::{self, Key, Reveal},
};

/// What is shown of captures.
#[derive(Debug)]
pub struct Shown {
    /// The key of all pseudonyms.
    pub key: Key,
    /// Addresses and names.
    pub reveal: Reveal,
    /// Where captures were, and why they could not be read.
    pub paths: bool,
    /// Nothing is redacted.
    pub all: bool,
}

/// A capture on its way into the tables.
#[derive(Debug)]
pub struct Read {
    analysis: Analysis,
    measured: Measured,
}

impl Read {
    /// Reads a capture. Unless all is shown, that is its redacted copy, so that no column can have more
    /// than that has.
    ///
    /// # Errors
    /// It cannot be read or redacted.
    pub fn new(path: &Path, shown: &Shown) -> Result<Self, redact::Error> {
        let every = Selection::default();
        let name = path.display().to_string();
        let mut original = Capture::open(path)?;
        if shown.all {
            let measured = Measured::read(Capture::open(path)?);
            return Ok(Self { analysis: analysis::capture(name, original, &every), measured });
        }
        original.spool()?;
        let before = analysis::capture(name.clone(), original.reopen()?, &every);
        let file = tempfile::NamedTempFile::new()?;
        redact::redact(&mut original, &shown.key, shown.reveal, file.path())?;
        let mut analysis = analysis::capture(name, Capture::open(file.path())?, &every);
        // The redacted copy does not lack what the original lacks: octets that were skipped, an end.
        (analysis.header, analysis.notes, analysis.error) =
            (before.header, before.notes, before.error);
        Ok(Self { analysis, measured: Measured::read(Capture::open(file.path())?) })
    }

    /// Where and why reading stopped before the end.
    pub fn error(&self) -> Option<&CaptureError> {
        self.analysis.error.as_ref()
    }
}

/// What is known of a capture beside what is in it.
#[derive(Debug, Clone)]
pub struct About {
    /// The BLAKE3 hash of the file.
    pub hash: String,
    /// Octets of the file.
    pub octets: u64,
    /// Where it is.
    pub path: String,
    /// Its labels.
    pub labels: Labels,
}

impl About {
    /// Reads the file once, for its hash. A member of an archive has a hash of its own, made from that
    /// of the archive.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn new(path: &Path, labels: Labels) -> io::Result<Self> {
        let text = path.display().to_string();
        let mut hasher = blake3::Hasher::new();
        let octets = match File::open(path) {
            Ok(file) => hash(file, &mut hasher)?,
            Err(error) => {
                let (archive, member) = text.split_once('!').ok_or(error)?;
                let octets = hash(File::open(archive)?, &mut hasher)?;
                hasher.update(member.as_bytes());
                octets
            }
        };
        let hash = hasher.finalize().to_hex().to_string();
        Ok(Self { hash, octets, path: text, labels })
    }
}

/// A run that writes tables.
pub struct Export {
    run: String,
    exported: i64,
    paths: bool,
    parts: BTreeMap<&'static str, Part>,
}

impl Export {
    /// Begins the files of a run over these captures, `exported` microseconds after 1970.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn begin(
        folder: &Path,
        captures: &[&About],
        shown: &Shown,
        exported: i64,
    ) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        for about in captures {
            hasher.update(about.hash.as_bytes());
            for (name, value) in &about.labels {
                hasher.update(format!("\n{name}={value}").as_bytes());
            }
        }
        let run: String = hasher.finalize().to_hex().chars().take(16).collect();
        let time = crate::text::utc(crate::capture::Timestamp(exported.saturating_mul(1000)));
        let day = time.split('T').next().unwrap_or_default();
        let mut parts = BTreeMap::new();
        for table in tables() {
            let place = folder.join(table.name).join(format!("day={day}"));
            let place = place.join(format!("part-{run}.parquet"));
            parts.insert(table.name, Part::begin(table, place)?);
        }
        Ok(Self { run, exported, paths: shown.paths || shown.all, parts })
    }

    /// Takes in a capture; `why` says why there is nothing of it.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn capture(
        &mut self,
        about: &About,
        read: Result<&Read, &str>,
        names: bool,
    ) -> io::Result<()> {
        let mut capture = match read {
            Ok(Read { analysis, measured }) => {
                let rows = Rows::new(analysis, measured, names);
                self.push_all(about, rows.adapters())?;
                self.push_all(about, rows.links())?;
                self.push_all(about, rows.phases())?;
                self.push_all(about, rows.findings())?;
                self.push_all(about, rows.not_assessed())?;
                self.push_all(about, rows.streams())?;
                self.push_all(about, rows.gaps())?;
                self.push_all(about, rows.channels())?;
                self.push_all(about, rows.quality())?;
                rows.capture()
            }
            Err(why) => {
                let error = if self.paths { why } else { "not read" };
                Captures { read: Some(false), error: Some(error.to_owned()), ..Captures::default() }
            }
        };
        capture.path = self.paths.then(|| crate::text::clean(&about.path).into_owned());
        capture.bytes = about.octets.try_into().ok();
        capture.btlint = Some(env!("CARGO_PKG_VERSION").to_owned());
        capture.btlint_order = Some(order(env!("CARGO_PKG_VERSION")));
        capture.exported = Some(self.exported);
        self.push_all(about, [capture])?;
        let labels = about
            .labels
            .iter()
            .map(|(name, value)| LabelRow { name: Some(name.clone()), value: Some(value.clone()) });
        self.push_all(about, labels)
    }

    /// Puts the files in their places.
    ///
    /// # Errors
    /// One cannot be written.
    pub fn finish(self) -> io::Result<()> {
        self.parts.into_values().try_for_each(Part::finish)
    }

    fn push_all<R: Row>(
        &mut self,
        about: &About,
        rows: impl IntoIterator<Item = R>,
    ) -> io::Result<()> {
        let Some(part) = self.parts.get_mut(R::TABLE.name) else { return Ok(()) };
        for row in rows {
            let mut values =
                vec![Value::Text(Some(about.hash.clone())), Value::Text(Some(self.run.clone()))];
            values.extend(row.values());
            part.push(values)?;
        }
        Ok(())
    }
}

/// Reads a file into the hash; returns how many octets it has.
fn hash(mut file: File, hasher: &mut blake3::Hasher) -> io::Result<u64> {
    let (mut block, mut octets) = (vec![0; 1 << 16], 0);
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(octets),
            Ok(more) => {
                hasher.update(block.get(..more).unwrap_or_default());
                octets += more as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A version as a number that grows with it.
fn order(version: &str) -> i64 {
    let numbers = version.split(['.', '-']).take(3).map(|part| part.parse().unwrap_or(0));
    numbers.fold(0, |sum: i64, number: i64| sum * 1000 + number.min(999))
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn a_later_version_is_a_greater_number() {
        let versions = ["0.1.0", "0.9.9", "0.10.0", "1.0.0", "1.2.3"];
        assert!(versions.map(order).is_sorted());
    }
}
