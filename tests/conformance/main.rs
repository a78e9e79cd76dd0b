//! The comparison with tshark: every field that has a name in Wireshark, frame by frame.
//!
//! `cargo test --test conformance -- --nocapture` prints a table of the fields. What the two tell
//! differently must be explained in `disagreements.toml`, and what stands there must be met.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod compare;
mod ours;
mod reasons;
mod table;
mod theirs;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use compare::Outcome;
use reasons::Reasons;
use theirs::Tshark;

/// Fields that must be told alike at least once.
const FIELDS: usize = 80;

/// tshark processes that run at the same time.
const WORKERS: usize = 2;

#[test]
fn fields_are_told_as_tshark_tells_them() {
    let Some(tshark) = Tshark::find() else {
        eprintln!("skipped: there is no tshark");
        return;
    };
    let names = ours::names();
    let reasons = Reasons::read();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let others = others();
    let mut captures = files(&own);
    match &others {
        Some(folder) => captures.extend(files(folder)),
        None => eprintln!("skipped: the captures of others; BTLINT_CAPTURES can name their folder"),
    }
    let outcome = run(&tshark, &names, &captures, &reasons);

    print!("{}", table::render(&outcome, &reasons));
    let agreed = outcome.fields.values().filter(|field| field.agreed > 0).count();
    assert!(agreed >= FIELDS, "only {agreed} fields were told alike");
    if !reasons.are_for(&tshark.version) {
        eprintln!("disagreements not judged: the reasons are for tshark {}", reasons.tshark);
        return;
    }
    assert!(
        outcome.unexplained.is_empty(),
        "{} disagreements lack a reason",
        outcome.unexplained.len()
    );
    assert!(outcome.unknown.is_empty(), "not names of Wireshark's: {:?}", outcome.unknown);
    let crowded = reasons.beyond_their_limit(&outcome.used);
    assert!(crowded.is_empty(), "reasons met more often than they may be: {crowded:#?}");
    if others.is_some() {
        let stale = reasons.unused(&outcome.used);
        assert!(stale.is_empty(), "reasons that no frame needs: {stale:#?}");
    }
}

/// Compares capture by capture, a few at a time.
fn run(
    tshark: &Tshark,
    names: &[&'static str],
    captures: &[PathBuf],
    reasons: &Reasons,
) -> Outcome {
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Outcome::default());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(path) = captures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(one) = compare::capture(tshark, names, path, reasons) {
                        total.lock().unwrap().add(one);
                    }
                }
            });
        }
    });
    total.into_inner().unwrap()
}

/// The folder of captures that others published.
fn others() -> Option<PathBuf> {
    let folder = std::env::var_os("BTLINT_CAPTURES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures"),
        PathBuf::from,
    );
    folder.is_dir().then_some(folder)
}

/// Every file in the folder and below it, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
