//! Reports for tickets: nothing private is in them, whatever the capture and the format.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{collections::BTreeSet, fs, ops::Range, path::Path};

use btlint::{
    report::FORMATS,
    track::{Event, Observer, State, Tracker},
};
use parsers::{Exposure, FieldInfo, Pdu, Sink, Value, dissect, frame::Buffer};

use crate::support::{
    program::{btlint, folder},
    samples::{foreign, records, samples},
};

/// Octets of a key that are looked for together.
const WINDOW: usize = 6;

/// What is private in a capture, in lower case, as it would be printed: addresses and octets as bare
/// digits, texts as they are.
#[derive(Default)]
struct Private {
    digits: BTreeSet<String>,
    texts: BTreeSet<String>,
}

struct Gather<'a> {
    private: &'a mut Private,
    source: &'a [u8],
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

impl Sink for Gather<'_> {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        let Some(octets) = self.source.get(at) else { return };
        let dull = |octets: &[u8]| octets.iter().collect::<BTreeSet<_>>().len() < 3;
        match info.exposure {
            Exposure::Address | Exposure::Key | Exposure::Confirm | Exposure::PublicKey => {
                let back: Vec<u8> = octets.iter().rev().copied().collect();
                let both = octets.windows(WINDOW).chain(back.windows(WINDOW));
                self.private.digits.extend(both.filter(|window| !dull(window)).map(hex));
            }
            Exposure::Text => {
                let Value::Text(text) = value else { return };
                let text = String::from_utf8_lossy(text).to_lowercase();
                if text.chars().count() >= 6 {
                    self.private.texts.insert(text);
                }
            }
            _ => {}
        }
    }
    fn enter(&mut self, _: &'static Pdu, _: usize) {}
    fn leave(&mut self, _: usize) {}
}

struct Deaf;

impl Observer for Deaf {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

fn private(path: &Path) -> Private {
    let mut private = Private::default();
    let mut tracker = Tracker::new();
    for record in records(path) {
        let record = record.record();
        let seen = tracker.record(&record, &mut Deaf);
        let frame = dissect(record.link, record.meta, record.bytes, &seen.context);
        for layer in &frame.layers {
            let source = match layer.part.buffer {
                Buffer::Packet => record.bytes,
                of => seen.context.assembled(of).unwrap_or_default(),
            };
            let _ = layer.describe(&mut Gather { private: &mut private, source });
        }
    }
    private
}

/// The report of a capture in each format, and what the program said.
fn reports(path: &Path, arguments: &[&str]) -> Vec<(&'static str, String)> {
    let folder = folder(&format!("tickets-{}", path.file_name().unwrap().to_str().unwrap()));
    let formats = FORMATS.iter().filter(|format| format.ticket.is_some());
    let outputs: Vec<_> = formats.map(|it| (it.name, folder.join(it.name))).collect();
    let targets: Vec<_> =
        outputs.iter().map(|(name, file)| format!("--format={name}={}", file.display())).collect();
    let mut all = vec!["report", path.to_str().unwrap()];
    all.extend(arguments);
    all.extend(targets.iter().map(String::as_str));
    let ran = btlint(&all);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""), "{}", path.display());
    outputs.iter().map(|(name, file)| (*name, fs::read_to_string(file).unwrap())).collect()
}

/// What is private and is in a text.
fn leaks<'p>(private: &'p Private, text: &str) -> Vec<&'p String> {
    let text = text.to_lowercase();
    let bare: String =
        text.chars().filter(|c| !c.is_whitespace() && !":-_,|".contains(*c)).collect();
    let digits = private.digits.iter().filter(|secret| bare.contains(secret.as_str()));
    let texts = private.texts.iter().filter(|secret| text.contains(secret.as_str()));
    digits.chain(texts).collect()
}

#[test]
fn nothing_private_is_in_a_report() {
    let (mut tried, mut shown) = (0, 0);
    for sample in samples() {
        let private = private(&sample.path);
        tried += private.digits.len() + private.texts.len();
        for (format, text) in reports(&sample.path, &[]) {
            assert_eq!(leaks(&private, &text), [""; 0], "{} as {format}", sample.name);
            let file = sample.path.file_name().unwrap().to_str().unwrap();
            assert!(!text.contains(file), "{} as {format} names its file", sample.name);
            assert!(!text.contains("2026-01-15"), "{} as {format} has its day", sample.name);
        }
        // It would be found if it were there.
        for (_, text) in reports(&sample.path, &["--reveal=all"]) {
            shown += usize::from(!leaks(&private, &text).is_empty());
            assert!(text.contains(sample.path.file_name().unwrap().to_str().unwrap()));
        }
    }
    assert!(tried > 1000 && shown > 100, "{tried} {shown}");
}

