//! HCI carried by a network is read as if it had been recorded at its end.

use std::net::Ipv4Addr;

use parsers::link::Link;

use super::{Got, build::*, drain, open, read};
use btlint::capture::Note;

/// Octets of an IPv4 packet before the ports.
fn ip(protocol: u8, from: u8, to: u8, payload: &[u8]) -> Vec<u8> {
    let length = (20 + payload.len()) as u16;
    let mut packet = vec![0x45, 0];
    packet.extend(length.to_be_bytes());
    packet.extend([0, 0, 0, 0, 64, protocol, 0, 0]);
    packet.extend(Ipv4Addr::new(10, 0, 0, from).octets());
    packet.extend(Ipv4Addr::new(10, 0, 0, to).octets());
    packet.extend(payload);
    packet
}

fn udp(port: u16, payload: &[u8]) -> Vec<u8> {
    let length = (8 + payload.len()) as u16;
    let head = [1000, port, length, 0_u16];
    ip(17, 1, 2, &[head.iter().flat_map(|v| v.to_be_bytes()).collect(), payload.to_vec()].concat())
}

/// A segment from the host (port 40000) to the port, or back.
fn tcp(port: u16, back: bool, sequence: u32, flags: u8, payload: &[u8]) -> Vec<u8> {
    let (from, to) = if back { (port, 40_000) } else { (40_000, port) };
    let mut segment = [from.to_be_bytes(), to.to_be_bytes()].concat();
    segment.extend(sequence.to_be_bytes());
    segment.extend([0, 0, 0, 0, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
    segment.extend(payload);
    if back { ip(6, 2, 1, &segment) } else { ip(6, 1, 2, &segment) }
}

const SYN: u8 = 2;
const ACK: u8 = 0x10;

/// Packets of the Internet Protocol, one a second, in every file that may hold them.
fn files(packets: &[Vec<u8>]) -> Vec<(&'static str, Vec<u8>)> {
    let pcap = |link_type: u32, before: &[u8]| {
        let mut file = pcap_header(Little, 0xa1b2_c3d4, link_type);
        // The snap length of the header is too small for these.
        file[16..20].copy_from_slice(&65535_u32.to_le_bytes());
        for (second, packet) in packets.iter().enumerate() {
            let length = (before.len() + packet.len()) as u32;
            file.extend(Little.words(&[second as u32, 5, length, length]));
            file.extend([before, packet].concat());
        }
        file
    };
    let ethernet = [&[2; 12], [8, 0].as_slice()].concat();
    let pcapng = |resolution: u8, unit: u64| {
        let options = [option(Big, 9, &[resolution]), option(Big, 0, &[])];
        let mut file = [section(Big), interface(Big, 1, 0, &options)].concat();
        for (second, packet) in packets.iter().enumerate() {
            let time = (second as u64 * 1_000_000 + 5) * unit;
            file.extend(enhanced(Big, 0, time, &[&ethernet, packet.as_slice()].concat(), &[]));
        }
        file
    };
    vec![
        ("Ethernet", pcap(1, &ethernet)),
        ("VLAN", pcap(1, &[&[2; 12], [0x81, 0, 0, 7, 8, 0].as_slice()].concat())),
        ("raw", pcap(101, &[])),
        ("loopback", pcap(0, &[2, 0, 0, 0])),
        ("cooked", pcap(113, &[&[0; 14], [8, 0].as_slice()].concat())),
        ("cooked, version 2", pcap(276, &[&[8, 0], [0; 18].as_slice()].concat())),
        ("pcapng, microseconds", pcapng(6, 1)),
        ("pcapng, nanoseconds", pcapng(9, 1000)),
        ("gzip", gzip(&pcap(1, &ethernet))),
    ]
}

/// What a record says, without its number: adapter and opcode, microseconds, octets.
fn plain(got: &[Got]) -> Vec<(u32, i64, Vec<u8>, u32)> {
    assert!(got.iter().all(|r| r.link == Link::Monitor));
    got.iter().map(|r| (r.meta, r.time / 1000, r.bytes.clone(), r.drops)).collect()
}

const ACL: &[u8] = &[0x02, 0x01, 0x20, 0x05, 0x00, 0x01, 0x00, 0x01, 0x00, 0x06];
const ISO: &[u8] = &[0x05, 0x01, 0x00, 0x02, 0x40, 0xaa, 0xbb];
const VOICE: &[u8] = &[0x03, 0x01, 0x00, 0x02, 0xaa, 0xbb];

#[test]
fn ellisys() {
    let midnight = 20_783_i64 * 86_400_000_000;
    let inject = |kind: u8, packet: &[u8], nanoseconds: u64| {
        let mut data = vec![2, 0, 1, 0x02];
        data.extend([0xea, 0x07, 11, 26]);
        data.extend(&nanoseconds.to_le_bytes()[..6]);
        data.extend([0x80, 0, 0, 0, 0, 0x83, 3, 0x81, kind, 0x82]);
        data.extend(packet);
        udp(24352, &data)
    };
    let kinds = [
        (0x01, 2, RESET),
        (0x84, 3, COMPLETE),
        (0x02, 4, ACL),
        (0x82, 5, ACL),
        (0x03, 6, VOICE),
        (0x83, 7, VOICE),
        (0x05, 18, ISO),
        (0x85, 19, ISO),
    ];
    let packets: Vec<_> = (1..)
        .zip(kinds)
        .map(|(n, (kind, _, h4))| inject(kind, &h4[1..], n * 2_000_000_000))
        .collect();
    let wanted: Vec<_> = (1..)
        .zip(kinds)
        .map(|(n, (_, opcode, h4))| {
            (3 << 16 | opcode, midnight + n * 2_000_000, h4[1..].to_vec(), 0)
        })
        .collect();
    for (name, file) in files(&packets) {
        assert_eq!(plain(&read(&file)), wanted, "{name}");
        assert_eq!(open(&file).unwrap().header().carrier, Some("Ellisys HCI injection over UDP"));
    }
}

/// Segments of one direction that begin at a number, with the length of each.
fn cut(octets: &[u8], back: bool, mut sequence: u32, lengths: &[usize]) -> Vec<Vec<u8>> {
    let mut rest = octets;
    let mut segments = Vec::new();
    for &length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (head, tail) = rest.split_at(length.min(rest.len()));
        segments.push(tcp(6402, back, sequence, ACK, head));
        sequence = sequence.wrapping_add(head.len() as u32);
        rest = tail;
    }
    segments
}

#[test]
fn h4_in_any_segments() {
    let (sent, received) =
        ([RESET, ACL, ISO, VOICE].concat(), [COMPLETE, ACL, ISO, VOICE].concat());
    let wanted = [
        (2, RESET),
        (4, ACL),
        (18, ISO),
        (6, VOICE),
        (3, COMPLETE),
        (5, ACL),
        (19, ISO),
        (7, VOICE),
    ];
    for start in [1000, u32::MAX - 5] {
        for lengths in [&[1000][..], &[4, 1, 3, 1000], &[4, 5, 6]] {
            // The first segment, which shows what is carried, is a whole packet.
            let mut packets = vec![tcp(6402, false, start.wrapping_sub(1), SYN, &[])];
            packets.extend(cut(&sent, false, start, lengths));
            let lengths = if lengths[0] == 4 { &[7, 1, 2][..] } else { lengths };
            packets.extend(cut(&received, true, 77, lengths));
            // Sent twice, and two in the wrong order.
            let again = packets[1].clone();
            packets.insert(2, again);
            let last = packets.len() - 1;
            if last > 5 {
                packets.swap(last, last - 1);
            }
            for (name, file) in files(&packets) {
                let got: Vec<_> =
                    plain(&read(&file)).into_iter().map(|(m, _, b, d)| (m, b, d)).collect();
                let wanted: Vec<_> = wanted.iter().map(|&(m, b)| (m, b[1..].to_vec(), 0)).collect();
                assert_eq!(got, wanted, "{name}, {lengths:?}");
            }
        }
    }
}

#[test]
fn each_connection_is_an_adapter() {
    let second = |packet: Vec<u8>| {
        let mut packet = packet;
        // Another port of the host.
        let place = if packet[20..22] == 40_000_u16.to_be_bytes() { 20 } else { 22 };
        packet[place..place + 2].copy_from_slice(&40_001_u16.to_be_bytes());
        packet
    };
    let packets = [
        tcp(6402, false, 1, ACK, RESET),
        second(tcp(6402, false, 9, ACK, RESET)),
        tcp(6402, true, 1, ACK, COMPLETE),
        second(tcp(6402, true, 9, ACK, COMPLETE)),
        // Of another service.
        tcp(6403, false, 1, ACK, b"GET / HTTP/1.1"),
    ];
    for (name, file) in files(&packets) {
        let metas: Vec<_> = read(&file).iter().map(|r| r.meta).collect();
        assert_eq!(metas, [2, 1 << 16 | 2, 3, 1 << 16 | 3], "{name}");
    }
}

#[test]
fn lost_segments_are_counted_as_drops() {
    let mut packets = vec![tcp(6402, false, 1, ACK, RESET), tcp(6402, true, 1, ACK, COMPLETE)];
    // One segment of the controller never came; so many after it that it will not come.
    let mut sequence = 1 + COMPLETE.len() as u32 + 50;
    for _ in 0..300 {
        packets.push(tcp(6402, true, sequence, ACK, COMPLETE));
        sequence += COMPLETE.len() as u32;
    }
    for (name, file) in files(&packets) {
        let got = read(&file);
        assert!(got.len() >= 290, "{name}: {}", got.len());
        assert_eq!(got.iter().map(|r| r.drops).sum::<u32>(), 1, "{name}");
        assert!(got.iter().skip(1).all(|r| r.bytes == COMPLETE[1..]), "{name}");
    }
}

#[test]
fn btsnoop_over_tcp_is_the_log_itself() {
    let log = btsnoop();
    let mut packets = vec![tcp(8872, false, 9, SYN, &[]), tcp(8872, true, 99, SYN | ACK, &[])];
    let mut sequence = 100;
    for part in log.chunks(23) {
        packets.push(tcp(8872, true, sequence, ACK, part));
        packets.push(tcp(8872, false, 10, ACK, &[]));
        sequence += part.len() as u32;
    }
    for (name, file) in files(&packets) {
        assert_eq!(read(&file), read(&log), "{name}");
        assert_eq!(open(&file).unwrap().header().carrier, Some("btsnoop over TCP"), "{name}");
    }
}

#[test]
fn a_network_capture_that_is_cut_says_so() {
    let packets = [tcp(6402, false, 1, ACK, RESET), tcp(6402, true, 1, ACK, COMPLETE)];
    for (name, file) in files(&packets) {
        for end in 0..file.len() {
            let Ok(mut capture) = open(&file[..end]) else { continue };
            if capture.header().carrier.is_none() {
                continue;
            }
            let (records, fault) = drain(&mut capture);
            let says = fault.is_some() || capture.notes().contains(&Note::CompressionCut);
            // Between two packets a capture may end.
            let between = records.len() == 1 && fault.is_none();
            assert!(says || between, "{name}, {end} octets, {} records", records.len());
        }
    }
}
