//! Signalling, and the protocols of channels without media.

use parsers::{
    View, att,
    frame::Context,
    hci::{EventCode, LeSubevent},
    l2cap::{Code, KFrame, Mode, Protocol, mode, signalling},
    link::Link,
    rfcomm::{self, FrameType, multiplexer},
    sdp, smp,
};

use super::{
    Packet, Plan,
    bytes::{Source, contents},
    hci::event,
    network, seeds,
};

/// Handles of the two connections.
pub(crate) const BR_EDR: u16 = 0x0b;
const LE: u16 = 0x40;

/// The local channel of the protocol that a capture is about; the peer's has the same number.
pub(crate) const CHANNEL: u16 = 0x41;

const SIGNALLING: u16 = 1;
const LE_SIGNALLING: u16 = 5;

pub(crate) fn plans() -> Vec<Plan> {
    let mut source = Source::new(2);
    let s = &mut source;
    vec![
        plan("l2cap-signalling", Protocol::Signalling, br_edr(), signalling(BR_EDR, SIGNALLING)),
        plan("l2cap-le-signalling", Protocol::Signalling, le(), signalling(LE, LE_SIGNALLING)),
        plan("l2cap-connectionless", Protocol::Connectionless, br_edr(), connectionless()),
        in_mode(
            KFrame::Start,
            plan("l2cap-credits", Protocol::Unknown, credit_based(), k_frames(s)),
        ),
        in_mode(
            KFrame::Continuation,
            plan("l2cap-segments", Protocol::Unknown, segmented(), segments(s)),
        ),
        plan("att", Protocol::Att, le(), both_ways(LE, 4, &attributes())),
        plan("smp", Protocol::Smp, le(), both_ways(LE, 6, &security())),
        plan("sdp", Protocol::Sdp, channel(1, BASIC), both_ways(BR_EDR, CHANNEL, &services())),
        plan("rfcomm", Protocol::Rfcomm, channel(3, BASIC), both_ways(BR_EDR, CHANNEL, &serial())),
        plan("hid", Protocol::Hid, channel(17, BASIC), both_ways(BR_EDR, CHANNEL, &reports())),
        plan(
            "bnep",
            Protocol::Bnep,
            channel(15, BASIC),
            both_ways(BR_EDR, CHANNEL, &network::packets()),
        ),
    ]
}

/// Messages of HID, of every kind and parameter.
fn reports() -> Vec<Vec<u8>> {
    let message = |octet: u8| match octet >> 4 {
        // These end with their first octet.
        0 | 1 | 6 | 7 => vec![octet],
        _ => vec![octet, 1, 2, 3],
    };
    (0x00..=0xff).map(message).collect()
}

fn in_mode(place: KFrame, plan: Plan) -> Plan {
    Plan { context: Context { mode: Mode::CreditBased(place), ..plan.context }, ..plan }
}

pub(crate) fn plan(
    name: &'static str,
    protocol: Protocol,
    setup: Vec<Packet>,
    seeds: Vec<Packet>,
) -> Plan {
    let context = Context { protocol, ..Context::default() };
    let mend = if protocol == Protocol::Rfcomm { mend_check } else { |_: &mut [u8]| () };
    Plan { name, link: Link::HciH4, context, setup, seeds, mend }
}

/// A whole L2CAP PDU in one packet.
pub(crate) fn pdu(handle: u16, cid: u16, payload: &[u8], received: bool) -> Packet {
    let length = u16::try_from(payload.len()).unwrap();
    let flags = if received { 0x2000 } else { 0 };
    let mut bytes = vec![2];
    for word in [handle | flags, length + 4, length, cid] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(payload);
    Packet { bytes, received }
}

/// The payload as it goes either way.
pub(crate) fn both_ways(handle: u16, cid: u16, payloads: &[Vec<u8>]) -> Vec<Packet> {
    let pdus = |payload: &Vec<u8>| [false, true].map(|way| pdu(handle, cid, payload, way));
    payloads.iter().flat_map(pdus).collect()
}

/// A BR/EDR connection.
pub(crate) fn br_edr() -> Vec<Packet> {
    vec![event(EventCode::CONNECTION_COMPLETE, &[0, 0x0b, 0, 1, 2, 3, 4, 5, 6, 1, 0])]
}

