//! CONN023.

use parsers::{Address, hci::Status};

use crate::{
    bounded::Ring,
    finding::Severity,
    rules::{Check, Draft, Out},
    story::LinkStory,
    text,
    track::{AdapterId, At, LinkId, event::ConnectFailure, state::Transport},
};

crate::rule! {
    /// ## What it checks
    /// A connection that could not be made, where no other rule says why. Consecutive attempts that
    /// fail in the same way are one finding. A device that could not be reached (a page timeout, an
    /// LE connection that the host gave up waiting for) is a notice, one for all attempts of the
    /// capture; an info where an attempt within ten seconds of the last of them succeeded.
    ///
    /// An LE connection to any device of the filter accept list is what hosts wait with in the
    /// background, for hours. That they cancel it, to change the list or for other work, is an info.
    ///
    /// ## Why it matters
    /// Nothing that needs the connection can work.
    ///
    /// ## What to do
    /// If the device was not reached: is it on, in range, and free? Many accept one connection at a
    /// time, and stop listening while they have it. If it was refused, the status says why: no
    /// resources (0x0d), security (0x0e), an unacceptable address (0x0f).
    ///
    /// ## Examples
    /// ```frames
    /// @adapter
    /// 0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 0.010 < event 0f 00 01 0504
    /// 0.600 < event 03 0d 0000 ccbbaa5dcf00 01 00     //~ CONN023
    /// ```
    /// Not reached:
    /// ```frames
    /// @adapter
    /// 0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 0.010 < event 0f 00 01 0504
    /// 5.130 < event 03 04 0000 ccbbaa5dcf00 01 00     //~ CONN023
    /// ```
    /// The host stops waiting for the devices of its list, an info:
    /// ```frames
    /// @adapter
    /// 0.000 > command 200d 6000 3000 01 00 000000000000 00 1800 2800 0000 f401 0000 0000
    /// 0.010 < event 0f 00 01 0d20
    /// 9.000 > command 200e
    /// 9.010 < event 0e 01 0e20 00
    /// 9.020 < event 3e 01 02 0000 00 00 000000000000 0000 0000 0000 00    //~ CONN023
    /// ```
    /// Made:
    /// ```frames
    /// @adapter
    /// 0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 0.010 < event 0f 00 01 0504
    /// 0.600 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// ```
    CONN023 {
        name: "connection-failed",
        severity: Warning,
        summary: "a connection could not be made",
        spec: "Core Vol 4 Part E, 7.7.3, 7.7.65.1 and 7.7.65.10; Vol 1 Part F, 2",
        advice: "Look at the status, and free or configure whatever refuses the connection.",
        topics: [Story],
        gates: [],
        check: ConnectionFailed,
    }
}

/// Peers whose attempts are folded at the same time.
const MAX_PEERS: usize = 256;

/// An attempt that succeeds within this time, in nanoseconds, makes good those that did not.
const MADE_GOOD: i64 = 10_000_000_000;

/// Attempts to reach one peer that did not reach it.
#[derive(Debug)]
struct Absent {
    adapter: AdapterId,
    peer: Option<Address>,
    transport: Transport,
    link: LinkId,
    first: At,
    last: At,
    requested: Option<At>,
    attempts: u32,
    status: Status,
    cancelled: bool,
    /// It was reached soon after.
    reached: Option<At>,
}

#[derive(Debug, Default)]
struct ConnectionFailed {
    absent: Ring<Absent, MAX_PEERS>,
}

impl Check for ConnectionFailed {
    fn story(&mut self, story: &LinkStory, out: &mut Out<'_>) {
        let Some(failure) = story.failure else { return self.is_reached(story) };
        if out.is_explained(story.id, story.last) || out.is_explained(story.id, story.failed_first)
        {
            return;
        }
        let waited = failure.transport == Transport::LowEnergy
            && matches!(failure.status, Status::UNKNOWN_CONNECTION | Status::ADVERTISING_TIMEOUT);
        if failure.cancelled || waited || failure.status == Status::PAGE_TIMEOUT {
            return self.not_reached(story, &failure, out);
        }
        let text = format!("{}{}: {}", what(&failure), times(story.attempts), failure.status);
        let mut draft = out.finding(&RULE, story.failed_first, text).peer(failure.peer);
        if let Some(advice) = advice(failure.status) {
            draft = draft.advice(advice);
        }
        evidence(draft, story.id, story.failed_first, story.last, failure.requested).report(out);
    }

    fn last_story(&mut self, out: &mut Out<'_>) {
        while let Some(absent) = self.absent.pop_first() {
            report(&absent, out);
        }
    }
}

