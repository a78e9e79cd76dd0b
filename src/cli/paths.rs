//! Which files are meant: those that are named, and what is in the folders that are named.

mod rotated;

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use same_file::Handle;

use crate::capture;

pub(super) use rotated::join;

/// Whether the output is this input, under whatever name; `-` is standard input.
pub(super) fn is_same(output: &Path, input: &Path) -> bool {
    let input = if input.as_os_str() == "-" { Handle::stdin() } else { Handle::from_path(input) };
    matches!((Handle::from_path(output), input), (Ok(output), Ok(input)) if output == input)
}

/// Whether two outputs are one file, which need not be there yet.
pub(super) fn is_one(first: &Path, second: &Path) -> bool {
    let place = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    is_same(first, second) || place(first).is_some_and(|own| place(second) == Some(own))
}

/// Folders within each other that are looked into.
const MAX_DEPTH: usize = 64;

/// A file to be read, or a member of an archive.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Where it is; `-` for standard input.
    pub(super) path: PathBuf,
    /// It was named, so it has to be a capture; in a folder there may be other files too.
    pub(super) named: bool,
    /// A folder that cannot be looked into, and why.
    pub(super) error: Option<io::Error>,
    /// The files that it is joined of, if it is.
    pub(super) parts: Vec<PathBuf>,
    /// The log that it may be a part of.
    log: Option<PathBuf>,
}

impl Candidate {
    fn new(path: PathBuf, named: bool) -> Self {
        Self { path, named, error: None, parts: Vec::new(), log: None }
    }

    /// Whether it should be a capture: it was named, or has a name that captures have.
    pub(super) fn claims_to_be_one(&self) -> bool {
        self.named || is_capture_name(&self.path)
    }
}

/// Looks into the folders among the paths, in the order of the names in them. Hidden files, links
/// to folders and files seen before are skipped.
pub(super) fn collect(paths: &[PathBuf]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, 0, &mut found);
        } else {
            found.push(Candidate::new(path.clone(), true));
        }
    }
    once(found).into_iter().flat_map(unpacked).collect()
}

/// The captures in an archive, or the file itself. An archive that cannot be read, or that was named
/// and holds none, is left for an error where it is opened.
fn unpacked(file: Candidate) -> Vec<Candidate> {
    match capture::members(&file.path) {
        Ok(Some(members)) if !members.is_empty() => {
            members.into_iter().map(|path| Candidate::new(path, true)).collect()
        }
        _ => vec![file],
    }
}

/// Each file once, at its first place; it is named if it is named anywhere.
fn once(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut places: HashMap<PathBuf, usize> = HashMap::new();
    let mut files: Vec<Candidate> = Vec::with_capacity(found.len());
    for candidate in found {
        // What cannot be found will be an error where it is opened.
        let file = fs::canonicalize(&candidate.path).unwrap_or_else(|_| candidate.path.clone());
        match places.get(&file).and_then(|&place| files.get_mut(place)) {
            Some(first) => first.named |= candidate.named,
            None => {
                places.insert(file, files.len());
                files.push(candidate);
            }
        }
    }
    files
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<Candidate>) {
    let failed =
        |path: PathBuf, error| Candidate { error: Some(error), ..Candidate::new(path, true) };
    if depth == MAX_DEPTH {
        let error = io::Error::other(format!("more than {MAX_DEPTH} levels of folders"));
        found.push(failed(folder.to_owned(), error));
        return;
    }
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            found.push(failed(folder.to_owned(), error));
            return;
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, depth + 1, found),
            // Also through a link, but nothing that could wait for ever, as a pipe does.
            Ok(_) if path.is_file() => found.push(Candidate::new(path, false)),
            Ok(_) => {}
            Err(error) => found.push(failed(path, error)),
        }
    }
}

/// Endings of names that only captures have.
const CAPTURES: &[&str] = &["btsnoop", "pcap", "pcapng", "pklg", "cfa", "snoop", "psd"];

/// Endings that what compresses or packs a file adds to its name.
const PACKED: &[&str] = &["gz", "xz", "zst", "bz2", "lz4", "zip", "7z"];

/// Words in the names of logs, and of archives, that hold a capture.
const LOGS: &[&str] = &["btsnoop", "hci_snoop", "hcidump", "bt_hci"];

/// Words in the names of archives that hold a capture among much else.
const REPORTS: &[&str] = &["bugreport", "sysdiagnose"];

/// Whether a file of this name is a capture, or an archive of one, if all is well.
fn is_capture_name(path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let name = name.to_string_lossy().to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let mut plain = name.as_str();
    let mut packed = false;
    while let Some((before, ending)) = plain.rsplit_once('.')
        && PACKED.contains(&ending)
    {
        (plain, packed) = (before, true);
    }
    let mut endings = plain.rsplit('.');
    // A log that was put aside: btsnoop_hci.log.last, btsnoop_hci.log.1, capture.pcap3.
    let ending = endings.next().unwrap_or_default();
    let ending = match ending {
        "last" | "old" => endings.next().unwrap_or_default(),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => endings.next().unwrap_or_default(),
        ending => ending.trim_end_matches(|c: char| c.is_ascii_digit()),
    };
    let has_ending = plain.contains('.');
    (has_ending && CAPTURES.contains(&ending))
        || (has_ending && ending == "log" && any(LOGS))
        || (packed && (any(LOGS) || any(REPORTS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_captures_are_known() {
        for ending in CAPTURES {
            for after in ["", ".gz", ".xz", ".zst", ".zip", ".1", ".last", ".1.gz"] {
                let name = format!("dir/Run-3.{ending}{after}");
                assert!(is_capture_name(Path::new(&name)), "{name}");
                assert!(is_capture_name(Path::new(&name.to_uppercase())), "{name}");
            }
            // A file about a capture is none.
            for after in [".toml", ".txt", ".json", ".md"] {
                let name = format!("dir.pcap/run.{ending}{after}");
                assert!(!is_capture_name(Path::new(&name)), "{name}");
            }
            assert!(!is_capture_name(Path::new(ending)), "{ending}");
        }
        for log in ["btsnoop_hci.log", "btsnoop_hci.log.last", "BT_HCI_2026.log", "hcidump.log.2"] {
            assert!(is_capture_name(Path::new(log)), "{log}");
            assert!(is_capture_name(Path::new(&format!("{log}.gz"))), "{log}");
        }
        for archive in ["bugreport-2026.zip", "btsnoop.7z", "sysdiagnose_1.tar.gz"] {
            assert!(is_capture_name(Path::new(archive)), "{archive}");
        }
        for other in ["build.log", "notes.txt", "photos.zip", "README", "x.1", "report.html"] {
            assert!(!is_capture_name(Path::new(other)), "{other}");
        }
    }
}
