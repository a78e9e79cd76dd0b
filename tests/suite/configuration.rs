//! The configuration file: which one holds, what it says, and how it is wrong.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::support::program::{Ran, btlint, folder};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";

/// A folder with a capture in a folder in it, and configuration files.
fn with(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = folder(&format!("config-{name}"));
    fs::create_dir_all(folder.join("rig/old")).unwrap();
    fs::copy(FAILED, folder.join("rig/old/x.btsnoop")).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

/// The exit code and the document of a check of the folder.
fn check(folder: &Path, more: &[&str]) -> (i32, Value) {
    let ran = btlint(&[&["check", "--format=json", folder.to_str().unwrap()], more].concat());
    (ran.code, serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err)))
}

fn severity(document: &Value, code: &str) -> Option<String> {
    let findings = document["captures"][0]["findings"].as_array().unwrap();
    let own = findings.iter().find(|finding| finding["code"] == code)?;
    Some(own["severity"].as_str().unwrap().to_owned())
}

#[test]
fn the_nearest_file_holds() {
    let far = ("btlint.toml", "ignore = [\"AUTH104\"]\n");
    let folder = with("nearest", &[far]);
    let (_, document) = check(&folder, &[]);
    assert_eq!(severity(&document, "AUTH104"), None);
    let capture = &document["captures"][0];
    assert!(capture["config"].as_str().unwrap().ends_with("config-nearest/btlint.toml"));
    assert_eq!(capture["ignored"], serde_json::json!(["AUTH104"]));
    assert!(!document["rules"].as_array().unwrap().contains(&"AUTH104".into()));
    assert_eq!(capture["links"][0]["verdict"], "failed", "what failed has failed");
    assert!(btlint(&["check", folder.to_str().unwrap()]).out.contains("failed"));

    let near = ("rig/btlint.toml", "ignore = [\"CONN013\"]\n");
    let folder = with("nearer", &[far, near]);
    let (code, document) = check(&folder, &[]);
    assert_eq!((code, severity(&document, "AUTH104").as_deref()), (1, Some("error")));
    // Another file, or none.
    let other = folder.join("btlint.toml");
    let (_, document) = check(&folder, &["--config", other.to_str().unwrap()]);
    assert_eq!(severity(&document, "AUTH104"), None);
    let (code, document) = check(&folder, &["--isolated"]);
    assert_eq!((code, &document["captures"][0]["config"]), (1, &Value::Null));
    assert_eq!(document["captures"][0]["ignored"], serde_json::json!([]));
}

