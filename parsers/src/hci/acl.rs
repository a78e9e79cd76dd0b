//! ACL, synchronous and isochronous data packets (Core Vol 4 Part E, 5.4.2 to 5.4.5).

use crate::{
    Fault, codes,
    frame::{Buffer, Context, Frame, Part},
    hci::Handle,
    pdu,
};

codes! {
    /// Packet boundary flag (Core Vol 4 Part E, 5.4.2).
    pub Boundary(u8) {
        FIRST_NON_FLUSHABLE = 0 => "First, non-automatically-flushable",
        CONTINUATION = 1 => "Continuing fragment",
        FIRST_FLUSHABLE = 2 => "First, automatically flushable",
        COMPLETE = 3 => "Complete PDU, automatically flushable",
    }
}

pdu! {
    /// An ACL data packet.
    pub struct Acl<'a> ("HCI ACL Data", "Core Vol 4 Part E, 5.4.2") {
        /// The connection.
        @u16 handle: Handle [0..12] = "bthci_acl.chandle",
        /// Whether the payload starts an L2CAP PDU.
        boundary: Boundary [12..14] = "bthci_acl.pb_flag",
        /// Point-to-point or broadcast.
        broadcast: u8 [14..16] = "bthci_acl.bc_flag",
        /// Octets of payload that the sender announced.
        length: u16 = "bthci_acl.length",
        /// A fragment of an L2CAP PDU; `length` octets unless the record was cut short.
        payload: &'a [u8],
    }

    /// Header of a synchronous data packet.
    pub struct SynchronousHeader<'a> ("HCI Synchronous Data", "Core Vol 4 Part E, 5.4.3") {
        @u16 handle: Handle [0..12] = "bthci_sco.chandle",
        packet_status: u8 [12..14] = "bthci_sco.packet_status",
        length: u8 = "bthci_sco.length",
        payload: &'a [u8],
    }

    /// Header of an isochronous data packet.
    pub struct IsochronousHeader<'a> ("HCI ISO Data", "Core Vol 4 Part E, 5.4.5") {
        @u16 handle: Handle [0..12] = "bthci_iso.chandle",
        boundary: u8 [12..14] = "bthci_iso.pb_flag",
        has_timestamp: bool [14..15] = "bthci_iso.ts_flag",
        @u16 length: u16 [0..14] = "bthci_iso.length",
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
        frame.fault("HCI ACL Data", payload, fault);
        return;
    }
    if let Some(bytes) = context.reassembled {
        let whole = Part { bytes, offset: 0, buffer: Buffer::Reassembled };
        crate::l2cap::dissect(frame, whole, context);
    } else if acl.boundary != Boundary::CONTINUATION && !context.incomplete {
        crate::l2cap::dissect(frame, payload.limit(declared), context);
    }
}
