//! The reused buffer that records are lent from.

use std::{
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
};

use super::{
    MAX_RECORD,
    error::{Fault, Reason},
    source::Source,
};

/// Octets that are asked of the system at once. Large enough that the calls do not count, small
/// enough that the bytes are still in the cache when they are decoded.
const BLOCK: usize = 256 * 1024;

/// Octets for headers and padding around the largest record.
const MARGIN: usize = 64 * 1024;

/// Part of a capture in memory, which moves forward.
#[derive(Debug)]
pub(super) struct Window {
    source: Source,
    bytes: Vec<u8>,
    /// What has been read from the source and not been consumed.
    held: Range<usize>,
    /// Offset of `held.start` in the capture.
    offset: u64,
}

impl Window {
    pub(super) fn new(source: Source) -> Self {
        Self { source, bytes: vec![0; BLOCK], held: 0..0, offset: 0 }
    }

    /// Where the window stands, in octets from the start of the capture.
    #[inline]
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// What can be looked at without reading.
    #[inline]
    pub(super) fn held(&self) -> &[u8] {
        self.slice(self.held.clone())
    }

    /// Bytes that [`Window::consume`] named. Good until the next [`Window::want`].
    #[inline]
    pub(super) fn slice(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// Reads until `count` octets are held; false when the capture ends before.
    #[inline]
    pub(super) fn want(&mut self, count: usize) -> Result<bool, Fault> {
        if self.held.len() >= count { Ok(true) } else { self.fill(count) }
    }

    #[cold]
    fn fill(&mut self, count: usize) -> Result<bool, Fault> {
        // Callers check the lengths that files declare; this is the bound for all of them.
        debug_assert!(count <= MAX_RECORD + MARGIN);
        let count = count.min(MAX_RECORD + MARGIN);
        self.bytes.copy_within(self.held.clone(), 0);
        self.held = 0..self.held.len();
        while self.held.len() < count {
            if self.held.end == self.bytes.len() {
                // Doubled as the bytes come: a length that lies costs no memory.
                self.bytes.resize((self.bytes.len() * 2).min(MAX_RECORD + MARGIN), 0);
            }
            let free = self.bytes.get_mut(self.held.end..).unwrap_or_default();
            match self.source.read(free) {
                Ok(0) => return Ok(false),
                Ok(read) => self.held.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::new(self.offset + self.held.len() as u64, error)),
            }
        }
        Ok(true)
    }

    /// Moves over at most `count` held octets and says where they are.
    #[inline]
    pub(super) fn consume(&mut self, count: usize) -> Range<usize> {
        let count = count.min(self.held.len());
        let start = self.held.start;
        self.held.start += count;
        self.offset += count as u64;
        start..start + count
    }

    /// Moves over `count` octets without holding them all; false when the capture ends before.
    pub(super) fn skip(&mut self, mut count: u64) -> Result<bool, Fault> {
        while count > 0 {
            if !self.want(1)? {
                return Ok(false);
            }
            let step = usize::try_from(count).unwrap_or(usize::MAX).min(self.held.len());
            count -= self.consume(step).len() as u64;
        }
        Ok(true)
    }

    pub(super) fn can_seek(&self) -> bool {
        self.source.can_seek()
    }

    /// Goes to an offset of the capture.
    pub(super) fn seek(&mut self, offset: u64) -> Result<(), Fault> {
        if !self.can_seek() {
            return Err(Fault::new(offset, Reason::NotSeekable));
        }
        // Within what is in memory, going back and forth costs no system call.
        let first = self.offset - self.held.start as u64;
        let place = offset.checked_sub(first).and_then(|p| usize::try_from(p).ok());
        if let Some(place) = place.filter(|&place| place <= self.held.end) {
            self.held.start = place;
        } else {
            self.source.seek(SeekFrom::Start(offset)).map_err(|e| Fault::new(offset, e))?;
            self.held = 0..0;
        }
        self.offset = offset;
        Ok(())
    }

    /// Has a stream kept in a temporary file, to seek in: what is still in memory of it, which is
    /// all when no more than a header has been read, and what is to come.
    pub(super) fn spool(&mut self) -> io::Result<()> {
        let origin = self.offset - self.held.start as u64;
        let before = self.bytes.get(..self.held.end).unwrap_or_default();
        self.source.spool(before, origin)
    }

    /// Another reader of the same bytes from their start, where they can be had.
    pub(super) fn reopen(&self) -> io::Result<Option<Source>> {
        self.source.reopen()
    }

    /// The bytes from where the window stands, and all that follow.
    pub(super) fn into_reader(self) -> io::Chain<io::Cursor<Vec<u8>>, Source> {
        io::Cursor::new(self.held().to_vec()).chain(self.source)
    }
}