impl ConnectionFailed {
    /// A link that was made: to a peer that could not be reached just before, perhaps.
    fn is_reached(&mut self, story: &LinkStory) {
        let Some(peer) = story.peer.filter(|_| story.from_start) else { return };
        for absent in self.absent.iter_mut() {
            let same = (absent.adapter, absent.peer) == (story.adapter, Some(peer))
                && story.transport == Some(absent.transport);
            let since = story.first.time.since(absent.last.time);
            if same && (0..=MADE_GOOD).contains(&since) {
                absent.reached = Some(story.first);
            }
        }
    }

    fn not_reached(&mut self, story: &LinkStory, failure: &ConnectFailure, out: &mut Out<'_>) {
        let (adapter, peer, transport) = (story.adapter, failure.peer, failure.transport);
        let same = |a: &&mut Absent| (a.adapter, a.peer, a.transport) == (adapter, peer, transport);
        if let Some(absent) = self.absent.iter_mut().find(same) {
            absent.attempts += story.attempts;
            absent.last = story.last;
            absent.reached = None;
            return;
        }
        let gone = self.absent.push(Absent {
            adapter,
            peer,
            transport,
            link: story.id,
            first: story.failed_first,
            last: story.last,
            requested: failure.requested,
            attempts: story.attempts,
            status: failure.status,
            cancelled: failure.cancelled,
            reached: None,
        });
        if let Some(gone) = gone {
            report(&gone, out);
        }
    }
}

/// The link manager of the other side answered the page with a refusal (Core Vol 1 Part F, 2.13 to
/// 2.15). On LE nobody can: there is no answer to a connection request.
fn is_refusal(failure: &ConnectFailure) -> bool {
    failure.transport == Transport::Classic
        && matches!(
            failure.status,
            Status::REJECTED_LIMITED_RESOURCES
                | Status::REJECTED_SECURITY
                | Status::REJECTED_ADDRESS
        )
}

/// What failed, and on whose side.
fn what(failure: &ConnectFailure) -> &'static str {
    let classic = failure.transport == Transport::Classic;
    match (failure.incoming, failure.status) {
        (true, _) if is_refusal(failure) => "This host refused the peer's connection",
        (true, _) => "The peer's connection failed",
        (false, _) if is_refusal(failure) => "The peer refused the connection",
        (false, Status::ACCEPT_TIMEOUT) if classic => {
            "The peer answered, and its host did not accept the connection in time"
        }
        // One that does not answer the page at all is a page timeout.
        (false, Status::CONNECTION_TIMEOUT) if classic => {
            "The link to the peer was lost while it was being set up"
        }
        (false, _) => "No connection to the peer",
    }
}

/// What to try, where the status says so.
fn advice(status: Status) -> Option<&'static str> {
    match status {
        Status::ACCEPT_TIMEOUT => Some(
            "Look at the peer: whether it asks its user to allow the connection, and what keeps its host busy.",
        ),
        Status::CONNECTION_TIMEOUT => Some(
            "Come closer and try again; look for other radios, and for a peer that was switched off.",
        ),
        _ => None,
    }
}

fn report(absent: &Absent, out: &mut Out<'_>) {
    let Absent { status, cancelled, .. } = *absent;
    let times = times(absent.attempts);
    let gave_up = if cancelled { " before this host gave up" } else { "" };
    let (text, severity, advice) = match (absent.peer, absent.reached) {
        (None, _) if cancelled => (
            format!(
                "No device of the filter accept list was reached before this host cancelled{times}: {status}"
            ),
            Severity::Info,
            "Do nothing if no device was expected: hosts cancel this to change the list, and ask again.",
        ),
        (Some(_), Some(then)) => (
            format!(
                "The peer was not reached{gave_up}{times}: {status}; it was connected {} later",
                text::duration(then.time.since(absent.last.time))
            ),
            Severity::Info,
            "Do nothing: a later attempt succeeded.",
        ),
        (peer, _) => {
            let who = if peer.is_some() { "The peer was" } else { "None of the wanted peers was" };
            let not = if peer.is_some() { " not" } else { "" };
            (
                format!("{who}{not} reached{gave_up}{times}: {status}"),
                Severity::Notice,
                "Check that the device is on, in range, and free for a connection.",
            )
        }
    };
    let draft = out
        .finding(&RULE, absent.first, text)
        .peer(absent.peer)
        .severity(severity)
        .advice(advice)
        .maybe_related(absent.reached, "connected");
    evidence(draft, absent.link, absent.first, absent.last, absent.requested).report(out);
}

fn times(attempts: u32) -> String {
    if attempts == 1 { String::new() } else { format!(", {attempts} times") }
}

fn evidence(draft: Draft, link: LinkId, first: At, last: At, requested: Option<At>) -> Draft {
    let asked = requested.filter(|at| at.frame < first.frame);
    let draft = draft.link(Some(link)).maybe_related(asked, "connection requested");
    let again = Some(last).filter(|last| last.frame > first.frame);
    draft.maybe_related(again, "the last attempt")
}
