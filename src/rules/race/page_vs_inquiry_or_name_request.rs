//! RACE004.

use parsers::{
    Address,
    hci::{self, Status},
};

use crate::{
    finding::Confidence,
    rules::{Check, Out, Waiting},
    track::{AdapterId, At, Event, State, What, event::ConnectFailure, state::Transport},
};

crate::rule! {
    /// ## What it checks
    /// The host asks for a BR/EDR connection while an inquiry or a name request is under way, and
    /// the connection fails with Command Disallowed (0x0c), Page Timeout (0x04) or Connection
    /// Timeout (0x08), or the controller reports a hardware error within 5 s.
    ///
    /// Only Command Disallowed is certain. A timeout may have another cause (the device is away):
    /// it is reported as likely, and only when the inquiry or name request took up half of the time
    /// or more. A timeout while the name of the same device was requested is not reported: both
    /// wait for a device that does not answer.
    ///
    /// ## Why it matters
    /// A controller has one radio. Inquiry takes most of it, so the other device is paged too
    /// rarely to hear it; some controllers reject the command, or crash.
    ///
    /// ## What to do
    /// Stop discovery and wait for it to finish before connecting.
    ///
    /// ## Examples
    /// ```frames
    /// @adapter
    /// 0.000 > command 0401 338b9e 08 00
    /// 0.010 < event 0f 00 01 0104
    /// 1.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 1.010 < event 0f 00 01 0504
    /// 6.130 < event 03 04 0000 ccbbaa5dcf00 01 00      //~ RACE004
    /// ```
    /// A name request of another device is in the way:
    /// ```frames
    /// @adapter
    /// 0.000 > command 0419 112233445566 02 00 0000
    /// 0.010 < event 0f 00 01 1904
    /// 0.020 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 0.030 < event 0f 0c 01 0504                      //~ RACE004
    /// ```
    /// It works anyway:
    /// ```frames
    /// @adapter
    /// 0.000 > command 0401 338b9e 08 00
    /// 0.010 < event 0f 00 01 0104
    /// 1.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 1.010 < event 0f 00 01 0504
    /// 3.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// ```
    /// The inquiry is stopped before the connection is asked for:
    /// ```frames
    /// @adapter
    /// 0.000 > command 0401 338b9e 08 00
    /// 0.010 < event 0f 00 01 0104
    /// 0.500 > command 0402
    /// 0.510 < event 0e 01 0204 00
    /// 1.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 1.010 < event 0f 00 01 0504
    /// 6.130 < event 03 04 0000 ccbbaa5dcf00 01 00
    /// ```
    RACE004 {
        name: "page-vs-inquiry-or-name-request",
        severity: Warning,
        causes: [CONN004, CONN023],
        summary: "a connection was requested during an inquiry or name request, and failed",
        spec: "Core Vol 4 Part E, 7.1.1, 7.1.5 and 7.1.19",
        advice: "Stop discovery and wait for it to finish before connecting.",
        topics: [Controller, Link],
        gates: [NoDrop, Time],
        check: PageVersusInquiry,
    }
}

/// An inquiry ends after this time (Core Vol 4 Part E, 7.1.1: 48 times 1.28 s), and a name request
/// sooner; one whose end was not seen is over, in nanoseconds.
const LONGEST: i64 = 62_000_000_000;
/// A hardware error that comes later has another cause, in nanoseconds.
const CRASH: i64 = 5_000_000_000;
/// Connections that are watched at once.
const MAX_WATCHES: usize = 8;

/// What the radio was busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Busy {
    Inquiry,
    Name(Address),
}

