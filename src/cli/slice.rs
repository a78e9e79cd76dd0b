//! `btlint slice` and `btlint annotate`.

use std::{fs, io, path::Path};

use super::{Exit, Failure, arguments::SliceArguments, open, output, redact};
use crate::{
    capture::{Capture, Format},
    redact::{Key, Reveal},
    slice::{self, Error, Part},
};

pub(super) fn run(arguments: &SliceArguments) -> Result<Exit, Failure> {
    output::spare_from(&arguments.output, &[arguments.file.as_path()])?;
    let part = part(arguments)?;
    let mut capture = open(&arguments.file)?;
    let is_pcapng =
        arguments.output.extension().is_some_and(|end| end.eq_ignore_ascii_case("pcapng"));
    let format = if is_pcapng { Format::Pcapng } else { capture.header().format };
    let written = tempfile::NamedTempFile::new()?;
    let mut file = io::BufWriter::new(written.reopen()?);
    slice::slice(&mut capture, &part, format, &mut file).map_err(failure)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?;
    if !arguments.redact {
        return put(written.path(), &arguments.output);
    }
    let mut part = Capture::open(written.path())?;
    let reveal = Reveal { times: true, ..Reveal::default() };
    let redacted = tempfile::NamedTempFile::new()?;
    let done = crate::redact::redact(&mut part, &Key::random()?, reveal, redacted.path());
    done.map_err(redact::failure)?;
    put(redacted.path(), &arguments.output)
}

pub(super) fn annotate(file: &Path, to: &Path) -> Result<Exit, Failure> {
    output::spare_from(to, &[file])?;
    let mut capture = open(file)?;
    let mut output = output::Output::to(Some(to), false)?;
    slice::annotate(&mut capture, &mut output).map_err(failure)?;
    output.finish()?;
    Ok(Exit::Clean)
}

fn put(from: &Path, to: &Path) -> Result<Exit, Failure> {
    let mut output = output::Output::to(Some(to), false)?;
    io::copy(&mut fs::File::open(from)?, &mut output)?;
    output.finish()?;
    Ok(Exit::Clean)
}

fn part(arguments: &SliceArguments) -> Result<Part, Failure> {
    if let Some(finding) = &arguments.finding {
        let (rule, frame) = super::finding(finding)?;
        return Ok(Part::Finding(rule.to_owned(), frame));
    }
    match (arguments.link, arguments.frames) {
        (Some(link), _) => Ok(Part::Link(link)),
        (None, Some(frames)) => Ok(Part::Frames(frames.first, frames.last)),
        (None, None) => Err(Failure::Usage("pass --finding, --link or --frames".to_owned())),
    }
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Capture(error) => Failure::Capture(error),
        Error::Output(error) => Failure::Output(error),
        Error::NoSuchPart(_) => Failure::Usage(error.to_string()),
    }
}
