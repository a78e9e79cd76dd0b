//! Findings that are written into a capture are read by tshark, as comments and as fields.

use std::{path::Path, process::Command};

fn tshark(arguments: &[&str]) -> Option<String> {
    let output = Command::new("tshark").args(arguments).output().ok()?;
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn findings_are_comments_and_fields() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join("annotated.pcapng");
    let ran = Command::new(env!("CARGO_BIN_EXE_btlint"))
        .arg("annotate")
        .args([root.join("captures/le/sc-wrong-passkey.btsnoop"), output.clone()])
        .status()
        .unwrap();
    assert!(ran.success());
    let file = output.to_str().unwrap();
    let Some(comments) =
        tshark(&["-r", file, "-Y", "frame.comment", "-T", "fields", "-e", "frame.number"])
    else {
        eprintln!("skipped: there is no tshark");
        return;
    };
    assert!(comments.lines().any(|line| line == "71"), "{comments}");
    let script = format!("lua_script:{}", root.join("book/src/btlint.lua").display());
    let filter = "btlint.code == \"AUTH104\" && btlint.severity == \"error\"";
    let fields = ["-T", "fields", "-e", "frame.number", "-e", "btlint.message"];
    let found = tshark(&[&["-X", &script, "-r", file, "-Y", filter][..], &fields].concat());
    let found = found.unwrap();
    assert!(found.starts_with("71\tPairing failed: Confirm Value mismatch"), "{found}");
    assert_eq!(found.lines().count(), 1, "{found}");
}
