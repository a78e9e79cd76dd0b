//! CONN026.

use arrayvec::ArrayVec;
use parsers::hci::{Event as Hci, Handle, LeEvent, Status};

use crate::{
    finding::Severity,
    rules::{Check, Out},
    track::{
        AdapterId, At, Event, LinkId, State, What,
        state::{Key, Link},
    },
};

crate::rule! {
    /// ## What it checks
    /// An event of the controller that says that something was not done, of the kinds that no other rule
    /// looks at: a role switch, a synchronous connection (voice), an isochronous stream (CIS) or group
    /// (BIG), new parameters or another PHY of an LE link, an advertising set, another mode (sniff).
    /// It is a warning where sound depends on it and an info where only power does, else a notice.
    ///
    /// A failure that is made good within 5 s is not reported: hosts ask for a better kind of voice link
    /// first and for a simpler one then.
    ///
    /// ## Why it matters
    /// Without its synchronous connection a call is silent; without its streams LE Audio is silent.
    ///
    /// ## What to do
    /// Look at the status, and ask in another way for a feature or value that the other side does
    /// not take; if resources are lacking, end other connections.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 < event 3e 19 0d 6000 000000 000000 000000 000000 00 00 00 00 00 00 00 0000 0000 0000  //~ CONN026
    /// 9.000 .
    /// ```
    /// A voice link is refused, and a simpler one is made at once:
    /// ```frames
    /// @classic
    /// 0.000 < event 2c 11 0100 ccbbaa5dcf00 02 00 00 0000 0000 02
    /// 0.200 < event 2c 00 0100 ccbbaa5dcf00 00 00 00 0000 0000 02
    /// 9.000 .
    /// ```
    /// The peer does not let the link go to sniff mode, an info:
    /// ```frames
    /// @classic
    /// 0.000 < event 14 24 4000 00 0000                //~ CONN026
    /// 9.000 .
    /// ```
    /// The time for which a host wanted to advertise is over:
    /// ```frames
    /// @le
    /// 0.000 < event 3e 12 3c 01 0000 00
    /// 9.000 .
    /// ```
    CONN026 {
        name: "procedure-failed",
        severity: Warning,
        summary: "a procedure on a link failed",
        spec: "Core Vol 4 Part E, 7.7.18, 7.7.35 and 7.7.65",
        advice: "Look at the status, and ask for what both sides support.",
        topics: [Controller, Link],
        gates: [],
        check: ProcedureFailed,
    }
}

/// A failure that is made good within this many nanoseconds is none.
const MADE_GOOD: i64 = 5_000_000_000;
/// Failures that are held back at the same time.
const MAX_OPEN: usize = 32;

/// What was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Role,
    Mode,
    Voice,
    Stream,
    Group,
    GroupSync,
    Parameters,
    Phy,
    Advertising,
}

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Self::Role => "The roles were not switched",
            Self::Mode => "The link did not change its mode (sniff, to save power)",
            Self::Voice => "No synchronous connection was made, so that there is no voice",
            Self::Stream => "An isochronous stream (CIS) was not established",
            Self::Group => "An isochronous group (BIG) was not created, or ended",
            Self::GroupSync => "An isochronous group (BIG) cannot be received",
            Self::Parameters => "The parameters of the LE link were not changed",
            Self::Phy => "The PHY of the LE link was not changed",
            Self::Advertising => "An advertising set ended",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::Voice | Self::Stream | Self::Group | Self::GroupSync => RULE.severity,
            // It works on, with more power than it could.
            Self::Mode => Severity::Info,
            Self::Role | Self::Parameters | Self::Phy | Self::Advertising => Severity::Notice,
        }
    }
}

/// One event with a status.
#[derive(Debug, Clone, Copy)]
struct Done {
    kind: Kind,
    /// What tells it from another of its kind.
    key: u64,
    status: Status,
    link: Option<LinkId>,
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    done: Done,
    adapter: AdapterId,
    at: At,
    times: u32,
}

#[derive(Debug, Default)]
struct ProcedureFailed {
    open: ArrayVec<Failed, MAX_OPEN>,
}

