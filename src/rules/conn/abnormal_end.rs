//! CONN024.

use parsers::hci::Status;

use crate::{
    rules::{Check, Out, general},
    story::{LinkStory, Outcome, PhaseKind},
    text,
};

crate::rule! {
    /// ## What it checks
    /// A link that ended with a reason that is neither an ordinary end (0x13, 0x14, 0x15, 0x16) nor the
    /// subject of another rule, and not in the wake of a pairing or authentication that failed. The
    /// finding says how long the link had been up, or encrypted, and who ended it.
    ///
    /// ## Why it matters
    /// Neither side intended this end. The reason says which layer gave up: the link manager or
    /// link layer of one side (0x22, 0x1f, 0x23, 0x24, 0x28, 0x2a), a key (0x05, 0x06, 0x3d), the
    /// timing (0x3b, 0x3e).
    ///
    /// ## What to do
    /// Look at what was going on just before: a procedure that was not answered, new parameters, a second
    /// connection. Update the firmware of the side that stopped answering.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 9.000 < event 05 00 4000 22                     //~ CONN024
    /// ```
    /// On the air:
    /// ```frames
    /// @air
    /// 0.500 < control 02 2a                           //~ CONN024
    /// ```
    /// One side intended it:
    /// ```frames
    /// @classic
    /// 9.000 < event 05 00 4000 13
    /// ```
    CONN024 {
        name: "abnormal-end",
        severity: Error,
        causes: [CONN004, CONN007, CONN023, RACE002, RACE007],
        summary: "the link ended abnormally",
        spec: "Core Vol 4 Part E, 7.7.5; Vol 6 Part B, 2.4.2.3; Vol 1 Part F, 2",
        advice: "Look at what was going on just before the end, and update the side that gave up.",
        topics: [Story],
        gates: [],
        check: AbnormalEnd,
    }
}

#[derive(Debug, Default)]
struct AbnormalEnd;

impl Check for AbnormalEnd {
    fn story(&mut self, story: &LinkStory, out: &mut Out<'_>) {
        for breakdown in story.breakdowns() {
            let phase = breakdown.cause;
            let ended = phase.kind == PhaseKind::Disconnect;
            if !ended || general::is_explained(story, &breakdown, out) {
                continue;
            }
            let since = |kind: PhaseKind, what: &str| {
                let good = |p: &&crate::story::Phase| p.kind == kind && p.outcome == Outcome::Ok;
                let done = story.phases.iter().rev().find(good)?.ended?;
                let passed = text::duration(breakdown.at.time.since(done.time));
                Some(format!(", {passed} after it was {what}"))
            };
            let after = since(PhaseKind::Encrypt, "encrypted")
                .or_else(|| since(PhaseKind::Connect, "connected"))
                .unwrap_or_default();
            let who = phase.failed_by.name();
            let text = format!("The link ended: {}{after}, by {who}", phase.detail);
            let mut draft = out.finding(&RULE, breakdown.at, text).link(Some(story.id));
            if let Some(advice) = phase.code.and_then(advice) {
                draft = draft.advice(advice);
            }
            general::evidence(draft, &breakdown, "one side asks to end the link").report(out);
        }
    }
}

/// What to try, where the reason says so.
fn advice(reason: u16) -> Option<&'static str> {
    Some(match Status(u8::try_from(reason).ok()?) {
        Status::LL_RESPONSE_TIMEOUT => {
            "Find the unanswered request in an air capture, and update the side that did not answer: its radio firmware is at fault."
        }
        Status::INSTANT_PASSED => {
            "Improve the radio conditions or reduce the load: new parameters or a new channel map arrived too late for their instant, so the link was already weak or busy."
        }
        Status::UNACCEPTABLE_CONNECTION_PARAMETERS => {
            "Request other connection parameters: one side does not accept these."
        }
        _ => return None,
    })
}
