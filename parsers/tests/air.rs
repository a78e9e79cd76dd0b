//! The LE link layer and the headers that sniffers put before it.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::ops::Range;

use btlint_parsers::{
    Address, Fault, FieldInfo, Sink, Value, View, dissect,
    frame::{Context, Frame},
    hci::Status,
    link::{self, Direction, Kind, Link},
    ll::{
        self, ADVERTISING_CRC_INIT, Body, Control, ControlOpcode,
        advertising::{Advertising, AdvertisingType, ConnectInd},
    },
    radio::{self, Framing, Phy, Radio, Traffic},
};

/// Every field of a frame as `name=value`, by Wireshark's name or else ours.
#[derive(Default)]
struct Told(Vec<(String, String, Range<usize>)>);

impl Sink for Told {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        let name = info.filter.unwrap_or(info.name).to_owned();
        self.0.push((name, value.to_string(), at));
    }
    fn enter(&mut self, _: &'static str, _: usize) {}
    fn leave(&mut self, _: usize) {}
}

impl Told {
    fn of(frame: &Frame<'_>) -> Self {
        let mut told = Self::default();
        for layer in &frame.layers {
            layer.describe(&mut told).ok();
        }
        told
    }
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, ..)| n == name).map(|(_, value, _)| value.as_str())
    }
}

fn titles(frame: &Frame<'_>) -> Vec<&'static str> {
    frame.layers.iter().map(|layer| layer.pdu.title).collect()
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap())
        .collect()
}

fn open(link: Link, bytes: &[u8]) -> (Direction, Radio, Vec<u8>) {
    let packet = link::open(link, 0, bytes, None).unwrap();
    let Kind::Air(radio) = packet.kind else { panic!("{:?}", packet.kind) };
    (packet.direction, radio, packet.part.bytes.to_vec())
}

const ADV_IND: &str = "d6be898e 0009 e8dd6ee5c578 020105 c63c96";
const ADV_IND_PADDED: &str = "d6be898e 0009 00 e8dd6ee5c578 020105 c63c96";
/// VERSION_IND: version 4.2, company 0x000f, subversion 0x2209.
const VERSION_IND: &str = "11223344 0306 0c 08 0f00 0922 aabbcc";

const SAMPLES: &[(Link, &str)] = &[
    (Link::LowEnergy, ADV_IND),
    (Link::LowEnergy, VERSION_IND),
    // A SCAN_REQ, an ADV_DIRECT_IND and a SCAN_RSP.
    (Link::LowEnergy, "d6be898e 030c 220b90ac365d 0c1688376000 8f3b50"),
    (Link::LowEnergy, "d6be898e 010c 220b90ac365d 0c1688376000 8f3b50"),
    (Link::LowEnergy, "d6be898e 040d 220b90ac365d 020a08 030201fe 8f3b50"),
    (Link::LowEnergy, CONNECT_IND),
    // ADV_EXT_IND with AdvA, ADI and AuxPtr; then AUX_ADV_IND with SyncInfo, TxPower and data.
    (Link::LowEnergy, "d6be898e 070d 0c 19 010203040506 3412 85 1020 aabbcc"),
    (
        Link::LowEnergy,
        "d6be898e 071e 16 68 3412 0110 0600 ffffffff3f 78563412 aabbcc 0500 f6 0316aabb 020a08 aabbcc",
    ),
    (Link::LowEnergy, "11223344 020b 0700 0400 0b 010203040506 aabbcc"),
    (Link::LowEnergyPhdr, "25 c4 80 00 00000000 030d 11223344 0306 0c 08 0f00 0922 aabbcc"),
    (Link::LowEnergyPhdr, "0c c4 80 00 d6be898e 0384 d6be898e 01 0009 e8dd6ee5c578 020105 c63c96"),
    (
        Link::NordicBle,
        "07 06 1c 01 2c01 06 0a 01 25 3c 0500 10000000 d6be898e 0009 e8dd6ee5c578 020105 c63c96",
    ),
    (
        Link::NordicBle,
        "07 1c00 02 2c01 06 0a 01 25 3c 0500 10000000 d6be898e 0009 e8dd6ee5c578 020105 c63c96",
    ),
    (
        Link::NordicBle,
        "07 1900 03 2c01 06 0a 03 11 3c 0500 10000000 11223344 0306 0c 08 0f00 0922 aabbcc",
    ),
    (
        Link::NordicBle,
        "beef 06 2c01 0000 1b 01 25 3c 0500 10000000 d6be898e 0009 e8dd6ee5c578 020105 c63c96",
    ),
    (
        Link::Ppi,
        "00 00 1800 93000000 3675 0c00 00 6209 00 6b36e300 e8 dc ee 3c d6be898e 0009 e8dd6ee5c578 020105 c63c96",
    ),
];

