//! What the project agreed on, as far as a machine can look after it.

#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::support::{play::Script, program::btlint};
use btlint::{finding::Finding, rules};

/// Most lines of a source file.
const MAX_LINES: usize = 400;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files under the folders, by their extension.
fn files(folders: &[&str], extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/")
}

#[test]
fn files_are_short() {
    let mut long = BTreeSet::new();
    for path in files(&["src", "parsers", "tests", "benches"], "rs") {
        if fs::read_to_string(&path).unwrap().lines().count() > MAX_LINES {
            long.insert(name(&path));
        }
    }
    assert!(long.is_empty(), "files over {MAX_LINES} lines: {long:#?}");
}

#[test]
fn modules_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for path in files(&["src", "parsers/src", "tests", "benches"], "rs") {
        if !fs::read_to_string(&path).unwrap().starts_with("//!") {
            wrong.push(format!("{} does not begin with //!", name(&path)));
        }
        if path.ends_with("mod.rs") && !path.ends_with("support/mod.rs") {
            wrong.push(format!("{} should be the file beside its folder", name(&path)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the words of a finding.
fn faults(finding: &Finding) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |what: &str, text: &str, holds: bool| {
        if !holds {
            faults.push(format!("{}: {what}: {text}", finding.rule.code));
        }
    };
    let message = finding.message.as_str();
    check("begins in lower case", message, !message.starts_with(char::is_lowercase));
    for text in std::iter::once(message).chain(finding.related.iter().map(|place| &*place.note)) {
        check("ends with a stop", text, !text.ends_with(['.', '!', ':']));
        check("is empty", text, !text.trim().is_empty());
        check("has control characters", text, !text.contains(char::is_control));
        check("has an unfinished placeholder", text, !text.contains(['{', '}']));
    }
    if let Some(advice) = &finding.advice {
        check("advice is not sentences", advice, advice.ends_with('.'));
    }
    let known = rules::find(finding.rule.code).is_some();
    check("is the code of no rule", "", known);
    faults
}

#[test]
fn rules_are_worded_alike() {
    let mut wrong = BTreeSet::new();
    for rule in rules::all() {
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !rule.name.chars().all(kebab) {
            wrong.insert(format!("{}: the name is not in kebab-case", rule.code));
        }
        if rule.summary.contains('\n') || rule.summary.len() > 100 {
            wrong.insert(format!("{}: the summary is not one short line", rule.code));
        }
        if rule.spec.is_empty() {
            wrong.insert(format!("{}: no reference to a specification", rule.code));
        }
        for example in rule.docs.split("```frames\n").skip(1) {
            let text = example.split("```").next().unwrap_or_default();
            wrong.extend(Script::parse(text).play(&[rule.code]).findings.iter().flat_map(faults));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// What English does not say, and what it says instead. Each is looked for as whole words.
const UNENGLISH: &[(&[&str], &str)] = &[
    (&["tell", "tells", "told", "telling"], "say, show or report"),
    (&["judge", "judges", "judged", "judging"], "check or assess"),
    (&["of worth"], "valid, or useful"),
    (&["for want of"], "because there is no"),
    (&["be it"], "whether it is"),
    (&["is to be", "are to be", "was to be"], "a verb that says who does it"),
    (&["see whether"], "check whether"),
    (&["passed over", "passes over"], "skipped"),
    (&["found by", "found from"], "detected by, recovered from"),
    (&["nothing was heard of"], "was not heard"),
    (&["nothing is said of"], "is not reported"),
    (&["no more than a", "no more than noted"], "only"),
    (&["never more than likely"], "at most likely"),
    (&["not assessable", "unsure"], "not assessed"),
    (&["make no sense", "makes no sense"], "are invalid"),
    (&["looked at here", "look after it"], "checked"),
    (&["what is not", "what is to", "what is more"], "a noun as the subject"),
];

/// What of a text is not English. Quoted code and examples are not looked at.
fn unenglish(place: &str, text: &str, wrong: &mut BTreeSet<String>) {
    let mut prose = String::new();
    for (index, part) in text.split("```").enumerate() {
        if index % 2 == 0 {
            let outside = part.split('`').step_by(2);
            prose.extend(outside.flat_map(|words| [words, " "]));
        }
    }
    let words = prose.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let prose = format!(" {} ", words.join(" ").to_lowercase());
    // A purpose, and no request.
    let prose = prose.replace(" to see whether ", " ");
    for (phrases, instead) in UNENGLISH {
        for phrase in *phrases {
            if let Some(at) = prose.find(&format!(" {phrase} ")) {
                let around: String = prose[at..].chars().take(60).collect();
                wrong.insert(format!("{place}: \"{phrase}\" (rather: {instead}):{around}"));
            }
        }
    }
}

#[test]
fn what_users_read_is_english() {
    let mut wrong = BTreeSet::new();
    for rule in rules::all() {
        for text in [rule.summary, rule.advice, rule.docs] {
            unenglish(rule.code, text, &mut wrong);
        }
        for example in rule.docs.split("```frames\n").skip(1) {
            let text = example.split("```").next().unwrap_or_default();
            for finding in Script::parse(text).play(&[rule.code]).findings {
                unenglish(rule.code, &finding.message, &mut wrong);
                unenglish(rule.code, finding.advice.as_deref().unwrap_or_default(), &mut wrong);
                for place in &finding.related {
                    unenglish(rule.code, &place.note, &mut wrong);
                }
            }
        }
    }
    for command in [
        &[][..],
        &["view"],
        &["check"],
        &["show"],
        &["report"],
        &["redact"],
        &["explain"],
        &["rules"],
    ] {
        let help = btlint(&[command, &["--help"]].concat()).out;
        assert!(help.contains("Usage:"), "{command:?}: {help}");
        unenglish(&format!("{command:?} --help"), &help, &mut wrong);
    }
    let mut pages = files(&["book/src"], "md");
    let others = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "captures/README.md"];
    pages.extend(others.map(|page| root().join(page)));
    assert!(pages.len() > 40, "the book has pages");
    for page in pages {
        unenglish(&name(&page), &fs::read_to_string(&page).unwrap(), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn unenglish_is_found() {
    let mut found = BTreeSet::new();
    unenglish("", "See\nwhether it JUDGES. `told` and\n```\ntold\n```\nbut foretold", &mut found);
    assert_eq!(found.len(), 2, "{found:?}");
}

/// Commands and options of the help begin with a verb in the imperative, or name their value.
#[test]
fn help_is_in_the_imperative() {
    let help = btlint(&["--help"]).out;
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut count = 0;
    for line in commands.lines().filter_map(|line| line.trim().split_once("  ")) {
        let verb = line.1.trim().split(' ').next().unwrap();
        assert!(!verb.ends_with('s'), "{}: {verb}", line.0);
        count += 1;
    }
    assert_eq!(count, 10 + usize::from(cfg!(feature = "export")), "{help}");
}

#[test]
fn every_capture_says_what_it_is() {
    let tables = files(&["captures"], "toml");
    let mut described = BTreeSet::new();
    let mut wrong = Vec::new();
    for path in &tables {
        let text = fs::read_to_string(path).unwrap();
        match text.parse::<toml::Table>() {
            Ok(table) => {
                for key in ["title", "origin", "shows"] {
                    let words = table.get(key).and_then(toml::Value::as_str).unwrap_or_default();
                    if words.trim().is_empty() {
                        wrong.push(format!("{}: no {key}", name(path)));
                    }
                }
                let known =
                    ["title", "origin", "edited", "shows", "healthy", "finding"].map(str::to_owned);
                wrong.extend(
                    table
                        .keys()
                        .filter(|key| !known.contains(key))
                        .map(|key| format!("{}: unknown key {key}", name(path))),
                );
            }
            Err(error) => wrong.push(format!("{}: {error}", name(path))),
        }
        described.insert(path.with_extension(""));
    }
    let mut captures = BTreeSet::new();
    for extension in ["btsnoop", "pcap", "pcapng", "pklg", "gz", "log", "cfa"] {
        for path in files(&["captures"], extension) {
            let file = path.file_name().unwrap().to_str().unwrap().to_owned();
            captures.insert(path.with_file_name(file.split('.').next().unwrap()));
        }
    }
    let names = |set: &BTreeSet<PathBuf>| set.iter().map(|path| name(path)).collect::<Vec<_>>();
    assert_eq!(names(&captures), names(&described), "captures, and tables beside them");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
