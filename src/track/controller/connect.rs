//! Links are asked for, made and ended.

use parsers::{
    Address, Slots,
    hci::{
        self, Event, Handle, InitiatorFilterPolicy, LeEvent, LinkKind, Opcode, Status,
        command::Command,
    },
};

use super::airtime;
use crate::track::{
    event::{ConnectFailure, ConnectRequest, Intent, Source, What},
    id::{At, Key, LinkId, Role, Side, Transport},
    input::Input,
    layer::Queue,
    link::{self, Beginning},
    state::{Adapter, PendingConnect, State, Synchronous},
};

/// What commands mean for links.
pub(super) fn command(
    state: &mut State,
    input: &Input<'_>,
    command: &Command<'_>,
    events: &mut Queue<'_>,
) {
    // With bit 0 it connects to whoever is in the filter accept list.
    let le_peer =
        |address: Address, filter: InitiatorFilterPolicy| (filter.0 & 1 == 0).then_some(address);
    let (peer, transport) = match command {
        Command::CreateConnection(c) => (Some(c.address), Transport::Classic),
        Command::LeCreateConnection(c) => {
            (le_peer(c.peer_address, c.filter_policy), Transport::LowEnergy)
        }
        Command::LeExtendedCreateConnection(c) => {
            (le_peer(c.peer_address, c.filter_policy), Transport::LowEnergy)
        }
        Command::LeExtendedCreateConnectionV2(c) => {
            (le_peer(c.peer_address, c.filter_policy), Transport::LowEnergy)
        }
        Command::AcceptConnectionRequest(c) => {
            let adapter = state.adapter_mut(input.adapter);
            let asked = |p: &&mut PendingConnect| p.incoming && p.peer == Some(c.address);
            adapter.connects.iter_mut().filter(asked).for_each(|pending| pending.accepted = true);
            return;
        }
        Command::CreateConnectionCancel(c) => {
            let adapter = state.adapter_mut(input.adapter);
            return cancel(adapter, Transport::Classic, Some(c.address));
        }
        _ => return,
    };
    let pending = PendingConnect {
        peer,
        transport,
        at: input.at,
        incoming: false,
        accepted: false,
        cancelled: false,
        role: None,
    };
    state.adapter_mut(input.adapter).connects.push(pending);
    let request = ConnectRequest { peer, transport, incoming: false };
    events.push(input.adapter, What::ConnectRequested(request));
}

/// The host does not want a connection any more.
pub(super) fn cancel(adapter: &mut Adapter, transport: Transport, peer: Option<Address>) {
    for pending in &mut adapter.connects {
        if pending.transport == transport && (peer.is_none() || pending.peer == peer) {
            pending.cancelled = true;
        }
    }
}

/// A command that asks for a connection was refused at once.
pub(super) fn refused(
    state: &mut State,
    input: &Input<'_>,
    opcode: Opcode,
    status: Status,
    sent: Option<At>,
    events: &mut Queue<'_>,
) {
    let transport = match opcode {
        Opcode::CREATE_CONNECTION => Transport::Classic,
        Opcode::LE_CREATE_CONNECTION
        | Opcode::LE_EXTENDED_CREATE_CONNECTION_V1
        | Opcode::LE_EXTENDED_CREATE_CONNECTION_V2 => Transport::LowEnergy,
        _ => return,
    };
    let adapter = state.adapter_mut(input.adapter);
    let pending = adapter.connects.take(|pending| {
        !pending.incoming && pending.transport == transport && Some(pending.at) == sent
    });
    let Some(pending) = pending else { return };
    link::failed(
        state,
        input.adapter,
        failure(status, transport, pending.peer, Some(pending)),
        events,
    );
}

fn failure(
    status: Status,
    transport: Transport,
    peer: Option<Address>,
    pending: Option<PendingConnect>,
) -> ConnectFailure {
    ConnectFailure {
        peer,
        transport,
        status,
        requested: pending.map(|pending| pending.at),
        incoming: pending.is_some_and(|pending| pending.incoming),
        cancelled: pending.is_some_and(|pending| pending.cancelled),
    }
}

