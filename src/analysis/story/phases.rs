//! The phases of a link, from paging to the end.

use parsers::{
    avdtp::{MessageType, Signal},
    hci::Status,
    l2cap::Psm,
    link::Direction,
    smp::Opcode as Code,
};

use super::LinkStory;
use crate::track::{
    At, Event, What,
    event::SecurityStep as Step,
    state::{ChannelId, Encryption, Link, StreamState},
};

/// The detail of a pairing that stood still.
pub(super) const NO_ANSWER: &str = "no answer";
/// Phases of one link that are kept.
const MAX_PHASES: usize = 64;

/// What a phase is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhaseKind {
    /// Paging, or an answer to an advertiser.
    Connect,
    /// A key is proved.
    Authenticate,
    /// A key is made.
    Pair,
    /// Encryption is switched on.
    Encrypt,
    /// An L2CAP channel is opened.
    OpenChannel,
    /// A codec is chosen.
    Configure,
    /// Media flows.
    Stream,
    /// The link ends.
    Disconnect,
}

impl PhaseKind {
    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Authenticate => "authenticate",
            Self::Pair => "pair",
            Self::Encrypt => "encrypt",
            Self::OpenChannel => "open channel",
            Self::Configure => "configure stream",
            Self::Stream => "stream",
            Self::Disconnect => "disconnect",
        }
    }
}

/// How a phase ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// As it should.
    Ok,
    /// Not as it should.
    Failed,
    /// The host changed its mind.
    Cancelled,
    /// It goes on where the capture or the link ends.
    Unfinished,
}

impl Outcome {
    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Unfinished => "unfinished",
        }
    }
}

/// One phase of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// What it is about.
    pub kind: PhaseKind,
    /// Its first frame.
    pub began: At,
    /// Its last frame; none while it goes on.
    pub ended: Option<At>,
    /// Who started it.
    pub by: Direction,
    /// How it ended.
    pub outcome: Outcome,
    /// What is worth knowing of it, in a few words.
    pub detail: String,
    /// The channel that is opened: by the time of a refusal the link does not have it any more.
    pub(super) channel: Option<ChannelId>,
}

impl LinkStory {
    fn begin(&mut self, kind: PhaseKind, at: At, by: Direction, detail: impl Into<String>) {
        if self.phases.len() == MAX_PHASES {
            self.more_phases += 1;
            return;
        }
        self.phases.push(Phase {
            kind,
            began: at,
            ended: None,
            by,
            outcome: Outcome::Unfinished,
            detail: detail.into(),
            channel: None,
        });
    }

    fn running(&mut self, kind: PhaseKind) -> Option<&mut Phase> {
        self.phases.iter_mut().rev().find(|phase| phase.kind == kind && phase.ended.is_none())
    }

    fn begin_once(&mut self, kind: PhaseKind, at: At, by: Direction, detail: &str) {
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
        }
    }
}

fn of_status(status: Status) -> (Outcome, Option<String>) {
    if status == Status::SUCCESS {
        (Outcome::Ok, None)
    } else {
        (Outcome::Failed, Some(status.to_string()))
    }
}

