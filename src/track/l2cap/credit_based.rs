//! Channels with credits: asked for, granted and used (Core Vol 3 Part A, 4.22 to 4.26 and 10).

use parsers::l2cap::{
    Cid, CreditBasedResult,
    signalling::{
        CreditBasedConnectionRequest, CreditBasedConnectionResponse, FlowControlCredit,
        LeCreditBasedConnectionRequest, LeCreditBasedConnectionResponse,
    },
};

use super::channel::{self, closed, opened};
use crate::track::{
    deadline,
    event::{CreditOverrun, What},
    id::{At, ChannelId, Side},
    layer::Queue,
    state::{Ask, Channel, Credits, Link, Question},
};

/// Seconds in which a receiver gives new credits. The specification sets no limit; this is longer
/// than any application takes to read.
const PATIENCE: i64 = 30;
/// The same in the middle of an SDU, which its receiver cannot use before it is whole.
const WITHIN_SDU: i64 = 5;
/// Channels that one enhanced request may ask for.
const MAX_REQUESTED: usize = 5;

/// One channel is asked for.
pub(super) fn request(
    link: &mut Link,
    request: &LeCreditBasedConnectionRequest,
    by: Side,
    at: At,
    events: &mut Queue<'_>,
) -> ChannelId {
    let mtu = Some(request.mtu.0);
    let id = channel::request(link, request.spsm, request.source, mtu, by, at, events);
    grant(link, id, by, request.initial_credits);
    id
}

/// Up to five channels are asked for. Returns the first.
pub(super) fn enhanced_request(
    link: &mut Link,
    request: &CreditBasedConnectionRequest<'_>,
    by: Side,
    at: At,
    events: &mut Queue<'_>,
) -> Option<ChannelId> {
    let mut first = None;
    for source in request.sources.iter().flatten().take(MAX_REQUESTED) {
        let mtu = Some(request.mtu.0);
        let id = channel::request(link, request.spsm, source, mtu, by, at, events);
        grant(link, id, by, request.initial_credits);
        first.get_or_insert(id);
    }
    first
}

/// The answer to a request for one channel.
pub(super) fn response(
    link: &mut Link,
    pending: &Question,
    response: &LeCreditBasedConnectionResponse,
    by: Side,
    at: At,
    events: &mut Queue<'_>,
) {
    let Some(id) = pending.channel else { return };
    if response.result == CreditBasedResult::SUCCESS {
        let mtu = Some(response.mtu.0);
        accept(link, id, response.destination, mtu, by, at, events);
        grant(link, id, by, response.initial_credits);
    } else {
        refuse(link, id, response.result, events);
    }
}

/// The answer to a request for several channels: some may be granted and the others refused.
pub(super) fn enhanced_response(
    link: &mut Link,
    pending: &Question,
    response: &CreditBasedConnectionResponse<'_>,
    by: Side,
    at: At,
    events: &mut Queue<'_>,
) {
    if response.result >= CreditBasedResult::PENDING {
        return;
    }
    let asked = |channel: &&Channel| {
        channel.requested == Some(pending.asked) && channel.initiator == pending.by
    };
    let asked: arrayvec::ArrayVec<ChannelId, MAX_REQUESTED> =
        link.channels.iter().filter(asked).map(|c| c.id).take(MAX_REQUESTED).collect();
    let mut destinations = response.destinations.iter().flatten();
    for id in asked {
        match destinations.next() {
            Some(destination) if destination != Cid(0) => {
                let mtu = Some(response.mtu.0);
                accept(link, id, destination, mtu, by, at, events);
                grant(link, id, by, response.initial_credits);
            }
            // That not all are granted would be another result: the list is cut short.
            None if response.result == CreditBasedResult::SUCCESS => {}
            _ => refuse(link, id, response.result, events),
        }
    }
}

fn accept(
    link: &mut Link,
    id: ChannelId,
    destination: Cid,
    mtu: Option<u16>,
    by: Side,
    at: At,
    events: &mut Queue<'_>,
) {
    channel::grant(link, id, destination, mtu, by, events);
    opened(link, id, at, events);
}

fn refuse(link: &mut Link, id: ChannelId, result: CreditBasedResult, events: &mut Queue<'_>) {
    events.on(link, What::ChannelRefused(id, result.0));
    closed(link, id, None, events);
}

/// One side lets the other send.
fn grant(link: &mut Link, id: ChannelId, by: Side, credits: u16) {
    let Some(channel) = link.channels.get_mut(id) else { return };
    channel.credits.get_or_insert_default();
    if let Some(of) = channel.credits_mut(by.opposite()) {
        of.left += u32::from(credits);
        of.granted = of.granted.saturating_add(credits.into());
    }
}

/// More credits for the other side.
pub(super) fn granted(
    link: &mut Link,
    credit: &FlowControlCredit,
    by: Side,
    events: &mut Queue<'_>,
) {
    // It names the channel by the end of its sender.
    let Some(index) = link.channels.position(credit.cid, by.opposite()) else { return };
    let channel = &mut link.channels.open[index];
    let id = channel.id;
    let Some(of) = channel.credits_mut(by.opposite()) else { return };
    of.left = of.left.saturating_add(credit.credits.into());
    of.granted = of.granted.saturating_add(credit.credits.into());
    let waits = |q: &Question| q.ask == Ask::Credits && q.channel == Some(id) && q.by != by;
    if credit.credits > 0 {
        deadline::answer(link, events, waits);
    }
}

/// A K-frame uses a credit.
pub(super) fn used(
    link: &mut Link,
    id: ChannelId,
    by: Side,
    payload: &[u8],
    events: &mut Queue<'_>,
) {
    let Some(channel) = link.channels.get_mut(id) else { return };
    let Some(credits) = channel.credits_mut(by) else { return };
    count_sdu(credits, payload);
    let Credits { left, granted, rest, overrun } = credits;
    if *left == 0 {
        if !std::mem::replace(overrun, true) {
            let what = CreditOverrun { channel: id, by, granted: *granted };
            events.on(link, What::CreditOverrun(what));
        }
        return;
    }
    *left -= 1;
    if *left == 0 {
        let seconds = if *rest > 0 { WITHIN_SDU } else { PATIENCE };
        let question = Question::new(Ask::Credits, by, events.at, seconds);
        deadline::ask(link, question.on(id), events);
    }
}

/// The first K-frame of an SDU begins with its length (3.4.3).
fn count_sdu(credits: &mut Credits, payload: &[u8]) {
    credits.rest = match (credits.rest, payload.split_first_chunk::<2>()) {
        (0, Some((length, data))) => {
            usize::from(u16::from_le_bytes(*length)).saturating_sub(data.len())
        }
        (rest, _) => rest.saturating_sub(payload.len()),
    };
}
