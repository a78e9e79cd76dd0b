//! Packets of the Bluetooth Network Encapsulation Protocol.

use etherparse::PacketBuilder;
use parsers::bnep;

use super::bytes::contents;

/// Of every kind, and what travels in them. Extension headers only after control messages: before
/// the network protocol, where tshark looks for them, they are not.
pub(crate) fn packets() -> Vec<Vec<u8>> {
    let mut packets = Vec::new();
    for control in &controls() {
        let extension = [&[0, control.len() as u8], &control[..]].concat();
        packets.push([&[0x01], &control[..]].concat());
        packets.push([&[0x81], &control[..], &extension].concat());
    }
    for (kind, head) in heads() {
        for (network, payload) in payloads() {
            packets.push([&[kind], &head[..], &network.to_be_bytes(), &payload].concat());
        }
    }
    packets
}

/// Kinds with the addresses that they have.
fn heads() -> [(u8, Vec<u8>); 4] {
    let addresses = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
    let (both, one) = (addresses.to_vec(), addresses[..6].to_vec());
    [(0, both), (2, Vec::new()), (3, one.clone()), (4, one)]
}

fn controls() -> Vec<Vec<u8>> {
    let of = |&(kind, pdu): &(bnep::ControlType, _)| {
        let bodies = contents(pdu).into_iter().filter(|body| body.len() < 40);
        bodies.filter_map(move |mut body| {
            mend(kind, &mut body)?;
            Some([&[kind.0], &body[..]].concat())
        })
    };
    let mut all: Vec<_> = bnep::Control::PDUS.iter().flat_map(of).collect();
    for size in [2, 4, 16] {
        let services: Vec<u8> = (1..=2 * size).collect();
        all.push([&[1, size], &services[..]].concat());
    }
    all
}

/// Makes lengths right, which the declarations do not hold by themselves.
fn mend(kind: bnep::ControlType, body: &mut [u8]) -> Option<()> {
    match kind {
        bnep::ControlType::SETUP_CONNECTION_REQUEST => None,
        bnep::ControlType::FILTER_NET_TYPE_SET | bnep::ControlType::FILTER_MULTI_ADDR_SET => {
            let length = u16::try_from(body.len()).ok()?.checked_sub(2)?;
            body.get_mut(..2)?.copy_from_slice(&length.to_be_bytes());
            Some(())
        }
        _ => Some(()),
    }
}

fn arp() -> Vec<u8> {
    let head = [0, 1, 8, 0, 6, 4, 0, 1];
    [&head[..], &[2, 0, 0, 0, 0, 1, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 192, 0, 2, 2]].concat()
}

fn payloads() -> Vec<(u16, Vec<u8>)> {
    let (one, other) = ([192, 0, 2, 1], [192, 0, 2, 2]);
    let four = || PacketBuilder::ipv4(one, other, 64);
    let six = || PacketBuilder::ipv6([0xfe; 16], [0xff; 16], 255);
    let mut payloads = vec![(0x0806, arp())];
    let mut push = |network, write: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = Vec::new();
        write(&mut bytes);
        payloads.push((network, bytes));
    };
    push(0x0800, &|out| four().udp(40_000, 40_001).write(out, &[1, 2, 3]).unwrap());
    push(0x0800, &|out| four().tcp(40_000, 40_001, 7, 512).syn().write(out, &[]).unwrap());
    push(0x0800, &|out| {
        four().tcp(40_000, 40_001, 7, 512).ack(9).psh().write(out, &[5; 9]).unwrap()
    });
    push(0x86dd, &|out| six().udp(40_000, 40_001).write(out, &[1, 2, 3]).unwrap());
    push(0x86dd, &|out| six().tcp(40_000, 40_001, 7, 512).fin().rst().write(out, &[]).unwrap());
    payloads
}
