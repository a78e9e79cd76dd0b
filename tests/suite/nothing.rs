//! A capture in which there is nothing to check is not clean, whatever the reason.

#![allow(clippy::unwrap_used)]

use crate::{
    capture_formats::build::{
        Little, RESET, block, btsnoop_header, btsnoop_record, gzip, interface, pcap_header, section,
    },
    support::{
        program::{btlint, btlint_with, btsnoop, folder},
        schema::faults,
    },
};
use serde_json::Value;

fn records(data_link: u32, flags: u32, bytes: &[u8]) -> Vec<u8> {
    let mut file = btsnoop_header(data_link);
    for n in 0..100 {
        file.extend(btsnoop_record(flags, 0, n, bytes));
    }
    file
}

fn pcap(link_type: u32, packet: &[u8]) -> Vec<u8> {
    let mut file = pcap_header(Little, 0xa1b2_c3d4, link_type);
    for n in 0..100 {
        let length = packet.len() as u32;
        file.extend(Little.words(&[n, 0, length, length]));
        file.extend(packet);
    }
    file
}

/// An advertisement without octets, its CRC as given.
const ADVERTISEMENT: &[u8] = &[0xd6, 0xbe, 0x89, 0x8e, 0x02, 0x06, 1, 2, 3, 4, 5, 6, 0, 0, 0];

/// Every way there is.
fn captures() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let none = "none of its 100 records can be decoded";
    let crc = "only 100 packets with a wrong CRC or cut short";
    let header = [0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x04];
    vec![
        ("btsnoop without records", btsnoop_header(1002), "it holds no packets"),
        ("monitor without records", btsnoop_header(2001), "it holds no packets"),
        ("pcap without records", pcap_header(Little, 0xa1b2_c3d4, 187), "it holds no packets"),
        (
            "pcapng without packets",
            [section(Little), interface(Little, 187, 0, &[]), block(Little, 0x77, &[])].concat(),
            "it holds no packets",
        ),
        ("H4 of no octets", records(1002, 0, &[]), none),
        ("H1 of no octets", records(1001, 0, &[]), none),
        ("H4 of another kind", records(1002, 0, &[0x77; 9]), none),
        ("pcap, H4 of another kind", pcap(187, &[0x77; 9]), none),
        ("pcap, H4 with half a direction", pcap(201, &[0, 0]), none),
        ("notes of the monitor", records(2001, 12, b"Linux version"), none),
        ("LE with a wrong CRC", pcap(251, ADVERTISEMENT), crc),
        ("LE too short", pcap(251, &ADVERTISEMENT[..5]), crc),
        (
            "LE with a radio header and a wrong CRC",
            pcap(256, &[&header, ADVERTISEMENT].concat()),
            crc,
        ),
    ]
}

#[test]
fn it_is_neither_clean_nor_a_success() {
    for (name, octets, why) in captures() {
        for (octets, form) in [(octets.clone(), "plain"), (gzip(&octets), "gzip")] {
            let said = format!("nothing to check: {why}");
            let ran = btlint_with(&["check", "-"], &octets, &[]);
            assert_eq!((ran.code, ran.out), (2, format!("-: {said}\n")), "{name}, {form}");
            assert_eq!(ran.err, format!("btlint: -: {said}\n"), "{name}, {form}");

            let ran = btlint_with(&["check", "-", "--format", "json"], &octets, &[]);
            let document: Value = serde_json::from_str(&ran.out).unwrap();
            let schema = std::fs::read_to_string("book/src/schema.json").unwrap();
            let schema: Value = serde_json::from_str(&schema).unwrap();
            assert_eq!(faults(&schema, &document), Vec::<String>::new(), "{name}, {form}");
            assert_eq!(
                (ran.code, &document["errors"][0]["reason"]),
                (2, &Value::from(said.clone()))
            );
            assert_eq!(document["captures"], Value::Array(Vec::new()), "{name}, {form}");

            let ran = btlint_with(&["report", "-"], &octets, &[]);
            assert_eq!(ran.code, 2, "{name}, {form}");
            assert!(ran.out.contains("Nothing to check"), "{name}, {form}: {}", ran.out);
            assert!(!ran.out.contains("Nothing found"), "{name}, {form}: {}", ran.out);
        }
    }
}

#[test]
fn one_packet_that_can_be_decoded_is_enough() {
    let packet = |bytes| btsnoop_record(0, 0, 0, bytes);
    let octets = [records(1002, 0, &[0x77; 9]), packet(RESET)].concat();
    assert_eq!(btlint_with(&["check", "-"], &octets, &[]).code, 0);
}

#[test]
fn packets_with_a_wrong_crc_are_counted() {
    let record = |flags: u16| {
        let [low, high] = flags.to_le_bytes();
        let packet = [&[0, 0, 0, 0, 0, 0, 0, 0, low, high], ADVERTISEMENT].concat();
        let length = packet.len() as u32;
        [Little.words(&[0, 0, length, length]), packet].concat()
    };
    // The CRC was checked, and was right in the first.
    let (right, wrong) = (record(0x0c01), record(0x0401));
    let octets = [pcap_header(Little, 0xa1b2_c3d4, 256), right, wrong.clone(), wrong].concat();
    let ran = btlint_with(&["check", "-"], &octets, &[]);
    assert!(ran.out.contains("\n  trust: 2 packets on the air with a wrong CRC"), "{}", ran.out);
}

#[test]
fn without_a_connection_nothing_is_vouched_for() {
    let ran = btlint_with(&["check", "-"], &btsnoop("0.000 > command 0c03\n"), &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("-: no connection to check, 0 links, 1 packet"), "{}", ran.out);
    let ran = btlint_with(&["report", "-"], &btsnoop("0.000 > command 0c03\n"), &[]);
    assert!(ran.out.contains("No connection in the capture"), "{}", ran.out);
}

#[test]
fn a_clean_line_says_what_was_not_assessed() {
    // ATT traffic of a connection whose start and whose answers are not here.
    let folder = folder("doubts");
    let (file, text) = (folder.join("x.btsnoop"), "0.000 > att 0a 0300\n1.000 < att 0b 17\n");
    std::fs::write(&file, btsnoop(text)).unwrap();
    let name = file.to_str().unwrap();
    let json: Value =
        serde_json::from_str(&btlint(&["check", name, "--format", "json"]).out).unwrap();
    let capture = &json["captures"][0];
    let ran = btlint(&["check", name]);
    assert!(ran.out.contains(": clean, "), "{}", ran.out);
    assert!(ran.out.contains("\n  trust: 1 link open before the capture began\n"), "{}", ran.out);
    for skipped in capture["not_assessable"].as_array().unwrap() {
        assert!(ran.out.contains(skipped["code"].as_str().unwrap()), "{}", ran.out);
    }
}