const CONNECT_IND: &str = "d6be898e c522 3d75e3b4af6a e34791eada74 5beec590 500627 02 0700 2400 \
     0000 f401 ffffffff1f aa 010203";

#[test]
fn channel_indexes_are_by_frequency() {
    let indexes: Vec<_> = (0..40).map(|rf| radio::channel_index(rf).unwrap()).collect();
    assert_eq!((indexes[0], indexes[12], indexes[39]), (37, 38, 39));
    assert_eq!((indexes[1], indexes[11], indexes[13], indexes[38]), (0, 10, 11, 36));
    let mut sorted = indexes;
    sorted.sort_unstable();
    assert_eq!(sorted, (0..40).collect::<Vec<_>>());
}

#[test]
fn every_nordic_version_gives_the_same_packet() {
    let event = "01 25 3c 0500 10000000";
    for header in [
        "07 06 1c 01 2c01 06 0a",
        "07 1c00 02 2c01 06 0a",
        "07 1c00 03 2c01 02 0a",
        "beef 06 2c01 0000 1b",
    ] {
        let bytes = hex(&format!("{header}{event}{ADV_IND}"));
        let (direction, radio, packet) = open(Link::NordicBle, &bytes);
        assert_eq!(packet, hex(ADV_IND), "{header}");
        assert_eq!(direction, Direction::Unknown);
        assert_eq!(radio.channel, Some(37));
        assert_eq!(radio.rssi, Some(-60));
        assert_eq!(radio.crc_ok, Some(true));
        assert_eq!(radio.packet_counter, Some(300));
        assert_eq!(radio.encrypted, Some(false));
        assert_eq!(radio.phy, Some(Phy::LE_1M));
        assert!(!radio.framing.padding);
        let frame = dissect(Link::NordicBle, 0, &bytes, &Context::default());
        assert_eq!(frame.stop, None);
        let told = Told::of(&frame);
        assert_eq!(told.get("nordic_ble.rssi"), Some("-60"));
        assert_eq!(told.get("btle.advertising_address"), Some("78:C5:E5:6E:DD:E8"));
        assert_eq!(told.get("btle.crc"), Some("0x633c69"));
    }
}

#[test]
fn the_gap_after_the_header_is_found() {
    for (flags, ci) in [("01", ""), ("21", "01")] {
        let packet = ADV_IND_PADDED.replacen(' ', ci, 1);
        let length = 10 + hex(&packet).len();
        let bytes =
            hex(&format!("07 {length:02x}00 03 2c01 02 0a {flags} 25 3c 0500 10000000 {packet}"));
        let (_, radio, packet) = open(Link::NordicBle, &bytes);
        assert!(radio.framing.padding);
        assert_eq!(radio.framing.coding_indicator, !ci.is_empty());
        let packet = ll::Packet::parse(&packet, radio.framing).unwrap();
        assert_eq!(packet.check(ADVERTISING_CRC_INIT), Some(true));
        let frame = dissect(Link::NordicBle, 0, &bytes, &Context::default());
        assert_eq!(frame.stop, None);
        assert_eq!(Told::of(&frame).get("btle.advertising_address"), Some("78:C5:E5:6E:DD:E8"));
    }
}

#[test]
fn nordic_flags_of_a_connection() {
    let packet = |flags: &str| {
        hex(&format!("07 1700 02 2c01 06 0a {flags} 11 3c 0500 10000000 {VERSION_IND}"))
    };
    let (direction, radio, _) = open(Link::NordicBle, &packet("03"));
    assert_eq!((direction, radio.encrypted, radio.mic_ok), (Direction::Sent, Some(false), None));
    assert_eq!(radio.event_counter, Some(5));
    let (direction, radio, _) = open(Link::NordicBle, &packet("05"));
    assert_eq!(
        (direction, radio.encrypted, radio.mic_ok),
        (Direction::Received, Some(true), Some(false))
    );
    assert!(!radio.decrypted);
    // Encrypted and not decrypted: the payload is not read.
    let bytes = packet("05");
    let frame = dissect(Link::NordicBle, 0, &bytes, &Context::default());
    assert!(!titles(&frame).contains(&"LL Control"));
    let bytes = packet("0d");
    let frame = dissect(Link::NordicBle, 0, &bytes, &Context::default());
    assert!(titles(&frame).contains(&"LL Control"));
    // A wrong CRC: the header is the last layer.
    let bytes = packet("00");
    let frame = dissect(Link::NordicBle, 0, &bytes, &Context::default());
    assert_eq!(titles(&frame).last(), Some(&"LE data header"));
    assert_eq!(frame.stop, None);
}

