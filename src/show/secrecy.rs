//! Octets that may be a piece of a key, though no declaration says so.

use parsers::{
    View,
    frame::Frame,
    hci::acl::{Acl, Boundary},
    l2cap::{self, Protocol},
    link::{Kind, MonitorOpcode, Packet},
    ll::{self, Llid},
    radio::Radio,
};

use super::frame::Shown;

/// What a piece of an L2CAP PDU is to it.
enum Piece<'a> {
    /// The PDU begins with these octets.
    Start(&'a [u8]),
    /// The PDU began earlier.
    Continuation,
}

/// Whether the packet carries octets that may be a key and that no declaration reads: the kernel's
/// management interface, pieces of Security Manager PDUs, and pieces of what is not known.
pub(super) fn hides(shown: &Shown<'_>) -> bool {
    let Some(packet) = shown.packet else { return false };
    if let Kind::Monitor(MonitorOpcode::CONTROL_COMMAND | MonitorOpcode::CONTROL_EVENT) =
        packet.kind
    {
        return true;
    }
    let context = &shown.context;
    if context.incomplete || context.pdu.is_some() {
        return context.protocol == Protocol::Smp;
    }
    match piece(&packet, shown) {
        Some(Piece::Continuation) => true,
        Some(Piece::Start(octets)) => begins_pairing(octets) && !is_read(&shown.frame),
        None => false,
    }
}

/// The piece of an L2CAP PDU in a packet, if it has one that is not encrypted.
fn piece<'a>(packet: &Packet<'a>, shown: &Shown<'_>) -> Option<Piece<'a>> {
    match packet.kind {
        Kind::Acl => {
            let acl = Acl::parse(packet.part.bytes).ok()?;
            match acl.boundary {
                _ if !acl.handle.is_connection() => None,
                Boundary::CONTINUATION => Some(Piece::Continuation),
                _ => Some(Piece::Start(acl.payload)),
            }
        }
        Kind::Air(radio) => on_air(packet, radio, shown),
        _ => None,
    }
}

fn on_air<'a>(packet: &Packet<'a>, radio: Radio, shown: &Shown<'_>) -> Option<Piece<'a>> {
    let opaque = !radio.decrypted && (shown.context.encrypted || radio.encrypted == Some(true));
    if opaque || radio.crc_ok == Some(false) {
        return None;
    }
    match ll::Packet::parse(packet.part.bytes, radio.framing).ok()?.body {
        ll::Body::Data(header, payload) if !payload.is_empty() => match header.llid {
            Llid::START => Some(Piece::Start(payload)),
            Llid::CONTINUATION => Some(Piece::Continuation),
            _ => None,
        },
        _ => None,
    }
}

/// The octets begin a PDU of the Security Manager, whole or not.
fn begins_pairing(octets: &[u8]) -> bool {
    l2cap::Header::parse(octets).is_ok_and(|header| Protocol::of_fixed(header.cid) == Protocol::Smp)
}

/// The PDU was read as what it is, whose keys are declared.
fn is_read(frame: &Frame<'_>) -> bool {
    frame.layers.iter().any(|layer| layer.pdu == parsers::smp::Header::PDU)
}
