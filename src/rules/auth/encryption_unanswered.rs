//! AUTH010.

use parsers::hci::{Opcode, Status};

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out},
    text,
    track::{
        Event, State, What,
        event::Unanswered,
        state::{Ask, Link, Outcome, Question},
    },
};

crate::rule! {
    /// ## What it checks
    /// The host asked for encryption, the controller took the command, and no Encryption Change came:
    /// until the link ended, 5 s later or more, or at all.
    ///
    /// ## Why it matters
    /// The other side never answered the start of encryption. Its controller may wait for a key that its
    /// host does not give, or hang. After 30 s (BR/EDR) or 40 s (LE) the link ends with 0x22.
    ///
    /// ## What to do
    /// Look at the host of the other side: whether it was asked for the key. Restart the device, and
    /// update its firmware.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff //~ AUTH010
    /// 0.010 < event 0f 00 01 1920
    /// 40.10 < event 05 00 4000 22
    /// ```
    /// This host gives up:
    /// ```frames
    /// @classic
    /// 0.000 > command 0413 4000 01                    //~ AUTH010
    /// 0.010 < event 0f 00 01 1304
    /// 9.000 > command 0406 4000 13
    /// 9.010 < event 0f 00 01 0604
    /// 9.050 < event 05 00 4000 16
    /// ```
    /// The link is lost meanwhile, which is the fault:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.010 < event 0f 00 01 1920
    /// 8.000 < event 05 00 4000 08
    /// ```
    AUTH010 {
        name: "encryption-unanswered",
        severity: Error,
        causes: [CONN001, CONN013, CONN024],
        summary: "encryption was asked for and never switched on",
        spec: "Core Vol 4 Part E, 7.1.16 and 7.8.24; Vol 6 Part B, 5.2",
        advice: "Restart the other device and update its firmware: it does not answer the start of encryption.",
        topics: [Deadline],
        gates: [NoDrop, Time],
        check: EncryptionUnanswered,
    }
}

/// Left until the end of the link for the answer to be missed, in nanoseconds.
const LONG_ENOUGH: i64 = 5_000_000_000;

/// Whether a request is for encryption: then this rule knows more than the one of all requests.
pub(in crate::rules) fn encrypts(ask: Ask) -> bool {
    matches!(ask, Ask::Procedure(Opcode::SET_CONNECTION_ENCRYPTION | Opcode::LE_ENABLE_ENCRYPTION))
}

#[derive(Debug, Default)]
struct EncryptionUnanswered;

impl Check for EncryptionUnanswered {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Unanswered(Unanswered { question, outcome }) = event.what else { return };
        let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
        if !encrypts(question.ask) || outcome == Outcome::Overdue {
            return;
        }
        let waited = event.at.time.since(question.asked.time);
        let reason = link.closed.and_then(|(_, reason)| reason);
        if !question.overdue && (waited < LONG_ENOUGH || !is_given_up(link, &question, reason)) {
            return;
        }
        let waited = text::duration(waited);
        let asked = format!("this host asked for it ({})", question.ask);
        let text = match (outcome, reason) {
            (Outcome::Late, _) => format!("Encryption came, but only after {waited}: {asked}"),
            (_, Some(reason)) => {
                let who = ended_by(link, reason);
                format!(
                    "Encryption was never switched on: {asked}, and after {waited} {who}: {reason}"
                )
            }
            _ => format!("Encryption was not switched on in {waited}: {asked}"),
        };
        // An end that answers to this is no cause of its own.
        if let (Some(id), Some((at, _))) = (event.link, link.closed) {
            out.follows(id, at);
        }
        let severity = if outcome == Outcome::Late { Severity::Notice } else { RULE.severity };
        let confidence = if question.overdue { Confidence::Confirmed } else { Confidence::Likely };
        out.finding(&RULE, question.asked, text)
            .link(event.link)
            .severity(severity)
            .confidence(confidence)
            .maybe_related(link.closed.map(|(at, _)| at), "the link ends")
            .report(out);
    }
}

/// The link ended over it: by one side, or since the other did not answer.
fn is_given_up(link: &Link, question: &Question, reason: Option<Status>) -> bool {
    link.closed.is_some_and(|(at, _)| at >= question.asked)
        && !matches!(reason, None | Some(Status::CONNECTION_TIMEOUT))
}

fn ended_by(link: &Link, reason: Status) -> &'static str {
    match reason {
        Status::LL_RESPONSE_TIMEOUT => "the link ended",
        Status::LOCAL_HOST_TERMINATED => "this host ended the link",
        _ if link.disconnecting.is_some() => "this host ended the link",
        _ => "the peer ended the link",
    }
}
