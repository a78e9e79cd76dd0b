//! Frames of the channel modes (Core Vol 3 Part A, section 3).

use crate::{
    codes,
    frame::{Buffer, Context, Frame, Part},
    l2cap::Psm,
    pdu,
    protocol::KFrame,
};

codes! {
    /// Which piece of an SDU an I-frame has (3.3.2).
    pub Segmentation(u8) {
        UNSEGMENTED = 0 => "Unsegmented L2CAP SDU",
        START = 1 => "Start of L2CAP SDU",
        END = 2 => "End of L2CAP SDU",
        CONTINUATION = 3 => "Continuation of L2CAP SDU",
    }

    /// Function of an S-frame (3.3.2).
    pub Supervisory(u8) {
        RECEIVER_READY = 0 => "Receiver Ready",
        REJECT = 1 => "Reject",
        RECEIVER_NOT_READY = 2 => "Receiver Not Ready",
        SELECTIVE_REJECT = 3 => "Selective Reject",
    }
}

pdu! {
    in PDUS;

    /// Data of the connectionless channel.
    pub struct Connectionless<'a> ("Connectionless data", "Core Vol 3 Part A, 3.2") {
        psm: Psm = "btl2cap.psm",
        payload: &'a [u8],
    }

    /// An I-frame with the enhanced control field.
    pub struct IFrame<'a> ("I-frame", "Core Vol 3 Part A, 3.3.2") {
        @u16 supervisory: bool [0..1] = "btl2cap.control_type",
        transmit_sequence: u8 [1..7] as Keep = "btl2cap.control_txseq",
        final_bit: bool [7..8],
        request_sequence: u8 [8..14] as Keep = "btl2cap.control_reqseq",
        segmentation: Segmentation [14..16] = "btl2cap.control_sar",
        /// The data, and the FCS where the channel has one.
        payload: &'a [u8],
    }

    /// The first I-frame of an SDU that takes several.
    pub struct StartIFrame<'a> ("I-frame", "Core Vol 3 Part A, 3.3.2") {
        @u16 supervisory: bool [0..1] = "btl2cap.control_type",
        transmit_sequence: u8 [1..7] as Keep = "btl2cap.control_txseq",
        final_bit: bool [7..8],
        request_sequence: u8 [8..14] as Keep = "btl2cap.control_reqseq",
        segmentation: Segmentation [14..16] = "btl2cap.control_sar",
        /// Octets of the whole SDU.
        sdu_length: u16 as Keep = "btl2cap.sdulength",
        /// The data, and the FCS where the channel has one.
        payload: &'a [u8],
    }

    /// An S-frame with the enhanced control field.
    pub struct SFrame<'a> ("S-frame", "Core Vol 3 Part A, 3.3.2") {
        @u16 supervisory: bool [0..1] = "btl2cap.control_type",
        function: Supervisory [2..4] = "btl2cap.control_supervisory",
        poll: bool [4..5],
        final_bit: bool [7..8],
        request_sequence: u8 [8..14] as Keep = "btl2cap.control_reqseq",
        payload: &'a [u8],
    }

    /// The first K-frame of an SDU.
    pub struct StartFrame<'a> ("K-frame", "Core Vol 3 Part A, 3.4") {
        /// Octets of the whole SDU.
        sdu_length: u16 as Keep = "btl2cap.le_sdu_length",
        payload: &'a [u8],
    }

    /// A later K-frame of an SDU.
    pub struct ContinuationFrame<'a> ("K-frame", "Core Vol 3 Part A, 3.4") {
        payload: &'a [u8] = "btl2cap.payload",
    }
}

/// The frame check sequence (Core Vol 3 Part A, 3.3.5) of the octets from the L2CAP header on.
pub fn fcs(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xa001 } else { crc >> 1 }
        })
    })
}

/// The L2CAP PDU ends in its own frame check sequence.
pub fn has_fcs(pdu: &[u8]) -> bool {
    pdu.split_last_chunk::<2>()
        .is_some_and(|(rest, check)| rest.len() >= 6 && fcs(rest) == u16::from_le_bytes(*check))
}

/// Adds the layer of a K-frame. Returns the SDU, where the frame holds or completes one.
pub(super) fn credit_based<'a>(
    frame: &mut Frame<'a>,
    part: Part<'a>,
    place: KFrame,
    context: &Context<'a>,
) -> Option<Part<'a>> {
    let alone = match place {
        KFrame::Start => {
            let first = frame.layer::<StartFrame<'a>>(part)?;
            let whole = first.payload.len() == usize::from(first.sdu_length);
            whole.then(|| part.suffix(first.payload))
        }
        KFrame::Continuation => {
            frame.layer::<ContinuationFrame<'a>>(part)?;
            None
        }
    };
    alone.or_else(|| Some(Part::assembled(context.sdu?, Buffer::Sdu)))
}

/// Adds the layer of an I-frame or S-frame. Returns the SDU, where the frame holds or completes one.
/// `whole` is the L2CAP PDU with its header.
pub(super) fn retransmission<'a>(
    frame: &mut Frame<'a>,
    whole: Part<'a>,
    part: Part<'a>,
    context: &Context<'a>,
) -> Option<Part<'a>> {
    if part.bytes.first().is_some_and(|&octet| octet & 1 == 1) {
        frame.layer::<SFrame<'a>>(part);
        return None;
    }
    let segmentation = part.bytes.get(1).map(|octet| Segmentation(octet >> 6));
    if segmentation == Some(Segmentation::START) {
        frame.layer::<StartIFrame<'a>>(part);
        return None;
    }
    let information = frame.layer::<IFrame<'a>>(part)?;
    if information.segmentation == Segmentation::UNSEGMENTED {
        let length = unchecked(information.payload, whole.bytes).len();
        return Some(part.suffix(information.payload).limit(length));
    }
    Some(Part::assembled(context.sdu?, Buffer::Sdu))
}

/// The payload of an I-frame without the check sequence. Whether the channel has one was negotiated;
/// that it fits says as much. `pdu` is the L2CAP PDU with its header.
pub fn unchecked<'a>(payload: &'a [u8], pdu: &[u8]) -> &'a [u8] {
    let check = if has_fcs(pdu) { 2 } else { 0 };
    payload.get(..payload.len().saturating_sub(check)).unwrap_or_default()
}
