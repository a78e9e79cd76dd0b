//! Service discovery: each request has its response (Core Vol 3 Part B, 4).

use parsers::{
    View,
    l2cap::Protocol,
    sdp::{Header, Message, PduId},
};

use super::{
    deadline,
    event::{Bound, Refusal, Refused, TooLarge, What},
    layer::{Layer, Pdu, Queue},
    state::{Ask, Assembly, Joint, Limit, Link, Question, Request, Requests},
};

/// Seconds that a response may take. The specification leaves it to the client; hosts wait for 20 s to
/// 30 s.
const PATIENCE: i64 = 30;

/// Service discovery.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Sdp.bit(),
    pdu: |link, pdu, buffer, events| {
        transaction(link, pdu, events);
        sizes(link, pdu, events);
        answer(link, pdu, buffer)
    },
    requested: None,
    opened: None,
    inferred: None,
    closed: None,
    looks_like: Some(looks_like),
    expects: None,
    recognises: None,
    unanswered: None,
    encrypted: None,
    link_down: None,
};

/// A known PDU whose parameter length is just what is there.
fn looks_like(payload: &[u8]) -> Option<Protocol> {
    let header = Header::parse(payload).ok()?;
    let fits = usize::from(header.length.0) == header.parameters.len() && header.length.0 > 0;
    (header.id.name().is_some() && fits).then_some(Protocol::Sdp)
}

/// One PDU. Responses name the transaction of their request.
fn transaction(link: &mut Link, pdu: &Pdu<'_>, events: &mut Queue<'_>) {
    let Ok(header) = Header::parse(pdu.payload) else { return };
    let transaction = header.transaction.0;
    match header.id {
        PduId::SERVICE_SEARCH_REQUEST
        | PduId::SERVICE_ATTRIBUTE_REQUEST
        | PduId::SERVICE_SEARCH_ATTRIBUTE_REQUEST => {
            let question = Question::new(Ask::Sdp(header.id), pdu.by, pdu.at, PATIENCE);
            deadline::ask(link, question.key(transaction).on(pdu.channel), events);
        }
        id => {
            let answered = deadline::answer(link, events, |q| {
                matches!(q.ask, Ask::Sdp(_))
                    && (q.by, q.key) == (pdu.by.opposite(), u64::from(transaction))
            });
            if let Ok(Message::ErrorResponse(response)) = Message::parse(id, header.parameters) {
                let request = answered.and_then(|question| match question.ask {
                    Ask::Sdp(id) => Some(id),
                    _ => None,
                });
                let refusal = Refusal::Sdp(request, response.error);
                let asked = answered.map(|question| question.asked);
                events.on(link, What::Refused(Refused { by: pdu.by, asked, refusal }));
            }
        }
    }
}

/// Octets of a continuation state (4.3).
const CONTINUATION: u16 = 16;

/// Octets of a service record handle (2.5.1).
const HANDLE: usize = 4;

/// A response against what its request takes, and any continuation state against the largest there is.
fn sizes(link: &mut Link, pdu: &Pdu<'_>, events: &mut Queue<'_>) {
    let Ok(header) = Header::parse(pdu.payload) else { return };
    let Some(body) = header.parameters.get(..usize::from(header.length.0)) else { return };
    let Ok(message) = Message::parse(header.id, body) else { return };
    let transaction = header.transaction.0;
    let mut exceeds = |link: &Link, bound, octets: usize, limit: Limit| {
        if limit.is_exceeded(octets) {
            let what = TooLarge::over(limit, octets, pdu.by, bound, Some(pdu.channel));
            events.on(link, What::TooLarge(what));
        }
    };
    let (bound, size, continuation) = match &message {
        Message::ServiceSearchRequest(r) => (None, r.maximum_records.0.into(), r.continuation.0),
        Message::ServiceAttributeRequest(r) => (None, r.maximum_bytes.0.into(), r.continuation.0),
        Message::ServiceSearchAttributeRequest(r) => {
            (None, r.maximum_bytes.0.into(), r.continuation.0)
        }
        Message::ServiceSearchResponse(r) => {
            (Some(Bound::Records), r.handles.0.len() / HANDLE, r.continuation.0)
        }
        Message::ServiceAttributeResponse(r) => {
            (Some(Bound::Attributes), r.attributes.0.len(), r.continuation.0)
        }
        Message::ServiceSearchAttributeResponse(r) => {
            (Some(Bound::Attributes), r.attributes.0.len(), r.continuation.0)
        }
        _ => return,
    };
    let most = Limit::assumed(CONTINUATION);
    exceeds(link, Bound::Continuation, continuation.len(), most);
    let requests = &mut link.memory.get_or_default::<Requests>().0;
    let (channel, by) = (pdu.channel, pdu.by);
    match bound {
        None => {
            let limit = Limit::said(u16::try_from(size).unwrap_or(u16::MAX), pdu.at);
            requests.take(|r| (r.channel, r.by, r.transaction) == (channel, by, transaction));
            requests.push(Request { channel, by, transaction, limit });
        }
        Some(bound) => {
            let client = by.opposite();
            let mine =
                |r: &Request| (r.channel, r.by, r.transaction) == (channel, client, transaction);
            if let Some(request) = requests.take(mine) {
                exceeds(link, bound, size, request.limit);
            }
        }
    }
}

/// A server whose answer is too long for one PDU hands it out in pieces, and the client asks for each
/// in turn (4.3). What is put together are the attribute lists.
fn answer<'a>(link: &mut Link, pdu: &Pdu<'a>, buffer: &'a mut Assembly) -> Option<Joint<'a>> {
    let header = Header::parse(pdu.payload).ok()?;
    let body = header.parameters.get(..usize::from(header.length.0))?;
    let (channel, other) = (pdu.channel, pdu.by.opposite());
    let (list, continuation) = match Message::parse(header.id, body).ok()? {
        Message::ServiceAttributeRequest(r) if r.continuation.0.is_empty() => {
            let id = PduId::SERVICE_ATTRIBUTE_RESPONSE.0;
            return link.messages.begin(channel, other, id, None);
        }
        Message::ServiceSearchAttributeRequest(r) if r.continuation.0.is_empty() => {
            let id = PduId::SERVICE_SEARCH_ATTRIBUTE_RESPONSE.0;
            return link.messages.begin(channel, other, id, None);
        }
        Message::ServiceAttributeResponse(r) => (r.attributes.0, r.continuation.0),
        Message::ServiceSearchAttributeResponse(r) => (r.attributes.0, r.continuation.0),
        _ => return None,
    };
    if !continuation.is_empty() {
        return link.messages.go_on(channel, pdu.by, header.id.0, list, pdu.at);
    }
    let last = (list, pdu.at);
    let (piece, whole) = link.messages.end(channel, pdu.by, header.id.0, last, buffer)?;
    (whole.frames.len() > 1).then_some(Joint { piece, whole: Some(whole) })
}
