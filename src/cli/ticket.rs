//! `btlint report`.

use std::{fs, io, path::Path};

use super::{
    Exit, Failure,
    arguments::{ReportArguments, Show},
    complain, formats, of_capture, open,
    output::{self, Many},
    redact,
    settings::{self, Configured},
};
use crate::{
    analysis::{self, Analysis, Terms},
    capture::{Capture, CaptureError},
    redact::{Key, Reveal},
    ticket::{Case, Origin, Scope, Ticket},
    track::LinkId,
};

pub(super) fn run(arguments: &ReportArguments) -> Result<Exit, Failure> {
    let output = arguments.output.as_deref();
    let targets = formats::targets(&arguments.format, output, |it| it.ticket.is_some())?;
    let files: Vec<&Path> = arguments.files.iter().map(|file| file.as_path()).collect();
    output::spare(&targets, &files)?;
    if let Some(copy) = &arguments.capture {
        output::spare_from(copy, &files)?;
        if files.len() > 1 || arguments.reveal.contains(&Show::All) {
            let why =
                "--capture writes the redacted capture: of one file, and without --reveal all";
            return Err(Failure::Usage(why.to_owned()));
        }
    }
    let above = settings::of_rules(&arguments.select, &arguments.ignore)?;
    let configured = Configured::read(&arguments.configuration, &above, &files)?;
    let scope = scope(arguments)?;
    // One key for all, so that a device has one pseudonym in them.
    let key = redact::key(arguments.key_file.as_deref())?;
    let (mut cases, mut unread) = (Vec::new(), Vec::new());
    for ((file, settings), number) in files.iter().zip(configured.each()).zip(1..) {
        let terms = &settings.terms;
        let work = Work { file, number, key: &key, arguments, terms, scope: &scope };
        match work.case()? {
            Ok(ticket) => cases.push(Case::Read(Box::new(ticket))),
            Err(error) => {
                cases.push(Case::Unreadable {
                    name: work.name(),
                    reason: work.shows(Show::Paths).then(|| error.reason.to_string()),
                });
                unread.push((number, error));
            }
        }
    }
    // Of nothing there is no report.
    if !cases.iter().any(|case| matches!(case, Case::Read(_))) {
        return trouble(unread);
    }
    if !scope.is_all() && !cases.iter().any(has_any) {
        return Err(Failure::Usage(nothing(arguments)));
    }
    let mut outputs = Many::open(&targets, |it| it.ticket)?;
    outputs.each(|write, out| write(&cases, out))?;
    outputs.finish()?;
    // What was read is reported; that it was not all is an error none the less.
    for ((case, number), file) in cases.into_iter().zip(1..).zip(files) {
        if let Case::Read(ticket) = case
            && let Some(error) = ticket.analysis.error
        {
            unread.push((number, CaptureError { file: file.display().to_string(), ..error }));
        }
    }
    trouble(unread)
}

/// Names the captures that could not be read, or not to their end.
fn trouble(mut unread: Vec<(usize, CaptureError)>) -> Result<Exit, Failure> {
    unread.sort_by_key(|(number, _)| *number);
    let last = unread.pop();
    unread.iter().for_each(|(_, error)| complain(&of_capture(error)));
    let last = last.map(|(_, error)| error);
    last.map_or(Ok(Exit::Clean), |error| Err(error.into()))
}

fn has_any(case: &Case) -> bool {
    match case {
        Case::Read(ticket) => {
            let analysis = &ticket.analysis;
            ticket.scope.has_any(analysis)
        }
        Case::Unreadable { .. } => false,
    }
}

fn nothing(arguments: &ReportArguments) -> String {
    let finding = arguments.finding.as_ref().map(|finding| format!("finding {finding}"));
    let link = arguments.link.map(|link| format!("link {link}"));
    let parts: Vec<String> = finding.into_iter().chain(link).collect();
    let what = if arguments.files.len() == 1 { "the capture has" } else { "the captures have" };
    format!("{what} no {}", parts.join(" on "))
}

fn scope(arguments: &ReportArguments) -> Result<Scope, Failure> {
    let finding = match arguments.finding.as_deref() {
        None => None,
        Some(text) => {
            let (rule, frame) = super::finding(text)?;
            Some((rule.to_owned(), frame))
        }
    };
    Ok(Scope { link: arguments.link.map(LinkId), finding })
}

/// One capture on its way into the report.
struct Work<'a> {
    file: &'a Path,
    number: usize,
    key: &'a Key,
    arguments: &'a ReportArguments,
    terms: &'a Terms,
    scope: &'a Scope,
}

impl Work<'_> {
    fn shows(&self, kind: Show) -> bool {
        self.arguments.reveal.contains(&kind) || self.arguments.reveal.contains(&Show::All)
    }

    /// What stands for the capture.
    fn name(&self) -> String {
        match self.shows(Show::Paths) {
            true => self.file.display().to_string(),
            false => format!("capture {}", self.number),
        }
    }

    /// Reads the capture, if it can be read at all.
    fn case(&self) -> Result<Result<Ticket, CaptureError>, Failure> {
        let mut capture = match open(self.file) {
            Ok(capture) => capture,
            Err(error) => return Ok(Err(error)),
        };
        capture.spool()?;
        let before = self.analysis(capture.reopen()?);
        let ticket = if self.shows(Show::All) {
            let origin = Origin { file: None, redacted: false, times: true };
            Ticket::read(capture, before, origin, self.scope.clone())?
        } else {
            self.redacted(&mut capture, before)?
        };
        Ok(Ok(ticket))
    }

    fn analysis(&self, capture: Capture) -> Analysis {
        let mut analysis = analysis::capture(self.name(), capture, &self.terms.selection);
        let config = self.terms.config.clone().filter(|_| self.shows(Show::Paths));
        analysis.weigh(&Terms { config, ..self.terms.clone() });
        analysis
    }

    /// The ticket of the redacted capture, which is written to a temporary file.
    fn redacted(&self, capture: &mut Capture, before: Analysis) -> Result<Ticket, Failure> {
        let reveal = Reveal {
            addresses: self.shows(Show::Addresses),
            names: self.shows(Show::Names),
            times: self.shows(Show::Times),
        };
        let file = tempfile::NamedTempFile::new()?;
        let done = crate::redact::redact(capture, self.key, reveal, file.path());
        done.map_err(redact::failure)?;
        let mut after = self.analysis(Capture::open(file.path())?);
        // What the original lacks the redacted one does not show: damage that was skipped, a
        // missing end.
        (after.header, after.notes, after.error) = (before.header, before.notes, before.error);
        if let Some(copy) = &self.arguments.capture {
            let mut output = output::Output::to(Some(copy), false)?;
            io::copy(&mut fs::File::open(file.path())?, &mut output)?;
            output.finish()?;
        }
        let origin = Origin::of(file.path(), true, self.shows(Show::Times))?;
        Ok(Ticket::read(Capture::open(file.path())?, after, origin, self.scope.clone())?)
    }
}
