//! On the hot path nothing is allocated, and what is allocated elsewhere has a bound: a capture of days costs
//! no more memory than one of seconds.

#![allow(clippy::cast_possible_truncation)]
#![allow(clippy::unwrap_used)]

#[path = "../benches/traffic.rs"]
#[allow(dead_code, unreachable_pub)]
mod traffic;

#[path = "suite/support/mod.rs"]
mod support;
use support::crowd::CROWDS;
pub(crate) use support::play;

use btlint::analysis::{Run, Selection};
use play::Script;
use traffic::{Packet, Traffic};

/// Records after which every buffer has its size.
const WARM: usize = 2_000;
/// Records that are counted; more than a second's ticks and two turns of the sequence number's low
/// octet.
const COUNTED: usize = 20_000;

/// Things of one kind: more than any table holds.
const MANY: u32 = 12_000;
/// Octets on the heap while they are checked, at most: of the 32 MB that are promised, the program itself and
/// what is written take ten.
const MOST: u64 = 20 << 20;

/// Allocations of an analysis of the second part of the packets.
fn allocations(packets: &[Packet]) -> u64 {
    let mut run = Run::new(&Selection::default());
    let (warm, counted) = packets.split_at(packets.len() - COUNTED);
    for (number, packet) in (1..).zip(warm) {
        run.record(&packet.record(number));
    }
    let info = allocation_counter::measure(|| {
        for (number, packet) in (warm.len() as u64 + 1..).zip(counted) {
            run.record(&packet.record(number));
        }
    });
    let judged = run.finish();
    assert_eq!(judged.health.records, packets.len() as u64);
    assert_eq!(judged.links.len(), 1, "all of it is one link's");
    let serious: Vec<_> =
        judged.findings.iter().map(|f| (f.rule.code, f.at.frame, &f.message)).collect();
    assert!(serious.is_empty(), "an ordinary stream: {serious:?}");
    info.count_total
}

fn stream(fragments: usize) -> Vec<Packet> {
    let mut traffic = Traffic::new(fragments);
    let count = traffic.setup_len() + WARM + COUNTED;
    (0..count).map(|_| traffic.next().clone()).collect()
}

#[test]
fn media_and_returned_buffers() {
    assert_eq!(allocations(&stream(1)), 0);
}

#[test]
fn media_in_two_fragments() {
    assert_eq!(allocations(&stream(2)), 0);
}

#[test]
fn notifications() {
    let mut packets: Vec<Packet> = Script::parse("@le")
        .frames
        .into_iter()
        .map(|f| Packet { time: f.time, received: f.meta == 1, bytes: f.bytes })
        .collect();
    let start = packets.last().unwrap().time;
    for count in 0..(WARM + COUNTED) as i64 {
        // Handle Value Notification of attribute 0x0017 on the link 0x0040.
        let mut bytes =
            vec![0x02, 0x40, 0x20, 0x0b, 0x00, 0x07, 0x00, 0x04, 0x00, 0x1b, 0x17, 0x00];
        bytes.extend_from_slice(&(count as u32).to_le_bytes());
        packets.push(Packet { time: start + (count + 1) * 30_000_000, received: true, bytes });
    }
    assert_eq!(allocations(&packets), 0);
}

#[test]
fn repeated_advertising_of_devices_with_names() {
    let mut packets: Vec<Packet> = Script::parse("@le")
        .frames
        .into_iter()
        .map(|f| Packet { time: f.time, received: f.meta == 1, bytes: f.bytes })
        .collect();
    let start = packets.last().unwrap().time;
    for count in 0..(WARM + COUNTED) as i64 {
        // LE Advertising Report of one of 200 devices, with a shortened or the complete name.
        let kind = 8 + (count / 200 % 2) as u8;
        let mut bytes = vec![0x04, 0x3e, 0x11, 0x02, 0x01, 0x00, 0x00, (count % 200) as u8];
        bytes.extend_from_slice(&[0, 0, 0, 0, 0xc0, 5, 4, kind, b'a', b'b', kind, 0xc5]);
        packets.push(Packet { time: start + (count + 1) * 30_000_000, received: true, bytes });
    }
    assert_eq!(allocations(&packets), 0);
}

#[test]
fn very_many_of_one_thing() {
    for crowd in CROWDS {
        let info = allocation_counter::measure(|| {
            let mut run = Run::new(&Selection::default());
            crowd.records(MANY, |record| {
                run.record(record);
            });
            drop(run.finish());
        });
        assert!(info.bytes_max < MOST, "{}: {} octets", crowd.name, info.bytes_max);
    }
}

#[test]
fn an_allocation_is_noticed() {
    let info = allocation_counter::measure(|| drop(std::hint::black_box(Box::new(7))));
    assert_eq!(info.count_total, 1);
}
