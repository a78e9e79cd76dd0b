//! Data flows one way, so do the imports: a module uses only what stands before it in `lib.rs`.

#![allow(clippy::unwrap_used)]

mod circles;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The order that the architecture promises.
const CHAIN: [&str; 19] = [
    "capture",
    "text",
    "track",
    "finding",
    "rules",
    "analysis",
    "stability",
    "compare",
    "baseline",
    "config",
    "expect",
    "show",
    "redact",
    "slice",
    "ticket",
    "report",
    "export",
    "tui",
    "cli",
];

/// Macros of the crate that are called as `crate::name!`.
const MACROS: [&str; 1] = ["rule"];

/// Libraries whose types stay in one layer, and the files or folders of that layer.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("nom", &["parsers/src/input.rs", "src/capture/bytes.rs", "src/show/filter/token.rs"]),
    ("etherparse", &["src/capture/", "parsers/src/bnep/network.rs"]),
    ("pcap_file", &["src/capture/"]),
    ("flate2", &["src/capture/"]),
    (
        "tempfile",
        &[
            "src/capture/",
            "src/cli/compare.rs",
            "src/cli/output.rs",
            "src/cli/redact.rs",
            "src/cli/slice.rs",
            "src/cli/ticket.rs",
            "src/export.rs",
            "src/export/part.rs",
            "src/redact/tests.rs",
            "src/tui/export.rs",
        ],
    ),
    ("blake3", &["src/redact/key.rs", "src/export.rs", "src/ticket.rs"]),
    ("parquet", &["src/export/part.rs"]),
    ("getrandom", &["src/redact/key.rs"]),
    ("zip", &["src/capture/archive.rs"]),
    ("lzma_rust2", &["src/capture/compression.rs"]),
    ("ruzstd", &["src/capture/compression.rs"]),
    ("base64", &["src/capture/btsnooz.rs"]),
    ("indicatif", &["src/cli/progress.rs"]),
    ("glob", &["src/config/file.rs"]),
    ("same_file", &["src/cli/output.rs"]),
    ("terminal_size", &["src/cli/output.rs"]),
    ("clap", &["src/cli.rs", "src/cli/"]),
    (
        "serde",
        &[
            "src/baseline.rs",
            "src/config/",
            "src/expect.rs",
            "src/expect/",
            "src/report/",
            "src/show/json.rs",
        ],
    ),
    ("toml", &["src/config/"]),
    ("serde_json", &["src/baseline.rs", "src/config/", "src/report/", "src/show/json.rs"]),
    ("jiff", &["src/text.rs", "src/text/zone.rs"]),
    ("textwrap", &["src/text.rs"]),
    ("unicode_width", &["src/text.rs"]),
    ("strsim", &["src/text/"]),
    ("anstyle", &["src/report/", "src/show/"]),
    ("anstream", &["src/cli.rs", "src/cli/"]),
    ("rayon", &["src/cli/"]),
    ("askama", &["src/report/"]),
    ("quick_junit", &["src/report/junit.rs"]),
    ("ratatui", &["src/tui.rs", "src/tui/"]),
    ("crossterm", &["src/tui.rs", "src/tui/"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files under a folder, as paths from the root with `/`, and their text without comments.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                let text = fs::read_to_string(&path).unwrap();
                let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                files.insert(name, code.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    files
}

/// The word that `text` begins with.
fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// The modules that are named right after `crate::`, also in a group of braces.
fn uses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        // `$crate::` in a macro is expanded elsewhere, but names the same modules.
        let rest = &text[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && !c.is_whitespace() => {
                    found.push(word(&group[index..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

/// The modules in the order of `lib.rs`.
fn order() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules = text.lines().filter_map(|line| line.trim().strip_prefix("pub mod "));
    modules.map(|module| module.trim_end_matches(';').to_owned()).collect()
}

/// Uses of a later module: `file uses module`.
fn wrong_way(order: &[String], files: &BTreeMap<String, String>) -> Vec<String> {
    let rank = |module: &str| order.iter().position(|name| name == module);
    let mut wrong = Vec::new();
    for (file, text) in files {
        let module = word(&file["src/".len()..]);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(own) = rank(module) else {
            wrong.push(format!("{file} belongs to no module of lib.rs"));
            continue;
        };
        for used in uses(text) {
            match rank(used) {
                Some(other) if other <= own => {}
                None if MACROS.contains(&used) => {}
                _ => wrong.push(format!("{file} uses {used}")),
            }
        }
    }
    wrong
}

/// The parts of the tracker that others stand on, in their order: names, state, events.
const GROUND: [&str; 4] = ["id", "listen", "state", "event"];

/// Uses against the order names, state, events, behaviour: `file uses module`.
fn wrong_in_tracker(modules: &[String], files: &BTreeMap<String, String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (file, text) in files {
        let Some(rest) = file.strip_prefix("src/track/") else { continue };
        let Some(own) = GROUND.iter().position(|module| *module == word(rest)) else { continue };
        let above = modules.iter().filter(|module| !GROUND[..=own].contains(&module.as_str()));
        // What is private to the tracker is named by its path, or in the head of the file.
        for statement in text.split(';').filter(|part| part.trim_start().starts_with("use ")) {
            for module in above.clone() {
                let named = |at: usize| {
                    let before = statement[..at].trim_end();
                    let after = statement[at + module.len()..].chars().next();
                    let begins =
                        ["track::", "super::", "{", ","].iter().any(|s| before.ends_with(s));
                    begins && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
                };
                let of_tracker = statement.contains("super::") || statement.contains("track::");
                if of_tracker && statement.match_indices(module.as_str()).any(|(at, _)| named(at)) {
                    wrong.push(format!("{file} uses {module}"));
                }
            }
        }
    }
    wrong
}

fn modules_of_tracker() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/track.rs")).unwrap();
    let lines = text.lines().map(|line| line.trim_start_matches("pub ").trim_end_matches(';'));
    lines.filter_map(|line| line.strip_prefix("mod ")).map(str::to_owned).collect()
}

#[test]
fn names_state_and_events_of_the_tracker_know_no_behaviour() {
    let modules = modules_of_tracker();
    assert!(modules.len() > 10 && GROUND.iter().all(|g| modules.iter().any(|m| m == g)));
    // A state's own files may be named as the behaviour is: `super::radio` within the state.
    let wrong = wrong_in_tracker(&modules, &sources("src/track"));
    let wrong: Vec<_> = wrong.into_iter().filter(|w| !w.starts_with("src/track/state")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut state = sources("src/track/state");
    state.values_mut().for_each(|text| *text = text.replace("super::", "own::"));
    let wrong = wrong_in_tracker(&modules, &state);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let planted = BTreeMap::from([(
        "src/track/state/smp.rs".to_owned(),
        "use crate::track::{event::At, id::LinkId};\n".to_owned(),
    )]);
    assert_eq!(wrong_in_tracker(&modules, &planted), ["src/track/state/smp.rs uses event"]);
}

#[test]
fn modules_use_only_what_stands_before_them() {
    let order = order();
    let chain: Vec<&String> = order.iter().filter(|name| CHAIN.contains(&name.as_str())).collect();
    assert_eq!(chain, CHAIN, "the order of modules in lib.rs");
    let wrong = wrong_way(&order, &sources("src"));
    assert!(wrong.is_empty(), "against the flow of data:\n{}", wrong.join("\n"));
}

/// Files beyond the tracker that make a side of a direction, or of the presence of a sniffer, anew.
fn wrong_about_sides(files: &BTreeMap<String, String>) -> Vec<String> {
    let beyond = ["src/rules", "src/analysis", "src/story", "src/finding", "src/report"];
    let own = |file: &&String| {
        let made = ["src/track.rs", "src/track/id.rs"].contains(&file.as_str());
        beyond.iter().any(|part| file.starts_with(part)) || file.starts_with("src/track") && !made
    };
    let guesses = |text: &str| {
        text.contains("Direction")
            || text.contains("radio.is_some()")
            || text.contains("radio.is_none()")
    };
    files.keys().filter(own).filter(|file| guesses(&files[*file])).cloned().collect()
}

#[test]
fn who_did_it_is_decided_once() {
    let files = sources("src");
    assert!(files["src/track/id.rs"].contains("Direction"));
    assert_eq!(wrong_about_sides(&files), [""; 0]);
    let planted = BTreeMap::from([
        ("src/rules/a.rs".to_owned(), "if link.radio.is_some() { \"the central\" }".to_owned()),
        ("src/track/smp.rs".to_owned(), "by: Direction".to_owned()),
        ("src/show/line.rs".to_owned(), "Direction::Sent => '>'".to_owned()),
    ]);
    assert_eq!(wrong_about_sides(&planted), ["src/rules/a.rs", "src/track/smp.rs"]);
}

#[test]
fn libraries_stay_in_their_layer() {
    let mut wrong = Vec::new();
    for (file, text) in sources("src").into_iter().chain(sources("parsers/src")) {
        for (library, homes) in LIBRARIES {
            let at_home = homes.iter().any(|home| file.starts_with(home));
            let path = format!("{library}::");
            let used = text.match_indices(&path).any(|(at, _)| {
                !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if used && !at_home {
                wrong.push(format!("{file} uses {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "libraries outside of their layer:\n{}", wrong.join("\n"));
}

#[test]
fn a_planted_import_is_noticed() {
    let order = ["capture", "finding", "rules"].map(str::to_owned);
    let look = |file: &str, text: &str| {
        wrong_way(&order, &BTreeMap::from([(file.to_owned(), text.to_owned())]))
    };
    assert!(
        look("src/rules/a.rs", "use crate::{capture::{Record, x}, finding, rules::y};").is_empty()
    );
    assert_eq!(look("src/finding.rs", "use crate::rules::Rule;"), ["src/finding.rs uses rules"]);
    assert_eq!(
        look("src/capture/a.rs", "use crate::{capture::b, finding::c};"),
        ["src/capture/a.rs uses finding"]
    );
    assert_eq!(look("src/other.rs", ""), ["src/other.rs belongs to no module of lib.rs"]);
}