impl Check for ProcedureFailed {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let done = match event.what {
            What::Controller(controller) => of_event(event, &controller, state),
            What::LowEnergy(controller) => of_le_event(event, &controller, state),
            What::LinkDown(_) => {
                return self.report(|failed| failed.done.link == event.link, out);
            }
            _ => return,
        };
        let Some(done) = done else { return };
        let same = |failed: &Failed| {
            (failed.adapter, failed.done.kind, failed.done.key)
                == (event.adapter, done.kind, done.key)
        };
        let known = self.open.iter().position(same);
        match (known, done.status) {
            (Some(index), Status::SUCCESS) => {
                self.open.remove(index);
            }
            (None, Status::SUCCESS) => {}
            (Some(index), status) => {
                let failed = &mut self.open[index];
                (failed.done.status, failed.times) = (status, failed.times + 1);
            }
            (None, _) => {
                if self.open.is_full() {
                    tell(&self.open.remove(0), out);
                }
                let (adapter, at) = (event.adapter, event.at);
                self.open.push(Failed { done, adapter, at, times: 1 });
                out.wake(at.after(MADE_GOOD));
            }
        }
    }

    fn due(&mut self, now: At, _state: &State, out: &mut Out<'_>) {
        let here = |failed: &Failed| failed.at.source == now.source;
        self.report(|failed| here(failed) && failed.at.after(MADE_GOOD).time <= now.time, out);
        let open = self.open.iter().filter(|failed| here(failed));
        if let Some(next) = open.map(|failed| failed.at.after(MADE_GOOD)).min() {
            out.wake(next);
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        self.report(|_| true, out);
    }
}

impl ProcedureFailed {
    fn report(&mut self, over: impl Fn(&Failed) -> bool, out: &mut Out<'_>) {
        self.open.iter().filter(|failed| over(failed)).for_each(|failed| tell(failed, out));
        self.open.retain(|failed| !over(failed));
    }
}

fn tell(failed: &Failed, out: &mut Out<'_>) {
    let Failed { done, at, times, .. } = *failed;
    let times = if times == 1 { String::new() } else { format!(" in {times} attempts") };
    let text = format!("{}{times}: {}, reported by the controller", done.kind.text(), done.status);
    out.finding(&RULE, at, text).link(done.link).severity(done.kind.severity()).report(out);
}

fn of_event(event: &Event<'_>, controller: &Hci<'_>, state: &State) -> Option<Done> {
    let to = |peer| {
        let mut links = state.links_to(peer);
        links.find(|link| link.adapter == event.adapter).map(|link| link.id)
    };
    let number = |octets: &[u8; 6]| octets.iter().fold(0, |key, &o| key << 8 | u64::from(o));
    if let Hci::ModeChange(e) = controller {
        let link = open_link(event, e.handle, state);
        return Some(Done { kind: Kind::Mode, key: e.handle.0.into(), status: e.status, link });
    }
    let (kind, status, peer) = match controller {
        Hci::RoleChange(e) => (Kind::Role, e.status, e.address),
        Hci::SynchronousConnectionComplete(e) => (Kind::Voice, e.status, e.address),
        _ => return None,
    };
    Some(Done { kind, key: number(&peer.0), status, link: to(peer) })
}

fn open_link(event: &Event<'_>, handle: Handle, state: &State) -> Option<LinkId> {
    let open = |link: &&Link| {
        link.adapter == event.adapter && link.key == Key::Handle(handle) && link.closed.is_none()
    };
    state.links.iter().find(open).map(|link| link.id)
}

fn of_le_event(event: &Event<'_>, controller: &LeEvent<'_>, state: &State) -> Option<Done> {
    let on_link = |kind, status, handle: Handle| {
        let link = open_link(event, handle, state);
        Some(Done { kind, key: handle.0.into(), status, link })
    };
    let alone = |kind, status, key: u8| Some(Done { kind, key: key.into(), status, link: None });
    match controller {
        LeEvent::CisEstablished(e) => on_link(Kind::Stream, e.status, e.handle),
        LeEvent::CisEstablishedV2(e) => on_link(Kind::Stream, e.status, e.handle),
        LeEvent::CreateBigComplete(e) => alone(Kind::Group, e.status, e.big.0),
        LeEvent::TerminateBigComplete(e) => alone(Kind::Group, wanted(e.reason), e.big.0),
        LeEvent::BigSyncEstablished(e) => alone(Kind::GroupSync, e.status, e.big.0),
        LeEvent::BigSyncLost(e) => alone(Kind::GroupSync, wanted(e.reason), e.big.0),
        LeEvent::ConnectionUpdateComplete(e) => on_link(Kind::Parameters, e.status, e.handle),
        LeEvent::PhyUpdateComplete(e) => on_link(Kind::Phy, e.status, e.handle),
        LeEvent::AdvertisingSetTerminated(e) => {
            let over = matches!(e.status, Status::ADVERTISING_TIMEOUT | Status::LIMIT_REACHED);
            let status = if over { Status::SUCCESS } else { e.status };
            alone(Kind::Advertising, status, e.advertising_handle.0)
        }
        _ => None,
    }
}

/// An end that one side wanted is no failure.
fn wanted(reason: Status) -> Status {
    let wanted = matches!(
        reason,
        Status::LOCAL_HOST_TERMINATED
            | Status::REMOTE_USER_TERMINATED
            | Status::REMOTE_LOW_RESOURCES
            | Status::REMOTE_POWER_OFF
    );
    if wanted { Status::SUCCESS } else { reason }
}
