//! AVRCP over AVCTP, as far as it shows what the user wants.

use parsers::{
    View,
    avctp::{
        Continue, MessageType, PacketType, ProfileId, Single, Start,
        avrcp::{
            AvcHeader, Command, Ctype, ErrorCode, EventId, Notification, Opcode, Operation,
            PassThrough, PlayStatus, Response, VendorDependent,
        },
        packet_type,
    },
    l2cap::Protocol,
};

use super::{
    deadline,
    event::{Intent, Refusal, Refused, Source, Volume, What},
    hearing,
    id::Side,
    layer::{Layer, Pdu, Queue},
    packets,
    state::{Ask, Assembly, Joint, Link, Question},
};

/// Seconds that a response may take. The specifications name no limit but for AVRCP, with 1 s at most
/// (AVRCP 1.6, 6.2); 10 s are beyond what any host waits.
const PATIENCE: i64 = 10;

/// AVCTP on its control and its browsing channel.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Avctp.bit() | Protocol::AvctpBrowsing.bit(),
    pdu: packet,
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

fn looks_like(payload: &[u8]) -> Option<Protocol> {
    let packet = Single::parse(payload).ok()?;
    let known =
        packet.packet_type == PacketType::SINGLE && packet.profile == ProfileId::AV_REMOTE_CONTROL;
    known.then_some(Protocol::Avctp)
}

/// One AVCTP packet.
fn packet<'a>(
    link: &mut Link,
    pdu: &Pdu<'a>,
    buffer: &'a mut Assembly,
    events: &mut Queue<'a>,
) -> Option<Joint<'a>> {
    transaction(link, pdu, events);
    packets::count(link, pdu, events);
    let (channel, by, at) = (pdu.channel, pdu.by, pdu.at);
    let messages = &mut link.messages;
    let (message, joint) = match packet_type(pdu.payload) {
        PacketType::SINGLE => {
            messages.give_up(channel, by);
            (Single::parse(pdu.payload).ok()?.payload, None)
        }
        PacketType::START => {
            let label = Start::parse(pdu.payload).ok()?.label;
            return messages.begin(channel, by, label, Some((pdu.payload, at)));
        }
        kind => {
            let piece = Continue::parse(pdu.payload).ok()?;
            if kind == PacketType::CONTINUE {
                return messages.go_on(channel, by, piece.label, piece.payload, at);
            }
            let last = (piece.payload, at);
            let (piece, whole) = messages.end(channel, by, piece.label, last, buffer)?;
            let joint = Joint { piece, whole: Some(whole) };
            (Start::parse(&whole.bytes).ok()?.payload, Some(joint))
        }
    };
    if pdu.protocol != Protocol::Avctp {
        return joint;
    }
    if changes_track(message) {
        hearing::asked(link, at);
    }
    if let Some(percent) = volume(message) {
        events.on(link, What::Volume(Volume { by, percent }));
    }
    if let Some(intent) = intent(message, by) {
        if let Intent::Pause(..) = intent {
            hearing::asked(link, at);
        }
        events.on(link, What::Intent(intent));
    }
    joint
}

/// A command wants a response with the same label.
fn transaction(link: &mut Link, pdu: &Pdu<'_>, events: &mut Queue<'_>) {
    let Ok(packet) = Single::parse(pdu.payload) else { return };
    let (label, kind, profile) = match packet.packet_type {
        PacketType::SINGLE => (packet.label, packet.message_type, packet.profile),
        PacketType::START => match Start::parse(pdu.payload) {
            Ok(start) => (start.label, start.message_type, start.profile),
            Err(_) => return,
        },
        _ => return,
    };
    if kind == MessageType::COMMAND {
        let question = Question::new(Ask::Avctp(profile), pdu.by, pdu.at, PATIENCE);
        deadline::ask(link, question.key(label).on(pdu.channel), events);
    } else {
        // A channel that was open before the capture began is known as two, one a direction.
        let answered = deadline::answer(link, events, |q| {
            matches!(q.ask, Ask::Avctp(_)) && (q.by, q.key) == (pdu.by.opposite(), u64::from(label))
        });
        let unknown = packet.packet_type == PacketType::SINGLE && packet.invalid_profile;
        let refusal = match unknown {
            true => Some(Refusal::Profile),
            false if pdu.protocol == Protocol::Avctp => refusal(packet.payload),
            false => None,
        };
        if let Some(refusal) = refusal {
            let asked = answered.map(|question| question.asked);
            events.on(link, What::Refused(Refused { by: pdu.by, asked, refusal }));
        }
    }
}

