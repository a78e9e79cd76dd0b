//! PDUs against what their receivers take: the MTU of a channel, of ATT, and the MPS of a channel that
//! cuts what it carries into pieces (Core Vol 3 Part A, 3.3, 3.4 and 5.1; Vol 3 Part F, 3.2.8).

use parsers::{
    View,
    l2cap::{Protocol, mode},
};

use super::credit_based;
use crate::track::{
    event::{Bound, TooLarge, What},
    id::{ChannelId, Side},
    layer::Queue,
    state::{Channel, Limit, Link},
};

/// Octets of a frame's check sequence, and of the length of an SDU.
const FCS: usize = 2;
const SDU_LENGTH: usize = 2;

/// A whole PDU, `bytes`, with its payload.
#[inline]
pub(super) fn check(
    link: &mut Link,
    channel: ChannelId,
    protocol: Protocol,
    by: Side,
    bytes: &[u8],
    payload: &[u8],
    events: &mut Queue<'_>,
) {
    if channel.number == 0 {
        let limit = link.att_mtu.filter(|_| protocol == Protocol::Att);
        if let Some(limit) = limit.filter(|limit| limit.is_exceeded(payload.len())) {
            let what = TooLarge::over(limit, payload.len(), by, Bound::AttMtu, None);
            events.on(link, What::TooLarge(what));
        }
        return;
    }
    let Some(found) = link.channels.get(channel) else { return };
    if found.credits.is_some() {
        credit_based::used(link, channel, by, payload, events);
    } else if found.segmented {
        // Both sides have to want the mode.
        if found.takes.iter().all(|takes| takes.mps.is_some()) {
            information_frame(link, channel, by, bytes, payload, events);
        }
    } else if let Some(limit) = found.taken_of(by).and_then(|takes| takes.mtu)
        && limit.is_exceeded(payload.len())
    {
        let what = TooLarge::over(limit, payload.len(), by, Bound::Mtu, Some(channel));
        events.on(link, What::TooLarge(what));
    }
}

/// A frame of a channel with retransmission or streaming. Whether it ends in a check sequence is
/// negotiated; where it does, two octets are not information.
fn information_frame(
    link: &Link,
    id: ChannelId,
    by: Side,
    bytes: &[u8],
    payload: &[u8],
    events: &mut Queue<'_>,
) {
    let takes = link.channels.get(id).and_then(|channel: &Channel| channel.taken_of(by)).copied();
    let (Some(takes), Ok(frame)) = (takes, mode::IFrame::parse(payload)) else { return };
    if frame.supervisory {
        return;
    }
    let start = frame.segmentation == mode::Segmentation::START;
    let mut information = frame.payload.len().saturating_sub(if start { SDU_LENGTH } else { 0 });
    let exceeded = |limit: Option<Limit>| limit.is_some_and(|limit| limit.is_exceeded(information));
    if (exceeded(takes.mps) || exceeded(takes.mtu)) && mode::has_fcs(bytes) {
        information = information.saturating_sub(FCS);
    }
    if let Some(mps) = takes.mps.filter(|mps| mps.is_exceeded(information)) {
        let what = TooLarge::over(mps, information, by, Bound::Mps, Some(id));
        events.on(link, What::TooLarge(what));
    }
    let sdu = match (frame.segmentation, frame.payload.first_chunk::<2>()) {
        (mode::Segmentation::UNSEGMENTED, _) => information,
        (mode::Segmentation::START, Some(length)) => usize::from(u16::from_le_bytes(*length)),
        _ => return,
    };
    if let Some(mtu) = takes.mtu.filter(|mtu| mtu.is_exceeded(sdu)) {
        let what = TooLarge::over(mtu, sdu, by, Bound::SduMtu, Some(id));
        events.on(link, What::TooLarge(what));
    }
}
