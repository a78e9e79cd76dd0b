//! Logical Link Control and Adaptation Protocol (Core Vol 3 Part A).

mod channel;
mod codes;
pub mod mode;
pub mod option;
pub mod signalling;

pub use crate::protocol::{KFrame, MediaKind, Mode, Protocol};
pub use channel::{Cid, Psm};
pub use codes::*;

use crate::{
    Fault, View,
    frame::{Context, Frame, Part},
    pdu,
    protocol::above_l2cap,
};

pdu! {
    in PDUS;

    /// The basic header.
    pub struct Header<'a> ("L2CAP", "Core Vol 3 Part A, 3.1", Wrapping) {
        /// Octets after the header.
        length: u16 as Form = "btl2cap.length",
        cid: Cid = "btl2cap.cid",
        payload: &'a [u8],
    }
}

/// Adds the layers of an L2CAP PDU. What runs on a channel that was given out at run time comes
/// from the context.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, context: &Context<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let declared = usize::from(header.length);
    let payload = part.suffix(header.payload);
    if declared > payload.bytes.len() {
        let fault = Fault::Length { declared, available: payload.bytes.len() };
        frame.fault(Header::PDU, payload, fault);
        return;
    }
    let payload = payload.limit(declared);
    let protocol = match Protocol::of_fixed(header.cid) {
        Protocol::Unknown => context.protocol,
        fixed => fixed,
    };
    let mode = match protocol {
        _ if header.cid.0 < Cid::FIRST_DYNAMIC => Mode::Basic,
        // It has no other mode (AVRCP 1.6, 7.1).
        Protocol::AvctpBrowsing => Mode::Retransmission,
        _ => context.mode,
    };
    let sdu = match mode {
        Mode::Basic => Some(payload),
        Mode::Retransmission => {
            mode::retransmission(frame, part.limit(4 + declared), payload, context)
        }
        Mode::CreditBased(place) => mode::credit_based(frame, payload, place, context),
    };
    if let Some(payload) = sdu {
        upper(frame, payload, protocol, context);
    }
}

macro_rules! upper {
    ($($protocol:ident $name:literal = $module:ident [$($cid:ident)*] [$($psm:ident)*];)+) => {
        /// Adds the layers of what a channel carries.
        fn upper<'a>(
            frame: &mut Frame<'a>,
            payload: Part<'a>,
            protocol: Protocol,
            context: &Context<'a>,
        ) {
            match protocol {
                Protocol::Signalling => signalling::dissect(frame, payload),
                Protocol::Connectionless => {
                    frame.layer::<mode::Connectionless<'a>>(payload);
                }
                Protocol::AvctpBrowsing => crate::avctp::dissect(frame, payload, context),
                Protocol::Media(kind) => crate::rtp::dissect(frame, payload, kind, false),
                Protocol::ProtectedMedia(kind) => crate::rtp::dissect(frame, payload, kind, true),
                $( Protocol::$protocol => crate::$module::dissect(frame, payload, context), )+
                Protocol::Unknown => {}
            }
        }
    };
}
above_l2cap!(upper);
