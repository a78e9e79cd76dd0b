//! Outputs never cost an input, nor what was written before.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
};

use crate::support::program::{btlint, folder};

const CAPTURE: &str = "captures/le/legacy-wrong-passkey.btsnoop";

/// Every command that writes a file, without its paths; the output's extension.
const WRITERS: &[(&[&str], &str)] = &[
    (&["check"], "btsnoop"),
    (&["check", "--format=json"], "json"),
    (&["check", "--format=markdown"], "md"),
    (&["report"], "md"),
    (&["report"], "html"),
];

/// Names of the same file, made in its folder.
fn aliases(file: &Path) -> Vec<String> {
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (folder, name) = (file.parent().unwrap(), file.file_name().unwrap().to_str().unwrap());
    let hard = folder.join(format!("hard-{name}"));
    fs::hard_link(file, &hard).unwrap();
    let mut all = vec![
        text(file),
        text(&folder.join(".").join(name)),
        text(&folder.join("..").join(folder.file_name().unwrap()).join(name)),
        text(&hard),
    ];
    #[cfg(unix)]
    {
        let link = folder.join(format!("link-{name}"));
        std::os::unix::fs::symlink(file, &link).unwrap();
        all.push(text(&link));
    }
    all
}

#[test]
fn no_input_is_written_over_under_any_name() {
    let whole = fs::read(CAPTURE).unwrap();
    for (index, (command, extension)) in WRITERS.iter().enumerate() {
        let folder = folder(&format!("spared{index}"));
        let file = folder.join(format!("x.{extension}"));
        fs::write(&file, &whole).unwrap();
        for output in aliases(&file) {
            let input = file.to_str().unwrap();
            let ran = btlint(&[*command, &[input, "--output", &output]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command:?} {output}");
            assert!(ran.err.contains("choose another output"), "{command:?} {output}: {}", ran.err);
            assert!(fs::read(&file).unwrap() == whole, "{command:?} {output}");
        }
        if command[0] == "check" {
            let output = file.to_str().unwrap();
            let ran = btlint(&[*command, &[folder.to_str().unwrap(), "-o", output]].concat());
            assert_eq!(ran.code, 2, "{command:?}, in a folder");
            assert!(fs::read(&file).unwrap() == whole, "{command:?}, in a folder");
        }
    }
}

#[test]
fn standard_input_is_spared_too() {
    let file = folder("spared-stdin").join("x.btsnoop");
    fs::copy(CAPTURE, &file).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_btlint"))
        .args(["check", "-", "--output", file.to_str().unwrap()])
        .stdin(fs::File::open(&file).unwrap())
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(fs::read(&file).unwrap() == fs::read(CAPTURE).unwrap());
}

#[test]
fn the_output_of_the_last_run_is_no_input_of_this_one() {
    let folder = folder("again");
    fs::copy(CAPTURE, folder.join("x.btsnoop")).unwrap();
    let output = folder.join("found.json");
    let arguments =
        ["check", folder.to_str().unwrap(), "--format=json", "-o", output.to_str().unwrap()];
    for _ in 0..2 {
        let ran = btlint(&arguments);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""));
        assert!(fs::read_to_string(&output).unwrap().contains("AUTH104"));
    }
}

#[test]
fn a_run_that_is_ended_leaves_what_was_there() {
    for (index, (command, extension)) in WRITERS.iter().enumerate() {
        let output = folder(&format!("ended{index}")).join(format!("x.{extension}"));
        fs::write(&output, "before").unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_btlint"))
            .args(*command)
            .args(["-", "--output", output.to_str().unwrap()])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It has begun to read, and waits for the rest.
        let input = child.stdin.as_mut().unwrap();
        input.write_all(&fs::read(CAPTURE).unwrap()[..1000]).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(50));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut said = String::new();
        child.stderr.unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(fs::read_to_string(&output).unwrap(), "before", "{command:?}: {said}");
    }
}

#[test]
fn what_is_replaced_keeps_its_place_and_its_permissions() {
    for (index, (command, extension)) in WRITERS.iter().enumerate() {
        let folder = folder(&format!("replaced{index}"));
        let (file, link) = (folder.join("real"), folder.join(format!("x.{extension}")));
        fs::write(&file, "before").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::{PermissionsExt, symlink};
            fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
            symlink(&file, &link).unwrap();
        }
        let ran = btlint(&[*command, &[CAPTURE, "--output", link.to_str().unwrap()]].concat());
        assert!(ran.code < 2, "{command:?}: {}", ran.err);
        assert!(fs::read_to_string(&link).unwrap().contains("AUTH104"), "{command:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "{command:?}");
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        }
        let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert!(left.len() <= 2, "{command:?} leaves {left:?}");
    }
}

#[test]
fn an_output_that_cannot_be_is_refused_with_its_name() {
    let folder = folder("refused");
    let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    fs::create_dir(folder.join("real")).unwrap();
    for (arguments, why) in [
        (vec![format!("--format=json={}", at("none/x"))], "none/x: No such file"),
        (vec![format!("--format=json={}", at("real"))], "real: Is a directory"),
        (vec!["--format=json=".to_owned()], "no file after json="),
        (vec!["--format=json".to_owned(), "--format=sarif".to_owned()], "only one format can go"),
        (
            vec![format!("--format=json={}", at("x")), format!("--format=sarif={}", at("x"))],
            "more than one",
        ),
        (
            vec![
                format!("--format=json={}", at("real/../x")),
                format!("--format=sarif={}", at("x")),
            ],
            "more than one",
        ),
    ] {
        let given: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = btlint(&[&["check", CAPTURE], given.as_slice()].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{given:?}");
        assert!(ran.err.contains(why) && !ran.err.contains(".btlint-"), "{given:?}: {}", ran.err);
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing was written");
}

/// A full disk is an error of each format, on either output; a reader that goes away is none, and the exit
/// code does not depend on it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for format in btlint::report::FORMATS.iter().filter(|it| it.findings.is_some()) {
        let ran = btlint(&["check", CAPTURE, "--format", &format!("{}=/dev/full", format.name)]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", format.name);
        assert!(ran.err.contains("/dev/full: No space left"), "{}: {}", format.name, ran.err);
        let mut command = Command::new(env!("CARGO_BIN_EXE_btlint"));
        command.args(["check", CAPTURE, "--format", format.name]);
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ran = command.stdout(full).output().unwrap();
        assert_eq!(ran.status.code(), Some(2), "{}", format.name);
        assert!(
            String::from_utf8(ran.stderr).unwrap().contains("cannot write the output: No space")
        );
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran = command.stdout(writer).output().unwrap();
        assert_eq!(
            (ran.status.code(), ran.stderr.as_slice()),
            (Some(1), &b""[..]),
            "{}",
            format.name
        );
    }
}
