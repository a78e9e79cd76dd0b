//! The phases of a link, from paging to the end.

use parsers::hci::Status;

use crate::{
    story::{LinkStory, Outcome, Phase, PhaseKind},
    track::{
        At, Event, Side, What,
        state::{Link, QUIET},
    },
};

mod audio;
mod channel;
mod security;
mod setup;

pub(super) use setup::link;

/// The detail of a connection of which only the request was heard.
pub(super) const UNHEARD: &str = "only CONNECT_IND was heard";
/// The detail of a pairing that stood still.
const NO_ANSWER: &str = "no answer";
/// Phases of one link that are kept.
const MAX_PHASES: usize = 64;
/// Of these, the first ones stay; of the rest, those that say least give way.
const FIRST_PHASES: usize = 16;
/// How many phases may lie between two that are told as one.
const NEAR: usize = 8;

impl LinkStory {
    fn begin(&mut self, kind: PhaseKind, at: At, by: Side, detail: impl Into<String>) {
        if self.phases.len() == MAX_PHASES {
            let later = self.phases.iter().skip(FIRST_PHASES);
            let says_little = |phase: &Phase| !phase.has_failed() && phase.ended.is_some();
            let spare = later.clone().position(says_little).unwrap_or(0);
            self.phases.remove(FIRST_PHASES + spare);
            self.more_phases += 1;
        }
        if self.phases.is_empty() {
            // Very many links have no other.
            self.phases.reserve_exact(1);
        }
        self.phases.push(Phase { detail: detail.into(), ..Phase::new(kind, at, by) });
    }

    fn running(&mut self, kind: PhaseKind) -> Option<&mut Phase> {
        self.phases.iter_mut().rev().find(|phase| phase.kind == kind && phase.ended.is_none())
    }

    fn begin_once(&mut self, kind: PhaseKind, at: At, by: Side, detail: &str) {
        if self.running(kind).is_none() {
            self.begin(kind, at, by, detail);
        }
    }

    fn end(&mut self, kind: PhaseKind, at: At, outcome: Outcome, detail: Option<String>) {
        if let Some(phase) = self.running(kind) {
            phase.ended = Some(at);
            phase.outcome = outcome;
            if let Some(detail) = detail {
                phase.detail = detail;
            }
            if outcome == Outcome::Ok {
                self.make_good(at, |failed| failed.kind == kind);
            }
            self.fold(kind);
        }
    }

    /// Tells the phase of this kind that ended last, and one like it shortly before, as one.
    fn fold(&mut self, kind: PhaseKind) {
        if !kind.repeats() {
            return;
        }
        let done = |phase: &Phase| phase.kind == kind && phase.ended.is_some();
        let Some(place) = self.phases.iter().rposition(done) else { return };
        let Some((latest, before)) = self.phases.get(..=place).and_then(|list| list.split_last())
        else {
            return;
        };
        // Features are read page by page, and are one thing.
        let in_parts = kind == PhaseKind::Features;
        let like = |phase: &Phase| {
            done(phase)
                && !phase.has_failed()
                && (phase.outcome, phase.by, phase.psm) == (latest.outcome, latest.by, latest.psm)
                && (in_parts || phase.detail == latest.detail)
        };
        let near = before.len().saturating_sub(NEAR);
        let Some(first) = before.iter().rposition(like).filter(|&first| first >= near) else {
            return;
        };
        let latest = self.phases.remove(place);
        let phase = &mut self.phases[first];
        phase.ended = latest.ended;
        if !in_parts {
            phase.times += latest.times;
        } else if phase.detail.is_empty() {
            phase.detail = latest.detail;
        }
    }

    /// The running phase failed, by what one side said.
    fn fail(
        &mut self,
        kind: PhaseKind,
        at: At,
        by: Side,
        code: Option<u16>,
        detail: Option<String>,
    ) {
        let by = self.said_by(by);
        if let Some(phase) = self.running(kind) {
            (phase.failed_by, phase.code) = (by, code);
        }
        self.end(kind, at, Outcome::Failed, detail);
    }

