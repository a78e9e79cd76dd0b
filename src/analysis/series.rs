//! Streams over time: when they were started and suspended, how media flowed, what the listener missed.
//!
//! Time is cut into pieces of one length for all streams. There are at most [`MAX_BUCKETS`] of them: where
//! that is not enough, two become one, and the pieces are twice as long from then on. So memory does not
//! depend on the length of the capture.

mod lane;
mod mark;

pub use lane::{Bucket, Lane, Of};
pub use mark::{Mark, Sign};

use crate::{
    capture::{Record, Timestamp},
    track::{At, Event, LinkId, Observer, State, Tracker, What, id::StreamId},
};

/// Pieces of time.
pub const MAX_BUCKETS: usize = 4096;

/// Lanes that are kept.
const MAX_LANES: usize = 32;

/// Moments that are kept.
const MAX_MARKS: usize = 10_000;

/// How long a piece of time is at first, in nanoseconds.
const SHORTEST: i64 = 10_000_000;

/// The lanes of all links.
#[derive(Debug)]
pub struct Series {
    /// The time of the first record.
    pub first: Timestamp,
    /// The time from it to the last one, in nanoseconds.
    pub length: i64,
    /// How long a piece of time is, in nanoseconds.
    pub width: i64,
    /// Streams and voice, in the order of their beginnings.
    pub lanes: Vec<Lane>,
    /// What happened, in order.
    pub marks: Vec<Mark>,
    /// Lanes and moments that are not kept.
    pub more: u64,
    started: bool,
}

impl Default for Series {
    fn default() -> Self {
        Self {
            first: Timestamp::default(),
            length: 0,
            width: SHORTEST,
            lanes: Vec::new(),
            marks: Vec::new(),
            more: 0,
            started: false,
        }
    }
}

/// The pieces of time that begin from `from` to `to`, all in nanoseconds; the one that `from` is in, where none
/// does. So each piece is in one column of a picture, unless the columns are shorter than the pieces.
pub(super) fn pieces(from: i64, to: i64, width: i64) -> std::ops::Range<usize> {
    let index = |time: i64| usize::try_from(time).unwrap_or(usize::MAX);
    // The first that begins at a time or after it.
    let after = |time: i64| if time <= 0 { 0 } else { (time - 1) / width + 1 };
    let (start, end) = (after(from), after(to));
    if start < end {
        index(start)..index(end)
    } else {
        index(from / width)..index(from / width + 1)
    }
}

impl Observer for Series {
    fn event(&mut self, event: &Event<'_>, state: &State) {
        self.take(event, state);
    }
}

