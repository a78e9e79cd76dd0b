//! Runs the program and makes files for it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::play::Script;

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs the program in the project's folder.
pub fn btlint(arguments: &[&str]) -> Ran {
    btlint_with(arguments, b"", &[])
}

/// The same with octets on standard input, and with variables of the environment.
pub fn btlint_with(arguments: &[&str], input: &[u8], environment: &[(&str, &str)]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_btlint"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end without having read it all.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A text without its line breaks, which depend on what stands before them.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A new empty folder for one test.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The script's HCI packets as a btsnoop file.
pub fn btsnoop(script: &str) -> Vec<u8> {
    /// Microseconds from the year 0 to 1970.
    const EPOCH: i64 = 0x00dc_ddb3_0f2f_8000;
    let mut file = b"btsnoop\0\0\0\0\x01\0\0\x03\xea".to_vec();
    for frame in Script::parse(script).frames {
        let captured = frame.bytes.len() as u32;
        for word in [captured + frame.cut, captured, frame.meta, 0] {
            file.extend_from_slice(&word.to_be_bytes());
        }
        file.extend_from_slice(&(frame.time / 1000 + EPOCH).to_be_bytes());
        file.extend_from_slice(&frame.bytes);
    }
    file
}
