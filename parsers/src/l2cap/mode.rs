//! Frames of the channel modes (Core Vol 3 Part A, section 3).

use crate::{
    codes,
    frame::{Context, Frame, Part},
    l2cap::Psm,
    pdu,
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
        /// The SDU's length in a start frame, the data, the FCS where the channel has one.
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
    pub struct KFrameStart<'a> ("K-frame", "Core Vol 3 Part A, 3.4") {
        /// Octets of the whole SDU.
        sdu_length: u16 as Keep = "btl2cap.le_sdu_length",
        payload: &'a [u8],
    }

    /// A later K-frame of an SDU.
    pub struct KFrame<'a> ("K-frame", "Core Vol 3 Part A, 3.4") {
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

/// Adds the layer of a K-frame and, for a whole SDU of an ATT bearer, those of the SDU.
pub(super) fn credit_based<'a>(
    frame: &mut Frame<'a>,
    part: Part<'a>,
    context: &Context<'a>,
    start: bool,
    att: bool,
) {
    if !start {
        frame.layer::<KFrame<'a>>(part);
        return;
    }
    let Some(first) = frame.layer::<KFrameStart<'a>>(part) else { return };
    if att && first.payload.len() == usize::from(first.sdu_length) {
        crate::att::dissect(frame, part.suffix(first.payload), context);
    }
}

/// Adds the layer of an I-frame or S-frame and, for a whole SDU of AVCTP, those of the SDU.
/// `whole` is the L2CAP PDU with its header.
pub(super) fn browsing<'a>(
    frame: &mut Frame<'a>,
    whole: Part<'a>,
    part: Part<'a>,
    context: &Context<'a>,
) {
    if part.bytes.first().is_some_and(|&octet| octet & 1 == 1) {
        frame.layer::<SFrame<'a>>(part);
        return;
    }
    let Some(information) = frame.layer::<IFrame<'a>>(part) else { return };
    if information.segmentation == Segmentation::UNSEGMENTED {
        let length = information.payload.len();
        // Whether the channel has a check sequence was negotiated; that it fits says as much.
        let length = if has_fcs(whole.bytes) { length.saturating_sub(2) } else { length };
        crate::avctp::dissect(frame, part.suffix(information.payload).limit(length), context);
    }
}
