//! The LE link layer, as a sniffer hears it (Core Vol 6 Part B).
//!
//! A sniffer misses packets: what it did not hear may still have happened. Retransmissions are
//! taken out, packets with a wrong CRC are not looked at.

mod cipher;
mod connection;
mod length;
mod procedure;

use parsers::{
    ll::{self, ADVERTISING_CRC_INIT, Advertising, Body, Llid},
    radio::Radio,
};

use super::{
    event::{CaptureNote, What},
    health,
    id::{At, Key, LinkId, Role, Side, Transport},
    input::{Input, Seen},
    layer::Queue,
    link::{self, Beginning},
    state::{Connection, Scratch, State},
};

/// One packet from the air.
pub(super) fn packet<'t>(
    state: &mut State,
    scratch: &'t mut Scratch,
    input: &Input<'t>,
    radio: &Radio,
    seen: &mut Seen<'t>,
    events: &mut Queue<'t>,
) {
    missed(state, input, radio, events);
    let Ok(packet) = ll::Packet::parse(input.bytes, radio.framing) else {
        state.health.garbled += 1;
        return;
    };
    if radio.crc_ok == Some(false) {
        garbled(state, input, packet.access_address, radio.channel);
        return;
    }
    match packet.body {
        Body::Advertising(header, payload) => {
            if radio.crc_ok.is_none() && packet.check(ADVERTISING_CRC_INIT) == Some(false) {
                state.health.garbled += 1;
                return;
            }
            match Advertising::parse(header.kind, payload) {
                Ok(Advertising::ConnectInd(connect)) => {
                    let random = header.rx_random;
                    seen.link = Some(begin(state, input, &connect, random, events));
                }
                Ok(advertising) => {
                    state.names.on_air(&advertising);
                    connection::advertises(state, input, &advertising);
                }
                Err(_) => {}
            }
        }
        Body::Data(header, payload) => {
            let key = Key::Air(packet.access_address);
            let index = match state.position(input.adapter, key) {
                Some(index) => index,
                None => {
                    // Noise that passes for a packet is everywhere; a CRC that is right is not.
                    if state.air.has_ended(input.adapter, packet.access_address)
                        || radio.crc_ok != Some(true)
                        || header.llid == Llid::RESERVED
                    {
                        return;
                    }
                    let link = link::follow(state, input.adapter, key, events);
                    link.transport = Some(Transport::LowEnergy);
                    link.radio = Some(Box::new(Connection::joined()));
                    state.links.len() - 1
                }
            };
            let link = &mut state.links[index];
            let crc_init = link.radio.as_deref().and_then(|connection| connection.crc_init);
            let crc_ok = radio.crc_ok.or_else(|| packet.check(crc_init?));
            if crc_ok == Some(false) {
                garbled(state, input, packet.access_address, radio.channel);
                return;
            }
            // In the middle of a connection nobody knows whether it is encrypted.
            let trusted = crc_ok == Some(true) && (link.opened.is_some() || radio.decrypted);
            let before = events.len();
            let data = connection::Data { header, payload, radio };
            seen.link = Some(link.id);
            let heard = connection::data(link, scratch, input, &data, seen, events);
            if !trusted {
                events.withdraw_malformed(before);
            }
            if heard.lost_counter {
                state.health.undecrypted += 1;
            } else if heard.opaque {
                state.health.encrypted += 1;
            }
            if let Some((reason, by)) = heard.terminated {
                state.air.end(input.adapter, packet.access_address, input.at);
                link::down(state, index, Some(reason), by, events);
            }
        }
        Body::Isochronous(..) | Body::Broadcast(..) => {}
    }
}

/// A packet with a wrong CRC, which may belong to a connection.
fn garbled(state: &mut State, input: &Input<'_>, access_address: u32, channel: Option<u8>) {
    state.health.garbled += 1;
    if let Some(index) = state.position(input.adapter, Key::Air(access_address))
        && let Some(connection) = &mut state.links[index].radio
    {
        connection.garbled = connection.garbled.saturating_add(1);
        if let Some(on) = connection.spectrum.on(channel) {
            on.garbled = on.garbled.saturating_add(1);
        }
    }
}

/// Packets that the sniffer counted and did not deliver.
fn missed(state: &mut State, input: &Input<'_>, radio: &Radio, events: &mut Queue<'_>) {
    let Some(counter) = radio.packet_counter else { return };
    if let Some(missing) = health::counted(&mut state.health, input.at, counter) {
        events.push(input.adapter, What::Capture(CaptureNote::SnifferMissed(missing)));
    }
}

/// CONNECT_IND: a connection begins.
fn begin(
    state: &mut State,
    input: &Input<'_>,
    connect: &ll::advertising::ConnectInd,
    random: bool,
    events: &mut Queue<'_>,
) -> LinkId {
    state.air.begin(input.adapter, connect.access_address.0);
    let begin = Beginning {
        adapter: input.adapter,
        key: Key::Air(connect.access_address.0),
        transport: Transport::LowEnergy,
        peer: Some(connect.advertiser),
        peer_is_random: random,
        role: Some(Role::Central),
        outgoing: Some(true),
        requested: None,
    };
    let link = link::up(state, &begin, events);
    link.timed(connect.interval, connect.latency, connect.timeout);
    link.radio = Some(Box::new(Connection::new(connect)));
    events.on(link, What::RadioConnect(*connect));
    link.id
}

/// Looks for connections that are not heard any more.
pub(super) fn expire(state: &mut State, at: At, events: &mut Queue<'_>) {
    for index in 0..state.links.len() {
        let link = &mut state.links[index];
        let Key::Air(access_address) = link.key else { continue };
        if link.closed.is_some() || link.adapter.source != at.source {
            continue;
        }
        connection::expire(link, at, events);
        // The peers would have given up by now, if they did not hear each other either.
        let timeout = link.supervision.unwrap_or(connection::MAX_SUPERVISION);
        if at.time.since(link.last.time) > timeout.max(1_000_000_000) {
            state.air.end(link.adapter, access_address, at);
            link::down(state, index, None, Side::Unknown, events);
        }
    }
}
