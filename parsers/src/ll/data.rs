//! Data and isochronous physical channel PDUs (Core Vol 6 Part B, 2.4 to 2.6).

use crate::{Eights, codes, frame::Part, pdu};

codes! {
    /// What the payload of a data PDU is.
    pub Llid(u8) {
        RESERVED = 0 => "Reserved",
        /// Also an empty PDU, when the length is zero.
        CONTINUATION = 1 => "L2CAP continuation or empty PDU",
        START = 2 => "L2CAP start or complete",
        CONTROL = 3 => "LL Control PDU",
    }
}

pdu! {
    in PDUS;

    /// Header of a data physical channel PDU.
    pub struct DataHeader ("LE data header", "Core Vol 6 Part B, 2.4", Wrapping) {
        @u8 llid: Llid [0..2] = "btle.data_header.llid",
        /// Sequence number that the sender waits for: what the peer sent before has arrived.
        next_expected: u8 [2..3] as Keep = "btle.data_header.next_expected_sequence_number",
        sequence: u8 [3..4] as Keep = "btle.data_header.sequence_number",
        more_data: bool [4..5] = "btle.data_header.more_data",
        /// A CTEInfo octet follows this header.
        cte_info_present: bool [5..6] = "btle.data_header.cte_info_present",
        reserved: u8 [6..8] as Reserved = "btle.data_header.rfu",
        /// Octets of the payload, the message integrity code included.
        length: u8 as Form = "btle.length",
    }

    /// Constant tone extension after the packet.
    pub struct CteInfo ("CTEInfo", "Core Vol 6 Part B, 2.5.2") {
        @u8 time: Eights [0..5] = "btle.data_header.cte_info.time",
        reserved: u8 [5..6] as Reserved = "btle.data_header.cte_info.rfu",
        kind: u8 [6..8] as Keep = "btle.data_header.cte_info.type",
    }

    /// Header of a connected isochronous PDU.
    pub struct IsochronousHeader ("LE connected isochronous header", "Core Vol 6 Part B, 2.6.1") {
        @u8 llid: u8 [0..2] as Keep = "btle.data_header.llid",
        next_expected: u8 [2..3] as Keep = "btle.data_header.next_expected_sequence_number",
        sequence: u8 [3..4] as Keep = "btle.data_header.sequence_number",
        close_event: bool [4..5] = "btle.data_header.close_isochronous_event",
        null_pdu: bool [6..7] = "btle.data_header.null_pdu_indicator",
        length: u8 as Form = "btle.length",
    }

    /// Header of a broadcast isochronous PDU.
    pub struct BroadcastHeader ("LE broadcast isochronous header", "Core Vol 6 Part B, 2.6.2") {
        @u8 llid: u8 [0..2] as Keep = "btle.data_header.llid",
        control_sequence: u8 [2..5] as Keep = "btle.data_header.control_subevent_sequence_number",
        control_transmission: bool [5..6] = "btle.data_header.control_subevent_transmission_flag",
        length: u8 as Form = "btle.length",
    }
}

/// Octets of the basic L2CAP header.
const L2CAP_HEADER: usize = 4;
/// Octets of the message integrity code.
const MIC: usize = 4;

/// The L2CAP PDU in the payload of a start packet, when it is all there.
///
/// A sniffer that decrypts may leave the message integrity code behind the plain text; it is cut
/// off. Other octets too many are left to the upper layer.
pub(super) fn whole_pdu(payload: Part<'_>, decrypted: bool) -> Option<Part<'_>> {
    let (length, _) = payload.bytes.split_first_chunk::<2>()?;
    let declared = L2CAP_HEADER + usize::from(u16::from_le_bytes(*length));
    match payload.bytes.len().checked_sub(declared)? {
        MIC if decrypted => Some(payload.limit(declared)),
        _ => Some(payload),
    }
}
