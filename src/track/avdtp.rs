//! AVDTP sessions: commands and answers, streams and their states (AVDTP 1.3, 6 and 9).

mod channel;
mod frames;
mod guess;
pub(super) mod media;
mod stream;
mod unseen;

use parsers::{
    View,
    avdtp::{self as pdu, Accept, EndPointType, MessageType, PacketType, Signal},
    l2cap::Protocol,
};

use super::{
    deadline,
    event::{AvdtpMessage, Malformed, What},
    form, hearing,
    id::{At, Side},
    layer::{Layer, Pdu, Queue},
    packets,
    state::{
        Ask, Assembly, AvdtpCommand as Pending, AvdtpHeader as Header, Joint, Link, Question,
        Session, StoredCodec,
    },
};

/// The signalling channel of AVDTP.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Avdtp.bit(),
    pdu: message,
    requested: Some(channel::requested),
    opened: None,
    inferred: Some(channel::signalling_inferred),
    closed: Some(channel::closed),
    looks_like: Some(guess::looks_like),
    expects: Some(|link, by, payload| {
        let answers = link.avdtp()?.is_answer(by, payload);
        answers.then_some(Protocol::Avdtp)
    }),
    recognises: Some(guess::recognises),
    unanswered: None,
    encrypted: None,
    link_down: Some(link_down),
};

/// Seconds that an answer is waited for. The specification leaves it to the device; this is what
/// common hosts take.
fn patience(signal: Signal) -> i64 {
    if signal == Signal::SUSPEND { 10 } else { 6 }
}

/// One packet of a signalling channel.
fn message<'a>(
    link: &mut Link,
    input: &Pdu<'a>,
    buffer: &'a mut Assembly,
    events: &mut Queue<'a>,
) -> Option<Joint<'a>> {
    let (channel, by, at) = (input.channel, input.by, input.at);
    let session = link.memory.get_or_default::<Session>();
    session.signalling.get_or_insert(channel);
    packets::count(link, input, events);
    match pdu::Packet::parse(input.payload) {
        Err(error) => events.on(link, What::Malformed(Malformed { by, error })),
        Ok(pdu::Packet::Single(p)) => {
            link.messages.give_up(channel, by);
            let header = Header { label: p.label, kind: p.message_type, signal: p.signal };
            whole(link, input, header, p.payload, events);
        }
        Ok(pdu::Packet::Start(p)) => {
            return link.messages.begin(channel, by, p.label, Some((input.payload, at)));
        }
        Ok(pdu::Packet::Continue(p)) if p.packet_type == PacketType::CONTINUE => {
            return link.messages.go_on(channel, by, p.label, p.payload, at);
        }
        Ok(pdu::Packet::Continue(p)) => {
            let last = (p.payload, at);
            let (piece, message) = link.messages.end(channel, by, p.label, last, buffer)?;
            let start = pdu::Start::parse(&message.bytes).ok()?;
            let header =
                Header { label: start.label, kind: start.message_type, signal: start.signal };
            whole(link, input, header, start.payload, events);
            return Some(Joint { piece, whole: Some(message) });
        }
    }
    None
}

