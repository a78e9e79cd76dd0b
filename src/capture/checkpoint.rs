//! Going back: places between records, temporary files for streams, second readers.

use std::{path::Path, sync::Arc};

use super::{
    Capture,
    detect::Reader,
    error::{CaptureError, Fault, Reason},
    pcapng,
    state::State,
};

/// A place between two records, to read on from. Small, and cheap to clone.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    offset: u64,
    state: State,
    section: Option<Arc<pcapng::Section>>,
}

impl Checkpoint {
    /// Number of the record that is read next, unless packets are skipped before it.
    pub fn next_number(&self) -> u64 {
        self.state.number + 1
    }

    /// Octets from the start of the uncompressed capture.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

impl Capture {
    /// The place before the next record.
    pub fn checkpoint(&self) -> Checkpoint {
        let section = match &self.reader {
            Reader::Pcapng(reader) => Some(reader.section()),
            _ => None,
        };
        Checkpoint { offset: self.window.offset(), state: self.state, section }
    }

    /// Whether [`Capture::seek`] works: on uncompressed files, and after [`Capture::spool`].
    pub fn can_seek(&self) -> bool {
        self.window.can_seek()
    }

    /// Goes to a place of this capture; the next record is the one that came after it.
    ///
    /// # Errors
    /// A pipe or a compressed file cannot go back, or the file cannot be read.
    pub fn seek(&mut self, to: &Checkpoint) -> Result<(), CaptureError> {
        let mut seek = || {
            if let (Reader::Pcapng(reader), Some(section)) = (&mut self.reader, &to.section) {
                reader.restore(section)?;
            }
            self.window.seek(to.offset)
        };
        seek().map_err(|fault| fault.of(&self.name))?;
        self.state = to.state;
        self.done = false;
        Ok(())
    }

    /// Opens a file that was read before, at a place that was noted then.
    ///
    /// # Errors
    /// As for [`Capture::open`] and [`Capture::seek`].
    pub fn resume(path: &Path, at: &Checkpoint) -> Result<Self, CaptureError> {
        let mut capture = Self::open(path)?;
        capture.seek(at)?;
        Ok(capture)
    }

    /// Makes a pipe or a compressed file seekable from here on: what is read of it is kept in a
    /// temporary file that has no name. Does nothing to other captures.
    ///
    /// # Errors
    /// The temporary file cannot be made.
    pub fn spool(&mut self) -> Result<(), CaptureError> {
        if self.can_seek() {
            return Ok(());
        }
        let offset = self.window.offset();
        self.window.spool().map_err(|error| Fault::new(offset, error).of(&self.name))
    }

    /// A second reader of the same bytes that stands where this one stands and moves on its own.
    ///
    /// # Errors
    /// As for [`Capture::seek`]. A stream must have been spooled before its records were read; of
    /// it the second reader has what the first one has read.
    pub fn reopen(&self) -> Result<Self, CaptureError> {
        let offset = self.window.offset();
        match self.window.reopen() {
            Ok(Some(source)) => {
                let mut capture = Self::start(self.name.clone(), source)?;
                capture.header = self.header.clone();
                capture.seek(&self.checkpoint())?;
                Ok(capture)
            }
            Ok(None) => Err(Fault::new(offset, Reason::NotSeekable).of(&self.name)),
            Err(error) => Err(Fault::new(offset, error).of(&self.name)),
        }
    }
}
