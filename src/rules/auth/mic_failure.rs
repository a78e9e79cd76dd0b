//! AUTH011.

use parsers::{
    hci::{LeSubevent, Opcode, Status},
    ll::ControlOpcode,
};

use super::attempt;
use crate::{
    finding::Confidence,
    rules::{Check, Out, PerLink, words},
    track::{
        At, Event, Side, State, What,
        event::{AttMessage, SecurityStep as Step, SmpMessage, Unanswered},
        state::{Ask, Outcome, Question},
    },
};

/// Seconds after the start of encryption in which the first encrypted packets are exchanged.
const FIRST: f64 = 1.0;
/// Seconds after which encryption is proven to have worked.
const LATE: f64 = 10.0;

crate::rule! {
    /// ## What it checks
    /// A link that ends with MIC Failure (0x3d), by Disconnection Complete or by LL_TERMINATE_IND:
    /// an encrypted packet did not pass its integrity check. How long encryption had worked shows
    /// the cause: within a second of its start, and before anything arrived, the two sides have
    /// different keys; after ten seconds, or once data of the Attribute Protocol or the Security
    /// Manager arrived, the keys are right, and a packet was damaged, injected, or the two counted
    /// packets differently.
    ///
    /// There is a third cause. While encryption starts, a link layer may end the link with this very
    /// status for any PDU that has no place there. Where another procedure of the link was asked for
    /// meanwhile, the finding names it, and does not say which of the two it was.
    ///
    /// ## Why it matters
    /// The link is cut without warning, and will be again if the keys differ.
    ///
    /// A packet that only the sniffer could not verify proves nothing: a sniffer that missed one
    /// packet counts wrongly itself. It is listed as evidence when the link ended with 0x3d.
    ///
    /// ## What to do
    /// Right after the start: forget the pairing on both devices and pair again. Later: look for
    /// interference and update the firmware of both.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.100 < event 08 00 4000 01
    /// 0.200 < event 05 00 4000 3d                     //~ AUTH011
    /// ```
    /// On the air:
    /// ```frames
    /// @air
    /// 0.000 > control 03 0000000000000000 0000 0102030405060708 01020304
    /// 0.001 < control 04 0102030405060708 01020304
    /// 0.030 > control 02 3d                           //~ AUTH011
    /// ```
    /// Minutes later, when data had passed:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.100 < event 08 00 4000 01
    /// 1.000 < att 1b 0300 01
    /// 90.000 < event 05 00 4000 3d                    //~ AUTH011
    /// ```
    /// The host asks for other connection parameters while encryption starts:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.005 < event 0f 00 01 1920
    /// 0.012 > command 2013 4000 0600 0900 0000 f401 0000 0000
    /// 0.015 < event 0f 00 01 1320
    /// 0.200 < event 05 00 4000 3d                     //~ AUTH011
    /// ```
    /// Another end:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.100 < event 08 00 4000 01
    /// 0.200 < event 05 00 4000 08
    /// ```
    AUTH011 {
        name: "mic-failure",
        severity: Error,
        summary: "the link ended because a packet failed its integrity check",
        spec: "Core Vol 6 Part B, 5.1.3.1; Vol 6 Part E, 1",
        advice: "Forget the pairing on both devices and pair again; if it happens minutes into a session, look for interference and update the firmware.",
        topics: [Security, Link, Smp, Att, Deadline],
        gates: [],
        check: MicFailure,
    }
}

/// What is known of the encryption of one link.
#[derive(Debug, Default, Clone, Copy)]
struct Encrypted {
    requested: Option<At>,
    on: Option<At>,
    /// Something that was sent encrypted has arrived: the keys fit.
    worked: Option<At>,
    /// Encryption Change said it already.
    failed: Option<At>,
    /// What else was asked on the link and not answered by its end.
    other: Option<(At, Ask)>,
}

impl Encrypted {
    /// Whether it asks for a procedure of the link layer while encryption starts.
    fn collides(&self, question: &Question) -> bool {
        let other = match question.ask {
            Ask::Procedure(opcode) => {
                opcode != Opcode::LE_ENABLE_ENCRYPTION && opcode != Opcode::DISCONNECT
            }
            Ask::LeEvent(event) => event == LeSubevent::REMOTE_CONNECTION_PARAMETER_REQUEST,
            Ask::Control(opcode) => !matches!(
                opcode,
                ControlOpcode::ENC_REQ
                    | ControlOpcode::START_ENC_REQ
                    | ControlOpcode::PAUSE_ENC_REQ
                    | ControlOpcode::TERMINATE_IND
            ),
            _ => false,
        };
        other
            && match (self.requested, self.on) {
                (_, Some(on)) => question.asked <= on,
                (Some(_), None) => true,
                (None, None) => false,
            }
    }

