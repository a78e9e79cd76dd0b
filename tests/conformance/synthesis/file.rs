//! Captures as files.

use std::path::Path;

use parsers::link::Link;

use super::Packet;

/// What btlint's readers give as `meta` of the packet.
pub(crate) fn meta(link: Link, received: bool) -> u32 {
    match link {
        Link::HciH4 => u32::from(received),
        _ => 0,
    }
}

/// HCI in the format of btsnoop, the rest in that of pcap.
pub(crate) fn write(folder: &Path, name: &str, link: Link, packets: &[Packet]) {
    let (extension, bytes) = match link {
        Link::HciH4 => ("btsnoop", btsnoop(packets)),
        Link::HciH4Phdr => ("pcap", pcap(201, packets)),
        Link::LinuxMonitor => ("pcap", pcap(254, packets)),
        Link::LowEnergy => ("pcap", pcap(251, packets)),
        Link::LowEnergyPhdr => ("pcap", pcap(256, packets)),
        Link::NordicBle => ("pcap", pcap(272, packets)),
        Link::Ppi => ("pcap", pcap(192, packets)),
        other => panic!("no file of {other:?} is written"),
    };
    std::fs::write(folder.join(name).with_extension(extension), bytes).unwrap();
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

fn btsnoop(packets: &[Packet]) -> Vec<u8> {
    let mut file = b"btsnoop\0\0\0\0\x01\0\0\x03\xea".to_vec();
    // The start of the year 2000, in microseconds of btsnoop.
    let mut time = 0x00e0_3ab4_4a67_6000u64;
    for Packet { bytes, received } in packets {
        let command_or_event = matches!(bytes.first(), Some(1 | 4));
        let flags = u32::from(*received) | u32::from(command_or_event) << 1;
        for word in [length(bytes), length(bytes), flags, 0] {
            file.extend(word.to_be_bytes());
        }
        file.extend(time.to_be_bytes());
        file.extend(bytes);
        time += 1000;
    }
    file
}

fn pcap(link_type: u32, packets: &[Packet]) -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xa1b2_c3d4, 0x0004_0002, 0, 0, 0xffff, link_type] {
        file.extend(u32::to_le_bytes(word));
    }
    for (number, Packet { bytes, .. }) in (0u32..).zip(packets) {
        for word in
            [1_700_000_000 + number / 1000, number % 1000 * 1000, length(bytes), length(bytes)]
        {
            file.extend(word.to_le_bytes());
        }
        file.extend(bytes);
    }
    file
}
