//! What a user is told of files that are not read.

use std::fmt::Write;

use super::{build::*, refusal};

fn ethernet(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    let packet = [&[2; 12], ether_type.to_be_bytes().as_slice(), payload].concat();
    let length = packet.len() as u32;
    [pcap_header(Little, 0xa1b2_c3d4, 1), Little.words(&[0, 0, length, length]), packet].concat()
}

fn udp(port: u16) -> Vec<u8> {
    let mut packet = vec![0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1];
    packet.extend([1000_u16, port, 8, 0].iter().flat_map(|v| v.to_be_bytes()));
    packet
}

#[test]
fn refusals() {
    let empty_tar = [vec![b'a'; 257], b"ustar\0".to_vec(), vec![0; 300]].concat();
    let usb = pcap(Little, 0xa1b2_c3d4, 220);
    let mut texts = String::new();
    for (what, file) in [
        ("empty", vec![]),
        ("bug report", b"PK\x03\x04 and so on".to_vec()),
        ("btmon's text", b"Bluetooth monitor ver 5.66\n= Note".to_vec()),
        ("btsnooz", b"--- BEGIN:BTSNOOP_LOG_SUMMARY (100 bytes in) ---\nAAAA".to_vec()),
        ("text", b"Frame 1: 4 bytes on wire\n".to_vec()),
        ("zstd", vec![0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3, 4]),
        ("tar in gzip", gzip(&empty_tar)),
        ("noise", (0..200).map(|i: u8| i.wrapping_mul(73)).collect()),
        ("header cut", b"btsn".to_vec()),
        ("modified pcap", pcap(Big, 0xa1b2_cd34, 187)),
        ("USB", usb),
        ("USBPcap", pcap(Big, 0xa1b2_c3d4, 249)),
        ("baseband", pcap(Big, 0xa1b2_c3d4, 255)),
        ("user-defined", pcap(Big, 0xa1b2_c3d4, 157)),
        ("unknown link type", pcap(Big, 0xa1b2_c3d4, 60_000)),
        ("InternalBlue", ethernet(0xfff0, &[0; 50])),
        ("Ellisys", ethernet(0x0800, &udp(24352))),
        ("UDP", ethernet(0x0800, &udp(53))),
        ("Ethernet without packets", pcap_header(Little, 0xa1b2_c3d4, 1)),
        (
            "Ethernet in pcapng",
            [
                section(Big),
                interface(Big, 1, 0, &[]),
                enhanced(Big, 0, 0, &ethernet(0xfff0, &[])[40..], &[]),
            ]
            .concat(),
        ),
    ] {
        let text = refusal(&file);
        assert!(!text.contains('\n'), "one line: {text}");
        writeln!(texts, "{what}\n    {text}").unwrap();
    }
    insta::assert_snapshot!(texts);
}