    fn turned_on(&mut self, at: At) {
        self.on = Some(at);
        self.worked = None;
    }
}

#[derive(Debug, Default)]
struct MicFailure {
    links: PerLink<Encrypted>,
}

impl Check for MicFailure {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        match event.what {
            What::Security(step) => {
                let link = self.links.entry(id, out);
                match step {
                    Step::EncryptionRequested | Step::LongTermKeyRequest => {
                        link.requested = Some(event.at);
                    }
                    Step::KeyRefresh(Status::SUCCESS) => link.turned_on(event.at),
                    step if attempt::turned_on(step) => link.turned_on(event.at),
                    Step::EncryptionChange { status: Status::MIC_FAILURE, .. } => {
                        link.failed = Some(event.at);
                    }
                    _ => {}
                }
            }
            What::Smp(SmpMessage { by, .. }) | What::Att(AttMessage { by, .. })
                if by.is_remote() && self.links.get(id).is_some_and(|link| link.on.is_some()) =>
            {
                self.links.entry(id, out).worked = Some(event.at);
            }
            What::Unanswered(Unanswered { question, outcome: Outcome::Ended })
                if self.links.get(id).is_some_and(|link| link.collides(&question)) =>
            {
                self.links.entry(id, out).other = Some((question.asked, question.ask));
            }
            What::LinkDown(end) => {
                let link = self.links.remove(id).unwrap_or_default();
                if end.reason == Some(Status::MIC_FAILURE) {
                    report(&link, event, state, end.by, out);
                }
            }
            _ => {}
        }
    }
}

fn report(link: &Encrypted, event: &Event<'_>, state: &State, by: Side, out: &mut Out<'_>) {
    let at = event.at;
    let radio = event.link.and_then(|id| state.link(id)).and_then(|link| link.radio.as_deref());
    let bad_mic = radio.and_then(|radio| radio.bad_mic);
    let early = link.on.is_none_or(|on| at.seconds_since(on) <= FIRST && link.worked.is_none());
    let other = link.other.filter(|_| early);
    let (cause, confidence) = match (link.on, link.requested, other) {
        (_, _, Some((_, ask))) => {
            let cause = format!(
                ": encryption was starting while {} {ask} was under way, for which a link layer may \
                 end the link; or the two sides have different keys",
                ask.protocol(),
            );
            (cause, Confidence::Confirmed)
        }
        (None, Some(_), _) => {
            (": the two sides have different keys".to_owned(), Confidence::Likely)
        }
        (Some(on), ..) => {
            let after = at.seconds_since(on);
            let why = if after <= FIRST && link.worked.is_none() {
                ": the two sides have different keys"
            } else if after >= LATE || (after > FIRST && link.worked.is_some()) {
                ": a packet was damaged, injected or counted differently"
            } else {
                ""
            };
            let confidence =
                if why.is_empty() { Confidence::Confirmed } else { Confidence::Likely };
            (format!(" {after:.1} s after encryption was switched on{why}"), confidence)
        }
        (None, None, _) => (String::new(), Confidence::Confirmed),
    };
    let who = match (by, radio) {
        (Side::Unknown, _) | (_, None) => "The link ended".to_owned(),
        (by, Some(_)) => {
            format!("{} ended the link", words::capital(by.name()))
        }
    };
    let text = format!("{who} with a MIC failure (0x3d){cause}");
    let mut draft = out.finding(&RULE, at, text).link(event.link).confidence(confidence);
    if let Some((asked, ask)) = other {
        let advice = "Ask for nothing else on the link until encryption is on; if the link ends so all the same, forget the pairing on both devices and pair again.";
        draft = draft.advice(advice).related(asked, format!("{ask}, not answered"));
    }
    draft
        .maybe_related(link.requested, "encryption is asked for")
        .maybe_related(link.on, "encryption is on")
        .maybe_related(link.worked, "the last data that arrived encrypted")
        .maybe_related(link.failed, "encryption could not be switched on")
        .maybe_related(bad_mic, "a packet with a wrong MIC, by the sniffer's key")
        .report(out);
}
