//! Bluetooth Network Encapsulation Protocol (BNEP 1.0): Ethernet over L2CAP.

pub mod network;

use crate::{
    Be16, Fault, View, codes, dispatch,
    frame::{Context, Frame, Part},
    pdu,
};

codes! {
    /// Kind of packet (BNEP 1.0, 2.4).
    pub PacketType(u8) {
        GENERAL_ETHERNET = 0x00 => "General Ethernet",
        CONTROL = 0x01 => "Control",
        COMPRESSED_ETHERNET = 0x02 => "Compressed Ethernet",
        COMPRESSED_SOURCE_ONLY = 0x03 => "Compressed Ethernet Source Only",
        COMPRESSED_DESTINATION_ONLY = 0x04 => "Compressed Ethernet Destination Only",
    }

    /// Kind of control message (BNEP 1.0, 2.6).
    pub ControlType(u8) {
        COMMAND_NOT_UNDERSTOOD = 0x00 => "Command Not Understood",
        SETUP_CONNECTION_REQUEST = 0x01 => "Setup Connection Request",
        SETUP_CONNECTION_RESPONSE = 0x02 => "Setup Connection Response",
        FILTER_NET_TYPE_SET = 0x03 => "Filter Net Type Set",
        FILTER_NET_TYPE_RESPONSE = 0x04 => "Filter Net Type Response",
        FILTER_MULTI_ADDR_SET = 0x05 => "Filter Multi Addr Set",
        FILTER_MULTI_ADDR_RESPONSE = 0x06 => "Filter Multi Addr Response",
    }

    /// Answer to a request to set up a connection (BNEP 1.0, 2.6.3.2).
    pub SetupResult(u16) {
        SUCCESSFUL = 0x0000 => "Operation Successful",
        INVALID_DESTINATION = 0x0001 => "Operation Failed: Invalid Destination Service UUID",
        INVALID_SOURCE = 0x0002 => "Operation Failed: Invalid Source Service UUID",
        INVALID_SIZE = 0x0003 => "Operation Failed: Invalid Service UUID Size",
        NOT_ALLOWED = 0x0004 => "Operation Failed: Connection Not Allowed",
    }

    /// Answer to a filter of network protocols (BNEP 1.0, 2.6.5.2).
    pub NetTypeResult(u16) {
        SUCCESSFUL = 0x0000 => "Operation Successful",
        UNSUPPORTED = 0x0001 => "Unsupported Request",
        INVALID_RANGE = 0x0002 => "Operation Failed: Invalid Networking Protocol Type Range",
        TOO_MANY = 0x0003 => "Operation Failed: Too many filters",
        SECURITY = 0x0004 => "Operation Failed: Unable to fulfill request due to security reasons",
    }

    /// Answer to a filter of multicast addresses (BNEP 1.0, 2.6.6.2).
    pub MultiAddrResult(u16) {
        SUCCESSFUL = 0x0000 => "Operation Successful",
        UNSUPPORTED = 0x0001 => "Unsupported Request",
        INVALID_ADDRESS = 0x0002 => "Operation Failed: Invalid Multicast Address",
        TOO_MANY = 0x0003 => "Operation Failed: Too many filters",
        SECURITY = 0x0004 => "Operation Failed: Unable to fulfill request due to security reasons",
    }

    /// What an extension header carries (BNEP 1.0, 2.5).
    pub ExtensionType(u8) {
        CONTROL = 0x00 => "Extension Control",
    }

    /// A network protocol (IEEE 802, EtherType).
    pub EtherType(u16) {
        IPV4 = 0x0800 => "IPv4",
        ARP = 0x0806 => "ARP",
        VLAN = 0x8100 => "802.1Q Virtual LAN",
        IPV6 = 0x86dd => "IPv6",
    }
}

/// All declarations of this protocol.
pub(crate) const LISTS: &[&[&crate::Pdu]] = &[PDUS, network::PDUS];

