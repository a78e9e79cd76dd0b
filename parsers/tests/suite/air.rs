//! The LE link layer and the headers that sniffers put before it.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod captured;
mod hostile;
mod link_layer;

use std::ops::Range;

use btlint_parsers::{
    Address, Fault, FieldInfo, Pdu, Sink, Value, View, dissect,
    frame::{Context, Frame},
    hci::Status,
    link::{self, Direction, Kind, Link, Tap},
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
    fn enter(&mut self, _: &'static Pdu, _: usize) {}
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
        assert_eq!(told.get("nordic_ble.rssi"), Some("-60 dBm"));
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
