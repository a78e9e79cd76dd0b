//! Procedures of the link layer: a request and its response within 40 s (Core Vol 6 Part B, 5.2).

use parsers::ll::ControlOpcode as Pdu;

use crate::track::{
    deadline,
    id::Side,
    layer::Queue,
    state::{Ask, Link, Question, Questions},
};

/// Procedure response timeout, in seconds.
const PATIENCE: i64 = 40;

/// What answers a request, apart from a refusal.
fn responses(request: Pdu) -> &'static [Pdu] {
    match request {
        Pdu::ENC_REQ => &[Pdu::ENC_RSP],
        Pdu::START_ENC_REQ => &[Pdu::START_ENC_RSP],
        Pdu::PAUSE_ENC_REQ => &[Pdu::PAUSE_ENC_RSP],
        Pdu::FEATURE_REQ | Pdu::PERIPHERAL_FEATURE_REQ => &[Pdu::FEATURE_RSP],
        Pdu::FEATURE_EXT_REQ => &[Pdu::FEATURE_EXT_RSP],
        Pdu::VERSION_IND => &[Pdu::VERSION_IND],
        Pdu::CONNECTION_PARAM_REQ => &[Pdu::CONNECTION_PARAM_RSP, Pdu::CONNECTION_UPDATE_IND],
        Pdu::PING_REQ => &[Pdu::PING_RSP],
        Pdu::LENGTH_REQ => &[Pdu::LENGTH_RSP],
        Pdu::PHY_REQ => &[Pdu::PHY_RSP, Pdu::PHY_UPDATE_IND],
        Pdu::CTE_REQ => &[Pdu::CTE_RSP],
        Pdu::CLOCK_ACCURACY_REQ => &[Pdu::CLOCK_ACCURACY_RSP],
        Pdu::CIS_REQ => &[Pdu::CIS_RSP],
        Pdu::CIS_RSP => &[Pdu::CIS_IND],
        Pdu::POWER_CONTROL_REQ => &[Pdu::POWER_CONTROL_RSP],
        Pdu::SUBRATE_REQ => &[Pdu::SUBRATE_IND],
        _ => &[],
    }
}

/// A control PDU: it may answer a request, and ask for something itself.
pub(super) fn control(
    link: &mut Link,
    by: Side,
    opcode: Pdu,
    payload: &[u8],
    events: &mut Queue<'_>,
) {
    let named = payload.first().copied().map(Pdu);
    let answered = deadline::answer(link, events, |question| {
        let Ask::Control(request) = question.ask else { return false };
        question.by == by.opposite()
            && match opcode {
                Pdu::UNKNOWN_RSP | Pdu::REJECT_EXT_IND => named == Some(request),
                // It does not say what it refuses.
                Pdu::REJECT_IND => true,
                _ => responses(request).contains(&opcode),
            }
    });
    // Version information is sent once by each side, and that of the second is the answer.
    let second = opcode == Pdu::VERSION_IND && (answered.is_some() || link.opened.is_none());
    if !responses(opcode).is_empty() && !second {
        let question = Question::new(Ask::Control(opcode), by, events.at, PATIENCE);
        deadline::ask(link, question, events);
    }
}

/// What is sent from here on is encrypted: answers cannot be distinguished from anything else.
pub(super) fn unreadable(questions: &mut Questions) {
    if !questions.open.is_empty() {
        questions.open.retain(|question| !matches!(question.ask, Ask::Control(_)));
    }
}
