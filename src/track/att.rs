//! Attribute Protocol: one request at a time, each with its answer (Core Vol 3 Part F, 3.3).

use parsers::{
    Fault, ParseError, View,
    att::{HandleValueNotification, Header, Message, Opcode},
    l2cap::Protocol,
};

use super::{
    deadline,
    event::{AttMessage, Malformed, What},
    form, gatt,
    id::{At, ChannelId, Side},
    layer::{Layer, Pdu, Queue},
    state::{Ask, DEFAULT_ATT_MTU, Limit, Link, Question},
};

/// Seconds after which a transaction that is not completed has failed (Core Vol 3 Part F, 3.3.3).
const PATIENCE: i64 = 30;

/// Nanoseconds that an answer takes at least, where none was seen yet on the link.
const SLOW: i64 = 30_000_000;
/// The same, whatever was seen: the shortest connection interval.
const QUICK: i64 = 7_500_000;

/// Requests of one sender that are remembered; there should be one.
const MAX_PENDING: usize = 4;

/// The Attribute Protocol on its fixed channel.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Att.bit(),
    pdu: |link, pdu, _, events| {
        message(link, pdu, events);
        None
    },
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
    match opcode {
        Opcode::HANDLE_VALUE_NOTIFICATION | Opcode::HANDLE_VALUE_INDICATION => {
            gatt::said(link, pdu.by, payload, events);
        }
        Opcode::WRITE_REQUEST | Opcode::WRITE_COMMAND => {
            gatt::written(link, pdu.by, payload, events)
        }
        _ => {}
    }
    if !is_frequent(opcode) {
        transaction(link, pdu, opcode, payload, events);
    }
}

/// A notification or a command: most of all PDUs, and of no transaction.
#[inline]
fn is_frequent(opcode: Opcode) -> bool {
    opcode == Opcode::HANDLE_VALUE_NOTIFICATION || opcode.is_command()
}

/// A PDU that asks or answers.
#[cold]
fn transaction<'a>(
    link: &mut Link,
    pdu: &Pdu<'a>,
    opcode: Opcode,
    payload: &'a [u8],
    events: &mut Queue<'a>,
) {
    let (at, by) = (pdu.at, pdu.by);
    // Each bearer has its own transactions (3.3.2): the fixed channel, and each enhanced one.
    let bearer = Some(pdu.channel).filter(|channel| channel.number != 0);
    let mut message =
        AttMessage { by, bearer, opcode, payload, request: None, outstanding: None, begun: None };
    let question = Question::new(Ask::Att(opcode), by, at, PATIENCE);
    let question = Question { channel: bearer, ..question };
    let other = by.opposite();
    let request = |q: &Question, by: Side| match q.ask {
        Ask::Att(opcode) if (q.by, q.channel) == (by, bearer) && opcode.is_request() => {
            Some(opcode)
        }
        _ => None,
    };
    let answers = |question: Option<Question>| match question {
        Some(Question { ask: Ask::Att(opcode), asked, .. }) => Some((opcode, asked)),
        _ => None,
    };
    if opcode.is_request() {
        gatt::request(link, by, opcode, payload);
        answered_unseen(link, by, bearer, at, events);
        let mut waiting = link.questions.att_requests(by, bearer);
        message.outstanding = waiting.next();
        let waiting = waiting.count() + usize::from(message.outstanding.is_some());
        let coming = link.partial(other);
        message.begun =
            coming.started.filter(|_| bearer.is_none() && coming.protocol() == Protocol::Att);
        if waiting < MAX_PENDING {
            deadline::ask(link, question.key(at.frame), events);
        }
    } else if opcode == Opcode::HANDLE_VALUE_INDICATION {
        deadline::ask(link, question, events);
    } else if opcode == Opcode::HANDLE_VALUE_CONFIRMATION {
        let asked = Ask::Att(Opcode::HANDLE_VALUE_INDICATION);
        message.request = answers(deadline::answer(link, events, |q| {
            (q.by, q.channel, q.ask) == (other, bearer, asked)
        }));
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
        gatt::response(link, by, opcode, payload, events);
        match message.request {
            Some((_, asked)) => {
                let took = at.time.since(asked.time);
                link.att_fastest = Some(link.att_fastest.map_or(took, |least| least.min(took)));
            }
            // A response that nobody asked for.
            None if link.opened.is_some() && !link.on_air() => asked_unseen(link, opcode, events),
            None => {}
        }
    } else {
        return;
    }
    let parsed = Message::parse(opcode, payload);
    let least = match &parsed {
        Ok(Message::ExchangeMtuRequest(m)) => m.client_mtu.0 >= DEFAULT_ATT_MTU,
        Ok(Message::ExchangeMtuResponse(m)) => m.server_mtu.0 >= DEFAULT_ATT_MTU,
        _ => true,
    };
    if !least {
        let fault = Fault::Invalid { field: "mtu" };
        let error = ParseError { layer: "ATT", fault, offset: 1 };
        events.on(link, What::Malformed(Malformed { by, error }));
    }
    match parsed {
        Ok(Message::ExchangeMtuRequest(m)) => link.att_offer = Some(m.client_mtu.0),
        Ok(Message::ExchangeMtuResponse(m)) if message.request.is_some() => {
            // Both may ask, and say the same in either role.
            let agreed = link
                .att_offer
                .take()
                .map(|offer| Limit::said(offer.min(m.server_mtu.0).max(DEFAULT_ATT_MTU), at));
            link.att_mtu = link.att_mtu.and_then(|mtu| Some(mtu.larger(agreed?)));
        }
        _ => {}
    }
    events.on(link, What::Att(message));
}

/// A client asks again without an answer to its last request, and after as long as answers take: it
/// has seen the answer. One that does not wait at all asks sooner.
fn answered_unseen(
    link: &mut Link,
    by: Side,
    bearer: Option<ChannelId>,
    at: At,
    events: &mut Queue<'_>,
) {
    let least = link.att_fastest.unwrap_or(SLOW).max(QUICK);
    let pair = {
        let mut open = link.questions.att_requests(by, bearer);
        (open.next(), open.next())
    };
    let (Some((opcode, asked)), None) = pair else { return };
    let begun = link.partial[by.opposite().index()].started.is_some();
    if begun || link.on_air() || at.time.since(asked.time) < least {
        return;
    }
    deadline::unseen(link, events, |q| q.ask == Ask::Att(opcode) && q.asked == asked);
    if opcode == Opcode::EXCHANGE_MTU_REQUEST {
        (link.att_mtu, link.att_offer) = (None, None);
    }
}

fn asked_unseen(link: &mut Link, response: Opcode, events: &mut Queue<'_>) {
    events.unlogged += 1;
    if response == Opcode::EXCHANGE_MTU_RESPONSE {
        link.att_mtu = None;
    }
}

/// What is wrong with the length of a PDU.
#[inline]
fn fault(pdu: &[u8]) -> Option<ParseError> {
    let Some((&opcode, payload)) = pdu.split_first() else {
        return Header::parse(pdu).err();
    };
    let opcode = Opcode(opcode);
    if opcode == Opcode::HANDLE_VALUE_NOTIFICATION {
        return HandleValueNotification::parse(payload).err();
    }
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
