//! CONN026.

use arrayvec::ArrayVec;
use parsers::hci::{Event as Hci, Handle, LeEvent, Status, event::DisconnectionComplete};

use super::procedure_kind::{Kind, Sound};
use crate::{
    rules::{Check, Out, Recent},
    track::{
        AdapterId, At, Event, LinkId, State, What,
        state::{Key, Link},
    },
};

crate::rule! {
    /// ## What it checks
    /// An event of the controller that says that something was not done, of the kinds that no other rule
    /// looks at: a role switch, a synchronous connection (voice), an isochronous stream (CIS) or group
    /// (BIG), new parameters, another PHY or subrate of an LE link, sniff mode, quality of service, a new
    /// link key, an advertising set, periodic advertising. A voice link or stream that is lost while its
    /// ACL link goes on is one of them. It is a warning where sound depends on it, else a notice; an info
    /// where the link stays out of sniff mode, or the peer's features or version are not read.
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

/// A link and what it carried end within this many nanoseconds.
const TOGETHER: i64 = 1_000_000_000;
/// A failure that is made good within this many nanoseconds is none.
const MADE_GOOD: i64 = 5_000_000_000;
/// Failures that are held back at the same time.
const MAX_OPEN: usize = 32;

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

/// A voice link or stream that is up.
#[derive(Debug, Clone, Copy)]
struct Up {
    adapter: AdapterId,
    handle: Handle,
    sound: Sound,
    link: Option<LinkId>,
}

#[derive(Debug, Default)]
struct ProcedureFailed {
    open: ArrayVec<Failed, MAX_OPEN>,
    up: Recent<Up, MAX_OPEN>,
}

impl Check for ProcedureFailed {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let done = match event.what {
            What::Controller(Hci::DisconnectionComplete(end)) => self.lost(event, &end),
            What::Controller(controller) => {
                self.comes_up(event, sounds(&controller, state, event), out);
                of_event(event, &controller, state)
            }
            What::LowEnergy(controller) => {
                self.comes_up(event, streams(&controller), out);
                of_le_event(event, &controller, state)
            }
            What::LinkDown(_) => {
                // What the loss of a link takes with it is not lost by itself.
                self.up.retain(|up| up.link.is_none() || up.link != event.link);
                let goes = |failed: &Failed| {
                    matches!(failed.done.kind, Kind::Lost(_))
                        && failed.done.link.is_none_or(|link| Some(link) == event.link)
                        && event.at.time.since(failed.at.time) < TOGETHER
                };
                self.open.retain(|failed| !goes(failed));
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
    fn comes_up(
        &mut self,
        event: &Event<'_>,
        up: Option<(Handle, Sound, Option<LinkId>)>,
        out: &mut Out<'_>,
    ) {
        let Some((handle, sound, link)) = up else { return };
        self.up.retain(|up| (up.adapter, up.handle) != (event.adapter, handle));
        self.up.push(Up { adapter: event.adapter, handle, sound, link }, out);
    }

    /// The end of a voice link or a stream that nobody asked for.
    fn lost(&mut self, event: &Event<'_>, end: &DisconnectionComplete) -> Option<Done> {
        let of = |up: &Up| (up.adapter, up.handle) == (event.adapter, end.handle);
        let up = self.up.iter().find(|up| of(up)).copied()?;
        if end.status != Status::SUCCESS {
            return None;
        }
        self.up.retain(|up| !of(up));
        let kind = Kind::Lost(up.sound);
        let status = wanted(end.reason);
        Some(Done { kind, key: end.handle.0.into(), status, link: up.link })
    }

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

/// A voice link that was made.
fn sounds(
    controller: &Hci<'_>,
    state: &State,
    event: &Event<'_>,
) -> Option<(Handle, Sound, Option<LinkId>)> {
    let Hci::SynchronousConnectionComplete(e) = controller else { return None };
    let mut links = state.links_to(e.address);
    let link = links.find(|link| link.adapter == event.adapter).map(|link| link.id);
    (e.status == Status::SUCCESS).then_some((e.handle, Sound::Voice, link))
}

/// A stream that was made. Which link it belongs to does not stand in the event.
fn streams(controller: &LeEvent<'_>) -> Option<(Handle, Sound, Option<LinkId>)> {
    let (status, handle) = match controller {
        LeEvent::CisEstablished(e) => (e.status, e.handle),
        LeEvent::CisEstablishedV2(e) => (e.status, e.handle),
        _ => return None,
    };
    (status == Status::SUCCESS).then_some((handle, Sound::Stream, None))
}

fn of_event(event: &Event<'_>, controller: &Hci<'_>, state: &State) -> Option<Done> {
    let to = |peer| {
        let mut links = state.links_to(peer);
        links.find(|link| link.adapter == event.adapter).map(|link| link.id)
    };
    let number = |octets: &[u8; 6]| octets.iter().fold(0, |key, &o| key << 8 | u64::from(o));
    let on_handle = |kind, status, handle: Handle| {
        let link = link(event, state, handle);
        Some(Done { kind, key: handle.0.into(), status, link })
    };
    let (kind, status, peer) = match controller {
        Hci::ModeChange(e) => return on_handle(Kind::Mode, e.status, e.handle),
        Hci::QosSetupComplete(e) => return on_handle(Kind::Quality, e.status, e.handle),
        Hci::ChangeConnectionLinkKeyComplete(e) => return on_handle(Kind::Key, e.status, e.handle),
        Hci::ReadRemoteSupportedFeaturesComplete(e) => {
            return on_handle(Kind::Features, alive(e.status), e.handle);
        }
        Hci::ReadRemoteExtendedFeaturesComplete(e) => {
            return on_handle(Kind::Features, alive(e.status), e.handle);
        }
        Hci::ReadRemoteVersionInformationComplete(e) => {
            return on_handle(Kind::Version, alive(e.status), e.handle);
        }
        Hci::RoleChange(e) => (Kind::Role, e.status, e.address),
        Hci::SynchronousConnectionComplete(e) => (Kind::Voice, e.status, e.address),
        _ => return None,
    };
    Some(Done { kind, key: number(&peer.0), status, link: to(peer) })
}

/// The link of this handle.
fn link(event: &Event<'_>, state: &State, handle: Handle) -> Option<LinkId> {
    let open = |link: &&Link| {
        link.adapter == event.adapter && link.key == Key::Handle(handle) && link.closed.is_none()
    };
    state.links.iter().find(open).map(|link| link.id)
}

fn of_le_event(event: &Event<'_>, controller: &LeEvent<'_>, state: &State) -> Option<Done> {
    let on_link = |kind, status, handle: Handle| {
        let link = link(event, state, handle);
        Some(Done { kind, key: handle.0.into(), status, link })
    };
    let alone = |kind, status, key: u8| Some(Done { kind, key: key.into(), status, link: None });
    let sync = |status| alone(Kind::PeriodicSync, given_up(status), 0);
    match controller {
        LeEvent::CisEstablished(e) => on_link(Kind::Stream, e.status, e.handle),
        LeEvent::CisEstablishedV2(e) => on_link(Kind::Stream, e.status, e.handle),
        LeEvent::CreateBigComplete(e) => alone(Kind::Group, e.status, e.big.0),
        LeEvent::TerminateBigComplete(e) => alone(Kind::Group, wanted(e.reason), e.big.0),
        LeEvent::BigSyncEstablished(e) => alone(Kind::GroupSync, given_up(e.status), e.big.0),
        LeEvent::BigSyncLost(e) => alone(Kind::GroupSync, wanted(e.reason), e.big.0),
        LeEvent::ConnectionUpdateComplete(e) => on_link(Kind::Parameters, e.status, e.handle),
        LeEvent::SubrateChange(e) => on_link(Kind::Subrate, e.status, e.handle),
        LeEvent::ReadRemoteFeaturesPage0Complete(e) => {
            on_link(Kind::Features, alive(e.status), e.handle)
        }
        LeEvent::PeriodicAdvertisingSyncEstablished(e) => sync(e.status),
        LeEvent::PeriodicAdvertisingSyncEstablishedV2(e) => sync(e.status),
        LeEvent::PeriodicAdvertisingSyncLost(_) => sync(Status::CONNECTION_TIMEOUT),
        LeEvent::PhyUpdateComplete(e) => on_link(Kind::Phy, e.status, e.handle),
        LeEvent::AdvertisingSetTerminated(e) => {
            let over = matches!(e.status, Status::ADVERTISING_TIMEOUT | Status::LIMIT_REACHED);
            let status = if over { Status::SUCCESS } else { e.status };
            alone(Kind::Advertising, status, e.advertising_handle.0)
        }
        _ => None,
    }
}

/// What cannot be read since the link is gone is no failure of its own.
fn alive(status: Status) -> Status {
    let gone = matches!(
        status,
        Status::UNKNOWN_CONNECTION
            | Status::CONNECTION_TIMEOUT
            | Status::REMOTE_USER_TERMINATED
            | Status::LOCAL_HOST_TERMINATED
            | Status::FAILED_TO_BE_ESTABLISHED
    );
    if gone { Status::SUCCESS } else { status }
}

/// What the host itself gave up is no failure.
fn given_up(status: Status) -> Status {
    if status == Status::CANCELLED_BY_HOST { Status::SUCCESS } else { status }
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
