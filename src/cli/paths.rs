//! Which files are meant: those that are named, and what is in the folders that are named.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Folders within each other that are looked into.
const MAX_DEPTH: usize = 64;

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Where it is; `-` for standard input.
    pub(super) path: PathBuf,
    /// It was named, so it has to be a capture; in a folder there may be other files too.
    pub(super) named: bool,
}

/// The files, folders in the order of their names, and folders that cannot be read.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) files: Vec<Candidate>,
    pub(super) errors: Vec<(PathBuf, io::Error)>,
}

/// Looks into the folders among the paths. Hidden files and links to folders are passed over.
pub(super) fn collect(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() {
            walk(path, 0, &mut found);
        } else {
            found.files.push(Candidate { path: path.clone(), named: true });
        }
    }
    found
}

fn walk(folder: &Path, depth: usize, found: &mut Found) {
    if depth == MAX_DEPTH {
        let error = io::Error::other(format!("more than {MAX_DEPTH} folders within each other"));
        found.errors.push((folder.to_owned(), error));
        return;
    }
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            found.errors.push((folder.to_owned(), error));
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
            Ok(_) if path.is_file() => found.files.push(Candidate { path, named: false }),
            Ok(_) => {}
            Err(error) => found.errors.push((path, error)),
        }
    }
}
