//! Objects for programs, one a line, as they come: each finding when it is found, and each capture,
//! as it stands in the document (`json`), when it ends.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use serde::Serialize;

use super::{
    Format, Reporter, Tally,
    json::{Capture, Failure, JsonFinding},
    start,
};
use crate::{
    analysis::Analysis,
    capture::{CaptureError, Timestamp},
    finding::Finding,
};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "json-lines",
    purpose: "For programs and pipes: one object per line, findings as they are found",
    endings: &["jsonl", "ndjson"],
    findings: Some(|_| Box::new(JsonLines::default())),
    ..Format::NONE
};

/// See the module.
#[derive(Debug, Default)]
struct JsonLines {
    /// What has been written of the capture that is being read. A rule reports a frame of a link once.
    found: BTreeSet<(u64, &'static str, Option<u32>)>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Finding {
        path: &'a str,
        #[serde(flatten)]
        finding: JsonFinding<'a>,
    },
    Capture(Capture<'a>),
    Error(Failure),
    Skipped(Failure),
    End {
        captures: u64,
        clean: u64,
        failed: u64,
    },
}

impl Line<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        writeln!(out)
    }
}

impl Reporter for JsonLines {
    fn found(
        &mut self,
        path: &str,
        start: Timestamp,
        finding: &Finding,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let key = (finding.at.frame, finding.rule.code, finding.link.map(|link| link.0));
        if !self.found.insert(key) {
            return Ok(());
        }
        Line::Finding { path, finding: JsonFinding::alone(finding, start) }.write(out)
    }

    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        for finding in &analysis.findings {
            self.found(&analysis.path, start(analysis), finding, out)?;
        }
        self.found.clear();
        Line::Capture(Capture::of(analysis)).write(out)?;
        match &analysis.error {
            Some(error) => self.unreadable(error, out),
            None => Ok(()),
        }
    }

    fn unreadable(&mut self, error: &CaptureError, out: &mut dyn Write) -> io::Result<()> {
        Line::Error(Failure::of(error)).write(out)
    }

    fn skipped(&mut self, error: &CaptureError, out: &mut dyn Write) -> io::Result<()> {
        Line::Skipped(Failure::of(error)).write(out)
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let Tally { captures, clean, failed, .. } = *tally;
        Line::End { captures, clean, failed }.write(out)
    }
}
