//! What README and the book show of a terminal is what the program prints.
//!
//! A block marked `console` has commands after `$ `, each followed by what it prints on either
//! output. A line `...` stands for any lines, and `(exit code N)` at the end for a code that is not
//! 0. `UPDATE=1 cargo test --test examples` writes what is printed now, where there is no `...`.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A command and what it is said to print.
struct Example {
    command: String,
    output: Vec<String>,
}

/// The words of a command; single quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// What a command prints now.
fn run(command: &str) -> Vec<String> {
    let words = words(command);
    let (program, arguments) = words.split_first().expect("a command");
    assert_eq!(program, "btlint", "only btlint is run: {command}");
    let output = Command::new(env!("CARGO_BIN_EXE_btlint"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .output()
        .expect("btlint runs");
    let mut lines: Vec<String> = [output.stdout, output.stderr]
        .iter()
        .flat_map(|bytes| {
            String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .map(|line| line.trim_end().to_owned())
        .collect();
    match output.status.code() {
        Some(0) => {}
        Some(code) => lines.push(format!("(exit code {code})")),
        None => lines.push("(killed)".to_owned()),
    }
    lines
}

/// Whether the lines are those expected, where `...` stands for any number of lines.
fn fits(expected: &[String], lines: &[String]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..]))
        }
        Some((first, rest)) => lines.first() == Some(first) && fits(rest, &lines[1..]),
    }
}

/// The page again with every block's output as it is now, and what differs.
fn replay(text: &str) -> (String, Vec<String>) {
    let mut page = String::new();
    let mut differences = Vec::new();
    let mut block: Option<Vec<Example>> = None;
    for line in text.lines() {
        match &mut block {
            None => {
                page.push_str(line);
                page.push('\n');
                if line == "```console" {
                    block = Some(Vec::new());
                }
            }
            Some(examples) if line == "```" => {
                for Example { command, output } in examples.drain(..) {
                    let now = run(&command);
                    page.push_str(&format!("$ {command}\n"));
                    let same = fits(&output, &now);
                    if !same {
                        differences.push(format!("$ {command}\n{}", now.join("\n")));
                    }
                    let kept =
                        if same || output.iter().any(|line| line == "...") { output } else { now };
                    page.extend(kept.iter().flat_map(|line| [line, "\n"]));
                }
                page.push_str("```\n");
                block = None;
            }
            Some(examples) => match line.strip_prefix("$ ") {
                Some(command) => {
                    examples.push(Example { command: command.to_owned(), output: Vec::new() });
                }
                None => examples.last_mut().expect("a command first").output.push(line.to_owned()),
            },
        }
    }
    (page, differences)
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> = fs::read_dir(root.join("book/src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.push(root.join("README.md"));
    pages.sort();
    pages
}

#[test]
fn examples_print_what_they_are_said_to_print() {
    let mut wrong = Vec::new();
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        let (page, differences) = replay(&text);
        if std::env::var_os("UPDATE").is_some() && page != text {
            fs::write(&path, page).unwrap();
        } else if !differences.is_empty() {
            wrong.push(format!("{} should say:\n{}", path.display(), differences.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_commands_of_the_readme_are_those_of_the_program() {
    let help = run("btlint --help");
    let listed = help.iter().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = listed
        .map_while(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.contains(&"check"), "{help:?}");
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `btlint "));
    let mut described: Vec<&str> = rows
        .map(|row| row.split([' ', '`']).next().unwrap())
        .filter(|word| word.starts_with(char::is_lowercase))
        // Of a feature that is off by default.
        .filter(|word| cfg!(feature = "export") || *word != "export")
        .collect();
    let mut expected = commands.clone();
    expected.sort_unstable();
    described.sort_unstable();
    assert_eq!(described, expected);
}

#[test]
fn dots_stand_for_any_lines() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(fits(&lines("a\n...\nd"), &lines("a\nb\nc\nd")));
    assert!(fits(&lines("a\n...\nd"), &lines("a\nd")));
    assert!(!fits(&lines("a\n...\nd"), &lines("a\nb")));
    assert!(!fits(&lines("a"), &lines("a\nb")));
}
