//! `btlint compare`: devices side by side, from their captures.

use std::{io, path::Path};

use super::{
    Exit, Failure,
    arguments::CompareArguments,
    complain, formats, of_capture, open,
    output::{self, Many},
    paths, redact,
};
use crate::{
    analysis::{self, Analysis, Selection},
    capture::{Capture, CaptureError, Reason},
    compare::{self, Comparison, Side},
    redact::{Key, Reveal},
};

pub(super) fn run(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let output = arguments.output.as_deref();
    let targets = formats::targets(&arguments.format, output, |it| it.comparison.is_some())?;
    let files: Vec<&Path> = arguments.paths.iter().map(|path| path.as_path()).collect();
    output::spare(&targets, &files)?;
    if arguments.align && (files.len() != 2 || files.iter().any(|path| path.is_dir())) {
        let text = "--align takes two captures: a good one, then a bad one";
        return Err(Failure::Usage(text.to_owned()));
    }
    let key = if arguments.redact { Some(Key::random()?) } else { None };
    let (mut comparison, mut whole, mut trouble) = (Comparison::default(), Vec::new(), false);
    for (path, number) in files.iter().zip(1..) {
        let name = if arguments.redact { format!("capture {number}") } else { name(path) };
        let mut side = Side::new(name.clone());
        let found = paths::collect(std::slice::from_ref(&arguments.paths[number - 1]));
        for candidate in &found {
            let label = match (arguments.redact, path.is_dir()) {
                (true, _) => name.clone(),
                (false, true) => self::name(&candidate.path),
                (false, false) => candidate.path.display().to_string(),
            };
            match read(candidate, &label, key.as_ref())? {
                Ok(analysis) => {
                    if let Some(error) = &analysis.error {
                        trouble = true;
                        complain(&of_capture(error));
                    }
                    side.add(&analysis);
                    if arguments.align {
                        whole.push(analysis);
                    }
                }
                // In a folder there may be other files.
                Err(error) if !candidate.named && is_none(&error) => {}
                Err(error) => {
                    trouble = true;
                    complain(&of_capture(&error));
                    side.doubt(format!("not read: {}", error.reason));
                }
            }
        }
        comparison.rows.extend(side.rows());
    }
    if let [good, bad] = whole.as_slice() {
        comparison.alignment = compare::align(good, bad);
        if comparison.alignment.is_none() {
            return Err(Failure::Usage("one of the captures has no link to align".to_owned()));
        }
    }
    let options = super::options();
    let mut outputs = Many::open(&targets, |it| it.comparison)?;
    outputs.each(|write, out| write(&comparison, &options, out))?;
    outputs.finish()?;
    Ok(if trouble { Exit::Trouble } else { Exit::Clean })
}

/// The last part of a path.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Not a broken capture, but something else.
fn is_none(error: &CaptureError) -> bool {
    matches!(error.reason, Reason::NotCapture { holds_one: false, .. } | Reason::Empty)
}

/// Reads one capture, redacted if there is a key.
fn read(
    candidate: &paths::Candidate,
    label: &str,
    key: Option<&Key>,
) -> Result<Result<Analysis, CaptureError>, Failure> {
    if let Some(error) = &candidate.error {
        let reason = Reason::Io(io::Error::new(error.kind(), error.to_string()));
        return Ok(Err(CaptureError { file: label.to_owned(), offset: 0, reason }));
    }
    let mut capture = match open(&candidate.path) {
        Ok(capture) => capture,
        Err(error) => return Ok(Err(error)),
    };
    let selection = Selection::default();
    let Some(key) = key else {
        return Ok(Ok(analysis::capture(label.to_owned(), capture, &selection)));
    };
    let file = tempfile::NamedTempFile::new()?;
    let done = crate::redact::redact(&mut capture, key, Reveal::default(), file.path());
    let summary = done.map_err(redact::failure)?;
    let written = Capture::open(file.path())?;
    let mut analysis = analysis::capture(label.to_owned(), written, &selection);
    // What the original lacks the redacted one does not show.
    let lacks = summary.error.map(|error| CaptureError { file: label.to_owned(), ..error });
    analysis.error = lacks.or(analysis.error);
    Ok(Ok(analysis))
}
