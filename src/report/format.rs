//! The formats, each declared in the file that writes it, and what all of them are given.

use std::{
    fmt,
    io::{self, Write},
    path::PathBuf,
};

use super::{Reporter, json, markdown, terminal};
use crate::{analysis::Selection, finding::Severity, show, text};

/// A way to write something down. A format says what it can write; commands list those that can write
/// what they have.
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    /// What it is for, in a few words without a full stop.
    pub purpose: &'static str,
    /// Endings of file names that mean it, without the full stop.
    pub endings: &'static [&'static str],
    /// It has styles, which whoever owns the output takes off where they are not wanted.
    pub styled: bool,
    /// Findings of any number of captures, for `check`.
    pub findings: Option<fn(&Options) -> Box<dyn Reporter>>,
    /// All about one capture, for `report`.
    pub ticket: Option<fn(&Options) -> Box<dyn Reporter>>,
    /// Frames, for `show`.
    pub frames: Option<fn(&Options) -> Box<dyn show::Writer>>,
    /// The table of rules, for `rules`.
    pub rules: Option<RulesWriter>,
}

/// Writes the table of all rules.
pub type RulesWriter = fn(&Options, &mut dyn Write) -> io::Result<()>;

impl Format {
    /// A format that can write nothing; declarations take what they do not say from it.
    pub(super) const NONE: Self = Self {
        name: "",
        purpose: "",
        endings: &[],
        styled: false,
        findings: None,
        ticket: None,
        frames: None,
        rules: None,
    };
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Format").field(&self.name).finish()
    }
}

/// All formats, in the order of the help; of those that can write what a command has, the first is
/// meant when none is named.
pub const FORMATS: &[&Format] = &[
    &terminal::FORMAT,
    &json::FORMAT,
    &markdown::FORMAT,
    #[cfg(feature = "html")]
    &super::html::FORMAT,
];

/// What every format is given, whatever it writes.
#[derive(Debug, Clone)]
pub struct Options {
    /// What is for people to look through lists findings from here on; what is read by programs or
    /// filed holds them all.
    pub least: Severity,
    /// The rules that ran.
    pub selection: Selection,
    /// The folder that paths in the output begin at, where they lie in it.
    pub base: Option<PathBuf>,
    /// Columns of lines of text.
    pub width: usize,
    /// Frames are written with all of their fields.
    pub details: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            least: Severity::Notice,
            selection: Selection::default(),
            base: None,
            width: text::WIDTH,
            details: false,
        }
    }
}
