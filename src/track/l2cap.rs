//! L2CAP: whole PDUs go to the protocol that runs on their channel (Core Vol 3 Part A).

mod channel;
mod credit_based;
mod infer;
mod segment;
mod signalling;
mod size;

use parsers::{
    View,
    frame::Buffer,
    l2cap::{Header, Mode, Protocol},
};

use super::{
    event::{Malformed, What},
    id::{At, Side},
    input::Seen,
    layer::{self, Layer, Pdu, Queue},
    state::{Link, Upper},
};

use channel::Found;
pub(super) use infer::link as infer_link;

/// The signalling channel.
pub(super) const LAYER: Layer = Layer {
    carries: Protocol::Signalling.bit(),
    pdu: |link, pdu, _, events| {
        signalling::signalling(link, pdu, events);
        None
    },
    requested: None,
    opened: None,
    inferred: None,
    closed: None,
    looks_like: None,
    expects: None,
    recognises: None,
    unanswered: None,
    encrypted: None,
    link_down: None,
};

/// Gives a whole PDU to what runs on its channel, or the SDU that it completes. Notes in `seen` what
/// that is and what was put together.
#[inline]
pub(super) fn deliver<'t>(
    link: &mut Link,
    at: At,
    by: Side,
    bytes: &'t [u8],
    upper: &'t mut Upper,
    seen: &mut Seen<'t>,
    events: &mut Queue<'t>,
) {
    let header = match Header::parse(bytes) {
        Ok(header) => header,
        Err(error) => {
            events.on(link, What::Malformed(Malformed { by, error }));
            return;
        }
    };
    let Upper { sdu, message } = upper;
    let found = channel::channel(link, header.cid, by, header.payload, at, events);
    let Found { channel, protocol, mode, .. } = found;
    seen.channel = Some(channel);
    seen.context.protocol = protocol;
    size::check(link, &found, by, header.payload, events);
    let mut payload = header.payload;
    if mode != Mode::Basic {
        let segment = segment::segment(link, (channel, by, at), mode, bytes, payload, sdu);
        seen.context.mode = segment.mode;
        if let Some(joint) = segment.joint {
            seen.join(Buffer::Sdu, joint);
        }
        let Some(sdu) = segment.sdu else { return };
        payload = sdu;
    }
    let mut pdu = Pdu { at, by, channel, protocol, payload };
    let Some(mut layer) = layer::of(events.layers, protocol) else { return };
    if let Some(recognises) = layer.recognises {
        pdu.protocol = recognises(link, &pdu, events);
        if pdu.protocol != protocol {
            layer = layer::of(events.layers, pdu.protocol).unwrap_or(layer);
            seen.context.protocol = pdu.protocol;
        }
    }
    if let Some(joint) = (layer.pdu)(link, &pdu, message, events) {
        seen.join(Buffer::Message, joint);
    }
}
