//! Channels with credits: asked for, granted and used (Core Vol 3 Part A, 4.22 to 4.26 and 10).

use parsers::l2cap::{
    Cid, CreditBasedResult,
    signalling::{
        CreditBasedConnectionRequest, CreditBasedConnectionResponse, CreditBasedReconfigureRequest,
        FlowControlCredit, LeCreditBasedConnectionRequest, LeCreditBasedConnectionResponse,
    },
};

use super::channel::{self, closed, opened};
use crate::track::{
    deadline,
    event::{Bound, CreditOverrun, TooLarge, What},
    id::{At, ChannelId, Side},
    layer::Queue,
    state::{Ask, Channel, Credits, Limit, Link, Question, Takes},
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
    let takes = takes(request.mtu.0, request.mps.0, at);
    let id = channel::request(link, request.spsm, request.source, Some(takes), by, at, events);
    grant(link, id, by, request.initial_credits, at);
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
    let takes = Some(takes(request.mtu.0, request.mps.0, at));
    for source in request.sources.iter().flatten().take(MAX_REQUESTED) {
        let id = channel::request(link, request.spsm, source, takes, by, at, events);
        grant(link, id, by, request.initial_credits, at);
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
        let takes = takes(response.mtu.0, response.mps.0, at);
        accept(link, id, response.destination, takes, by, at, events);
        grant(link, id, by, response.initial_credits, at);
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
                let takes = takes(response.mtu.0, response.mps.0, at);
                accept(link, id, destination, takes, by, at, events);
                grant(link, id, by, response.initial_credits, at);
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
    takes: Takes,
    by: Side,
    at: At,
    events: &mut Queue<'_>,
) {
    channel::grant(link, id, destination, Some(takes), by, events);
    opened(link, id, at, events);
}

fn refuse(link: &mut Link, id: ChannelId, result: CreditBasedResult, events: &mut Queue<'_>) {
    events.on(link, What::ChannelRefused(id, result.0));
    closed(link, id, None, events);
}

/// What a side says that it takes.
fn takes(mtu: u16, mps: u16, at: At) -> Takes {
    Takes { mtu: Some(Limit::said(mtu, at)), mps: Some(Limit::said(mps, at)) }
}

/// A side takes more from now on. That it takes smaller pieces holds once the other has agreed; what was
/// on its way before that is no fault, so the larger size counts.
pub(super) fn reconfigured(
    link: &mut Link,
    request: &CreditBasedReconfigureRequest<'_>,
    by: Side,
    at: At,
) {
    let new = takes(request.mtu.0, request.mps.0, at);
    for end in request.channels.iter().flatten().take(MAX_REQUESTED) {
        let Some(index) = link.channels.position(end, by.opposite()) else { continue };
        let takes = link.channels.open[index].takes_mut(by);
        let larger = |a: Option<Limit>, b: Option<Limit>| Some(a?.larger(b?));
        *takes = Takes { mtu: larger(takes.mtu, new.mtu), mps: larger(takes.mps, new.mps) };
    }
}

/// One side lets the other send.
fn grant(link: &mut Link, id: ChannelId, by: Side, credits: u16, at: At) {
    let Some(channel) = link.channels.get_mut(id) else { return };
    channel.credits.get_or_insert_default();
    if let Some(of) = channel.credits_mut(by.opposite()) {
        of.left += u32::from(credits);
        of.granted = of.granted.saturating_add(credits.into());
        of.last_grant = Some(at);
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
    of.last_grant = Some(events.at);
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
    sizes(link, id, by, payload, events);
    let Some(channel) = link.channels.get_mut(id) else { return };
    let Some(credits) = channel.credits_mut(by) else { return };
    let Credits { left, granted, last_grant, rest, overrun, .. } = credits;
    if *left == 0 {
        if !std::mem::replace(overrun, true) {
            let (granted, last_grant) = (*granted, *last_grant);
            let what = CreditOverrun { channel: id, by, granted, last_grant, dlci: None };
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

/// A K-frame against what its receiver takes of one, and its part of an SDU against the length of that.
/// The first K-frame of an SDU begins with its length (3.4.3).
fn sizes(link: &mut Link, id: ChannelId, by: Side, payload: &[u8], events: &mut Queue<'_>) {
    let Some(channel) = link.channels.get_mut(id) else { return };
    let Takes { mtu, mps } = channel.taken_of(by).copied().unwrap_or_default();
    let Some(credits) = channel.credits_mut(by) else { return };
    let first = credits.rest == 0;
    let data = match payload.split_first_chunk::<2>() {
        Some((length, data)) if first => {
            credits.sdu = u16::from_le_bytes(*length);
            credits.began = Some(events.at);
            credits.rest = usize::from(credits.sdu);
            data
        }
        _ => payload,
    };
    let over = data.len().saturating_sub(credits.rest);
    credits.rest = credits.rest.saturating_sub(data.len());
    let (sdu, began) = (credits.sdu, credits.began);
    let mut exceeds = |bound, octets: usize, limit: Option<Limit>| {
        if let Some(limit) = limit.filter(|limit| limit.is_exceeded(octets)) {
            let what = TooLarge::over(limit, octets, by, bound, Some(id));
            events.on(link, What::TooLarge(what));
        }
    };
    let whole = payload.len();
    let bound = if first && mps.is_some_and(|mps| !mps.is_exceeded(data.len())) {
        Bound::MpsOfStart
    } else {
        Bound::Mps
    };
    exceeds(bound, whole, mps);
    if first {
        exceeds(Bound::SduMtu, usize::from(sdu), mtu);
    }
    if over > 0 {
        let announced = Limit { octets: sdu, said: began };
        exceeds(Bound::SduLength, usize::from(sdu) + over, Some(announced));
    }
}
