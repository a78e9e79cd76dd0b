//! Where the results go.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use anstream::{AutoStream, StripStream};

/// A buffered output that takes styles off where they are not wanted.
pub(super) struct Output {
    to: BufWriter<Box<dyn Write>>,
    path: Option<String>,
}

impl Output {
    /// Standard output. Text has its styles if a terminal is there and `NO_COLOR` is not set.
    pub(super) fn standard(is_text: bool) -> Self {
        let to: Box<dyn Write> =
            if is_text { Box::new(AutoStream::auto(io::stdout())) } else { Box::new(io::stdout()) };
        Self { to: BufWriter::new(to), path: None }
    }

    /// A file, or standard output without one.
    ///
    /// # Errors
    /// The file cannot be made.
    pub(super) fn to(path: Option<&Path>, is_text: bool) -> io::Result<Self> {
        let Some(path) = path else { return Ok(Self::standard(is_text)) };
        let name = path.display().to_string();
        let file = File::create(path).map_err(|error| named(Some(&name), error))?;
        let to: Box<dyn Write> =
            if is_text { Box::new(StripStream::new(file)) } else { Box::new(file) };
        Ok(Self { to: BufWriter::new(to), path: Some(name) })
    }

    /// Writes what is left. Without it, errors at the end would be lost.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush()
    }
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
