//! PDUs against what their receivers take: the MTU of a channel, and of ATT (Core Vol 3 Part A, 5.1; Vol 3
//! Part F, 3.2.8). Channels with credits have more to be held against.

use parsers::l2cap::Protocol;

use super::credit_based;
use crate::track::{
    event::{Bound, TooLarge, What},
    id::{ChannelId, Side},
    layer::Queue,
    state::Link,
};

/// A PDU with its payload. Returns what it is shown as: on a channel with credits, as a piece of an SDU.
#[inline]
pub(super) fn check(
    link: &mut Link,
    channel: ChannelId,
    protocol: Protocol,
    by: Side,
    payload: &[u8],
    events: &mut Queue<'_>,
) -> Protocol {
    if channel.number == 0 {
        let limit = link.att_mtu.filter(|_| protocol == Protocol::Att);
        if let Some(limit) = limit.filter(|limit| limit.is_exceeded(payload.len())) {
            let what = TooLarge::over(limit, payload.len(), by, Bound::AttMtu, None);
            events.on(link, What::TooLarge(what));
        }
        return protocol;
    }
    let Some(found) = link.channels.get(channel) else { return protocol };
    if found.credits.is_some() {
        let att = matches!(protocol, Protocol::CreditBased { att: true, .. });
        let start = credit_based::used(link, channel, by, payload, events);
        return Protocol::CreditBased { start, att };
    }
    if let Some(limit) = found.taken_of(by).and_then(|takes| takes.mtu)
        && !found.segmented
        && limit.is_exceeded(payload.len())
    {
        let what = TooLarge::over(limit, payload.len(), by, Bound::Mtu, Some(channel));
        events.on(link, What::TooLarge(what));
    }
    protocol
}
