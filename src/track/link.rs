//! Links come, are used, and go.

use parsers::{Address, hci::Status, link::Direction};

use super::{
    Queue, State,
    event::{At, ConnectFailure, Event, LinkEnd, Stall, What},
    state::{AdapterId, Key, Link, LinkId, Role, Transport},
};

/// Packets that the controller has not returned for this long, in nanoseconds, are a stall.
const STALL: i64 = 2_000_000_000;

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
    stalled: bool,
}

impl Flow {
    /// The host gave the controller a packet.
    #[inline]
    pub(super) fn sent(&mut self, at: At) {
        self.waiting_since.get_or_insert(at);
        self.outstanding = self.outstanding.saturating_add(1);
        self.sent += 1;
        self.last_sent = Some(at);
    }

    /// The controller returned `count` packets. Returns the stall that ends with it.
    #[inline]
    pub(super) fn completed(&mut self, at: At, count: u16) -> Option<Stall> {
        let ended = self.stalled_until(at);
        self.stalled = false;
        self.outstanding = self.outstanding.saturating_sub(u32::from(count));
        self.completed += u64::from(count);
        self.last_completed = Some(at);
        self.waiting_since = None;
        ended
    }

    /// Packets were lost while capturing: what is outstanding is not known any more.
    pub(super) fn forget(&mut self) {
        self.outstanding = 0;
        self.waiting_since = None;
        self.stalled = false;
    }

    /// The stall that ends now, also one that no other record came in, so that it was not noticed.
    fn stalled_until(&self, at: At) -> Option<Stall> {
        self.stall().filter(|stall| self.stalled || self.overdue(stall, at))
    }

    /// Without a single return the capture, or the host's event mask, may leave them out.
    fn overdue(&self, stall: &Stall, at: At) -> bool {
        self.completed > 0 && at.time.since(stall.since.time) > STALL
    }

    /// What is outstanding, and since when nothing was returned.
    pub fn stall(&self) -> Option<Stall> {
        let since = self.waiting_since?;
        Some(Stall { outstanding: self.outstanding, since, last_sent: self.last_sent? })
    }
}

/// Looks for packets that do not come back.
pub(super) fn expire(link: &mut Link, at: At, events: &mut Queue<'_>) {
    if link.flow.stalled {
        return;
    }
    if let Some(stall) = link.flow.stall()
        && link.flow.overdue(&stall, at)
    {
        link.flow.stalled = true;
        events.on(link, What::Stalled(stall));
    }
}

/// What is known of a link when it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    pub(super) adapter: AdapterId,
    pub(super) key: Key,
    pub(super) transport: Transport,
    pub(super) peer: Option<Address>,
    pub(super) peer_is_random: bool,
    pub(super) role: Option<Role>,
    pub(super) outgoing: Option<bool>,
    pub(super) requested: Option<At>,
}

/// A link was created.
pub(super) fn up<'s>(
    state: &'s mut State,
    begin: &Beginning,
    events: &mut Queue<'_>,
) -> &'s mut Link {
    let at = events.at;
    if let Some(stale) = state.position(begin.adapter, begin.key) {
        // The handle is in use again, so its link has ended without a word. One that was only
        // inferred, a moment ago, is this one: data may come before the event.
        let link = &mut state.links[stale];
        if link.opened.is_none() && at.time.since(link.first.time) < 200_000_000 {
            fill(link, begin, at);
            events.on(link, What::LinkUp);
            return &mut state.links[stale];
        }
        down(state, stale, None, Direction::Unknown, events);
    }
    let link = state.add_link(begin.adapter, begin.key, at);
    fill(link, begin, at);
    events.on(link, What::LinkUp);
    link
}

fn fill(link: &mut Link, begin: &Beginning, at: At) {
    link.transport = Some(begin.transport);
    link.peer = begin.peer;
    link.peer_is_random = begin.peer_is_random;
    link.role = begin.role;
    link.outgoing = begin.outgoing;
    link.requested = begin.requested;
    link.opened = Some(at);
    link.security.began();
}

/// A link ended.
pub(super) fn down(
    state: &mut State,
    index: usize,
    reason: Option<Status>,
    by: Direction,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let at = events.at;
    let link = state.links.get_mut(index)?;
    super::smp::link_down(link, at, events);
    super::l2cap::link_down(link, events);
    super::avdtp::link_down(link, events);
    super::att::link_down(link, events);
    if let Some(stall) = link.flow.stalled_until(at) {
        events.on(link, What::StallEnded(stall));
    }
    link.closed = Some((at, reason));
    link.last = at;
    let requested = link.disconnecting;
    events.on(link, What::LinkDown(LinkEnd { reason, requested, by }));
    state.health.closed_links += 1;
    Some(state.links[index].id)
}

/// A connection could not be made. It has a number of its own, as a link that never was.
pub(super) fn failed(
    state: &mut State,
    adapter: AdapterId,
    failure: ConnectFailure,
    events: &mut Queue<'_>,
) {
    state.next_link += 1;
    let link = Some(LinkId(state.next_link));
    events.add(Event { at: events.at, adapter, link, what: What::ConnectFailed(failure) });
}
