//! Redaction over several files, over their parts, and over long ones.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::support::program::{btlint, folder};

/// A key, in a file that nobody else can read.
fn key(folder: &Path) -> PathBuf {
    let path = folder.join("key");
    let octets: Vec<u8> = (0..32_u8).map(|n| n.wrapping_mul(53) ^ 0xa7).collect();
    fs::write(&path, octets).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    path
}

/// What stands for the devices of a capture's links.
fn peers(capture: &Path) -> BTreeSet<String> {
    let ran = btlint(&["check", "--format", "json", capture.to_str().unwrap()]);
    let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let links = document["captures"][0]["links"].as_array().unwrap();
    links.iter().filter_map(|link| link["peer"].as_str().map(str::to_owned)).collect()
}

/// The records of two captures in one file.
fn joined(first: &[u8], second: &[u8]) -> Vec<u8> {
    [first, &second[16..]].concat()
}

#[test]
fn neither_order_nor_company_changes_a_pseudonym() {
    let folder = folder("redact-runs");
    let key = key(&folder);
    let redacted = |name: &str, octets: &[u8]| {
        let (input, output) = (folder.join("in.btsnoop"), folder.join(format!("{name}.btsnoop")));
        fs::write(&input, octets).unwrap();
        let [input, output, key] = [&input, &output, &key].map(|path| path.to_str().unwrap());
        assert_eq!(btlint(&["redact", input, output, "--key-file", key]).code, 0, "{name}");
        PathBuf::from(output)
    };
    let files = ["a2dp/connected-not-active", "pairing/link-key-missing", "le/sc-numeric"];
    let inputs = files.map(|name| fs::read(format!("captures/{name}.btsnoop")).unwrap());
    let alone = ["a", "b", "c"].map(|name| name.to_owned());
    let alone: Vec<PathBuf> =
        alone.iter().zip(&inputs).map(|(name, octets)| redacted(name, octets)).collect();
    for (first, second) in [(0, 1), (1, 0), (0, 2), (2, 1)] {
        let both = redacted("both", &joined(&inputs[first], &inputs[second]));
        let apart = &peers(&alone[first]) | &peers(&alone[second]);
        assert!(!apart.is_empty());
        assert_eq!(peers(&both), apart, "{} and {}", files[first], files[second]);
    }
    // Of several captures in one report, too.
    let report = |order: [usize; 3]| {
        let paths = order.map(|index| format!("captures/{}.btsnoop", files[index]));
        let mut arguments = vec!["report", "--key-file", key.to_str().unwrap()];
        arguments.extend(paths.iter().map(String::as_str));
        btlint(&arguments).out
    };
    let is_address = |word: &&str| word.len() == 17 && word.matches(':').count() == 5;
    let addresses = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_hexdigit() && c != ':');
        words.filter(is_address).map(str::to_owned).collect()
    };
    let (one, other) = (addresses(&report([0, 1, 2])), addresses(&report([2, 0, 1])));
    assert!(one.len() > 2, "{one:?}");
    assert_eq!(one, other);
    for peer in alone.iter().flat_map(|path| peers(path)) {
        assert!(one.contains(&peer), "{peer}");
    }
}

/// The records of a btsnoop file, each with its header.
fn records(file: &[u8]) -> Vec<&[u8]> {
    let mut rest = &file[16..];
    let mut found = Vec::new();
    while let Some(length) = rest.get(4..8) {
        let length = 24 + u32::from_be_bytes(length.try_into().unwrap()) as usize;
        let (record, others) = rest.split_at(length);
        found.push(record);
        rest = others;
    }
    found
}

/// The most memory that the program has used, in KiB, where the system says so.
fn most_memory(arguments: &[&str]) -> Option<u64> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_btlint"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = None;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        most = most.max(now);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    most
}

#[test]
fn a_long_capture_takes_no_more_memory_than_a_short_one() {
    let folder = folder("redact-memory");
    let sample = fs::read("captures/a2dp/sbc-good.btsnoop").unwrap();
    let output = folder.join("out.btsnoop");
    let records = records(&sample);
    // From the middle of the music: one link, whatever the length.
    let music = 200..260;
    let time = |record: &[u8]| u64::from_be_bytes(record[16..24].try_into().unwrap());
    let lasts = time(records[music.end]) - time(records[music.start]);
    let times = |count: u64| {
        let path = folder.join(format!("{count}.btsnoop"));
        let mut octets = sample[..16].to_vec();
        octets.extend(records[..music.start].concat());
        for round in 0..count {
            for record in &records[music.clone()] {
                let later = (time(record) + round * lasts).to_be_bytes();
                octets.extend([&record[..16], &later, &record[24..]].concat());
            }
        }
        fs::write(&path, octets).unwrap();
        path
    };
    let (short, long) = (times(20), times(400));
    let more = fs::metadata(&long).unwrap().len() - fs::metadata(&short).unwrap().len();
    let run =
        |input: &Path| most_memory(&["redact", input.to_str().unwrap(), output.to_str().unwrap()]);
    let (Some(few), Some(many)) = (run(&short), run(&long)) else {
        println!("skipped: this system does not say how much memory a program has used");
        return;
    };
    println!("{few} and {many} KiB, for {} KiB more", more / 1024);
    assert!(many < few + more / 1024 / 2, "{few} KiB, then {many} KiB");
}
