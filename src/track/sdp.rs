//! Service discovery: each request has its response (Core Vol 3 Part B, 4).

use parsers::{
    View,
    sdp::{Header, PduId},
};

use super::{
    Queue, deadline,
    input::Pdu,
    state::{Ask, Link, Question},
};

/// Seconds that a response may take. The specification leaves it to the client; hosts wait for 20 s to
/// 30 s.
const PATIENCE: i64 = 30;

/// One PDU. Responses name the transaction of their request.
pub(super) fn pdu(link: &mut Link, pdu: &Pdu<'_>, events: &mut Queue<'_>) {
    let Ok(header) = Header::parse(pdu.payload) else { return };
    let transaction = header.transaction.0;
    match header.id {
        PduId::SERVICE_SEARCH_REQUEST
        | PduId::SERVICE_ATTRIBUTE_REQUEST
        | PduId::SERVICE_SEARCH_ATTRIBUTE_REQUEST => {
            let question = Question::new(Ask::Sdp(header.id), pdu.direction, pdu.at, PATIENCE);
            deadline::ask(link, question.key(transaction).on(pdu.channel), events);
        }
        _ => {
            deadline::answer(link, events, |q| {
                matches!(q.ask, Ask::Sdp(_))
                    && (q.by, q.key) == (pdu.direction.opposite(), u64::from(transaction))
            });
        }
    }
}
