//! The arguments, and the help that is made of them.

use std::path::{Path, PathBuf};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use crate::{finding::Severity, report, show};

const EXIT_CODES: &str = "Exit codes:
  0  nothing found at or above --fail-on
  1  findings
  2  usage error, or a capture that could not be read to its end or holds
     nothing to check; the others are still reported";

const FILTER_HELP: &str = "Only the frames that match, such as
  btavdtp                                  one protocol
  btsmp.reason == 4 && frame.link == 2     Wireshark's field names
  bthci_evt.bd_addr == F8:5C:7D:01:02:03   addresses
  !(rtp || frame.time_relative < 1.5)      and, or, not
Also != <= > >= contains, and protocol.field with the names that show prints";

/// Reads Bluetooth captures and says, link by link, what went wrong, with the frames that prove it.
///
/// btsnoop, pcap, pcapng and PacketLogger files are read, also compressed with gzip, and - stands
/// for standard input.
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

    /// The capture: opened in the viewer, or checked when output is no terminal
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
    /// Opens a capture in the viewer
    View {
        /// The capture
        file: PathBuf,
    },
    /// Says what is wrong in captures
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
    /// Shows the frames of a capture
    Show(ShowArguments),
    /// Writes a report of one capture, to be attached to a ticket
    Report(ReportArguments),
    /// Explains a rule
    Explain {
        /// Code or name, as AUTH104 or smp-confirm-mismatch
        rule: String,
    },
    /// Lists all rules
    Rules {
        /// How to write them
        #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
        format: RulesFormat,
    },
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Captures, and folders to look for captures in
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// How to write the findings
    #[arg(long, default_value = report::FORMATS[0].name, value_parser = report_formats())]
    pub(super) format: &'static report::Format,

    /// Where to write them, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Only these rules: codes, the beginning of codes (AUTH, STRM0) or names
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) select: Vec<String>,

    /// Not these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,

    /// The least severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Warning)]
    pub(super) fail_on: FailOn,

    /// The least severity that the text lists; other formats hold all findings
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

    /// Only the frames that match
    #[arg(long, short, value_name = "EXPRESSION", help = FILTER_HELP)]
    pub(super) filter: Option<String>,

    /// Only this frame, or these, with all of their fields
    #[arg(long, short = 'n', value_name = "N[..M]", value_parser = frames)]
    pub(super) frame: Option<Frames>,

    /// How to write them
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(super) format: ShowFormat,
}

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// The capture
    pub(super) file: PathBuf,

    /// Where to write it: a page if the name ends in .html, Markdown if in .md; Markdown on
    /// standard output without it
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
    /// For a terminal: one line a frame
    Text,
    /// For programs: an array, one frame a line
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
    /// Findings do not count
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
        digits => digits.parse().map_err(|_| format!("{digits:?} is not the number of a frame")),
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