impl Series {
    /// The next record of the capture.
    pub fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>) {
        self.begin(record);
        tracker.record(record, self);
        self.end(record, tracker.state());
    }

    /// Before the tracker takes a record.
    pub fn begin(&mut self, record: &Record<'_>) {
        if !self.started {
            (self.started, self.first) = (true, record.time);
        }
        let now = self.offset(record.time);
        self.length = self.length.max(now);
        while now / self.width >= MAX_BUCKETS as i64 {
            self.width = self.width.saturating_mul(2);
            self.lanes.iter_mut().for_each(Lane::halve);
        }
    }

    /// When it has taken it.
    pub fn end(&mut self, record: &Record<'_>, state: &State) {
        let at = At::of(record);
        self.listen(state, at, self.offset(record.time));
    }

    /// Nanoseconds since the first record; a clock that went back before it stands still.
    pub fn offset(&self, time: Timestamp) -> i64 {
        time.step_from(self.first).max(0)
    }

    /// What happened on a lane from `from` to `to`, in nanoseconds since the first record, and whether it
    /// was started at some moment of that.
    pub fn between(&self, lane: &Lane, from: i64, to: i64) -> (Bucket, bool) {
        let pieces = pieces(from, to, self.width);
        let end = pieces.end.min(lane.buckets.len());
        let start = pieces.start.min(end);
        let mut all = Bucket::default();
        lane.buckets.get(start..end).unwrap_or_default().iter().for_each(|own| all.add(own));
        (all, lane.ran(from, to))
    }

    fn index(&self, time: Timestamp) -> usize {
        usize::try_from(self.offset(time) / self.width).unwrap_or(MAX_BUCKETS)
    }

    /// Takes over what the listeners of the streams have counted.
    fn listen(&mut self, state: &State, at: At, now: i64) {
        let index = self.index(at.time);
        for lane in self.lanes.iter_mut().filter(|lane| lane.runs) {
            lane.run_to(now);
            let Of::Stream(number) = lane.of else { continue };
            let id = StreamId { link: lane.link, number };
            let Some(listener) = state.link(lane.link).and_then(|link| link.listener(id)) else {
                continue;
            };
            // After another start it is another listener.
            let (_, packets, moment) = Some(lane.known)
                .filter(|(first, ..)| *first == listener.first.frame)
                .unwrap_or_default();
            let margin = listener.ear.latest.filter(|(when, _)| moment != Some(*when));
            let more = listener.packets.saturating_sub(packets);
            let latest = listener.ear.latest.map(|(when, _)| when);
            lane.known = (listener.first.frame, listener.packets, latest);
            if more == 0 && margin.is_none() {
                continue;
            }
            lane.packets += more;
            let frame = (more > 0).then_some(at);
            if let Some(bucket) = lane.bucket(index, frame) {
                let margin = margin.map(|(_, margin)| margin);
                bucket.add(&Bucket {
                    packets: u32::try_from(more).unwrap_or(u32::MAX),
                    margin,
                    ..Bucket::default()
                });
            }
        }
    }

    fn take(&mut self, event: &Event<'_>, state: &State) {
        let now = self.offset(event.at.time);
        if let Some(mark) = mark::of(event, state) {
            let begins = mark.sign == Sign::Start;
            let ends = matches!(mark.sign, Sign::Suspend | Sign::Close);
            if (begins || ends)
                && let Some(lane) = self.lane(mark.link, mark.of, state)
            {
                lane.run_to(now);
                lane.runs &= !ends;
                if begins {
                    lane.start(now);
                }
            }
            // A player says what it does again and again.
            let same = |own: &Mark| (own.by, &own.text) == (mark.by, &mark.text);
            let wishes = self.marks.iter().rev().filter(|own| own.link == mark.link);
            let mut wishes = wishes.take(8).filter(|own| own.sign == Sign::Wish);
            let again = mark.sign == Sign::Wish && wishes.next().is_some_and(same);
            let room = self.marks.len() < MAX_MARKS;
            if room && !again {
                self.marks.push(mark);
            }
            self.more += u64::from(!room && !again);
        }
        match event.what {
            What::MediaBegan(stream) => {
                let of = Of::Stream(stream.number);
                if let Some(lane) = self.lane(stream.link, of, state).filter(|lane| !lane.runs) {
                    lane.start(now);
                }
            }
            What::SequenceGap(gap) => {
                let index = self.index(event.at.time);
                let of = Of::Stream(gap.stream.number);
                let lane = self.lane(gap.stream.link, of, state);
                if let Some(bucket) = lane.and_then(|lane| lane.bucket(index, Some(event.at))) {
                    bucket.missing = bucket.missing.saturating_add(u32::from(gap.missing));
                }
            }
            What::Dropout(dropout) => {
                let of = Of::Stream(dropout.stream.number);
                self.silence(dropout.stream.link, of, dropout.begins, dropout.length, state);
            }
            What::LinkDown(_) => {
                for lane in self.lanes.iter_mut().filter(|lane| Some(lane.link) == event.link) {
                    lane.run_to(now);
                    lane.runs = false;
                }
            }
            _ => {}
        }
    }

    /// Nothing was heard for so many nanoseconds: each piece of time has its part of it.
    fn silence(&mut self, link: LinkId, of: Of, begins: Timestamp, length: i64, state: &State) {
        let (width, mut from) = (self.width, self.offset(begins));
        let to = from.saturating_add(length);
        let Some(lane) = self.lane(link, of, state) else { return };
        while from < to {
            let index = from / width;
            let end = to.min((index + 1).saturating_mul(width));
            let Ok(index) = usize::try_from(index) else { return };
            let Some(bucket) = lane.bucket(index, None) else { return };
            bucket.silent = bucket.silent.saturating_add(end - from);
            from = end;
        }
    }

    fn lane(&mut self, link: LinkId, of: Of, state: &State) -> Option<&mut Lane> {
        let known = self.lanes.iter().position(|lane| (lane.link, lane.of) == (link, of));
        let index = match known {
            Some(index) => index,
            None if self.lanes.len() >= MAX_LANES => {
                self.more += 1;
                return None;
            }
            None => {
                self.lanes.push(Lane::new(link, of));
                self.lanes.len() - 1
            }
        };
        let lane = self.lanes.get_mut(index)?;
        if let (Of::Stream(number), None) = (of, &lane.codec) {
            let session = state.link(link).and_then(|link| link.avdtp());
            let stream = session.and_then(|session| session.stream(StreamId { link, number }));
            let codec = stream.and_then(|stream| stream.configuration?.codec);
            lane.codec = codec.map(|codec| codec.to_string());
        }
        Some(lane)
    }
}
