//! Service discovery: each request has its response (Core Vol 3 Part B, 4).

use parsers::{
    View,
    l2cap::Protocol,
    sdp::{Header, Message, PduId},
};

use super::{
    deadline,
    event::{Refusal, Refused, What},
    layer::{Layer, Pdu, Queue},
    state::{Ask, Assembly, Joint, Link, Question},
};

/// Seconds that a response may take. The specification leaves it to the client; hosts wait for 20 s to
/// 30 s.
const PATIENCE: i64 = 30;

/// Service discovery.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Sdp.bit(),
    pdu: |link, pdu, buffer, events| {
        transaction(link, pdu, events);
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
