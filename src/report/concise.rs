//! One line for each incident, and for each capture that could not be read, to be searched and
//! counted: `path:frame: severity[CODE] message`.

use std::io::{self, Write};

use super::{Format, Options, Reporter, format::line_path, message};
use crate::{analysis::Analysis, capture::CaptureError, text::clean};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "concise",
    purpose: "One line per finding",
    findings: Some(|options| Box::new(Concise { options: options.clone() })),
    ..Format::NONE
};

/// See the module.
#[derive(Debug)]
struct Concise {
    options: Options,
}

impl Reporter for Concise {
    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        let path = line_path(&analysis.path);
        for incident in analysis.incidents.iter().filter(|it| it.severity >= self.options.least) {
            let finding = incident.finding(&analysis.findings);
            let text = message(incident, &analysis.findings);
            let (frame, severity) = (finding.at.frame, incident.severity.name());
            writeln!(out, "{path}:{frame}: {severity}[{}] {}", finding.rule.code, clean(&text))?;
        }
        match &analysis.error {
            Some(error) => self.unreadable(error, out),
            None => Ok(()),
        }
    }

    fn unreadable(&mut self, error: &CaptureError, out: &mut dyn Write) -> io::Result<()> {
        let (path, reason) = (line_path(&error.file), error.reason.to_string());
        writeln!(out, "{path}: not read: {}", clean(&reason))
    }
}
