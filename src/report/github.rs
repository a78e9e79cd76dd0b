//! Workflow commands of GitHub Actions: annotations at the captures.

use std::io::{self, Write};

use super::{Format, Options, Reporter, message};
use crate::{analysis::Analysis, capture::CaptureError, finding::Severity, text::clean};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "github",
    purpose: "Annotations in a log of GitHub Actions",
    findings: Some(|options| Box::new(GitHub { options: options.clone() })),
    ..Format::NONE
};

/// See the module.
#[derive(Debug)]
struct GitHub {
    options: Options,
}

impl Reporter for GitHub {
    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        let path = self.options.place(&analysis.path);
        for incident in analysis.incidents.iter().filter(|it| analysis.terms.lists(it)) {
            let finding = incident.finding(&analysis.findings);
            let level = match incident.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Notice | Severity::Info => "notice",
            };
            let title = format!("{} {}", finding.rule.code, finding.rule.name);
            let text = message(incident, &analysis.findings);
            let text = format!("frame {}: {text}\n{}", finding.at.frame, finding.advice());
            command(level, &path, &title, &text, out)?;
        }
        match &analysis.error {
            Some(error) => self.unreadable(error, out),
            None => Ok(()),
        }
    }

    fn unreadable(&mut self, error: &CaptureError, out: &mut dyn Write) -> io::Result<()> {
        let path = self.options.place(&error.file);
        command("error", &path, "not read", &error.reason.to_string(), out)
    }
}

/// One command. Its text may have several lines.
fn command(
    level: &str,
    file: &str,
    title: &str,
    text: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines: Vec<String> = text.lines().map(|line| data(&clean(line))).collect();
    let (file, title) = (property(&clean(file)), property(&clean(title)));
    writeln!(out, "::{level} file={file},title={title}::{}", lines.join("%0A"))
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
        let mut out = Vec::new();
        command("error", "a,b::c", "x\ny", "100%\n::warning::pwn", &mut out).unwrap_or_default();
        let text = String::from_utf8_lossy(&out).into_owned();
        assert_eq!(text, "::error file=a%2Cb%3A%3Ac,title=x\u{fffd}y::100%25%0A::warning::pwn\n");
    }
}
