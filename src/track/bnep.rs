//! Networks: a connection is set up before Ethernet flows (BNEP 1.0, 2.6.3).

use parsers::{
    View,
    bnep::{ControlType, PacketType, SetupResponse, SetupResult},
    l2cap::Protocol,
};

use super::{
    deadline,
    event::{Refusal, Refused, What},
    layer::{Layer, Pdu, Queue},
    state::{Ask, Link, Question},
};

/// Seconds that an answer may take: the timer is 10 s (BNEP 1.0, 2.6.3), and a user may be asked.
const PATIENCE: i64 = 30;

/// Bluetooth Network Encapsulation Protocol.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Bnep.bit(),
    pdu: |link, pdu, _, events| {
        packet(link, pdu, events);
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

/// One packet. Ethernet neither asks nor answers.
#[inline]
fn packet(link: &mut Link, pdu: &Pdu<'_>, events: &mut Queue<'_>) {
    let [head, kind, rest @ ..] = pdu.payload else { return };
    if PacketType(head & 0x7f) != PacketType::CONTROL {
        return;
    }
    match ControlType(*kind) {
        kind @ ControlType::SETUP_CONNECTION_REQUEST => {
            let question = Question::new(Ask::Bnep(kind), pdu.by, pdu.at, PATIENCE);
            deadline::ask(link, question.on(pdu.channel), events);
        }
        ControlType::SETUP_CONNECTION_RESPONSE => {
            let other = pdu.by.opposite();
            let answered = deadline::answer(link, events, |q| {
                matches!(q.ask, Ask::Bnep(_)) && (q.by, q.channel) == (other, Some(pdu.channel))
            });
            let Ok(response) = SetupResponse::parse(rest) else { return };
            if response.response != SetupResult::SUCCESSFUL {
                let asked = answered.map(|question| question.asked);
                let refusal = Refusal::Network(response.response);
                events.on(link, What::Refused(Refused { by: pdu.by, asked, refusal }));
            }
        }
        _ => {}
    }
}
