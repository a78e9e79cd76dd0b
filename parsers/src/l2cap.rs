//! Logical Link Control and Adaptation Protocol (Core Vol 3 Part A).

use crate::{
    codes,
    frame::{Context, Frame, Part},
    pdu,
};

codes! {
    /// Channel identifier (Core Vol 3 Part A, 2.1). From 0x0040 on they are given out as needed.
    pub Cid(u16) {
        SIGNALLING = 0x0001 => "L2CAP Signalling",
        CONNECTIONLESS = 0x0002 => "Connectionless",
        ATT = 0x0004 => "Attribute Protocol",
        LE_SIGNALLING = 0x0005 => "LE L2CAP Signalling",
        SMP = 0x0006 => "Security Manager Protocol",
        BR_EDR_SMP = 0x0007 => "BR/EDR Security Manager",
    }
}

pdu! {
    /// The basic header.
    pub struct Header<'a> ("L2CAP", "Core Vol 3 Part A, 3.1") {
        length: u16 = "btl2cap.length",
        cid: Cid = "btl2cap.cid",
        payload: &'a [u8],
    }
}

/// What runs on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Protocol {
    /// Not known, or nothing that is read here.
    #[default]
    Unknown,
    /// L2CAP signalling on BR/EDR or LE.
    Signalling,
    /// Attribute Protocol.
    Att,
    /// Security Manager Protocol.
    Smp,
    /// Service Discovery Protocol.
    Sdp,
    /// RFCOMM.
    Rfcomm,
    /// AVCTP control.
    Avctp,
    /// AVDTP signalling.
    Avdtp,
    /// An AVDTP media channel whose packets have RTP headers, with the codec's number in A2DP.
    Media(MediaKind),
}

/// What follows the RTP header on a media channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MediaKind {
    /// RTP and then something not read here.
    #[default]
    Rtp,
    /// RTP, the SBC payload header, SBC frames.
    Sbc,
    /// No RTP header at all (aptX, FastStream).
    Raw,
}

/// Adds the layers of an L2CAP PDU.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, _context: &Context<'a>) {
    frame.layer::<Header<'a>>(part);
}
