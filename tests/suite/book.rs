//! The pages about rules are what the rules say, every link leads somewhere, and what the pages name is
//! there: files, tests, options, types.
//!
//! `UPDATE=1 cargo test --test book` writes the pages.

#![allow(clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use btlint::{
    finding::RuleInfo,
    rules::{self, Need, Rule},
};

/// The line of `SUMMARY.md` under which the rules are listed.
const CHAPTER: &str = "- [Rules](rules/index.md)";

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src")
}

/// One rule's page.
fn page(rule: &Rule, family: &str) -> String {
    let mut page = format!("# {} {}\n\n", rule.code, rule.name);
    let mut summary = rule.summary.to_owned();
    if let Some(first) = summary.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let _ = writeln!(page, "{summary}.\n");
    let _ = writeln!(page, "| | |\n|---|---|");
    let _ = writeln!(page, "| Severity | {} |", rule.severity.name());
    let _ = writeln!(page, "| Family | {family} |");
    let _ = writeln!(page, "| Specification | {} |", rule.spec);
    let gates: Vec<_> =
        rule.gates.iter().filter(|need| need.of.is_none()).map(Need::reason).collect();
    if !gates.is_empty() {
        let _ = writeln!(page, "| Not assessed where | {} |", gates.join("; "));
    }
    for need in rule.gates {
        if let Some(of) = need.of {
            let (less, reason) = (of.less().name(), need.reason());
            let _ = writeln!(page, "| {} instead of {} where | {reason} |", less, of.name());
        }
    }
    page.push('\n');
    for line in rule.docs.lines() {
        // A documentation comment has a space after its slashes.
        let _ = writeln!(page, "{}", line.strip_prefix(' ').unwrap_or(line).trim_end());
    }
    page
}

/// The table of all rules.
fn index() -> String {
    let count = rules::all().count();
    let mut page = format!(
        "# Rules\n\nbtlint has {count} rules. `btlint explain CODE` prints a rule's page, `btlint rules` this list. \
         The severity is the one a rule has by default: a finding may be less severe where the frames say so. \
         The examples on the pages are small captures, one frame a line, in the language of [Adding a rule](../adding-a-rule.md); \
         `//~ CODE` marks the frames that are reported.\n"
    );
    for (prefix, title, rules) in rules::FAMILIES {
        let _ = writeln!(page, "\n## {prefix}: {title}\n");
        let _ = writeln!(page, "| Code | Name | Severity | What it finds |\n|---|---|---|---|");
        for RuleInfo { code, name, severity, summary, .. } in rules.iter().map(|rule| &rule.info) {
            let severity = severity.name();
            let _ = writeln!(page, "| [{code}]({code}.md) | `{name}` | {severity} | {summary} |");
        }
    }
    page
}

/// The table of contents: what stands above the rules' chapter, the rules, and what stands below.
fn summary(old: &str) -> String {
    let (above, below) = old.split_once(CHAPTER).expect("SUMMARY.md has a chapter of rules");
    let mut summary = format!("{above}{CHAPTER}\n");
    for rule in rules::all() {
        let _ = writeln!(summary, "  - [{0} {1}](rules/{0}.md)", rule.code, rule.name);
    }
    let others = below.lines().skip_while(|line| line.is_empty() || line.starts_with("  - "));
    for line in std::iter::once("").chain(others) {
        let _ = writeln!(summary, "{line}");
    }
    summary
}

/// Every generated file, from the folder of the book on.
fn generated() -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("rules/index.md".to_owned(), index())]);
    for (_, family, rules) in rules::FAMILIES {
        for rule in *rules {
            files.insert(format!("rules/{}.md", rule.code), page(rule, family));
        }
    }
    let old = fs::read_to_string(book().join("SUMMARY.md")).unwrap();
    files.insert("SUMMARY.md".to_owned(), summary(&old));
    files
}

#[test]
fn the_pages_of_rules_are_fresh() {
    let update = std::env::var_os("UPDATE").is_some();
    let files = generated();
    let mut stale = Vec::new();
    for (name, text) in &files {
        let path = book().join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        if update {
            fs::write(&path, text).unwrap();
        } else {
            stale.push(name.clone());
        }
    }
    for entry in fs::read_dir(book().join("rules")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("rules/{}", path.file_name().unwrap().to_str().unwrap());
        if !files.contains_key(&name) {
            if update {
                fs::remove_file(path).unwrap();
            } else {
                stale.push(format!("{name}, of no rule"));
            }
        }
    }
    assert!(stale.is_empty(), "UPDATE=1 cargo test --test book rewrites {}", stale.join(", "));
}

/// All pages of the book, and the pages at the root.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "captures/README.md"]
            .map(|name| root.join(name))
            .into();
    for folder in [book(), book().join("rules")] {
        pages.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', '#', ' ']).next().unwrap_or_default();
            let outside = target.is_empty() || target.contains("://");
            if !outside && !page.parent().unwrap().join(target).exists() {
                broken.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "links to nothing:\n{}", broken.join("\n"));
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let summary = fs::read_to_string(book().join("SUMMARY.md")).unwrap();
    for page in pages() {
        let Ok(name) = page.strip_prefix(book()) else { continue };
        let link = format!("({})", name.to_str().unwrap().replace('\\', "/"));
        let listed = name == Path::new("SUMMARY.md") || summary.contains(&link);
        assert!(listed, "{} is not in SUMMARY.md", name.display());
    }
}

