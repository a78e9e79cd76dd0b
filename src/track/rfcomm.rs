//! The Hands-Free Profile over RFCOMM, as far as it shows that somebody speaks.

use parsers::{
    View,
    l2cap::Protocol,
    rfcomm::{
        FrameType, RfcommFrame, at,
        multiplexer::{Command, CommandType, Commands},
    },
};

mod channel;

use super::{
    deadline,
    event::{Intent, MultiplexedRefused, Refusal, Refused, Source, What},
    layer::{Layer, Pdu, Queue},
    state::{Ask, Link, Question},
};

/// Seconds that SABM and DISC may wait for UA or DM. The timer T1 is 20 s, and longer while a user may
/// have to be asked before a channel opens (RFCOMM 1.2, 5.3).
const OPEN: i64 = 60;
/// The same for DISC, and for the commands of the multiplexer (T2).
const OTHER: i64 = 20;

/// RFCOMM.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Rfcomm.bit(),
    pdu: |link, pdu, _, events| {
        frame(link, pdu, events);
        None
    },
    requested: None,
    opened: None,
    inferred: None,
    closed: Some(|link, id, _, _| channel::closed(link, id)),
    looks_like: Some(looks_like),
    expects: None,
    recognises: None,
    unanswered: None,
    encrypted: None,
    link_down: None,
};

/// A frame whose check sequence is right.
fn looks_like(payload: &[u8]) -> Option<Protocol> {
    let right = RfcommFrame::parse(payload).is_ok_and(|frame| frame.fcs_is_right);
    right.then_some(Protocol::Rfcomm)
}

/// One RFCOMM frame. AT lines are not put together over several frames: those that matter here are
/// short.
fn frame<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    let Ok(frame) = RfcommFrame::parse(pdu.payload) else { return };
    transaction(link, pdu, &frame, events);
    channel::frame(link, pdu, &frame, events);
    let is_data = frame.header.frame_type == FrameType::UIH && frame.header.dlci != 0;
    if !is_data || !at::looks_like_at(frame.information) {
        return;
    }
    for line in at::lines(frame.information) {
        let intent = match at::split(line) {
            (b"AT+BVRA" | b"+BVRA", Some(b"1")) | (b"RING", None) => {
                Intent::VoiceBegan(Source::HandsFree, pdu.by)
            }
            (b"AT+BVRA" | b"+BVRA", Some(b"0")) | (b"AT+CHUP", None) => {
                Intent::VoiceEnded(Source::HandsFree, pdu.by)
            }
            _ => continue,
        };
        events.on(link, What::Intent(intent));
    }
}

/// What asks for an answer, and what answers.
fn transaction(link: &mut Link, pdu: &Pdu<'_>, frame: &RfcommFrame<'_>, events: &mut Queue<'_>) {
    let (dlci, kind) = (frame.header.dlci, frame.header.frame_type);
    let other = pdu.by.opposite();
    match kind {
        FrameType::SABM | FrameType::DISC => {
            let seconds = if kind == FrameType::SABM { OPEN } else { OTHER };
            let question = Question::new(Ask::Rfcomm(kind), pdu.by, pdu.at, seconds);
            deadline::ask(link, question.key(dlci).on(pdu.channel), events);
        }
        FrameType::UA | FrameType::DM => {
            let asked = deadline::answer(link, events, |q| {
                matches!(q.ask, Ask::Rfcomm(_)) && (q.by, q.key) == (other, u64::from(dlci))
            });
            let opens = |q: &Question| q.ask == Ask::Rfcomm(FrameType::SABM);
            if let (FrameType::DM, Some(question)) = (kind, asked.filter(opens)) {
                let refused = MultiplexedRefused { by: pdu.by, dlci, asked: question.asked };
                events.on(link, What::MultiplexedRefused(refused));
            }
            // A channel that is not there yet is refused before it is asked for: its parameters are.
            let negotiates = Ask::Multiplexer(CommandType::PARAMETER_NEGOTIATION);
            let wanted = deadline::answer(link, events, |q| {
                kind == FrameType::DM
                    && (q.by, q.ask, q.key) == (other, negotiates, u64::from(dlci))
            });
            if let Some(question) = wanted {
                let refusal = Refusal::RfcommParameters(dlci);
                let refused = Refused { by: pdu.by, asked: Some(question.asked), refusal };
                events.on(link, What::Refused(refused));
            }
        }
        FrameType::UIH if dlci == 0 => {
            let Ok(commands) = Commands::parse(frame.information) else { return };
            for command in commands.commands.iter().flatten() {
                let (kind, first) = (command.head.kind, command.content.first().copied());
                if let Ok(Command::ParameterNegotiation(wanted)) = command.command() {
                    channel::negotiated(link, pdu, &wanted, command.head.command);
                }
                // Commands are about a channel, which their first octet names.
                let key = u64::from(first.unwrap_or_default());
                if command.head.command && kind != CommandType::NON_SUPPORTED {
                    let ask = Ask::Multiplexer(kind);
                    let question = Question::new(ask, pdu.by, pdu.at, OTHER);
                    deadline::ask(link, question.key(key).on(pdu.channel), events);
                } else {
                    let refused = kind == CommandType::NON_SUPPORTED;
                    let answered = deadline::answer(link, events, |q| match q.ask {
                        Ask::Multiplexer(asked) if q.by == other => {
                            refused || (asked == kind && q.key == key)
                        }
                        _ => false,
                    });
                    if let (true, Some(question)) = (refused, answered)
                        && let Ask::Multiplexer(kind) = question.ask
                    {
                        let (asked, refusal) = (Some(question.asked), Refusal::Multiplexer(kind));
                        events.on(link, What::Refused(Refused { by: pdu.by, asked, refusal }));
                    }
                }
            }
        }
        _ => {}
    }
}