fn le() -> Vec<Packet> {
    let complete = [LeSubevent::CONNECTION_COMPLETE.0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4, 5, 6];
    vec![event(EventCode::LE_META, &[&complete[..], &[24, 0, 0, 0, 0x48, 0, 0]].concat())]
}

/// Configuration of a channel: nothing, or Enhanced Retransmission Mode.
pub(crate) const BASIC: &[u8] = &[];
pub(crate) const RETRANSMISSION: &[u8] = &[4, 9, 3, 10, 3, 0xd0, 7, 0xe0, 0x2e, 0xa3, 2];

/// An open channel for the PSM.
pub(crate) fn channel(psm: u8, options: &[u8]) -> Vec<Packet> {
    let mut packets = br_edr();
    packets.extend(open(psm, CHANNEL as u8, options));
    packets
}

/// The opening of one channel.
pub(crate) fn open(psm: u8, cid: u8, options: &[u8]) -> Vec<Packet> {
    let signal = |received: bool, code: Code, identifier: u8, data: &[u8]| {
        let bytes = [&[code.0, identifier, data.len() as u8, 0], data].concat();
        pdu(BR_EDR, SIGNALLING, &bytes, received)
    };
    let request = [&[cid, 0, 0, 0], options].concat();
    let response = [&[cid, 0, 0, 0, 0, 0], options].concat();
    vec![
        signal(false, Code::CONNECTION_REQUEST, cid, &[psm, 0, cid, 0]),
        signal(true, Code::CONNECTION_RESPONSE, cid, &[cid, 0, cid, 0, 0, 0, 0, 0]),
        signal(false, Code::CONFIGURATION_REQUEST, cid + 1, &request),
        signal(true, Code::CONFIGURATION_RESPONSE, cid + 1, &response),
        signal(true, Code::CONFIGURATION_REQUEST, cid + 2, &request),
        signal(false, Code::CONFIGURATION_RESPONSE, cid + 2, &response),
    ]
}

fn signalling(handle: u16, cid: u16) -> Vec<Packet> {
    let mut bodies = Vec::new();
    let low_energy = cid == LE_SIGNALLING;
    for &(code, declaration) in signalling::Command::PDUS {
        // Which code belongs to which channel (Core Vol 3 Part A, 4).
        let fits = match code.0 {
            0x01 | 0x06 | 0x07 | 0x17..=0x1a => true,
            0x12..=0x16 => low_energy,
            _ => !low_energy,
        };
        if !fits {
            continue;
        }
        for data in contents(declaration).into_iter().filter(|data| data.len() < 100) {
            bodies.push((code, data));
        }
    }
    for kind in 1..=3u8 {
        if low_energy {
            break;
        }
        for data in [&[kind, 0, 0, 0][..], &[kind, 0, 1, 0], &[kind, 0, 0, 0, 0xf0, 1, 0, 0]] {
            let rest: &[u8] = if kind == 3 { &[2, 0, 0, 0, 0, 0, 0, 0] } else { &data[4..] };
            let rest = if data[2] == 0 { rest } else { &[] };
            let rest = if kind == 1 { rest.get(..2).unwrap_or_default() } else { rest };
            bodies.push((Code::INFORMATION_RESPONSE, [&data[..4], rest].concat()));
        }
        let reject =
            [&[kind - 1, 0][..], [&[][..], &[0x30, 0], &[1, 2, 3, 4]][usize::from(kind) - 1]];
        bodies.push((Code::COMMAND_REJECT, reject.concat()));
    }
    let options = if low_energy { Vec::new() } else { seeds::options() };
    for option in options {
        bodies.push((Code::CONFIGURATION_REQUEST, [&[0x41, 0, 0, 0], &*option].concat()));
        bodies.push((Code::CONFIGURATION_RESPONSE, [&[0x41, 0, 0, 0, 0, 0], &*option].concat()));
    }
    let mut packets = Vec::new();
    for (number, (code, data)) in bodies.iter().enumerate() {
        let identifier = number as u8 | 1;
        let bytes = [&[code.0, identifier, data.len() as u8, 0], &**data].concat();
        packets.push(pdu(handle, cid, &bytes, number % 2 == 0));
    }
    packets
}

