//! Workflow commands of GitHub Actions: annotations at the captures. Of more than a step can have, the
//! rest is written as lines of the log.

use std::io::{self, Write};

use super::{Format, Options, Reporter, Tally, format::line_path, message};
use crate::{
    analysis::Analysis,
    capture::CaptureError,
    finding::Severity,
    text::{clean, count},
};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "github",
    purpose: "Annotations in a log of GitHub Actions",
    findings: Some(|options| {
        Box::new(GitHub { options: options.clone(), levels: LEVELS.map(Level::new) })
    }),
    ..Format::NONE
};

/// See the module.
#[derive(Debug)]
struct GitHub {
    options: Options,
    levels: [Level; 3],
}

/// Annotations of a level that GitHub shows of a step; it drops what comes after them in silence.
const MOST: u64 = 10;

/// The levels of annotations, and what each is in words.
const LEVELS: [(&str, &str); 3] =
    [("error", "more error"), ("warning", "more warning"), ("notice", "more notice")];

/// The annotations of one level.
#[derive(Debug)]
struct Level {
    name: &'static str,
    more: &'static str,
    /// Written so far, in the log alone too.
    written: u64,
    /// The last that there is room for, as a command and as a line of the log: one of both is written once
    /// it is known whether it is the last.
    held: Option<(String, String)>,
}

impl Level {
    fn new((name, more): (&'static str, &'static str)) -> Self {
        Self { name, more, written: 0, held: None }
    }

    fn write(&mut self, command: String, line: String, out: &mut dyn Write) -> io::Result<()> {
        self.written += 1;
        if self.written < MOST {
            return writeln!(out, "{command}");
        }
        if self.written == MOST {
            self.held = Some((command, line));
            return Ok(());
        }
        if let Some((_, line)) = self.held.take() {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "{line}")
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if let Some((command, _)) = self.held.take() {
            return writeln!(out, "{command}");
        }
        match self.written.checked_sub(MOST - 1) {
            None | Some(0) => Ok(()),
            Some(more) => {
                let more = count(more, self.more);
                writeln!(out, "::{} title=btlint::{more}, in the log of this step", self.name)
            }
        }
    }
}

impl Reporter for GitHub {
    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        let path = self.options.place(&analysis.path);
        for incident in analysis.incidents.iter().filter(|it| analysis.terms.lists(it)) {
            let finding = incident.finding(&analysis.findings);
            let level = match incident.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Notice | Severity::Info => 2,
            };
            let title = format!("{} {}", finding.rule.code, finding.rule.name);
            let text = message(incident, &analysis.findings);
            let text = format!("frame {}: {text}\n{}", finding.at.frame, finding.advice());
            self.annotate(level, &path, &title, &text, out)?;
        }
        match &analysis.error {
            Some(error) => self.unreadable(error, out),
            None => Ok(()),
        }
    }

    fn unreadable(&mut self, error: &CaptureError, out: &mut dyn Write) -> io::Result<()> {
        let path = self.options.place(&error.file);
        self.annotate(0, &path, "not read", &error.reason.to_string(), out)
    }

    fn end(&mut self, _tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        self.levels.iter_mut().try_for_each(|level| level.end(out))
    }
}

impl GitHub {
    fn annotate(
        &mut self,
        level: usize,
        path: &str,
        title: &str,
        text: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(level) = self.levels.get_mut(level) else { return Ok(()) };
        let first = clean(text.lines().next().unwrap_or_default()).into_owned();
        let line = format!("{}: {}: {}: {first}", line_path(path), level.name, clean(title));
        level.write(command(level.name, path, title, text), line, out)
    }
}

/// One command. Its text may have several lines.
fn command(level: &str, file: &str, title: &str, text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| data(&clean(line))).collect();
    let (file, title) = (property(&clean(file)), property(&clean(title)));
    format!("::{level} file={file},title={title}::{}", lines.join("%0A"))
}

/// Text after the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_stays_one() {
        let text = command("error", "a,b::c", "x\ny", "100%\n::warning::pwn");
        assert_eq!(text, "::error file=a%2Cb%3A%3Ac,title=x\u{fffd}y::100%25%0A::warning::pwn");
    }

    /// However many there are, no level has more commands than are shown, each has its line, and the rest
    /// is counted.
    #[test]
    fn what_github_would_drop_is_in_the_log() {
        for number in 0..=25 {
            let (mut level, mut out) = (Level::new(LEVELS[1]), Vec::new());
            for each in 1..=number {
                let (command, line) = (format!("::warning ::<{each}>"), format!("a: <{each}>"));
                assert!(level.write(command, line, &mut out).is_ok());
            }
            assert!(level.end(&mut out).is_ok());
            let text = String::from_utf8_lossy(&out).into_owned();
            let commands = text.lines().filter(|line| line.starts_with("::")).count() as u64;
            assert_eq!(commands, number.min(MOST), "{text}");
            for each in 1..=number {
                assert_eq!(text.matches(&format!("<{each}>")).count(), 1, "{text}");
            }
            let more = format!("::{} more warnings, in the log", number.saturating_sub(9));
            assert_eq!(text.contains(&more), number > MOST, "{text}");
        }
    }
}