/// Takes the request that this connection answers.
///
/// Where both sides asked for it, the one that was accepted is the one that succeeds: a controller
/// that could have answered a page with success does not let the other one in. It refuses its own
/// host's request because the connection is there, and says so in an event that follows.
fn take(
    state: &mut State,
    input: &Input<'_>,
    transport: Transport,
    peer: Option<Address>,
    status: Status,
) -> Option<PendingConnect> {
    let adapter = state.adapter_mut(input.adapter);
    let of_transport = |pending: &PendingConnect| pending.transport == transport;
    let named = |p: &PendingConnect| of_transport(p) && peer.is_some() && p.peer == peer;
    let first = match status {
        Status::SUCCESS => adapter.connects.take(|p| named(p) && p.accepted),
        Status::CONNECTION_ALREADY_EXISTS => adapter.connects.take(|p| named(p) && !p.incoming),
        _ => None,
    };
    let exact = first.or_else(|| adapter.connects.take(named));
    exact.or_else(|| {
        adapter.connects.take(|p| of_transport(p) && (p.peer.is_none() || peer.is_none()))
    })
}

/// What events mean for links.
pub(super) fn event(
    state: &mut State,
    input: &Input<'_>,
    event: &Event<'_>,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    match event {
        Event::ConnectionRequest(e) if e.link_kind == LinkKind::ACL => {
            let pending = PendingConnect {
                peer: Some(e.address),
                transport: Transport::Classic,
                at: input.at,
                incoming: true,
                accepted: false,
                cancelled: false,
                role: None,
            };
            state.adapter_mut(input.adapter).connects.push(pending);
            let request = ConnectRequest {
                peer: Some(e.address),
                transport: Transport::Classic,
                incoming: true,
            };
            events.push(input.adapter, What::ConnectRequested(request));
            None
        }
        Event::ConnectionComplete(e) if e.link_kind == LinkKind::ACL => {
            let pending = take(state, input, Transport::Classic, Some(e.address), e.status);
            if e.status != Status::SUCCESS {
                let failure = failure(e.status, Transport::Classic, Some(e.address), pending);
                link::failed(state, input.adapter, failure, events);
                return None;
            }
            let outgoing = pending.map(|pending| !pending.incoming);
            let begin = Beginning {
                adapter: input.adapter,
                key: Key::Handle(e.handle),
                transport: Transport::Classic,
                peer: Some(e.address),
                peer_is_random: false,
                // The side that pages is central until a role change says otherwise.
                role: pending.and_then(|pending| pending.role).or_else(|| {
                    outgoing.map(|out| if out { Role::Central } else { Role::Peripheral })
                }),
                outgoing,
                requested: pending.map(|pending| pending.at),
            };
            Some(begin_link(state, input, &begin, e.handle, events))
        }
        Event::ConnectionComplete(e) if e.status == Status::SUCCESS => {
            synchronous(state, input, e.handle, e.address, events)
        }
        Event::SynchronousConnectionComplete(e) if e.status == Status::SUCCESS => {
            synchronous(state, input, e.handle, e.address, events)
        }
        Event::RoleChange(e) if e.status == Status::SUCCESS => {
            let role = if e.role == hci::Role::CENTRAL { Role::Central } else { Role::Peripheral };
            let link = state.links.iter_mut().find(|link| {
                link.adapter == input.adapter
                    && link.transport == Some(Transport::Classic)
                    && link.peer == Some(e.address)
                    && link.closed.is_none()
            });
            if let Some(link) = link {
                link.role = Some(role);
                return Some(link.id);
            }
            // A host that accepts and wants to be central changes the role first (7.7.18).
            let adapter = state.adapter_mut(input.adapter);
            let asked = adapter.connects.iter_mut().find(|pending| {
                pending.transport == Transport::Classic && pending.peer == Some(e.address)
            });
            if let Some(pending) = asked {
                pending.role = Some(role);
            }
            None
        }
        Event::LinkSupervisionTimeoutChanged(e) => supervised(state, input, e.handle, e.timeout),
        Event::DisconnectionComplete(e) if e.status == Status::SUCCESS => {
            disconnected(state, input, e.handle, e.reason, events)
        }
        _ => None,
    }
}

