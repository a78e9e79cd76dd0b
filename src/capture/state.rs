//! What the readers of all formats hand on, from record to record and to the outside.

use std::ops::Range;

use parsers::link::Link;

use super::{
    Timestamp,
    claim::Claim,
    error::{Fault, Reason},
    sniffer::Sniffers,
    window::Window,
};

/// What carries over from one record to the next.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    /// Of the last record.
    pub(super) number: u64,
    /// Of the last record.
    pub(super) time: Timestamp,
    /// btsnoop's counter of drops at the last record.
    pub(super) dropped: u32,
    /// Drops to report with the next record.
    pub(super) pending: u32,
    /// Packets of interfaces that are not read.
    pub(super) skipped: u64,
    /// btsnoop file headers between records.
    pub(super) restarts: u64,
    /// Octets skipped because they could not be a record.
    pub(super) passed: Option<Passed>,
    /// Where the last record starts that the file cuts off, and how much is missing.
    pub(super) truncated: Option<(u64, u64)>,
    /// The clocks of sniffers.
    pub(super) sniffers: Sniffers,
}

/// Octets between records that are none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passed {
    /// Where the first are.
    pub(super) offset: u64,
    /// How many.
    pub(super) octets: u64,
    /// In how many places.
    pub(super) places: u64,
}

/// A record whose bytes are not yet borrowed.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) link: Link,
    pub(super) meta: u32,
    pub(super) interface: u16,
    pub(super) range: Range<usize>,
    pub(super) original_len: u32,
    pub(super) drops: u32,
}

impl State {
    /// Counts skipped octets; `offset` is where the first were.
    pub(super) fn passed_over(&mut self, offset: u64, octets: u64) {
        let passed = self.passed.get_or_insert(Passed { offset, octets: 0, places: 0 });
        passed.octets += octets;
        passed.places += 1;
    }

    /// As [`State::end`], for a record whose header was read: that it is the end of the file that cuts
    /// it off is believed only if its packet does not contradict its length.
    #[cold]
    pub(super) fn end_within<T>(
        &mut self,
        window: &Window,
        claim: Option<Claim>,
        needed: usize,
    ) -> Result<Option<T>, Fault> {
        match claim {
            Some(claim) if !claim.is_ordinary_cut(window.held()) => {
                let declared = claim.captured as u64;
                let reason = Reason::Contradiction { what: "the record", declared };
                Err(Fault::new(window.offset(), reason))
            }
            _ => self.end(window, needed),
        }
    }

    /// The capture ends here, though `needed` octets were wanted: in the middle of a record if some
    /// are left.
    #[cold]
    pub(super) fn end<T>(&mut self, window: &Window, needed: usize) -> Result<Option<T>, Fault> {
        let held = window.held().len();
        if held > 0 {
            self.truncated = Some((window.offset(), needed.saturating_sub(held) as u64));
        }
        Ok(None)
    }
}
