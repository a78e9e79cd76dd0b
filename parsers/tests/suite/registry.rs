//! The list of all declarations has all of them, and each is whole.

#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use btlint_parsers::{Kind, Role, all_pdus};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

/// Titles and sections of every declaration in the source: `pub struct Name<'a> ("Title", "1.2")`.
fn declared() -> BTreeSet<(String, String)> {
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    let mut declared = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| line.trim_start().starts_with("pub struct ")) {
            let Some((_, head)) = line.split_once(" (\"") else { continue };
            let words: Vec<&str> = head.split('"').collect();
            let [title, _, spec, ..] = words[..] else { panic!("{}: {line}", file.display()) };
            declared.insert((title.to_owned(), spec.to_owned()));
        }
    }
    declared
}

#[test]
fn every_declaration_is_in_the_list() {
    let listed: BTreeSet<_> =
        all_pdus().map(|pdu| (pdu.title.to_owned(), pdu.spec.to_owned())).collect();
    let missing: Vec<_> = declared().difference(&listed).cloned().collect();
    assert!(missing.is_empty(), "in no list of the registry: {missing:#?}");
    assert!(listed.len() > 600, "{}", listed.len());
}

#[test]
fn structures_within_are_in_the_list() {
    let listed: Vec<_> = all_pdus().collect();
    for pdu in all_pdus() {
        for part in pdu.fields.iter().flat_map(|info| info.parts).flatten() {
            assert!(listed.contains(part), "{} in {}", part.title, pdu.title);
        }
    }
}

#[test]
fn slugs_are_titles_in_letters_that_filters_take() {
    for pdu in all_pdus() {
        let words = pdu.title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
        let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
        assert_eq!(pdu.slug, slug, "{}", pdu.title);
    }
}

#[test]
fn what_several_commands_return_needs_the_command_to_say_what_it_is() {
    for pdu in all_pdus() {
        let shared = pdu.title == "Return Parameters";
        assert_eq!(pdu.role == Role::Generic, shared, "{}", pdu.spec);
    }
}

#[test]
fn what_has_no_value_has_fields() {
    for pdu in all_pdus() {
        for info in pdu.fields.iter().filter(|info| info.kind == Kind::Structure) {
            let parts = info.parts.iter().copied().flatten().count();
            assert!(parts > 0, "{} in {}", info.name, pdu.title);
            assert_eq!(info.filter, None, "{} in {}", info.name, pdu.title);
        }
    }
}

#[test]
fn all_layers_are_read_from_as_many_octets_as_they_say() {
    struct Ignore;
    impl btlint_parsers::Sink for Ignore {
        fn field(
            &mut self,
            _: &'static btlint_parsers::FieldInfo,
            _: std::ops::Range<usize>,
            _: btlint_parsers::Value<'_>,
        ) {
        }
        fn enter(&mut self, _: &'static btlint_parsers::Pdu, _: usize) {}
        fn leave(&mut self, _: usize) {}
    }
    let zeros = [0; 1024];
    for pdu in all_pdus() {
        let Some(octets) = pdu.octets else { continue };
        let end = (pdu.describe)(&zeros, 0, &mut Ignore);
        assert_eq!(end, Ok(octets), "{}", pdu.title);
        if octets > 0 {
            let cut = (pdu.describe)(&zeros[..octets - 1], 0, &mut Ignore);
            assert!(cut.is_err(), "{} in {} octets", pdu.title, octets - 1);
        }
    }
}

/// The first word behind each `pdu! {`, and what stands before it.
fn beginnings(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices("pdu! {").map(|(at, opening)| {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        (text[line..at].trim_start(), text[at + opening.len()..].trim_start())
    })
}

#[test]
fn every_declaration_is_made_in_a_list() {
    // One that nothing uses is a warning: the registry, or a list of its own, must have it.
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    let (mut lists, mut by_hand) = (0, BTreeSet::new());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
        let name = name.to_str().unwrap().to_owned();
        // The declarations of HCI are listed by `dispatch!`, and `pdu!` calls itself.
        if !["pdu.rs", "hci/declare.rs"].contains(&name.as_str()) {
            for (before, after) in beginnings(&text).filter(|(before, _)| !before.starts_with("//"))
            {
                assert!(after.starts_with("in "), "{name}: {before}pdu! {{ without a list");
                lists += 1;
            }
            if text.split("Pdu {").skip(1).any(|body| body.trim_start().starts_with("title")) {
                by_hand.insert(name);
            }
        }
    }
    assert!(lists > 40, "{lists}");
    // Their fields come and go with flags and lengths, or are another's; the tests below look for
    // them too.
    assert_eq!(
        by_hand.iter().map(String::as_str).collect::<Vec<_>>(),
        ["hci/returns.rs", "ll/ad.rs", "ll/extended.rs", "sdp/element.rs"]
    );
}
