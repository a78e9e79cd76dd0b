//! L2CAP: whole PDUs go to the protocol that runs on their channel (Core Vol 3 Part A).

mod channel;
mod credit_based;
mod infer;
mod signalling;
mod size;

use parsers::{
    View,
    l2cap::{Header, Protocol},
};

use super::{
    event::{Malformed, What},
    id::{At, ChannelId, Side},
    layer::{self, Layer, Pdu, Queue},
    state::Link,
};

pub(super) use infer::link as infer_link;

/// The signalling channel.
pub(super) const LAYER: Layer = Layer {
    carries: |protocol| protocol == Protocol::Signalling,
    pdu: |link, pdu, _, events| signalling::signalling(link, pdu, events),
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

/// Gives a whole PDU to what runs on its channel. Returns the channel, and what runs on it.
#[inline]
pub(super) fn deliver<'t>(
    link: &mut Link,
    at: At,
    by: Side,
    bytes: &'t [u8],
    message: &'t mut Vec<u8>,
    events: &mut Queue<'t>,
) -> (Option<ChannelId>, Protocol) {
    let header = match Header::parse(bytes) {
        Ok(header) => header,
        Err(error) => {
            events.on(link, What::Malformed(Malformed { by, error }));
            return (None, Protocol::Unknown);
        }
    };
    let (channel, protocol) = channel::channel(link, header.cid, by, header.payload, at, events);
    let shown = size::check(link, channel, protocol, by, header.payload, events);
    let mut pdu = Pdu { at, by, channel, protocol, payload: header.payload };
    let Some(mut layer) = layer::of(events.layers, protocol) else {
        return (Some(channel), shown);
    };
    if let Some(recognises) = layer.recognises {
        pdu.protocol = recognises(link, &pdu, events);
        if pdu.protocol != protocol {
            layer = layer::of(events.layers, pdu.protocol).unwrap_or(layer);
        }
    }
    (layer.pdu)(link, &pdu, message, events);
    (Some(channel), pdu.protocol)
}
