//! What is gathered from all frames and shown at once: a ladder, streams over time, radio channels.

use std::io::{self, Write};

use super::{Shown, channels, ladder, streams};
use crate::{
    analysis::{channels::Channels, ladder::Ladder, series::Series},
    capture::{Capture, CaptureError, Timestamp},
    track::{LinkId, Tracker},
};

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The messages of a link.
    Ladder(LinkId),
    /// Streams and voice over time.
    Streams,
    /// Radio channels.
    Channels,
}

/// One of them, gathered.
#[derive(Debug)]
pub enum Model {
    /// The rungs, what each says, and the time of the first record.
    Ladder(Ladder, Vec<String>, Timestamp),
    /// See [`Series`].
    Streams(Box<Series>),
    /// See [`Channels`].
    Channels(Box<Channels>),
}

impl Model {
    /// Reads a capture to its end, or to a fault, which comes with what was gathered before it.
    pub fn read(capture: &mut Capture, which: Which) -> (Self, Option<CaptureError>) {
        let mut tracker = Tracker::new();
        let mut model = match which {
            Which::Ladder(link) => {
                Self::Ladder(Ladder::new(link), Vec::new(), Timestamp::default())
            }
            Which::Streams => Self::Streams(Box::default()),
            Which::Channels => Self::Channels(Box::default()),
        };
        let mut start = None;
        loop {
            let record = match capture.next_record() {
                Ok(Some(record)) => record,
                Ok(None) => return (model, None),
                Err(error) => return (model, Some(error)),
            };
            let start = *start.get_or_insert(record.time);
            match &mut model {
                Self::Ladder(ladder, texts, first) => {
                    *first = start;
                    let (seen, added) = ladder.record(&mut tracker, &record);
                    if added {
                        texts.push(ladder::title(&Shown::new(&record, start, &seen)));
                    }
                }
                Self::Streams(series) => series.record(&mut tracker, &record),
                Self::Channels(channels) => channels.record(&mut tracker, &record),
            }
        }
    }

    /// There is nothing in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Ladder(ladder, ..) => ladder.rungs.is_empty(),
            Self::Streams(series) => series.lanes.is_empty() && series.marks.is_empty(),
            Self::Channels(channels) => channels.heard == 0 && channels.maps.is_empty(),
        }
    }

    /// Writes it as text.
    ///
    /// # Errors
    /// What the output says.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Ladder(ladder, texts, start) => ladder::write(ladder, texts, *start, out),
            Self::Streams(series) => streams::write(series, out),
            Self::Channels(channels) => channels::write(channels, out),
        }
    }
}
