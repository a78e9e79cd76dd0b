//! The arguments of what is given to others.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Frames, frames};

#[derive(Debug, Args)]
pub(in crate::cli) struct RedactArguments {
    /// The capture
    pub(in crate::cli) file: PathBuf,

    /// Write to this file, in the capture's format
    pub(in crate::cli) output: PathBuf,

    /// Leave these as they are
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    pub(in crate::cli) reveal: Vec<Reveal>,

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
