//! The arguments of what is given to others.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{
    super::formats::{Formats, Target},
    ConfigArguments, Frames, frames,
};

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArguments {
    /// The captures
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,

    /// Output format [default: markdown]; with =FILE, written there: repeat it to get several at
    /// once
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Formats(|it| it.ticket.is_some()))]
    pub(in crate::cli) format: Vec<Target>,

    /// Write to FILE instead of standard output; without --format, its ending selects the format
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,

    /// Show these as they are; without it, the report is of the redacted captures
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    pub(in crate::cli) reveal: Vec<Show>,

    /// Write the redacted capture too, to attach it beside the report of it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) capture: Option<PathBuf>,

    /// Use the key in FILE, so that all reports and captures of this key have the same pseudonyms
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) key_file: Option<PathBuf>,

    /// Run only these rules: codes, code prefixes (AUTH, STRM0), names or ALL
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(in crate::cli) select: Vec<String>,

    /// Skip these rules; where a rule is selected too, the longer code decides
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(in crate::cli) ignore: Vec<String>,

    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigArguments,

    /// Report only this link
    #[arg(long, value_name = "N")]
    pub(in crate::cli) link: Option<u32>,

    /// Report only this finding and its link: a code or name, and a frame if there are several, as in
    /// AUTH104:71
    #[arg(long, value_name = "RULE[:FRAME]")]
    pub(in crate::cli) finding: Option<String>,
}

/// What a report shows although it says who, when and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Show {
    /// Device addresses
    Addresses,
    /// Names of devices and services
    Names,
    /// The time of day beside the seconds
    Times,
    /// Paths of the captures
    Paths,
    /// Everything but keys: the captures are not redacted
    All,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RedactArguments {
    /// The capture
    pub(in crate::cli) file: PathBuf,

    /// Write to this file, in the capture's format
    pub(in crate::cli) output: PathBuf,

    /// Leave these as they are
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    pub(in crate::cli) reveal: Vec<Reveal>,

    /// Move all times, so that the first is at the beginning of the year 2000
    #[arg(long)]
    pub(in crate::cli) shift_time: bool,

    /// Use the key in FILE, so that all files of this key have the same pseudonyms
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("part").required(true)))]
pub(in crate::cli) struct SliceArguments {
    /// The capture
    pub(in crate::cli) file: PathBuf,

    /// Write to this file: as pcapng if its name ends in .pcapng, else in the capture's format
    pub(in crate::cli) output: PathBuf,

    /// Keep what shows this finding, with its link's handshakes: a code or name, and a frame if there
    /// are several, as in AUTH104:71
    #[arg(long, value_name = "RULE[:FRAME]", group = "part")]
    pub(in crate::cli) finding: Option<String>,

    /// Keep this link, and what its host and controller did meanwhile
    #[arg(long, value_name = "N", group = "part")]
    pub(in crate::cli) link: Option<u32>,

    /// Keep these frames, and the handshakes before them
    #[arg(long, value_name = "N[..M]", value_parser = frames, group = "part")]
    pub(in crate::cli) frames: Option<Frames>,

    /// Redact what is written, as btlint redact does
    #[arg(long)]
    pub(in crate::cli) redact: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Reveal {
    /// Device addresses
    Addresses,
    /// Names of devices and services
    Names,
}
