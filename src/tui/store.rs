//! Frames out of the file, one at a time, each as the tracker saw it when it read all of them.

use std::collections::VecDeque;

use parsers::frame::{Buffer, Context};

use super::{
    index::{Index, Place},
    scope::Around,
};
use crate::{
    capture::{Capture, CaptureError, Record, Timestamp},
    show::Shown,
    track::{ChannelId, LinkId, Seen, Side, Tracker, state::Attribute},
};

/// Records from one place near the last frame to the next.
const SPACING: u64 = 64;

/// Places near the last frame that are kept, so that going back is as quick as going on.
const MAX_NEAR: usize = 32;

/// Octets of all of them.
const MAX_OCTETS: usize = 4 << 20;

/// One record, copied, and what is needed to decode it.
#[derive(Debug, Clone)]
pub(super) struct Packet {
    pub(super) number: u64,
    pub(super) time: Timestamp,
    pub(super) original_len: u32,
    pub(super) bytes: Vec<u8>,
    /// What it completes of several packets, and their frames, for each of [`Buffer::ASSEMBLED`].
    assembled: [Option<Vec<u8>>; 3],
    frames: [Vec<u64>; 3],
    /// The record without its octets, and what the tracker said without those that it put together.
    record: Record<'static>,
    context: Context<'static>,
    by: Side,
    pub(super) link: Option<LinkId>,
    pub(super) channel: Option<ChannelId>,
    attribute: Option<Attribute>,
}

impl Packet {
    fn new(record: &Record<'_>, seen: &Seen<'_>) -> Self {
        Self {
            number: record.number,
            time: record.time,
            original_len: record.original_len,
            bytes: record.bytes.to_vec(),
            assembled: Buffer::ASSEMBLED.map(|of| seen.context.assembled(of).map(<[u8]>::to_vec)),
            frames: seen.frames.map(<[u64]>::to_vec),
            record: Record { bytes: &[], ..*record },
            context: Context { pdu: None, sdu: None, message: None, ..seen.context },
            by: seen.by,
            link: seen.link,
            channel: seen.channel,
            attribute: Shown::new(record, record.time, seen).attribute,
        }
    }

    /// What the frame belongs to.
    pub(super) fn around(&self) -> Around {
        Around { link: self.link, channel: self.channel, protocol: self.context.protocol }
    }

    /// The packet, decoded; `start` is the time of the first one.
    pub(super) fn shown(&self, start: Timestamp) -> Shown<'_> {
        let record = Record { bytes: &self.bytes, ..self.record };
        let [pdu, sdu, message] = self.assembled.each_ref().map(Option::as_deref);
        let frames = self.frames.each_ref().map(Vec::as_slice);
        let context = Context { pdu, sdu, message, ..self.context };
        let Self { by, link, channel, .. } = *self;
        let (pieces, state) = ([None; 3], None);
        let seen = Seen { by, link, channel, context, pieces, frames, state };
        Shown { attribute: self.attribute, ..Shown::new(&record, start, &seen) }
    }
}

/// Reads frames of an indexed capture in any order. Rows that follow one another cost no seeking.
#[derive(Debug)]
pub(super) struct Store {
    capture: Capture,
    tracker: Tracker,
    /// The row that capture and tracker stand before.
    next: Option<u64>,
    /// Places before it that were passed lately, in order.
    near: VecDeque<Place>,
}

impl Store {
    pub(super) fn new(capture: Capture) -> Self {
        Self { capture, tracker: Tracker::new(), next: None, near: VecDeque::new() }
    }

    /// The frame in a row; none when the row is not indexed.
    ///
    /// # Errors
    /// The file could not be read there.
    pub(super) fn packet(
        &mut self,
        index: &Index,
        row: u64,
    ) -> Result<Option<Packet>, CaptureError> {
        let Some(mut at) = self.go_before(index, row)? else { return Ok(None) };
        loop {
            if at.is_multiple_of(SPACING) && row - at < SPACING * MAX_NEAR as u64 {
                self.note(at);
            }
            let Some(record) = self.capture.next_record()? else { return Ok(None) };
            let seen = self.tracker.record(&record, &mut ());
            if at == row {
                self.next = Some(row + 1);
                return Ok(Some(Packet::new(&record, &seen)));
            }
            at += 1;
        }
    }

    /// The row of a frame, or of the next one that is read.
    ///
    /// # Errors
    /// The file could not be read there.
    pub(super) fn row(&mut self, index: &Index, number: u64) -> Result<Option<u64>, CaptureError> {
        let Some(place) = index.before_number(number) else { return Ok(None) };
        self.next = None;
        self.capture.seek(&place.at)?;
        let mut row = place.row;
        while row < index.rows() {
            match self.capture.next_record()? {
                Some(record) if record.number >= number => return Ok(Some(row)),
                Some(_) => row += 1,
                None => break,
            }
        }
        Ok(None)
    }

    /// Goes to the nearest place before a row. Returns the row there; none when the row is not
    /// indexed.
    fn go_before(&mut self, index: &Index, row: u64) -> Result<Option<u64>, CaptureError> {
        let Some(far) = index.before_row(row) else { return Ok(None) };
        let near = self.near.iter().rev().find(|place| place.row <= row);
        let place = near.filter(|near| near.row > far.row).unwrap_or(far);
        if let Some(here) = self.next.take().filter(|here| (place.row..=row).contains(here)) {
            return Ok(Some(here));
        }
        self.capture.seek(&place.at)?;
        self.tracker = place.before.tracker();
        Ok(Some(place.row))
    }

    /// Remembers the place before a row, where capture and tracker stand.
    fn note(&mut self, row: u64) {
        if self.near.iter().any(|place| place.row == row) {
            return;
        }
        let (at, before) = (self.capture.checkpoint(), self.tracker.snapshot());
        let index = self.near.partition_point(|place| place.row < row);
        self.near.insert(index, Place { row, at, before });
        let octets = |near: &VecDeque<Place>| near.iter().map(Place::octets).sum::<usize>();
        while self.near.len() > MAX_NEAR || (self.near.len() > 1 && octets(&self.near) > MAX_OCTETS)
        {
            // What is farthest from here goes.
            let (first, last) = (self.near.front(), self.near.back());
            let far = |place: Option<&Place>| place.map_or(0, |place| place.row.abs_diff(row));
            if far(first) > far(last) {
                self.near.pop_front()
            } else {
                self.near.pop_back()
            };
        }
    }
}

#[cfg(test)]
mod tests;
