//! Every capture format, in every byte order, whole, cut short and wrong.

use std::{
    fmt::Write as _,
    io::{Cursor, Read, Write as _},
    path::PathBuf,
};

use btlint::capture::{Capture, CaptureError, Format, Note, Record, Timestamp};
use flate2::{Compression, write::GzEncoder};
use parsers::link::Link;

const RESET: &[u8] = &[0x01, 0x03, 0x0c, 0x00];
const COMPLETE: &[u8] = &[0x04, 0x0e, 0x04, 0x01, 0x03, 0x0c, 0x00];

/// A record without its life.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Got {
    number: u64,
    time: i64,
    link: Link,
    meta: u32,
    interface: u16,
    bytes: Vec<u8>,
    original_len: u32,
    drops: u32,
}

impl From<Record<'_>> for Got {
    fn from(r: Record<'_>) -> Self {
        Self {
            number: r.number,
            time: r.time.0,
            link: r.link,
            meta: r.meta,
            interface: r.interface,
            bytes: r.bytes.to_vec(),
            original_len: r.original_len,
            drops: r.drops,
        }
    }
}

fn open(bytes: &[u8]) -> Result<Capture, CaptureError> {
    Capture::from_reader("test", Box::new(Cursor::new(bytes.to_vec())))
}

/// All records, and the fault that ended them.
fn drain(capture: &mut Capture) -> (Vec<Got>, Option<String>) {
    let mut records = Vec::new();
    loop {
        match capture.next_record() {
            Ok(Some(record)) => records.push(record.into()),
            Ok(None) => return (records, None),
            Err(error) => {
                assert!(matches!(capture.next_record(), Ok(None)), "a fault is told once");
                return (records, Some(error.to_string()));
            }
        }
    }
}

fn read(bytes: &[u8]) -> Vec<Got> {
    let mut capture = open(bytes).unwrap();
    let (records, fault) = drain(&mut capture);
    assert_eq!(fault, None);
    records
}

fn refusal(bytes: &[u8]) -> String {
    match open(bytes) {
        Err(error) => error.to_string(),
        Ok(mut capture) => drain(&mut capture).1.expect("refused"),
    }
}

#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}
use Order::{Big, Little};

impl Order {
    fn u16(self, value: u16) -> [u8; 2] {
        match self {
            Big => value.to_be_bytes(),
            Little => value.to_le_bytes(),
        }
    }
    fn u32(self, value: u32) -> [u8; 4] {
        match self {
            Big => value.to_be_bytes(),
            Little => value.to_le_bytes(),
        }
    }
    fn u64(self, value: u64) -> [u8; 8] {
        match self {
            Big => value.to_be_bytes(),
            Little => value.to_le_bytes(),
        }
    }
    fn words(self, values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|&v| self.u32(v)).collect()
    }
}

const BTSNOOP_EPOCH: u64 = 0x00dc_ddb3_0f2f_8000;

fn btsnoop_header(data_link: u32) -> Vec<u8> {
    [b"btsnoop\0".as_slice(), &Big.words(&[1, data_link])].concat()
}

fn btsnoop_record(flags: u32, drops: u32, microseconds: u64, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u32;
    let time = (BTSNOOP_EPOCH + microseconds).to_be_bytes();
    [&Big.words(&[length, length, flags, drops]), time.as_slice(), bytes].concat()
}

fn btsnoop() -> Vec<u8> {
    [
        btsnoop_header(1002),
        btsnoop_record(2, 0, 1_000_000, RESET),
        btsnoop_record(3, 5, 1_000_001, COMPLETE),
        btsnoop_record(0, 7, 1_000_002, &[]),
    ]
    .concat()
}

fn pcap_header(order: Order, magic: u32, link_type: u32) -> Vec<u8> {
    let version = [order.u16(2), order.u16(4)].concat();
    [order.words(&[magic]), version, order.words(&[0, 0, 4, link_type])].concat()
}

