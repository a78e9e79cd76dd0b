//! The phases of a link, from paging to the end.

use parsers::{
    avdtp::{MessageType, Signal},
    hci::Status,
    l2cap::{ConnectionResult, CreditBasedResult, Psm},
    smp::Opcode as Code,
};

use crate::{
    story::{LinkStory, Outcome, Phase, PhaseKind},
    track::{
        At, Event, Side, What,
        event::SecurityStep as Step,
        state::{ChannelId, Encryption, Link, StreamState, Transport},
    },
};

/// The detail of a pairing that stood still.
const NO_ANSWER: &str = "no answer";
/// The detail of a pairing that the peripheral asked for, before it begins.
const ASKED: &str = "asked for";
/// Phases of one link that are kept.
const MAX_PHASES: usize = 64;
/// Of these, the first ones stay; of the rest, those that say least give way.
const FIRST_PHASES: usize = 16;

impl LinkStory {
    fn begin(&mut self, kind: PhaseKind, at: At, by: Side, detail: impl Into<String>) {
        if self.phases.len() == MAX_PHASES {
            let later = self.phases.iter().skip(FIRST_PHASES);
            let spare = later.clone().position(|phase| !phase.has_failed()).unwrap_or(0);
            self.phases.remove(FIRST_PHASES + spare);
            self.more_phases += 1;
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
        }
    }

