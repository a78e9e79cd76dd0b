//! The comparison with tshark: every field that has a name in Wireshark, frame by frame.
//!
//! `cargo test --test conformance -- --nocapture` prints a table of the fields. Compared are values,
//! the octets they stand in, the names of codes and lengths of time, on three corpora: the project's
//! captures, packets made from the declarations (`synthesis`), and a folder of others' captures.
//! What the two show differently must be explained in `disagreements.toml` or be a pair of names in
//! `wording.tsv`; what stands in `alike.txt` must stay alike. `UPDATE=1` writes the latter two.

#![allow(clippy::cast_possible_truncation)]
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod alike;
mod annotated;
mod compare;
mod ours;
mod planted;
mod reasons;
mod synthesis;
mod table;
mod theirs;
mod wording;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
};

use compare::{Ours, Outcome, Rules};
use reasons::Reasons;
use theirs::Tshark;
use wording::Wording;

/// Files beside captures that are none.
const TEXTS: [&str; 4] = ["toml", "md", "py", "tsv"];

/// The folder of the captures that were made from the declarations, where people can look at them,
/// and the names of fields that none of them has.
static SYNTHESISED: LazyLock<(PathBuf, Vec<&str>)> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("synthesis");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let missed = synthesis::write(&folder);
    (folder, missed)
});

#[test]
fn every_field_is_met() {
    let missed = &SYNTHESISED.1;
    assert!(missed.is_empty(), "{} fields are in no packet: {missed:#?}", missed.len());
}

#[test]
fn fields_are_shown_as_tshark_shows_them() {
    let Some(tshark) = Tshark::find() else {
        eprintln!("skipped: there is no tshark");
        return;
    };
    let names = ours::names();
    let (reasons, wording) = (Reasons::read(), Wording::read());
    let rules = Rules { tshark: &tshark, names: &names, reasons: &reasons, wording: &wording };
    let mut always = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("captures"));
    always.extend(files(&SYNTHESISED.0));
    let mut outcome = run(&rules, &always, |_| ());
    let ratchet = alike::changes(&outcome);
    let lines = alike::render(&outcome);
    let never = never(&outcome, &names, &reasons);
    let others = others();
    match &others {
        Some(folder) => outcome.add(run(&rules, &files(folder), |_| ())),
        None => eprintln!("skipped: the captures of others; BTLINT_CAPTURES can name their folder"),
    }

    print!("{}", table::render(&outcome, &reasons));
    if !reasons.are_for(&tshark.version) {
        eprintln!("disagreements are not judged: the reasons are for tshark {}", reasons.tshark);
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        write(alike::FILE, &lines);
        let pairs = outcome.wordings.iter();
        let pairs = pairs.map(|(field, code, ours, theirs)| (*field, &**code, *ours, &**theirs));
        write(wording::FILE, &wording::render(pairs, &wording));
        panic!("{} and {} were written; look at what changed", alike::FILE, wording::FILE);
    }
    let mut faults = faults(&outcome, &reasons);
    faults.extend(ratchet.into_iter().map(|line| format!("{}: {line}", alike::FILE)));
    faults.extend(never);
    if others.is_some() {
        let stale = reasons.unused(&outcome.used);
        faults.extend(stale.iter().map(|one| format!("no frame needs the reason {one:?}")));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Fields that are never shown alike and are not listed as such, and those that are by mistake.
fn never(outcome: &Outcome, names: &[&'static str], reasons: &Reasons) -> Vec<String> {
    let listed = reasons.never();
    let alike = |name: &str| outcome.fields.get(name).is_some_and(|tally| tally.agreed > 0);
    let missed = names.iter().filter(|name| !alike(name) && !listed.contains(**name));
    let missed = missed.map(|name| format!("{name} is never shown alike"));
    let wrong = listed.iter().filter(|name| alike(name));
    let wrong = wrong.map(|name| format!("{name} is shown alike, although it is said never to be"));
    missed.chain(wrong).collect()
}

/// What of the comparison must not be.
fn faults(outcome: &Outcome, reasons: &Reasons) -> Vec<String> {
    let mut faults = Vec::new();
    if !outcome.unexplained.is_empty() {
        faults.push(format!("{} disagreements lack a reason", outcome.unexplained.len()));
    }
    faults.extend(outcome.unknown.iter().map(|name| format!("Wireshark knows no {name}")));
    for (capture, reason) in &outcome.refused {
        if !reasons.refuses(capture) {
            faults.push(format!("tshark reads {capture}, btlint does not: {reason}"));
        }
    }
    for (share, reason) in reasons.beyond_their_limit(outcome) {
        faults.push(format!("met in {share:.6} of the comparisons: {reason:?}"));
    }
    faults
}

fn write(file: &str, text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    std::fs::write(folder.join(file), text).unwrap();
}

/// Compares capture by capture, a few at a time.
fn run(rules: &Rules<'_>, captures: &[PathBuf], spoil: fn(&mut Ours)) -> Outcome {
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Outcome::default());
    let workers = available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(path) = captures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let one = compare::capture(rules, path, spoil);
                    total.lock().unwrap().add(one);
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

/// Every file in the folder and below it that may be a capture, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let texts = BTreeSet::from(TEXTS);
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if !extension.is_some_and(|extension| texts.contains(extension)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