/// What a response refuses, if it does.
fn refusal(bytes: &[u8]) -> Option<Refusal> {
    let header = AvcHeader::parse(bytes).ok()?;
    let refused = matches!(header.ctype, Ctype::REJECTED | Ctype::NOT_IMPLEMENTED);
    match header.opcode {
        Opcode::PASS_THROUGH if refused => {
            let key = PassThrough::parse(header.operands).ok()?;
            Some(Refusal::Key(key.operation, header.ctype)).filter(|_| !key.released)
        }
        Opcode::VENDOR_DEPENDENT if refused => {
            let pdu = VendorDependent::parse(header.operands).ok()?;
            match (header.ctype, pdu.parameters) {
                (Ctype::REJECTED, &[error, ..]) => Some(Refusal::Avrcp(pdu.pdu, ErrorCode(error))),
                _ => Some(Refusal::AvrcpNotImplemented(pdu.pdu)),
            }
        }
        _ => None,
    }
}

/// A key that makes the player go to another place, or the player's word that it did.
fn changes_track(bytes: &[u8]) -> bool {
    let Ok(header) = AvcHeader::parse(bytes) else { return false };
    match header.opcode {
        Opcode::PASS_THROUGH => PassThrough::parse(header.operands).is_ok_and(|key| {
            !key.released
                && matches!(
                    key.operation,
                    Operation::FORWARD
                        | Operation::BACKWARD
                        | Operation::FAST_FORWARD
                        | Operation::REWIND
                )
        }),
        Opcode::VENDOR_DEPENDENT if header.ctype == Ctype::CHANGED => {
            let pdu = VendorDependent::parse(header.operands).ok();
            let pdu = pdu.and_then(|pdu| Response::parse(pdu.pdu, pdu.parameters).ok());
            matches!(pdu, Some(Response::RegisterNotification(r)) if r.event == EventId::TRACK_CHANGED)
        }
        _ => false,
    }
}

/// The volume that a command sets, or that a notification has, in per cent.
fn volume(bytes: &[u8]) -> Option<u8> {
    /// The loudest (AVRCP 1.6, 6.13.1).
    const LOUDEST: u16 = 0x7f;
    let header = AvcHeader::parse(bytes).ok()?;
    if header.opcode != Opcode::VENDOR_DEPENDENT {
        return None;
    }
    let pdu = VendorDependent::parse(header.operands).ok()?;
    let volume = if header.ctype == Ctype::CONTROL {
        match Command::parse(pdu.pdu, pdu.parameters).ok()? {
            Command::SetAbsoluteVolume(set) => set.volume,
            _ => return None,
        }
    } else if matches!(header.ctype, Ctype::INTERIM | Ctype::CHANGED) {
        match Response::parse(pdu.pdu, pdu.parameters).ok()? {
            Response::RegisterNotification(response) => {
                match Notification::parse(response.event, response.value).ok()? {
                    Notification::Volume(changed) => changed.volume,
                    _ => return None,
                }
            }
            _ => return None,
        }
    } else {
        return None;
    };
    u8::try_from((u16::from(volume) * 100 + LOUDEST / 2) / LOUDEST).ok()
}

fn intent(bytes: &[u8], by: Side) -> Option<Intent> {
    let header = AvcHeader::parse(bytes).ok()?;
    match header.opcode {
        Opcode::PASS_THROUGH => {
            let key = PassThrough::parse(header.operands).ok()?;
            match key.operation {
                Operation::PLAY if !key.released && header.ctype == Ctype::ACCEPTED => {
                    Some(Intent::PlayAccepted(by))
                }
                _ if key.released || header.ctype.is_response() => None,
                Operation::PLAY => Some(Intent::Play(Source::PassThrough, by)),
                Operation::PAUSE | Operation::STOP => Some(Intent::Pause(Source::PassThrough, by)),
                _ => None,
            }
        }
        Opcode::VENDOR_DEPENDENT if header.ctype.is_response() => {
            let pdu = VendorDependent::parse(header.operands).ok()?;
            let status = match Response::parse(pdu.pdu, pdu.parameters).ok()? {
                Response::GetPlayStatus(response) => response.status,
                Response::RegisterNotification(response) => {
                    match Notification::parse(response.event, response.value).ok()? {
                        Notification::PlaybackStatus(changed) => changed.status,
                        _ => return None,
                    }
                }
                _ => return None,
            };
            match status {
                PlayStatus::PLAYING => Some(Intent::Play(Source::PlaybackStatus, by)),
                PlayStatus::STOPPED | PlayStatus::PAUSED => {
                    Some(Intent::Pause(Source::PlaybackStatus, by))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