impl Busy {
    fn name(self) -> &'static str {
        match self {
            Self::Inquiry => "an inquiry",
            Self::Name(_) => "a name request",
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Watch {
    adapter: AdapterId,
    peer: Option<Address>,
    requested: At,
    busy: Busy,
    since: At,
    ended: Option<At>,
}

#[derive(Debug, Default)]
struct PageVersusInquiry {
    watches: Waiting<Watch, MAX_WATCHES>,
}

/// What the adapter is busy with, and since when.
fn busy(state: &State, adapter: AdapterId, now: At) -> Option<(Busy, At)> {
    let adapter = state.adapter(adapter)?;
    let inquiry = adapter.inquiry.map(|at| (Busy::Inquiry, at));
    let name = adapter.name_request.map(|(peer, at)| (Busy::Name(peer), at));
    let fresh = |&(_, at): &(Busy, At)| now.time.since(at.time) < LONGEST;
    inquiry.filter(fresh).or(name.filter(fresh))
}

impl Check for PageVersusInquiry {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::ConnectRequested(request)
                if !request.incoming && request.transport == Transport::Classic =>
            {
                if let Some((busy, since)) = busy(state, event.adapter, event.at) {
                    let watch = Watch {
                        adapter: event.adapter,
                        peer: request.peer,
                        requested: event.at,
                        busy,
                        since,
                        ended: None,
                    };
                    self.watches.add(watch, event.at.after(LONGEST), out);
                }
            }
            What::ConnectFailed(failure) => {
                let asked = |w: &Watch| Some(w.requested) == failure.requested;
                if let Some(mut watch) = self.watches.take(asked) {
                    watch.look(event.at, state);
                    failed(&watch, event, &failure, out);
                }
            }
            What::LinkUp => {
                let peer = event.link.and_then(|id| state.link(id)).and_then(|link| link.peer);
                self.watches.retain(|w| w.adapter != event.adapter || w.peer != peer);
            }
            What::Controller(hci::Event::HardwareError(_)) => {
                let here = |w: &Watch| {
                    w.adapter == event.adapter && event.at.time.since(w.requested.time) <= CRASH
                };
                if let Some(watch) = self.watches.take(here) {
                    let text = format!(
                        "The controller reported a hardware error after this host requested a connection during {}",
                        watch.busy.name()
                    );
                    report(&watch, event, text, Confidence::Likely, out);
                }
            }
            What::Reset => self.watches.retain(|w| w.adapter != event.adapter),
            _ => {}
        }
        for watch in self.watches.iter_mut() {
            watch.look(event.at, state);
        }
    }

    fn due(&mut self, now: At, _state: &State, out: &mut Out<'_>) {
        self.watches.due(now, out);
    }
}

impl Watch {
    /// Notes the end of the inquiry or name request.
    fn look(&mut self, at: At, state: &State) {
        let goes_on = busy(state, self.adapter, at) == Some((self.busy, self.since));
        if !goes_on {
            self.ended.get_or_insert(at);
        }
    }
}

fn failed(watch: &Watch, event: &Event<'_>, failure: &ConnectFailure, out: &mut Out<'_>) {
    let status = failure.status;
    let confidence = match status {
        Status::COMMAND_DISALLOWED => Confidence::Confirmed,
        Status::PAGE_TIMEOUT | Status::CONNECTION_TIMEOUT => {
            let asked = watch.requested.time;
            let whole = event.at.time.since(asked);
            let ended = watch.ended.unwrap_or(event.at).time.min(watch.since.after(LONGEST).time);
            let busy = ended.since(asked);
            let same = matches!(watch.busy, Busy::Name(peer) if Some(peer) == watch.peer);
            if failure.cancelled || same || busy * 2 < whole {
                return;
            }
            Confidence::Likely
        }
        _ => return,
    };
    let peer = watch.peer.map(|peer| format!(" to {peer}")).unwrap_or_default();
    let text = format!(
        "This host requested a connection{peer} during {}, and it failed with {status}",
        watch.busy.name()
    );
    report(watch, event, text, confidence, out);
}

fn report(
    watch: &Watch,
    event: &Event<'_>,
    text: String,
    confidence: Confidence,
    out: &mut Out<'_>,
) {
    let began = match watch.busy {
        Busy::Inquiry => "inquiry began",
        Busy::Name(_) => "name request",
    };
    out.finding(&RULE, event.at, text)
        .link(event.link)
        .peer(watch.peer)
        .confidence(confidence)
        .related(watch.since, began)
        .related(watch.requested, "connection requested")
        .report(out);
}
