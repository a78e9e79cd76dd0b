//! Packets of one link in the controller (Core Vol 4 Part E, 4.1).

use crate::track::id::At;

/// Packets that the controller has not returned for this long, in nanoseconds, are a stall.
pub(in crate::track) const STALL: i64 = 2_000_000_000;

/// Packets that the controller holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stall {
    /// Packets sent and not returned.
    pub outstanding: u32,
    /// The first packet sent since the last return.
    pub since: At,
    /// The last packet sent.
    pub last_sent: At,
}

/// Packets of one link in the controller (Core Vol 4 Part E, 4.1).
#[derive(Debug, Default, Clone, Copy)]
pub struct Flow {
    /// Sent by the host and not returned yet; at least this many.
    pub outstanding: u32,
    /// Packets that were returned.
    pub completed: u64,
    /// Packets that were sent.
    pub sent: u64,
    /// The last return.
    pub last_completed: Option<At>,
    /// The first packet sent since the last return. What was held before that may have been returned
    /// without being seen.
    pub waiting_since: Option<At>,
    /// The last packet sent.
    pub last_sent: Option<At>,
    /// Packets from the peer.
    pub received: u64,
    /// The last packet from the peer.
    pub last_received: Option<At>,
    /// All packets were counted since the link came up.
    pub(in crate::track) exact: bool,
    pub(in crate::track) stalled: bool,
}

impl Flow {
    /// The host gave the controller a packet.
    #[inline]
    pub(in crate::track) fn sent(&mut self, at: At) {
        self.waiting_since.get_or_insert(at);
        self.outstanding = self.outstanding.saturating_add(1);
        self.sent += 1;
        self.last_sent = Some(at);
    }

    /// The peer sent a packet.
    #[inline]
    pub(in crate::track) fn received(&mut self, at: At) {
        self.received += 1;
        self.last_received = Some(at);
    }

    /// The controller returned `count` packets. Returns the stall that ends with it.
    #[inline]
    pub(in crate::track) fn completed(&mut self, at: At, count: u16) -> Option<Stall> {
        let ended = self.stalled_until(at);
        self.stalled = false;
        self.outstanding = self.outstanding.saturating_sub(u32::from(count));
        self.completed += u64::from(count);
        self.last_completed = Some(at);
        self.waiting_since = None;
        ended
    }

    /// So many nanoseconds, in which nothing was captured, do not count.
    pub(in crate::track) fn skip(&mut self, silence: i64) {
        if let Some(since) = &mut self.waiting_since {
            since.time.0 = since.time.0.saturating_add(silence);
        }
    }

    /// How many more packets come back than the capture has of those that went.
    #[inline]
    pub(in crate::track) fn excess(&self, count: u16) -> u32 {
        if self.exact { u32::from(count).saturating_sub(self.outstanding) } else { 0 }
    }

    /// Packets were lost while capturing: what is outstanding is not known any more.
    pub(in crate::track) fn forget(&mut self) {
        self.outstanding = 0;
        self.waiting_since = None;
        self.stalled = false;
        self.exact = false;
    }

    /// The stall that ends now, also one that no other record came in, so that it was not noticed.
    pub(in crate::track) fn stalled_until(&self, at: At) -> Option<Stall> {
        self.stall().filter(|stall| self.stalled || self.overdue(stall, at))
    }

    /// Without a single return the capture, or the host's event mask, may leave them out.
    pub(in crate::track) fn overdue(&self, stall: &Stall, at: At) -> bool {
        self.completed > 0 && at.time.since(stall.since.time) > STALL
    }

    /// What is outstanding, and since when nothing was returned.
    pub fn stall(&self) -> Option<Stall> {
        let since = self.waiting_since?;
        Some(Stall { outstanding: self.outstanding, since, last_sent: self.last_sent? })
    }
}
