//! What sniffers of the LE link layer record.

use parsers::{
    frame::Context,
    link::Link,
    ll::{
        ADVERTISING_CRC_INIT, ControlOpcode,
        advertising::{Advertising, AdvertisingType},
        control::Control,
        crc24,
    },
};

use super::{
    Packet, Plan,
    bytes::{Source, contents},
    seeds,
};

const ADVERTISING: u32 = 0x8e89_bed6;
const CONNECTION: u32 = 0x5065_5d3a;
const CRC_INIT: u32 = 0x0012_3456;

pub(crate) fn plans() -> Vec<Plan> {
    let mut source = Source::new(4);
    let advertising = advertising(&mut source);
    let data = data(&mut source);
    let plan = |name, link, setup, seeds| Plan {
        name,
        link,
        context: Context::default(),
        setup,
        seeds,
        mend: |_| (),
    };
    let connect = packet(ADVERTISING, &connect_ind());
    let few: Vec<_> = advertising.iter().step_by(9).take(12).chain(&data[..4]).cloned().collect();
    let all: Vec<_> = advertising.iter().chain(&data).cloned().collect();
    vec![
        plan("air-radio", Link::LowEnergyPhdr, vec![phdr(&connect, 0, 0, 0)], radio(&all, &few)),
        plan("air-plain", Link::LowEnergy, vec![], air(&few)),
        plan("air-nordic", Link::NordicBle, vec![], nordic(&few, &mut source)),
        plan("air-ppi", Link::Ppi, vec![], ppi(&few)),
    ]
}

/// A packet on the air, with how it was heard.
#[derive(Debug, Clone)]
struct Air {
    bytes: Vec<u8>,
    /// Of the pseudo-header: 0 unspecified, 1 auxiliary, 2 and 3 data, 4 to 6 isochronous.
    kind: u16,
}

fn packet(access_address: u32, pdu: &[u8]) -> Vec<u8> {
    let init = if access_address == ADVERTISING { ADVERTISING_CRC_INIT } else { CRC_INIT };
    let crc = crc24(init, pdu).0.to_le_bytes();
    [&access_address.to_le_bytes(), pdu, &crc[..3]].concat()
}

