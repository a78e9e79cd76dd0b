//! From a captured packet to its layers: the one place that knows all protocols.

use crate::{
    frame::{Context, Frame},
    hci,
    link::{self, Kind, Link},
    ll, monitor,
};

/// The layers of one captured packet.
///
/// `meta` is what the capture file says of the packet beside its bytes; see [`Link`].
pub fn dissect<'a>(link: Link, meta: u32, bytes: &'a [u8], context: &Context<'a>) -> Frame<'a> {
    let mut frame = Frame::default();
    let packet = link::open(link, meta, bytes, Some(&mut frame));
    let Some(packet) = packet else { return frame };
    match packet.kind {
        Kind::Command => hci::command::dissect(&mut frame, packet.part),
        Kind::Event => hci::event::dissect(&mut frame, packet.part),
        Kind::Acl => hci::acl::dissect(&mut frame, packet.part, context),
        Kind::Synchronous => hci::acl::dissect_synchronous(&mut frame, packet.part),
        Kind::Isochronous => hci::acl::dissect_isochronous(&mut frame, packet.part),
        Kind::Air(radio) => ll::dissect(&mut frame, packet.part, radio, context),
        Kind::Monitor(opcode) => monitor::dissect(&mut frame, opcode, packet.part),
        Kind::Other(_) => {}
    }
    frame
}
