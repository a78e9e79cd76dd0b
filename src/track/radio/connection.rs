//! One connection on the air.

use parsers::{
    frame::Buffer,
    hci::Status,
    ll::{Advertising, Control, ControlOpcode, DataHeader, Llid},
    radio::Radio,
};

use super::{length, procedure};
use crate::track::{
    abilities,
    event::{ControlMessage, Malformed, RadioSilence, What},
    form,
    id::{At, Side},
    input::{Input, Seen},
    l2cap,
    layer::Queue,
    security,
    state::{Assembly, Cipher, Joint, Link, Pieces, Scratch, State},
};

/// The longest supervision timeout (Core Vol 6 Part B, 4.5.2), in nanoseconds.
pub(super) const MAX_SUPERVISION: i64 = 32_000_000_000;

/// Connection events in which the peripheral must answer, or the connection was never established
/// (Core Vol 6 Part B, 4.5).
const ESTABLISH: i64 = 6;

/// A data packet, taken apart.
pub(super) struct Data<'a, 'r> {
    pub(super) header: DataHeader,
    pub(super) payload: &'a [u8],
    pub(super) radio: &'r Radio,
}

/// What came of a data packet.
#[derive(Default)]
pub(super) struct Heard {
    pub(super) terminated: Option<(Status, Side)>,
    pub(super) opaque: bool,
    /// The sniffer has the key and could not decrypt it: it lost count of the packets.
    pub(super) lost_counter: bool,
}

/// An advertiser that has just lost its connection is of interest.
pub(super) fn advertises(state: &mut State, input: &Input<'_>, advertising: &Advertising<'_>) {
    let advertiser = match advertising {
        Advertising::AdvInd(a) => a.advertiser,
        Advertising::AdvDirectInd(a) => a.advertiser,
        _ => return,
    };
    for link in &mut state.links {
        if link.adapter == input.adapter
            && link.peer == Some(advertiser)
            && let Some(connection) = &mut link.radio
        {
            connection.advertises_again = connection.advertises_again.or(Some(input.at));
        }
    }
}

/// A digest of a packet, to distinguish a retransmission from another packet: FNV-1a over eight
/// octets at a time, with the high half of the product folded in, as a multiplication carries
/// upwards only.
fn digest(data: &Data<'_, '_>) -> u64 {
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| {
        let product = (hash ^ word).wrapping_mul(PRIME);
        product ^ (product >> 32)
    };
    let (words, rest) = data.payload.as_chunks::<8>();
    let seed = 0xcbf2_9ce4_8422_2325 ^ u64::from(data.header.llid.0);
    // The length distinguishes a rest from the same rest with zeros after it.
    let hash = mix(seed, data.payload.len() as u64);
    let hash = words.iter().fold(hash, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(hash, u64::from_le_bytes(last))
}

/// A data packet of a connection.
pub(super) fn data<'t>(
    link: &mut Link,
    scratch: &'t mut Scratch,
    input: &Input<'t>,
    data: &Data<'t, '_>,
    seen: &mut Seen<'t>,
    events: &mut Queue<'t>,
) -> Heard {
    let interval = link.interval.unwrap_or(7_500_000);
    link.last = input.at;
    let connection = link.radio.get_or_insert_default();
    connection.advertises_again = None;
    connection.guessed = input.by == Side::Unknown;
    let by = match input.by {
        Side::Unknown => connection.sender(input.at, data.radio.channel, interval),
        known => known,
    };
    length::heard(connection, link.opened, by, input.at, interval);
    connection.last_heard = Some((input.at, data.radio.channel, by));
    let side = usize::from(by.is_remote());
    connection.heard[side] = connection.heard[side].saturating_add(1);
    connection.last_heard_of[side] = Some(input.at);
    let before = connection.sequence[side].replace(data.header.sequence);
    if side == 0 {
        connection.unanswered = connection.unanswered.saturating_add(1);
        if before.is_some_and(|before| before != data.header.sequence) {
            connection.acknowledged = connection.acknowledged.saturating_add(1);
        }
    } else {
        connection.unanswered = 0;
        connection.acknowledged = 0;
        connection.garbled = 0;
    }
    let channel = data.radio.channel;
    if let Some(on) = connection.spectrum.on(channel) {
        on.right(data.radio.rssi);
    }
    // An empty packet in between means that what was sent before has arrived: the same once more is new.
    let trace = (data.header.sequence, digest(data));
    let again = connection.last[side].replace(trace) == Some(trace);
    let mut heard = Heard::default();
    if data.payload.is_empty() {
        return heard;
    }
    if let Some(on) = connection.spectrum.on(channel) {
        on.data(again);
    }
    let flagged = data.radio.encrypted == Some(true);
    let opaque = !data.radio.decrypted && (flagged || connection.is_opaque(data, again));
    connection.has_key |= data.radio.decrypted;
    if connection.has_key && data.radio.mic_ok == Some(false) {
        connection.bad_mic = Some(input.at);
    }
    seen.context.encrypted = opaque;
    heard.opaque = opaque;
    heard.lost_counter = opaque && connection.has_key;
    if data.header.llid == Llid::CONTROL {
        if opaque {
            // It may be about the data length, too.
            connection.lengths = None;
            procedure::unreadable(&mut link.questions);
        }
        if !opaque && !again {
            heard.terminated = control(link, input, by, data, events);
        }
        return heard;
    }
    if again {
        return heard;
    }
    let coded = opaque || flagged || connection.has_key;
    length::check(link, by, data.payload.len(), coded, events);
    if opaque {
        return heard;
    }
    l2cap(link, scratch, (input, by), data, seen, events);
    heard
}

