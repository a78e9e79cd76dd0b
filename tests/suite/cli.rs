//! The program as it is called: exit codes, what goes where, and what arguments mean.

#![allow(clippy::unwrap_used)]

use std::fs;

use btlint::report::FORMATS;

use crate::support::program::{btlint, btlint_with, btsnoop, folder};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";
const GOOD: &str = "captures/le/legacy.btsnoop";
/// One rule, so that what other rules say changes nothing here.
const ONLY: &str = "--select=AUTH104";

#[test]
fn exit_codes_say_what_was_found() {
    assert_eq!(btlint(&["check", ONLY, GOOD]).code, 0);
    assert_eq!(btlint(&["check", ONLY, FAILED]).code, 1);
    assert_eq!(btlint(&["check", ONLY, FAILED, GOOD]).code, 1);
    assert_eq!(btlint(&["check", ONLY, FAILED, "no-such-file"]).code, 2);
    assert_eq!(btlint(&["check"]).code, 2);
    assert_eq!(btlint(&["chekc", FAILED]).code, 2);
    assert_eq!(btlint(&[]).code, 2);
    assert_eq!(btlint(&["--version"]).code, 0);
    assert_eq!(btlint(&["--help"]).code, 0);
}

#[test]
fn fail_on_is_the_least_severity_that_counts() {
    for (severity, code) in [("error", 1), ("warning", 1), ("info", 1), ("never", 0)] {
        let ran = btlint(&["check", ONLY, FAILED, "--fail-on", severity]);
        assert_eq!(ran.code, code, "{severity}");
        assert!(ran.out.contains("AUTH104"), "findings are reported anyway");
    }
}

#[test]
fn findings_go_to_standard_output_and_errors_to_the_other() {
    let ran = btlint(&["check", ONLY, "no-such-file", FAILED]);
    assert!(ran.err.starts_with("btlint: no-such-file: "), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1);
    assert!(
        ran.out.contains("legacy-wrong-passkey.btsnoop:50: error[AUTH104]"),
        "the others are checked"
    );
    let ran = btlint(&["check", ONLY, FAILED]);
    assert_eq!(ran.err, "");
}

