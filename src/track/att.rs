//! Attribute Protocol: one request at a time, each with its answer (Core Vol 3 Part F, 3.3).

use parsers::{
    ParseError, View,
    att::{Header, Message, Opcode},
    l2cap::Protocol,
};

use super::{
    deadline,
    event::{AttMessage, Malformed, What},
    form,
    id::Side,
    layer::{Layer, Pdu, Queue},
    state::{Ask, DEFAULT_ATT_MTU, Link, Question},
};

/// Seconds after which a transaction that is not completed has failed (Core Vol 3 Part F, 3.3.3).
const PATIENCE: i64 = 30;

/// Requests of one sender that are remembered; there should be one.
const MAX_PENDING: usize = 4;

/// The Attribute Protocol on its fixed channel.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: |protocol| protocol == Protocol::Att,
    pdu: |link, pdu, _, events| message(link, pdu, events),
    requested: None,
    opened: None,
    inferred: None,
    closed: None,
    looks_like: None,
    expects: None,
    recognises: None,
    unanswered: None,
    encrypted: None,
    link_down: None,
};

/// One PDU. Commands and notifications have no answer and cause no event.
#[inline]
fn message<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    if let Some(error) = fault(pdu.payload) {
        events.on(link, What::Malformed(Malformed { by: pdu.by, error }));
    }
    let Some((&opcode, payload)) = pdu.payload.split_first() else { return };
    let opcode = Opcode(opcode);
    let (at, by) = (pdu.at, pdu.by);
    let mut message =
        AttMessage { by, opcode, payload, request: None, outstanding: None, begun: None };
    let question = Question::new(Ask::Att(opcode), by, at, PATIENCE);
    let other = by.opposite();
    let request = |q: &Question, by: Side| match q.ask {
        Ask::Att(opcode) if q.by == by && opcode.is_request() => Some(opcode),
        _ => None,
    };
    let answers = |question: Option<Question>| match question {
        Some(Question { ask: Ask::Att(opcode), asked, .. }) => Some((opcode, asked)),
        _ => None,
    };
    if opcode.is_request() {
        message.outstanding = link.questions.att_requests(by).next();
        let coming = link.partial(other);
        message.begun = coming.started.filter(|_| coming.protocol() == Protocol::Att);
        if link.questions.att_requests(by).count() < MAX_PENDING {
            deadline::ask(link, question.key(at.frame), events);
        }
    } else if opcode == Opcode::HANDLE_VALUE_INDICATION {
        deadline::ask(link, question, events);
    } else if opcode == Opcode::HANDLE_VALUE_CONFIRMATION {
        let asked = Ask::Att(Opcode::HANDLE_VALUE_INDICATION);
        message.request =
            answers(deadline::answer(link, events, |q| q.by == other && q.ask == asked));
    } else if let Some(answered) = answered(opcode, payload) {
        // The server answers in the order of the requests.
        let named = deadline::answer(link, events, |q| {
            request(q, other).is_some_and(|opcode| answered.is_none_or(|named| named == opcode))
        });
        // An Error Response that names another request, or none, ends the one that waits.
        let wrong = named.is_none() && opcode == Opcode::ERROR_RESPONSE;
        let first = |events: &mut Queue<'a>, link: &mut Link| {
            deadline::answer(link, events, |q| request(q, other).is_some())
        };
        message.request = answers(named.or_else(|| wrong.then(|| first(events, link)).flatten()));
    } else {
        return;
    }
    match Message::parse(opcode, payload) {
        Ok(Message::ExchangeMtuRequest(m)) => link.att_offer = Some(m.client_mtu.0),
        Ok(Message::ExchangeMtuResponse(m)) if message.request.is_some() => {
            // Both may ask, and say the same in either role.
            let agreed =
                link.att_offer.take().map(|offer| offer.min(m.server_mtu.0).max(DEFAULT_ATT_MTU));
            link.att_mtu = link.att_mtu.and_then(|mtu| Some(mtu.max(agreed?)));
        }
        _ => {}
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
