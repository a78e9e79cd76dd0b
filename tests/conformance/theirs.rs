//! What tshark says of each frame.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
    io::{BufRead, BufReader},
    net::IpAddr,
    ops::Range,
    path::Path,
    process::{Command, Stdio},
};

use crate::ours::hex;

/// The mark of a frame in which tshark finds a code that it does not know.
const UNKNOWN: &str = "unknown";

/// What the values of a field look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Flag,
    Octets,
    Address,
    /// An address of IP.
    Internet,
    Text,
    /// The field has no value, it is there or not.
    Presence,
}

/// The tshark that is installed.
#[derive(Debug)]
pub(crate) struct Tshark {
    pub(crate) version: String,
    kinds: HashMap<String, Kind>,
    /// An empty folder instead of the user's preferences, which can change what is shown.
    settings: tempfile::TempDir,
}

/// One frame as tshark has it.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// Names of the protocols, outermost first, with colons between.
    pub(crate) protocols: String,
    /// Values by the name of the field.
    pub(crate) fields: HashMap<&'static str, Vec<Shown>>,
    /// Which of the marks are there.
    pub(crate) marks: Vec<String>,
}

/// A value as tshark has it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// In the one form that is compared.
    pub(crate) value: String,
    pub(crate) at: Range<usize>,
    /// The name of a code.
    pub(crate) text: Option<String>,
    /// What the number is worth, in microseconds.
    pub(crate) time: Option<f64>,
}

impl Tshark {
    /// The installed tshark, if there is one.
    pub(crate) fn find() -> Option<Self> {
        let version =
            Command::new("tshark").arg("--version").stderr(Stdio::null()).output().ok()?;
        let version = String::from_utf8_lossy(&version.stdout).into_owned();
        let version = version.split_whitespace().find(|word| word.starts_with(char::is_numeric))?;
        let mut tshark = Self {
            version: version.to_owned(),
            kinds: HashMap::new(),
            settings: tempfile::tempdir().unwrap(),
        };
        let fields = tshark.command().args(["-G", "fields"]).output().unwrap();
        for line in String::from_utf8_lossy(&fields.stdout).lines() {
            let mut cells = line.split('\t');
            if let (Some("F"), Some(_), Some(name), Some(kind)) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            {
                tshark.kinds.insert(name.to_owned(), Kind::of(kind));
            }
        }
        Some(tshark)
    }

