//! When the packets of this host left the controller: by Number Of Completed Packets.

use super::{
    constants::{MILLISECOND, SECOND},
    media_clock::Play,
};

/// Packets of one link that may be in the controller. More than any controller holds: a log in
/// which so many are outstanding leaves the returns out.
const CAPACITY: usize = 64;

/// Equal counts in a row after which a controller is known to return packets by that number.
const LEARNED: i32 = 8;

/// Of two packets returned together, the first left this much after the one before it.
const AIR: i64 = 4 * MILLISECOND;

/// How often the queue is looked at for returns that the log lost.
const REVIEW: i64 = 10 * SECOND;

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    handed: i64,
    frame: u64,
    idle: bool,
    /// The media that it ends, and of which stream.
    media: Option<(u16, Play)>,
}

/// A packet of media that the controller is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returned {
    /// When it left, as nearly as the log says.
    pub at: i64,
    /// When the host handed it over.
    pub handed: i64,
    /// Nothing waited in the controller when it was handed over.
    pub idle: bool,
    /// The stream's number.
    pub stream: u16,
    /// The media that it holds.
    pub play: Play,
    /// Its frame.
    pub frame: u64,
}

/// The packets of one handle that are in the controller, oldest first.
#[derive(Debug, Clone)]
pub struct Credits {
    entries: [Entry; CAPACITY],
    first: usize,
    length: usize,
    /// The log has no returns for this link.
    absent: bool,
    batch: u16,
    score: i32,
    last_arrival: i64,
    review: i64,
    least_fill: usize,
    handed_media: i64,
    /// Packets whose return the log lost.
    pub lost_returns: u64,
    /// Returns of packets that the log lost.
    pub surplus: u64,
}

impl Default for Credits {
    fn default() -> Self {
        Self {
            entries: [Entry::default(); CAPACITY],
            first: 0,
            length: 0,
            absent: false,
            batch: 1,
            score: 0,
            last_arrival: i64::MIN,
            review: i64::MIN,
            least_fill: usize::MAX,
            handed_media: 0,
            lost_returns: 0,
            surplus: 0,
        }
    }
}

impl Credits {
    /// Of so many packets in the controller it is not known when they were handed over.
    pub fn after(outstanding: u32) -> Self {
        let length = usize::try_from(outstanding).unwrap_or(CAPACITY).min(CAPACITY);
        Self { length, ..Self::default() }
    }

    /// The host hands over a packet.
    pub fn sent(&mut self, at: i64, frame: u64) {
        let idle = self.length < usize::from(self.batch_size());
        if self.length == CAPACITY {
            // Returns never come, or not in this log.
            self.absent = true;
            self.length = 0;
        }
        if self.absent {
            return;
        }
        let end = (self.first + self.length) % CAPACITY;
        if let Some(entry) = self.entries.get_mut(end) {
            *entry = Entry { handed: at, frame, idle, media: None };
            self.length += 1;
        }
        self.look(at);
    }

    /// The packet that was handed over last ends this media of a stream. Without returns in the log it
    /// counts as gone at once.
    pub fn holds(&mut self, at: i64, frame: u64, stream: u16, play: Play) -> Option<Returned> {
        if self.absent {
            return Some(Returned { at, handed: at, idle: true, stream, play, frame });
        }
        self.handed_media += play.length;
        let last = (self.first + self.length).checked_sub(1)? % CAPACITY;
        let entry = self.entries.get_mut(last)?;
        // It may be among those that were handed over before anybody looked.
        (entry.handed, entry.frame) = (at, frame);
        entry.media = Some((stream, play));
        None
    }

    /// The controller returns `count` packets; `each` gets those that hold media, in order.
    pub fn completed(&mut self, at: i64, count: u16, mut each: impl FnMut(Returned)) {
        if self.absent {
            // It does return packets after all.
            self.absent = false;
            return;
        }
        self.score = if count == self.batch {
            (self.score + 1).min(4 * LEARNED)
        } else {
            self.score - LEARNED
        };
        if self.score < 0 {
            (self.batch, self.score) = (count, 0);
        }
        let pair = count == 2 && self.batch_size() == 2;
        for index in 0..count {
            let Some(entry) = self.pop() else {
                self.surplus += u64::from(count - index);
                break;
            };
            let early = pair && index == 0;
            let left = if early { entry.handed.max(self.last_arrival) + AIR } else { at };
            let left = left.min(at);
            self.last_arrival = left;
            if let Some((stream, play)) = entry.media {
                let Entry { handed, frame, idle, .. } = entry;
                each(Returned { at: left, handed, idle, stream, play, frame });
            }
        }
        self.least_fill = self.least_fill.min(self.length);
    }

    /// The media of a stream ends here; what is outstanding still leaves, but is heard no more.
    pub fn silence(&mut self, stream: u16) {
        for entry in &mut self.entries {
            entry.media = entry.media.filter(|(of, _)| *of != stream);
        }
        self.review = i64::MIN;
    }

    /// What is outstanding is not known any more: the log lost records.
    pub fn forget(&mut self) {
        self.length = 0;
        self.review = i64::MIN;
    }

    /// Whether the log shows when packets are returned.
    pub fn are_logged(&self) -> bool {
        !self.absent
    }

    /// Packets in the controller.
    pub fn outstanding(&self) -> usize {
        self.length
    }

    /// By how many the controller returns packets, where it is regular.
    pub fn batch_size(&self) -> u16 {
        if self.score >= LEARNED { self.batch.max(1) } else { 1 }
    }

    fn pop(&mut self) -> Option<Entry> {
        let entry = (self.length > 0).then(|| self.entries.get(self.first).copied())??;
        self.first = (self.first + 1) % CAPACITY;
        self.length -= 1;
        Some(entry)
    }

    /// A queue that was never empty while the source kept up lacks returns: they shift it for ever
    /// and would look like a backlog.
    fn look(&mut self, at: i64) {
        if self.review == i64::MIN {
            (self.review, self.least_fill, self.handed_media) = (at, usize::MAX, 0);
        }
        let passed = at - self.review;
        if passed < REVIEW {
            return;
        }
        let kept_up = self.handed_media >= passed / 100 * 98;
        if kept_up && self.least_fill > 0 && self.least_fill != usize::MAX {
            for _ in 0..self.least_fill {
                self.pop();
                self.lost_returns += 1;
            }
        }
        (self.review, self.least_fill, self.handed_media) = (at, usize::MAX, 0);
    }
}
