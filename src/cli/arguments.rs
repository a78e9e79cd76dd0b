//! The arguments, and the help that is made of them.

use std::path::{Path, PathBuf};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use crate::{finding::Severity, report, show};

const EXIT_CODES: &str = "Exit codes:
  0  no findings at or above --fail-on
  1  findings
  2  usage error, or a capture that could not be read completely or holds
     nothing to check; the others are still reported";

const FILTER_HELP: &str = "Show only matching frames, for example
  btavdtp                                  one protocol
  btsmp.reason == 4 && frame.link == 2     Wireshark's field names
  bthci_evt.bd_addr == F8:5C:7D:01:02:03   addresses
  !(rtp || frame.time_relative < 1.5)      and, or, not
Also != <= > >= contains, and protocol.field with the names that show prints";

/// Check Bluetooth captures and report, link by link, what went wrong, with the frames that prove
/// it.
///
/// Reads btsnoop, pcap, pcapng and PacketLogger files, plain, compressed or in a zip archive; - is
/// standard input.
#[derive(Debug, Parser)]
#[command(
    name = "btlint",
    version,
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true,
    after_help = EXIT_CODES,
    max_term_width = 80
)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// Capture to open in the viewer, or to check when standard output is not a terminal
    pub(super) file: Option<PathBuf>,
}

impl Arguments {
    /// The arguments of this process. Prints help, or what is wrong with them, and ends it.
    pub fn read() -> Self {
        Self::parse()
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open a capture in the viewer
    View(ViewArguments),
    /// Check captures and report problems
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
    /// Print the frames of a capture
    Show(ShowArguments),
    /// Write a report of one capture, to attach to a ticket
    Report(ReportArguments),
    /// Explain a rule
    Explain {
        /// Code or name, such as AUTH104 or smp-confirm-mismatch
        rule: String,
    },
    /// List all rules
    Rules {
        /// Output format
        #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
        format: RulesFormat,
    },
}

#[derive(Debug, Args)]
pub(super) struct ViewArguments {
    /// The capture; FILE:44 opens it at frame 44
    pub(super) file: PathBuf,

    /// Open it at this frame
    #[arg(long, short = 'n', value_name = "N")]
    pub(super) frame: Option<u64>,

    /// Show only matching frames, as for show
    #[arg(long, short, value_name = "EXPRESSION")]
    pub(super) filter: Option<String>,

    /// Show only the frames of this link
    #[arg(long, value_name = "N")]
    pub(super) link: Option<u32>,
}

impl ViewArguments {
    /// A file as if nothing else had been said.
    pub(super) fn of(file: &Path) -> Self {
        Self { file: file.to_owned(), frame: None, filter: None, link: None }
    }

    /// The file and the frame. `FILE:44` is a file of that name where there is one.
    pub(super) fn place(&self) -> (PathBuf, Option<u64>) {
        let text = self.file.to_string_lossy();
        let split = text.rsplit_once(':').filter(|_| !self.file.exists());
        match split.and_then(|(file, frame)| Some((file, frame.parse().ok()?))) {
            Some((file, frame)) => (file.into(), self.frame.or(Some(frame))),
            None => (self.file.clone(), self.frame),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Captures, and folders to search for captures
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Output format
    #[arg(long, default_value = report::FORMATS[0].name, value_parser = report_formats())]
    pub(super) format: &'static report::Format,

    /// Write to FILE instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Run only these rules: codes, code prefixes (AUTH, STRM0) or names
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) select: Vec<String>,

    /// Skip these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,

    /// Minimum severity that causes exit code 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Warning)]
    pub(super) fail_on: FailOn,

    /// Minimum severity that the text format lists; other formats list all findings
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = Level::Notice)]
    pub(super) level: Level,
}

impl CheckArguments {
    /// A check of one file as if nothing else had been said.
    pub(super) fn of(file: &Path) -> Self {
        Self {
            paths: vec![file.to_owned()],
            format: report::FORMATS[0],
            output: None,
            select: Vec::new(),
            ignore: Vec::new(),
            fail_on: FailOn::Warning,
            level: Level::Notice,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// The capture
    pub(super) file: PathBuf,

    /// Show only matching frames
    #[arg(long, short, value_name = "EXPRESSION", help = FILTER_HELP)]
    pub(super) filter: Option<String>,

    /// Show only this frame or range, with all fields
    #[arg(long, short = 'n', value_name = "N[..M]", value_parser = frames)]
    pub(super) frame: Option<Frames>,

    /// Show the messages of this link as arrows between its ends
    #[arg(long, value_name = "LINK", conflicts_with_all = ["filter", "frame", "format"])]
    pub(super) ladder: Option<u32>,

    /// Output format
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(super) format: ShowFormat,
}

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// The capture
    pub(super) file: PathBuf,

    /// Write to FILE: HTML if its name ends in .html, Markdown if in .md [default: Markdown to
    /// standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// The formats of the reports, by their names.
fn report_formats() -> impl TypedValueParser<Value = &'static report::Format> {
    let values = report::FORMATS.iter().map(|it| PossibleValue::new(it.name).help(it.purpose));
    PossibleValuesParser::new(values).try_map(|name| {
        let mut formats = report::FORMATS.iter().copied();
        formats.find(|format| format.name == name).ok_or("no such format")
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowFormat {
    /// For a terminal: one line per frame
    Text,
    /// For programs: an array, one frame per line
    Json,
}

impl From<ShowFormat> for show::Format {
    fn from(format: ShowFormat) -> Self {
        match format {
            ShowFormat::Text => Self::Text,
            ShowFormat::Json => Self::Json,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// For a terminal
    Text,
    /// For programs: an array
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    /// A user noticed it
    Error,
    /// Something went wrong, or soon will
    Warning,
    /// Unusual, or a weakness that did no harm here
    Notice,
    /// Worth knowing
    Info,
}

impl Level {
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Notice => Severity::Notice,
            Self::Info => Severity::Info,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// A user noticed it
    Error,
    /// Something went wrong, or soon will
    Warning,
    /// Unusual, or a weakness that did no harm here
    Notice,
    /// Worth knowing
    Info,
    /// Always exit 0 unless an error occurs
    Never,
}

impl FailOn {
    /// The least severity that counts.
    pub(super) fn least(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Notice => Some(Severity::Notice),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

/// Numbers of frames, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frames {
    pub(super) first: u64,
    pub(super) last: u64,
}

fn frames(text: &str) -> Result<Frames, String> {
    let number = |text: &str, missing: u64| match text {
        "" => Ok(missing),
        digits => digits.parse().map_err(|_| format!("invalid frame number {digits:?}")),
    };
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (number(first, 1)?, number(last.trim_start_matches('='), u64::MAX)?),
        None => (number(text, 0)?, number(text, 0)?),
    };
    match (first, last) {
        (0, _) | (_, 0) => Err("frames are counted from 1".to_owned()),
        (first, last) if first > last => Err(format!("{first} comes after {last}")),
        (first, last) => Ok(Frames { first, last }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn frames_are_a_number_or_a_range() {
        let read = |text| frames(text).map(|frames| (frames.first, frames.last));
        assert_eq!(read("7"), Ok((7, 7)));
        assert_eq!(read("7..9"), Ok((7, 9)));
        assert_eq!(read("..9"), Ok((1, 9)));
        assert_eq!(read("7.."), Ok((7, u64::MAX)));
        for wrong in ["", "0", "0..4", "9..7", "x", "1..x", "-1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
