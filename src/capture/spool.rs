//! A stream that can be gone back in: what came of it is kept in a temporary file.
//!
//! The file has no name, so that it goes away with the program however that ends. It is read by
//! position: its readers, in several threads, have each a place of their own.

use std::{
    fs::File,
    io::{self, Read},
    sync::Arc,
};

/// Bytes that come once.
pub(super) struct Stream(pub(super) Box<dyn Read + Send>);

impl Stream {
    pub(super) fn empty() -> Self {
        Self(Box::new(io::empty()))
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

/// One reader of the file. The first one has the stream too, and writes what comes of it.
#[derive(Debug)]
pub(super) struct Spool {
    file: Arc<File>,
    /// Offset in the stream of the file's first octet.
    origin: u64,
    /// Where the reader stands in the file.
    at: u64,
    live: Option<Live>,
}

/// The stream.
#[derive(Debug)]
struct Live {
    stream: Stream,
    /// Octets of the file.
    written: u64,
    /// What ended the stream, which is met again at the end of the file.
    fault: Option<Arc<io::Error>>,
}

impl Spool {
    /// A file of these octets; the reader stands at their end.
    pub(super) fn new(before: &[u8], origin: u64) -> io::Result<Self> {
        let file = tempfile::tempfile()?;
        write_at(&file, before, 0)?;
        Ok(Self { file: Arc::new(file), origin, at: before.len() as u64, live: None })
    }

    /// A file that holds all there is.
    pub(super) fn whole(file: File) -> Self {
        Self { file: Arc::new(file), origin: 0, at: 0, live: None }
    }

    /// Goes on with a stream when the file is at its end.
    pub(super) fn follow(&mut self, stream: Stream) {
        self.live = Some(Live { stream, written: self.at, fault: None });
    }

    /// Another reader, of what is in the file when it reads; none where the start is not in it.
    pub(super) fn reader(&self) -> Option<Self> {
        let file = Arc::clone(&self.file);
        (self.origin == 0).then_some(Self { file, origin: 0, at: 0, live: None })
    }

    pub(super) fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.live {
            Some(live) if self.at >= live.written => live.read(&self.file, into)?,
            _ => read_at(&self.file, into, self.at)?,
        };
        self.at += read as u64;
        Ok(read)
    }

    pub(super) fn seek(&mut self, offset: u64) -> io::Result<u64> {
        let at = offset.checked_sub(self.origin).ok_or(io::ErrorKind::InvalidInput)?;
        let written = self.live.as_ref().map_or(u64::MAX, |live| live.written);
        self.at = at.min(written);
        Ok(offset)
    }
}

impl Live {
    fn read(&mut self, file: &File, into: &mut [u8]) -> io::Result<usize> {
        if let Some(fault) = &self.fault {
            return Err(io::Error::new(fault.kind(), Arc::clone(fault)));
        }
        let read = match self.stream.0.read(into) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                let fault = Arc::new(error);
                self.fault = Some(Arc::clone(&fault));
                return Err(io::Error::new(fault.kind(), fault));
            }
            read => read?,
        };
        write_at(file, into.get(..read).unwrap_or_default(), self.written)?;
        self.written += read as u64;
        Ok(read)
    }
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        bytes = bytes.get(written..).unwrap_or_default();
        at += written as u64;
    }
    Ok(())
}
