//! Packets of real sniffers, for which only the CRC tells whether they were read rightly.

use super::*;

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
    let link = Link::of_number(word(20)).filter(|link| link.tap() == Tap::Air);
    let link = link.unwrap_or_else(|| panic!("{file} has link type {}", word(20)));
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
