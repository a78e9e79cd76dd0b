//! Broken bytes: nothing panics, the fields before a fault are shown, parse and describe agree.

#![allow(clippy::unwrap_used)]

use std::ops::Range;

use btlint_parsers::{
    Fault, FieldInfo, Pdu, Sink, Value, View, att, avctp, avdtp,
    frame::{Context, Frame, Part},
    l2cap::{self, MediaKind, Protocol},
    sdp, smp,
};

#[derive(Default, Debug, PartialEq, Clone)]
struct Told(Vec<(&'static str, Range<usize>, String)>, i32);

impl Sink for Told {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        self.0.push((info.name, at, value.to_string()));
    }
    fn enter(&mut self, _: &'static Pdu, _: usize) {
        self.1 += 1;
    }
    fn leave(&mut self, _: usize) {
        self.1 -= 1;
    }
}

/// A small generator of numbers, the same in every run.
struct Random(u64);
impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn bytes(&mut self, most: u64) -> Vec<u8> {
        let length = self.next() % (most + 1);
        // Half of the octets are small, so that lengths fit now and then.
        (0..length)
            .map(|_| {
                let v = self.next();
                if v & 0x100 == 0 { v as u8 } else { (v & 0x0f) as u8 }
            })
            .collect()
    }
}

fn dissect<'a>(pdu: &'a [u8], protocol: Protocol) -> Frame<'a> {
    let mut frame = Frame::default();
    let context = Context { protocol, ..Context::default() };
    l2cap::dissect(&mut frame, Part::packet(pdu), &context);
    frame
}

#[test]
fn random_frames_are_read_to_an_end() {
    let protocols: Vec<_> = Protocol::all().collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..20_000_usize {
        let payload = random.bytes(60);
        let cid = [1_u8, 2, 4, 5, 6, 0x40][round % 6];
        let mut pdu = vec![payload.len() as u8, 0, cid, 0];
        pdu.extend(payload);
        let protocol = protocols[random.next() as usize % protocols.len()];
        let frame = dissect(&pdu, protocol);
        for layer in &frame.layers {
            let mut told = Told::default();
            let described = layer.describe(&mut told);
            assert_eq!(told.1, 0, "groups are closed: {}", layer.pdu.title);
            let end = layer.part.offset + layer.part.bytes.len();
            assert!(told.0.iter().all(|(_, at, _)| at.start <= at.end && at.end <= end));
            match described {
                Ok(offset) => assert!(offset <= end),
                Err(error) => {
                    assert!(error.offset <= end);
                    assert!(frame.stop.is_some(), "{} {error}", layer.pdu.title);
                }
            }
        }
    }
}

#[test]
fn a_broken_list_stops_the_frame() {
    // A multiplexer command that is longer than its frame; an SBC frame that is cut.
    let multiplexer = [9, 0, 0x40, 0, 3, 0xef, 9, 0xe3, 0x0d, 0x0b, 0x8d, 0x70, 0];
    let mut media = vec![0; 17];
    media[4] = 0x80;
    media[..4].copy_from_slice(&[19, 0, 0x40, 0]);
    media[16] = 1;
    media.extend([0x9c, 0xbd, 53, 0, 0, 0]);
    for (pdu, protocol) in
        [(&multiplexer[..], Protocol::Rfcomm), (&media[..], Protocol::Media(MediaKind::Sbc))]
    {
        let frame = dissect(pdu, protocol);
        let stop = frame.stop.expect("the list is broken");
        assert!(matches!(stop.fault, Fault::Length { .. }), "{stop}");
        assert_eq!(frame.layers.last().map(|l| l.pdu.title), Some(stop.layer));
    }
}

#[test]
fn every_declaration_takes_every_prefix() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for pdu in btlint_parsers::all_pdus() {
        for _ in 0..200 {
            let bytes = random.bytes(40);
            let mut whole = Told::default();
            let result = (pdu.describe)(&bytes, 100, &mut whole);
            if let Ok(end) = result {
                assert!((100..=100 + bytes.len()).contains(&end), "{}", pdu.title);
            }
            for length in 0..bytes.len() {
                let mut part = Told::default();
                let cut = (pdu.describe)(&bytes[..length], 100, &mut part);
                assert_eq!(part.1, 0, "{}", pdu.title);
                if let Err(error) = cut {
                    assert!(error.offset <= 100 + length, "{}: {error}", pdu.title);
                }
            }
        }
    }
}

