//! The channels of the multiplexer: the size of their frames and their credits, as the two sides have
//! agreed on them (RFCOMM 1.2, 5.5.3 and 6.5).

use parsers::rfcomm::{
    FrameType, RfcommFrame,
    multiplexer::{ConvergenceLayer, ParameterNegotiation},
};

use crate::track::{
    event::{Bound, CreditOverrun, TooLarge, What},
    id::ChannelId,
    layer::{Pdu, Queue},
    state::{Credits, Limit, Link, Multiplexed, Multiplexer},
};

/// A side proposes parameters of a channel, or answers such a proposal.
pub(super) fn negotiated(
    link: &mut Link,
    pdu: &Pdu<'_>,
    wanted: &ParameterNegotiation,
    proposal: bool,
) {
    let multiplexer = link.memory.get_or_default::<Multiplexer>();
    let key = (pdu.channel, wanted.dlci);
    let grants = u32::from(wanted.initial_credits);
    let grant = |to: usize, of: &mut [Credits; 2]| {
        of[to] = Credits {
            left: grants,
            granted: grants,
            last_grant: Some(pdu.at),
            ..Credits::default()
        };
    };
    // Who speaks lets the other one send.
    let other = 1 - usize::from(pdu.by.is_remote());
    if proposal {
        let offers = wanted.convergence_layer == ConvergenceLayer::CREDITS_OFFERED;
        let mut credits = [Credits::default(); 2];
        grant(other, &mut credits);
        multiplexer.remove(key);
        multiplexer.open.push(Multiplexed {
            channel: pdu.channel,
            dlci: wanted.dlci,
            by: pdu.by,
            frame_size: None,
            credits: offers.then_some(credits),
        });
        return;
    }
    let Some(channel) = multiplexer.find(key).filter(|c| c.by == pdu.by.opposite()) else { return };
    channel.frame_size = Some(Limit::said(wanted.max_frame_size.0, pdu.at));
    match &mut channel.credits {
        Some(credits) if wanted.convergence_layer == ConvergenceLayer::CREDITS_TAKEN => {
            grant(other, credits);
        }
        credits => *credits = None,
    }
}

/// A frame of a channel: it may end the channel, bring credits, and use one.
pub(super) fn frame<'a>(
    link: &mut Link,
    pdu: &Pdu<'a>,
    frame: &RfcommFrame<'a>,
    events: &mut Queue<'a>,
) {
    let (dlci, by) = (frame.header.dlci, pdu.by);
    if dlci == 0 || !(by.is_local() || by.is_remote()) || !frame.fcs_is_right {
        return;
    }
    let Some(multiplexer) = link.memory.get_mut::<Multiplexer>() else { return };
    let key = (pdu.channel, dlci);
    match frame.header.frame_type {
        FrameType::DISC | FrameType::DM => return multiplexer.remove(key),
        FrameType::UIH => {}
        _ => return,
    }
    // Both sides have agreed, or the parameters are those of another time.
    let Some(channel) = multiplexer.find(key) else { return };
    let Some(size) = channel.frame_size else { return };
    let sender = usize::from(by.is_remote());
    let mut overrun = None;
    if let Some(credits) = &mut channel.credits {
        let brings = u32::from(frame.credits.unwrap_or_default());
        let of = &mut credits[1 - sender];
        of.left = of.left.saturating_add(brings);
        of.granted = of.granted.saturating_add(brings);
        if brings > 0 {
            of.last_grant = Some(pdu.at);
        }
        // A frame without data is free (6.5.1).
        let Credits { left, granted, last_grant, overrun: told, .. } = &mut credits[sender];
        if !frame.information.is_empty() {
            if *left == 0 && !std::mem::replace(told, true) {
                overrun = Some((*granted, *last_grant));
            }
            *left = left.saturating_sub(1);
        }
    }
    // Whether the octet of credits counts is read both ways, so it does not.
    if size.is_exceeded(frame.information.len()) {
        let octets = frame.information.len();
        let what = TooLarge::over(size, octets, by, Bound::FrameSize, Some(pdu.channel));
        events.on(link, What::TooLarge(what));
    }
    if let Some((granted, last_grant)) = overrun {
        let (channel, dlci) = (pdu.channel, Some(dlci));
        let what = CreditOverrun { channel, by, granted, last_grant, dlci };
        events.on(link, What::CreditOverrun(what));
    }
}

/// The L2CAP channel is gone, and with it all that it carried.
pub(super) fn closed(link: &mut Link, id: ChannelId) {
    if let Some(multiplexer) = link.memory.get_mut::<Multiplexer>() {
        multiplexer.open.retain(|channel| channel.channel != id);
    }
}
