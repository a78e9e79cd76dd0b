//! A pipe that is read while it is written to: findings while they come, and a signal that ends the
//! run as the end of the capture does.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use crate::support::program::{btlint, btlint_with, flat, folder};

const FAILED: &str = "captures/le/legacy-wrong-passkey.btsnoop";

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_btlint"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
}

/// The offset of the last record of a btsnoop file.
fn last_record(file: &[u8]) -> usize {
    let (mut at, mut last) = (16, 16);
    while at < file.len() {
        last = at;
        let captured = u32::from_be_bytes(file[at + 4..at + 8].try_into().unwrap());
        at += 24 + captured as usize;
    }
    last
}

#[test]
fn findings_come_while_the_pipe_is_open() {
    let file = fs::read(FAILED).unwrap();
    let (most, last) = file.split_at(last_record(&file));
    for (format, begin) in [
        ("json-lines", r#"{"type":"finding","path":"-""#),
        ("concise", "-:50: error[AUTH104] "),
        ("text", "-:50: error[AUTH104] "),
    ] {
        let mut child = start(&["check", "-", "--select=AUTH104", "--format", format]);
        let mut input = child.stdin.take().unwrap();
        input.write_all(most).unwrap();
        sleep(Duration::from_millis(1500));
        input.write_all(last).unwrap();
        input.flush().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(line.starts_with(begin), "{format}: {line}");
        // Its input is still open.
        assert!(child.try_wait().unwrap().is_none());
        drop(input);
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        let again = rest.lines().filter(|it| it.starts_with(begin)).count();
        assert_eq!(again, usize::from(format == "text"), "{format}: {rest}");
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }
}

#[test]
fn a_signal_ends_a_run_as_the_end_of_the_capture_does() {
    let file = fs::read(FAILED).unwrap();
    let whole = btlint_with(&["check", "-"], &file, &[]);
    assert_eq!(whole.code, 1);
    for name in ["-INT", "-TERM", "-HUP"] {
        let mut child = start(&["check", "-"]);
        let mut input = child.stdin.take().unwrap();
        input.write_all(&file).unwrap();
        input.flush().unwrap();
        sleep(Duration::from_millis(300));
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        drop(input);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), whole.out, "{name}");
        assert_eq!(output.stderr, b"", "{name}");
    }
}

#[test]
fn a_pipe_that_has_a_name_is_one_too() {
    let folder = folder("fifo");
    let pipe = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = start(&["check", pipe.to_str().unwrap(), "--select=AUTH104"]);
    fs::write(&pipe, fs::read(FAILED).unwrap()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let mut text = String::new();
    child.stdout.unwrap().read_to_string(&mut text).unwrap();
    let file = btlint(&["check", FAILED, "--select=AUTH104"]).out;
    assert_eq!(flat(&text.replace(pipe.to_str().unwrap(), FAILED)), flat(&file));
}
