//! Whether the file on the disk is still the one that was read.

use std::{
    fs::Metadata,
    path::Path,
    time::{Duration, Instant},
};

/// How often it is looked at, at most.
const PAUSE: Duration = Duration::from_millis(500);

/// The file as it was.
#[derive(Debug)]
pub(super) struct Changes {
    file: bool,
    was: Option<Metadata>,
    looked: Option<Instant>,
}

impl Changes {
    pub(super) fn of(path: &Path) -> Self {
        let was = std::fs::metadata(path).ok().filter(Metadata::is_file);
        Self { file: was.is_some(), was, looked: None }
    }

    /// Whether it is a file.
    pub(super) fn is_file(&self) -> bool {
        self.file
    }

    /// What has happened to the file, once; that it grows is nothing while it is still being read.
    pub(super) fn look(&mut self, path: &Path, read: bool) -> Option<&'static str> {
        let was = self.was.as_ref()?;
        if self.looked.is_some_and(|looked| looked.elapsed() < PAUSE) {
            return None;
        }
        self.looked = Some(Instant::now());
        let change = match std::fs::metadata(path) {
            Err(_) => "the file has gone since it was read",
            Ok(now) if is_other(was, &now) => "the file has been replaced since it was read",
            Ok(now) if now.len() < was.len() => "the file has been cut since it was read",
            Ok(now) if now.len() > was.len() && read => {
                "the file has grown since it was read (w follows it)"
            }
            Ok(now) if now.len() == was.len() && now.modified().ok() != was.modified().ok() => {
                "the file has been written to since it was read"
            }
            Ok(_) => return None,
        };
        self.was = None;
        Some(change)
    }
}

#[cfg(unix)]
fn is_other(was: &Metadata, now: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (was.dev(), was.ino()) != (now.dev(), now.ino())
}

#[cfg(not(unix))]
fn is_other(_: &Metadata, _: &Metadata) -> bool {
    false
}
