//! What travels over BNEP: ARP, IP, and what is in it, divided by etherparse.

use etherparse::{LaxNetSlice, LaxSlicedPacket, TransportSlice};

use super::EtherType;
use crate::{
    Be16, BeHex32, Hex8, View, codes,
    frame::{Frame, Part},
    pdu,
};

codes! {
    /// What an IP packet carries (IANA, Protocol Numbers).
    pub IpNumber(u8) {
        ICMP = 1 => "ICMP",
        IGMP = 2 => "IGMP",
        TCP = 6 => "TCP",
        UDP = 17 => "UDP",
        ICMPV6 = 58 => "ICMPv6",
    }

    /// What an ARP packet asks or answers (RFC 826).
    pub ArpOperation(u16) {
        REQUEST = 1 => "request",
        REPLY = 2 => "reply",
    }
}

pdu! {
    in PDUS;

    /// The fixed header; options follow it.
    pub struct Ipv4<'a> ("IPv4", "RFC 791, 3.1", Coded) {
        @u8 version: u8 [4..8] as Form = "ip.version",
        /// Words of four octets.
        header_words: u8 [0..4] as Form,
        service: Hex8 as Keep,
        total_length: Be16 as Form = "ip.len",
        identification: Be16 = "ip.id",
        @u8 dont_fragment: bool [6..7] = "ip.flags.df",
        more_fragments: bool [5..6] = "ip.flags.mf",
        fragment_offset_high: u8 [0..5] as Keep,
        fragment_offset_low: u8 as Keep,
        time_to_live: u8 as Keep = "ip.ttl",
        protocol: IpNumber = "ip.proto",
        checksum: &'a [u8; 2] as Blank,
        source: &'a [u8; 4] = "ip.src",
        destination: &'a [u8; 4] = "ip.dst",
    }

    /// The fixed header; extension headers follow it.
    pub struct Ipv6<'a> ("IPv6", "RFC 8200, 3", Coded) {
        @u8 version: u8 [4..8] as Form = "ip.version",
        traffic_class_high: u8 [0..4] as Keep,
        @u8 traffic_class_low: u8 [4..8] as Keep,
        flow_label_high: u8 [0..4] as Reserved,
        flow_label_low: Be16 as Reserved,
        payload_length: Be16 as Form = "ipv6.plen",
        next_header: IpNumber = "ipv6.nxt",
        hop_limit: u8 as Keep = "ipv6.hlim",
        source: &'a [u8; 16] = "ipv6.src",
        destination: &'a [u8; 16] = "ipv6.dst",
    }

    /// Asks who has an address, or answers.
    pub struct Arp<'a> ("ARP", "RFC 826") {
        hardware: Be16 as Form = "arp.hw.type",
        @be16 protocol: EtherType [0..16] = "arp.proto.type",
        hardware_octets: u8 as Form = "arp.hw.size",
        protocol_octets: u8 as Form = "arp.proto.size",
        @be16 operation: ArpOperation [0..16] = "arp.opcode",
        addresses: &'a [u8],
    }

    /// The header of a datagram.
    pub struct Udp<'a> ("UDP", "RFC 768", Part) {
        source_port: Be16 = "udp.srcport",
        destination_port: Be16 = "udp.dstport",
        length: Be16 as Form = "udp.length",
        checksum: &'a [u8; 2] as Blank,
    }

    /// The fixed header of a segment; options follow it.
    pub struct Tcp<'a> ("TCP", "RFC 9293, 3.1", Part) {
        source_port: Be16 = "tcp.srcport",
        destination_port: Be16 = "tcp.dstport",
        sequence: BeHex32,
        acknowledgement: BeHex32,
        /// Words of four octets.
        @u8 header_words: u8 [4..8] as Form,
        @u8 acknowledges: bool [4..5] = "tcp.flags.ack",
        push: bool [3..4] = "tcp.flags.push",
        reset: bool [2..3] = "tcp.flags.reset",
        synchronise: bool [1..2] = "tcp.flags.syn",
        finish: bool [0..1] = "tcp.flags.fin",
        window: Be16 as Keep,
        checksum: &'a [u8; 2] as Blank,
        urgent: Be16 as Reserved,
    }
}

/// Adds the layers of an Ethernet payload. Tags of virtual networks, options and extension headers
/// are passed over.
pub(super) fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, network: EtherType) {
    let packet = LaxSlicedPacket::from_ether_type(etherparse::EtherType(network.0), part.bytes);
    let (pdu, header) = match &packet.net {
        Some(LaxNetSlice::Ipv4(ip)) => (Ipv4::PDU, within(part, ip.header().slice())),
        Some(LaxNetSlice::Ipv6(ip)) => (Ipv6::PDU, within(part, ip.header().slice())),
        Some(LaxNetSlice::Arp(arp)) => (Arp::PDU, within(part, arp.slice())),
        None => return,
    };
    frame.layer_of(pdu, header);
    let (pdu, transport) = match &packet.transport {
        Some(TransportSlice::Udp(datagram)) => (Udp::PDU, within(part, datagram.slice())),
        Some(TransportSlice::Tcp(segment)) => (Tcp::PDU, within(part, segment.slice())),
        _ => return,
    };
    frame.layer_of(pdu, transport);
}

/// The part that `bytes`, which are lent from it, are.
fn within<'a>(part: Part<'a>, bytes: &[u8]) -> Part<'a> {
    let skipped = bytes.as_ptr().addr().saturating_sub(part.bytes.as_ptr().addr());
    let from = part.bytes.get(skipped..).unwrap_or_default();
    Part { bytes: from, offset: part.offset + skipped, ..part }.limit(bytes.len())
}
