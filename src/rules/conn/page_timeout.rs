//! CONN004.

use parsers::{
    Address,
    hci::{self, Status},
};

use super::peer::name;
use crate::{
    finding::Severity,
    rules::{Check, Out, Recent},
    text,
    track::{
        At, Event, State, What,
        event::ConnectFailure,
        state::{AdapterId, Transport},
    },
};

/// A peer that was connected within this time, in nanoseconds, should still be there.
const RECENT_LINK: i64 = 300_000_000_000;
/// So should one that answered an inquiry within this time.
const RECENT_ANSWER: i64 = 30_000_000_000;
/// A peer that ends its link with these may have left, or been switched off: many say 0x13 then.
const LEFT: [Status; 2] = [Status::REMOTE_USER_TERMINATED, Status::REMOTE_LOW_RESOURCES];
/// Timeouts in a row that are reported for a peer that was never seen.
const IN_A_ROW: usize = 3;
/// Peers that are remembered.
const MAX_PEERS: usize = 128;

crate::rule! {
    /// ## What it checks
    /// Connection Complete with Page Timeout (0x04) for a peer that was there recently: it was
    /// connected in the five minutes before, or answered an inquiry in the half minute before. It
    /// is reported once until the peer is connected again.
    ///
    /// Without such a sign of life, a page timeout is normal for a device that is switched off, and
    /// three in a row are only a notice. So is one after the peer itself had ended the link: many devices
    /// end it like that when they are switched off. The rule stays silent when an inquiry or a name request
    /// ran as the page began (RACE004), when the host cancelled, and when the peer had said that it
    /// switches itself off (0x15) or was lost before (0x08, CONN001): it has not come back.
    ///
    /// ## Why it matters
    /// The device is out of range, or switched off, or does not listen: many listen to no page while
    /// they are connected to another phone, or for some seconds after a disconnection.
    ///
    /// ## What to do
    /// Check whether the device has connected to another phone or computer, and try again after a
    /// few seconds.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 1.000 > command 0406 4000 13
    /// 1.010 < event 0f 00 01 0604
    /// 1.050 < event 05 00 4000 16
    /// 9.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 9.010 < event 0f 00 01 0504
    /// 14.130 < event 03 04 0000 ccbbaa5dcf00 01 00   //~ CONN004
    /// 20.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 20.010 < event 0f 00 01 0504
    /// 25.130 < event 03 04 0000 ccbbaa5dcf00 01 00
    /// ```
    /// The peer had ended the link itself, a notice:
    /// ```frames
    /// @classic
    /// 1.050 < event 05 00 4000 13
    /// 9.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 9.010 < event 0f 00 01 0504
    /// 14.130 < event 03 04 0000 ccbbaa5dcf00 01 00   //~ CONN004
    /// ```
    /// A device that was not seen before may be switched off:
    /// ```frames
    /// @adapter
    /// 9.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 9.010 < event 0f 00 01 0504
    /// 14.130 < event 03 04 0000 ccbbaa5dcf00 01 00
    /// ```
    /// One that has said that it switches itself off:
    /// ```frames
    /// @classic
    /// 1.050 < event 05 00 4000 15
    /// 9.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 9.010 < event 0f 00 01 0504
    /// 14.130 < event 03 04 0000 ccbbaa5dcf00 01 00
    /// ```
    /// An inquiry runs, which belongs to RACE004:
    /// ```frames
    /// @classic
    /// 1.050 < event 05 00 4000 13
    /// 8.000 > command 0401 338b9e 08 00
    /// 8.010 < event 0f 00 01 0104
    /// 9.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 9.010 < event 0f 00 01 0504
    /// 14.130 < event 03 04 0000 ccbbaa5dcf00 01 00
    /// ```
    CONN004 {
        name: "page-timeout",
        severity: Warning,
        causes: [CONN023],
        summary: "a recently seen device does not respond to paging",
        spec: "Core Vol 4 Part E, 7.7.3; Vol 1 Part F, 2.4",
        advice: "Check whether the device is in range, switched on, and not connected to another phone or computer; try again after a few seconds.",
        topics: [Link, Controller],
        gates: [Time],
        check: PageTimeout,
    }
}

#[derive(Debug, Clone, Copy)]
struct Peer {
    adapter: AdapterId,
    address: Address,
    /// The last end of a link, with its reason.
    ended: Option<(At, Option<Status>)>,
    /// The last answer to an inquiry.
    answered: Option<At>,
    /// The first timeouts since it was connected last.
    timeouts: [Option<At>; IN_A_ROW],
    told: bool,
    /// The page that is under way began while an inquiry or a name request ran.
    busy: bool,
}

#[derive(Debug, Default)]
struct PageTimeout {
    peers: Recent<Peer, MAX_PEERS>,
}