pdu! {
    in PDUS;

    /// The first octet of every packet.
    pub struct Header<'a> ("BNEP", "BNEP 1.0, 2.4", Coded) {
        /// An extension header follows.
        @u8 extension: bool [7..8] = "btbnep.extension_flag",
        packet_type: PacketType [0..7] = "btbnep.bnep_type",
        rest: &'a [u8],
    }

    /// Both addresses, which have nothing in common with those of the link but the octets.
    pub struct General<'a> ("BNEP general Ethernet", "BNEP 1.0, 2.4.1", Part) {
        destination: &'a [u8; 6] = "btbnep.dst",
        source: &'a [u8; 6] = "btbnep.src",
        @be16 network: EtherType [0..16] = "btbnep.type",
    }

    /// Between the two devices of the link.
    pub struct Compressed ("BNEP compressed Ethernet", "BNEP 1.0, 2.4.3", Part) {
        @be16 network: EtherType [0..16] = "btbnep.type",
    }

    /// From somebody else, to the device at the other end.
    pub struct SourceOnly<'a> ("BNEP compressed Ethernet, source only", "BNEP 1.0, 2.4.4", Part) {
        source: &'a [u8; 6] = "btbnep.src",
        @be16 network: EtherType [0..16] = "btbnep.type",
    }

    /// From the device at this end, to somebody else.
    pub struct DestinationOnly<'a> ("BNEP compressed Ethernet, destination only", "BNEP 1.0, 2.4.5", Part) {
        destination: &'a [u8; 6] = "btbnep.dst",
        @be16 network: EtherType [0..16] = "btbnep.type",
    }

    /// What stands between the header and the payload.
    pub struct Extension<'a> ("BNEP extension", "BNEP 1.0, 2.5", Wrapping) {
        /// Another one follows.
        @u8 more: bool [7..8] = "btbnep.extension_flag",
        kind: ExtensionType [0..7] = "btbnep.extension_type",
        length: u8 as Form = "btbnep.extension_length",
        rest: &'a [u8],
    }

    /// The kind of a control message.
    pub struct ControlHeader<'a> ("BNEP control", "BNEP 1.0, 2.6", Coded) {
        control_type: ControlType = "btbnep.control_type",
        data: &'a [u8],
    }

    /// The receiver does not know the message.
    pub struct CommandNotUnderstood ("BNEP Command Not Understood", "BNEP 1.0, 2.6.2") {
        unknown: ControlType = "btbnep.unknown_control_type",
    }

    /// Asks for a connection between two roles.
    pub struct SetupRequest<'a> ("BNEP Setup Connection Request", "BNEP 1.0, 2.6.3.1") {
        /// Octets of each UUID: 2, 4 or 16.
        uuid_size: u8 as Form = "btbnep.uuid_size",
        /// The destination's role and the source's.
        services: &'a [u8],
    }

    /// Answers it.
    pub struct SetupResponse ("BNEP Setup Connection Response", "BNEP 1.0, 2.6.3.2") {
        @be16 response: SetupResult [0..16] = "btbnep.setup_connection_response_message",
    }

    /// Network protocols that the sender wants to receive.
    pub struct NetTypeSet<'a> ("BNEP Filter Net Type Set", "BNEP 1.0, 2.6.5.1") {
        /// Octets of the ranges.
        length: Be16 as Form = "btbnep.list_length",
        ranges: crate::List<'a, NetTypeRange>,
    }

    /// From one protocol to another, both included.
    pub struct NetTypeRange ("Network protocols", "BNEP 1.0, 2.6.5.1") {
        @be16 start: EtherType [0..16] = "btbnep.network_type_start",
        @be16 end: EtherType [0..16] = "btbnep.network_type_end",
    }

    /// Answers it.
    pub struct NetTypeResponse ("BNEP Filter Net Type Response", "BNEP 1.0, 2.6.5.2") {
        @be16 response: NetTypeResult [0..16] = "btbnep.filter_net_type_response_message",
    }

    /// Multicast addresses that the sender wants to receive.
    pub struct MultiAddrSet<'a> ("BNEP Filter Multi Addr Set", "BNEP 1.0, 2.6.6.1") {
        /// Octets of the ranges.
        length: Be16 as Form = "btbnep.list_length",
        ranges: crate::List<'a, MultiAddrRange<'a>>,
    }

    /// From one address to another, both included.
    pub struct MultiAddrRange<'a> ("Multicast addresses", "BNEP 1.0, 2.6.6.1") {
        start: &'a [u8; 6] = "btbnep.multicast_address_start",
        end: &'a [u8; 6] = "btbnep.multicast_address_end",
    }

    /// Answers it.
    pub struct MultiAddrResponse ("BNEP Filter Multi Addr Response", "BNEP 1.0, 2.6.6.2") {
        @be16 response: MultiAddrResult [0..16] = "btbnep.filter_multi_addr_response_message",
    }
}