#[test]
fn severities_and_thresholds_count() {
    let folder = with("severity", &[("btlint.toml", "[severity]\nALL = \"info\"\n")]);
    let (code, document) = check(&folder, &[]);
    assert_eq!((code, severity(&document, "AUTH104").as_deref()), (0, Some("info")));
    assert_eq!(document["captures"][0]["counts"]["error"], 0);
    assert_eq!(document["captures"][0]["links"][0]["verdict"], "failed");
    assert!(!btlint(&["check", folder.to_str().unwrap()]).out.contains("clean"));

    let text = "fail-on = \"never\"\nlevel = \"error\"\n[severity]\nauth = \"notice\"\nAUTH104 = \"error\"\n";
    let folder = with("threshold", &[("btlint.toml", text)]);
    let path = folder.to_str().unwrap();
    assert_eq!(check(&folder, &[]).0, 0);
    let ran = btlint(&["check", path, "--format=concise"]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    // The command line goes before the file.
    assert_eq!(check(&folder, &["--fail-on=error"]).0, 1);
    assert!(btlint(&["check", path, "--format=concise", "--level=info"]).out.lines().count() > 1);

    let folder = with("links", &[("btlint.toml", "require-links = 2\n")]);
    assert_eq!(check(&folder, &[]).0, 2);
    assert_eq!(check(&folder, &["--require-links=1"]).0, 1);
}

#[test]
fn sections_are_for_paths_and_the_command_line_goes_before() {
    let section = |paths: &str| {
        format!(
            "select = [\"AUTH\"]\n\n[[per-path]]\npaths = [\"{paths}\"]\nignore = [\"AUTH104\"]\n"
        )
    };
    for (paths, ignored) in
        [("rig/old/**", true), ("old", true), ("*.btsnoop", true), ("rig/*.btsnoop", false)]
    {
        let folder = with("sections", &[("btlint.toml", &section(paths))]);
        let (_, document) = check(&folder, &[]);
        assert_eq!(severity(&document, "AUTH104").is_none(), ignored, "{paths}");
        let (_, document) = check(&folder, &["--select", "AUTH104"]);
        assert!(severity(&document, "AUTH104").is_some(), "{paths}");
    }
}

#[test]
fn what_is_wrong_in_it_has_a_place() {
    for (text, place, why) in [
        ("slect = []\n", "1:1", "unknown field `slect`, expected one of"),
        ("slect = []\n", "1:1", "did you mean select?"),
        ("level = \"warnin\"\n", "1:9", "did you mean warning?"),
        (
            "\nignore = [\n  \"CONN013\",\n  \"AUTH140\",\n]\n",
            "4:3",
            "no rule named AUTH140; did you mean",
        ),
        ("[severity]\nSTRN = \"info\"\n", "2:1", "no rule named STRN"),
        ("[[per-path]]\npaths = [\"a[\"]\n", "2:10", "\"a[\": "),
        ("[[per-path]]\npaths = []\nfail_on = \"never\"\n", "3:1", "did you mean fail-on?"),
        ("fail-on = 3\n", "1:11", "wanted string"),
        ("select = [\n", "1:11", "unclosed array"),
    ] {
        let folder = with("wrong", &[("btlint.toml", text)]);
        let ran = btlint(&["check", folder.to_str().unwrap()]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
        let wanted = format!("btlint.toml:{place}: ");
        assert!(ran.err.contains(&wanted) && ran.err.contains(why), "{text}: {}", ran.err);
        assert_eq!(btlint(&["check", "--isolated", folder.to_str().unwrap()]).code, 1);
    }
    let ran = btlint(&["check", FAILED, "--config=no-such-file.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("btlint: no-such-file.toml: "), "{}", ran.err);
}

/// A report weighs findings as a check does, and says which rules do not report.
#[test]
fn a_report_is_configured_as_a_check_is() {
    let text = "ignore = [\"AUTH104\"]\n[severity]\nCONN = \"error\"\n";
    let folder = with("report", &[("btlint.toml", text)]);
    let file = folder.join("rig/old/x.btsnoop");
    let file = file.to_str().unwrap();
    let (_, checked) = check(&folder, &[]);
    let report = |more: &[&str]| btlint(&[&["report", file], more].concat());
    for format in ["markdown", "html"] {
        let plain = report(&["--format", format, "--isolated"]);
        assert!(plain.out.contains("AUTH104") && !plain.out.contains("not reported"), "{format}");
        let ran = report(&["--format", format]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let shown = ran.out.replace("<span class=\"soft\">", "");
        assert!(shown.contains("not reported, by choice: AUTH104"), "{format}: {}", ran.out);
        assert!(ran.out.contains("--isolated --ignore AUTH104"), "{format}: {}", ran.out);
        assert_eq!(ran.out.matches("AUTH104").count(), 2, "{format}: {}", ran.out);
        // The configuration's own place is private.
        assert!(!ran.out.contains("config-report"), "{format}: {}", ran.out);
    }
    // What is an error here is the cause.
    assert_eq!(severity(&checked, "CONN013").as_deref(), Some("error"));
    let first = |ran: &Ran| ran.out.lines().next().unwrap().to_owned();
    assert!(first(&report(&[])).contains("This host ended the link"));
    assert!(first(&report(&["--isolated"])).contains("Confirm Value mismatch"));
    let other = folder.join("other.toml");
    fs::write(&other, "select = [\"AUTH104\"]\n").unwrap();
    let ran = report(&["--config", other.to_str().unwrap()]);
    assert!(ran.out.contains("only these rules report: AUTH104"), "{}", ran.out);
    fs::write(&other, "select = [\"AUTH140\"]\n").unwrap();
    let ran = report(&["--config", other.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("other.toml:1:11: no rule named AUTH140"), "{}", ran.err);
}

/// Without a terminal the viewer is a check, with the same configuration.
#[test]
fn the_viewer_is_configured_as_a_check_is() {
    let folder = with("view", &[("btlint.toml", "ignore = [\"ALL\"]\n")]);
    let folder = folder.to_str().unwrap();
    assert_eq!(btlint(&["view", folder]).code, 0);
    assert_eq!(btlint(&["view", folder, "--isolated"]).code, 1);
}

/// Keys of the viewer: what is wrong with them is found by a check too.
#[test]
fn keys_that_mean_nothing_have_a_place() {
    for (text, place, why) in [
        ("[keys]\nserch = \"s\"\n", "2:1", "no action named serch; did you mean search?"),
        ("[keys]\nup = \"PgUpp\"\n", "2:6", "no key named PgUpp; did you mean PgUp?"),
        ("[keys]\nup = [\"k\",\n \"Ctrl-i\"]\n", "3:2", "a terminal cannot tell Ctrl-i"),
        ("[keys]\ndown = \"x\"\nup = [\"x\"]\n", "3:7", "x is the key of down"),
        ("[keys]\nup = [\"q\", \"Ctrl-c\"]\n", "2:1", "no key for quit"),
        ("[keys]\nup = 3\n", "2:6", "a key or a list of keys"),
    ] {
        let folder = with("keys", &[("btlint.toml", text)]);
        let ran = btlint(&["check", folder.to_str().unwrap()]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
        let wanted = format!("btlint.toml:{place}: ");
        assert!(ran.err.contains(&wanted) && ran.err.contains(why), "{text}: {}", ran.err);
    }
    let folder = with("keys", &[("btlint.toml", "[keys]\nquit = \"Q\"\nup = [\"Up\", \"i\"]\n")]);
    assert_eq!(check(&folder, &[]).0, 1);
}

/// Each key of the schema, which is that of the declaration, has its place on the page.
#[test]
fn the_page_has_every_key() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src");
    let schema = fs::read_to_string(book.join("config.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let page = fs::read_to_string(book.join("configuration.md")).unwrap();
    let keys = [&schema["properties"], &schema["$defs"]["PerPath"]["properties"]];
    let keys: Vec<&String> = keys.iter().flat_map(|it| it.as_object().unwrap().keys()).collect();
    assert!(keys.len() > 10);
    for key in keys {
        assert!(page.contains(&format!("| `{key}`")), "{key}");
    }
    // The examples of the page are some.
    let examples = page.split("```toml\n").skip(1).map(|it| it.split("```").next().unwrap());
    for example in examples {
        let folder = with("example", &[("btlint.toml", example)]);
        assert_eq!(check(&folder, &[]).0, 1, "{example}");
    }
}