fn connectionless() -> Vec<Packet> {
    let payloads = contents(mode::Connectionless::PDU);
    both_ways(BR_EDR, 2, &payloads)
}

/// An LE channel with credits, opened from here.
fn credit_based() -> Vec<Packet> {
    let request = [0x14, 1, 10, 0, 0x81, 0, CHANNEL as u8, 0, 64, 0, 64, 0, 9, 0];
    let response = [0x15, 1, 10, 0, CHANNEL as u8, 0, 64, 0, 64, 0, 9, 0, 0, 0];
    let mut packets = le();
    packets.push(pdu(LE, LE_SIGNALLING, &request, false));
    packets.push(pdu(LE, LE_SIGNALLING, &response, true));
    packets
}

fn k_frames(source: &mut Source) -> Vec<Packet> {
    let mut payloads = Vec::new();
    for length in [6u8, 9, 12] {
        let data: Vec<_> = (0..length).map(|_| source.next() as u8).collect();
        payloads.push([&[length, 0], &*data].concat());
    }
    both_ways(LE, CHANNEL, &payloads)
}

/// The same with the first frame of a long SDU.
fn segmented() -> Vec<Packet> {
    let mut packets = credit_based();
    packets.push(pdu(LE, CHANNEL, &[60, 0, 1, 2, 3, 4, 5, 6, 7, 8], false));
    packets
}

fn segments(source: &mut Source) -> Vec<Packet> {
    let data = |_| source.next().to_le_bytes();
    (0..5).map(data).map(|octets| pdu(LE, CHANNEL, &octets, false)).collect()
}

fn attributes() -> Vec<Vec<u8>> {
    let mut payloads = vec![
        vec![0x05, 1, 1, 0, 0x00, 0x28, 2, 0, 0x01, 0x28],
        [&[0x05, 2, 1, 0][..], &[7; 16]].concat(),
        vec![0x09, 4, 1, 0, 5, 6, 2, 0, 7, 8],
        vec![0x11, 6, 1, 0, 5, 0, 0x0f, 0x18, 6, 0, 9, 0, 0x0a, 0x18],
        vec![0x07, 1, 0, 5, 0, 6, 0, 9, 0],
        vec![0x01, 0x0a, 3, 0, 5],
    ];
    for &(opcode, declaration) in att::Message::PDUS {
        let contents = contents(declaration);
        let short = contents.iter().filter(|content| content.len() <= 60);
        payloads.extend(short.map(|content| [&[opcode.0], &**content].concat()));
    }
    payloads
}

fn security() -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    for &(opcode, declaration) in smp::Message::PDUS {
        for content in contents(declaration) {
            payloads.push([&[opcode.0], &*content].concat());
        }
    }
    payloads
}

