//! What is measured over time: silences of listeners, reports of controllers, channels of the air.

use parsers::link::{self, Kind};

use crate::{
    analysis::channels::Channels,
    capture::Capture,
    track::{Event, LinkId, Observer, State, Tracker, What, event::Dropout, state::Quality},
};

/// Silences, and reports, of a capture that are kept.
const MOST: usize = 100_000;

/// What was measured in a capture.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) gaps: Vec<Dropout>,
    pub(super) quality: Vec<(LinkId, Quality)>,
    pub(super) channels: Channels,
}

impl Measured {
    /// Reads a capture, to its end or to a fault.
    pub(super) fn read(mut capture: Capture) -> Self {
        let mut measured = Self::default();
        let mut tracker = Tracker::new();
        while let Ok(Some(record)) = capture.next_record() {
            let packet = link::open(record.link, record.meta, record.bytes, None);
            // What comes from the air brings no media and no reports.
            if packet.is_some_and(|packet| matches!(packet.kind, Kind::Air(_))) {
                measured.channels.record(&mut tracker, &record);
            } else {
                tracker.record(&record, &mut measured);
            }
        }
        measured
    }
}

impl Observer for Measured {
    fn event(&mut self, event: &Event<'_>, _state: &State) {
        match (event.what, event.link) {
            (What::Dropout(dropout), _) if self.gaps.len() < MOST => self.gaps.push(dropout),
            (What::Quality(report), Some(link)) if self.quality.len() < MOST => {
                self.quality.push((link, report));
            }
            _ => {}
        }
    }
}
