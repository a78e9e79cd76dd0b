//! What tshark tells of each frame.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

/// Between the values of a field; not in any name or text of the captures.
const AGGREGATOR: char = '\u{1f}';

/// A value of no octets.
const NO_OCTETS: &str = "<MISSING>";

/// Fields that tell what kind of frame it is, for the conditions of the reasons.
pub(crate) const PROTOCOLS: &str = "frame.protocols";

/// What the values of a field look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Flag,
    Octets,
    Address,
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
    /// Values by the place of the field in the list of names.
    pub(crate) fields: BTreeMap<usize, Vec<String>>,
    /// Which of the marks are there.
    pub(crate) marks: Vec<String>,
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

    /// The frames of a capture, by number. `marks` are fields of which only the presence is told.
    pub(crate) fn read(
        &self,
        path: &Path,
        names: &BTreeSet<&str>,
        marks: &[&str],
    ) -> BTreeMap<u64, Frame> {
        let mut command = self.command();
        // Ubertooth's link type within PPI is one of those left to users.
        command.args(["-o", r#"uat:user_dlts:"User 0 (DLT=147)","btle","0","","0","""#]);
        command.args(["-n", "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a"]);
        command.args(["-E", &format!("aggregator={AGGREGATOR}")]);
        let first = ["frame.number", PROTOCOLS];
        for name in first.iter().chain(marks).chain(names) {
            command.args(["-e", name]);
        }
        let mut child = command
            .args([Path::new("-r"), path])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut frames = BTreeMap::new();
        for line in BufReader::new(child.stdout.take().unwrap()).split(b'\n') {
            let line = line.unwrap();
            let line = String::from_utf8_lossy(&line);
            let mut cells = line.split('\t');
            let Some(number) = cells.next().and_then(|cell| cell.parse().ok()) else {
                panic!("{}: not a line of tshark's: {line:?}", path.display());
            };
            let mut frame =
                Frame { protocols: cells.next().unwrap_or("").into(), ..Frame::default() };
            for mark in marks {
                if cells.next().is_some_and(|cell| !cell.is_empty()) {
                    frame.marks.push((*mark).to_owned());
                }
            }
            for (index, cell) in cells.enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let values = cell.split(AGGREGATOR).filter(|value| *value != NO_OCTETS);
                frame.fields.insert(index, values.map(str::to_owned).collect());
            }
            frames.insert(number, frame);
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

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "FT_BOOLEAN" => Self::Flag,
            "FT_ETHER" => Self::Address,
            "FT_NONE" | "FT_PROTOCOL" => Self::Presence,
            "FT_STRING" | "FT_STRINGZ" | "FT_STRINGZPAD" | "FT_UINT_STRING" => Self::Text,
            name if name.starts_with("FT_UINT") || name.starts_with("FT_INT") => Self::Number,
            _ => Self::Octets,
        }
    }

    /// A value as tshark prints it, in the one form that is compared.
    pub(crate) fn normalize(self, value: &str) -> String {
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
            Self::Text => unescaped(value),
        }
    }
}

/// Text as it is in the frame: tshark writes control characters as C does.
fn unescaped(value: &str) -> String {
    let mut text = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next() {
                Some('r') => '\r',
                Some('n') => '\n',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    text
}
