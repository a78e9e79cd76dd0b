//! The arguments, and the help that is made of them.

mod comparing;
#[cfg(feature = "export")]
mod export;
mod sharing;
mod view;

use std::path::PathBuf;

use clap::{
    Args, ColorChoice, Parser, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::formats::{Formats, Target};
use crate::finding::Severity;

pub(super) use comparing::CompareArguments;
#[cfg(feature = "export")]
pub(super) use export::{ExportArguments, Kind};
pub(super) use sharing::{RedactArguments, ReportArguments, Reveal, Show, SliceArguments};
pub(super) use view::ViewArguments;

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
    arg_required_else_help = true,
    override_usage = "btlint [OPTIONS] FILE...\n       btlint [OPTIONS] COMMAND",
    after_help = EXIT_CODES,
    max_term_width = 80
)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// Capture to open in the viewer; several, or without a terminal, to check
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// When to use colors
    #[arg(
        long,
        global = true,
        // After the options of every command, whatever commands there are.
        display_order = 900,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    #[arg(help = "When to use colors: auto, always or never")]
    pub(super) color: ColorChoice,
}

impl Arguments {
    /// The arguments of this process. Prints help, or what is wrong with them, and ends it.
    pub fn read() -> Self {
        Self::parse()
    }

    /// Names of the commands.
    pub(super) fn commands() -> Vec<String> {
        use clap::CommandFactory;
        let names = Self::command();
        names.get_subcommands().map(|command| command.get_name().to_owned()).collect()
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
    /// Write a redacted report to attach to a ticket
    Report(ReportArguments),
    /// Compare devices by their captures, as a table
    Compare(CompareArguments),
    /// Write what is in many captures as tables, in Parquet
    #[cfg(feature = "export")]
    Export(ExportArguments),
    /// Write a capture without addresses, names, keys and payload
    Redact(RedactArguments),
    /// Write the part of a capture that shows a finding
    Slice(SliceArguments),
    /// Write a capture as pcapng, with the findings as packet comments
    Annotate {
        /// The capture
        file: PathBuf,
        /// Write to this file
        output: PathBuf,
    },
    /// Explain a rule
    Explain {
        /// Code or name, such as AUTH104 or smp-confirm-mismatch
        rule: String,
    },
    /// Print completions for a shell
    #[command(hide = true)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages to a folder
    #[command(hide = true)]
    Manual {
        /// The folder
        folder: PathBuf,
    },
    /// List all rules
    Rules(RulesArguments),
}

/// Where the configuration is.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ConfigArguments {
    /// Read this configuration file instead of the btlint.toml nearest to each capture
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long)]
    pub(super) isolated: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Captures, and folders to search for captures
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Output format [default: text]; with =FILE, written there: repeat it to get several at once
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Formats(|it| it.findings.is_some()))]
    pub(super) format: Vec<Target>,

    /// Write to FILE instead of standard output; without --format, its ending selects the format
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Run only these rules: codes, code prefixes (AUTH, STRM0), names or ALL
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) select: Vec<String>,

    /// Skip these rules; where a rule is selected too, the longer code decides
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,

    /// Minimum severity that causes exit code 1 [default: warning]
    #[arg(long, value_name = "SEVERITY", value_parser = thresholds())]
    pub(super) fail_on: Option<Threshold>,

    /// Minimum severity that the text format lists; other formats list all findings [default:
    /// notice]
    #[arg(long, value_name = "SEVERITY", value_parser = severities())]
    pub(super) level: Option<Severity>,

    #[command(flatten)]
    pub(super) configuration: ConfigArguments,

    /// Compare each capture with the table beside it, x.pcap.toml or x.toml: what is expected or
    /// allowed there does not count, any difference is a failure
    #[arg(long)]
    pub(super) expect: bool,

    /// Compare with the findings in this file: those that it has are known, and only new ones are
    /// listed and fail the run
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Write the findings of this run to the file of --baseline
    #[arg(long, requires = "baseline")]
    pub(super) update_baseline: bool,

    /// Read the parts of a rotated log (x.log, x.log.last, x.log.1) as one capture, whose frames are
    /// counted over all parts
    #[arg(long)]
    pub(super) join: bool,

    /// Treat files in folders that are not captures as errors
    #[arg(long)]
    pub(super) strict: bool,

    /// Treat a capture with fewer links as an error
    #[arg(long, value_name = "N")]
    pub(super) require_links: Option<u64>,

    /// Count findings by rule, like --format statistics
    #[arg(long, conflicts_with = "format")]
    pub(super) statistics: bool,

    /// Omit clean captures and the summary from the text format, and skipped files
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// List each skipped file, with the reason, each clean capture, and all findings of a rule
    #[arg(long, short, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

impl CheckArguments {
    /// A check of these files as if nothing else had been said.
    pub(super) fn of(files: &[PathBuf]) -> Self {
        Self {
            paths: files.to_vec(),
            expect: false,
            strict: false,
            require_links: None,
            configuration: ConfigArguments::default(),
            baseline: None,
            update_baseline: false,
            join: false,
            statistics: false,
            quiet: false,
            verbose: false,
            format: Vec::new(),
            output: None,
            select: Vec::new(),
            ignore: Vec::new(),
            fail_on: None,
            level: None,
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

    /// Output format [default: text]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Formats(|it| it.frames.is_some()))]
    pub(super) format: Vec<Target>,

    /// Write to FILE instead of standard output; without --format, its ending selects the format
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Show the messages of this link as arrows between its ends
    #[arg(long, value_name = "LINK", conflicts_with_all = ["filter", "frame"])]
    pub(super) ladder: Option<u32>,

    /// Show streams and voice over time: packets, margin, and what was done to them
    #[arg(long, conflicts_with_all = ["filter", "frame", "ladder"])]
    pub(super) streams: bool,

    /// Show radio channels: packets, wrong CRCs, packets sent again, signal, channel maps, Wi-Fi
    #[arg(long, conflicts_with_all = ["filter", "frame", "ladder", "streams"])]
    pub(super) channels: bool,
}

#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    /// Output format [default: text]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Formats(|it| it.rules.is_some()))]
    pub(super) format: Vec<Target>,

    /// Write to FILE instead of standard output; without --format, its ending selects the format
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// A severity by its name.
fn severities() -> impl TypedValueParser<Value = Severity> {
    let worst_first = Severity::ALL.into_iter().rev();
    let values = worst_first.map(|it| PossibleValue::new(it.name()).help(it.meaning()));
    PossibleValuesParser::new(values).try_map(|name| by_name(&name).ok_or("no such severity"))
}

fn by_name(name: &str) -> Option<Severity> {
    Severity::ALL.into_iter().find(|severity| severity.name() == name)
}

/// The least severity that counts; none does for `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Threshold(pub(super) Option<Severity>);

fn thresholds() -> impl TypedValueParser<Value = Threshold> {
    let worst_first = Severity::ALL.into_iter().rev();
    let values = worst_first.map(|it| PossibleValue::new(it.name()).help(it.meaning()));
    let never = PossibleValue::new("never").help("Always exit 0 unless an error occurs");
    PossibleValuesParser::new(values.chain([never])).map(|name| Threshold(by_name(&name)))
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
    let range = text.split_once("..").or_else(|| {
        text.split_once('-').filter(|(first, last)| !first.is_empty() && !last.is_empty())
    });
    let (first, last) = match range {
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
        assert_eq!(read("7-9"), Ok((7, 9)));
        for wrong in ["", "0", "0..4", "9..7", "x", "1..x", "-1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