    /// The peripheral asked for security, and no pairing has begun.
    fn asked_for_security(&mut self) -> bool {
        self.running(PhaseKind::Pair).is_some_and(|phase| phase.detail == ASKED)
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

impl LinkStory {
    /// A step of security ended the running phase of its kind, or one whose beginning was not seen.
    fn by_status(&mut self, kind: PhaseKind, at: At, status: Status, good: Option<String>) {
        self.begin_once(kind, at, Side::Unknown, "");
        if status == Status::SUCCESS {
            self.end(kind, at, Outcome::Ok, good);
        } else {
            let (code, detail) = (Some(status.0.into()), Some(status.to_string()));
            self.fail(kind, at, Side::Unknown, code, detail);
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
        What::Security(step) => security(story, link, at, step),
        What::Smp(message) => {
            use PhaseKind::Pair;
            match message.code {
                Code::SECURITY_REQUEST => {
                    story.begin_once(Pair, at, message.by, ASKED);
                }
                Code::PAIRING_REQUEST => {
                    story.begin_once(Pair, at, message.by, "");
                    if let Some(phase) = story.running(Pair) {
                        phase.detail.clear();
                    }
                }
                Code::PAIRING_RESPONSE => {
                    if let (Some(sc), Some(phase)) =
                        (message.procedure.secure_connections(), story.running(Pair))
                    {
                        phase.detail =
                            if sc { "LE Secure Connections" } else { "LE legacy pairing" }.into();
                    }
                }
                Code::PAIRING_FAILED => {
                    let failed = message.procedure.failed;
                    let code = failed.map(|reason| reason.0.into());
                    let reason = failed.map(|reason| reason.to_string());
                    // A second one answers the first, or is noise.
                    if message.procedure.failures == 1 {
                        story.begin_once(Pair, at, message.by, "");
                    }
                    if message.procedure.request.is_none() && story.asked_for_security() {
                        // A Security Request may be declined; whether that did harm is a rule's.
                        story.end(Pair, at, Outcome::Cancelled, reason);
                    } else {
                        story.fail(Pair, at, message.by, code, reason);
                    }
                }
                _ => {}
            }
        }
        What::SmpUnanswered(_) => {
            story.end(PhaseKind::Pair, at, Outcome::Silent, Some(NO_ANSWER.into()));
        }
        What::ChannelRequested(id) => {
            if let Some(channel) = link.channels.get(id) {
                let name = channel.psm.map_or_else(String::new, service);
                story.begin(PhaseKind::OpenChannel, at, channel.initiator, name);
                if let Some(phase) = story.running(PhaseKind::OpenChannel) {
                    phase.channel.get_or_insert(id);
                    phase.psm = channel.psm;
                }
            }
        }
        What::ChannelOpen(id) => {
            if let Some(phase) = channel_phase(story, id) {
                (phase.ended, phase.outcome) = (Some(at), Outcome::Ok);
            }
            if let Some(channel) = link.channels.get(id) {
                let psm = channel.psm;
                story.make_good(at, |p| p.kind == PhaseKind::OpenChannel && p.psm == psm);
            }
        }
        What::ConfigurationRefused(id, result, by) => {
            if let Some(phase) = channel_phase(story, id) {
                (phase.ended, phase.outcome) = (Some(at), Outcome::Failed);
                (phase.failed_by, phase.code, phase.granted) = (by, Some(result.0), true);
                phase.detail = format!("{}: {result}", phase.detail);
            }
        }
        What::ChannelRefused(id, result) => {
            if let Some(phase) = channel_phase(story, id) {
                (phase.ended, phase.outcome) = (Some(at), Outcome::Failed);
                (phase.failed_by, phase.code) = (phase.by.opposite(), Some(result));
                phase.detail = format!("{}: {}", phase.detail, refusal(link, result));
            }
        }
        What::Avdtp(message) if message.signal == Signal::SET_CONFIGURATION => match message.kind {
            MessageType::COMMAND => {
                story.begin(PhaseKind::Configure, at, message.by, "");
            }
            MessageType::ACCEPT => {
                story.end(PhaseKind::Configure, at, Outcome::Ok, story.codec.clone());
            }
            _ => {
                let detail = Some("rejected".into());
                story.fail(PhaseKind::Configure, at, message.by, None, detail);
            }
        },
        What::StreamChanged(change) => {
            if change.to == StreamState::Streaming {
                story.begin(PhaseKind::Stream, at, change.by, "");
            } else if change.from == StreamState::Streaming {
                let stream = link.avdtp().and_then(|session| session.stream(change.stream));
                let packets = stream.map(|s| format!("{} media packets", s.media.packets));
                story.end(PhaseKind::Stream, at, Outcome::Ok, packets);
            }
        }
        What::DisconnectRequested(_) => {
            story.begin_once(PhaseKind::Disconnect, at, link.local(), "");
        }
        What::LinkDown(end) => {
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

fn channel_phase(story: &mut LinkStory, id: ChannelId) -> Option<&mut Phase> {
    story.phases.iter_mut().find(|phase| {
        phase.kind == PhaseKind::OpenChannel && phase.ended.is_none() && phase.channel == Some(id)
    })
}

/// The result of a response that refuses a channel.
fn refusal(link: &Link, result: u16) -> String {
    if link.transport == Some(Transport::LowEnergy) {
        CreditBasedResult(result).to_string()
    } else {
        ConnectionResult(result).to_string()
    }
}

fn service(psm: Psm) -> String {
    psm.name().map_or_else(|| format!("PSM {:#06x}", psm.0), str::to_owned)
}

fn security(story: &mut LinkStory, link: &Link, at: At, step: Step) {
    use PhaseKind::{Authenticate, Encrypt, Pair};
    match step {
        Step::AuthenticationRequested => story.begin_once(Authenticate, at, link.local(), ""),
        Step::AuthenticationComplete(status) => {
            story.by_status(Authenticate, at, status, None);
        }
        Step::IoCapabilityRequest | Step::PinCodeRequest => {
            story.begin_once(Pair, at, link.local(), "");
        }
        Step::IoCapabilityResponse => story.begin_once(Pair, at, link.remote(), ""),
        Step::SimplePairingComplete(status) => {
            story.by_status(Pair, at, status, Some("Secure Simple Pairing".to_owned()));
        }
        Step::LinkKeyNotification(_) => story.end(Pair, at, Outcome::Ok, Some("PIN".into())),
        Step::EncryptionRequested | Step::LongTermKeyRequest => {
            story.begin_once(Encrypt, at, link.local(), "");
        }
        Step::EncryptionChange { status, mode } => {
            story.by_status(Encrypt, at, status, Some(mode.name().to_owned()));
            if status == Status::SUCCESS && mode != Encryption::Off {
                // The pairing that seemed to stand still: its PDUs are not in the capture.
                story.make_good(at, |p| p.kind == Pair && p.outcome == Outcome::Silent);
                let method = story.running(Pair).map(|phase| phase.detail.clone());
                story.end(Pair, at, Outcome::Ok, method);
            }
        }
        Step::KeyRefresh(status) => {
            story.by_status(Encrypt, at, status, None);
        }
        _ => {}
    }
}

/// The capture ends while the link is there.
pub(super) fn finish(story: &mut LinkStory, link: &Link) {
    if let Some(phase) = story.running(PhaseKind::Stream)
        && let Some(session) = link.avdtp()
        && let Some(stream) = session.streams.iter().find(|s| s.state == StreamState::Streaming)
    {
        phase.detail = format!("{} media packets", stream.media.packets);
        // It streams: that is how it should be.
        phase.outcome = Outcome::Ok;
    }
}