/// What LE events mean for links.
pub(super) fn le_event(
    state: &mut State,
    input: &Input<'_>,
    event: &LeEvent<'_>,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    // What all of its versions have.
    macro_rules! complete {
        ($e:ident) => {
            (
                $e.status,
                $e.handle,
                $e.role,
                $e.peer_address_type.0 & 1 == 1,
                $e.peer_address,
                ($e.interval, $e.latency, $e.supervision_timeout),
            )
        };
    }
    let (status, handle, role, random, peer, timing) = match event {
        LeEvent::ConnectionComplete(e) => complete!(e),
        LeEvent::EnhancedConnectionComplete(e) => complete!(e),
        LeEvent::EnhancedConnectionCompleteV2(e) => complete!(e),
        LeEvent::ConnectionUpdateComplete(e) if e.status == Status::SUCCESS => {
            let index = state.position(input.adapter, Key::Handle(e.handle))?;
            let link = &mut state.links[index];
            link.timed(e.interval, e.latency, e.supervision_timeout);
            link.transport = Some(Transport::LowEnergy);
            return Some(link.id);
        }
        _ => return None,
    };
    let known = (peer != Address::default()).then_some(peer);
    // As a peripheral there is no command to answer; a request of this host stays pending.
    let pending = if role == hci::Role::PERIPHERAL && status == Status::SUCCESS {
        None
    } else {
        take(state, input, Transport::LowEnergy, known, status)
    };
    if status != Status::SUCCESS {
        let peer = known.or(pending.and_then(|pending| pending.peer));
        link::failed(
            state,
            input.adapter,
            failure(status, Transport::LowEnergy, peer, pending),
            events,
        );
        return None;
    }
    let begin = Beginning {
        adapter: input.adapter,
        key: Key::Handle(handle),
        transport: Transport::LowEnergy,
        peer: known,
        peer_is_random: random,
        role: Some(if role == hci::Role::CENTRAL { Role::Central } else { Role::Peripheral }),
        outgoing: Some(role == hci::Role::CENTRAL),
        requested: pending.map(|pending| pending.at),
    };
    let id = begin_link(state, input, &begin, handle, events);
    let index = state.position(input.adapter, Key::Handle(handle))?;
    let link = &mut state.links[index];
    let (interval, latency, supervision) = timing;
    link.timed(interval, latency, supervision);
    Some(id)
}

fn begin_link(
    state: &mut State,
    input: &Input<'_>,
    begin: &Beginning,
    handle: Handle,
    events: &mut Queue<'_>,
) -> LinkId {
    state.adapter_mut(input.adapter).ended.retain(|ended| ended.handle != handle);
    link::up(state, begin, events).id
}

/// The supervision timeout of a BR/EDR link is another one; 0 stands for none.
pub(super) fn supervised(
    state: &mut State,
    input: &Input<'_>,
    handle: Handle,
    timeout: Slots,
) -> Option<LinkId> {
    let index = state.position(input.adapter, Key::Handle(handle))?;
    let link = &mut state.links[index];
    link.supervision = (timeout.0 > 0).then(|| timeout.nanoseconds());
    Some(link.id)
}

/// A SCO or eSCO link begins: somebody speaks.
fn synchronous(
    state: &mut State,
    input: &Input<'_>,
    handle: Handle,
    peer: Address,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let id = state.links_to(peer).find(|link| link.adapter == input.adapter).map(|link| link.id);
    let adapter = state.adapter_mut(input.adapter);
    adapter.synchronous_links += 1;
    adapter.synchronous.push(Synchronous { handle, link: id });
    let link = state.link(id?)?;
    let intent = Intent::VoiceBegan(Source::Synchronous, Side::Unknown);
    events.on(link, What::Intent(intent));
    id
}

fn disconnected(
    state: &mut State,
    input: &Input<'_>,
    handle: Handle,
    reason: Status,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let adapter = state.adapter_mut(input.adapter);
    if let Some(ended) = adapter.synchronous.take(|sync| sync.handle == handle) {
        if adapter.synchronous.is_empty() {
            airtime::silent(adapter, input.at);
        }
        let link = state.link(ended.link?)?;
        let intent = Intent::VoiceEnded(Source::Synchronous, Side::Unknown);
        events.on(link, What::Intent(intent));
        return ended.link;
    }
    adapter.end(handle, input.at);
    let index = state.position(input.adapter, Key::Handle(handle))?;
    let by = match reason {
        // Nobody ended it, though this host may have been about to.
        Status::CONNECTION_TIMEOUT => Side::Unknown,
        _ if state.links[index].disconnecting.is_some() => Side::Host,
        Status::LOCAL_HOST_TERMINATED => Side::Host,
        // The reasons that a host may give (7.1.6): the other one did.
        Status::AUTHENTICATION_FAILURE
        | Status::REMOTE_USER_TERMINATED
        | Status::REMOTE_LOW_RESOURCES
        | Status::REMOTE_POWER_OFF
        | Status::UNSUPPORTED_REMOTE_FEATURE
        | Status::UNIT_KEY_PAIRING_NOT_SUPPORTED
        | Status::UNACCEPTABLE_CONNECTION_PARAMETERS => Side::Peer,
        _ => Side::Unknown,
    };
    link::down(state, index, Some(reason), by, events)
}