dispatch! {
    /// A control message.
    pub enum Control<'a> by ControlType {
        COMMAND_NOT_UNDERSTOOD => CommandNotUnderstood(CommandNotUnderstood),
        SETUP_CONNECTION_REQUEST => SetupRequest(SetupRequest<'a>),
        SETUP_CONNECTION_RESPONSE => SetupResponse(SetupResponse),
        FILTER_NET_TYPE_SET => NetTypeSet(NetTypeSet<'a>),
        FILTER_NET_TYPE_RESPONSE => NetTypeResponse(NetTypeResponse),
        FILTER_MULTI_ADDR_SET => MultiAddrSet(MultiAddrSet<'a>),
        FILTER_MULTI_ADDR_RESPONSE => MultiAddrResponse(MultiAddrResponse),
    }
}

impl ControlHeader<'_> {
    /// Octets of the message after its kind; extension headers can follow. `None` for a kind that
    /// is not known, or when there are too few octets to say.
    fn octets(&self) -> Option<usize> {
        match (self.control_type, self.data) {
            (ControlType::COMMAND_NOT_UNDERSTOOD, _) => Some(1),
            (ControlType::SETUP_CONNECTION_REQUEST, &[size, ..]) => Some(1 + 2 * usize::from(size)),
            (ControlType::FILTER_NET_TYPE_SET | ControlType::FILTER_MULTI_ADDR_SET, data) => {
                let length = data.first_chunk().copied().map(u16::from_be_bytes)?;
                Some(2 + usize::from(length))
            }
            (
                ControlType::SETUP_CONNECTION_RESPONSE
                | ControlType::FILTER_NET_TYPE_RESPONSE
                | ControlType::FILTER_MULTI_ADDR_RESPONSE,
                _,
            ) => Some(2),
            _ => None,
        }
    }
}

/// Adds the layers of a packet.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, _context: &Context<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let part = part.suffix(header.rest);
    let read = match header.packet_type {
        PacketType::GENERAL_ETHERNET => {
            frame.layer::<General<'a>>(part).map(|header| (14, Some(header.network)))
        }
        PacketType::COMPRESSED_ETHERNET => {
            frame.layer::<Compressed>(part).map(|header| (2, Some(header.network)))
        }
        PacketType::COMPRESSED_SOURCE_ONLY => {
            frame.layer::<SourceOnly<'a>>(part).map(|header| (8, Some(header.network)))
        }
        PacketType::COMPRESSED_DESTINATION_ONLY => {
            frame.layer::<DestinationOnly<'a>>(part).map(|header| (8, Some(header.network)))
        }
        PacketType::CONTROL => control(frame, part).map(|octets| (octets, None)),
        _ => None,
    };
    let Some((octets, network)) = read else { return };
    let mut rest = part.suffix(part.bytes.get(octets..).unwrap_or_default());
    let mut more = header.extension;
    while more {
        let Some(extension) = frame.layer::<Extension<'a>>(rest) else { return };
        let (declared, available) = (usize::from(extension.length), extension.rest.len());
        if declared > available {
            return frame.fault(Extension::PDU, rest, Fault::Length { declared, available });
        }
        let content = rest.suffix(extension.rest);
        if extension.kind == ExtensionType::CONTROL {
            control(frame, content.limit(declared));
        }
        rest = content.suffix(content.bytes.get(declared..).unwrap_or_default());
        more = extension.more;
    }
    if let Some(network) = network {
        network::dissect(frame, rest, network);
    }
}

/// Adds the layers of a control message and returns the octets that it takes.
fn control<'a>(frame: &mut Frame<'a>, part: Part<'a>) -> Option<usize> {
    let header = frame.layer::<ControlHeader<'a>>(part)?;
    let data = part.suffix(header.data);
    let octets = header.octets()?;
    let (declared, available) = (octets, data.bytes.len());
    if declared > available {
        frame.fault(ControlHeader::PDU, data, Fault::Length { declared, available });
        return None;
    }
    frame.layer_of(Control::pdu(header.control_type)?, data.limit(octets));
    Some(1 + octets)
}