/// Data elements of every type and size.
const ELEMENTS: &[&[u8]] = &[
    &[0x00],
    &[0x08, 0x12],
    &[0x09, 0x12, 0x34],
    &[0x0a, 1, 2, 3, 4],
    &[0x0b, 1, 2, 3, 4, 5, 6, 7, 8],
    &[0x10, 0xfe],
    &[0x11, 0xff, 0xfe],
    &[0x19, 0x11, 0x0b],
    &[0x1a, 0, 0, 0x11, 0x0a],
    &[0x1c, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
    &[0x25, 3, b'a', b'b', b'c'],
    &[0x26, 0, 3, b'a', b'b', b'c'],
    &[0x27, 0, 0, 0, 3, b'a', b'b', b'c'],
    &[0x28, 1],
    &[0x3d, 2, 0x08, 1],
    &[0x45, 3, b'u', b'r', b'l'],
];

fn services() -> Vec<Vec<u8>> {
    let mut bodies = Vec::new();
    let sequence = |content: &[u8]| [&[0x35, content.len() as u8], content].concat();
    for element in ELEMENTS {
        // An attribute that Wireshark does not know is shown as the elements that it is made of.
        let list = sequence(&[&[0x09, 0xff, 0x00], *element].concat());
        let count = (list.len() as u16).to_be_bytes();
        bodies.push((sdp::PduId::SERVICE_ATTRIBUTE_RESPONSE, [&count[..], &list, &[0]].concat()));
        let lists = sequence(&list);
        let count = (lists.len() as u16).to_be_bytes();
        let id = sdp::PduId::SERVICE_SEARCH_ATTRIBUTE_RESPONSE;
        bodies.push((id, [&count[..], &lists, &[0]].concat()));
    }
    let pattern = sequence(&[0x19, 0x11, 0x0b]);
    let attributes = sequence(&[0x0a, 0, 0, 0xff, 0xff]);
    let continuation: &[u8] = &[2, 0xab, 0xcd];
    for more in [&[0][..], continuation] {
        bodies
            .push((sdp::PduId::SERVICE_SEARCH_REQUEST, [&*pattern, &[0x01, 0x02], more].concat()));
        bodies.push((
            sdp::PduId::SERVICE_SEARCH_RESPONSE,
            [&[0, 2, 0, 2, 0, 1, 2, 3, 0, 1, 2, 4], more].concat(),
        ));
        bodies.push((
            sdp::PduId::SERVICE_ATTRIBUTE_REQUEST,
            [&[0, 1, 2, 3, 0x01, 0x02], &*attributes, more].concat(),
        ));
        bodies.push((
            sdp::PduId::SERVICE_SEARCH_ATTRIBUTE_REQUEST,
            [&*pattern, &[0x01, 0x02], &*attributes, more].concat(),
        ));
    }
    for content in contents(sdp::ErrorResponse::PDU) {
        bodies.push((sdp::PduId::ERROR_RESPONSE, content));
    }
    let mut payloads = Vec::new();
    for (transaction, (id, body)) in (1u16..).zip(bodies) {
        let mut payload = vec![id.0];
        payload.extend(transaction.to_be_bytes());
        payload.extend((body.len() as u16).to_be_bytes());
        payload.extend(body);
        payloads.push(payload);
    }
    payloads
}

fn serial() -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    for kind in [FrameType::SABM, FrameType::UA, FrameType::DM, FrameType::DISC] {
        for dlci in [0, 2] {
            frames.push(frame(dlci, kind.0 | 0x10, &[], None));
            frames.push(frame(dlci, kind.0, &[], None));
        }
    }
    frames.push(frame(2, FrameType::UIH.0, b"\x01\x02\x03", None));
    frames.push(frame(2, FrameType::UIH.0 | 0x10, b"\x01\x02\x03", Some(7)));
    frames.push(frame(2, FrameType::UIH.0, &[0x55; 140], None));
    for text in ["AT+BRSF=127\r", "\r\n+BRSF: 871\r\n", "\r\nOK\r\n"] {
        frames.push(frame(4, FrameType::UIH.0, text.as_bytes(), None));
    }
    for &(kind, _) in multiplexer::CommandType::KNOWN {
        let declaration = multiplexer::Command::pdu(kind);
        let bodies = declaration.map_or_else(|| vec![Vec::new()], contents);
        for body in bodies.into_iter().filter(|body| body.len() < 20) {
            for response in [0, 2] {
                let head = [kind.0 << 2 | 1 | response, (body.len() as u8) << 1 | 1];
                frames.push(frame(0, FrameType::UIH.0, &[&head[..], &body].concat(), None));
            }
        }
    }
    frames
}

fn frame(dlci: u8, control: u8, information: &[u8], credits: Option<u8>) -> Vec<u8> {
    let mut bytes = vec![dlci << 2 | 3, control];
    match u8::try_from(information.len()) {
        Ok(length @ 0..=127) => bytes.push(length << 1 | 1),
        _ => bytes.extend([(information.len() as u8) << 1, (information.len() >> 7) as u8]),
    }
    bytes.extend(credits);
    bytes.extend(information);
    bytes.push(0);
    check(&mut bytes);
    bytes
}

/// Writes the frame check sequence.
fn check(frame: &mut [u8]) {
    let control = frame[1] & 0xef;
    let covered = if control == FrameType::UIH.0 { 2 } else { 3 };
    let covered = if covered == 3 && frame[2] & 1 == 0 { 4 } else { covered };
    let fcs = rfcomm::fcs(&frame[..covered]);
    if let Some(last) = frame.last_mut() {
        *last = fcs;
    }
}

fn mend_check(packet: &mut [u8]) {
    if let Some(frame) = packet.get_mut(9..) {
        check(frame);
    }
}