#[test]
fn other_nordic_messages_are_not_packets() {
    let event = "01 25 3c 0500 10000000";
    let bytes = hex("07 0200 02 2c01 0e 0100");
    let packet = link::open(Link::NordicBle, 0, &bytes, None).unwrap();
    assert_eq!(packet.kind, Kind::Other(0x0e));
    assert_eq!(packet.part.bytes, [1, 0]);
    // Some programs leave the identifier of a packet zero; a real request is shorter.
    let (_, radio, packet) =
        open(Link::NordicBle, &hex(&format!("07 1c00 02 0000 00 0a{event}{ADV_IND}")));
    assert_eq!((radio.channel, packet), (Some(37), hex(ADV_IND)));
    let follow = hex("07 0700 02 0000 00 e8dd6ee5c578 00");
    assert_eq!(link::open(Link::NordicBle, 0, &follow, None).unwrap().kind, Kind::Other(0));
}

#[test]
fn pseudo_header_flags() {
    let with = |flags: u16| {
        let [low, high] = flags.to_le_bytes();
        hex(&format!("0c c4 80 00 00000000 {low:02x}{high:02x} {VERSION_IND}"))
    };
    let (direction, radio, _) = open(Link::LowEnergyPhdr, &with(0x0d03));
    assert_eq!(direction, Direction::Sent);
    assert_eq!((radio.channel, radio.rssi, radio.crc_ok), (Some(38), Some(-60), Some(true)));
    let (direction, radio, _) = open(Link::LowEnergyPhdr, &with(0x0581));
    assert_eq!((direction, radio.rssi, radio.crc_ok), (Direction::Received, None, Some(false)));
    let (_, radio, _) = open(Link::LowEnergyPhdr, &with(0x0041));
    assert_eq!((radio.channel, radio.crc_ok, radio.mic_ok), (None, None, None));
    let (_, radio, _) = open(Link::LowEnergyPhdr, &with(0x3009));
    assert_eq!((radio.decrypted, radio.mic_ok), (true, Some(true)));
    let (_, radio, _) = open(Link::LowEnergyPhdr, &with(0x3081));
    assert_eq!((radio.framing.traffic, radio.mic_ok), (Traffic::Auxiliary, None));
    let (_, radio, _) = open(Link::LowEnergyPhdr, &with(0x8001));
    assert!(radio.framing.coding_indicator);
    let whitened = with(0x0000);
    assert_eq!(link::open(Link::LowEnergyPhdr, 0, &whitened, None).unwrap().kind, Kind::Other(0));
}

#[test]
fn ppi_needs_a_link_layer_inside() {
    let (_, sample) = SAMPLES.iter().find(|(link, _)| *link == Link::Ppi).unwrap();
    let (_, radio, packet) = open(Link::Ppi, &hex(sample));
    assert_eq!((radio.channel, radio.rssi), (Some(37), Some(-18)));
    assert_eq!(packet, hex(ADV_IND));
    let plain = hex(&format!("00 00 0800 fb000000 {ADV_IND}"));
    assert_eq!(open(Link::Ppi, &plain).1, Radio::default());
    for (header, kind) in [("00 00 0800 93000000", 147), ("00 00 0800 69000000", 105)] {
        let bytes = hex(&format!("{header}{ADV_IND}"));
        assert_eq!(link::open(Link::Ppi, 0, &bytes, None).unwrap().kind, Kind::Other(kind));
    }
    let short = hex("00 00 0700 fb000000 00");
    let frame = dissect(Link::Ppi, 0, &short, &Context::default());
    assert!(matches!(frame.stop.unwrap().fault, Fault::Length { declared: 7, available: 9 }));
}