#[test]
fn nothing_private_is_in_a_report_of_the_captures_of_others() {
    let Some(captures) = foreign() else { return };
    let output = folder("tickets-others").join("report.html");
    let mut done = 0;
    for path in captures {
        let to = output.to_str().unwrap();
        let ran = btlint(&["report", path.to_str().unwrap(), "--output", to]);
        assert!(!ran.err.contains("failed its check"), "{}: {}", path.display(), ran.err);
        assert!(ran.code == 0 || ran.code == 2 && !ran.err.is_empty(), "{}", path.display());
        let Ok(text) = fs::read_to_string(&output) else { continue };
        fs::remove_file(&output).unwrap();
        assert_eq!(leaks(&private(&path), &text), [""; 0], "{}", path.display());
        done += 1;
    }
    println!("{done} captures were reported");
    assert!(done > 40);
}

#[test]
fn each_kind_is_revealed_by_itself() {
    let sample = Path::new("captures/le/legacy-wrong-passkey.btsnoop");
    let shows = |reveal: &str| -> Vec<bool> {
        let arguments = format!("--reveal={reveal}");
        let arguments = [arguments.as_str()];
        let texts = reports(sample, if reveal.is_empty() { &[] } else { &arguments });
        let kinds = ["F0:F1:F2:F3:F4:02", "10:00:00", "legacy-wrong-passkey"];
        kinds.iter().map(|kind| texts.iter().all(|(_, text)| text.contains(kind))).collect()
    };
    assert_eq!(shows(""), [false, false, false]);
    assert_eq!(shows("addresses"), [true, false, false]);
    assert_eq!(shows("times"), [false, true, false]);
    assert_eq!(shows("paths"), [false, false, true]);
    assert_eq!(shows("addresses,times,paths"), [true, true, true]);
    assert_eq!(shows("all"), [true, true, true]);
    let named = Path::new("captures/air/mic-failure.pcap");
    let names =
        |reveal: &[&str]| reports(named, reveal).iter().all(|(_, t)| t.contains("Example Sensor"));
    assert!(!names(&[]) && names(&["--reveal=names"]));
}

/// A report without the lines of the file, which differs in its name and its octets.
fn without_file(text: &str) -> String {
    let file = |line: &&str| line.contains("BLAKE3") || line.contains("capture has");
    let kept = text.lines().filter(|line| !file(line));
    // How the file is compressed is of the file too.
    kept.collect::<Vec<_>>().join("\n").replace("capture 1", "FILE").replace(" in gzip", "")
}

/// To redact a report and to report what was redacted is the same.
#[test]
fn a_report_is_that_of_the_redacted_capture() {
    let folder = folder("ticket-keys");
    let key = folder.join("key");
    fs::write(&key, [0x9c; 32].map(|octet: u8| octet)).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let with_key = format!("--key-file={}", key.display());
    for sample in samples() {
        // Under a name of its own, for the folder of its reports.
        let name = format!("{}-redacted", sample.name.replace('/', "-"));
        let redacted = folder.join(&name);
        let (from, to) = (sample.path.to_str().unwrap(), redacted.to_str().unwrap());
        assert_eq!(btlint(&["redact", from, to, &with_key]).code, 0, "{}", sample.name);
        let ours = reports(&sample.path, &[&with_key, "--reveal=times"]);
        let theirs = reports(&redacted, &["--reveal=all"]);
        for ((format, ours), (_, theirs)) in ours.iter().zip(&theirs) {
            let promise = "Addresses, names, keys and payload are redacted: pseudonyms and zeros.";
            assert!(ours.contains(promise) && !theirs.contains(promise));
            let ours = without_file(ours)
                .replace(&format!(" {promise}"), "")
                .replace(&format!("{promise}\n"), "");
            let theirs = without_file(theirs).replace(to, "FILE");
            assert_eq!(ours, theirs, "{} as {format}", sample.name);
        }
    }
}

#[test]
fn a_part_is_reported_or_there_is_none() {
    const SEVERAL: &str = "captures/air/mic-failure.pcap";
    let part = |arguments: &[&str]| btlint(&[&["report", SEVERAL], arguments].concat());
    let all = part(&[]).out;
    assert!(all.contains("AUTH011") && all.contains("AUTH015"));
    for only in ["--finding=AUTH015", "--finding=le-legacy-pairing:44", "--select=AUTH015"] {
        let ran = part(&[only]);
        assert!(ran.code == 0 && !ran.out.contains("### AUTH011"), "{only}: {}", ran.err);
        assert!(ran.out.contains("AUTH015") && ran.out.contains("failed"), "{only}");
    }
    assert!(part(&["--link=1"]).out.contains("Only link 1 is reported"));
    for (none, why) in
        [("--link=9", "no link 9"), ("--finding=AUTH015:45", "no finding AUTH015:45")]
    {
        let ran = part(&[none]);
        assert!(
            ran.code == 2 && ran.out.is_empty() && ran.err.contains(why),
            "{none}: {}",
            ran.err
        );
    }
    assert!(part(&["--finding=AUTH999"]).err.contains("no rule named AUTH999"));
}

