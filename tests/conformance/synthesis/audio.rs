//! Streams and remote controls.

use parsers::{
    View,
    avctp::avrcp::{self, Ctype, EventId, Opcode, PduId},
    avdtp::{self, MessageType, message},
    l2cap::{MediaKind, Protocol},
    rtp,
};

use super::{
    Plan,
    bytes::{Source, contents},
    l2cap::{BASIC, BR_EDR, CHANNEL, RETRANSMISSION, both_ways, channel, open, pdu, plan},
    seeds,
};

const MEDIA: u16 = 0x51;

const SBC: &[u8] = &[1, 0, 7, 6, 0, 0, 0x21, 0x15, 2, 53];
const SBC_PROTECTED: &[u8] = &[1, 0, 4, 2, 2, 0, 7, 6, 0, 0, 0x21, 0x15, 2, 53];
const LDAC: &[u8] = &[1, 0, 7, 10, 0, 0xff, 0x2d, 1, 0, 0, 0xaa, 0, 0x20, 1];
const AAC: &[u8] = &[1, 0, 7, 8, 0, 2, 0x80, 1, 4, 0x84, 0xe2, 0];

pub(crate) fn plans() -> Vec<Plan> {
    let mut source = Source::new(3);
    let s = &mut source;
    let control = || channel(0x17, BASIC);
    let browsing = || {
        let mut packets = channel(0x17, BASIC);
        packets.extend(open(0x1b, 0x61, RETRANSMISSION));
        packets
    };
    let media = |name, configuration, kind, protected, payloads: Vec<Vec<u8>>| {
        let protocol =
            if protected { Protocol::ProtectedMedia(kind) } else { Protocol::Media(kind) };
        plan(name, protocol, stream(configuration), both_ways(BR_EDR, MEDIA, &payloads))
    };
    vec![
        plan(
            "avdtp",
            Protocol::Avdtp,
            channel(0x19, BASIC),
            both_ways(BR_EDR, CHANNEL, &signals(s)),
        ),
        plan("avctp", Protocol::Avctp, control(), both_ways(BR_EDR, CHANNEL, &controls())),
        plan(
            "avctp-browsing",
            Protocol::AvctpBrowsing,
            browsing(),
            both_ways(BR_EDR, 0x61, &browse(s)),
        ),
        media("media-sbc", SBC, MediaKind::Sbc, false, sbc(s, &[])),
        media("media-scms-t", SBC_PROTECTED, MediaKind::Sbc, true, sbc(s, &[3])),
        media("media-ldac", LDAC, MediaKind::Ldac, false, ldac(s)),
        media(
            "media-aac",
            AAC,
            MediaKind::Rtp,
            false,
            vec![rtp(s, &[0x47, 0xfc, 0, 0, 0xb0, 0x90])],
        ),
    ]
}

/// A stream that was configured as said and started.
fn stream(configuration: &[u8]) -> Vec<super::Packet> {
    let mut packets = channel(0x19, BASIC);
    packets.push(pdu(BR_EDR, CHANNEL, &[0x00, 1], false));
    packets.push(pdu(BR_EDR, CHANNEL, &[0x02, 1, 4, 8], true));
    let configure = [&[4, 8], configuration].concat();
    for (label, signal, parameters) in [(1u8, 3, &*configure), (2, 6, &[4][..]), (3, 7, &[4][..])] {
        if signal == 7 {
            packets.extend(open(0x19, MEDIA as u8, BASIC));
        }
        let command = [&[label << 4, signal], parameters].concat();
        packets.push(pdu(BR_EDR, CHANNEL, &command, false));
        packets.push(pdu(BR_EDR, CHANNEL, &[label << 4 | 2, signal], true));
    }
    packets
}

fn signals(source: &mut Source) -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    let mut label = 0u8;
    let mut add = |kind: MessageType, signal: avdtp::Signal, body: &[u8]| {
        label = label.wrapping_add(1);
        payloads.push([&[label << 4 | kind.0, signal.0], body].concat());
    };
    let tables = [
        (MessageType::COMMAND, message::Command::PDUS),
        (MessageType::ACCEPT, message::Accept::PDUS),
        (MessageType::REJECT, message::Reject::PDUS),
    ];
    for (kind, table) in tables {
        for &(signal, declaration) in table {
            for body in contents(declaration).iter().filter(|body| body.len() < 40) {
                add(kind, signal, body);
            }
        }
    }
    for &(signal, _) in avdtp::Signal::KNOWN {
        add(MessageType::GENERAL_REJECT, signal, &[]);
    }
    for capability in seeds::capabilities(source) {
        add(MessageType::ACCEPT, avdtp::Signal::GET_ALL_CAPABILITIES, &capability);
        let configuration = [&[4, 8], &*capability].concat();
        add(MessageType::COMMAND, avdtp::Signal::SET_CONFIGURATION, &configuration);
    }
    // The first and the last of a message in pieces.
    payloads.push(vec![0x14, 2, 3, 4, 8, 1]);
    payloads.push(vec![0x1c, 0, 7, 6, 0, 0, 0x21, 0x15, 2, 53]);
    payloads
}

/// An AVCTP message of the remote control profile.
fn message(label: u8, response: bool, body: &[u8]) -> Vec<u8> {
    [&[label << 4 | u8::from(response) << 1, 0x11, 0x0e], body].concat()
}

fn vendor(ctype: Ctype, id: PduId, parameters: &[u8]) -> Vec<u8> {
    let head = [ctype.0, 0x48, Opcode::VENDOR_DEPENDENT.0, 0, 0x19, 0x58, id.0, 0, 0];
    [&head[..], &[parameters.len() as u8], parameters].concat()
}

