//! Who listens to the streams of a link, and the packets of the link that are in the controller.

use arrayvec::ArrayVec;

use crate::{
    capture::Timestamp,
    track::{
        id::{At, SourceId, StreamId},
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
    /// When its start was accepted; none when that was before the capture.
    pub started: Option<At>,
    /// The first media packet since the start.
    pub first: At,
    /// The last one.
    pub last: At,
    /// Media packets.
    pub packets: u64,
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
    /// The last one so long that the clock may have been set instead.
    pub(in crate::track) unwitnessed: Option<(i64, i64)>,
    /// When somebody last asked for a pause or another track.
    pub(in crate::track) asked: Option<At>,
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
            unwitnessed: None,
            asked: None,
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

    /// A frame that the model has kept, with its time as it counts.
    pub fn place(&self, frame: u64, count: i64, source: SourceId) -> At {
        At { frame, time: self.time(count), source }
    }

    /// Who listens to a stream.
    pub fn listener(&self, stream: StreamId) -> Option<&Listener> {
        self.listeners.iter().find(|listener| listener.stream == stream)
    }

    pub(in crate::track) fn listener_mut(&mut self, stream: StreamId) -> Option<&mut Listener> {
        self.listeners.iter_mut().find(|listener| listener.stream == stream)
    }

    /// Begins to listen to a stream, in place of what was heard of it before.
    pub(in crate::track) fn listen(
        &mut self,
        stream: StreamId,
        ear: Ear,
        started: Option<At>,
        at: At,
    ) {
        self.listeners.retain(|listener| listener.stream != stream);
        if self.listeners.is_full() {
            self.listeners.remove(0);
        }
        self.listeners.push(Listener {
            stream,
            ear,
            started,
            first: at,
            last: at,
            packets: 0,
            octets: 0,
            listens: true,
        });
    }
}
