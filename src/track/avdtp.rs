//! AVDTP sessions: commands and answers, streams and their states (AVDTP 1.3, 6 and 9).

mod channel;
mod stream;

use parsers::{
    avdtp::{self as pdu, Accept, EndPointType, MessageType, PacketType, Signal},
    link::Direction,
};

use super::{
    Queue,
    event::{AvdtpMessage, Malformed, Unanswered, What},
    form,
    id::{At, ChannelId},
    input::Pdu,
    state::{
        AvdtpCommand as Pending, AvdtpHeader as Header, Fragments, Link, MAX_MESSAGE, Session,
        StoredCodec,
    },
};

pub(super) use channel::{channel_closed, channel_inferred, channel_open, classify};

/// How long an answer is waited for, in nanoseconds. The specification leaves it to the device; this
/// is what common hosts take.
fn deadline(signal: Signal) -> i64 {
    let seconds = if signal == Signal::SUSPEND { 10 } else { 6 };
    seconds * 1_000_000_000
}

/// One packet of a signalling channel.
pub(super) fn message<'a>(
    link: &mut Link,
    input: &Pdu<'a>,
    buffer: &'a mut Vec<u8>,
    events: &mut Queue<'a>,
) {
    let direction = input.direction;
    let session = link.avdtp.get_or_insert_default();
    session.signalling.get_or_insert(input.channel);
    match pdu::Packet::parse(input.payload) {
        Err(error) => events.on(link, What::Malformed(Malformed { direction, error })),
        Ok(pdu::Packet::Single(p)) => {
            session.take_fragments(input.channel, direction);
            let header = Header { label: p.label, kind: p.message_type, signal: p.signal };
            whole(link, input, header, p.payload, events);
        }
        Ok(pdu::Packet::Start(p)) => {
            let header = Header { label: p.label, kind: p.message_type, signal: p.signal };
            let bytes = p.payload.to_vec();
            session.take_fragments(input.channel, direction);
            session.put_fragments(Fragments { channel: input.channel, direction, header, bytes });
        }
        Ok(pdu::Packet::Continue(p)) => {
            let fragments = session.take_fragments(input.channel, direction);
            let Some(mut fragments) = fragments else { return };
            let fits = fragments.bytes.len() + p.payload.len() <= MAX_MESSAGE;
            if fragments.header.label != p.label || !fits {
                return;
            }
            fragments.bytes.extend_from_slice(p.payload);
            if p.packet_type == PacketType::CONTINUE {
                session.put_fragments(fragments);
            } else {
                *buffer = fragments.bytes;
                whole(link, input, fragments.header, buffer, events);
            }
        }
    }
}

fn whole<'a>(
    link: &mut Link,
    input: &Pdu<'a>,
    header: Header,
    payload: &'a [u8],
    events: &mut Queue<'a>,
) {
    let direction = input.direction;
    let declaration = pdu::message::pdu(header.kind, header.signal);
    if let Some(error) = declaration.and_then(|pdu| form::fault(pdu, payload)) {
        events.on(link, What::Malformed(Malformed { direction, error }));
    }
    let Some(session) = link.avdtp.as_deref_mut() else { return };
    let mut message = AvdtpMessage {
        channel: input.channel,
        direction,
        label: header.label,
        kind: header.kind,
        signal: header.signal,
        payload,
        command: None,
        crosses: None,
        stream: None,
    };
    if header.kind == MessageType::COMMAND {
        message.crosses = session.pending(direction.opposite());
        let pending = Pending {
            channel: input.channel,
            direction,
            label: header.label,
            signal: header.signal,
            sent: input.at,
            stream: stream::of_command(
                session,
                link.id,
                direction,
                header.signal,
                payload,
                input.at,
            ),
            configuration: stream::configuration(direction, header.signal, payload),
            seid: payload.first().map_or(0, |octet| octet >> 2),
        };
        message.stream = pending.stream;
        session.pending.push(pending);
        events.on(link, What::Avdtp(message));
        return;
    }
    // A general reject may carry a signal identifier that is not the command's (8.18).
    let general = header.kind == MessageType::GENERAL_REJECT;
    let answers = |p: &Pending| {
        p.direction == direction.opposite()
            && p.label == header.label
            && (general || p.signal == header.signal)
    };
    // After a crossing there may be two signalling channels, each with labels of its own. A channel
    // that was open before the capture began is known as two, one for each direction.
    let here = |p: &Pending| answers(p) && p.channel == input.channel;
    let command = session.pending.take(here).or_else(|| session.pending.take(answers));
    message.command = command.map(|command| command.sent);
    message.stream = command.and_then(|command| command.stream);
    let mut change = None;
    if header.kind == MessageType::ACCEPT {
        match header.signal {
            Signal::DISCOVER => discovered(session, direction, payload),
            Signal::GET_CAPABILITIES | Signal::GET_ALL_CAPABILITIES => {
                let codec = match Accept::parse(header.signal, payload) {
                    Ok(Accept::GetCapabilities(a)) => StoredCodec::of(&a.capabilities),
                    Ok(Accept::GetAllCapabilities(a)) => StoredCodec::of(&a.capabilities),
                    _ => None,
                };
                if let (Some(command), Some(codec)) = (command, codec)
                    && let Some(point) = session.end_point(direction, command.seid)
                {
                    point.codec = Some(codec);
                }
            }
            signal => {
                if let Some(command) = command {
                    let accepted = stream::accepted(
                        session,
                        link.id,
                        signal,
                        command.direction,
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
        events.on(link, What::StreamChanged(change));
    }
}

fn discovered(session: &mut Session, owner: Direction, payload: &[u8]) {
    for entry in parsers::List::<pdu::message::EndPoint>::new(payload).iter().flatten() {
        if let Some(point) = session.end_point(owner, entry.seid.0) {
            point.sink = Some(entry.kind == EndPointType::SINK);
        }
    }
}

/// Looks for commands that were not answered.
pub(super) fn expire(link: &mut Link, at: At, events: &mut Queue<'_>) {
    loop {
        let Some(session) = link.avdtp.as_deref_mut() else { return };
        let overdue = |p: &Pending| at.time.since(p.sent.time) > deadline(p.signal);
        let Some(pending) = session.pending.take(overdue) else { return };
        unanswered(link, &pending, Some(deadline(pending.signal)), events);
    }
}

/// A signalling channel ended with what was under way on it.
fn abandon(link: &mut Link, channel: ChannelId, events: &mut Queue<'_>) {
    loop {
        let Some(session) = link.avdtp.as_deref_mut() else { return };
        session.fragments.retain(|fragments| fragments.channel != channel);
        let Some(pending) = session.pending.take(|p| p.channel == channel) else { return };
        unanswered(link, &pending, None, events);
    }
}

/// The link ended with what was under way.
pub(super) fn link_down(link: &mut Link, events: &mut Queue<'_>) {
    while let Some(pending) =
        link.avdtp.as_deref_mut().and_then(|session| session.pending.pop_first())
    {
        unanswered(link, &pending, None, events);
    }
    channel::streams_end(link, None, Direction::Unknown, events);
}

fn unanswered(link: &Link, pending: &Pending, deadline: Option<i64>, events: &mut Queue<'_>) {
    let what = Unanswered {
        what: pending.signal,
        direction: pending.direction,
        sent: pending.sent,
        deadline,
    };
    events.on(link, What::AvdtpUnanswered(what));
}
