//! The formats whose records are all of one kind.

use btlint::capture::{Note, Timestamp};
use parsers::link::Link;

use super::{build::*, drain, open, read, refusal};

#[test]
fn btsnoop_times_flags_and_drops() {
    let records = read(&btsnoop());
    let seen: Vec<_> = records.iter().map(|r| (r.number, r.time, r.meta, r.drops)).collect();
    assert_eq!(
        seen,
        [(1, 1_000_000_000, 2, 0), (2, 1_000_001_000, 3, 5), (3, 1_000_002_000, 0, 2)]
    );
    assert_eq!(records[0].bytes, RESET);
    assert!(records[2].bytes.is_empty());
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
         (IEEE 802.11): only LE link layer packets (251 or user-defined) are supported inside \
         it (at octet 20)"
    );
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
        assert!(refusal(file).contains("unknown capture format"), "{}", refusal(file));
    }
}
