//! A file that is still being written to, read as if it were a pipe: its end is no end.

use std::{
    fs::{File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// How often the file is looked at while nothing is added.
const PAUSE: Duration = Duration::from_millis(100);

/// The file.
#[derive(Debug)]
pub(super) struct Follow {
    path: PathBuf,
    file: File,
    read: u64,
    enough: Arc<AtomicBool>,
}

impl Follow {
    /// Follows a file until `enough` is set.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(super) fn open(path: &Path, enough: Arc<AtomicBool>) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), file: File::open(path)?, read: 0, enough })
    }

    /// Whether nothing will be added any more: the file was cut, or is another one, or has gone.
    fn is_over(&self) -> bool {
        let now = std::fs::metadata(&self.path);
        let over = |now: &Metadata| now.len() < self.read;
        now.as_ref().map_or(true, over) || self.file.metadata().as_ref().map_or(true, over)
    }
}

impl Read for Follow {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.file.read(into)?;
            self.read += read as u64;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            if self.enough.load(Ordering::Relaxed) || self.is_over() {
                return Ok(0);
            }
            thread::sleep(PAUSE);
        }
    }
}
