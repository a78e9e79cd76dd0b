//! Packets of BNEP and messages of HID, layer by layer.

use btlint_parsers::{
    frame::{Context, Frame, Part},
    l2cap::{self, Protocol},
};

/// An ARP request for 192.0.2.2.
const ARP: &[u8] =
    &[0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 192, 0, 2, 2];

/// An IPv4 header with an option of four octets, and a UDP datagram.
const IPV4: &[u8] = &[
    0x46, 0, 0, 33, 0, 1, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0x94, 4, 0, 0, //
    0x9c, 0x40, 0, 53, 0, 9, 0, 0, 7,
];

fn titles(protocol: Protocol, payload: &[u8]) -> (Vec<&'static str>, Vec<usize>, bool) {
    let mut bytes = vec![payload.len() as u8, 0, 0x40, 0];
    bytes.extend(payload);
    let mut frame = Frame::default();
    let context = Context { protocol, ..Context::default() };
    l2cap::dissect(&mut frame, Part::packet(&bytes), &context);
    let above = || frame.layers.iter().skip(1);
    let titles = above().map(|layer| layer.pdu.title).collect();
    (titles, above().map(|layer| layer.part.offset - 4).collect(), frame.stop.is_some())
}

fn bnep(parts: &[&[u8]]) -> (Vec<&'static str>, Vec<usize>, bool) {
    titles(Protocol::Bnep, &parts.concat())
}

#[test]
fn the_network_protocol_stands_before_extension_headers() {
    // Filter Net Type Response, in an extension header.
    let extension = [0x00, 3, 4, 0, 0];
    let (titles, offsets, stopped) = bnep(&[&[0x82], &[8, 6], &extension, ARP]);
    let expected = [
        "BNEP",
        "BNEP compressed Ethernet",
        "BNEP extension",
        "BNEP control",
        "BNEP Filter Net Type Response",
        "ARP",
    ];
    assert_eq!(titles, expected);
    assert_eq!(offsets, [0, 1, 3, 5, 6, 8]);
    assert!(!stopped);
}

#[test]
fn options_of_ip_and_tags_of_virtual_networks_are_passed_over() {
    let addresses = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
    let (titles, offsets, _) = bnep(&[&[0], &addresses, &[8, 0], IPV4]);
    assert_eq!(titles, ["BNEP", "BNEP general Ethernet", "IPv4", "UDP"]);
    assert_eq!(offsets, [0, 1, 15, 39]);
    let (titles, offsets, _) = bnep(&[&[0], &addresses, &[0x81, 0], &[0, 5, 8, 0], IPV4]);
    assert_eq!(titles, ["BNEP", "BNEP general Ethernet", "IPv4", "UDP"]);
    assert_eq!(offsets, [0, 1, 19, 43]);
}

#[test]
fn a_length_beyond_the_packet_stops_the_frame() {
    assert!(bnep(&[&[0x82], &[8, 6], &[0x00, 200, 4]]).2);
    assert!(bnep(&[&[0x01], &[1, 16, 1, 2, 3]]).2);
    assert!(bnep(&[&[0x01], &[3, 0xff, 0xff]]).2);
    assert!(bnep(&[&[0x00], &[1, 2]]).2);
    // A kind that is not known is no fault.
    assert!(!bnep(&[&[0x7f], &[1, 2]]).2);
    assert!(!bnep(&[&[0x01], &[0x99, 2]]).2);
}

#[test]
fn every_message_of_hid_is_read() {
    for first in 0x00..=0xffu8 {
        let (titles, _, stopped) = titles(Protocol::Hid, &[first, 1, 2]);
        assert!(!stopped, "{first:#04x}");
        let known = matches!(first >> 4, 0 | 1 | 4..=7 | 0xa | 0xb);
        assert_eq!(titles != ["HID message"], known, "{first:#04x}: {titles:?}");
    }
}
