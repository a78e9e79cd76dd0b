//! Blocks, sections and interfaces.

use btlint::capture::{Format, Note};

use super::{Got, build::*, drain, open, read, refusal};

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
        (enhanced(Little, 3, 1, RESET, &[]), "a packet of interface 3, which no block describes"),
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
fn pcapng_ppi_is_judged_by_its_first_packet() {
    let ppi = |interface, inner: u32| {
        let packet = [&[0, 0, 8, 0], inner.to_le_bytes().as_slice()].concat();
        enhanced(Big, interface, 0, &packet, &[])
    };
    let start = [section(Big), interface(Big, 192, 0, &[])].concat();
    let both = [
        start.clone(),
        interface(Big, 192, 0, &[]),
        ppi(1, 105),
        ppi(0, 251),
        ppi(1, 105),
        ppi(0, 251),
    ]
    .concat();
    let mut capture = open(&both).unwrap();
    let numbers: Vec<_> = drain(&mut capture).0.iter().map(|r| r.number).collect();
    assert_eq!(numbers, [2, 4]);
    let text = refusal(&[start, ppi(0, 105)].concat());
    assert!(text.contains("link type 192 (PPI) is not decoded"), "{text}");
}