fn controls() -> Vec<Vec<u8>> {
    let mut bodies = Vec::new();
    for &(id, _) in PduId::KNOWN {
        if let Some(declaration) = avrcp::Command::pdu(id) {
            for body in contents(declaration).iter().filter(|body| body.len() < 40) {
                bodies.push((false, vendor(Ctype::STATUS, id, body)));
            }
        }
        match avrcp::Response::pdu(id) {
            _ if id == PduId::REGISTER_NOTIFICATION => {}
            Some(declaration) => {
                for body in contents(declaration).iter().filter(|body| body.len() < 40) {
                    bodies.push((true, vendor(Ctype::STABLE, id, body)));
                }
            }
            None => bodies.push((false, vendor(Ctype::STATUS, id, &[]))),
        }
    }
    bodies.push((true, vendor(Ctype::STABLE, PduId::GET_CAPABILITIES, &[3, 3, 1, 2, 0xd])));
    bodies.push((true, vendor(Ctype::STABLE, PduId::GET_CAPABILITIES, &[2, 1, 0, 0x19, 0x58])));
    for &(event, declaration) in avrcp::Notification::PDUS {
        for body in contents(declaration).iter().filter(|body| body.len() < 40) {
            let parameters = [&[event.0], &**body].concat();
            bodies.push((true, vendor(Ctype::INTERIM, PduId::REGISTER_NOTIFICATION, &parameters)));
            bodies.push((true, vendor(Ctype::CHANGED, PduId::REGISTER_NOTIFICATION, &parameters)));
        }
    }
    for &(event, _) in EventId::KNOWN {
        let parameters = [event.0, 0, 0, 0, 5];
        bodies.push((false, vendor(Ctype::NOTIFY, PduId::REGISTER_NOTIFICATION, &parameters)));
    }
    for state in [0, 0x80] {
        bodies.push((false, vec![0, 0x48, Opcode::PASS_THROUGH.0, state | 0x44, 0]));
        bodies.push((true, vec![Ctype::ACCEPTED.0, 0x48, Opcode::PASS_THROUGH.0, state | 0x44, 0]));
    }
    for response in [false, true] {
        let ctype = if response { Ctype::STABLE.0 } else { Ctype::STATUS.0 };
        bodies.push((response, vec![ctype, 0xff, Opcode::UNIT_INFO.0, 7, 0x48, 0, 0x19, 0x58]));
        bodies
            .push((response, vec![ctype, 0xff, Opcode::SUBUNIT_INFO.0, 7, 0x48, 0xff, 0xff, 0xff]));
    }
    for status in 0..0x17 {
        bodies.push((true, vendor(Ctype::REJECTED, PduId::SET_ABSOLUTE_VOLUME, &[status])));
    }
    let numbered = bodies.iter().enumerate();
    let mut payloads: Vec<_> =
        numbered.map(|(label, (response, body))| message(label as u8, *response, body)).collect();
    payloads.push(vec![0x14, 2, 0x11, 0x0e, 0, 0x48, 0, 0, 0x19, 0x58]);
    payloads.push(vec![0x1c, 0x20, 0, 0, 0]);
    payloads.push(vec![0x13, 0x11, 0x0f]);
    payloads
}

fn browse(source: &mut Source) -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    for (number, id) in [0x70u8, 0x71, 0x72, 0x73, 0x80, 0xa0].into_iter().enumerate() {
        let octets = source.next().to_le_bytes();
        let body = message(number as u8, false, &[&[id, 0, 2], &octets[..2]].concat());
        let sequence = number as u8;
        payloads.push([&[sequence << 1, 0], &*body, &[0, 0]].concat());
    }
    for function in 0..4u8 {
        payloads.push(vec![1 | function << 2, 3, 0, 0]);
    }
    for segmentation in 1..4u8 {
        payloads
            .push([&[0, segmentation << 6, 20, 0, 0x10, 0x11, 0x0e, 0x70][..], &[0; 4]].concat());
    }
    payloads
}

fn rtp(source: &mut Source, payload: &[u8]) -> Vec<u8> {
    let octets = source.next().to_le_bytes();
    [&[0x80, 0x60, octets[0], octets[1], 0, 0, octets[2], octets[3], 0, 0, 0, octets[4]], payload]
        .concat()
}

fn sbc(source: &mut Source, before: &[u8]) -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    for (modes, bitpool) in [(0xbdu8, 53u8), (0x31, 20), (0x72, 12), (0xf7, 9), (0x0c, 5)] {
        // A frame of the length that its header says (A2DP 1.4, 12.9).
        let blocks = 4 * (usize::from(modes >> 4 & 3) + 1);
        let subbands = 4 * (usize::from(modes & 1) + 1);
        let (channels, bitpool_octets) = match modes >> 2 & 3 {
            0 => (1, (blocks * usize::from(bitpool)).div_ceil(8)),
            1 => (2, (2 * blocks * usize::from(bitpool)).div_ceil(8)),
            2 => (2, (blocks * usize::from(bitpool)).div_ceil(8)),
            _ => (2, (subbands + blocks * usize::from(bitpool)).div_ceil(8)),
        };
        let length = subbands * channels / 2 + bitpool_octets;
        let mut frame = vec![0x9c, modes, bitpool, source.next() as u8];
        frame.extend((0..length).map(|_| source.next() as u8));
        payloads.push(rtp(source, &[before, &[1], &*frame].concat()));
    }
    payloads.push(rtp(source, &[before, &[0xe2], &[0; 20]].concat()));
    payloads
}

fn ldac(source: &mut Source) -> Vec<Vec<u8>> {
    contents(rtp::LdacPayload::PDU).iter().map(|payload| rtp(source, payload)).collect()
}
