//! Where the results go.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anstream::{AutoStream, ColorChoice, StripStream};
use tempfile::{NamedTempFile, TempPath};

use super::{Failure, formats::Target, paths::is_same};
use crate::{report::Format, text::WIDTH};

/// Columns that text needs to be read at all, and more than which nobody reads in a line.
const MIN_WIDTH: usize = 40;
const MAX_WIDTH: usize = 120;

/// A buffered output that takes styles off where they are not wanted.
///
/// A file is written beside its place and put there when it is whole: what was there before stays
/// until then, whatever happens.
pub(super) struct Output {
    to: BufWriter<Box<dyn Write>>,
    path: Option<String>,
    /// What is written, and where it is to be.
    beside: Option<(TempPath, PathBuf)>,
    /// Its reader went away: what is written goes nowhere.
    unread: bool,
}

impl Output {
    /// Standard output. Text has its styles if a terminal is there and `NO_COLOR` is not set.
    pub(super) fn standard(is_text: bool) -> Self {
        let to: Box<dyn Write> = match AutoStream::choice(&io::stdout()) {
            _ if !is_text => Box::new(io::stdout()),
            ColorChoice::Never => strip(io::stdout()),
            choice => Box::new(AutoStream::new(io::stdout(), choice)),
        };
        Self { to: BufWriter::new(to), path: None, beside: None, unread: false }
    }

    /// A file, or standard output without one.
    ///
    /// # Errors
    /// The file cannot be made.
    pub(super) fn to(path: Option<&Path>, is_text: bool) -> io::Result<Self> {
        let Some(path) = path else { return Ok(Self::standard(is_text)) };
        let name = path.display().to_string();
        let (file, beside) = make(path).map_err(|error| named(Some(&name), error))?;
        let to: Box<dyn Write> = if is_text { strip(file) } else { Box::new(file) };
        Ok(Self { to: BufWriter::new(to), path: Some(name), beside, unread: false })
    }

    /// Goes on without its reader.
    fn forget(&mut self) {
        self.unread = true;
        let to = std::mem::replace(&mut self.to, BufWriter::new(Box::new(io::sink())));
        // What was kept for the reader is not written again when it is dropped.
        drop(to.into_parts());
    }

    /// Writes what is left, and puts a file in its place. Without it, nothing is there.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        match self.beside.take() {
            Some((file, place)) => {
                file.persist(place).map_err(|error| named(self.path.as_deref(), error.error))
            }
            None => Ok(()),
        }
    }
}

/// Takes styles off, which is done piece by piece, and gathers the pieces again.
fn strip(to: impl Write + 'static) -> Box<dyn Write> {
    let to: Box<dyn Write> = Box::new(BufWriter::new(to));
    Box::new(StripStream::new(to))
}

/// Opens what is to be written. What is there and is no regular file (a pipe, `/dev/null`) is written
/// to as it is.
fn make(path: &Path) -> io::Result<(File, Option<(TempPath, PathBuf)>)> {
    let before = match fs::metadata(path) {
        Ok(before) if !before.is_file() => return Ok((File::create(path)?, None)),
        Ok(before) => Some(before),
        Err(_) => None,
    };
    // A link stays one: what it names is replaced.
    let place = if before.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".btlint-");
    let permissions = before.map(|before| before.permissions());
    if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    fs::metadata(folder)?;
    // The name of the temporary file is nobody's business.
    let file = with_usual_permissions(&mut builder).tempfile_in(folder);
    let file = file.map_err(|error| io::Error::from(error.kind()))?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    let (file, beside) = NamedTempFile::into_parts(file);
    Ok((file, Some((beside, place))))
}

/// Temporary files are for their owner alone; what replaces them is as other new files are.
#[cfg(unix)]
fn with_usual_permissions<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    // The system takes away what the user's mask takes away.
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn with_usual_permissions<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    builder
}

/// Refuses to write over a capture.
///
/// # Errors
/// One of the outputs is one of the inputs.
pub(super) fn spare(targets: &[Target], inputs: &[&Path]) -> Result<(), Failure> {
    targets
        .iter()
        .filter_map(|target| target.file.as_deref())
        .try_for_each(|output| spare_from(output, inputs))
}

/// The same for one output.
///
/// # Errors
/// It is one of the inputs.
pub(super) fn spare_from(output: &Path, inputs: &[&Path]) -> Result<(), Failure> {
    let same = inputs.iter().find(|input| output.is_file() && is_same(output, input));
    if let Some(input) = same {
        return Err(Failure::Usage(format!(
            "the output {} is the capture {}: choose another output",
            output.display(),
            input.display()
        )));
    }
    Ok(())
}

/// Several formats of the same thing, each with its own output.
pub(super) struct Many<W> {
    each: Vec<(W, Output)>,
    /// What goes on when a reader goes away.
    goes_on: bool,
}

impl<W> Many<W> {
    /// Opens the outputs; `make` makes what writes in a format that can.
    ///
    /// # Errors
    /// A file cannot be made.
    pub(super) fn open(
        targets: &[Target],
        make: impl Fn(&'static Format) -> Option<W>,
    ) -> Result<Self, Failure> {
        let mut each = Vec::new();
        for Target { format, file } in targets {
            if let Some(writer) = make(format) {
                each.push((writer, Output::to(file.as_deref(), format.styled)?));
            }
        }
        Ok(Self { each, goes_on: false })
    }

    /// A reader that goes away ends nothing: the exit code is wanted, and so are the other outputs.
    pub(super) fn without_readers(self) -> Self {
        Self { goes_on: true, ..self }
    }

    /// Whether nobody reads any of them any more.
    pub(super) fn is_unread(&self) -> bool {
        self.each.iter().all(|(_, output)| output.unread)
    }

    /// Has each of them write something.
    ///
    /// # Errors
    /// What an output says.
    pub(super) fn each(
        &mut self,
        mut write: impl FnMut(&mut W, &mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let goes_on = self.goes_on;
        self.each.iter_mut().try_for_each(|(writer, output)| match write(writer, output) {
            Err(error) if goes_on && error.kind() == io::ErrorKind::BrokenPipe => {
                output.forget();
                Ok(())
            }
            written => written,
        })
    }

    /// Writes out what has come so far.
    ///
    /// # Errors
    /// What an output says.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.each(|_, output| output.flush())
    }

    /// Writes what is left, and puts the files in their places.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        self.each.into_iter().try_for_each(|(_, output)| output.finish())
    }
}

/// Whether text is colored, for the whole process; the environment decides about `auto`.
pub(super) fn set_color(when: clap::ColorChoice) {
    match when {
        clap::ColorChoice::Auto => {}
        clap::ColorChoice::Always => ColorChoice::Always.write_global(),
        clap::ColorChoice::Never => ColorChoice::Never.write_global(),
    }
}

/// Columns for text: those of the terminal, within reason.
pub(super) fn width() -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    let terminal =
        || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into());
    set.or_else(terminal).unwrap_or(WIDTH).clamp(MIN_WIDTH, MAX_WIDTH)
}

fn named(path: Option<&str>, error: io::Error) -> io::Error {
    match path {
        Some(path) => io::Error::new(error.kind(), format!("{path}: {error}")),
        None => error,
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let path = self.path.as_deref();
        self.to.write(bytes).map_err(|error| named(path, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let path = self.path.as_deref();
        self.to.flush().map_err(|error| named(path, error))
    }
}