    /// What failed before has succeeded now.
    fn make_good(&mut self, at: At, of: impl Fn(&Phase) -> bool) {
        for phase in self.phases.iter_mut().filter(|phase| of(phase)) {
            if matches!(phase.outcome, Outcome::Failed | Outcome::Silent) {
                phase.made_good.get_or_insert(at);
            }
        }
    }
}

/// What an event means for the phases of its link.
pub(super) fn event(story: &mut LinkStory, link: &Link, event: &Event<'_>) {
    let at = event.at;
    match event.what {
        What::LinkUp => {
            let by = match link.outgoing {
                Some(true) => link.local(),
                Some(false) => link.remote(),
                None => Side::Unknown,
            };
            story.begin(PhaseKind::Connect, link.requested.unwrap_or(at), by, "");
            story.end(PhaseKind::Connect, at, Outcome::Ok, None);
        }
        What::Security(step) => security::step(story, link, at, step),
        What::Smp(message) => security::smp(story, at, &message),
        What::SmpUnanswered(_) => {
            story.end(PhaseKind::Pair, at, Outcome::Silent, Some(NO_ANSWER.into()));
        }
        What::ChannelRequested(_)
        | What::ChannelOpen(_)
        | What::ConfigurationRefused(..)
        | What::ChannelRefused(..)
        | What::ChannelClosed(..) => channel::event(story, link, event),
        What::Avdtp(_) | What::StreamChanged(_) | What::Intent(_) => {
            audio::event(story, link, event);
        }
        What::Att(message) => setup::attributes(story, at, &message),
        What::Signal(signal) => setup::signal(story, at, &signal),
        What::Control(message) => setup::control(story, at, &message),
        What::Command(command) => setup::command(story, link, at, &command),
        What::Controller(what) => setup::told(story, link, at, &what),
        What::LowEnergy(what) => setup::told_le(story, link, at, &what),
        What::Quiet { since } => idle(story, since, at),
        What::DisconnectRequested(_) => {
            story.begin_once(PhaseKind::Disconnect, at, link.local(), "");
        }
        What::LinkDown(end) => {
            unheard(story, link);
            audio::over(story, link, at);
            story.begin_once(PhaseKind::Disconnect, at, end.by, "");
            let detail = end.reason.map(|reason| reason.to_string());
            if is_ordinary(end.reason) {
                story.end(PhaseKind::Disconnect, at, Outcome::Ok, detail);
            } else {
                let code = end.reason.map(|reason| reason.0.into());
                story.fail(PhaseKind::Disconnect, at, end.by, code, detail);
            }
        }
        _ => {}
    }
}

/// An end that one side wanted, or of which the capture says nothing.
fn is_ordinary(reason: Option<Status>) -> bool {
    matches!(
        reason,
        None | Some(
            Status::SUCCESS
                | Status::REMOTE_USER_TERMINATED
                | Status::REMOTE_LOW_RESOURCES
                | Status::REMOTE_POWER_OFF
                | Status::LOCAL_HOST_TERMINATED
        )
    )
}

/// A sniffer that heard nothing after CONNECT_IND has not seen a connection.
fn unheard(story: &mut LinkStory, link: &Link) {
    if link.radio.as_deref().is_some_and(|radio| radio.heard == [0, 0])
        && let Some(phase) = story.phases.iter_mut().find(|phase| phase.kind == PhaseKind::Connect)
    {
        (phase.outcome, phase.detail) = (Outcome::Unfinished, UNHEARD.to_owned());
    }
}

/// Nothing was sent on the link between two frames.
fn idle(story: &mut LinkStory, since: At, until: At) {
    story.begin(PhaseKind::Idle, since, Side::Unknown, "no data");
    story.end(PhaseKind::Idle, until, Outcome::Ok, None);
}

/// The capture ends while the link is there.
pub(super) fn finish(story: &mut LinkStory, link: &Link, last: Option<At>) {
    unheard(story, link);
    audio::goes_on(story, link);
    if let Some(end) = last.filter(|last| last.source == link.last.source)
        && !link.on_air()
        && end.time.since(link.last.time) >= QUIET
    {
        let detail = "no data until the capture ends";
        story.begin(PhaseKind::Idle, link.last, Side::Unknown, detail);
    }
}
