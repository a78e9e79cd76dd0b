//! Links come, are used, and go.

use parsers::{
    Address,
    hci::{Handle, Status},
};

use super::{
    deadline,
    event::{ConnectFailure, Event, LinkEnd, UseAfterDown, What},
    id::{AdapterId, At, Key, LinkId, Role, Side, Transport},
    input::Input,
    layer::Queue,
    state::{DEFAULT_ATT_MTU, Limit, Link, MAX_LINKS, QUIET, State},
};

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

/// Starts to follow a link. When too many are followed, the one that was silent for longest is
/// taken to have ended.
pub(super) fn follow<'s>(
    state: &'s mut State,
    adapter: AdapterId,
    key: Key,
    events: &mut Queue<'_>,
) -> &'s mut Link {
    let open = || (0..).zip(&state.links).filter(|(_, link)| link.closed.is_none());
    if open().count() >= MAX_LINKS
        && let Some((oldest, _)) = open().min_by_key(|(_, link)| link.last)
    {
        down(state, oldest, None, Side::Unknown, events);
        state.health.forgotten += 1;
    }
    state.add_link(adapter, key, events.at)
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
        down(state, stale, None, Side::Unknown, events);
    }
    let link = follow(state, begin.adapter, begin.key, events);
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
    link.att_mtu =
        (begin.transport == Transport::LowEnergy).then(|| Limit::assumed(DEFAULT_ATT_MTU));
    link.flow.exact = link.flow.sent == 0;
    link.security.began();
}

/// A link ended.
pub(super) fn down(
    state: &mut State,
    index: usize,
    reason: Option<Status>,
    by: Side,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let at = events.at;
    let link = state.links.get_mut(index)?;
    deadline::end(link, events, |_| true);
    for link_down in events.layers.iter().filter_map(|layer| layer.link_down) {
        link_down(link, events);
    }
    if let Some(stall) = link.flow.stalled_until(at) {
        events.on(link, What::StallEnded(stall));
    }
    link.closed = Some((at, reason));
    let before = std::mem::replace(&mut link.last, at);
    if !link.on_air() && at.time.since(before.time) >= QUIET {
        events.on(link, What::Quiet { since: before });
    }
    let requested = link.disconnecting;
    events.on(link, What::LinkDown(LinkEnd { reason, requested, by }));
    state.health.closed_links += 1;
    Some(state.links[index].id)
}

/// A connection could not be made. It has a number of its own, as a link that never was, unless it
/// could not because the link is there.
pub(super) fn failed(
    state: &mut State,
    adapter: AdapterId,
    failure: ConnectFailure,
    events: &mut Queue<'_>,
) {
    let exists = failure.peer.filter(|_| failure.status == Status::CONNECTION_ALREADY_EXISTS);
    let same = |link: &&Link| link.adapter == adapter && link.transport == Some(failure.transport);
    let exists = exists.and_then(|peer| state.links_to(peer).find(same)).map(|link| link.id);
    let link = Some(exists.unwrap_or_else(|| {
        state.next_link += 1;
        LinkId(state.next_link)
    }));
    events.add(Event { at: events.at, adapter, link, what: What::ConnectFailed(failure) });
}

/// Data or a command for a handle that has no link. Returns whether the handle's link ended before.
pub(super) fn use_after_down(
    state: &mut State,
    input: &Input<'_>,
    handle: Handle,
    by: Side,
    command: bool,
    events: &mut Queue<'_>,
) -> bool {
    let adapter = state.adapter_mut(input.adapter);
    let Some(ended) = adapter.ended.iter_mut().find(|ended| ended.handle == handle) else {
        return false;
    };
    ended.uses = ended.uses.saturating_add(1);
    let what = UseAfterDown { handle, by, closed: ended.at, count: ended.uses, command };
    events.push(input.adapter, What::UseAfterDown(what));
    true
}
