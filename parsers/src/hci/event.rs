//! Events (Core Vol 4 Part E, 7.7).

use crate::{
    Address, Counted, Fault, codes, dispatch,
    frame::{Frame, Part},
    hci::{Handle, LinkKind, Status},
    pdu,
};

codes! {
    /// Event code.
    pub EventCode(u8) {
        CONNECTION_COMPLETE = 0x03 => "Connection Complete",
        DISCONNECTION_COMPLETE = 0x05 => "Disconnection Complete",
        NUMBER_OF_COMPLETED_PACKETS = 0x13 => "Number Of Completed Packets",
    }
}

pdu! {
    /// The header of an event.
    pub struct Header<'a> ("HCI Event", "Core Vol 4 Part E, 5.4.4") {
        code: EventCode = "bthci_evt.code",
        /// Octets of parameters that the controller announced.
        length: u8 = "bthci_evt.param_length",
        parameters: &'a [u8],
    }

    /// A BR/EDR connection was made, or could not be made.
    pub struct ConnectionComplete ("Connection Complete", "Core Vol 4 Part E, 7.7.3") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        address: Address = "bthci_evt.bd_addr",
        link_kind: LinkKind = "bthci_evt.link_type",
        encryption_enabled: bool = "bthci_evt.encryption_mode",
    }

    /// A connection ended.
    pub struct DisconnectionComplete ("Disconnection Complete", "Core Vol 4 Part E, 7.7.5") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        reason: Status = "bthci_evt.reason",
    }

    /// How many packets of one connection the controller is done with.
    pub struct CompletedPackets ("Completed packets", "Core Vol 4 Part E, 7.7.19") {
        handle: Handle = "bthci_evt.connection_handle",
        count: u16 = "bthci_evt.num_compl_packets",
    }

    /// The controller returns buffers.
    pub struct NumberOfCompletedPackets<'a> ("Number Of Completed Packets", "Core Vol 4 Part E, 7.7.19") {
        connections: Counted<'a, CompletedPackets>,
    }
}

dispatch! {
    /// The parameters of an event.
    pub enum Event<'a> by EventCode {
        CONNECTION_COMPLETE => ConnectionComplete(ConnectionComplete),
        DISCONNECTION_COMPLETE => DisconnectionComplete(DisconnectionComplete),
        NUMBER_OF_COMPLETED_PACKETS => NumberOfCompletedPackets(NumberOfCompletedPackets<'a>),
    }
}

/// Adds the layers of an event.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let parameters = part.suffix(header.parameters);
    let declared = usize::from(header.length);
    if declared > parameters.bytes.len() {
        let available = parameters.bytes.len();
        frame.fault("HCI Event", parameters, Fault::Length { declared, available });
    }
    if let Some(pdu) = Event::pdu(header.code) {
        frame.layer_of(pdu, parameters.limit(declared));
    }
}
