//! The arguments of a comparison.

use std::path::PathBuf;

use clap::Args;

use super::super::formats::{Formats, Target};

#[derive(Debug, Args)]
pub(in crate::cli) struct CompareArguments {
    /// A capture, or a folder of captures, for each device
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Align the procedures of two captures, a good one and a bad one, and show where they part
    #[arg(long)]
    pub(in crate::cli) align: bool,

    /// Output format [default: text]; with =FILE, written there: repeat it to get several at once
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Formats(|it| it.comparison.is_some()))]
    pub(in crate::cli) format: Vec<Target>,

    /// Write to FILE instead of standard output; without --format, its ending selects the format
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,

    /// Compare the redacted captures, without names, addresses and paths
    #[arg(long)]
    pub(in crate::cli) redact: bool,
}