#[test]
fn the_capture_of_a_report_is_the_one_that_it_describes() {
    let folder = folder("ticket-capture");
    let copy = folder.join("copy.btsnoop");
    let sample = "captures/le/legacy-wrong-passkey.btsnoop";
    let to = format!("--capture={}", copy.display());
    let ran = btlint(&["report", sample, &to]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let octets = fs::read(&copy).unwrap();
    assert!(ran.out.contains(&format!("{} octets, BLAKE3 ", octets.len())), "{}", ran.out);
    let again = btlint(&["report", copy.to_str().unwrap(), "--reveal=all"]).out;
    let peer = |text: &str| {
        let row = text.lines().find(|line| line.starts_with("| 1 |")).unwrap();
        row.split('|').nth(3).unwrap().to_owned()
    };
    assert_eq!(peer(&ran.out), peer(&again));
    for wrong in [&[sample, sample, &to][..], &[sample, "--reveal=all", &to]] {
        assert!(btlint(&[&["report"], wrong].concat()).err.contains("redacted capture"));
    }
    let onto = format!("--capture={sample}");
    assert!(btlint(&["report", sample, &onto]).err.contains("choose another output"));
}

#[test]
fn several_captures_are_one_report_and_the_worst_stands_on_top() {
    let good = "captures/a2dp/sbc-good.btsnoop";
    let bad = "captures/le/legacy-wrong-passkey.btsnoop";
    let ran = btlint(&["report", good, bad, "--format=markdown"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("# 1 of 2 captures have a link that failed"), "{}", ran.out);
    assert!(ran.out.contains("`capture 1`") && ran.out.contains("`capture 2`"));
    // One that cannot be read is no reason to leave out the others, nor to end well.
    let ran = btlint(&["report", bad, "README.md", "--format=html"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("Could not be read") && !ran.out.contains("README"), "{}", ran.out);
    assert!(ran.err.contains("README.md"), "{}", ran.err);
    // One that is cut is reported as far as it goes, and never as well.
    let folder = folder("ticket-cut");
    let file = folder.join("cut.btsnoop");
    let octets = fs::read(good).unwrap();
    fs::write(&file, &octets[..octets.len() / 2 + 3]).unwrap();
    let ran = btlint(&["report", file.to_str().unwrap()]);
    assert!(ran.code == 2 && ran.err.contains("cut.btsnoop"), "{}", ran.err);
    let first = ran.out.lines().next().unwrap();
    assert!(first.ends_with("the capture could not be read to its end"), "{first}");
}

#[test]
fn markdown_fits_into_a_comment() {
    let mut many = vec!["report"];
    let all = samples();
    many.extend(all.iter().map(|sample| sample.path.to_str().unwrap()));
    let text = btlint(&many).out;
    assert!(text.len() < 60_000 && text.len() > 20_000, "{}", text.len());
    assert_eq!(text.matches("```").count() % 2, 0);
    for sample in &all {
        let text = btlint(&["report", sample.path.to_str().unwrap()]).out;
        assert!(text.len() < 60_000, "{}: {}", sample.name, text.len());
        assert!(text.contains("## Reproduce") && text.contains("## Trust"), "{}", sample.name);
    }
}

#[test]
fn the_ends_of_a_link_say_what_they_are() {
    for (sample, end, version) in [
        (
            "connect/feature-missing.btsnoop.gz",
            "- Link 1, peer: ",
            "Bluetooth 2.0 + EDR (0x03), Qualcomm (formerly CSR) (0x0a), LMP revision 0x1234",
        ),
        (
            "a2dp/latency.btsnoop.gz",
            "- Controller: ",
            "Bluetooth 5.3 (0x0c), Google (0xe0), HCI revision 0x0000, LMP revision 0x0000",
        ),
        (
            "air/legacy-good.pcapng",
            "- Link 1, central: ",
            "Bluetooth 5.2 (0x0b), company 0xffff, LMP revision 0x0001",
        ),
    ] {
        let path = format!("{}/captures/{sample}", env!("CARGO_MANIFEST_DIR"));
        let text = btlint(&["report", &path, "--format", "markdown"]).out;
        let named = |line: &str| line.starts_with(end) && line.ends_with(version);
        assert!(text.lines().any(named), "{sample}: {end}{version}\n{text}");
    }
}
