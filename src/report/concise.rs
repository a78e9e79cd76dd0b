//! One line for each incident, and for each capture that could not be read, to be searched and
//! counted: `path:frame: severity[CODE] message`.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{Format, Options, Reporter, format::line_path, message};
use crate::{
    analysis::Analysis,
    capture::{CaptureError, Timestamp},
    finding::Finding,
    text::clean,
    track::LinkId,
};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "concise",
    purpose: "One line per finding",
    findings: Some(|options| {
        Box::new(Concise { options: options.clone(), found: BTreeSet::new() })
    }),
    ..Format::NONE
};

/// See the module.
#[derive(Debug)]
struct Concise {
    options: Options,
    /// What has been written of the capture that is being read.
    found: BTreeSet<(u64, &'static str, Option<LinkId>)>,
}

impl Reporter for Concise {
    fn found(
        &mut self,
        path: &str,
        _start: Timestamp,
        finding: &Finding,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let key = (finding.at.frame, finding.rule.code, finding.link);
        if finding.severity < self.options.least || !self.found.insert(key) {
            return Ok(());
        }
        let (frame, severity) = (finding.at.frame, finding.severity.name());
        let (path, text) = (line_path(path), clean(&finding.message));
        writeln!(out, "{path}:{frame}: {severity}[{}] {text}", finding.rule.code)
    }

    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        let path = line_path(&analysis.path);
        for incident in analysis.incidents.iter().filter(|it| analysis.terms.lists(it)) {
            let finding = incident.finding(&analysis.findings);
            // Written when it was found.
            if self.found.contains(&(finding.at.frame, finding.rule.code, finding.link)) {
                continue;
            }
            let text = message(incident, &analysis.findings);
            let (frame, severity) = (finding.at.frame, incident.severity.name());
            writeln!(out, "{path}:{frame}: {severity}[{}] {}", finding.rule.code, clean(&text))?;
        }
        self.found.clear();
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