#[test]
fn connect_ind() {
    let bytes = hex(CONNECT_IND);
    let packet = ll::Packet::parse(&bytes, Framing::default()).unwrap();
    let Body::Advertising(header, payload) = packet.body else { panic!("{packet:?}") };
    assert_eq!(header.kind, AdvertisingType::CONNECT_IND);
    assert!(header.tx_random && header.rx_random && !header.channel_selection_2);
    let Ok(Advertising::ConnectInd(connect)) = Advertising::parse(header.kind, payload) else {
        panic!()
    };
    assert_eq!(connect.initiator, Address([0x6a, 0xaf, 0xb4, 0xe3, 0x75, 0x3d]));
    assert_eq!(connect.access_address.0, 0x90c5_ee5b);
    assert_eq!(connect.crc_init.0, 0x27_0650);
    assert_eq!((connect.window_size, connect.window_offset.0), (2, 7));
    assert_eq!((connect.interval.0, connect.latency, connect.timeout.0), (36, 0, 500));
    assert_eq!(connect.channel_map.used(), 37);
    assert_eq!((connect.hop, connect.sleep_clock_accuracy.0), (10, 5));
    assert_eq!(ConnectInd::parse(&payload[..33]).unwrap_err().offset, 33);
}

#[test]
fn extended_advertising_fields() {
    let bytes = hex(SAMPLES[6].1);
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    assert_eq!(frame.stop, None);
    let told = Told::of(&frame);
    let prefix = "btle.extended_advertising";
    assert_eq!(told.get("btle.advertising_address"), Some("06:05:04:03:02:01"));
    assert_eq!(told.get(&format!("{prefix}.advertising_data_info.did")), Some("564"));
    assert_eq!(told.get(&format!("{prefix}.advertising_data_info.sid")), Some("1"));
    assert_eq!(told.get(&format!("{prefix}_header.aux_pointer.channel")), Some("5"));
    assert_eq!(told.get(&format!("{prefix}_header.aux_pointer.aux_offset")), Some("16"));
    assert_eq!(told.get(&format!("{prefix}_header.aux_pointer.aux_phy")), Some("1"));
    // Flags that want more than the header's length.
    let bytes = hex("d6be898e 0708 02 01 010203040506 aabbcc");
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    assert_eq!(frame.stop.unwrap().fault, Fault::Length { declared: 2, available: 7 });
}

#[test]
fn advertising_data_of_a_wrong_length_is_a_fault() {
    let bytes = hex("d6be898e 000a e8dd6ee5c578 02010509 c63c96");
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    let stop = frame.stop.unwrap();
    assert_eq!((stop.fault, stop.offset), (Fault::Length { declared: 9, available: 0 }, 16));
    // A length of zero ends the data; the rest is padding.
    let bytes = hex("d6be898e 000c e8dd6ee5c578 020105 000000 c63c96");
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    assert_eq!(frame.stop, None);
    assert_eq!(Told::of(&frame).get("padding"), Some("0000"));
}

#[test]
fn a_length_field_beyond_the_bytes_is_a_fault() {
    let bytes = hex("11223344 0309 0c 08 0f00 0922");
    let error = ll::Packet::parse(&bytes, Framing::default()).unwrap_err();
    assert_eq!((error.fault, error.offset), (Fault::Length { declared: 9, available: 6 }, 6));
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    assert_eq!(frame.stop, Some(error));
    assert_eq!(Told::of(&frame).get("btle.length"), Some("9"));
}

#[test]
fn control_pdus_have_the_length_of_the_table() {
    let zeros = [0; 64];
    for (opcode, name) in ControlOpcode::KNOWN {
        let length = opcode.data_length().unwrap();
        let pdu = Control::pdu(*opcode).unwrap();
        assert_eq!(pdu.title, *name);
        assert!(Control::parse(*opcode, &zeros[..length]).is_ok(), "{name}");
        assert_eq!((pdu.describe)(&zeros, 0, &mut Told::default()).unwrap(), length, "{name}");
        if length > 0 {
            assert!(Control::parse(*opcode, &zeros[..length - 1]).is_err(), "{name}");
        }
    }
    assert_eq!(ControlOpcode::KNOWN.len(), 0x2d);
    assert_eq!(ControlOpcode(0x2d).data_length(), None);
}

