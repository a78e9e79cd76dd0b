//! The formats, each declared in the file that writes it.

use super::{
    Format, concise, github, gitlab, json, json_lines, markdown, sarif, statistics, terminal,
};

/// All formats, in the order of the help; of those that can write what a command has, the first is
/// meant when none is named.
pub const FORMATS: &[&Format] = &[
    &terminal::FORMAT,
    &concise::FORMAT,
    &json::FORMAT,
    &json_lines::FORMAT,
    &sarif::FORMAT,
    #[cfg(feature = "junit")]
    &super::junit::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &markdown::FORMAT,
    #[cfg(feature = "html")]
    &super::html::FORMAT,
    &statistics::FORMAT,
];
