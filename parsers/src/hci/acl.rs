//! ACL, synchronous and isochronous data packets (Core Vol 4 Part E, 5.4.2 to 5.4.5).

use crate::{
    Fault, Microseconds32, Octets8, Octets16, codes,
    frame::{Buffer, Context, Frame, Part},
    hci::{Handle, IsochronousStatus, SynchronousStatus},
    pdu,
    pdu::{Pdu, View},
};

codes! {
    /// Packet boundary flag (Core Vol 4 Part E, 5.4.2).
    pub Boundary(u8) {
        FIRST_NON_FLUSHABLE = 0 => "First, non-automatically-flushable",
        CONTINUATION = 1 => "Continuing fragment",
        FIRST_FLUSHABLE = 2 => "First, automatically flushable",
        COMPLETE = 3 => "Complete PDU, automatically flushable",
    }

    /// Packet boundary flag of isochronous data (Core Vol 4 Part E, 5.4.5).
    pub IsochronousBoundary(u8) {
        FIRST = 0 => "First fragment of an SDU",
        CONTINUATION = 1 => "Continuation fragment of an SDU",
        COMPLETE = 2 => "Complete SDU",
        LAST = 3 => "Last fragment of an SDU",
    }
}

pdu! {
    in PDUS;

    /// An ACL data packet.
    pub struct Acl<'a> ("HCI ACL Data", "Core Vol 4 Part E, 5.4.2", Wrapping) {
        /// The connection.
        @u16 handle: Handle [0..12] = "bthci_acl.chandle",
        /// Whether the payload starts an L2CAP PDU.
        boundary: Boundary [12..14] = "bthci_acl.pb_flag",
        /// Point-to-point or broadcast.
        broadcast: u8 [14..16] as Keep = "bthci_acl.bc_flag",
        /// Octets of payload that the sender announced.
        length: Octets16 as Form = "bthci_acl.length",
        /// A fragment of an L2CAP PDU; `length` octets unless the record was cut short.
        payload: &'a [u8],
    }

    /// A synchronous data packet.
    pub struct SynchronousHeader<'a> ("HCI Synchronous Data", "Core Vol 4 Part E, 5.4.3") {
        @u16 handle: Handle [0..12] = "bthci_sco.chandle",
        packet_status: SynchronousStatus [12..14] = "bthci_sco.packet_status",
        /// Octets of payload that the sender announced.
        length: Octets8 as Form = "bthci_sco.length",
        payload: &'a [u8],
    }

    /// An isochronous data packet.
    pub struct IsochronousHeader<'a> ("HCI ISO Data", "Core Vol 4 Part E, 5.4.5") {
        @u16 handle: Handle [0..12] = "bthci_iso.chandle",
        /// Whether the payload starts or ends an SDU.
        boundary: IsochronousBoundary [12..14] = "bthci_iso.pb_flag",
        has_timestamp: bool [14..15] = "bthci_iso.ts_flag",
        /// Octets of payload that the sender announced.
        @u16 length: Octets16 [0..14] as Form = "bthci_iso.data_length",
        payload: &'a [u8],
    }

    /// The start of an isochronous SDU.
    pub struct IsochronousSdu<'a> ("HCI ISO SDU", "Core Vol 4 Part E, 5.4.5") {
        sequence_number: u16 as Keep = "bthci_iso_data.packet_seq_num",
        /// Octets of the whole SDU.
        @u16 length: Octets16 [0..12] as Form = "bthci_iso_data.sdu_length",
        packet_status: IsochronousStatus [14..16] = "bthci_iso_data.status_flag",
        payload: &'a [u8],
    }

    /// The start of an isochronous SDU that has a time.
    pub struct TimedIsochronousSdu<'a> ("HCI ISO SDU", "Core Vol 4 Part E, 5.4.5") {
        timestamp: Microseconds32 = "bthci_iso_data.timestamp",
        sequence_number: u16 as Keep = "bthci_iso_data.packet_seq_num",
        /// Octets of the whole SDU.
        @u16 length: Octets16 [0..12] as Form = "bthci_iso_data.sdu_length",
        packet_status: IsochronousStatus [14..16] = "bthci_iso_data.status_flag",
        payload: &'a [u8],
    }
}

/// Adds the layers of an ACL packet and of the L2CAP PDU that it is or completes.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, context: &Context<'a>) {
    let Some(acl) = frame.layer::<Acl<'a>>(part) else { return };
    let payload = part.suffix(acl.payload);
    let declared = usize::from(acl.length);
    if declared > payload.bytes.len() {
        let fault = Fault::Length { declared, available: payload.bytes.len() };
        frame.fault(Acl::PDU, payload, fault);
        return;
    }
    if !acl.handle.is_connection() {
        return;
    }
    if let Some(bytes) = context.pdu {
        let whole = Part::assembled(bytes, Buffer::Pdu);
        crate::l2cap::dissect(frame, whole, context);
    } else if acl.boundary != Boundary::CONTINUATION && !context.incomplete {
        crate::l2cap::dissect(frame, payload.limit(declared), context);
    }
}

/// Adds the layer of a synchronous packet.
pub fn dissect_synchronous<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    if let Some(header) = frame.layer::<SynchronousHeader<'a>>(part) {
        check(frame, SynchronousHeader::PDU, header.length.into(), part.suffix(header.payload));
    }
}

/// Adds the layers of an isochronous packet and, where one starts in it, of the SDU.
pub fn dissect_isochronous<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    let Some(header) = frame.layer::<IsochronousHeader<'a>>(part) else { return };
    let payload = part.suffix(header.payload);
    let load = payload.limit(header.length.into());
    match (header.boundary, header.has_timestamp) {
        (IsochronousBoundary::FIRST | IsochronousBoundary::COMPLETE, false) => {
            frame.layer::<IsochronousSdu<'a>>(load);
        }
        (IsochronousBoundary::FIRST | IsochronousBoundary::COMPLETE, true) => {
            frame.layer::<TimedIsochronousSdu<'a>>(load);
        }
        _ => {}
    }
    check(frame, IsochronousHeader::PDU, header.length.into(), payload);
}

/// A payload that is shorter than announced is the frame's fault.
fn check<'a>(frame: &mut Frame<'a>, pdu: &'static Pdu, declared: usize, payload: Part<'a>) {
    let available = payload.bytes.len();
    if declared > available {
        frame.fault(pdu, payload, Fault::Length { declared, available });
    }
}