#[test]
fn control_pdus_are_typed() {
    let reject = Control::parse(ControlOpcode::REJECT_EXT_IND, &[0x03, 0x06]).unwrap();
    let Control::RejectExtInd(reject) = reject else { panic!() };
    assert_eq!(
        (reject.rejected, reject.error),
        (ControlOpcode::ENC_REQ, Status::PIN_OR_KEY_MISSING)
    );
    let bytes = hex(VERSION_IND);
    let frame = dissect(Link::LowEnergy, 0, &bytes, &Context::default());
    let told = Told::of(&frame);
    assert_eq!(told.get("btle.control.version_number"), Some("4.2 (0x08)"));
    assert_eq!(told.get("btle.control.subversion_number"), Some("0x2209"));
    let encrypted = Context { encrypted: true, ..Context::default() };
    let frame = dissect(Link::LowEnergy, 0, &bytes, &encrypted);
    assert_eq!(titles(&frame).last(), Some(&"LE CRC"));
}

#[test]
fn l2cap_only_where_it_is_whole() {
    let whole = hex("11223344 0207 0300 0400 0a 0100 aabbcc");
    let part = hex("11223344 0207 0900 0400 0a 0100 aabbcc");
    let rest = hex("11223344 0103 010203 aabbcc");
    let has_l2cap = |bytes: &[u8], context: &Context<'_>| {
        titles(&dissect(Link::LowEnergy, 0, bytes, context)).contains(&"L2CAP")
    };
    let none = Context::default();
    assert!(has_l2cap(&whole, &none));
    assert!(!has_l2cap(&part, &none));
    assert!(!has_l2cap(&rest, &none));
    let reassembled = hex("0300 0400 0a 0100");
    assert!(has_l2cap(&rest, &Context { reassembled: Some(&reassembled), ..none }));
    // The sniffer left the integrity code behind the plain text: not of the L2CAP PDU.
    let decrypted =
        hex("0c c4 80 00 00000000 0b0d 11223344 020b 0300 0400 0a 0100 deadbeef aabbcc");
    let frame = dissect(Link::LowEnergyPhdr, 0, &decrypted, &none);
    let l2cap = frame.layers.iter().find(|layer| layer.pdu.title == "L2CAP").unwrap();
    assert_eq!(l2cap.part.bytes, reassembled);
}

#[test]
fn declarations_are_all_listed_once() {
    let pdus: Vec<_> = ll::all_pdus().chain(radio::all_pdus()).collect();
    for (i, pdu) in pdus.iter().enumerate() {
        assert!(!pdu.spec.is_empty());
        assert!(!pdus[..i].contains(pdu), "{} is listed twice", pdu.title);
    }
    for (_, pdu) in Control::PDUS.iter() {
        assert!(pdus.contains(pdu));
    }
    for (_, pdu) in Advertising::PDUS.iter() {
        assert!(pdus.contains(pdu));
    }
    for (_, pdu) in ll::ad::AdData::PDUS.iter() {
        assert!(pdus.contains(pdu));
    }
}

#[test]
fn every_prefix_shows_the_fields_before_the_fault() {
    for (link, sample) in SAMPLES {
        let bytes = hex(sample);
        let frame = dissect(*link, 0, &bytes, &Context::default());
        let whole = Told::of(&frame);
        for length in 0..bytes.len() {
            let frame = dissect(*link, 0, &bytes[..length], &Context::default());
            let told = Told::of(&frame);
            for (name, _, at) in &told.0 {
                assert!(at.end <= length, "{name} of {sample} at {length}");
            }
            if *link == Link::LowEnergy {
                assert!(frame.stop.is_some(), "{sample} at {length}");
                // Each field before the payload is shown, with the value it has in the whole.
                for field in whole.0.iter().filter(|(.., at)| at.end <= length.min(6)) {
                    assert!(told.0.contains(field), "{field:?} of {sample} at {length}");
                }
            }
        }
    }
}

