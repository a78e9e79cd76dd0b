//! AUTH001.

use std::borrow::Cow;

use parsers::hci::Status;

use super::{
    attempt::{Attempt, Prompt, Refusal},
    pairing_timeout,
};
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Draft, Out, PerLink, words},
    track::{
        At, Event, Side, State, What,
        event::{LinkEnd, SecurityStep as Step},
        state::Transport,
    },
};

crate::rule! {
    /// ## What it checks
    /// On BR/EDR: Simple Pairing Complete or Authentication Complete with Authentication Failure
    /// (0x05), or a link that ends with it. The preceding steps show the cause, which the finding
    /// names: this host's user who refused, a passkey or PIN that does not match, a peer that
    /// refused, a stored link key that the peer does not share.
    ///
    /// There is one finding per attempt: consequences of the first failure are not reported again.
    /// Encryption that fails is AUTH009, a missing key AUTH002, a prompt that nobody answered
    /// AUTH008, and LE links are not checked.
    ///
    /// ## Why it matters
    /// To the user it is "Failed Authentication", whatever the cause. Trying again with the same key
    /// fails again.
    ///
    /// The controller gives one code for a peer that refused and for a peer whose numbers differ;
    /// where both are possible the finding is likely, not confirmed. A refusal by this host is a
    /// decision and not a fault, so it is a warning. Status 0x06 after a PIN Code Request Negative
    /// Reply is treated as a refusal too.
    ///
    /// ## What to do
    /// Forget the pairing on both devices and pair again. If it fails again, update the firmware.
    ///
    /// ## Examples
    /// The stored keys differ:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
    /// 0.100 < event 06 05 4000                        //~ AUTH001
    /// 0.200 > command 0406 4000 05
    /// 0.300 < event 05 00 4000 16
    /// ```
    /// The user of this host refuses; Authentication Complete says it again:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040c ccbbaa5dcf00
    /// 0.030 < event 31 ccbbaa5dcf00
    /// 0.040 > command 042b ccbbaa5dcf00 01 00 03
    /// 0.050 < event 32 ccbbaa5dcf00 01 00 03
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100
    /// 2.000 > command 042d ccbbaa5dcf00
    /// 2.100 < event 36 05 ccbbaa5dcf00                //~ AUTH001
    /// 2.110 < event 06 05 4000
    /// ```
    /// A passkey that does not match:
    /// ```frames
    /// @classic
    /// 0.000 < event 31 ccbbaa5dcf00
    /// 0.010 > command 042b ccbbaa5dcf00 02 00 03
    /// 0.020 < event 32 ccbbaa5dcf00 00 00 03
    /// 0.400 < event 34 ccbbaa5dcf00
    /// 6.000 > command 042e ccbbaa5dcf00 40e20100
    /// 6.500 < event 36 05 ccbbaa5dcf00                //~ AUTH001
    /// ```
    /// A link that ends with it:
    /// ```frames
    /// @encrypted
    /// 0.000 < event 05 00 4000 05                     //~ AUTH001
    /// ```
    /// The failure of encryption is another rule's, and so is the end of the link after it:
    /// ```frames
    /// @classic
    /// 0.000 > command 0413 4000 01
    /// 0.100 < event 08 05 4000 00
    /// 0.200 < event 05 00 4000 05
    /// ```
    /// The peer gives up while this host has not answered, which is no refusal by the peer:
    /// ```frames
    /// @classic
    /// 0.000 < event 31 ccbbaa5dcf00
    /// 0.010 > command 042b ccbbaa5dcf00 01 00 03
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100
    /// 10.500 < event 36 05 ccbbaa5dcf00               //~ AUTH001
    /// ```
    /// Nobody answered the prompt in time (AUTH008):
    /// ```frames
    /// @classic
    /// 0.000 < event 31 ccbbaa5dcf00
    /// 0.010 > command 042b ccbbaa5dcf00 01 00 03
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100
    /// 30.500 < event 36 05 ccbbaa5dcf00
    /// ```
    /// A key that is missing is not one that differs:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
    /// 0.100 < event 06 06 4000
    /// ```
    AUTH001 {
        name: "br-authentication-failed",
        severity: Error,
        causes: [AUTH009, AUTH036, CONN001, CONN002, CONN024, CONN025],
        summary: "BR/EDR authentication or pairing failed",
        spec: "Core Vol 1 Part F, 2.5; Vol 4 Part E, 7.7.6 and 7.7.45",
        advice: "Forget the pairing on both devices and pair again; if it fails again, update the firmware.",
        topics: [Security, Link],
        gates: [],
        check: AuthenticationFailed,
    }
}

#[derive(Debug, Default)]
struct AuthenticationFailed {
    attempts: PerLink<Attempt>,
}

impl Check for AuthenticationFailed {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        if state.link(id).is_none_or(|link| link.transport == Some(Transport::LowEnergy)) {
            return;
        }
        match event.what {
            What::Security(step) => {
                let attempt = self.attempts.entry(id, out);
                let Some(status) = attempt.step(event.at, step) else { return };
                let what = match step {
                    Step::SimplePairingComplete(_) => "Simple Pairing Complete",
                    Step::AuthenticationComplete(_) => "Authentication Complete",
                    _ => return,
                };
                failed(attempt, event, what, status, out);
            }
            What::LinkDown(end) => {
                let attempt = self.attempts.remove(id).unwrap_or_default();
                if end.reason == Some(Status::AUTHENTICATION_FAILURE) && attempt.failed.is_none() {
                    ended(&attempt, event, state, end, out);
                }
            }
            _ => {}
        }
    }
}