#[test]
fn fields_before_a_fault_are_told() {
    // Connection Response without its status.
    let cut = [0x0a, 0, 1, 0, 3, 1, 6, 0, 0x41, 0, 0x40, 0, 4, 0];
    let frame = dissect(&cut, Protocol::Unknown);
    let stop = frame.stop.unwrap();
    assert_eq!((stop.layer, stop.offset), ("Connection Response", 14));
    let mut told = Told::default();
    assert!(frame.layers.last().unwrap().describe(&mut told).is_err());
    let names: Vec<_> = told.0.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, ["destination", "source", "result"]);
}

#[test]
fn a_fault_in_an_element_has_its_offset() {
    // Set Configuration whose SBC parameters lack an octet.
    let pdu = [11, 0, 0x40, 0, 0x20, 3, 4, 4, 7, 5, 0, 0, 0x21, 0x15, 2];
    let frame = dissect(&pdu, Protocol::Avdtp);
    let stop = frame.stop.unwrap();
    assert_eq!((stop.layer, stop.offset), ("Set Configuration command", 15));
    let mut told = Told::default();
    assert!(frame.layers.last().unwrap().describe(&mut told).is_err());
    assert_eq!(told.0.last().map(|(name, ..)| *name), Some("minimum_bitpool"));
}

#[test]
fn parse_and_describe_agree() {
    let mut random = Random(77);
    macro_rules! agree {
        ($($dispatch:path, $code:expr, $repr:ty;)+) => {$(
            for _ in 0..4000 {
                let bytes = random.bytes(24);
                let code = $code(random.next() as u8 as $repr % 0x30);
                type Body<'a> = $dispatch;
                let Some(pdu) = Body::pdu(code) else { continue };
                let parsed = Body::parse(code, &bytes).map(|_| ());
                let described = (pdu.describe)(&bytes, 0, &mut Told::default()).map(|_| ());
                // Lists are read one element at a time, so only describing looks into them.
                let lazy = HAS_LISTS.contains(&pdu.title);
                let agree = if lazy { parsed.is_ok() || described.is_err() } else { parsed == described };
                assert!(agree, "{}", pdu.title);
            }
        )+};
    }
    agree! {
        l2cap::signalling::Command<'a>, l2cap::Code, u8;
        avdtp::Command<'a>, avdtp::Signal, u8;
        avdtp::Accept<'a>, avdtp::Signal, u8;
        avdtp::Reject<'a>, avdtp::Signal, u8;
        smp::Message<'a>, smp::Opcode, u8;
        att::Message<'a>, att::Opcode, u8;
        sdp::Message<'a>, sdp::PduId, u8;
        avctp::avrcp::Command<'a>, avctp::avrcp::PduId, u8;
    }
}

const HAS_LISTS: &[&str] = &[
    "Get Element Attributes",
    "Configuration Request",
    "Configuration Response",
    "Credit Based Connection Request",
    "Credit Based Connection Response",
    "Credit Based Reconfigure Request",
    "Discover response",
    "Get Capabilities response",
    "Get All Capabilities response",
    "Set Configuration command",
    "Get Configuration response",
    "Reconfigure command",
    "Find Information Response",
    "Find By Type Value Response",
    "Read By Type Response",
    "Read Multiple Request",
    "Read By Group Type Response",
    "Read Multiple Variable Request",
    "Read Multiple Variable Response",
    "Multiple Handle Value Notification",
    "Service Search Request",
    "Service Attribute Request",
    "Service Search Attribute Request",
];

#[test]
fn deep_sequences_end() {
    // A hundred sequences, each within the one before.
    let mut element = vec![];
    for _ in 0..100 {
        let length = element.len() as u16;
        let mut outer = vec![0x36, (length >> 8) as u8, length as u8];
        outer.extend(&element);
        element = outer;
    }
    let mut told = Told::default();
    assert_eq!(
        (sdp::element::AttributeLists::PDU.describe)(&element, 0, &mut told),
        Ok(element.len())
    );
    assert_eq!(told.1, 0);
}
