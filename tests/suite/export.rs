//! Tables of many captures: what is in them, that a run is written once, and that an engine reads them.
//!
//! The queries of the book run in DuckDB, by Python's module of that name: `DUCKDB_PYTHON` names a
//! Python that has it, else `python3` is tried.

#![cfg(feature = "export")]
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use btlint::export::{COMMON, Kind, tables};
use serde_json::Value;

use crate::support::program::{Ran, btlint, folder};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";
const GOOD: &str = "captures/a2dp/sbc-good.btsnoop";
const IDLE: &str = "captures/a2dp/connected-not-active.btsnoop";

/// Runs Python with DuckDB, in a folder. None, and a reason printed, where there is none.
fn duckdb(program: &str, folder: &Path) -> Option<String> {
    let python = std::env::var("DUCKDB_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import duckdb"]).output();
    if !there.is_ok_and(|it| it.status.success()) {
        eprintln!("skipped: {python} has no module duckdb; DUCKDB_PYTHON may name one that has");
        return None;
    }
    let ran = Command::new(python).args(["-c", program]).current_dir(folder).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(String::from_utf8(ran.stdout).unwrap())
}

/// The rows of queries, one list for each.
fn rows(lake: &Path, queries: &[&str]) -> Option<Vec<Value>> {
    let views = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/fleet.sql");
    let queries = serde_json::to_string(queries).unwrap();
    let program = format!(
        "import duckdb, json\nd = duckdb.connect()\nd.execute(open({:?}).read())\n\
         for q in json.loads({queries:?}):\n  print(json.dumps(d.execute(q).fetchall(), default=str))\n",
        views.to_str().unwrap()
    );
    let out = duckdb(&program, lake)?;
    Some(out.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Rigs with captures of two firmwares, and a folder for the tables.
fn rigs(name: &str) -> (PathBuf, PathBuf) {
    let folder = folder(&format!("export-{name}"));
    for (place, capture) in [
        ("rigs/a/2.3.1/one.btsnoop", GOOD),
        ("rigs/a/2.3.2/one.btsnoop", FAILED),
        ("rigs/b/2.3.2/two.btsnoop", IDLE),
        ("rigs/b/2.3.2/again.btsnoop", IDLE),
    ] {
        let file = folder.join(place);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::copy(capture, file).unwrap();
    }
    fs::write(folder.join("rigs/b/2.3.2/broken.btsnoop"), b"the disk was full").unwrap();
    fs::write(folder.join("rigs/notes.txt"), b"something else").unwrap();
    (folder.join("rigs"), folder.join("lake"))
}

fn export(rigs: &Path, lake: &Path, more: &[&str]) -> Ran {
    let arguments = ["export", rigs.to_str().unwrap(), "--to", lake.to_str().unwrap()];
    btlint(&[&arguments[..], &["--label-from=rigs/{rig}/{fw}/*", "--label=lab=x"], more].concat())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

#[test]
fn a_run_writes_one_file_a_table_and_the_same_again() {
    let (rigs, lake) = rigs("files");
    let ran = export(&rigs, &lake, &[]);
    assert_eq!(ran.code, 2, "one capture is broken: {}", ran.err);
    assert!(ran.err.contains("broken.btsnoop: "), "{}", ran.err);
    assert!(ran.err.contains("skipped 1 file with the octets of another"), "{}", ran.err);
    let written = files(&lake);
    assert_eq!(written.len(), tables().len(), "{written:?}");
    for file in &written {
        let octets = fs::read(file).unwrap();
        assert!(octets.starts_with(b"PAR1") && octets.ends_with(b"PAR1"), "{}", file.display());
    }
    assert_eq!(export(&rigs, &lake, &[]).code, 2);
    assert_eq!(files(&lake), written, "the same captures, the same files");
    fs::remove_file(rigs.join("b/2.3.2/broken.btsnoop")).unwrap();
    assert_eq!(export(&rigs, &lake, &[]).code, 0);
    assert_eq!(files(&lake).len(), 2 * written.len(), "other captures, other files");
}

/// What redaction takes away is in no file; what is revealed is.
#[test]
fn addresses_and_paths_are_hidden_unless_they_are_revealed() {
    let (rigs, lake) = rigs("hidden");
    let has = |text: &str| {
        let octets = text.as_bytes();
        files(&lake).iter().any(|file| {
            let file = fs::read(file).unwrap();
            file.windows(octets.len()).any(|own| own == octets)
        })
    };
    export(&rigs, &lake, &[]);
    for private in ["F0:F1:F2:F3:F4:02", "DA:4C:10:DE:17:01", "one.btsnoop", "broken.btsnoop"] {
        assert!(!has(private), "{private}");
    }
    fs::remove_dir_all(&lake).unwrap();
    export(&rigs, &lake, &["--reveal=addresses,paths"]);
    for shown in ["F0:F1:F2:F3:F4:02", "DA:4C:10:DE:17:01", "one.btsnoop", "broken.btsnoop"] {
        assert!(has(shown), "{shown}");
    }
}

#[test]
fn the_queries_of_the_book_answer() {
    let (rigs, lake) = rigs("queries");
    export(&rigs, &lake, &[]);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/fleet.md");
    let page = fs::read_to_string(page).unwrap();
    let queries: Vec<&str> =
        page.split("```sql\n").skip(1).map(|it| it.split("```").next().unwrap()).collect();
    assert_eq!(queries.len(), 3);
    let Some(rows) = rows(&lake, &queries) else { return };
    assert_eq!(
        rows[0],
        serde_json::json!([["2.3.1", 0, 1, 0, 0.0], ["2.3.2", 2, 2, 0, 100.0]]),
        "failed links by firmware"
    );
    assert_eq!(rows[1].as_array().unwrap().len(), 1, "one speaker plays: {}", rows[1]);
    assert!(rows[1][0][3].as_f64().unwrap() > 0.0, "{}", rows[1]);
    assert_eq!(rows[2], serde_json::json!([["2.3.2", 2, 1]]), "the first firmware with AUTH104");
}

#[test]
fn the_tables_have_what_json_has() {
    let (rigs, lake) = rigs("rows");
    export(&rigs, &lake, &["--reveal=all"]);
    let Some(found) = rows(
        &lake,
        &[
            "SELECT count(*), count(*) FILTER (read), count(DISTINCT capture) FROM captures",
            "SELECT code, severity, frame, link FROM findings ORDER BY ALL",
            "SELECT peer, verdict, cause FROM links ORDER BY ALL",
            "SELECT name, value, count(*) FROM labels GROUP BY ALL ORDER BY ALL",
            "SELECT codec, packets, late, missing FROM streams",
            "SELECT count(*) FROM phases",
            "SELECT count(*) FROM not_assessed",
            "SELECT typeof(start), start::VARCHAR FROM captures WHERE read ORDER BY start",
        ],
    ) else {
        return;
    };
    assert_eq!(found[0], serde_json::json!([[4, 3, 4]]));
    let json = btlint(&["check", FAILED, GOOD, IDLE, "--format=json"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    let captures = json["captures"].as_array().unwrap();
    let of = |list: &str, keys: &[&str]| {
        let all = captures.iter().flat_map(|it| it[list].as_array().unwrap());
        let row = |it: &Value| keys.iter().map(|key| it[*key].clone()).collect::<Value>();
        let mut rows: Vec<Value> = all.map(row).collect();
        rows.sort_by_key(Value::to_string);
        Value::from(rows)
    };
    let mut findings = found[1].as_array().unwrap().clone();
    findings.sort_by_key(Value::to_string);
    let top = of("findings", &["code", "severity", "frame", "link"]);
    for row in top.as_array().unwrap() {
        assert!(findings.contains(row), "{row} of {findings:?}");
    }
    assert_eq!(found[2].as_array().unwrap().len(), of("links", &["id"]).as_array().unwrap().len());
    assert!(found[2].as_array().unwrap().iter().any(|it| it[2] == "AUTH104"), "{}", found[2]);
    let labels = serde_json::json!([
        ["fw", "2.3.1", 1],
        ["fw", "2.3.2", 3],
        ["lab", "x", 4],
        ["rig", "a", 2],
        ["rig", "b", 2]
    ]);
    assert_eq!(found[3], labels);
    assert!(found[4][0][0].as_str().unwrap().starts_with("SBC"), "{}", found[4]);
    let links = captures.iter().flat_map(|it| it["links"].as_array().unwrap());
    let phases: usize = links.map(|it| it["phases"].as_array().unwrap().len()).sum();
    assert_eq!(found[5], serde_json::json!([[phases]]));
    assert_eq!(found[6][0][0], of("not_assessable", &["code"]).as_array().unwrap().len());
    assert_eq!(found[7][0][0], "TIMESTAMP WITH TIME ZONE");
}

/// Silences, channels and reports are those that `check` counts.
#[test]
fn what_is_measured_has_its_rows() {
    let folder = folder("export-measured");
    let lake = folder.join("lake");
    let captures = ["captures/a2dp", "captures/air", "captures/android"].map(Path::new);
    let there: Vec<&str> =
        captures.iter().filter(|it| it.exists()).filter_map(|it| it.to_str()).collect();
    let to = ["--to", lake.to_str().unwrap()];
    let ran = btlint(&[&["export"], there.as_slice(), &to, &["--reveal=all"]].concat());
    assert!(ran.code == 0 || ran.err.contains("ends within"), "{}", ran.err);
    let Some(found) = rows(
        &lake,
        &[
            // Each capture has as many silences, of as many milliseconds, as its streams count.
            "SELECT capture, sum(late + lost + silent) AS n, round(sum(late_ms + lost_ms + silent_ms), 3) FROM streams \
             GROUP BY capture HAVING n > 0 ORDER BY capture",
            "SELECT capture, count(*), round(sum(length_ms), 3) FROM gaps GROUP BY capture ORDER BY capture",
            "SELECT count(DISTINCT capture), min(channel), max(channel), \
             bool_and(frequency_mhz BETWEEN 2402 AND 2480), sum(packets) > 100 FROM channels",
            "SELECT count(*) FROM channels JOIN links USING (capture) WHERE NOT on_air",
        ],
    ) else {
        return;
    };
    assert!(found[0].as_array().unwrap().len() > 1, "{}", found[0]);
    assert_eq!(found[0], found[1]);
    assert_eq!(found[2][0][3], true);
    assert!(found[2][0][0].as_u64().unwrap() > 1 && found[2][0][4] == true, "{}", found[2]);
    assert_eq!(found[3], serde_json::json!([[0]]));
}

/// A second run adds no rows to the views.
#[test]
fn the_newest_run_of_a_capture_wins() {
    let (rigs, lake) = rigs("twice");
    export(&rigs, &lake, &[]);
    fs::remove_file(rigs.join("b/2.3.2/broken.btsnoop")).unwrap();
    export(&rigs, &lake, &["--reveal=all"]);
    let queries = [
        "SELECT count(*) FROM captures",
        "SELECT count(*), count(*) FILTER (peer = 'DA:4C:10:DE:17:01') FROM links",
        "SELECT count(*) FROM read_parquet('links/*/*.parquet')",
    ];
    let Some(found) = rows(&lake, &queries) else { return };
    assert_eq!(found[0], serde_json::json!([[4]]));
    assert_eq!(found[1], serde_json::json!([[3, 2]]));
    assert_eq!(found[2], serde_json::json!([[6]]));
}

#[test]
fn wrong_arguments_are_errors() {
    let folder = folder("export-wrong");
    let lake = folder.join("lake");
    let lake = lake.to_str().unwrap();
    for more in [&["--label-from=rigs/*"][..], &["--label=fw"], &["--key-file=no-such-file"]] {
        let ran = btlint(&[&["export", GOOD, "--to", lake], more].concat());
        assert_eq!((ran.code, Path::new(lake).exists()), (2, false), "{more:?}: {}", ran.err);
    }
    assert_eq!(btlint(&["export", "-", "--to", lake]).code, 2);
}

/// The page lists the tables and their columns as they are declared. `UPDATE=1` writes them.
#[test]
fn the_page_has_every_column() {
    let mut text = "## Tables\n\nAll tables begin with these columns; `day` is in the path.\n\n\
                    | Column | Type | |\n|---|---|---|\n"
        .to_owned();
    let columns = |text: &mut String, columns: &[btlint::export::Column]| {
        for column in columns {
            let kind = match column.kind {
                Kind::Text => "text",
                Kind::Integer => "integer",
                Kind::Real => "real",
                Kind::Flag => "flag",
                Kind::Time => "time, UTC",
            };
            text.push_str(&format!("| `{}` | {kind} | {} |\n", column.name, column.about.trim()));
        }
    };
    columns(&mut text, COMMON);
    for table in tables() {
        text.push_str(&format!("\n### {}\n\n{}.\n\n", table.name, table.about.trim()));
        text.push_str("| Column | Type | |\n|---|---|---|\n");
        columns(&mut text, table.columns);
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/fleet.md");
    let old = fs::read_to_string(&page).unwrap();
    let (above, rest) = old.split_once("## Tables\n").unwrap();
    let (_, below) = rest.split_once("\n## Views\n").unwrap();
    let new = format!("{above}{text}\n## Views\n{below}");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&page, &new).unwrap();
    }
    assert!(old == new || std::env::var_os("UPDATE").is_some(), "run with UPDATE=1");
}