fn failed(attempt: &Attempt, event: &Event<'_>, what: &str, status: Status, out: &mut Out<'_>) {
    let at = event.at;
    // Why this host refused is its own affair, and the controllers make many things of it.
    if status != Status::AUTHENTICATION_FAILURE && attempt.refused.is_none() {
        return;
    }
    if attempt.open_prompt().is_some_and(|(asked, _)| pairing_timeout::is_over(asked, at)) {
        return;
    }
    let (cause, confidence) = cause(attempt);
    let kind = if attempt.pairing.is_some() { "Pairing" } else { "Authentication" };
    let text = format!("{kind} failed: {cause}: {what} with {status}");
    let mut draft = related(attempt, out.finding(&RULE, at, text), at).confidence(confidence);
    if attempt.refused.is_some() {
        draft = draft
            .severity(Severity::Warning)
            .advice("Pair again and accept on this host, if the pairing is wanted.");
    }
    draft.link(event.link).report(out);
}

/// Why, by the steps before.
fn cause(attempt: &Attempt) -> (Cow<'static, str>, Confidence) {
    if attempt.refused.is_none()
        && let Some((_, prompt)) = attempt.open_prompt()
    {
        let cause = format!("this host had not answered the {}", prompt.event());
        return (cause.into(), Confidence::Likely);
    }
    let (cause, confidence) = match (attempt.refused, attempt.pairing, attempt.prompt) {
        (Some((_, Refusal::Pairing)), ..) => ("this host refused to pair", Confidence::Confirmed),
        (Some((_, Refusal::Number)), ..) => ("this host refused the number", Confidence::Confirmed),
        (Some((_, Refusal::Passkey)), ..) => {
            ("no passkey was entered at this host", Confidence::Confirmed)
        }
        (Some((_, Refusal::Pin)), ..) => ("no PIN was entered at this host", Confidence::Confirmed),
        (_, _, Some((_, Prompt::Pin))) => {
            ("this host and the peer use different PINs", Confidence::Likely)
        }
        (_, _, Some((_, Prompt::Passkey))) => (
            "the passkey entered at this host is not the peer's (wrong passkey)",
            Confidence::Likely,
        ),
        (_, Some(_), _) if attempt.shown.is_some() => (
            "the passkey entered at the peer is not this host's (wrong passkey)",
            Confidence::Likely,
        ),
        (_, Some(_), Some((_, Prompt::Confirm))) if attempt.answered.is_some() => {
            ("the peer refused after this host had confirmed", Confidence::Likely)
        }
        (_, Some(_), _) => ("the peer refused to pair", Confidence::Likely),
        (_, None, _) if matches!(attempt.key, Some((_, true))) => {
            ("this host and the peer have different link keys", Confidence::Likely)
        }
        _ => ("the peer was not authenticated", Confidence::Confirmed),
    };
    (cause.into(), confidence)
}

/// The steps that prove it.
fn related(attempt: &Attempt, draft: Draft, before: At) -> Draft {
    // Of the steps before the user is asked only one that is left open is of interest.
    let open = attempt.open_prompt().is_some();
    let prompt = attempt.prompt.filter(|(_, prompt)| open || prompt.user().is_some());
    let answered = attempt.answered.filter(|_| prompt.is_some() || attempt.refused.is_some());
    let asked = match prompt {
        Some((_, Prompt::LinkKey)) => "this host is asked for the link key",
        Some((_, Prompt::IoCapability)) => "this host is asked for its IO capability",
        Some((_, Prompt::OutOfBand)) => "this host is asked for data from out of band",
        Some((_, Prompt::Confirm)) => "this host is asked to confirm a number",
        Some((_, Prompt::Passkey)) => "this host is asked for the passkey",
        Some((_, Prompt::Pin)) | None => "this host is asked for the PIN",
    };
    let key = match attempt.key {
        Some((_, true)) => "this host has a link key",
        _ => "this host has no link key",
    };
    let answer = if attempt.refused.is_some() { "this host refuses" } else { "this host answers" };
    [
        (attempt.began, "the attempt began"),
        (attempt.key.map(|(at, _)| at).filter(|_| attempt.pairing.is_none()), key),
        (prompt.map(|(at, _)| at), asked),
        (attempt.shown, "this host shows the passkey"),
        (answered, answer),
    ]
    .into_iter()
    .fold(draft, |draft, (at, note)| draft.maybe_related(at.filter(|at| *at < before), note))
}

fn ended(attempt: &Attempt, event: &Event<'_>, state: &State, end: LinkEnd, out: &mut Out<'_>) {
    let at = event.at;
    let status = Status::AUTHENTICATION_FAILURE;
    // The controller gives the reason that the peer sent, unless this host asked for the end.
    let by = if end.requested.is_some() { Side::Host } else { Side::Peer };
    let who = by.name();
    let link = event.link.and_then(|id| state.link(id));
    let after = link
        .and_then(|link| link.opened)
        .map(|opened| format!(" {:.1} s after it came up", at.seconds_since(opened)))
        .unwrap_or_default();
    let text = format!("{} ended the link{after}: {status}", words::capital(who));
    let draft = out.finding(&RULE, at, text).maybe_related(end.requested, "this host disconnects");
    related(attempt, draft, at).link(event.link).report(out);
}
