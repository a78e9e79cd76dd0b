//! The data length of a connection: what the two link layers have agreed on (Core Vol 6 Part B, 4.5.10
//! and 5.1.9).

use parsers::{View, ll::ControlOpcode, ll::control::radio::LengthRsp};

use crate::track::{
    event::{Bound, TooLarge, What},
    id::{At, Side},
    layer::Queue,
    state::{Connection, Limit, Link},
};

/// The longest transmit window, 10 ms, and the delay before it, in nanoseconds; its offset is an
/// interval at most (Core Vol 6 Part B, 4.5.3).
const WINDOW: i64 = 12_000_000;
/// Octets of a message integrity code.
const MIC: usize = 4;

/// A control PDU: it may ask for a length, or answer.
pub(super) fn control(
    connection: &mut Connection,
    by: Side,
    opcode: ControlOpcode,
    payload: &[u8],
    at: At,
) {
    let asked = opcode == ControlOpcode::LENGTH_REQ;
    if !asked && opcode != ControlOpcode::LENGTH_RSP {
        return;
    }
    // Both have the same form.
    let Ok(new) = LengthRsp::parse(payload) else { return };
    let (rx, tx) = (new.max_rx_octets.0, new.max_tx_octets.0);
    if asked {
        connection.length_asked = Some((by, rx, tx));
        // The answer may be missed, and with it what holds from then on.
        connection.lengths = connection.lengths.filter(|[one, _]| one.said.is_some());
        return;
    }
    let Some((asker, asker_rx, asker_tx)) = connection.length_asked.take() else {
        // The request was not heard.
        connection.lengths = None;
        return;
    };
    if asker != by.opposite() {
        return;
    }
    let agreed = |sends: u16, takes: u16| Limit::said(sends.min(takes).max(Limit::DATA_LENGTH), at);
    let mut lengths = [agreed(asker_tx, rx); 2];
    lengths[by.index().min(1)] = agreed(tx, asker_rx);
    // What was agreed before may still be on its way.
    if let Some(before) = connection.lengths {
        lengths = [0, 1].map(|side| lengths[side].larger(before[side]));
    }
    connection.lengths = Some(lengths);
}

/// Before a packet of one side: whether the sniffer has heard each packet so far, and so would have heard
/// an exchange. Sides that take turns, the central once an interval, leave no room for another packet.
#[inline]
pub(super) fn heard(
    connection: &mut Connection,
    opened: Option<At>,
    by: Side,
    at: At,
    interval: i64,
) {
    let assumed = |lengths: [Limit; 2]| lengths.iter().any(|limit| limit.said.is_none());
    if !connection.lengths.is_some_and(assumed) {
        return;
    }
    let within = |from: At, most: i64| (0..most).contains(&at.time.since(from.time));
    let in_turn = match (connection.last_heard, by) {
        (Some((_, _, Side::Central)), by) => by == Side::Peripheral,
        (Some((last, ..)), Side::Central) => within(last, interval + interval / 2),
        (None, Side::Central) => opened.is_some_and(|opened| within(opened, 2 * interval + WINDOW)),
        _ => false,
    };
    if !in_turn || connection.guessed {
        connection.lengths = None;
    }
}

/// A data packet of one side with `octets` of payload; `coded` when they may hold a message integrity
/// code, which does not count.
#[inline]
pub(super) fn check(link: &Link, by: Side, octets: usize, coded: bool, events: &mut Queue<'_>) {
    if octets <= usize::from(Limit::DATA_LENGTH) {
        return;
    }
    let lengths = link.radio.as_deref().and_then(|connection| connection.lengths);
    let octets = if coded { octets.saturating_sub(MIC) } else { octets };
    if let Some(limit) = lengths.and_then(|lengths| lengths.get(by.index()).copied())
        && limit.is_exceeded(octets)
    {
        let what = TooLarge::over(limit, octets, by, Bound::DataLength, None);
        events.on(link, What::TooLarge(what));
    }
}
