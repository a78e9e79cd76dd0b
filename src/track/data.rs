//! ACL data: fragments to PDUs, PDUs to the protocol that they belong to.

use parsers::{
    View,
    frame::Buffer,
    hci::acl::{Acl, Boundary},
};

use super::{
    buffers,
    event::{CutOff, Malformed, Orphan, What},
    form, hearing,
    id::{Key, Side},
    input::{Input, Seen},
    l2cap,
    layer::Queue,
    link, security,
    state::{Assembly, Joint, Lost, Pieces, QUIET, Scratch, State},
};

/// An ACL packet.
#[inline]
pub(super) fn acl<'t>(
    state: &mut State,
    scratch: &'t mut Scratch,
    input: &Input<'t>,
    seen: &mut Seen<'t>,
    events: &mut Queue<'t>,
) {
    let Ok(acl) = Acl::parse(input.bytes) else { return };
    let key = Key::Handle(acl.handle);
    let Some(index) = state.position(input.adapter, key) else {
        return unknown_handle(state, scratch, input, &acl, seen, events);
    };
    let by = input.by;
    if by.is_local() {
        let link = &mut state.links[index];
        link.flow.sent(input.at);
        hearing::sent(link, input.at);
    }
    if buffers::may_exceed(state, index, acl.length.0) {
        buffers::check(state, index, input, &acl, events);
    }
    fragment(state, scratch, input, (index, &acl), seen, events);
}

/// Data on a handle without a link: it ended a moment ago, or it began before the capture.
#[cold]
fn unknown_handle<'t>(
    state: &mut State,
    scratch: &'t mut Scratch,
    input: &Input<'t>,
    acl: &Acl<'t>,
    seen: &mut Seen<'t>,
    events: &mut Queue<'t>,
) {
    let by = input.by;
    if link::use_after_down(state, input, acl.handle, by, false, events) {
        return;
    }
    let Some(index) = l2cap::infer_link(state, input, acl, events) else { return };
    if by.is_local() {
        state.links[index].flow.sent(input.at);
    }
    fragment(state, scratch, input, (index, acl), seen, events);
}

#[inline]
fn fragment<'t>(
    state: &mut State,
    scratch: &'t mut Scratch,
    input: &Input<'t>,
    (index, acl): (usize, &Acl<'t>),
    seen: &mut Seen<'t>,
    events: &mut Queue<'t>,
) {
    let Scratch { pdu: scratch, upper } = scratch;
    let by = input.by;
    let length = usize::from(acl.length);
    let link = &mut state.links[index];
    let before = std::mem::replace(&mut link.last, input.at);
    if input.at.time.since(before.time) >= QUIET {
        events.on(link, What::Quiet { since: before });
    }
    if link.security.encrypting.is_some() && by == Side::Peer {
        security::encrypted_unseen(link, input.at, events);
    }
    if by.is_remote() {
        link.flow.received(input.at);
    }
    seen.link = Some(link.id);
    let Some(payload) = acl.payload.get(..length) else {
        // A record that was cut short, or a length that lies: nothing can be put together of it.
        link.partial(by).give_up();
        let error = form::announced(Acl::PDU, length, acl.payload.len());
        events.on(link, What::Malformed(Malformed { by, error }));
        return;
    };
    let outcome = match acl.boundary {
        Boundary::CONTINUATION => match link.partial(by).continuation(payload, input.at, scratch) {
            Some(outcome) => outcome,
            None => {
                orphan(state, index, by, payload.len(), events);
                return;
            }
        },
        boundary => {
            let lost = link.partial(by).abandon();
            if let Some(lost) = lost {
                cut_off(state, index, by, lost, events);
            }
            let flushable = boundary != Boundary::FIRST_NON_FLUSHABLE;
            let partial = state.links[index].partial(by);
            let outcome = partial.start(payload, input.at, flushable);
            // The rest of what was cut off may still come.
            partial.broken = lost.is_some();
            outcome
        }
    };
    let scratch: &'t Assembly = scratch;
    let bytes = match outcome {
        Pieces::Incomplete(piece) => {
            seen.context.incomplete = true;
            seen.context.protocol = state.links[index].partial(by).protocol();
            seen.join(Buffer::Pdu, Joint { piece, whole: None });
            return;
        }
        Pieces::Whole(want) => payload.get(..want).unwrap_or(payload),
        Pieces::Complete(piece) | Pieces::TooLong(piece) => {
            seen.join(Buffer::Pdu, Joint { piece, whole: Some(scratch) });
            &scratch.bytes
        }
    };
    let link = &mut state.links[index];
    l2cap::deliver(link, input.at, by, bytes, upper, seen, events);
}

#[cold]
fn orphan(state: &mut State, index: usize, by: Side, octets: usize, events: &mut Queue<'_>) {
    state.health.orphans += 1;
    let link = &mut state.links[index];
    let from_start = link.opened.is_some();
    let partial = link.partial(by);
    let explained = !(partial.synchronised || from_start);
    // One report for all continuations of the start that is missing.
    if std::mem::replace(&mut partial.broken, true) {
        return;
    }
    partial.synchronised = true;
    partial.torn = Some(events.at);
    events.on(link, What::OrphanContinuation(Orphan { by, octets, explained }));
}

#[cold]
fn cut_off(state: &mut State, index: usize, by: Side, lost: Lost, events: &mut Queue<'_>) {
    let link = &mut state.links[index];
    link.partial(by).torn = Some(events.at);
    let what = CutOff {
        by,
        have: lost.have,
        want: lost.want,
        started: lost.started,
        flushable: lost.flushable,
    };
    events.on(link, What::StartBeforeComplete(what));
}
