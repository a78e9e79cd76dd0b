//! Where the bytes come from: a file, a pipe, a decompressor, a temporary file.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::spool::{Spool, Stream};

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
