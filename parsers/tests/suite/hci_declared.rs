//! HCI: every declaration is in the tables, once.

#![allow(clippy::unwrap_used)]

use btlint_parsers::hci::{EventCode, LeSubevent, Opcode, all_pdus};

#[test]
fn opcodes_are_in_their_order_each_once() {
    let in_order = Opcode::KNOWN.windows(2).all(|pair| pair[0].0.0 < pair[1].0.0);
    assert!(in_order);
}

#[test]
fn every_code_is_declared_once() {
    fn repeated<T: Copy + Eq + core::hash::Hash + core::fmt::Debug>(known: &[(T, &str)]) -> Vec<T> {
        let mut seen = std::collections::HashSet::new();
        known.iter().map(|(code, _)| *code).filter(|code| !seen.insert(*code)).collect()
    }
    assert_eq!(repeated(EventCode::KNOWN), []);
    assert_eq!(repeated(LeSubevent::KNOWN), []);
}

/// The structures within commands and events are listed by hand: none may be missing, or filters
/// would not know its fields.
#[test]
fn every_declaration_is_in_the_list() {
    fn sources(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { sources(&path, found) } else { found.push(path) }
        }
    }
    let mut files = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/hci"), &mut files);
    assert!(files.len() > 20, "{files:?}");
    let listed: std::collections::HashSet<_> = all_pdus().map(|pdu| pdu.title).collect();
    let mut titles = 0;
    for file in files.iter().filter(|file| !file.ends_with("declare.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        for declaration in text.split("\n    pub struct ").skip(1) {
            let Some((_, rest)) = declaration.split_once(" (\"") else { continue };
            let (title, _) = rest.split_once('"').unwrap();
            titles += 1;
            assert!(listed.contains(title), "{title:?} of {} is not in `PARTS`", file.display());
        }
    }
    assert!(titles > 25, "{titles} declarations were found");
}