fn l2cap<'t>(
    link: &mut Link,
    scratch: &'t mut Scratch,
    (input, by): (&Input<'t>, Side),
    data: &Data<'t, '_>,
    seen: &mut Seen<'t>,
    events: &mut Queue<'t>,
) {
    let Scratch { pdu, upper } = scratch;
    let partial = link.partial(by);
    let outcome = if data.header.llid == Llid::START {
        // A start in the middle of a PDU means that the sniffer missed the rest: no fault of the
        // devices, so there is no event.
        partial.abandon();
        Some(partial.start(data.payload, input.at, false))
    } else {
        partial.continuation(data.payload, input.at, pdu)
    };
    let bytes: &'t [u8] = match outcome {
        None => return,
        Some(Pieces::Incomplete(piece)) => {
            seen.context.incomplete = true;
            seen.context.protocol = partial.protocol();
            seen.join(Buffer::Pdu, Joint { piece, whole: None });
            return;
        }
        Some(Pieces::Whole(want)) => data.payload.get(..want).unwrap_or(data.payload),
        Some(Pieces::Complete(piece) | Pieces::TooLong(piece)) => {
            let pdu: &'t Assembly = pdu;
            seen.join(Buffer::Pdu, Joint { piece, whole: Some(pdu) });
            &pdu.bytes
        }
    };
    l2cap::deliver(link, input.at, by, bytes, upper, seen, events);
}

fn control<'t>(
    link: &mut Link,
    input: &Input<'t>,
    by: Side,
    data: &Data<'t, '_>,
    events: &mut Queue<'t>,
) -> Option<(Status, Side)> {
    let (&opcode, rest) = data.payload.split_first()?;
    let event_counter = data.radio.event_counter;
    let opcode = ControlOpcode(opcode);
    if let Some(error) = Control::pdu(opcode).and_then(|pdu| form::fault(pdu, rest)) {
        events.on(link, What::Malformed(Malformed { by, error }));
    }
    let control = match Control::parse(opcode, rest) {
        Ok(control) => control,
        Err(_) => return None,
    };
    if let Some(connection) = &mut link.radio {
        length::control(connection, by, opcode, rest, input.at);
    }
    procedure::control(link, by, opcode, rest, events);
    abilities::control(link, input, by, &control);
    events.on(link, What::Control(ControlMessage { by, opcode, payload: rest, event_counter }));
    match control {
        Control::TerminateInd(pdu) => return Some((pdu.error, by)),
        Control::StartEncReq(_) => {
            if let Some(connection) = &mut link.radio {
                connection.cipher = Cipher::Encrypted;
            }
            // The peripheral has the key; what follows is encrypted.
            security::on_air(link, input.at, Status::SUCCESS, events);
        }
        Control::EncReq(_) => security::asked_on_air(link, input.at, events),
        Control::RejectExtInd(pdu) if pdu.rejected == ControlOpcode::ENC_REQ => {
            security::on_air(link, input.at, pdu.error, events);
        }
        // It does not say what is refused; other requests may be under way only before this one.
        Control::RejectInd(pdu) if link.security.encrypting.is_some() => {
            security::on_air(link, input.at, pdu.error, events);
        }
        Control::EncRsp(_) => {
            if let Some(connection) = &mut link.radio {
                connection.cipher = Cipher::Starting;
            }
        }
        Control::PauseEncRsp(_) => {
            if let Some(connection) = &mut link.radio {
                connection.cipher = Cipher::Plain;
            }
        }
        Control::ConnectionUpdateInd(pdu) => {
            link.timed(pdu.interval, pdu.latency, pdu.timeout);
        }
        _ => {}
    }
    None
}

/// Looks for a peripheral that never answered.
pub(super) fn expire(link: &mut Link, at: At, events: &mut Queue<'_>) {
    let (Some(interval), Some(opened)) = (link.interval, link.opened) else { return };
    let Some(connection) = link.radio.as_deref_mut() else { return };
    if connection.heard[1] > 0 || connection.silent_told {
        return;
    }
    if at.time.since(opened.time) > interval * (ESTABLISH + 2) {
        connection.silent_told = true;
        let silence = RadioSilence { connect: opened, central: connection.heard[0] };
        events.on(link, What::RadioNoAnswer(silence));
    }
}
