//! Commands, events and data packets.

use parsers::{
    View,
    frame::Context,
    hci::{Command, Event, EventCode, LeEvent, LeSubevent, Opcode, Returns, acl},
    l2cap::Protocol,
    link::{Indicator, Link, MonitorOpcode},
};

use super::{
    Packet, Plan,
    bytes::{Source, contents},
    seeds,
};

pub(crate) fn plans() -> Vec<Plan> {
    let mut source = Source::new(1);
    let plan = |name, link, seeds| Plan {
        name,
        link,
        context: Context { protocol: Protocol::Unknown, ..Context::default() },
        setup: Vec::new(),
        seeds,
        mend: |_| (),
    };
    let commands = commands();
    let few: Vec<_> = commands.iter().step_by(40).cloned().collect();
    vec![
        plan("hci-events", Link::HciH4, events()),
        plan("hci-returns", Link::HciH4, returns()),
        plan("hci-commands", Link::HciH4, commands),
        plan("hci-data", Link::HciH4, data(&mut source)),
        plan("hci-pseudo-header", Link::HciH4Phdr, wrapped(&few, |_| vec![0, 0, 0, 0])),
        plan("hci-monitor", Link::LinuxMonitor, monitor(&few)),
    ]
}

/// A command with its header.
pub(crate) fn command(opcode: Opcode, parameters: &[u8]) -> Packet {
    let [low, high] = opcode.0.to_le_bytes();
    let bytes = [&[1, low, high, parameters.len() as u8], parameters].concat();
    Packet { bytes, received: false }
}

/// An event with its header.
pub(crate) fn event(code: EventCode, parameters: &[u8]) -> Packet {
    let bytes = [&[4, code.0, parameters.len() as u8], parameters].concat();
    Packet { bytes, received: true }
}

fn le_event(subevent: LeSubevent, parameters: &[u8]) -> Packet {
    event(EventCode::LE_META, &[&[subevent.0], parameters].concat())
}

fn commands() -> Vec<Packet> {
    let mut found = Vec::new();
    for &(opcode, _) in Opcode::KNOWN {
        match Command::pdu(opcode) {
            Some(pdu) => {
                found.extend(contents(pdu).iter().map(|content| command(opcode, content)));
            }
            None => found.push(command(opcode, &[])),
        }
    }
    for structure in seeds::advertising() {
        let padding = vec![0; 31 - structure.len()];
        let data = [&[structure.len() as u8], &*structure, &*padding].concat();
        found.push(command(Opcode::LE_SET_ADVERTISING_DATA, &data));
    }
    found
}

fn events() -> Vec<Packet> {
    let mut found = Vec::new();
    for &(code, _) in EventCode::KNOWN {
        match Event::pdu(code) {
            _ if code == EventCode::COMMAND_COMPLETE || code == EventCode::LE_META => {}
            Some(pdu) => {
                found.extend(contents(pdu).iter().map(|content| event(code, content)));
            }
            None => found.push(event(code, &[0; 4])),
        }
    }
    for &(subevent, _) in LeSubevent::KNOWN {
        match LeEvent::pdu(subevent) {
            Some(pdu) => {
                let contents = contents(pdu);
                found.extend(contents.iter().map(|content| le_event(subevent, content)));
            }
            None => found.push(le_event(subevent, &[0; 4])),
        }
    }
    for structure in seeds::advertising() {
        let head = [1, 0, 0, 1, 2, 3, 4, 5, 6, structure.len() as u8];
        let report = [&head[..], &structure, &[0xc5]].concat();
        found.push(le_event(LeSubevent::ADVERTISING_REPORT, &report));
    }
    found
}

fn returns() -> Vec<Packet> {
    let mut found = Vec::new();
    for &(opcode, _) in Opcode::KNOWN {
        let [low, high] = opcode.0.to_le_bytes();
        let contents = Returns::pdu(opcode).map(contents);
        let mut contents = contents.unwrap_or_else(|| vec![vec![0]]);
        // What a command returns counts only when it succeeded.
        let succeeded: Vec<_> = contents
            .iter()
            .filter(|content| !content.is_empty())
            .map(|content| [&[0], &content[1..]].concat())
            .collect();
        contents.splice(0..0, succeeded);
        for content in contents {
            let parameters = [&[1, low, high], &*content].concat();
            found.push(event(EventCode::COMMAND_COMPLETE, &parameters));
        }
    }
    found
}

fn data(source: &mut Source) -> Vec<Packet> {
    let mut found = Vec::new();
    for _ in 0..8 {
        for received in [false, true] {
            let bits = source.next().to_le_bytes();
            let payload = &source.next().to_le_bytes()[..6];
            let handle = [bits[0] | 1, bits[1] & 0x30 | 0x01];
            let synchronous = [&[3], &handle[..], &[6], payload].concat();
            found.push(Packet { bytes: synchronous, received });
            for flags in 0..8u8 {
                let handle = [bits[0], bits[1] & 0x0e | flags << 4];
                let (start, stamped) = (flags & 1 == 0, flags & 4 != 0);
                let mut sdu = Vec::new();
                if stamped {
                    sdu.extend(source.next().to_le_bytes()[..4].iter());
                }
                if start {
                    sdu.extend([bits[2], bits[3], 6, 0x80 & bits[4]]);
                }
                sdu.extend(payload);
                let bytes = [&[5], &handle[..], &[sdu.len() as u8, 0], &sdu].concat();
                found.push(Packet { bytes, received });
            }
        }
    }
    debug_assert_eq!(acl::IsochronousHeader::PDU.fields[0].name, "handle");
    for &(indicator, _) in Indicator::KNOWN {
        if indicator == Indicator::VENDOR {
            found.push(Packet { bytes: vec![indicator.0, 1, 2, 3], received: true });
        }
    }
    found
}

fn wrapped(packets: &[Packet], header: fn(&Packet) -> Vec<u8>) -> Vec<Packet> {
    packets
        .iter()
        .map(|packet| Packet {
            bytes: [header(packet), packet.bytes.clone()].concat(),
            received: packet.received,
        })
        .collect()
}

fn monitor(packets: &[Packet]) -> Vec<Packet> {
    let record = |opcode: MonitorOpcode, octets: &[u8]| {
        let bytes = [&[0, 1], &opcode.0.to_be_bytes()[..], octets].concat();
        Packet { bytes, received: false }
    };
    let commands = packets.iter().map(|packet| record(MonitorOpcode::COMMAND, &packet.bytes[1..]));
    let known = MonitorOpcode::KNOWN.iter().filter_map(|&(opcode, _)| {
        let contents = contents(parsers::monitor::pdu(opcode)?);
        Some(contents.into_iter().map(move |content| record(opcode, &content)))
    });
    commands.chain(known.flatten()).collect()
}
