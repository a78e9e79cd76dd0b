//! The formats, each declared in the file that writes it, and what all of them are given.

use std::{
    borrow::Cow,
    fmt,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{
    ComparisonWriter, Reporter, concise, github, gitlab, json, json_lines, markdown, sarif,
    statistics, terminal,
};
use crate::{analysis::Selection, finding::Severity, rules, show, text, ticket::Case};

/// A way to write something down. A format says what it can write; commands list those that can write
/// what they have.
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    /// What it is for, in a few words without a full stop.
    pub purpose: &'static str,
    /// Endings of file names that mean it, without the full stop.
    pub endings: &'static [&'static str],
    /// It says where in the file a frame is.
    pub places: bool,
    /// It has styles, which whoever owns the output takes off where they are not wanted.
    pub styled: bool,
    /// Findings of any number of captures, for `check`.
    pub findings: Option<Makes<dyn Reporter>>,
    /// All about some captures, for `report`.
    pub ticket: Option<TicketWriter>,
    /// Frames, for `show`.
    pub frames: Option<Makes<dyn show::Writer>>,
    /// What is gathered from all frames, for `show`.
    pub model: Option<ModelWriter>,
    /// The table of rules, for `rules`.
    pub rules: Option<RulesWriter>,
    /// Devices side by side, for `compare`.
    pub comparison: Option<ComparisonWriter>,
}

/// Makes what writes.
pub type Makes<W> = fn(&Options) -> Box<W>;

/// Writes a report of captures.
pub type TicketWriter = fn(&[Case], &mut dyn Write) -> io::Result<()>;

/// Writes a ladder, streams or channels.
pub(super) type ModelWriter = fn(&show::Model, &mut dyn Write) -> io::Result<()>;

/// Writes the table of all rules.
pub type RulesWriter = fn(&Options, &mut dyn Write) -> io::Result<()>;

impl Format {
    /// A format that can write nothing; declarations take what they do not say from it.
    pub(super) const NONE: Self = Self {
        name: "",
        purpose: "",
        endings: &[],
        places: false,
        styled: false,
        findings: None,
        ticket: None,
        frames: None,
        model: None,
        rules: None,
        comparison: None,
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

/// What every format is given, whatever it writes.
#[derive(Debug, Clone)]
pub struct Options {
    /// Findings of a capture that is still being read are listed for people from here on; when it was
    /// read, its terms say so.
    pub least: Severity,
    /// The rules that report, on one capture at least.
    pub selection: Selection,
    /// Clean captures and the summary are left out of text.
    pub quiet: bool,
    /// Each clean capture has its line in text, however many there are.
    pub verbose: bool,
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
            quiet: false,
            verbose: false,
            base: None,
            width: text::WIDTH,
            details: false,
        }
    }
}

impl Options {
    /// The codes of the rules that report.
    pub(super) fn codes(&self) -> Vec<&'static str> {
        let selected = rules::all().filter(|rule| self.selection.has(rule));
        selected.map(|rule| rule.code).collect()
    }

    /// The path of a capture for programs: from the base folder on, with `/`.
    pub(super) fn place<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let base = self.base.as_deref();
        let inner = base.and_then(|base| Path::new(path).strip_prefix(base).ok()?.to_str());
        let path = inner.unwrap_or(path);
        let path = path.strip_prefix("./").unwrap_or(path);
        if cfg!(windows) { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
    }
}

/// The path of a capture at the beginning of a line. What would be a command to a CI server there
/// becomes none.
pub(super) fn line_path(path: &str) -> String {
    let command = ["::", "##"].iter().any(|prefix| path.trim_start().starts_with(prefix));
    format!("{}{}", if command { "./" } else { "" }, text::clean(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_base() {
        let options =
            Options { base: Some(PathBuf::from("/work/repository")), ..Options::default() };
        for (path, place) in [
            ("/work/repository/captures/a.pcap", "captures/a.pcap"),
            ("/work/other/a.pcap", "/work/other/a.pcap"),
            ("./captures/a.pcap", "captures/a.pcap"),
            ("-", "-"),
        ] {
            assert_eq!(options.place(path), place);
        }
    }

    #[test]
    fn no_path_is_a_command_at_the_beginning_of_a_line() {
        assert_eq!(line_path("::error file=x::pwn"), "./::error file=x::pwn");
        assert_eq!(line_path("captures/x.pcap"), "captures/x.pcap");
    }
}
