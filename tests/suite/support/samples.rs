//! The captures that tests run over: the project's own, and a folder of others' where there is one.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use btlint::capture::{Capture, Record};

/// A capture of `captures/` and what its `.toml` says of it.
#[derive(Debug)]
pub struct Sample {
    pub path: PathBuf,
    /// As `le/legacy`.
    pub name: String,
    pub healthy: bool,
    /// Code and frame of each finding that is expected.
    pub expected: BTreeSet<(String, u64)>,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The project's captures, in the order of their names.
pub fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let files = files(&folder);
    let tables = files.iter().filter(|path| path.extension().is_some_and(|e| e == "toml"));
    tables
        .map(|table| {
            let stem = table.with_extension("");
            let belongs = |path: &&PathBuf| {
                let file = path.file_name().unwrap().to_str().unwrap();
                path.parent() == stem.parent()
                    && *path != table
                    && file.split('.').next() == stem.file_name().unwrap().to_str()
            };
            let path = files.iter().find(belongs).unwrap_or_else(|| panic!("{}", table.display()));
            let name = stem.strip_prefix(&folder).unwrap().display().to_string();
            let text = fs::read_to_string(table).unwrap();
            let table: toml::Table = text.parse().unwrap_or_else(|e| panic!("{name}: {e}"));
            let findings = table.get("finding").and_then(toml::Value::as_array);
            let expected = findings.into_iter().flatten().map(|finding| {
                let code = finding["code"].as_str().unwrap().to_owned();
                (code, u64::try_from(finding["frame"].as_integer().unwrap()).unwrap())
            });
            Sample {
                path: path.clone(),
                healthy: table["healthy"].as_bool().unwrap(),
                expected: expected.collect(),
                name,
            }
        })
        .collect()
}

/// The files of a folder of other people's captures: `BTLINT_CAPTURES`, or `../shared/captures`.
/// Nothing, with a printed reason, where there is no such folder.
pub fn foreign() -> Option<Vec<PathBuf>> {
    let folder = std::env::var_os("BTLINT_CAPTURES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures"),
        PathBuf::from,
    );
    if !folder.is_dir() {
        println!("skipped: {} is no folder; BTLINT_CAPTURES names another", folder.display());
        return None;
    }
    let mut files = files(&folder);
    files.retain(|path| path.extension().is_none_or(|extension| extension != "tsv"));
    Some(files)
}

/// A record that owns its bytes.
#[derive(Debug, Clone)]
pub struct Owned {
    record: Record<'static>,
    pub bytes: Vec<u8>,
}

impl Owned {
    /// The record with all its bytes.
    pub fn record(&self) -> Record<'_> {
        Record { bytes: &self.bytes, ..self.record }
    }
}

/// All records of a capture, up to its end or its first fault.
pub fn records(path: &Path) -> Vec<Owned> {
    let mut capture = Capture::open(path).unwrap_or_else(|error| panic!("{error}"));
    let mut records = Vec::new();
    while let Ok(Some(record)) = capture.next_record() {
        let Record { number, time, link, meta, interface, bytes, original_len, drops } = record;
        let bytes = bytes.to_vec();
        let record =
            Record { number, time, link, meta, interface, bytes: &[], original_len, drops };
        records.push(Owned { record, bytes });
    }
    records
}