/// The pages that are written by hand.
fn written() -> impl Iterator<Item = (PathBuf, String)> {
    let generated = book().join("rules");
    pages().into_iter().filter(move |page| !page.starts_with(&generated)).map(|page| {
        let text = fs::read_to_string(&page).unwrap();
        (page, text)
    })
}

/// What stands in backticks within a line, outside of code blocks.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let mut block = false;
    let prose = text.lines().filter(move |line| {
        let fence = line.starts_with("```");
        block ^= fence;
        !block && !fence && !line.starts_with("    ")
    });
    prose.flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// All files that are looked after here: their paths from the root on.
fn files() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = ["src", "parsers", "tests", "benches", "book", "captures", "fuzz", ".ci", ".github"];
    let mut folders: Vec<PathBuf> = kept.map(|folder| root.join(folder)).into();
    let mut files = vec!["Cargo.toml".to_owned(), "README.md".to_owned()];
    files.extend(kept.map(str::to_owned));
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("target") {
                continue;
            }
            files.push(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    files
}

#[test]
fn files_that_are_named_are_there() {
    let files = files();
    let known = |name: &str| {
        let name = name.trim_end_matches('/');
        files.iter().any(|file| {
            file.strip_suffix(name).is_some_and(|head| head.is_empty() || head.ends_with('/'))
        })
    };
    let extensions = [".rs", ".py", ".sh", ".md", ".json", ".html", "Cargo.toml", "Cargo.lock"];
    let mut broken = Vec::new();
    for (page, text) in written() {
        for name in named(&text) {
            let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
            let path = extensions.iter().any(|end| name.len() > end.len() && name.ends_with(end))
                || name.trim_end_matches('/').contains('/')
                || name.ends_with('/');
            if path && name.chars().all(plain) && !known(name) {
                broken.push(format!("{}: {name}", page.display()));
            }
        }
        for (at, option) in text.match_indices("--test ") {
            let rest = &text[at + option.len()..];
            let name =
                rest.split(|c: char| c.is_whitespace() || c == '`').next().unwrap_or_default();
            if !known(&format!("tests/{name}.rs")) && !known(&format!("tests/{name}/main.rs")) {
                broken.push(format!("{}: --test {name}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "named, and not there:\n{}", broken.join("\n"));
}

/// The words of the program's text, and the names of its files.
fn words_of_the_code() -> HashSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut words = HashSet::new();
    for file in files() {
        words.extend(Path::new(&file).file_stem().map(|stem| stem.to_str().unwrap().to_owned()));
        if file.ends_with(".rs") || file.ends_with(".toml") || file.starts_with(".ci/") {
            // What only a comment says is not there.
            let text = fs::read_to_string(root.join(&file)).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                let identifier = |c: char| !c.is_alphanumeric() && c != '_';
                words.extend(line.split(identifier).map(str::to_owned));
            }
        }
    }
    words
}

#[test]
fn what_the_pages_for_developers_name_is_in_the_code() {
    let words = words_of_the_code();
    let mut unknown = Vec::new();
    for (page, text) in written() {
        let file = page.file_name().unwrap().to_str().unwrap();
        if !["adding-a-rule.md", "adding-the-rest.md", "architecture.md"].contains(&file) {
            continue;
        }
        for name in named(&text) {
            // A path, a line of an example or a command is no name.
            let plain = |c: char| c.is_ascii_alphanumeric() || "_:!".contains(c);
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(plain) {
                continue;
            }
            for part in name.split([':', '!']).filter(|part| !part.is_empty()) {
                if !words.contains(part) {
                    unknown.push(format!("{file}: {name}"));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "named, and not in the code:\n{}", unknown.join("\n"));
}

#[test]
fn the_formats_of_check_are_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in ["README.md", "book/src/ci.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        let formats = btlint::report::FORMATS.iter();
        for format in formats.filter(|format| format.findings.is_some()) {
            let known = named(&text).any(|name| name == format.name);
            assert!(known, "{page} does not name {}", format.name);
        }
    }
}

#[test]
fn the_link_types_are_listed() {
    let page = fs::read_to_string(book().join("formats.md")).unwrap();
    for link in parsers::link::Link::ALL {
        if let Some(number) = link.number() {
            assert!(page.contains(&format!("| {number} | pcap, pcapng |")), "{link:?}");
        }
    }
}

#[test]
fn options_that_are_named_are_the_programs() {
    let commands = [
        "check", "compare", "show", "view", "report", "redact", "slice", "annotate", "explain",
        "rules",
    ];
    // A build without the command has none of its options.
    let export = cfg!(feature = "export").then_some("export");
    let help: String = commands
        .into_iter()
        .chain(export)
        .map(|command| {
            let mut btlint = std::process::Command::new(env!("CARGO_BIN_EXE_btlint"));
            String::from_utf8(btlint.args([command, "--help"]).output().unwrap().stdout).unwrap()
        })
        .collect();
    let option = |c: char| !c.is_ascii_lowercase() && c != '-';
    let mut known: HashSet<&str> = help.split(option).collect();
    if export.is_none() {
        known.extend(["--to", "--label", "--label-from"]);
    }
    let mut unknown = Vec::new();
    for (page, text) in written() {
        for name in
            named(&text).filter(|name| name.starts_with("--") || name.starts_with("btlint "))
        {
            let options = name.split([' ', '=']).filter(|word| word.starts_with("--"));
            unknown.extend(
                options
                    .filter(|word| !["--help", "--version"].contains(word) && !known.contains(word))
                    .map(|word| format!("{}: {word}", page.display())),
            );
        }
    }
    assert!(unknown.is_empty(), "options of no command:\n{}", unknown.join("\n"));
}
