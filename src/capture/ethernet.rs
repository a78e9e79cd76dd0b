//! What Ethernet frames hold that came instead of Bluetooth packets.

use etherparse::{LaxSlicedPacket, LinkSlice, TransportSlice};

/// InternalBlue's LMP and ACL monitor writes its packets with this type.
const INTERNAL_BLUE: u16 = 0xfff0;

/// Port of Ellisys' HCI injection.
const ELLISYS: u16 = 24352;

/// One frame in a few words.
pub(super) fn describe(packet: &[u8]) -> Option<String> {
    let sliced = LaxSlicedPacket::from_ethernet(packet).ok()?;
    match sliced.transport {
        Some(TransportSlice::Udp(udp)) => {
            let (from, to) = (udp.source_port(), udp.destination_port());
            return Some(if from == ELLISYS || to == ELLISYS {
                format!("UDP port {ELLISYS} (Ellisys HCI injection)")
            } else {
                format!("UDP port {from} to {to}")
            });
        }
        Some(TransportSlice::Tcp(tcp)) => {
            return Some(format!("TCP port {} to {}", tcp.source_port(), tcp.destination_port()));
        }
        _ => {}
    }
    let Some(LinkSlice::Ethernet2(header)) = sliced.link else { return None };
    let kind = header.ether_type().0;
    Some(match kind {
        INTERNAL_BLUE => format!("ethertype 0x{kind:04x} (InternalBlue)"),
        0..0x0600 => "IEEE 802.3 frames with a length instead of an ethertype".to_owned(),
        _ => format!("ethertype 0x{kind:04x}"),
    })
}