/// What an event means for the phases of its link.
pub(super) fn event(story: &mut LinkStory, link: &Link, event: &Event<'_>) {
    let at = event.at;
    match event.what {
        What::LinkUp => {
            let by = match link.outgoing {
                Some(true) => Direction::Sent,
                Some(false) => Direction::Received,
                None => Direction::Unknown,
            };
            story.begin(PhaseKind::Connect, link.requested.unwrap_or(at), by, "");
            story.end(PhaseKind::Connect, at, Outcome::Ok, None);
        }
        What::Security(step) => security(story, at, step),
        What::Smp(message) => {
            use PhaseKind::Pair;
            match message.code {
                Code::PAIRING_REQUEST | Code::SECURITY_REQUEST => {
                    story.begin_once(Pair, at, message.direction, "");
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
                    let reason = message.procedure.failed.map(|reason| reason.to_string());
                    // A second one answers the first, or is noise.
                    if message.procedure.failures == 1 {
                        story.begin_once(Pair, at, message.direction, "");
                    }
                    story.end(Pair, at, Outcome::Failed, reason);
                }
                _ => {}
            }
        }
        What::SmpUnanswered(_) => {
            story.end(PhaseKind::Pair, at, Outcome::Failed, Some(NO_ANSWER.into()));
        }
        What::ChannelRequested(id) => {
            if let Some(channel) = link.channels.get(id) {
                let name = channel.psm.map_or_else(String::new, service);
                story.begin(PhaseKind::OpenChannel, at, channel.initiator, name);
                if let Some(phase) = story.running(PhaseKind::OpenChannel) {
                    phase.channel.get_or_insert(id);
                }
            }
        }
        What::ChannelOpen(id) => close_channel_phase(story, at, id, Outcome::Ok, None),
        What::ChannelRefused(id, result) => {
            close_channel_phase(story, at, id, Outcome::Failed, Some(result));
        }
        What::Avdtp(message) if message.signal == Signal::SET_CONFIGURATION => match message.kind {
            MessageType::COMMAND => {
                story.begin(PhaseKind::Configure, at, message.direction, "");
            }
            MessageType::ACCEPT => {
                story.end(PhaseKind::Configure, at, Outcome::Ok, story.codec.clone());
            }
            _ => story.end(PhaseKind::Configure, at, Outcome::Failed, Some("rejected".into())),
        },
        What::StreamChanged(change) => {
            if change.to == StreamState::Streaming {
                story.begin(PhaseKind::Stream, at, change.by, "");
            } else if change.from == StreamState::Streaming {
                let stream =
                    link.avdtp.as_deref().and_then(|session| session.stream(change.stream));
                let packets = stream.map(|s| format!("{} media packets", s.media.packets));
                story.end(PhaseKind::Stream, at, Outcome::Ok, packets);
            }
        }
        What::DisconnectRequested(_) => {
            story.begin_once(PhaseKind::Disconnect, at, Direction::Sent, "");
        }
        What::LinkDown(end) => {
            story.begin_once(PhaseKind::Disconnect, at, end.by, "");
            let detail = end.reason.map(|reason| reason.to_string());
            let outcome = if is_ordinary(end.reason) { Outcome::Ok } else { Outcome::Failed };
            story.end(PhaseKind::Disconnect, at, outcome, detail);
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

fn close_channel_phase(
    story: &mut LinkStory,
    at: At,
    id: ChannelId,
    outcome: Outcome,
    refused: Option<u16>,
) {
    let running = story.phases.iter_mut().find(|phase| {
        phase.kind == PhaseKind::OpenChannel && phase.ended.is_none() && phase.channel == Some(id)
    });
    if let Some(phase) = running {
        phase.ended = Some(at);
        phase.outcome = outcome;
        if let Some(result) = refused {
            phase.detail = format!("{}: refused, result {result:#06x}", phase.detail);
        }
    }
}

fn service(psm: Psm) -> String {
    psm.name().map_or_else(|| format!("PSM {:#06x}", psm.0), str::to_owned)
}

fn security(story: &mut LinkStory, at: At, step: Step) {
    use PhaseKind::{Authenticate, Encrypt, Pair};
    match step {
        Step::AuthenticationRequested => story.begin_once(Authenticate, at, Direction::Sent, ""),
        Step::AuthenticationComplete(status) => {
            let (outcome, detail) = of_status(status);
            story.begin_once(Authenticate, at, Direction::Unknown, "");
            story.end(Authenticate, at, outcome, detail);
        }
        Step::IoCapabilityRequest | Step::PinCodeRequest => {
            story.begin_once(Pair, at, Direction::Sent, "");
        }
        Step::IoCapabilityResponse => story.begin_once(Pair, at, Direction::Received, ""),
        Step::SimplePairingComplete(status) => {
            let (outcome, detail) = of_status(status);
            story.begin_once(Pair, at, Direction::Unknown, "");
            let method = (outcome == Outcome::Ok).then(|| "Secure Simple Pairing".to_owned());
            story.end(Pair, at, outcome, detail.or(method));
        }
        Step::LinkKeyNotification(_) => story.end(Pair, at, Outcome::Ok, Some("PIN".into())),
        Step::EncryptionRequested | Step::LongTermKeyRequest => {
            story.begin_once(Encrypt, at, Direction::Sent, "");
        }
        Step::EncryptionChange { status, mode } => {
            let (outcome, detail) = of_status(status);
            story.begin_once(Encrypt, at, Direction::Unknown, "");
            story.end(Encrypt, at, outcome, detail.or(Some(mode.name().to_owned())));
            if outcome == Outcome::Ok && mode != Encryption::Off {
                let method = story.running(Pair).map(|phase| phase.detail.clone());
                story.end(Pair, at, Outcome::Ok, method);
            }
        }
        Step::KeyRefresh(status) => {
            let (outcome, detail) = of_status(status);
            story.begin_once(Encrypt, at, Direction::Unknown, "");
            story.end(Encrypt, at, outcome, detail);
        }
        _ => {}
    }
}

/// The capture ends while the link is there.
pub(super) fn finish(story: &mut LinkStory, link: &Link) {
    if let Some(phase) = story.running(PhaseKind::Stream)
        && let Some(session) = link.avdtp.as_deref()
        && let Some(stream) = session.streams.iter().find(|s| s.state == StreamState::Streaming)
    {
        phase.detail = format!("{} media packets", stream.media.packets);
        // It streams: that is how it should be.
        phase.outcome = Outcome::Ok;
    }
}
