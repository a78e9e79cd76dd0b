//! Events (Core Vol 4 Part E, 7.7).

mod controller;
mod inquiry;
mod link;
mod security;

pub use controller::*;
pub use inquiry::*;
pub use link::*;
pub use security::*;

use {
    controller::event_controller, inquiry::event_inquiry, link::event_link,
    security::event_security,
};

use crate::{
    Fault, Octets8, View, codes, dispatch,
    frame::{Frame, Part},
    hci::{command, declare::chain, le_event, vendor},
    pdu,
};

pdu! {
    in PDUS;

    /// The header of an event.
    pub struct Header<'a> ("HCI Event", "Core Vol 4 Part E, 5.4.4", Coded) {
        code: EventCode = "bthci_evt.code",
        /// Octets of parameters that the controller announced.
        length: Octets8 as Form = "bthci_evt.param_length",
        parameters: &'a [u8],
    }
}

macro_rules! events {
    ( [$($codes:tt)*] [$($views:tt)*] $returns:tt ) => {
        codes! {
            /// Event code.
            pub EventCode(u8) { $($codes)* }
        }

        dispatch! {
            /// The parameters of an event.
            pub enum Event<'a> by EventCode { $($views)* }
        }
    };
}
chain! { events [event_controller event_inquiry event_link event_security] [] [] [] }

/// Adds the layers of an event: its header, its parameters, and what is inside them (an LE
/// subevent, or what a command returned). Parameters that are not known here stay in the header.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let rest = part.suffix(header.parameters);
    let declared = usize::from(header.length);
    let parameters = rest.limit(declared);
    match header.code {
        EventCode::COMMAND_COMPLETE => {
            if let Some(event) = frame.layer::<CommandComplete<'a>>(parameters) {
                let returned = parameters.suffix(event.return_parameters);
                command::dissect_returned(frame, event.opcode, returned);
            }
        }
        EventCode::LE_META => {
            if let Some(event) = frame.layer::<LeMeta<'a>>(parameters) {
                let subevent = parameters.suffix(event.parameters);
                if let Some(pdu) = le_event::LeEvent::pdu(event.subevent) {
                    frame.layer_of(pdu, subevent);
                }
            }
        }
        EventCode::VENDOR_SPECIFIC => vendor::dissect(frame, parameters),
        code => {
            if let Some(pdu) = Event::pdu(code) {
                frame.layer_of(pdu, parameters);
            }
        }
    }
    if declared > rest.bytes.len() {
        let available = rest.bytes.len();
        frame.fault(Header::PDU, rest, Fault::Length { declared, available });
    }
}
