//! The frames themselves: one line each, or all of their fields; all of them, or those that a
//! filter picks.

pub mod filter;
pub mod frame;
pub mod ladder;
pub mod tree;

mod detail;
mod json;
mod line;
mod secrecy;

use std::io::{self, Write};

use crate::{
    capture::{Capture, CaptureError, Timestamp},
    track::Tracker,
};

pub use self::{filter::Filter, frame::Shown, line::describe};

/// The formats of `show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a terminal.
    Text,
    /// An array, one frame a line.
    Json,
}

/// Which frames, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Only frames that it picks.
    pub filter: Option<Filter>,
    /// Only frames from this number to that; with all of their fields.
    pub frames: Option<(u64, u64)>,
    /// How they are written.
    pub format: Format,
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

/// Writes the frames of a capture. Returns how many.
///
/// # Errors
/// The capture or the output; what was written before the fault is whole.
pub fn run(capture: &mut Capture, options: &Options, out: &mut dyn Write) -> Result<u64, Stopped> {
    let mut tracker = Tracker::new();
    let mut start: Option<Timestamp> = None;
    let (first, last) = options.frames.unwrap_or((0, u64::MAX));
    let mut written = 0;
    let mut fault = None;
    if options.format == Format::Json {
        write!(out, "[")?;
    }
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
        one(&shown, options, written == 1, out)?;
    }
    if options.format == Format::Json {
        writeln!(out, "\n]")?;
    }
    fault.map_or(Ok(written), |fault| Err(Stopped::Capture(fault)))
}

fn one(shown: &Shown<'_>, options: &Options, first: bool, out: &mut dyn Write) -> io::Result<()> {
    match (options.format, options.frames) {
        (Format::Json, _) => {
            out.write_all(if first { b"\n" } else { b",\n" })?;
            json::write(shown, &shown.nodes(), out)
        }
        (Format::Text, None) => line::write(shown, out),
        (Format::Text, Some(_)) => detail::write(shown, &shown.nodes(), out),
    }
}
