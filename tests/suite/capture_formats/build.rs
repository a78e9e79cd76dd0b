//! Captures made in memory.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

pub(crate) const RESET: &[u8] = &[0x01, 0x03, 0x0c, 0x00];
pub(crate) const COMPLETE: &[u8] = &[0x04, 0x0e, 0x04, 0x01, 0x03, 0x0c, 0x00];

#[derive(Clone, Copy)]
pub(crate) enum Order {
    Big,
    Little,
}
pub(crate) use Order::{Big, Little};

impl Order {
    pub(crate) fn u16(self, value: u16) -> [u8; 2] {
        match self {
            Big => value.to_be_bytes(),
            Little => value.to_le_bytes(),
        }
    }
    pub(crate) fn u32(self, value: u32) -> [u8; 4] {
        match self {
            Big => value.to_be_bytes(),
            Little => value.to_le_bytes(),
        }
    }
    pub(crate) fn u64(self, value: u64) -> [u8; 8] {
        match self {
            Big => value.to_be_bytes(),
            Little => value.to_le_bytes(),
        }
    }
    pub(crate) fn words(self, values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|&v| self.u32(v)).collect()
    }
}

pub(crate) const BTSNOOP_EPOCH: u64 = 0x00dc_ddb3_0f2f_8000;

pub(crate) fn btsnoop_header(data_link: u32) -> Vec<u8> {
    [b"btsnoop\0".as_slice(), &Big.words(&[1, data_link])].concat()
}

pub(crate) fn btsnoop_record(flags: u32, drops: u32, microseconds: u64, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u32;
    let time = (BTSNOOP_EPOCH + microseconds).to_be_bytes();
    [&Big.words(&[length, length, flags, drops]), time.as_slice(), bytes].concat()
}

pub(crate) fn btsnoop() -> Vec<u8> {
    [
        btsnoop_header(1002),
        btsnoop_record(2, 0, 1_000_000, RESET),
        btsnoop_record(3, 5, 1_000_001, COMPLETE),
        btsnoop_record(0, 7, 1_000_002, &[]),
    ]
    .concat()
}

pub(crate) fn pcap_header(order: Order, magic: u32, link_type: u32) -> Vec<u8> {
    let version = [order.u16(2), order.u16(4)].concat();
    [order.words(&[magic]), version, order.words(&[0, 0, 4, link_type])].concat()
}

/// `COMPLETE` is longer than the snap length of the header.
pub(crate) fn pcap(order: Order, magic: u32, link_type: u32) -> Vec<u8> {
    [
        pcap_header(order, magic, link_type),
        order.words(&[100, 7, 4, 4]),
        RESET.to_vec(),
        order.words(&[101, 8, 7, 9]),
        COMPLETE.to_vec(),
        order.words(&[102, 9, 0, 3]),
    ]
    .concat()
}

pub(crate) fn block(order: Order, kind: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = order.u32(body.len() as u32 + 12);
    [order.u32(kind).as_slice(), &length, &body, &length].concat()
}

pub(crate) fn section(order: Order) -> Vec<u8> {
    let start = [order.u32(0x1a2b_3c4d).as_slice(), &order.u16(1), &order.u16(0)].concat();
    block(order, 0x0a0d_0d0a, &[start.as_slice(), &order.u64(u64::MAX)].concat())
}

pub(crate) fn option(order: Order, code: u16, value: &[u8]) -> Vec<u8> {
    let mut value = value.to_vec();
    let length = value.len() as u16;
    value.resize(value.len().next_multiple_of(4), 0);
    [order.u16(code).as_slice(), &order.u16(length), &value].concat()
}

pub(crate) fn interface(
    order: Order,
    link_type: u16,
    snap_length: u32,
    options: &[Vec<u8>],
) -> Vec<u8> {
    let start = [order.u16(link_type), order.u16(0)].concat();
    let body = [start, order.u32(snap_length).to_vec(), options.concat()];
    block(order, 1, &body.concat())
}

pub(crate) fn enhanced(
    order: Order,
    interface: u32,
    ticks: u64,
    bytes: &[u8],
    options: &[Vec<u8>],
) -> Vec<u8> {
    let length = bytes.len() as u32;
    let mut body = order.words(&[interface, (ticks >> 32) as u32, ticks as u32, length, length]);
    body.extend(bytes);
    body.resize(body.len().next_multiple_of(4), 0);
    body.extend(options.concat());
    block(order, 6, &body)
}

/// Two interfaces that are read and one that is not, and all kinds of blocks.
pub(crate) fn pcapng_section(order: Order) -> Vec<u8> {
    let end = option(order, 0, &[]);
    let mut old = [order.u16(1), order.u16(3)].concat();
    old.extend(order.words(&[0, 2_000_000, 7, 7]));
    old.extend(COMPLETE);
    let statistics = [
        order.words(&[0, 0, 0]),
        option(order, 5, &order.u64(4)),
        option(order, 7, &order.u64(6)),
        end.clone(),
    ];
    [
        section(order),
        interface(
            order,
            187,
            3,
            &[
                // A time zone, text that is not UTF-8: each is too much for some readers.
                option(order, 10, &order.u32(3600)),
                option(order, 2, &[0xff, 0xfe]),
                option(order, 9, &[9]),
                option(order, 14, &order.u64(10)),
            ],
        ),
        interface(order, 201, 0, &[]),
        interface(order, 1, 0, &[]),
        enhanced(order, 0, 5_000_000_001, RESET, &[]),
        block(order, 0x77, b"unknown"),
        enhanced(
            order,
            0,
            5_000_000_002,
            COMPLETE,
            &[option(order, 2, &order.u32(1)), option(order, 4, &order.u64(2)), end.clone()],
        ),
        enhanced(order, 2, 0, &[0; 60], &[]),
        block(order, 2, &old),
        block(order, 5, &statistics.concat()),
        block(order, 9, b"__CURSOR=a\n\n"),
        block(order, 3, &[order.u32(4).as_slice(), RESET].concat()),
    ]
    .concat()
}

pub(crate) fn packet_logger(order: Order) -> Vec<u8> {
    let record = |kind: u8, packet: &[u8]| {
        let header = order.words(&[packet.len() as u32 + 9, 1_600_000_000, 250_000]);
        [header, vec![kind], packet.to_vec()].concat()
    };
    // The empty packet comes after the records that the format is told by.
    let note = record(0xfc, b"note");
    let (command, event) = (record(0, &RESET[1..]), record(1, &COMPLETE[1..]));
    [command, event, note.clone(), note, record(3, &[])].concat()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
