//! One attempt to authenticate on BR/EDR, with or without pairing (Core Vol 4 Part E, 7.7.6 and
//! 7.7.22 to 7.7.24, 7.7.40 to 7.7.48).

use parsers::hci::Status;

use crate::track::{At, event::SecurityStep as Step, state::Encryption};

/// What this host, or its user, was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompt {
    /// For the link key.
    LinkKey,
    /// For its IO capability.
    IoCapability,
    /// For data from out of band.
    OutOfBand,
    /// Whether a number is the same on both sides, or only whether to pair.
    Confirm,
    /// To type the passkey that the peer shows.
    Passkey,
    /// To type a PIN.
    Pin,
}

impl Prompt {
    /// The controller's event.
    pub(super) fn event(self) -> &'static str {
        match self {
            Self::LinkKey => "Link Key Request",
            Self::IoCapability => "IO Capability Request",
            Self::OutOfBand => "Remote OOB Data Request",
            Self::Confirm => "User Confirmation Request",
            Self::Passkey => "User Passkey Request",
            Self::Pin => "PIN Code Request",
        }
    }

    /// What its user has to do before the host can answer.
    pub(super) fn user(self) -> Option<&'static str> {
        match self {
            Self::LinkKey | Self::IoCapability | Self::OutOfBand => None,
            Self::Confirm => Some("confirm the number"),
            Self::Passkey => Some("type the passkey"),
            Self::Pin => Some("type the PIN"),
        }
    }
}

/// How this host, or its user, refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// IO Capability Request Negative Reply.
    Pairing,
    /// User Confirmation Request Negative Reply.
    Number,
    /// User Passkey Request Negative Reply.
    Passkey,
    /// PIN Code Request Negative Reply.
    Pin,
}

/// One attempt, from the first request to the next attempt.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attempt {
    /// Its first step.
    pub(super) began: Option<At>,
    /// The host's answer to the request for a link key, and whether it had one.
    pub(super) key: Option<(At, bool)>,
    /// A pairing gave this host a new link key.
    pub(super) made: Option<At>,
    /// A pairing began.
    pub(super) pairing: Option<At>,
    /// This host or its user was asked.
    pub(super) prompt: Option<(At, Prompt)>,
    /// The answer.
    pub(super) answered: Option<At>,
    /// The passkey is shown here and typed at the peer.
    pub(super) shown: Option<At>,
    /// This host refused.
    pub(super) refused: Option<(At, Refusal)>,
    /// Encryption was asked for.
    pub(super) encrypting: Option<At>,
    /// A step failed, with its status.
    pub(super) failed: Option<(At, Status)>,
    ended: bool,
}

impl Attempt {
    /// The next step. Returns the status when it is one that failed, and the first of its attempt.
    pub(super) fn step(&mut self, at: At, step: Step) -> Option<Status> {
        let begins = matches!(
            step,
            Step::AuthenticationRequested
                | Step::LinkKeyRequest
                | Step::PinCodeRequest
                | Step::IoCapabilityRequest
                | Step::IoCapabilityResponse
                | Step::EncryptionRequested
                | Step::LongTermKeyRequest
        );
        if begins && self.ended && !self.only_encrypts(step) {
            *self = Self { made: self.made, ..Self::default() };
        }
        if begins {
            self.began.get_or_insert(at);
        }
        match step {
            Step::LinkKeyRequest => self.ask(at, Prompt::LinkKey),
            Step::LinkKeyReply => self.has_key(at, true),
            Step::LinkKeyNegativeReply => self.has_key(at, false),
            // The pairing made one, whatever there was before.
            Step::LinkKeyNotification(_) => self.made = Some(at),
            Step::IoCapabilityResponse => {
                self.pairing.get_or_insert(at);
            }
            Step::IoCapabilityRequest => {
                self.pairing.get_or_insert(at);
                self.ask(at, Prompt::IoCapability);
            }
            Step::OobDataRequest => self.ask(at, Prompt::OutOfBand),
            Step::PinCodeRequest => {
                self.pairing.get_or_insert(at);
                self.ask(at, Prompt::Pin);
            }
            Step::UserConfirmationRequest => self.ask(at, Prompt::Confirm),
            Step::UserPasskeyRequest => self.ask(at, Prompt::Passkey),
            Step::UserPasskeyNotification => self.shown = Some(at),
            Step::IoCapabilityReply
            | Step::OobDataReply
            | Step::OobDataNegativeReply
            | Step::PinCodeReply
            | Step::UserConfirmationReply
            | Step::UserPasskeyReply => self.answered = Some(at),
            Step::PinCodeNegativeReply => self.refuse(at, Refusal::Pin),
            Step::IoCapabilityNegativeReply(_) => self.refuse(at, Refusal::Pairing),
            Step::UserConfirmationNegativeReply => self.refuse(at, Refusal::Number),
            Step::UserPasskeyNegativeReply => self.refuse(at, Refusal::Passkey),
            Step::EncryptionRequested | Step::LongTermKeyRequest => self.encrypting = Some(at),
            Step::SimplePairingComplete(status)
            | Step::AuthenticationComplete(status)
            | Step::EncryptionChange { status, .. }
            | Step::KeyRefresh(status) => return self.end(at, status),
            _ => {}
        }
        None
    }

    /// Encryption is what an authentication that worked is for, so it belongs to the attempt.
    fn only_encrypts(&self, step: Step) -> bool {
        step == Step::EncryptionRequested && self.encrypting.is_none()
    }

    fn has_key(&mut self, at: At, has: bool) {
        self.key = Some((at, has));
        self.answered = Some(at);
    }

    fn ask(&mut self, at: At, prompt: Prompt) {
        self.prompt = Some((at, prompt));
        self.answered = None;
    }

    fn refuse(&mut self, at: At, refusal: Refusal) {
        self.refused = Some((at, refusal));
        self.answered = Some(at);
    }

    fn end(&mut self, at: At, status: Status) -> Option<Status> {
        self.ended = true;
        if status == Status::SUCCESS || self.failed.is_some() {
            return None;
        }
        self.failed = Some((at, status));
        Some(status)
    }

    /// The question that was not answered.
    pub(super) fn open_prompt(&self) -> Option<(At, Prompt)> {
        self.prompt.filter(|_| self.answered.is_none())
    }
}

/// Whether the step says that the link is encrypted now.
pub(super) fn turned_on(step: Step) -> bool {
    matches!(step, Step::EncryptionChange { status: Status::SUCCESS, mode } if mode != Encryption::Off)
}
