//! The arguments of `export`.

use std::path::PathBuf;

use clap::Args;

use crate::export::Pattern;

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArguments {
    /// Captures, and folders to search for captures
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Write the tables to this folder, beside those of earlier runs
    #[arg(long, value_name = "FOLDER")]
    pub(in crate::cli) to: PathBuf,

    /// Give all captures a label
    #[arg(long, value_name = "NAME=VALUE", value_parser = label)]
    pub(in crate::cli) label: Vec<(String, String)>,

    /// Take labels from the end of each path, as rigs/{rig}/{fw}/*
    #[arg(long, value_name = "PATTERN", value_parser = |text: &str| Pattern::parse(text))]
    pub(in crate::cli) label_from: Option<Pattern>,

    /// Make pseudonyms from this key of 32 random octets, so that they are the same in all runs
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) key_file: Option<PathBuf>,

    /// Show what is replaced otherwise
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub(in crate::cli) reveal: Vec<Kind>,
}

/// What can be revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Kind {
    /// Device addresses
    Addresses,
    /// Names of devices and services
    Names,
    /// Paths of captures
    Paths,
    /// Everything: nothing is redacted
    All,
}

fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a label is NAME=VALUE".to_owned()),
    }
}