    /// What the values of this field look like; nothing when Wireshark does not know it.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind> {
        self.kinds.get(name).copied()
    }

    /// The frames of a capture, by number. `marks` are fields of which only the presence counts.
    pub(crate) fn read(
        &self,
        path: &Path,
        names: &HashMap<&'static str, Kind>,
        marks: &[&str],
    ) -> BTreeMap<u64, Frame> {
        let mut command = self.command();
        // Ubertooth's link type within PPI is one of those left to users.
        command.args(["-o", r#"uat:user_dlts:"User 0 (DLT=147)","btle","0","","0","""#]);
        let mut child = command
            .args(["-n", "-T", "pdml"])
            .args([Path::new("-r"), path])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut frames = BTreeMap::new();
        let mut packet = Vec::new();
        let mut output = BufReader::with_capacity(1 << 20, child.stdout.take().unwrap());
        loop {
            let start = packet.len();
            if output.read_until(b'\n', &mut packet).unwrap() == 0 {
                break;
            }
            match packet.get(start..) {
                Some(b"<packet>\n") => drop(packet.drain(..start)),
                Some(b"</packet>\n") => {
                    // Labels can have octets that no XML may have.
                    packet
                        .iter_mut()
                        .filter(|o| **o < b' ' && **o != b'\n')
                        .for_each(|o| *o = b'?');
                    let text = String::from_utf8_lossy(&packet);
                    let (number, frame) = Frame::read(&text, names, marks);
                    frames.insert(number, frame);
                    packet.clear();
                }
                _ => {}
            }
        }
        // A capture that is cut short gives an error after its last frame; btlint reads it too.
        let _ = child.wait().unwrap();
        frames
    }

    fn command(&self) -> Command {
        let mut command = Command::new("tshark");
        command.env("WIRESHARK_CONFIG_DIR", self.settings.path()).stderr(Stdio::null());
        command
    }
}

impl Frame {
    fn read(packet: &str, names: &HashMap<&'static str, Kind>, marks: &[&str]) -> (u64, Self) {
        let document = roxmltree::Document::parse(packet)
            .unwrap_or_else(|error| panic!("{error}: not a packet of tshark's: {packet}"));
        let mut number = None;
        let mut frame = Self::default();
        for node in document.descendants() {
            let Some(name) = node.attribute("name") else { continue };
            let show = node.attribute("show");
            match name {
                "frame.number" => number = show.and_then(|show| show.parse().ok()),
                "frame.protocols" => frame.protocols = show.unwrap_or_default().to_owned(),
                _ => {}
            }
            let label = node.attribute("showname").unwrap_or_default();
            let label = label.split_once(": ").map_or("", |(_, label)| label);
            let unknown = label.starts_with("Unknown");
            if unknown && !frame.marks.iter().any(|mark| mark == UNKNOWN) {
                frame.marks.push(UNKNOWN.to_owned());
            }
            if marks.contains(&name) && !frame.marks.iter().any(|mark| mark == name) {
                frame.marks.push(name.to_owned());
            }
            let Some((&name, &kind)) = names.get_key_value(name) else { continue };
            let number = |key| node.attribute(key).and_then(|text| text.parse().ok());
            let (start, size) = (number("pos").unwrap_or(0), number("size").unwrap_or(0));
            let value = match (kind, show) {
                (Kind::Presence, _) => "present".to_owned(),
                (Kind::Octets | Kind::Text, None | Some("")) | (_, None) => continue,
                (_, Some(show)) => kind.normalize(show),
            };
            frame.fields.entry(name).or_default().push(Shown {
                text: (kind == Kind::Number).then(|| text(label, &value)).flatten(),
                time: (kind == Kind::Number).then(|| time(label)).flatten(),
                value,
                at: start..start + size,
            });
        }
        (number.unwrap_or_else(|| panic!("a packet without a number: {packet}")), frame)
    }
}

/// The name of a code, as in `Reset (0x0c03)`; nothing when Wireshark has none.
fn text(label: &str, value: &str) -> Option<String> {
    let (text, code) = label.strip_suffix(')')?.rsplit_once(" (")?;
    let known = Kind::Number.normalize(code) == value
        && !text.starts_with("Unknown")
        && !text.starts_with(|c: char| c.is_ascii_digit() && Kind::Number.normalize(text) == value);
    known.then(|| text.to_owned())
}

/// How long the number is, as in `6 (7.5 msec)`, in microseconds.
fn time(label: &str) -> Option<f64> {
    let (_, quantity) = label.strip_suffix(')')?.rsplit_once('(')?;
    let (number, unit) = quantity.trim().split_once(' ')?;
    Some(number.parse::<f64>().ok()? * microseconds(unit)?)
}

/// How many microseconds the unit is.
pub(crate) fn microseconds(unit: &str) -> Option<f64> {
    Some(match unit.trim() {
        "us" | "usec" | "µs" | "microseconds" => 1.0,
        "ms" | "msec" | "milliseconds" => 1e3,
        "s" | "sec" | "seconds" => 1e6,
        _ => return None,
    })
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "FT_BOOLEAN" => Self::Flag,
            "FT_ETHER" => Self::Address,
            "FT_IPv4" | "FT_IPv6" => Self::Internet,
            "FT_NONE" | "FT_PROTOCOL" => Self::Presence,
            "FT_STRING" | "FT_STRINGZ" | "FT_STRINGZPAD" | "FT_UINT_STRING" => Self::Text,
            name if name.starts_with("FT_UINT") || name.starts_with("FT_INT") => Self::Number,
            _ => Self::Octets,
        }
    }

    /// A value as tshark prints it, in the one form that is compared.
    fn normalize(self, value: &str) -> String {
        match self {
            Self::Presence => "present".to_owned(),
            Self::Flag => match value {
                "True" | "1" => "1".to_owned(),
                "False" | "0" => "0".to_owned(),
                other => other.to_owned(),
            },
            Self::Number => {
                let number = match value.strip_prefix("0x") {
                    Some(digits) => i128::from_str_radix(digits, 16),
                    None => value.parse(),
                };
                number.map_or_else(|_| value.to_owned(), |number| number.to_string())
            }
            Self::Octets => value.replace(':', "").to_lowercase(),
            Self::Address => value.to_lowercase(),
            Self::Internet => match value.parse() {
                Ok(IpAddr::V4(address)) => hex(&address.octets()),
                Ok(IpAddr::V6(address)) => hex(&address.octets()),
                Err(_) => value.to_owned(),
            },
            Self::Text => value.to_owned(),
        }
    }
}

/// Text as it comes out of tshark's XML: white space as it is, other control characters as `\x1b`.
/// What XML cannot hold has become a question mark in [`Tshark::read`].
pub(crate) fn readable(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(octets);
    let mut readable = String::new();
    for c in text.chars() {
        match c {
            '\n' => readable.push(' '),
            '\t' | '\x0b'..='\r' => readable.push('?'),
            '\0'..' ' | '\x7f' => drop(write!(readable, "\\x{:x}", u32::from(c))),
            other => readable.push(other),
        }
    }
    readable
}

#[test]
fn labels() {
    assert_eq!(text("Reset (0x0c03)", "3075").as_deref(), Some("Reset"));
    assert_eq!(text("Unknown (0x07)", "7"), None);
    assert_eq!(text("6 (7.5 msec)", "6"), None);
    assert_eq!(time("6 (7.5 msec)"), Some(7500.0));
    assert_eq!(time("Reset (0x0c03)"), None);
    assert_eq!(readable(b"a\\\x1b\x0c\x07\x08\x0b\n\xc3"), "a\\\\x1b?\\x7\\x8? \u{fffd}");
}
