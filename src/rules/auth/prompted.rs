//! AUTH008 on BR/EDR: what the controller asks of this host and its user, and gets no answer to.

use parsers::hci::Status;

use super::{
    attempt::{Attempt, Prompt},
    pairing_timeout::{RULE, is_over},
};
use crate::{
    finding::{Confidence, Severity},
    rules::{Here, Out},
    track::{
        At, Event, LinkId,
        event::{LinkEnd, SecurityStep as Step},
    },
};

/// A link that ends sooner after a question, in nanoseconds, ends for another reason.
const MIN_OPEN: i64 = 1_000_000_000;

/// One BR/EDR link.
#[derive(Debug, Default)]
pub(super) struct Prompted {
    attempt: Attempt,
    /// The prompt that was reported.
    told: Option<At>,
}

pub(super) fn step(prompted: &mut Prompted, event: &Event<'_>, step: Step, out: &mut Out<'_>) {
    let open = prompted.attempt.open_prompt();
    let Some(status) = prompted.attempt.step(event.at, step) else { return };
    let what = match step {
        Step::SimplePairingComplete(_) => "Simple Pairing Complete",
        Step::AuthenticationComplete(_) => "Authentication Complete",
        _ => return,
    };
    let timed_out = status == Status::LL_RESPONSE_TIMEOUT;
    let attempt = &prompted.attempt;
    match open {
        Some((asked, _)) if prompted.told == Some(asked) => {}
        Some((asked, prompt)) if timed_out || is_over(asked, event.at) => {
            prompted.told = Some(asked);
            let end = format!("{what} with {status}");
            report_prompt(event.link, asked, prompt, event.at, Some(&end), out);
        }
        None if timed_out && matches!(step, Step::SimplePairingComplete(_)) => {
            let text = format!("Pairing timed out: the peer did not answer: {what} with {status}");
            out.finding(&RULE, event.at, text)
                .link(event.link)
                .maybe_related(attempt.pairing, "pairing began")
                .maybe_related(attempt.answered, "this host answered its prompt")
                .report(out);
        }
        _ => {}
    }
}

/// The link ends while a question to this host is open.
pub(super) fn left_open(event: &Event<'_>, prompted: &Prompted, end: LinkEnd, out: &mut Out<'_>) {
    let (Some((asked, prompt)), Some(reason)) = (prompted.waits(), end.reason) else { return };
    // Nobody had the time to answer it.
    if event.at.time.since(asked.time) < MIN_OPEN {
        return;
    }
    report_prompt(
        event.link,
        asked,
        prompt,
        event.at,
        Some(&format!("the link ended with {reason}")),
        out,
    );
}

impl Prompted {
    /// The prompt that is open, and was not reported.
    pub(super) fn waits(&self) -> Option<(At, Prompt)> {
        let open = self.attempt.open_prompt();
        open.filter(|(asked, _)| self.told != Some(*asked) && self.attempt.failed.is_none())
    }
}

pub(super) fn unanswered(prompted: &mut Prompted, on: Here<'_>, out: &mut Out<'_>) {
    let Some((asked, prompt)) = prompted.waits() else { return };
    prompted.told = Some(asked);
    report_prompt(Some(on.link), asked, prompt, on.at, None, out);
}

fn report_prompt(
    link: Option<LinkId>,
    asked: At,
    prompt: Prompt,
    now: At,
    end: Option<&str>,
    out: &mut Out<'_>,
) {
    let over = is_over(asked, now);
    let what = match (over, prompt) {
        (_, Prompt::LinkKey) => "Authentication",
        _ => "Pairing",
    };
    let how = if over { "timed out" } else { "was cut off" };
    let user = prompt.user().map(|what| format!(", its user did not {what}")).unwrap_or_default();
    let after = end.map(|end| format!(": {end}")).unwrap_or_default();
    let text = format!(
        "{what} {how}: this host did not answer the {} for {:.0} s{user}{after}",
        prompt.event(),
        now.seconds_since(asked).min(30.0)
    );
    // Whether the user or the host is to blame is not in the capture.
    let sure = if prompt.user().is_some() { Confidence::Likely } else { Confidence::Confirmed };
    let severity = if over { RULE.severity } else { Severity::Warning };
    let draft = out.finding(&RULE, asked, text).link(link).confidence(sure).severity(severity);
    draft.maybe_related(end.map(|_| now), "it ends").report(out);
}