impl PageTimeout {
    /// What is known of a peer. Where there is no room, one gives way that was never connected and has
    /// not answered lately: what is not known of it does not matter.
    fn peer(
        &mut self,
        adapter: AdapterId,
        address: Address,
        now: At,
        out: &mut Out<'_>,
    ) -> &mut Peer {
        let known = |peer: &Peer| (peer.adapter, peer.address) == (adapter, address);
        let new = || Peer {
            adapter,
            address,
            ended: None,
            answered: None,
            timeouts: [None; IN_A_ROW],
            told: false,
            busy: false,
        };
        self.peers.entry_over(known, new, |peer| peer.is_stale(now), out)
    }
}

impl Peer {
    /// Nothing that was seen of it says that it should be there.
    fn is_stale(&self, now: At) -> bool {
        let fresh =
            |at: At, within: i64| at.source != now.source || now.time.since(at.time) <= within;
        !self.ended.is_some_and(|(at, _)| fresh(at, RECENT_LINK))
            && !self.answered.is_some_and(|at| fresh(at, RECENT_ANSWER))
            && self.timeouts[0].is_none()
    }
}

impl Check for PageTimeout {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let at = event.at;
        let mut answered = |address| self.peer(event.adapter, address, at, out).answered = Some(at);
        match event.what {
            What::Controller(hci::Event::InquiryResult(e)) => {
                e.responses.items.iter().flatten().for_each(|response| answered(response.address));
            }
            What::Controller(hci::Event::InquiryResultWithRssi(e)) => {
                e.responses.items.iter().flatten().for_each(|response| answered(response.address));
            }
            What::Controller(hci::Event::ExtendedInquiryResult(e)) => answered(e.address),
            What::ConnectRequested(request) if request.transport == Transport::Classic => {
                let adapter = state.adapter(event.adapter);
                let busy = adapter.is_some_and(|a| a.inquiry.is_some() || a.name_request.is_some());
                if let Some(address) = request.peer {
                    self.peer(event.adapter, address, at, out).busy = busy && !request.incoming;
                }
            }
            What::LinkUp | What::LinkDown(_) => {
                let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
                let Some(address) =
                    link.peer.filter(|_| link.transport == Some(Transport::Classic))
                else {
                    return;
                };
                let peer = self.peer(event.adapter, address, at, out);
                peer.timeouts = [None; IN_A_ROW];
                peer.told = false;
                peer.ended = link.closed;
            }
            What::ConnectFailed(failure) => {
                if let Some(address) = failure.peer
                    && failure.transport == Transport::Classic
                    && !failure.incoming
                    && !failure.cancelled
                {
                    if failure.status == Status::PAGE_TIMEOUT {
                        let peer = self.peer(event.adapter, address, at, out);
                        timed_out(peer, event, &failure, out);
                    } else {
                        self.peer(event.adapter, address, at, out).timeouts = [None; IN_A_ROW];
                    }
                }
            }
            _ => {}
        }
    }
}

fn timed_out(peer: &mut Peer, event: &Event<'_>, failure: &ConnectFailure, out: &mut Out<'_>) {
    let at = event.at;
    let before = peer.timeouts;
    if let Some(slot) = peer.timeouts.iter_mut().find(|slot| slot.is_none()) {
        *slot = Some(at);
    }
    if peer.told || peer.busy {
        return;
    }
    let since = |then: At| at.time.since(then.time);
    let gone = [Some(Status::CONNECTION_TIMEOUT), Some(Status::REMOTE_POWER_OFF)];
    let ended =
        peer.ended.filter(|(then, reason)| since(*then) <= RECENT_LINK && !gone.contains(reason));
    let answered = peer.answered.filter(|then| since(*then) <= RECENT_ANSWER);
    let who = name(Some(peer.address));
    let status = failure.status;
    let draft = if let Some((then, _)) =
        ended.filter(|(_, reason)| reason.is_some_and(|r| LEFT.contains(&r)))
    {
        let after = text::duration(since(then));
        let text = format!(
            "{who} does not respond to paging, {after} after it had ended the link: {status}"
        );
        out.finding(&RULE, at, text).severity(Severity::Notice).related(then, "it ended the link")
    } else if let Some((then, _)) = ended {
        let text = format!(
            "{who} does not respond to paging, although it was connected {} before: {status}",
            text::duration(since(then))
        );
        out.finding(&RULE, at, text).related(then, "its link ended")
    } else if let Some(then) = answered {
        let text = format!(
            "{who} does not respond to paging, although it answered an inquiry {} before: {status}",
            text::duration(since(then))
        );
        out.finding(&RULE, at, text).related(then, "it answered an inquiry")
    } else if let [.., Some(_)] = peer.timeouts {
        let text =
            format!("{who} was paged {IN_A_ROW} times in a row and never answered: {status}");
        let draft = out.finding(&RULE, at, text).severity(Severity::Notice);
        before.into_iter().flatten().fold(draft, |draft, then| draft.related(then, "page timeout"))
    } else {
        return;
    };
    peer.told = true;
    draft
        .link(event.link)
        .peer(Some(peer.address))
        .maybe_related(failure.requested, "page begins")
        .report(out);
}