fn connect_ind() -> Vec<u8> {
    let mut pdu = vec![5, 34, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    pdu.extend(CONNECTION.to_le_bytes());
    pdu.extend(&CRC_INIT.to_le_bytes()[..3]);
    pdu.extend([2, 1, 0, 24, 0, 0, 0, 72, 0, 0xff, 0xff, 0xff, 0xff, 0x1f, 5]);
    pdu
}

fn advertising(source: &mut Source) -> Vec<Air> {
    let mut pdus = Vec::new();
    for &(kind, declaration) in Advertising::PDUS {
        for flags in [0u8, 0x50, 0xe0] {
            for content in contents(declaration).iter().filter(|c| c.len() < 60).take(6) {
                pdus.push([&[kind.0 | flags, content.len() as u8], &**content].concat());
            }
        }
    }
    for structure in seeds::advertising() {
        let content = [&[1, 2, 3, 4, 5, 6], &*structure].concat();
        pdus.push([&[AdvertisingType::ADV_IND.0, content.len() as u8], &*content].concat());
    }
    let extended = extended(source).into_iter();
    pdus.into_iter()
        .map(|pdu| Air { bytes: packet(ADVERTISING, &pdu), kind: 0 })
        .chain(extended.map(|pdu| Air { bytes: packet(ADVERTISING, &pdu), kind: 1 }))
        .collect()
}

/// Octets of the fields of an extended header, by the bits of its flags.
const EXTENDED_FIELDS: [usize; 7] = [6, 6, 1, 2, 3, 18, 1];

fn extended(source: &mut Source) -> Vec<Vec<u8>> {
    let sets = (0..7).map(|bit| 1u8 << bit).chain([0x7f, 0x1b, 0x09, 0x38]);
    let mut pdus = Vec::new();
    for flags in sets {
        for mode in 0..4u8 {
            for kind in [7u8, 8] {
                let fields = EXTENDED_FIELDS.iter().enumerate();
                let length: usize =
                    fields.filter(|(bit, _)| flags >> bit & 1 == 1).map(|(_, length)| length).sum();
                let mut content = vec![(length as u8 + 1) | mode << 6, flags];
                content.extend((0..length).map(|_| source.next() as u8));
                content.extend([2, 1, 6]);
                pdus.push([&[kind | 0x40, content.len() as u8], &*content].concat());
            }
        }
    }
    pdus
}

fn data(source: &mut Source) -> Vec<Air> {
    let mut found = Vec::new();
    let mut with_cte = Vec::new();
    let mut add = |kind: u16, header: u8, content: &[u8]| {
        let pdu = [&[header, content.len() as u8], content].concat();
        found.push(Air { bytes: packet(CONNECTION, &pdu), kind });
    };
    for &(opcode, _) in ControlOpcode::KNOWN {
        let contents = match Control::pdu(opcode) {
            Some(declaration) => contents(declaration),
            None => vec![Vec::new()],
        };
        for (number, content) in contents.iter().enumerate() {
            let content = [&[opcode.0], &**content].concat();
            // What begins encryption would hide the rest.
            let encrypts = matches!(opcode.0, 0x03..=0x06 | 0x0a | 0x0b);
            if !encrypts || number < 4 {
                add(2 + (number % 2) as u16, 3 | (number as u8 & 7) << 2, &content);
            }
        }
    }
    for header in [1u8, 2, 0x1d, 0x1e] {
        add(2, header, &[3, 0, 4, 0, 0x0a, 3, 0]);
        add(3, header, &[3, 0, 4, 0, 0x0b, 3, 0]);
    }
    // The octet of CTEInfo stands between the header and what its length counts.
    for cte in [0u8, 0x14, 0x53, 0xb4] {
        let pdu = [0x22, 7, cte, 3, 0, 4, 0, 0x0a, 3, 0];
        with_cte.push(Air { bytes: packet(CONNECTION, &pdu), kind: 2 });
    }
    for kind in 4..7 {
        for header in 0..64u8 {
            add(kind, header << 2 | header & 3, &source.next().to_le_bytes()[..5]);
        }
    }
    found.extend(with_cte);
    found
}

/// Flags: dewhitened, signal and noise valid, access addresses valid, CRC checked and right.
const HEARD: u16 = 0x0c37;

fn phdr(bytes: &[u8], kind: u16, flags: u16, phy: u16) -> Packet {
    let flags = HEARD | flags | kind << 7 | phy << 14;
    let mut header = vec![12, 0xc4, 0xa0, 2];
    header.extend(&bytes[..4]);
    header.extend(flags.to_le_bytes());
    Packet { bytes: [&*header, bytes].concat(), received: false }
}

fn radio(all: &[Air], few: &[Air]) -> Vec<Packet> {
    let mut packets: Vec<_> = all.iter().map(|air| phdr(&air.bytes, air.kind, 0, 0)).collect();
    for air in few {
        for flags in [0x40, 0x1000, 0x3000] {
            packets.push(phdr(&air.bytes, air.kind, flags, 0));
        }
        packets.push(phdr(&air.bytes, air.kind, 0, 1));
        let coded = [&air.bytes[..4], &[1], &air.bytes[4..]].concat();
        packets.push(phdr(&coded, air.kind, 0, 2));
    }
    packets
}

fn air(few: &[Air]) -> Vec<Packet> {
    few.iter().map(|air| Packet { bytes: air.bytes.clone(), received: false }).collect()
}

/// Headers of versions 0 to 3 of the nRF Sniffer.
fn nordic(few: &[Air], source: &mut Source) -> Vec<Packet> {
    let mut packets = Vec::new();
    for air in few {
        let data = !air.bytes.starts_with(&ADVERTISING.to_le_bytes());
        for flags in [0x01u8, 0x03, 0x0b, 0x11, 0x09] {
            let [counter, time, ..] = source.next().to_le_bytes();
            let flags = flags & if data { 0x7b } else { 0x79 };
            let rest = [&[flags, 37, 60, counter, 0, time, 1, 0, 0], &*air.bytes].concat();
            let event = [&[10], &*rest].concat();
            let length = event.len() as u8;
            let v0 = [0xbe, 0xef, 6, counter, 0, 0, 0, rest.len() as u8];
            let v1 = [7, 6, length, 1, counter, 0, 6];
            let v2 = [7, length, 0, 2, counter, 0, 6];
            let v3 = [7, length, 0, 3, counter, 0, if data { 6 } else { 2 }];
            for (header, event) in
                [(&v0[..], &rest), (&v1[..], &event), (&v2[..], &event), (&v3[..], &event)]
            {
                packets.push(Packet { bytes: [header, event].concat(), received: false });
            }
        }
    }
    for id in [0u8, 1, 5, 9, 0x0e] {
        packets.push(Packet { bytes: vec![7, 2, 0, 3, 1, 0, id, 1, 2], received: false });
    }
    packets
}

/// With the field that Ubertooth writes.
fn ppi(few: &[Air]) -> Vec<Packet> {
    let field = [0x36, 0x75, 13, 0, 0, 0x80, 9, 0, 1, 2, 3, 4, 0xc4, 0xc0, 0xc2, 1, 0];
    few.iter()
        .map(|air| {
            let header = [0, 0, 8 + field.len() as u8, 0, 251, 0, 0, 0];
            Packet { bytes: [&header[..], &field, &air.bytes].concat(), received: false }
        })
        .collect()
}
