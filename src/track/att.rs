//! Attribute Protocol: one request at a time, each with its answer (Core Vol 3 Part F, 3.3).

use parsers::{
    ParseError, View,
    att::{Header, Message, Opcode},
    link::Direction,
};

use super::{
    Queue,
    event::{AttMessage, Malformed, Unanswered, What},
    form,
    id::At,
    input::Pdu,
    state::{AttRequest as Pending, Link},
};

/// A transaction that is not completed within this time has failed (Core Vol 3 Part F, 3.3.3), in
/// nanoseconds.
pub const DEADLINE: i64 = 30_000_000_000;

/// One PDU. Commands and notifications have no answer and cause no event.
#[inline]
pub(super) fn pdu<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    if let Some(error) = fault(pdu.payload) {
        events.on(link, What::Malformed(Malformed { direction: pdu.direction, error }));
    }
    let Some((&opcode, payload)) = pdu.payload.split_first() else { return };
    let opcode = Opcode(opcode);
    let (at, direction) = (pdu.at, pdu.direction);
    let mut message = AttMessage { direction, opcode, payload, request: None, outstanding: None };
    if opcode.is_request() {
        let pending = &mut link.att.requests[direction as usize];
        message.outstanding = pending.first().map(|p| (p.opcode, p.sent));
        if !pending.is_full() {
            pending.push(Pending { opcode, sent: at });
        }
    } else if opcode == Opcode::HANDLE_VALUE_INDICATION {
        link.att.indications[direction as usize] = Some(Pending { opcode, sent: at });
    } else if opcode == Opcode::HANDLE_VALUE_CONFIRMATION {
        let pending = link.att.indications[direction.opposite() as usize].take();
        message.request = pending.map(|p| (p.opcode, p.sent));
    } else if let Some(answered) = answered(opcode, payload) {
        let pending = &mut link.att.requests[direction.opposite() as usize];
        // The server answers in the order of the requests.
        let found = pending.iter().position(|p| answered.is_none_or(|opcode| opcode == p.opcode));
        // An Error Response that names another request, or none, ends the one that waits.
        let wrong = opcode == Opcode::ERROR_RESPONSE && !pending.is_empty();
        let found = found.or(wrong.then_some(0));
        message.request = found.map(|index| pending.remove(index)).map(|p| (p.opcode, p.sent));
    } else {
        return;
    }
    events.on(link, What::Att(message));
}

/// What is wrong with the length of a PDU.
#[inline]
fn fault(pdu: &[u8]) -> Option<ParseError> {
    let Some((&opcode, payload)) = pdu.split_first() else {
        return Header::parse(pdu).err();
    };
    let opcode = Opcode(opcode);
    if opcode.is_request() || opcode.is_response() {
        return Message::pdu(opcode).and_then(|pdu| form::fault(pdu, payload));
    }
    // The others are frequent, and end in a value of any length.
    Message::parse(opcode, payload).err()
}

/// The request that a response is for, where it says so.
fn answered(opcode: Opcode, payload: &[u8]) -> Option<Option<Opcode>> {
    if opcode == Opcode::ERROR_RESPONSE {
        return Some(payload.first().copied().map(Opcode));
    }
    opcode.is_response().then_some(Some(Opcode(opcode.0.wrapping_sub(1))))
}

/// Looks for transactions that were not completed.
pub(super) fn expire(link: &mut Link, at: At, events: &mut Queue<'_>) {
    let overdue = |p: &Pending| at.time.since(p.sent.time) > DEADLINE;
    for direction in [Direction::Sent, Direction::Received, Direction::Unknown] {
        while let Some(index) = link.att.requests[direction as usize].iter().position(overdue) {
            let pending = link.att.requests[direction as usize].remove(index);
            unanswered(link, direction, &pending, Some(DEADLINE), events);
        }
        if let Some(pending) = link.att.indications[direction as usize].filter(overdue) {
            link.att.indications[direction as usize] = None;
            unanswered(link, direction, &pending, Some(DEADLINE), events);
        }
    }
}

/// The link ended with what was under way.
pub(super) fn link_down(link: &mut Link, events: &mut Queue<'_>) {
    for direction in [Direction::Sent, Direction::Received, Direction::Unknown] {
        while let Some(pending) = link.att.requests[direction as usize].pop() {
            unanswered(link, direction, &pending, None, events);
        }
    }
}

fn unanswered(
    link: &Link,
    direction: Direction,
    pending: &Pending,
    deadline: Option<i64>,
    events: &mut Queue<'_>,
) {
    let what = Unanswered { what: pending.opcode, direction, sent: pending.sent, deadline };
    events.on(link, What::AttUnanswered(what));
}
