//! Pairing, authentication, encryption.

use parsers::{hci::Status, smp::Opcode as Code};

use crate::{
    story::{LinkStory, Outcome, PhaseKind},
    track::{
        At, Side,
        event::{SecurityStep as Step, SmpMessage},
        state::{Encryption, Link},
    },
};

/// The detail of a pairing that the peripheral asked for, before it begins.
const ASKED: &str = "asked for";

impl LinkStory {
    /// The peripheral asked for security, and no pairing has begun.
    fn asked_for_security(&mut self) -> bool {
        self.running(PhaseKind::Pair).is_some_and(|phase| phase.detail == ASKED)
    }

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

/// One PDU of pairing.
pub(super) fn smp(story: &mut LinkStory, at: At, message: &SmpMessage<'_>) {
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
            if let Some(phase) = story.running(Pair) {
                phase.detail = match message.procedure.secure_connections() {
                    Some(true) => "LE Secure Connections".into(),
                    Some(false) => "LE legacy pairing".into(),
                    // The Pairing Request was missed.
                    None => String::new(),
                };
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

/// A step of authentication, of pairing on BR/EDR, of encryption.
pub(super) fn step(story: &mut LinkStory, link: &Link, at: At, step: Step) {
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
                let overtaken = link.pairing().is_some_and(|p| p.summary.overtaken.is_some());
                let outcome = if overtaken { Outcome::Unfinished } else { Outcome::Ok };
                story.end(Pair, at, outcome, method);
            }
        }
        Step::KeyRefresh(status) => {
            story.by_status(Encrypt, at, status, None);
        }
        _ => {}
    }
}
