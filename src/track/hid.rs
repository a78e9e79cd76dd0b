//! The control channel of HID: a request has a Handshake or data as its answer (HID 1.1, 3.1.2).

use parsers::{
    hid::{HandshakeResult, Transaction},
    l2cap::Protocol,
};

use super::{
    deadline,
    event::{Refusal, Refused, What},
    layer::{Layer, Pdu, Queue},
    state::{Ask, Link, Question},
};

/// Seconds that an answer may take. The specification names no limit; hosts give up after 10 s at
/// most.
const PATIENCE: i64 = 10;

/// Human interface devices, on both of their channels.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Hid.bit(),
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

/// One message. Reports on the interrupt channel neither ask nor answer.
#[inline]
fn message(link: &mut Link, pdu: &Pdu<'_>, events: &mut Queue<'_>) {
    let Some(&head) = pdu.payload.first() else { return };
    let kind = Transaction(head >> 4);
    let asks = matches!(
        kind,
        Transaction::GET_REPORT
            | Transaction::SET_REPORT
            | Transaction::GET_PROTOCOL
            | Transaction::SET_PROTOCOL
            | Transaction::GET_IDLE
            | Transaction::SET_IDLE
    );
    if asks {
        let question = Question::new(Ask::Hid(kind), pdu.by, pdu.at, PATIENCE);
        deadline::ask(link, question.on(pdu.channel), events);
        return;
    }
    let answers = matches!(kind, Transaction::HANDSHAKE | Transaction::DATA | Transaction::DATC);
    if !answers || link.questions.iter().next().is_none() {
        return;
    }
    // Data on the interrupt channel answers nothing.
    let other = pdu.by.opposite();
    let answered = deadline::answer(link, events, |q| {
        matches!(q.ask, Ask::Hid(_)) && (q.by, q.channel) == (other, Some(pdu.channel))
    });
    let result = HandshakeResult(head & 0x0f);
    if let (Some(question), Transaction::HANDSHAKE) = (answered, kind)
        && let Ask::Hid(request) = question.ask
        && result != HandshakeResult::SUCCESSFUL
    {
        let refusal = Refusal::Hid(request, result);
        let refused = Refused { by: pdu.by, asked: Some(question.asked), refusal };
        events.on(link, What::Refused(refused));
    }
}
