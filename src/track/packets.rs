//! Whether a message comes in as many packets as its first one says. AVDTP (1.3, 8.4) and AVCTP (1.4,
//! 6.1) have the place of a packet and that number in the same octets.

use parsers::avctp::{PacketType, packet_type};

use super::{
    event::{PacketCount, What},
    layer::{Pdu, Queue},
    state::{Counted, Link, Packets},
};

/// A packet of a signalling or control channel.
pub(super) fn count(link: &mut Link, pdu: &Pdu<'_>, events: &mut Queue<'_>) {
    let (channel, by) = (pdu.channel, pdu.by);
    let place = packet_type(pdu.payload);
    let starts = (place == PacketType::START).then(|| pdu.payload.get(1).copied()).flatten();
    if starts.is_none() && link.memory.get::<Packets>().is_none() {
        return;
    }
    let packets = link.memory.get_or_default::<Packets>();
    let mut open = packets.open.take(|open| (open.channel, open.by) == (channel, by));
    if let (PacketType::CONTINUE | PacketType::END, Some(message)) = (place, &mut open) {
        message.came = message.came.saturating_add(1);
    }
    if place == PacketType::CONTINUE {
        if let Some(message) = open {
            packets.open.push(message);
        }
        return;
    }
    if let Some(announced) = starts {
        packets.open.push(Counted { channel, by, announced, came: 1, began: pdu.at });
    }
    // It ends, or another one cuts it off.
    if let Some(Counted { announced, came, began, .. }) = open.filter(|m| m.came != m.announced) {
        let protocol = pdu.protocol;
        events.on(link, What::PacketCount(PacketCount { by, protocol, announced, came, began }));
    }
}
