//! A code quality report of GitLab: an array of issues.

use std::io::{self, Write};

use serde::Serialize;

use super::{Format, Options, Reporter, message};
use crate::{analysis::Analysis, capture::CaptureError, finding::Severity, text::clean};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "gitlab",
    purpose: "For GitLab: a code quality report",
    findings: Some(|options| Box::new(GitLab { options: options.clone(), issues: 0 })),
    ..Format::NONE
};

/// See the module.
#[derive(Debug)]
struct GitLab {
    options: Options,
    issues: u64,
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    /// Stays as it is from run to run, so that GitLab can say which issues are new.
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

/// A capture has no lines; the number of the frame stands for one.
#[derive(Serialize)]
struct Lines {
    begin: u64,
}

impl Reporter for GitLab {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "[")
    }

    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        let path = self.options.place(&analysis.path);
        let fingerprints = analysis.fingerprints(&path);
        for (incident, fingerprint) in analysis.incidents.iter().zip(fingerprints) {
            let finding = incident.finding(&analysis.findings);
            let frame = finding.at.frame;
            let text = message(incident, &analysis.findings);
            self.write(
                &Issue {
                    description: format!("frame {frame}: {}", clean(&text)),
                    check_name: finding.rule.code,
                    fingerprint,
                    severity: match incident.severity {
                        Severity::Error => "critical",
                        Severity::Warning => "major",
                        Severity::Notice => "minor",
                        Severity::Info => "info",
                    },
                    location: Location { path: &path, lines: Lines { begin: frame } },
                },
                out,
            )?;
        }
        match &analysis.error {
            Some(error) => self.unreadable(error, out),
            None => Ok(()),
        }
    }

    fn unreadable(&mut self, error: &CaptureError, out: &mut dyn Write) -> io::Result<()> {
        let path = self.options.place(&error.file);
        let reason = error.reason.to_string();
        self.write(
            &Issue {
                description: format!("not read: {}", clean(&reason)),
                check_name: "not-read",
                fingerprint: format!("not-read:{path}"),
                severity: "blocker",
                location: Location { path: &path, lines: Lines { begin: 1 } },
            },
            out,
        )
    }

    fn end(&mut self, _tally: &super::Tally, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n]")
    }
}

impl GitLab {
    fn write(&mut self, issue: &Issue<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.issues == 0 { b"\n" } else { b",\n" })?;
        self.issues += 1;
        Ok(serde_json::to_writer(out, issue)?)
    }
}
