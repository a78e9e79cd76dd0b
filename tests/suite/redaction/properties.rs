//! Redacted captures beside their originals: what is public is the same, for btlint and for tshark.

use std::{fs, ops::Range, path::Path, process::Command};

use btlint::track::{Event, Observer, State, Tracker};
use parsers::{Exposure, FieldInfo, Pdu, Sink, Value, dissect};

use super::{findings, redact};
use crate::support::{
    program::{btlint, btsnoop, folder},
    samples::{records, samples},
};

struct Deaf;

impl Observer for Deaf {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

/// What is public of a frame, line by line.
#[derive(Default)]
struct Public(Vec<String>);

impl Sink for Public {
    fn field(&mut self, info: &'static FieldInfo, _: Range<usize>, value: Value<'_>) {
        if info.exposure == Exposure::Keep && !info.form {
            self.0.push(format!("{} {value}", info.name));
        }
    }
    fn enter(&mut self, pdu: &'static Pdu, _: usize) {
        self.0.push(pdu.title.to_owned());
    }
    fn leave(&mut self, _: usize) {}
}

/// What is public of each frame.
fn public(path: &Path) -> Vec<Vec<String>> {
    let mut tracker = Tracker::new();
    let mut frames = Vec::new();
    for record in records(path) {
        let record = record.record();
        let seen = tracker.record(&record, &mut Deaf);
        let frame = dissect(record.link, record.meta, record.bytes, &seen.context);
        let mut public = Public::default();
        // A frame that cannot be read is public up to the fault alone.
        let whole = if frame.stop.is_some() { frame.layers.len() - 1 } else { frame.layers.len() };
        for layer in frame.layers.iter().take(whole) {
            public.0.push(layer.pdu.title.to_owned());
            let _ = layer.describe(&mut public);
        }
        frames.push(public.0);
    }
    frames
}

#[test]
fn the_public_fields_of_every_frame_are_the_same() {
    let folder = folder("redact-trees");
    let mut compared = 0;
    for sample in samples() {
        let output = folder.join("out");
        assert_eq!(redact(&sample.path, &output).code, 0, "{}", sample.name);
        let (before, after) = (public(&sample.path), public(&output));
        assert_eq!(before.len(), after.len(), "{}", sample.name);
        for (number, (before, after)) in (1..).zip(before.iter().zip(&after)) {
            assert_eq!(before, after, "{}: frame {number}", sample.name);
            compared += before.len();
        }
    }
    assert!(compared > 10_000, "{compared}");
}

/// Protocol, malformed or not, and the state of its checks, for each frame.
fn by_tshark(path: &Path) -> Option<Vec<String>> {
    let fields = ["_ws.col.Protocol", "_ws.malformed", "btle.crc.incorrect"];
    let mut command = Command::new("tshark");
    command.arg("-r").arg(path).args(["-T", "fields"]);
    fields.iter().for_each(|field| {
        command.args(["-e", field]);
    });
    let output = command.output().ok()?;
    // Of a file that is cut it says so, and gives what it has read.
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("aren't valid"), "{said}");
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

#[test]
fn tshark_sees_the_same_protocols_and_no_new_fault() {
    let folder = folder("redact-tshark");
    let all = samples().into_iter().map(|sample| sample.path);
    let (mut frames, mut files, mut different) = (0, 0, Vec::new());
    for path in all {
        let output = folder.join("out");
        let _ = fs::remove_file(&output);
        if redact(&path, &output).code != 0 {
            continue;
        }
        let (Some(before), Some(after)) = (by_tshark(&path), by_tshark(&output)) else {
            println!("skipped: there is no tshark");
            return;
        };
        // What tshark does not read, or counts otherwise, cannot be compared.
        if before.len() != after.len() {
            continue;
        }
        files += 1;
        frames += before.len();
        for (number, (before, after)) in (1..).zip(before.iter().zip(&after)) {
            // What was encrypted on the air is zeros, in which tshark sees what it likes.
            if before != after && !before.starts_with("LE LL") {
                different
                    .push(format!("{}: frame {number}: {before:?}, {after:?}", path.display()));
            }
        }
    }
    println!("{files} files, {frames} frames");
    assert!(files > 50 && frames > 10_000, "{files} {frames}");
    assert!(different.is_empty(), "{}\n{}", different.len(), different.join("\n"));
}

#[test]
fn a_slice_of_the_redacted_is_the_slice_redacted() {
    let folder = folder("redact-slice");
    let lengths = |path: &Path| -> Vec<(i64, usize)> {
        records(path).iter().map(|record| (record.record().time.0, record.bytes.len())).collect()
    };
    let mut tried = 0;
    for sample in samples().into_iter().filter(|sample| !sample.expected.is_empty()).step_by(4) {
        let (code, frame) = sample.expected.iter().next().unwrap();
        let finding = format!("--finding={code}:{frame}");
        let of = |name: &str| folder.join(format!("{name}.btsnoop"));
        let slice = |from: &Path, to: &Path| {
            btlint(&["slice", from.to_str().unwrap(), to.to_str().unwrap(), &finding]).code
        };
        let (part, first, redacted, second) =
            (of("part"), of("first"), of("redacted"), of("second"));
        assert_eq!(slice(&sample.path, &part), 0, "{}", sample.name);
        assert_eq!(redact(&part, &first).code, 0, "{}", sample.name);
        assert_eq!(redact(&sample.path, &redacted).code, 0, "{}", sample.name);
        assert_eq!(slice(&redacted, &second), 0, "{}", sample.name);
        assert_eq!(lengths(&first), lengths(&second), "{}", sample.name);
        assert_eq!(findings(&first), findings(&second), "{}", sample.name);
        tried += 1;
    }
    assert!(tried > 10, "{tried}");
}

/// Whatever a name is made of, nothing of it is left, wherever it stands.
#[test]
fn hostile_names_leave_no_octet() {
    let folder = folder("redact-hostile");
    let names: [Vec<u8>; 4] = [
        "\u{1b}]0;title\u{7}\u{1b}[31m|`x` *b* [l](http://e.vil) @all".bytes().collect(),
        (1..=248).map(|n: u8| n.wrapping_mul(7) | 1).collect(),
        "\u{202e}👨\u{200d}👩\u{200d}👧 \u{2028}::error::".bytes().collect(),
        b"before\0behind-the-end".to_vec(),
    ];
    for name in names {
        let hex: String = name.iter().map(|octet| format!("{octet:02x}")).collect();
        let short: String = name.iter().take(20).map(|octet| format!("{octet:02x}")).collect();
        let length = name.len().min(20) + 1;
        let padded = format!("{hex:0<496}");
        let script = format!(
            "@le\n0.000 < event 07 00 ccbbaa5dcf00 {padded}\n0.050 > command 0c13 {padded}\n\
             0.100 < event 3e 02 01 00 01 ccbbaa5dcfc0 {:02x} {length:02x} 09 {short} c5\n",
            length + 1
        );
        let (input, output) = (folder.join("in.btsnoop"), folder.join("out.btsnoop"));
        fs::write(&input, btsnoop(&script)).unwrap();
        assert_eq!(redact(&input, &output).code, 0);
        let (before, after) = (fs::read(&input).unwrap(), fs::read(&output).unwrap());
        for window in name.windows(4).filter(|window| !window.contains(&0)) {
            assert!(before.windows(4).any(|octets| octets == window));
            assert!(!after.windows(4).any(|octets| octets == window), "{window:02x?} of {hex}");
        }
    }
}

/// What waits for a PDU that never ends is bounded, and written all the same.
#[test]
fn a_pdu_that_never_ends_holds_nothing_up() {
    let mut script = "@le\n0.000 > acl 0 ff00 0400 0b11223344\n".to_owned();
    for n in 0..9_000 {
        script.push_str(&format!("{}.{:03} < event 13 01 4000 0100\n", 1 + n / 1000, n % 1000));
    }
    let folder = folder("redact-endless");
    let (input, output) = (folder.join("in.btsnoop"), folder.join("out.btsnoop"));
    fs::write(&input, btsnoop(&script)).unwrap();
    assert_eq!(redact(&input, &output).code, 0);
    assert_eq!(records(&input).len(), records(&output).len());
    let unfinished = records(&output).into_iter().find(|record| record.bytes.len() == 14);
    let octets = unfinished.unwrap().bytes;
    assert_eq!(octets[5..], [0xff, 0, 4, 0, 0, 0, 0, 0, 0], "{octets:02x?}");
}
