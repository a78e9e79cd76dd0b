//! No two files of the tracker use each other, also not by way of others.

use std::collections::{BTreeMap, BTreeSet};

use super::{sources, word};

/// A path of names, such as `super::state::Link`.
type Names = Vec<String>;

/// The paths in a piece of `a::{b, c::d}`, each after `before`.
fn paths(text: &str, before: &[String], found: &mut Vec<Names>) {
    let mut path = before.to_vec();
    let mut rest = text.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut from = 0;
            for (index, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' | ',' if depth == 0 => {
                        paths(&group[from..index], &path, found);
                        from = index + 1;
                        if c == '}' {
                            break;
                        }
                    }
                    '}' => depth -= 1,
                    _ => {}
                }
            }
            return;
        }
        let name = word(rest);
        if name.is_empty() {
            break;
        }
        path.push(name.to_owned());
        match rest[name.len()..].strip_prefix("::") {
            Some(more) => rest = more,
            None => break,
        }
    }
    if path.len() > before.len() {
        found.push(path);
    }
}

/// The file of a module of the tracker, from the names that lead to it from `track` on.
fn file_of(module: &[String]) -> String {
    let names: Vec<_> =
        ["src", "track"].into_iter().chain(module.iter().map(String::as_str)).collect();
    format!("{}.rs", names.join("/"))
}

/// For each file of the tracker the files that it uses. A file that lists others with `mod` does not
/// use them for that; what it passes on with `pub use` counts as its own.
fn uses_within_tracker(files: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut edges = BTreeMap::new();
    for (file, text) in files {
        let inside = file.strip_prefix("src/track").unwrap().trim_end_matches(".rs");
        let own: Names = inside.split('/').filter(|n| !n.is_empty()).map(str::to_owned).collect();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let mut found = Vec::new();
        for start in ["super::", "crate::track::"] {
            for (at, _) in text.match_indices(start) {
                let after_word =
                    text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
                // `pub(in crate::track)` ends there and names nothing.
                if !after_word {
                    paths(&text[at..], &[], &mut found);
                }
            }
        }
        for (at, _) in text.match_indices("crate::{") {
            paths(&text[at..], &[], &mut found);
        }
        let children = text.lines().filter_map(|line| {
            let line = line.trim_end_matches(';');
            let name = line.rsplit_once("mod ").map_or("", |(_, name)| name);
            files
                .contains_key(&file_of(&[own.clone(), vec![name.to_owned()]].concat()))
                .then(|| name.to_owned())
        });
        for child in children.collect::<BTreeSet<_>>() {
            // Its own modules are used by their bare names.
            let bare = format!("{child}::");
            if text.match_indices(&bare).any(|(at, _)| {
                !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            }) {
                found.push(
                    ["crate", "track"]
                        .map(str::to_owned)
                        .into_iter()
                        .chain(own.clone())
                        .chain([child])
                        .collect(),
                );
            }
        }
        let mut used = BTreeSet::new();
        for path in found {
            let mut module = own.clone();
            let mut names = path.as_slice();
            if let [crate_, track, rest @ ..] = names
                && crate_ == "crate"
            {
                if track != "track" {
                    continue;
                }
                module.clear();
                names = rest;
            }
            while let [first, rest @ ..] = names
                && first == "super"
            {
                module.pop();
                names = rest;
            }
            if let Some(deeper) = (0..=names.len())
                .rev()
                .map(|n| [&module[..], &names[..n]].concat())
                .find(|m| files.contains_key(&file_of(m)))
            {
                used.insert(file_of(&deeper));
            }
        }
        used.remove(file);
        edges.insert(file.clone(), used);
    }
    edges
}

/// A way along the uses that ends where it began.
fn circle(edges: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        let mut way = vec![(start.clone(), edges[start].iter())];
        while let Some((at, next)) = way.last_mut() {
            let Some(used) = next.next() else {
                done.insert(at.clone());
                way.pop();
                continue;
            };
            if let Some(first) = way.iter().position(|(file, _)| file == used) {
                let files = way[first..].iter().map(|(file, _)| file.clone());
                return Some(files.chain([used.clone()]).collect());
            }
            if !done.contains(used) && edges.contains_key(used) {
                way.push((used.clone(), edges[used].iter()));
            }
        }
    }
    None
}

/// The files of the tracker, its own among them.
fn tracker() -> BTreeMap<String, String> {
    let mut files = sources("src/track");
    files.extend(sources("src").into_iter().filter(|(file, _)| file == "src/track.rs"));
    files
}

#[test]
fn the_files_of_the_tracker_use_each_other_one_way() {
    let edges = uses_within_tracker(&tracker());
    let state = &edges["src/track/deadline.rs"];
    assert!(
        state.contains("src/track/state.rs") && state.contains("src/track/layer.rs"),
        "{state:?}"
    );
    assert_eq!(circle(&edges), None);
}

#[test]
fn a_planted_circle_is_found() {
    for (file, planted) in [
        (
            "src/track/l2cap/channel.rs",
            "use crate::track::{id::At, avdtp::media};\n use super::super::layers;",
        ),
        ("src/track/id.rs", "fn f() { super::state::Link::f() }"),
        ("src/track/input.rs", "use crate::{capture::At, track::{Tracker, id::At}};"),
        ("src/track/l2cap/channel.rs", "use super::deliver;"),
    ] {
        let mut files = tracker();
        files.get_mut(file).unwrap().push_str(planted);
        let found = circle(&uses_within_tracker(&files));
        assert!(found.is_some_and(|files| files.iter().any(|f| f == file)), "{file}: {planted}");
    }
}

#[test]
fn a_protocol_is_named_in_the_table_alone() {
    let edges = uses_within_tracker(&tracker());
    let table = "src/track/layers.rs";
    // A protocol's files are the one that is named after it, and those in its folder.
    let home = |file: &str| word(file.trim_start_matches("src/track/")).to_owned();
    let protocols: BTreeSet<_> = edges[table].iter().map(|file| home(file)).collect();
    // L2CAP is what the others stand on.
    let ground = ["layer", "l2cap"].map(str::to_owned);
    for (file, used) in edges.iter().filter(|(file, _)| *file != table) {
        for named in used.iter().map(|used| home(used)) {
            let wrong = protocols.contains(&named) && !ground.contains(&named);
            assert!(!wrong || named == home(file), "{file} names {named}");
        }
    }
    assert!(protocols.len() > 6);
}
