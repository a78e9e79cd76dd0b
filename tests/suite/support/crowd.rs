//! Captures with very many of one thing: links, addresses, handles, channels, adapters, findings.

use btlint::capture::{Record, Timestamp};
use parsers::link::Link;

/// A packet as a record has it.
pub struct Packet {
    link: Link,
    meta: u32,
    bytes: Vec<u8>,
}

/// One kind of capture: its name, and the packets of the nth thing.
pub struct Crowd {
    pub name: &'static str,
    packets: fn(u32) -> Vec<Packet>,
}

/// All kinds.
pub const CROWDS: &[Crowd] = &[
    Crowd { name: "links of many devices", packets: |n| link(n, n, 0x13) },
    Crowd { name: "losses of one device", packets: |n| link(n, 7, 0x08) },
    Crowd { name: "links that do not end", packets: |n| link(n, n, 0x13)[..1].to_vec() },
    Crowd { name: "failed connections", packets: |n| vec![event(&complete(0x3e, 0, n))] },
    Crowd { name: "addresses with names", packets: advertiser },
    Crowd {
        name: "handles without a link",
        packets: |n| vec![l2cap(n % 0x0e00, 4, &[0x1b, 1, 0])],
    },
    Crowd { name: "channels that are asked for", packets: channel },
    Crowd { name: "channels that open", packets: open_channel },
    Crowd { name: "adapters", packets: adapter },
    Crowd { name: "commands without an answer", packets: command },
    Crowd {
        name: "fragments that are cut off",
        packets: |_| vec![acl(0x0040, 0, &[9, 0, 4, 0, 0x1b])],
    },
    Crowd { name: "continuations without a start", packets: |_| vec![acl(0x0040, 1, &[1, 2, 3])] },
    Crowd { name: "malformed PDUs", packets: |n| vec![l2cap(0x0040, 6, &[1, n as u8])] },
    Crowd {
        name: "requests without an answer",
        packets: |n| vec![l2cap(0x0040, 4, &[0x0a, n as u8, 0])],
    },
];

impl Clone for Packet {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), ..*self }
    }
}

fn event(body: &[u8]) -> Packet {
    let mut bytes = vec![4, body[0], body.len() as u8 - 1];
    bytes.extend_from_slice(&body[1..]);
    Packet { link: Link::HciH4, meta: 1, bytes }
}

/// LE Connection Complete.
fn complete(status: u8, handle: u16, peer: u32) -> Vec<u8> {
    let mut body = vec![0x3e, 1, status];
    body.extend_from_slice(&handle.to_le_bytes());
    body.extend_from_slice(&[0, 0]);
    body.extend_from_slice(&peer.to_le_bytes());
    body.extend_from_slice(&[0xaa, 0xbb, 0x18, 0, 0, 0, 0x48, 0, 0]);
    body
}

/// A link that comes and goes.
fn link(n: u32, peer: u32, reason: u8) -> Vec<Packet> {
    let handle = (n % 0x0e00) as u16;
    let [low, high] = handle.to_le_bytes();
    vec![event(&complete(0, handle, peer)), event(&[0x05, 0, low, high, reason])]
}

fn advertiser(n: u32) -> Vec<Packet> {
    let mut body = vec![0x3e, 2, 1, 0, 0];
    body.extend_from_slice(&n.to_le_bytes());
    body.extend_from_slice(&[0xaa, 0xc0, 8, 7, 9]);
    body.extend_from_slice(format!("{:06x}", n & 0xff_ffff).as_bytes());
    body.push(0xc5);
    vec![event(&body)]
}

fn acl(handle: u16, boundary: u16, payload: &[u8]) -> Packet {
    let mut bytes = vec![2];
    bytes.extend_from_slice(&(handle | boundary << 12).to_le_bytes());
    bytes.extend_from_slice(&(payload.len() as u16).to_le_bytes());
    bytes.extend_from_slice(payload);
    Packet { link: Link::HciH4, meta: 0, bytes }
}

fn l2cap(handle: impl TryInto<u16>, cid: u16, payload: &[u8]) -> Packet {
    let mut pdu = (payload.len() as u16).to_le_bytes().to_vec();
    pdu.extend_from_slice(&cid.to_le_bytes());
    pdu.extend_from_slice(payload);
    acl(handle.try_into().unwrap_or_default(), 0, &pdu)
}

fn channel(n: u32) -> Vec<Packet> {
    let [low, high] = (0x40 + (n % 0xff00) as u16).to_le_bytes();
    vec![l2cap(0x0040, 1, &[2, n as u8 | 1, 4, 0, 1, 0x10, low, high])]
}

fn open_channel(n: u32) -> Vec<Packet> {
    let [low, high] = (0x40 + (n % 0xff00) as u16).to_le_bytes();
    let identifier = n as u8 | 1;
    let mut granted =
        l2cap(0x0040, 5, &[0x15, identifier, 10, 0, low, high, 64, 0, 64, 0, 5, 0, 0, 0]);
    granted.bytes[2] |= 0x20;
    granted.meta = 1;
    let asked = [0x14, identifier, 10, 0, 0x80, 0, low, high, 64, 0, 64, 0, 5, 0];
    vec![
        l2cap(0x0040, 5, &asked),
        granted,
        l2cap(0x0040, u16::from_le_bytes([low, high]), &[9, 0, 1]),
    ]
}

fn adapter(n: u32) -> Vec<Packet> {
    // A command and its answer on a monitor's nth adapter.
    let packet = |opcode: u32, bytes: &[u8]| Packet {
        link: Link::Monitor,
        meta: (n & 0xfffe) << 16 | opcode,
        bytes: bytes.to_vec(),
    };
    vec![packet(2, &[3, 0x0c, 0]), packet(3, &[0x0e, 4, 1, 3, 0x0c, 0])]
}

fn command(n: u32) -> Vec<Packet> {
    let opcode = (0x0400 | n & 0x3ff) as u16;
    let [low, high] = opcode.to_le_bytes();
    vec![Packet { link: Link::HciH4, meta: 0, bytes: vec![1, low, high, 0] }]
}

impl Crowd {
    /// The packets of `count` things, a hundredth of a second apart.
    pub fn records(&self, count: u32, mut each: impl FnMut(&Record<'_>)) {
        let one = link(0x40, 1, 0x13).swap_remove(0);
        let mut number = 0;
        let mut give = |packet: &Packet| {
            number += 1;
            each(&Record {
                number,
                time: Timestamp(1_700_000_000_000_000_000 + number as i64 * 10_000_000),
                link: packet.link,
                meta: packet.meta,
                interface: 0,
                bytes: &packet.bytes,
                original_len: packet.bytes.len() as u32,
                drops: 0,
            });
        };
        give(&one);
        for n in 0..count {
            (self.packets)(n).iter().for_each(&mut give);
        }
    }
}
