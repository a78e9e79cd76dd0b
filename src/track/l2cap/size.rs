//! PDUs against what their receivers take: the MTU of a channel, and of ATT (Core Vol 3 Part A, 5.1; Vol 3
//! Part F, 3.2.8). Channels with credits have more to be held against.

use parsers::l2cap::{Mode, Protocol};

use super::{channel::Found, credit_based};
use crate::track::{
    event::{Bound, TooLarge, What},
    id::Side,
    layer::Queue,
    state::Link,
};

/// A PDU with its payload.
#[inline]
pub(super) fn check(
    link: &mut Link,
    found: &Found,
    by: Side,
    payload: &[u8],
    events: &mut Queue<'_>,
) {
    let &Found { channel, protocol, mode, place } = found;
    if channel.number == 0 {
        let limit = link.att_mtu.filter(|_| protocol == Protocol::Att);
        if let Some(limit) = limit.filter(|limit| limit.is_exceeded(payload.len())) {
            let what = TooLarge::over(limit, payload.len(), by, Bound::AttMtu, None);
            events.on(link, What::TooLarge(what));
        }
        return;
    }
    if matches!(mode, Mode::CreditBased(_)) {
        return credit_based::used(link, channel, by, payload, events);
    }
    if mode == Mode::Basic
        && let Some(known) = link.channels.found(channel, place)
        && let Some(limit) = known.taken_of(by).and_then(|takes| takes.mtu)
        && limit.is_exceeded(payload.len())
    {
        let what = TooLarge::over(limit, payload.len(), by, Bound::Mtu, Some(channel));
        events.on(link, What::TooLarge(what));
    }
}