/// A small generator, so that a failure can be run again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[test]
fn random_bytes_parse_as_they_are_described() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..20_000 {
        let length = random.next() as usize % 64;
        let bytes: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
        for (code, pdu) in Control::PDUS {
            let parsed = Control::parse(*code, &bytes).map(drop);
            let described = (pdu.describe)(&bytes, 0, &mut Told::default()).map(drop);
            assert_eq!(parsed, described, "{code} in round {round}");
            if round % 16 != 0 {
                break;
            }
        }
        let extended = AdvertisingType::ADV_EXT_IND;
        let parsed = Advertising::parse(extended, &bytes).map(drop);
        let described =
            (Advertising::pdu(extended).unwrap().describe)(&bytes, 0, &mut Told::default());
        assert_eq!(parsed, described.map(drop), "{bytes:02x?}");
        for link in [Link::LowEnergy, Link::LowEnergyPhdr, Link::NordicBle, Link::Ppi] {
            let frame = dissect(link, 0, &bytes, &Context::default());
            for (name, _, at) in Told::of(&frame).0 {
                assert!(at.end <= bytes.len(), "{name} {at:?} in {bytes:02x?}");
            }
        }
    }
}

#[test]
fn a_changed_sample_never_panics() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for (link, sample) in SAMPLES {
        let bytes = hex(sample);
        for _ in 0..2_000 {
            let mut bytes = bytes.clone();
            let at = random.next() as usize % bytes.len();
            bytes[at] = random.next() as u8;
            let frame = dissect(*link, 0, &bytes, &Context::default());
            for (name, _, at) in Told::of(&frame).0 {
                assert!(at.end <= bytes.len(), "{name} {at:?} in {bytes:02x?}");
            }
        }
    }
}

/// Records of a pcap file in this machine's usual byte order, with its link type. None where the
/// folder of captures is not there.
fn records(file: &str) -> Option<(Link, Vec<Vec<u8>>)> {
    let folder = std::env::var_os("BTLINT_CAPTURES").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/captures"),
        Into::into,
    );
    let Ok(bytes) = std::fs::read(folder.join(file)) else {
        println!("skipped: {file} is not in {}", folder.display());
        return None;
    };
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!(word(0), 0xa1b2_c3d4, "{file} is not a pcap file");
    let link = match word(20) {
        192 => Link::Ppi,
        251 => Link::LowEnergy,
        256 => Link::LowEnergyPhdr,
        272 => Link::NordicBle,
        other => panic!("{file} has link type {other}"),
    };
    let (mut records, mut at) = (Vec::new(), 24);
    while at < bytes.len() {
        let length = word(at + 8) as usize;
        records.push(bytes[at + 16..at + 16 + length].to_vec());
        at += 16 + length;
    }
    Some((link, records))
}

/// Packets whose CRC was checked: right ones, and wrong ones.
fn checked(file: &str) -> Option<(usize, usize)> {
    let (link, records) = records(file)?;
    let mut connections = std::collections::HashMap::new();
    let (mut right, mut wrong) = (0, 0);
    for record in &records {
        let packet = link::open(link, 0, record, None).unwrap();
        let Kind::Air(radio) = packet.kind else { panic!("{:?}", packet.kind) };
        let Ok(packet) = ll::Packet::parse(packet.part.bytes, radio.framing) else { continue };
        let init = match packet.body {
            Body::Advertising(..) => Some(ADVERTISING_CRC_INIT),
            _ => connections.get(&packet.access_address).copied(),
        };
        let ok = init.and_then(|init| packet.check(init));
        match ok {
            Some(true) => right += 1,
            Some(false) => wrong += 1,
            None => {}
        }
        if let Body::Advertising(header, payload) = packet.body
            && ok == Some(true)
            && let Ok(Advertising::ConnectInd(connect)) = Advertising::parse(header.kind, payload)
        {
            connections.insert(connect.access_address.0, connect.crc_init.0);
        }
    }
    Some((right, wrong))
}

/// Files, their packets with a right CRC, and those received with bit errors.
const CHECKED: &[(&str, usize, usize)] = &[
    ("mikeryan+crackle/tests/01_crack/pairing_and_ltk_exchange.pcap", 713, 0),
    ("mikeryan+crackle/tests/02_ltk_decrypt/known_ltk.pcap", 291, 11),
    ("mikeryan+crackle/tests/05_numeric_pin/numeric_pin.pcap", 305, 2),
    ("whad-team+whad-client/ressources/pcaps/pairing.pcap", 1604, 0),
    ("whad-team+whad-client/ressources/pcaps/comm.pcap", 315, 0),
    ("whad-team+whad-client/whad/resources/pcaps/btmesh_provisionning.pcap", 257, 0),
];

#[test]
fn the_crc_of_captured_packets_is_right() {
    for &(file, right, wrong) in CHECKED {
        if let Some(counts) = checked(file) {
            assert_eq!(counts, (right, wrong), "{file}");
        }
    }
}
