//! Findings that are known: a file with those of an earlier run, so that a run fails for new ones alone.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    analysis::{Analysis, Identity},
    text::clean,
};

/// Version of the file's layout.
const SCHEMA: u32 = 1;

/// A baseline cannot be used.
#[derive(Debug, Error)]
pub enum Unusable {
    /// The system says so.
    #[error("{0}: {1}")]
    Io(String, io::Error),
    /// It is none: the file, and why, with the line and the column.
    #[error("{0}: {1}")]
    Syntax(String, serde_json::Error),
    /// It is of another version of btlint.
    #[error("{0}: layout {1} of a baseline; this btlint knows {SCHEMA}")]
    Schema(String, u32),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    captures: BTreeMap<String, Vec<Entry>>,
}

/// Findings that are the same, of one capture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    severity: String,
    /// None for no device.
    peer: Option<String>,
    /// None for findings that were counted only.
    says: Option<String>,
    count: u64,
}

impl Entry {
    fn of(identity: Identity) -> Self {
        Self {
            code: identity.code.to_owned(),
            severity: identity.severity.name().to_owned(),
            peer: identity.peer,
            says: Some(identity.says),
            count: 1,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let key =
            |it: &Self| (it.code.clone(), it.severity.clone(), it.peer.clone(), it.says.clone());
        key(self) == key(other)
    }
}

/// The findings of captures, by the path of each from the folder of the file on.
#[derive(Debug, Default)]
pub struct Baseline {
    folder: PathBuf,
    captures: BTreeMap<String, Vec<Entry>>,
}

impl Baseline {
    /// One with nothing in it, for a file at this place.
    pub fn new(file: &Path) -> Self {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let folder = file.parent().unwrap_or(Path::new("/")).to_owned();
        Self { folder, captures: BTreeMap::new() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is no baseline.
    pub fn read(file: &Path) -> Result<Self, Unusable> {
        let name = clean(&file.display().to_string()).into_owned();
        let text = fs::read_to_string(file).map_err(|error| Unusable::Io(name.clone(), error))?;
        let read: File =
            serde_json::from_str(&text).map_err(|error| Unusable::Syntax(name.clone(), error))?;
        if read.schema != SCHEMA {
            return Err(Unusable::Schema(name, read.schema));
        }
        Ok(Self { captures: read.captures, ..Self::new(file) })
    }

    /// Marks the findings of a capture that it has, and those alone. Returns how many it has that were
    /// not found again.
    pub fn compare(&self, analysis: &mut Analysis) -> u64 {
        let mut left = self.captures.get(&self.name(&analysis.path)).cloned().unwrap_or_default();
        let mut take = |entry: &Entry, most: u64| {
            let own = left.iter_mut().filter(|own| own.is_same(entry));
            let mut taken = 0;
            for own in own {
                let some = own.count.min(most - taken);
                own.count -= some;
                taken += some;
            }
            taken
        };
        analysis.terms.has_baseline = true;
        let mut known = analysis.known;
        let entries: Vec<Entry> =
            analysis.incidents.iter().map(|it| Entry::of(analysis.identity(it))).collect();
        for (incident, entry) in analysis.incidents.iter_mut().zip(entries) {
            incident.known = take(&entry, 1) > 0;
            known[incident.severity as usize] += u64::from(incident.known);
        }
        for entry in counted_only(analysis) {
            let severity = crate::finding::Severity::ALL.into_iter();
            if let Some(severity) = severity.into_iter().find(|it| it.name() == entry.severity) {
                known[severity as usize] += take(&entry, entry.count);
            }
        }
        analysis.known = known;
        left.iter().map(|own| own.count).sum()
    }

    /// Takes in the findings of a capture, in the place of those that it had.
    pub fn take(&mut self, analysis: &Analysis) {
        let mut entries: Vec<Entry> = counted_only(analysis).collect();
        for incident in &analysis.incidents {
            let entry = Entry::of(analysis.identity(incident));
            match entries.iter_mut().find(|own| own.is_same(&entry)) {
                Some(own) => own.count += 1,
                None => entries.push(entry),
            }
        }
        entries.sort();
        let name = self.name(&analysis.path);
        if entries.is_empty() {
            self.captures.remove(&name);
        } else {
            self.captures.insert(name, entries);
        }
    }

    /// Forgets captures that are not there any more.
    pub fn prune(&mut self) {
        let folder = self.folder.clone();
        self.captures.retain(|name, _| {
            // What is in an archive is there as long as the archive is.
            let archive = name.split('!').next().unwrap_or_default();
            name == "-" || folder.join(name).exists() || folder.join(archive).exists()
        });
    }

    /// Writes it, in an order that does not depend on the run.
    ///
    /// # Errors
    /// What the output says.
    pub fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let file = File { schema: SCHEMA, captures: self.captures.clone() };
        serde_json::to_writer_pretty(&mut *out, &file)?;
        writeln!(out)
    }

    /// The path of a capture from the folder on, with `/`; as it is where it is on another disk.
    fn name(&self, capture: &str) -> String {
        if capture == "-" {
            return capture.to_owned();
        }
        let path = std::path::absolute(capture).unwrap_or_else(|_| capture.into());
        let same = path.components().zip(self.folder.components()).take_while(|(a, b)| a == b);
        let same = same.count();
        let up = self.folder.components().count() - same;
        if same == 0 {
            return path.display().to_string();
        }
        let own = path.components().skip(same).map(Component::as_os_str);
        let parts = std::iter::repeat_n("..".into(), up).chain(own.map(|it| it.to_string_lossy()));
        parts.collect::<Vec<_>>().join("/")
    }
}

/// The findings of a capture of which nothing but their number is kept.
fn counted_only(analysis: &Analysis) -> impl Iterator<Item = Entry> {
    analysis.unlisted.iter().map(|(&(code, severity), &count)| Entry {
        code: code.to_owned(),
        severity: severity.name().to_owned(),
        peer: None,
        says: None,
        count,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_are_named_from_the_folder_on() {
        let baseline = Baseline::new(Path::new("/work/ci/known.json"));
        for (capture, name) in [
            ("/work/ci/a.pcap", "a.pcap"),
            ("/work/ci/x/a.zip!b", "x/a.zip!b"),
            ("/work/rigs/a.pcap", "../rigs/a.pcap"),
            ("-", "-"),
        ] {
            assert_eq!(baseline.name(capture), name);
        }
    }
}