#[test]
fn rules_are_selected_and_ignored_by_code_name_or_family() {
    let finds = |arguments: &[&str]| {
        let ran = btlint(&[&["check", FAILED], arguments].concat());
        assert!(ran.code < 2, "{}", ran.err);
        ran.out.contains("AUTH104")
    };
    assert!(finds(&[]));
    assert!(finds(&["--select", "auth104"]));
    assert!(finds(&["--select", "smp-confirm-mismatch"]));
    assert!(finds(&["--select", "AUTH"]));
    assert!(!finds(&["--ignore", "AUTH104"]));
    assert!(!finds(&["--select", "AUTH", "--ignore", "smp-confirm-mismatch"]));
    // The longer name decides.
    assert!(finds(&["--select", "AUTH104", "--ignore", "AUTH"]));
    assert!(finds(&["--select", "smp-confirm-mismatch", "--ignore", "ALL"]));
    assert!(!finds(&["--select", "AUTH", "--ignore", "AUTH10"]));
    assert!(!finds(&["--select", "ALL", "--ignore", "AUTH"]));
    assert!(!finds(&["--ignore", "all"]));
    let ran = btlint(&["check", FAILED, "--ignore", "AUTH140"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no rule named AUTH140; did you mean AUTH1"), "{}", ran.err);
    assert_eq!(btlint(&["check", FAILED, "--select", ""]).code, 2);
}

#[test]
fn standard_input_is_a_capture_too() {
    let input = fs::read(FAILED).unwrap();
    let ran = btlint_with(&["check", ONLY, "-"], &input, &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("\n-:50: error[AUTH104]"), "{}", ran.out);
    let ran = btlint_with(&["show", "-", "--frame", "50"], &input, &[]);
    assert!(ran.out.contains("Confirm Value Failed"), "{}", ran.out);
    let ran = btlint_with(&["check", "-"], b"", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, "-: not read\n"));
}

#[test]
fn a_capture_is_checked_when_there_is_no_terminal_to_view_it_in() {
    let check = btlint(&["check", FAILED]);
    for arguments in [&[FAILED][..], &["view", FAILED]] {
        let ran = btlint(arguments);
        assert_eq!((ran.code, &ran.out), (check.code, &check.out), "{arguments:?}");
    }
}

#[test]
fn folders_are_walked_in_order_and_hold_other_files() {
    let folder = folder("walk");
    fs::create_dir_all(folder.join("b/c")).unwrap();
    fs::create_dir_all(folder.join(".hidden")).unwrap();
    for name in ["z.log", "b/c/deep", "b/b.btsnoop", "a.cfa", ".hidden/x.btsnoop"] {
        fs::copy(GOOD, folder.join(name)).unwrap();
    }
    fs::write(folder.join("notes.txt"), "no capture").unwrap();
    fs::write(folder.join("empty"), "").unwrap();
    let path = folder.to_str().unwrap();
    let ran = btlint(&["check", ONLY, path]);
    let names: Vec<&str> = ran
        .out
        .lines()
        .filter_map(|line| line.strip_prefix(path)?.split_once(": clean").map(|(name, _)| name))
        .collect();
    assert_eq!(names, ["/a.cfa", "/b/b.btsnoop", "/b/c/deep", "/z.log"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            0,
            format!(
                "btlint: skipped 2 files that are not captures: {path}/empty, {path}/notes.txt\n"
            )
            .as_str()
        )
    );
    // What is named is meant.
    let ran = btlint(&["check", ONLY, folder.join("notes.txt").to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("notes.txt: offset 0: text, not a capture"), "{}", ran.err);
}

#[test]
fn a_folder_without_captures_is_no_success() {
    let folder = folder("nothing");
    let path = folder.to_str().unwrap();
    let ran = btlint(&["check", path]);
    let said = format!("btlint: {path}: nothing to check: no captures in this folder\n");
    assert_eq!((ran.code, ran.err), (2, said));
    assert!(ran.out.contains("nothing to check"), "{}", ran.out);
}

#[test]
fn what_could_be_read_of_a_broken_capture_is_reported() {
    let mut octets = fs::read(FAILED).unwrap();
    // A record that declares more than any packet has, after the whole capture.
    octets.extend_from_slice(&[0xff; 24]);
    let broken = folder("broken").join("broken.btsnoop");
    fs::write(&broken, &octets).unwrap();
    let ran = btlint(&["check", ONLY, broken.to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.out.contains("error[AUTH104]") && ran.out.contains("reading stopped at octet"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("broken.btsnoop: offset "), "{}", ran.err);
}

#[test]
fn colours_are_for_terminals_and_can_be_forced_and_forbidden() {
    let escape = '\u{1b}';
    assert!(!btlint(&["check", FAILED]).out.contains(escape), "a pipe");
    let forced = [("CLICOLOR_FORCE", "1")];
    assert!(btlint_with(&["check", FAILED], b"", &forced).out.contains(escape));
    let forbidden = [("NO_COLOR", "1")];
    assert!(!btlint_with(&["check", FAILED], b"", &forbidden).out.contains(escape));
    let file = folder("colour").join("findings.txt");
    let arguments = ["check", FAILED, "--output", file.to_str().unwrap()];
    assert_eq!(btlint_with(&arguments, b"", &forced).out, "");
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("AUTH104") && !text.contains(escape), "a file");
}

#[test]
fn the_same_captures_give_the_same_output() {
    let run = || btlint(&["check", "captures", "--format", "json"]).out;
    assert_eq!(run(), run());
}

#[test]
fn output_that_cannot_be_written_is_an_error() {
    let path = folder("unwritable").join("no/such/folder/x.json");
    for command in ["check", "report"] {
        let output = path.with_extension(if command == "check" { "json" } else { "md" });
        let ran = btlint(&[command, GOOD, "--output", output.to_str().unwrap()]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("cannot write the output"), "{}", ran.err);
    }
    let ran = btlint(&["report", GOOD, "--output", "x.pdf"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("endings are .md .markdown .html"), "{}", ran.err);
}

#[test]
fn rules_are_explained() {
    let ran = btlint(&["explain", "auth104"]);
    assert_eq!(ran.code, 0);
    for part in ["AUTH104 smp-confirm-mismatch (error)", "What it checks", "Core Vol 3 Part H"] {
        assert!(ran.out.contains(part), "{part} in {}", ran.out);
    }
    assert!(!ran.out.contains("```") && !ran.out.contains("## "));
    assert_eq!(btlint(&["explain", "smp-confirm-mismatch"]).out, ran.out);
    let ran = btlint(&["explain", "smp-confirm-mismach"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("did you mean smp-confirm-mismatch?"), "{}", ran.err);
}

#[test]
fn all_rules_are_listed() {
    let text = btlint(&["rules"]).out;
    let json = btlint(&["rules", "--format", "json"]).out;
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(rows.len(), btlint::rules::all().count());
    for (row, rule) in rows.iter().zip(btlint::rules::all()) {
        assert_eq!(row["code"], rule.code);
        assert_eq!(row["family"], rule.code[..4]);
        assert!(text.contains(&format!(
            "{}  {:<7}  {}",
            rule.code,
            rule.severity.name(),
            rule.name
        )));
    }
}

#[test]
fn help_and_usage_errors_name_what_to_do() {
    let help = btlint(&["--help"]).out;
    for command in [
        "view",
        "check",
        "show",
        "report",
        "redact",
        "slice",
        "annotate",
        "explain",
        "rules",
        "Exit codes",
    ] {
        assert!(help.contains(command), "{command}");
    }
    let ran = btlint(&["check", GOOD, "--format", "jsno"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("'json'"), "{}", ran.err);
}

#[test]
fn help_fits_a_terminal() {
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
        for line in btlint(&[command, &["--help"]].concat()).out.lines() {
            assert!(line.chars().count() <= 80, "{command:?}: {line}");
        }
    }
}

#[test]
fn the_filters_of_the_help_are_accepted() {
    let help = btlint(&["show", "--help"]).out;
    let examples: Vec<&str> = help
        .lines()
        .skip_while(|line| !line.contains("for example"))
        .skip(1)
        .take_while(|line| !line.contains("Also"))
        .map(|line| line.trim_start().split("   ").next().unwrap())
        .collect();
    assert_eq!(examples.len(), 4, "{help}");
    for example in examples {
        let ran = btlint(&["show", FAILED, "--filter", example]);
        assert_eq!(ran.code, 0, "{example}: {}", ran.err);
    }
}

#[test]
fn a_capture_of_nothing_is_shown_all_the_same() {
    let ran = btlint_with(&["show", "-", "--format", "json"], &btsnoop(""), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "[\n]\n"));
}

#[test]
fn completions_and_manual_pages_are_made_from_the_arguments() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = btlint(&["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("annotate"), "{shell}: {}", ran.err);
    }
    let folder = folder("manual");
    let ran = btlint(&["manual", folder.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for command in ["", "-check", "-redact", "-report", "-show", "-slice"] {
        let page = fs::read_to_string(folder.join(format!("btlint{command}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "btlint{command}.1");
    }
}

#[test]
fn several_files_are_checked_and_a_mistyped_command_is_recognized() {
    let ran = btlint(&[GOOD, FAILED]);
    assert_eq!((ran.code, &ran.out), (1, &btlint(&["check", GOOD, FAILED]).out));
    for mistyped in [&["chek", GOOD][..], &["chek"], &["reprot", GOOD, "-o", "x.md"]] {
        let ran = btlint(mistyped);
        assert_eq!(ran.code, 2);
        let meant = ["did you mean check?", "similar", "unexpected argument"];
        assert!(meant.iter().any(|text| ran.err.contains(text)), "{mistyped:?}: {}", ran.err);
    }
    let ran = btlint(&[GOOD, "check", FAILED]);
    assert_eq!(ran.code, 2, "{}", ran.out);
}

#[test]
fn color_can_be_set_by_an_option() {
    let escape = '\u{1b}';
    for arguments in
        [&["--color=always", "check", FAILED][..], &["check", "--color=always", FAILED]]
    {
        assert!(btlint_with(arguments, b"", &[("NO_COLOR", "1")]).out.contains(escape));
    }
    let forced = [("CLICOLOR_FORCE", "1")];
    let ran = btlint_with(&["check", "--color=never", FAILED], b"", &forced);
    assert!(!ran.out.contains(escape) && ran.out.contains("AUTH104"));
}

#[test]
fn a_rig_can_require_links_and_nothing_else_in_its_folder() {
    let folder = folder("strict");
    fs::copy(GOOD, folder.join("a.btsnoop")).unwrap();
    fs::write(folder.join("notes.txt"), "no capture").unwrap();
    let path = folder.to_str().unwrap();
    assert_eq!(btlint(&["check", ONLY, path]).code, 0);
    let ran = btlint(&["check", ONLY, path, "--strict"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("notes.txt: offset 0: text"), "{}", ran.err);
    assert_eq!(btlint(&["check", ONLY, path, "--require-links=1"]).code, 0);
    for format in FORMATS.iter().filter(|format| format.findings.is_some()) {
        let ran = btlint(&["check", ONLY, path, "--require-links=2", "--format", format.name]);
        assert_eq!(ran.code, 2, "{}", format.name);
        assert!(ran.err.contains("less than required: 1 link, not 2"), "{}", ran.err);
        let says = ran.out.contains("less than required") || format.name == "statistics";
        assert!(says, "{}: {}", format.name, ran.out);
    }
    let verbose = btlint(&["check", ONLY, path, "--verbose"]);
    assert!(verbose.err.contains("skipped ") && verbose.err.contains("text, not a capture"));
    let quiet = btlint(&["check", ONLY, path, "--quiet"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (0, "", ""));
}

#[test]
fn statistics_count_by_rule() {
    let ran = btlint(&["check", "--statistics", FAILED, GOOD]);
    let line = ran.out.lines().find(|line| line.contains("AUTH104")).unwrap();
    assert!(line.trim().starts_with("1  error") && line.ends_with("(1 capture)"), "{line}");
    assert_eq!(btlint(&["check", "--statistics", "--format=json", FAILED]).code, 2);
}
