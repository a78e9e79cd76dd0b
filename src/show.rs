//! The frames themselves: one line each, or all of their fields; all of them, or those that a
//! filter picks.

pub mod channels;
pub mod chart;
pub mod filter;
pub mod frame;
pub mod ladder;
pub mod streams;
pub mod tree;

mod detail;
mod json;
mod line;
mod model;
mod secrecy;

use std::io::{self, Write};

use crate::{
    capture::{Capture, CaptureError, Timestamp},
    track::Tracker,
};

pub use self::{
    detail::listed,
    filter::Filter,
    frame::Shown,
    json::Json,
    line::describe,
    model::{Model, Which},
};

/// Writes frames, one after the other.
pub trait Writer {
    /// Before the first frame.
    ///
    /// # Errors
    /// What the output says.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// The next frame that was picked.
    ///
    /// # Errors
    /// What the output says.
    fn frame(&mut self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// After the last frame.
    ///
    /// # Errors
    /// What the output says.
    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Frames as text: one line each, or all of their fields.
#[derive(Debug, Clone, Copy)]
pub struct Lines {
    /// All fields.
    pub details: bool,
}

impl Writer for Lines {
    fn frame(&mut self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.details {
            detail::write(shown, &shown.nodes(), out)
        } else {
            line::write(shown, out)
        }
    }
}

/// Which frames.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only frames that it picks.
    pub filter: Option<Filter>,
    /// Only frames from this number to that.
    pub frames: Option<(u64, u64)>,
}

/// Why showing stopped.
#[derive(Debug)]
pub enum Stopped {
    /// The capture cannot be read further.
    Capture(CaptureError),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Hands over the frames of a capture. Returns how many.
///
/// # Errors
/// The capture, or what `take` says.
pub fn run(
    capture: &mut Capture,
    options: &Options,
    mut take: impl FnMut(&Shown<'_>) -> io::Result<()>,
) -> Result<u64, Stopped> {
    let mut tracker = Tracker::new();
    let mut start: Option<Timestamp> = None;
    let (first, last) = options.frames.unwrap_or((0, u64::MAX));
    let mut written = 0;
    let mut fault = None;
    loop {
        let record = match capture.next_record() {
            Ok(Some(record)) if record.number <= last => record,
            Ok(_) => break,
            Err(error) => {
                fault = Some(error);
                break;
            }
        };
        let start = *start.get_or_insert(record.time);
        let seen = tracker.record(&record, &mut ());
        if record.number < first {
            continue;
        }
        let shown = Shown::new(&record, start, &seen);
        if options.filter.as_ref().is_some_and(|filter| !filter.picks(&shown)) {
            continue;
        }
        written += 1;
        take(&shown)?;
    }
    fault.map_or(Ok(written), |fault| Err(Stopped::Capture(fault)))
}
