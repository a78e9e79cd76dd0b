//! Where the bytes come from: a file, a pipe, a decompressor, a temporary file.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use flate2::bufread::GzDecoder;

use super::{error::Reason, spool::Spool};

/// Most octets that a compressed capture may expand to: five times the longest recordings, and an
/// end to files that are made to expand for days.
pub(super) const MAX_EXPANSION: u64 = 64 << 30;

/// A reader that knows whether it can go back.
#[derive(Debug)]
pub(super) enum Source {
    /// A regular file, which can be opened again by its path.
    File { file: File, path: PathBuf },
    /// A pipe, or a file that is decompressed on the way.
    Stream(Stream),
    /// What a stream has held so far, in a temporary file.
    Spool(Spool),
}

/// Bytes that come once.
pub(super) struct Stream(pub(super) Box<dyn Read + Send>);

impl Stream {
    fn empty() -> Self {
        Self(Box::new(io::empty()))
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

impl Source {
    /// Opens a path; what is not a regular file is read as a stream.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        Ok(if file.metadata()?.is_file() {
            Self::File { file, path: path.to_owned() }
        } else {
            Self::Stream(Stream(Box::new(file)))
        })
    }

    /// Decompresses gzip, one member after another, up to [`MAX_EXPANSION`]. How it ended is left in
    /// `ending`.
    pub(super) fn gunzip(compressed: impl Read + Send + 'static, ending: Arc<Ending>) -> Self {
        let compressed = BufReader::with_capacity(64 * 1024, compressed);
        let members = Members { decoder: Some(GzDecoder::new(compressed)), ending };
        Self::Stream(Stream(Box::new(Bounded { inner: members, left: MAX_EXPANSION })))
    }

    pub(super) fn can_seek(&self) -> bool {
        !matches!(self, Self::Stream(_))
    }

    /// Another reader of the same bytes from their start; none where that has gone by.
    pub(super) fn reopen(&self) -> io::Result<Option<Self>> {
        Ok(match self {
            Self::File { path, .. } => {
                Some(Self::File { file: File::open(path)?, path: path.clone() })
            }
            Self::Spool(spool) => spool.reader().map(Self::Spool),
            Self::Stream(_) => None,
        })
    }

    /// Has a stream kept in a temporary file as it is read, to go back in; `before` was read of it
    /// already, from the offset `origin` on.
    pub(super) fn spool(&mut self, before: &[u8], origin: u64) -> io::Result<()> {
        if !self.can_seek() {
            let mut spool = Spool::new(before, origin)?;
            if let Self::Stream(stream) = std::mem::replace(self, Self::Stream(Stream::empty())) {
                spool.follow(stream);
            }
            *self = Self::Spool(spool);
        }
        Ok(())
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File { file, .. } => file.read(into),
            Self::Stream(Stream(stream)) => stream.read(into),
            Self::Spool(spool) => spool.read(into),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match (self, to) {
            (Self::File { file, .. }, to) => file.seek(to),
            (Self::Spool(spool), SeekFrom::Start(offset)) => spool.seek(offset),
            (Self::Spool(_) | Self::Stream(_), _) => Err(io::ErrorKind::NotSeekable.into()),
        }
    }
}

/// How a compressed file ended.
#[derive(Debug, Default)]
pub(super) struct Ending {
    cut: AtomicBool,
    trailing: AtomicBool,
}

impl Ending {
    /// The file ends before its compressed data does.
    pub(super) fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Relaxed)
    }

    /// More octets follow, which are not compressed.
    pub(super) fn has_trailing(&self) -> bool {
        self.trailing.load(Ordering::Relaxed)
    }
}

/// The members of a gzip file, one after another.
///
/// A file that is cut ends where it is cut, as one does that is not compressed: what is left out is
/// seen by the record that it ends in. Octets after the last member are padding.
struct Members<R> {
    decoder: Option<GzDecoder<R>>,
    ending: Arc<Ending>,
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while let Some(decoder) = &mut self.decoder {
            match decoder.read(into) {
                Ok(0) => {
                    let rest = decoder.get_mut().fill_buf()?;
                    let goes_on =
                        rest.first() == Some(&0x1f) && rest.get(1).is_none_or(|&b| b == 0x8b);
                    self.ending.trailing.fetch_or(!rest.is_empty() && !goes_on, Ordering::Relaxed);
                    let decoder = self.decoder.take().filter(|_| goes_on);
                    self.decoder = decoder.map(|decoder| GzDecoder::new(decoder.into_inner()));
                }
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    self.ending.cut.store(true, Ordering::Relaxed);
                    self.decoder = None;
                }
                read => return read,
            }
        }
        Ok(0)
    }
}

/// Fails instead of giving more than it should.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !into.is_empty() {
            return Err(io::Error::other(Reason::Expansion(MAX_EXPANSION)));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let read = self.inner.read(into.get_mut(..most).unwrap_or_default())?;
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansion_ends_in_an_error() {
        let mut bounded = Bounded { inner: io::repeat(0), left: 100_000 };
        let mut bytes = Vec::new();
        let error = bounded.read_to_end(&mut bytes).expect_err("bounded");
        assert_eq!(bytes.len(), 100_000);
        assert!(error.to_string().contains("expands to more than"), "{error}");
    }
}