/// `COMPLETE` is longer than the snap length of the header.
fn pcap(order: Order, magic: u32, link_type: u32) -> Vec<u8> {
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

fn block(order: Order, kind: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = order.u32(body.len() as u32 + 12);
    [order.u32(kind).as_slice(), &length, &body, &length].concat()
}

fn section(order: Order) -> Vec<u8> {
    let start = [order.u32(0x1a2b_3c4d).as_slice(), &order.u16(1), &order.u16(0)].concat();
    block(order, 0x0a0d_0d0a, &[start.as_slice(), &order.u64(u64::MAX)].concat())
}

fn option(order: Order, code: u16, value: &[u8]) -> Vec<u8> {
    let mut value = value.to_vec();
    let length = value.len() as u16;
    value.resize(value.len().next_multiple_of(4), 0);
    [order.u16(code).as_slice(), &order.u16(length), &value].concat()
}

fn interface(order: Order, link_type: u16, snap_length: u32, options: &[Vec<u8>]) -> Vec<u8> {
    let start = [order.u16(link_type), order.u16(0)].concat();
    let body = [start, order.u32(snap_length).to_vec(), options.concat()];
    block(order, 1, &body.concat())
}

fn enhanced(
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
fn pcapng_section(order: Order) -> Vec<u8> {
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

fn packet_logger(order: Order) -> Vec<u8> {
    let record = |kind: u8, packet: &[u8]| {
        let header = order.words(&[packet.len() as u32 + 9, 1_600_000_000, 250_000]);
        [header, vec![kind], packet.to_vec()].concat()
    };
    // The empty packet comes after the records that the format is told by.
    let note = record(0xfc, b"note");
    let (command, event) = (record(0, &RESET[1..]), record(1, &COMPLETE[1..]));
    [command, event, note.clone(), note, record(3, &[])].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One sample of every format and byte order.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("btsnoop", btsnoop()),
        ("pcap, big", pcap(Big, 0xa1b2_c3d4, 187)),
        ("pcap, little", pcap(Little, 0xa1b2_c3d4, 187)),
        ("pcap, nanoseconds, big", pcap(Big, 0xa1b2_3c4d, 187)),
        ("pcap, nanoseconds, little", pcap(Little, 0xa1b2_3c4d, 187)),
        ("pcapng, big", pcapng_section(Big)),
        ("pcapng, little", pcapng_section(Little)),
        ("pcapng, both", [pcapng_section(Big), pcapng_section(Little)].concat()),
        ("PacketLogger, big", packet_logger(Big)),
        ("PacketLogger, little", packet_logger(Little)),
    ]
}

#[test]
fn btsnoop_times_flags_and_drops() {
    let records = read(&btsnoop());
    let seen: Vec<_> = records.iter().map(|r| (r.number, r.time, r.meta, r.drops)).collect();
    assert_eq!(
        seen,
        [(1, 1_000_000_000, 2, 0), (2, 1_000_001_000, 3, 5), (3, 1_000_002_000, 0, 2)]
    );
    assert_eq!(records[0].bytes, RESET);
    assert_eq!(records[2].bytes, []);
    assert_eq!(records[0].link, Link::HciH4);
}

#[test]
fn btsnoop_data_links() {
    let one = |data_link| [btsnoop_header(data_link), btsnoop_record(0x0001_0002, 0, 0, RESET)];
    let monitor = read(&one(2001).concat());
    assert_eq!((monitor[0].link, monitor[0].meta), (Link::Monitor, 0x0001_0002));
    assert_eq!(read(&one(1001).concat())[0].link, Link::HciH1);
    let text = open(&one(1001).concat()).unwrap().header().link_type.clone();
    assert_eq!(text, "HCI H1 (1001)");
    assert_eq!(
        refusal(&one(1003).concat()),
        "test: btsnoop data link 1003 (HCI BCSP) is not decoded: \
         record with btmon -w, or with HCI H4 (1002) (at octet 12)"
    );
    assert!(refusal(&one(1004).concat()).contains("1004 (HCI three-wire)"));
    assert!(refusal(&one(77).concat()).contains("77 (unknown)"));
}

#[test]
fn btsnoop_times_saturate() {
    for time in [i64::MIN, i64::MAX, 0] {
        let mut file = btsnoop_header(1002);
        file.extend(Big.words(&[0, 0, 0, 0]));
        file.extend(time.to_be_bytes());
        let expected = time.saturating_sub(BTSNOOP_EPOCH as i64).saturating_mul(1000);
        assert_eq!(read(&file)[0].time, expected);
    }
}

#[test]
fn btsnoop_that_was_appended_to() {
    let mut capture = open(&[btsnoop(), btsnoop()].concat()).unwrap();
    let (records, fault) = drain(&mut capture);
    assert_eq!((records.len(), fault), (6, None));
    assert_eq!((records[5].number, records[4].drops), (6, 5));
    assert_eq!(capture.notes(), [Note::RepeatedHeaders { count: 1 }]);
}

#[test]
fn pcap_orders_and_resolutions() {
    for (order, magic, fraction) in [
        (Big, 0xa1b2_c3d4, 7_000),
        (Little, 0xa1b2_c3d4, 7_000),
        (Big, 0xa1b2_3c4d, 7),
        (Little, 0xa1b2_3c4d, 7),
    ] {
        let records = read(&pcap(order, magic, 201));
        assert_eq!(records.len(), 3);
        assert_eq!(records[0].time, 100_000_000_000 + fraction);
        // Longer than the snap length, and cut.
        assert_eq!((records[1].bytes.as_slice(), records[1].original_len), (COMPLETE, 9));
        assert_eq!((records[2].bytes.len(), records[2].original_len), (0, 3));
    }
}

#[test]
fn pcap_link_types() {
    for (number, link, meta) in [
        (187, Link::HciH4, 1 << 31),
        (201, Link::HciH4Phdr, 0),
        (251, Link::LowEnergy, 0),
        (254, Link::LinuxMonitor, 0),
        (256, Link::LowEnergyPhdr, 0),
        (272, Link::NordicBle, 0),
        // The upper bits tell of check sequences.
        (0x5000_0000 | 272, Link::NordicBle, 0),
    ] {
        let records = read(&pcap(Little, 0xa1b2_c3d4, number));
        assert_eq!((records[0].link, records[0].meta), (link, meta));
    }
}

#[test]
fn ppi_only_around_low_energy() {
    let ppi = |inner: u32| {
        let packet = [&[0, 0, 8, 0], inner.to_le_bytes().as_slice(), &[1, 2, 3]].concat();
        let header = Little.words(&[0, 0, packet.len() as u32, packet.len() as u32]);
        [pcap_header(Little, 0xa1b2_c3d4, 192), header, packet].concat()
    };
    assert_eq!(read(&ppi(251))[0].link, Link::Ppi);
    assert_eq!(read(&ppi(147))[0].link, Link::Ppi);
    assert_eq!(
        refusal(&ppi(105)),
        "test: link type 192 (PPI) is not decoded, its first packet holds link type 105 \
         (IEEE 802.11): only LE link layer packets (251 or user-defined) are read in it \
         (at octet 20)"
    );
}

#[test]
fn pcapng_blocks_in_both_orders() {
    for order in [Big, Little] {
        let mut capture = open(&pcapng_section(order)).unwrap();
        assert_eq!(capture.header().format, Format::Pcapng);
        let (records, fault) = drain(&mut capture);
        assert_eq!(fault, None);
        let seen: Vec<_> =
            records.iter().map(|r| (r.number, r.time, r.interface, r.meta, r.drops)).collect();
        assert_eq!(
            seen,
            [
                (1, 15_000_000_001, 0, 1 << 31, 0),
                (2, 15_000_000_002, 0, 1, 2),
                // 3 is Ethernet; 4 is an old packet block.
                (4, 2_000_000_000, 1, 0, 3),
                // 5 is a journal entry. The statistics count 10 drops, 2 were told with record 2.
                (6, 2_000_000_000, 0, 1 << 31, 8),
            ]
        );
        assert_eq!(records[1].bytes, COMPLETE);
        // A simple packet is as long as the snap length lets it be.
        assert_eq!((records[3].bytes.as_slice(), records[3].original_len), (&RESET[..3], 4));
        assert_eq!(
            capture.notes(),
            [Note::SkippedPackets { packets: 1, link_types: vec!["Ethernet (1)".to_owned()] }]
        );
        assert_eq!(
            capture.link_type(),
            "Bluetooth HCI H4 (187), Bluetooth HCI H4 with direction (201)"
        );
    }
}

#[test]
fn pcapng_sections_of_different_orders() {
    for (first, second) in [(Big, Little), (Little, Big), (Little, Little)] {
        let records = read(&[pcapng_section(first), pcapng_section(second)].concat());
        assert_eq!(records.len(), 8);
        for (a, b) in records[..4].iter().zip(&records[4..]) {
            assert_eq!(*b, Got { number: a.number + 6, ..a.clone() });
        }
    }
}

#[test]
fn pcapng_without_packets_or_interfaces() {
    assert_eq!(read(&section(Big)), []);
    assert_eq!(read(&[section(Little), interface(Little, 272, 0, &[])].concat()), []);
    assert_eq!(read(&btsnoop_header(1002)), []);
    assert_eq!(read(&pcap_header(Big, 0xa1b2_c3d4, 251)), []);
}

#[test]
fn pcapng_drops_after_the_last_packet() {
    let file = [
        section(Little),
        interface(Little, 187, 0, &[]),
        block(Little, 5, &[Little.words(&[0, 0, 0]), option(Little, 5, &Little.u64(3))].concat()),
    ];
    let mut capture = open(&file.concat()).unwrap();
    assert_eq!(drain(&mut capture), (vec![], None));
    assert_eq!(capture.notes(), [Note::DropsAtEnd { packets: 3 }]);
}

#[test]
fn pcapng_faults_come_after_the_records_before() {
    let start = [section(Little), interface(Little, 187, 0, &[])].concat();
    let good = enhanced(Little, 0, 1, RESET, &[]);
    let mut differing = good.clone();
    *differing.last_mut().unwrap() = 1;
    let mut longer = good.clone();
    longer[20] = 200;
    let huge = Little.words(&[6, 0xffff_fff0, 0, 0]);
    let odd = Little.words(&[6, 33, 0, 0]);
    for (bad, text) in [
        (differing, "a block whose two lengths differ"),
        (longer, "the packet is longer than its block"),
        (huge, "the block declares 4294967280 octets, more than 16777216"),
        (odd, "a block whose length cannot be right"),
        (enhanced(Little, 3, 1, RESET, &[]), "a packet of interface 3, which is not described"),
    ] {
        let mut capture = open(&[start.clone(), good.clone(), bad].concat()).unwrap();
        let (records, fault) = drain(&mut capture);
        let offset = start.len() + good.len();
        assert_eq!(records.len(), 1);
        assert_eq!(fault, Some(format!("test: {text} (at octet {offset})")));
    }
}

#[test]
fn large_blocks_that_are_not_packets_are_passed() {
    let file = [
        section(Little),
        interface(Little, 187, 0, &[]),
        block(Little, 0x99, &vec![0; 17 << 20]),
        enhanced(Little, 0, 1, RESET, &[]),
    ];
    assert_eq!(read(&file.concat())[0].bytes, RESET);
}

#[test]
fn records_larger_than_the_buffer() {
    let large: Vec<u8> = (0..3_000_000_u32).map(|i| i as u8).collect();
    let file = [
        btsnoop_header(1002),
        btsnoop_record(0, 0, 0, RESET),
        btsnoop_record(0, 0, 0, &large),
        btsnoop_record(0, 0, 0, RESET),
    ];
    let records = read(&file.concat());
    assert!(records[1].bytes == large);
    assert_eq!(records[2].bytes, RESET);
}

#[test]
fn lengths_that_cannot_be() {
    let fault = |file: &[u8]| {
        let mut capture = open(file).unwrap();
        let (records, fault) = drain(&mut capture);
        (records.len(), fault.unwrap())
    };
    let bad = Big.words(&[u32::MAX, u32::MAX, 0, 0, 0, 0]);
    assert_eq!(
        fault(&[btsnoop(), bad].concat()),
        (3, "test: the record declares 4294967295 octets, more than 16777216 (at octet 99)".into())
    );
    let bad = Big.words(&[0, 0, 0x0100_0001, 4]);
    assert_eq!(
        fault(&[pcap(Big, 0xa1b2_c3d4, 187), bad].concat()),
        (3, "test: the record declares 16777217 octets, more than 16777216 (at octet 83)".into())
    );
    let bad = Big.words(&[8, 0, 0, 0]);
    let (count, text) = fault(&[packet_logger(Big), bad].concat());
    assert_eq!(count, 5);
    assert!(text.contains("does not cover its header"), "{text}");
}

#[test]
fn packet_logger_types() {
    for order in [Big, Little] {
        let records = read(&packet_logger(order));
        let seen: Vec<_> = records.iter().map(|r| (r.meta, r.bytes.len(), r.time)).collect();
        let time = Timestamp(1_600_000_000_250_000_000).0;
        let note = (0xfc, 4, time);
        assert_eq!(seen, [(0, 3, time), (1, 6, time), note, note, (3, 0, time)]);
    }
}

#[test]
fn packet_logger_is_not_seen_where_it_is_not() {
    for file in [&[0; 64][..], &[0, 0, 0, 9, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0]] {
        assert!(refusal(file).contains("not a capture format"), "{}", refusal(file));
    }
}

#[test]
fn cut_at_every_octet() {
    for (name, whole) in samples() {
        let all = read(&whole);
        let mut opened = false;
        for end in 0..whole.len() {
            let Ok(mut capture) = open(&whole[..end]) else {
                assert!(!opened, "{name}, cut to {end}: opens when cut earlier");
                continue;
            };
            opened = true;
            let (records, fault) = drain(&mut capture);
            assert_eq!(fault, None, "{name}, cut to {end}");
            assert_eq!(records, all[..records.len()], "{name}, cut to {end}");
            let at = capture.offset();
            let truncated = capture.notes().into_iter().find_map(|note| match note {
                Note::TruncatedRecord { offset, missing } => Some((offset, missing)),
                _ => None,
            });
            assert_eq!(truncated.is_some(), at != end as u64, "{name}, cut to {end}");
            if let Some((offset, missing)) = truncated {
                assert_eq!(offset, at);
                assert!(missing > 0 && end as u64 + missing <= whole.len() as u64);
            }
        }
        assert!(opened, "{name}");
    }
}

#[test]
fn every_octet_changed() {
    for (_, whole) in samples() {
        for place in 0..whole.len() {
            for value in [0x00, 0x01, 0x7f, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[place] = value;
                if let Ok(mut capture) = open(&bytes) {
                    assert!(drain(&mut capture).0.len() <= whole.len());
                }
            }
        }
    }
}

/// Gives one octet at a time, as a slow pipe may.
struct Trickle(Cursor<Vec<u8>>);

impl Read for Trickle {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let most = into.len().min(1);
        self.0.read(&mut into[..most])
    }
}

#[test]
fn pipes_and_gzip_read_the_same() {
    for (name, whole) in samples() {
        let all = read(&whole);
        let slow = Trickle(Cursor::new(whole.clone()));
        let mut capture = Capture::from_reader("pipe", Box::new(slow)).unwrap();
        assert_eq!(drain(&mut capture), (all.clone(), None), "{name}");

        let (head, tail) = whole.split_at(whole.len() / 2);
        let mut capture = open(&[gzip(head), gzip(tail)].concat()).unwrap();
        assert_eq!(capture.header().compression, Some("gzip"));
        assert_eq!(drain(&mut capture), (all, None), "{name}");
    }
}

#[test]
fn gzip_that_is_cut_gives_what_it_held() {
    let compressed = gzip(&btsnoop());
    let mut capture = open(&compressed[..compressed.len() - 4]).unwrap();
    let (records, fault) = drain(&mut capture);
    assert_eq!(records, read(&btsnoop()));
    assert!(fault.is_some());
    assert!(refusal(&gzip(&compressed)).contains("compressed twice"));
}

/// Notes the place before each record, then reads from each of them to the end.
fn seek_everywhere(name: &str, capture: &mut Capture, all: &[Got]) {
    let mut places = Vec::new();
    loop {
        places.push(capture.checkpoint());
        if capture.next_record().unwrap().is_none() {
            break;
        }
    }
    for (read, place) in places.iter().enumerate().rev() {
        capture.seek(place).unwrap();
        let mut other = capture.reopen().unwrap();
        let rest = all.get(read..).unwrap_or_default();
        assert_eq!(drain(capture).0, rest, "{name} from {read}");
        assert_eq!(drain(&mut other).0, rest, "{name} from {read}, again");
    }
}

#[test]
fn seeking_is_reading_on() {
    let folder = tempfile::tempdir().unwrap();
    for (index, (name, whole)) in samples().into_iter().enumerate() {
        let all = read(&whole);
        let path = folder.path().join(index.to_string());
        std::fs::write(&path, &whole).unwrap();
        let mut capture = Capture::open(&path).unwrap();
        assert!(capture.can_seek());
        seek_everywhere(name, &mut capture, &all);

        let mut capture = Capture::open(&path).unwrap();
        capture.next_record().unwrap();
        let place = capture.checkpoint();
        assert_eq!(place.next_number(), 2);
        let mut later = Capture::resume(&path, &place).unwrap();
        assert_eq!(drain(&mut later).0, all[1..], "{name}");

        let mut stream = open(&gzip(&whole)).unwrap();
        assert!(!stream.can_seek() && stream.reopen().is_err());
        let place = stream.checkpoint();
        assert!(stream.seek(&place).unwrap_err().to_string().contains("no places to go back"));
        stream.spool().unwrap();
        assert_eq!(stream.header().compression, Some("gzip"));
        seek_everywhere(name, &mut stream, &all);
    }
}

#[test]
fn seeking_in_a_file_larger_than_the_buffer() {
    let mut whole = btsnoop_header(1002);
    for i in 0..40_000 {
        whole.extend(btsnoop_record(0, i, u64::from(i), RESET));
    }
    let mut capture = open(&whole).unwrap();
    capture.spool().unwrap();
    let mut places = Vec::new();
    for number in 1..=40_000_u64 {
        if number % 1000 == 1 {
            places.push(capture.checkpoint());
        }
        assert_eq!(capture.next_record().unwrap().unwrap().number, number);
    }
    for place in places.iter().rev() {
        capture.seek(place).unwrap();
        let record = capture.next_record().unwrap().unwrap();
        assert_eq!(record.number, place.next_number());
        assert_eq!(record.time.0, (record.number as i64 - 1) * 1000);
        assert_eq!(record.drops, u32::from(record.number > 1));
    }
}

#[test]
fn a_spooled_stream_keeps_its_fault() {
    let compressed = gzip(&btsnoop());
    let mut capture = open(&compressed[..compressed.len() - 4]).unwrap();
    capture.spool().unwrap();
    let start = capture.checkpoint();
    for _ in 0..2 {
        let (records, fault) = drain(&mut capture);
        assert_eq!(records.len(), 3);
        assert!(fault.is_some());
        capture.seek(&start).unwrap();
    }
}

fn ethernet(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    let packet = [&[2; 12], ether_type.to_be_bytes().as_slice(), payload].concat();
    let length = packet.len() as u32;
    [pcap_header(Little, 0xa1b2_c3d4, 1), Little.words(&[0, 0, length, length]), packet].concat()
}

fn udp(port: u16) -> Vec<u8> {
    let mut packet = vec![0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1];
    packet.extend([1000_u16, port, 8, 0].iter().flat_map(|v| v.to_be_bytes()));
    packet
}

/// What a user is told of files that are not read.
#[test]
fn refusals() {
    let empty_tar = [vec![b'a'; 257], b"ustar\0".to_vec(), vec![0; 300]].concat();
    let usb = pcap(Little, 0xa1b2_c3d4, 220);
    let mut texts = String::new();
    for (what, file) in [
        ("empty", vec![]),
        ("bug report", b"PK\x03\x04 and so on".to_vec()),
        ("btmon's text", b"Bluetooth monitor ver 5.66\n= Note".to_vec()),
        ("btsnooz", b"--- BEGIN:BTSNOOP_LOG_SUMMARY (100 bytes in) ---\nAAAA".to_vec()),
        ("text", b"Frame 1: 4 bytes on wire\n".to_vec()),
        ("zstd", vec![0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3, 4]),
        ("tar in gzip", gzip(&empty_tar)),
        ("noise", (0..200).map(|i: u8| i.wrapping_mul(73)).collect()),
        ("header cut", b"btsn".to_vec()),
        ("modified pcap", pcap(Big, 0xa1b2_cd34, 187)),
        ("USB", usb),
        ("USBPcap", pcap(Big, 0xa1b2_c3d4, 249)),
        ("baseband", pcap(Big, 0xa1b2_c3d4, 255)),
        ("user-defined", pcap(Big, 0xa1b2_c3d4, 157)),
        ("unknown link type", pcap(Big, 0xa1b2_c3d4, 60_000)),
        ("InternalBlue", ethernet(0xfff0, &[0; 50])),
        ("Ellisys", ethernet(0x0800, &udp(24352))),
        ("UDP", ethernet(0x0800, &udp(53))),
        ("Ethernet without packets", pcap_header(Little, 0xa1b2_c3d4, 1)),
        (
            "Ethernet in pcapng",
            [
                section(Big),
                interface(Big, 1, 0, &[]),
                enhanced(Big, 0, 0, &ethernet(0xfff0, &[])[40..], &[]),
            ]
            .concat(),
        ),
    ] {
        let text = refusal(&file);
        assert!(!text.contains('\n'), "one line: {text}");
        writeln!(texts, "{what}\n    {text}").unwrap();
    }
    insta::assert_snapshot!(texts);
}

/// Real captures: as many packets as Wireshark counts, or one clear line.
#[test]
fn real_captures() {
    let folder = std::env::var_os("BTLINT_CAPTURES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/captures")),
        PathBuf::from,
    );
    let Ok(manifest) = std::fs::read_to_string(folder.join("MANIFEST.tsv")) else {
        eprintln!("skipped: no captures in {}", folder.display());
        return;
    };
    let mut lines = manifest.lines();
    let columns: Vec<_> = lines.next().unwrap().split('\t').collect();
    let column = |name| columns.iter().position(|c| *c == name).unwrap();
    let (file, packets, wrap) = (column("file"), column("packets"), column("encapsulation"));
    let mut wrong = String::new();
    for line in lines {
        let cells: Vec<_> = line.split('\t').collect();
        let decoded = !matches!(cells[wrap], "ether" | "usb-linux-mmap" | "usb-usbpcap");
        match Capture::open(&folder.join(cells[file])) {
            Ok(mut capture) => {
                let (records, fault) = drain(&mut capture);
                let count = records.last().map_or(0, |r| r.number).to_string();
                if !decoded || count != cells[packets] || fault.is_some() {
                    let _ = writeln!(wrong, "{}: {count}, {fault:?}", cells[file]);
                }
            }
            Err(error) => {
                let text = error.to_string();
                if decoded || text.contains('\n') || !text.contains("link type") {
                    let _ = writeln!(wrong, "{text}");
                }
            }
        }
    }
    assert_eq!(wrong, "");
}
