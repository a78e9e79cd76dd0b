//! CONN023.

use parsers::{Address, hci::Status};

use crate::{
    bounded::Ring,
    finding::Severity,
    rules::{Check, Draft, Out},
    story::LinkStory,
    track::{AdapterId, At, LinkId, event::ConnectFailure, state::Transport},
};

crate::rule! {
    /// ## What it checks
    /// A connection that could not be made, where no other rule says why. Consecutive attempts that
    /// fail in the same way are one finding. A device that could not be reached (a page timeout, an
    /// LE connection that the host gave up waiting for) is a notice, one for all attempts of the
    /// capture.
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
}

#[derive(Debug, Default)]
struct ConnectionFailed {
    absent: Ring<Absent, MAX_PEERS>,
}

impl Check for ConnectionFailed {
    fn story(&mut self, story: &LinkStory, out: &mut Out<'_>) {
        let Some(failure) = story.failure else { return };
        if out.is_explained(story.id, story.last) || out.is_explained(story.id, story.failed_first)
        {
            return;
        }
        let waited = failure.transport == Transport::LowEnergy
            && matches!(failure.status, Status::UNKNOWN_CONNECTION | Status::ADVERTISING_TIMEOUT);
        if failure.cancelled || waited || failure.status == Status::PAGE_TIMEOUT {
            return self.not_reached(story, &failure, out);
        }
        let what = match (failure.incoming, is_refusal(&failure)) {
            (true, true) => "This host refused the peer's connection",
            (true, false) => "The peer's connection failed",
            (false, true) => "The peer refused the connection",
            (false, false) => "No connection to the peer",
        };
        let text = format!("{what}{}: {}", times(story.attempts), failure.status);
        let draft = out.finding(&RULE, story.failed_first, text).peer(failure.peer);
        evidence(draft, story.id, story.failed_first, story.last, failure.requested).report(out);
    }

    fn last_story(&mut self, out: &mut Out<'_>) {
        while let Some(absent) = self.absent.pop_first() {
            report(&absent, out);
        }
    }
}

impl ConnectionFailed {
    fn not_reached(&mut self, story: &LinkStory, failure: &ConnectFailure, out: &mut Out<'_>) {
        let (adapter, peer, transport) = (story.adapter, failure.peer, failure.transport);
        let same = |a: &&mut Absent| (a.adapter, a.peer, a.transport) == (adapter, peer, transport);
        if let Some(absent) = self.absent.iter_mut().find(same) {
            absent.attempts += story.attempts;
            absent.last = story.last;
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

fn report(absent: &Absent, out: &mut Out<'_>) {
    let gave_up = if absent.cancelled { ", and this host gave up" } else { "" };
    let who =
        if absent.peer.is_some() { "The peer was not" } else { "None of the wanted peers was" };
    let times = times(absent.attempts);
    let text = format!("{who} reached{times}: {}{gave_up}", absent.status);
    let draft = out
        .finding(&RULE, absent.first, text)
        .peer(absent.peer)
        .severity(Severity::Notice)
        .advice("Check that the device is on, in range, and free for a connection.");
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
