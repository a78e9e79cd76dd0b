//! Who listens to the streams of a link, and the packets of the link that are in the controller.

use arrayvec::ArrayVec;

use crate::{
    capture::Timestamp,
    track::{
        id::{At, StreamId},
        listen::{Credits, Ear},
    },
};

/// Streams of a link that are listened to at the same time; of more, the latest.
const MAX_EARS: usize = 2;
/// Times are counted from the first media packet and stay in this range, about nine years, so that
/// sums of them stay numbers.
const RANGE: i64 = 1 << 58;

/// The listener of one stream.
#[derive(Debug, Clone)]
pub struct Listener {
    /// The stream.
    pub stream: StreamId,
    /// What is heard.
    pub ear: Ear,
    /// The first media packet since the start.
    pub first: At,
    /// The last one.
    pub last: At,
    /// Octets of the media packets, with their RTP headers.
    pub octets: u64,
    /// The stream goes on.
    pub(in crate::track) listens: bool,
}

/// All that is heard on a link.
#[derive(Debug, Clone)]
pub struct Hearing {
    origin: Timestamp,
    /// The packets in the controller.
    pub credits: Credits,
    pub(in crate::track) listeners: ArrayVec<Listener, MAX_EARS>,
    /// The last long pause of the whole log.
    pub(in crate::track) silence: Option<(i64, i64)>,
    /// Times at which the log turned out to have a hole.
    pub holes: u32,
}

impl Hearing {
    /// Nothing was heard yet; so many packets are in the controller.
    pub(in crate::track) fn new(origin: Timestamp, outstanding: u32) -> Self {
        Self {
            origin,
            credits: Credits::after(outstanding),
            listeners: ArrayVec::new(),
            silence: None,
            holes: 0,
        }
    }

    /// A time, counted from the first media packet.
    #[inline]
    pub(in crate::track) fn count(&self, time: Timestamp) -> i64 {
        time.step_from(self.origin).clamp(-RANGE, RANGE)
    }

    /// The time of a count.
    pub(in crate::track) fn time(&self, count: i64) -> Timestamp {
        Timestamp(self.origin.0.saturating_add(count))
    }

    /// Who listens to a stream.
    pub fn listener(&self, stream: StreamId) -> Option<&Listener> {
        self.listeners.iter().find(|listener| listener.stream == stream)
    }

    pub(in crate::track) fn listener_mut(&mut self, stream: StreamId) -> Option<&mut Listener> {
        self.listeners.iter_mut().find(|listener| listener.stream == stream)
    }

    /// Begins to listen to a stream, in place of what was heard of it before.
    pub(in crate::track) fn listen(&mut self, stream: StreamId, ear: Ear, at: At) {
        self.listeners.retain(|listener| listener.stream != stream);
        if self.listeners.is_full() {
            self.listeners.remove(0);
        }
        let listens = true;
        self.listeners.push(Listener { stream, ear, first: at, last: at, octets: 0, listens });
    }
}