fn whole<'a>(
    link: &mut Link,
    input: &Pdu<'a>,
    header: Header,
    payload: &'a [u8],
    events: &mut Queue<'a>,
) {
    let by = input.by;
    let declaration = pdu::message::pdu(header.kind, header.signal);
    if let Some(error) = declaration.and_then(|pdu| form::fault(pdu, payload)) {
        events.on(link, What::Malformed(Malformed { by, error }));
    }
    let Some(session) = link.memory.get_mut::<Session>() else { return };
    let mut message = AvdtpMessage {
        channel: input.channel,
        by,
        label: header.label,
        kind: header.kind,
        signal: header.signal,
        payload,
        command: None,
        crosses: None,
        stream: None,
    };
    if header.kind == MessageType::COMMAND {
        let waits = |(signal, sent): &(Signal, At)| {
            input.at.time.since(sent.time) <= patience(*signal) * 1_000_000_000
        };
        let accepted = unseen::accepted(session, link.id, by, header.signal, input.at);
        for (pending, change) in accepted {
            unseen::answered(link, &pending, events);
            if let Some(change) = change {
                events.on(link, What::StreamChanged(change));
            }
        }
        let Some(session) = link.memory.get_mut::<Session>() else { return };
        message.crosses = session.pending(by.opposite()).filter(waits);
        let pending = Pending {
            channel: input.channel,
            by,
            label: header.label,
            signal: header.signal,
            sent: input.at,
            stream: stream::of_command(session, link.id, by, header.signal, payload, input.at),
            configuration: stream::configuration(by, header.signal, payload, input.at),
            seid: payload.first().map_or(0, |octet| octet >> 2),
        };
        message.stream = pending.stream;
        let delay = stream::delay(session, &pending, payload);
        // A label that is used again stands for the new command.
        session.pending.retain(|p| (p.channel, p.by, p.label) != (input.channel, by, header.label));
        session.pending.push(pending);
        let question =
            Question::new(Ask::Avdtp(header.signal), by, input.at, patience(header.signal));
        deadline::ask(link, question.key(header.label).on(input.channel), events);
        if let (Some(delay), Some(stream)) = (delay, message.stream) {
            hearing::delay(link, stream, delay.nanoseconds());
        }
        events.on(link, What::Avdtp(message));
        return;
    }
    // A general reject may carry a signal identifier that is not the command's (8.18).
    let general = header.kind == MessageType::GENERAL_REJECT;
    let answers = |p: &Pending| {
        p.by == by.opposite() && p.label == header.label && (general || p.signal == header.signal)
    };
    // After a crossing there may be two signalling channels, each with labels of its own. A channel
    // that was open before the capture began is known as two, one for each direction.
    let here = |p: &Pending| answers(p) && p.channel == input.channel;
    let command = session.pending.take(here).or_else(|| session.pending.take(answers));
    if let Some(command) = command {
        deadline::answer(link, events, |q| {
            (q.ask, q.by) == (Ask::Avdtp(command.signal), command.by)
                && (q.key, q.channel) == (u64::from(command.label), Some(command.channel))
        });
    }
    let Some(session) = link.memory.get_mut::<Session>() else { return };
    message.command = command.map(|command| command.sent);
    message.stream = command.and_then(|command| command.stream);
    let mut change = None;
    if header.kind == MessageType::ACCEPT {
        match header.signal {
            Signal::DISCOVER => discovered(session, by, payload),
            Signal::GET_CAPABILITIES | Signal::GET_ALL_CAPABILITIES => {
                let codec = match Accept::parse(header.signal, payload) {
                    Ok(Accept::GetCapabilities(a)) => StoredCodec::of(&a.capabilities),
                    Ok(Accept::GetAllCapabilities(a)) => StoredCodec::of(&a.capabilities),
                    _ => None,
                };
                if let (Some(command), Some(codec)) = (command, codec)
                    && let Some(point) = session.end_point(by, command.seid)
                {
                    point.codec = Some(codec);
                }
            }
            signal => {
                if let Some(command) = command {
                    // Start is accepted of a stream that is suspended, and the other way round.
                    if let Some(stream) = command.stream
                        && let Some((pending, before)) =
                            unseen::turned(session, signal, stream, &command)
                    {
                        unseen::answered(link, &pending, events);
                        events.on(link, What::StreamChanged(before));
                    }
                    let Some(session) = link.memory.get_mut::<Session>() else { return };
                    let accepted = stream::accepted(
                        session,
                        link.id,
                        signal,
                        command.by,
                        command.stream,
                        command.configuration,
                        input.at,
                    );
                    if let Some(accepted) = accepted {
                        message.stream = Some(accepted.stream);
                    }
                    change = accepted;
                }
            }
        }
    }
    events.on(link, What::Avdtp(message));
    if let Some(change) = change {
        hearing::stop(link, change.stream, events);
        events.on(link, What::StreamChanged(change));
    }
}

fn discovered(session: &mut Session, owner: Side, payload: &[u8]) {
    for entry in parsers::List::<pdu::message::EndPoint>::new(payload).iter().flatten() {
        if let Some(point) = session.end_point(owner, entry.seid.0) {
            point.sink = Some(entry.kind == EndPointType::SINK);
        }
    }
}

/// The link ended with what was under way.
fn link_down(link: &mut Link, events: &mut Queue<'_>) {
    if let Some(session) = link.memory.get_mut::<Session>() {
        session.pending.clear();
    }
    channel::streams_end(link, None, Side::Unknown, events);
}
