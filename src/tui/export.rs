//! What is shown, written to a file of its own in the current folder.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, TryRecvError, sync_channel},
    thread,
};

use super::rows::Rows;
use crate::{
    capture::{Capture, Format},
    slice::{self, Part},
    text,
};

/// Files of one name that are tried.
const MOST: u32 = 1000;

/// What is written.
#[derive(Debug)]
pub(super) enum Wanted {
    /// These records.
    Rows(Rows),
    /// The part of the capture in which a finding is the same, by its rule's code and its frame.
    Finding(&'static str, u64),
}

/// A file that is being written in the background.
#[derive(Debug)]
pub(super) struct Export {
    news: Receiver<String>,
}

impl Export {
    /// Starts to write into a folder; `name` is that of the capture.
    ///
    /// # Errors
    /// No file can be made.
    pub(super) fn start(
        capture: Capture,
        folder: &Path,
        name: &str,
        wanted: Wanted,
    ) -> io::Result<Self> {
        let what = match &wanted {
            Wanted::Rows(_) => "frames".to_owned(),
            Wanted::Finding(code, frame) => format!("{code}-{frame}"),
        };
        let (path, file) = create(folder, name, &what, "pcapng")?;
        let (sender, news) = sync_channel(1);
        thread::spawn(move || {
            let mut out = BufWriter::new(file);
            let written = write(capture, &wanted, &mut out);
            let text = match written.and_then(|frames| Ok(out.flush().map(|()| frames)?)) {
                Ok(frames) => {
                    format!("written: {} ({})", path.display(), text::count(frames, "frame"))
                }
                Err(error) => {
                    let _ = std::fs::remove_file(&path);
                    format!("not written: {error}")
                }
            };
            let _ = sender.send(text);
        });
        Ok(Self { news })
    }

    /// What came of it; none while it goes on.
    pub(super) fn take(&self) -> Option<String> {
        match self.news.try_recv() {
            Ok(text) => Some(text),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                Some("not written: the writing broke down".to_owned())
            }
        }
    }
}

fn write(mut capture: Capture, wanted: &Wanted, out: &mut dyn Write) -> Result<u64, slice::Error> {
    match wanted {
        Wanted::Rows(rows) => slice::rows(&capture, |row| rows.has(row), Format::Pcapng, out),
        Wanted::Finding(code, frame) => {
            let part = Part::Finding((*code).to_owned(), Some(*frame));
            slice::slice(&mut capture, &part, Format::Pcapng, out)
        }
    }
}

/// Writes a report to a new file in a folder. Returns what to say of it.
pub(super) fn report(folder: &Path, name: &str, what: &str, text: &str) -> String {
    let written = create(folder, name, what, "md").and_then(|(path, mut file)| {
        file.write_all(text.as_bytes())?;
        Ok(path)
    });
    match written {
        Ok(path) => format!("written: {}", path.display()),
        Err(error) => format!("not written: {error}"),
    }
}

/// A new file, named after the capture; no other is written over.
fn create(folder: &Path, name: &str, what: &str, ending: &str) -> io::Result<(PathBuf, File)> {
    let harmless = |c: char| if c.is_alphanumeric() || "-_".contains(c) { c } else { '-' };
    let stem: String = name.split('.').next().unwrap_or_default().chars().map(harmless).collect();
    let stem = if stem.is_empty() { "capture" } else { &stem };
    for number in 1..MOST {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{stem}-{what}{number}.{ending}"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return Ok((path, made?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nothing_is_written_over_and_nothing_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let made = |name| {
            let (path, _) = create(folder.path(), name, "frames", "pcapng").unwrap();
            assert_eq!(path.parent(), Some(folder.path()));
            path.file_name().unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(made("btsnoop_hci.log"), "btsnoop_hci-frames.pcapng");
        assert_eq!(made("btsnoop_hci.log"), "btsnoop_hci-frames-2.pcapng");
        assert_eq!(made("../../x y\u{1b}.pcap"), "capture-frames.pcapng");
        assert_eq!(made("a/b\u{1b}c"), "a-b-c-frames.pcapng");
    }
}
