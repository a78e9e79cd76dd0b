//! Captures that are compressed: gzip, xz and zstd, read as they come.

use std::{
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::StreamingDecoder;

use super::{error::Reason, spool::Stream};

/// Most octets that a compressed capture may expand to: five times the longest recordings, and an
/// end to files that are made to expand for days.
pub(super) const MAX_EXPANSION: u64 = 64 << 30;

/// Most octets of memory that a file may demand for its dictionary; xz's highest level wants half.
const MAX_WINDOW: u32 = 128 << 20;

/// Octets that are enough to know a compression.
pub(super) const LOOK: usize = 6;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Xz,
    Zstd,
}

impl Compression {
    /// By the file's first octets.
    pub(super) fn of(start: &[u8]) -> Option<Self> {
        let all = [(Self::Gzip, GZIP), (Self::Xz, b"\xfd7zXZ\0".as_slice()), (Self::Zstd, ZSTD)];
        all.into_iter().find(|(_, magic)| start.starts_with(magic)).map(|(kind, _)| kind)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
        }
    }

    /// Whether the start of a compressed file is, decompressed, one that is looked for.
    pub(super) fn shows(self, file: impl Read, is_one: impl Fn(&[u8]) -> bool) -> bool {
        // More than any of them needs for its first octets.
        let mut start = Vec::new();
        if file.take(64 * 1024).read_to_end(&mut start).is_err() {
            return false;
        }
        let mut plain = [0; 16];
        let read = self.open(io::Cursor::new(start), Arc::default()).0.read(&mut plain);
        read.is_ok_and(|read| is_one(plain.get(..read).unwrap_or_default()))
    }

    /// Decompresses up to [`MAX_EXPANSION`]. How it ended is left in `ending`.
    pub(super) fn open(self, file: impl Read + Send + 'static, ending: Arc<Ending>) -> Stream {
        let file = BufReader::with_capacity(64 * 1024, Watched { inner: file, ended: false });
        let plain: Box<dyn Read + Send> = match self {
            Self::Gzip => Box::new(Members { decoder: Some(GzDecoder::new(file)), ending }),
            Self::Xz => {
                let decoder = XzReader::new_mem_limit(file, true, MAX_WINDOW / 1024);
                Box::new(Xz { decoder, ending, ended: false })
            }
            Self::Zstd => Box::new(Frames { state: State::Between(file), ending }),
        };
        Stream(Box::new(Bounded { inner: plain, left: MAX_EXPANSION }))
    }
}

const GZIP: &[u8] = &[0x1f, 0x8b, 8];
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

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

/// A reader that knows whether it has come to its end. Decoders say in their own ways that they would
/// have liked more.
struct Watched<R> {
    inner: R,
    ended: bool,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.ended |= read == 0 && !into.is_empty();
        Ok(read)
    }
}

type File<R> = BufReader<Watched<R>>;

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

/// The streams of an xz file, one after another.
struct Xz<R: Read> {
    decoder: XzReader<File<R>>,
    ending: Arc<Ending>,
    ended: bool,
}

impl<R: Read> Read for Xz<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        match self.decoder.read(into) {
            Err(_) if self.decoder.inner().get_ref().ended => {
                self.ended = true;
                self.ending.cut.store(true, Ordering::Relaxed);
                Ok(0)
            }
            read => read.map_err(|error| damaged("xz", &error)),
        }
    }
}

fn damaged(what: &str, error: &dyn std::error::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the {what} data is damaged: {error}"))
}

/// The frames of a zstd file, one after another.
struct Frames<R: Read> {
    state: State<R>,
    ending: Arc<Ending>,
}

enum State<R: Read> {
    Between(File<R>),
    Within(Box<StreamingDecoder<File<R>, ruzstd::decoding::FrameDecoder>>),
    Ended,
}

impl<R: Read> Frames<R> {
    /// Begins with the next frame; false at the end.
    fn next(&mut self, mut file: File<R>) -> io::Result<bool> {
        loop {
            let start = file.fill_buf()?;
            if start.is_empty() {
                return Ok(false);
            }
            match start.first_chunk() {
                Some(magic) if magic == ZSTD => {}
                // A frame to be skipped: its number, a length, and so many octets.
                Some([0x50..=0x5f, 0x2a, 0x4d, 0x18]) => {
                    let mut header = [0; 8];
                    file.read_exact(&mut header)?;
                    let length =
                        header.last_chunk().map_or(0, |length| u32::from_le_bytes(*length));
                    io::copy(&mut file.by_ref().take(u64::from(length)), &mut io::sink())?;
                    continue;
                }
                _ => {
                    self.ending.trailing.store(true, Ordering::Relaxed);
                    return Ok(false);
                }
            }
            let opened = StreamingDecoder::new_with_max_window_size(file, u64::from(MAX_WINDOW));
            self.state = State::Within(Box::new(opened.map_err(|e| damaged("zstd", &e))?));
            return Ok(true);
        }
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(file) => {
                    if !self.next(file)? {
                        return Ok(0);
                    }
                }
                State::Within(mut decoder) => match decoder.read(into) {
                    Ok(0) => self.state = State::Between(decoder.into_inner()),
                    Err(_) if decoder.get_ref().get_ref().ended => {
                        self.ending.cut.store(true, Ordering::Relaxed);
                        return Ok(0);
                    }
                    read => {
                        self.state = State::Within(decoder);
                        return read.map_err(|error| damaged("zstd", &error));
                    }
                },
            }
        }
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
