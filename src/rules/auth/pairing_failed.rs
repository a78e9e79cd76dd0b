//! AUTH100.

use parsers::smp::Reason;

use crate::{
    rules::{Check, Out, general},
    story::{LinkStory, PhaseKind},
    track::Side,
};

crate::rule! {
    /// ## What it checks
    /// A pairing that failed and did not succeed later on the same link, for a reason that has no
    /// rule of its own: any reason of Pairing Failed, or any status of Simple Pairing Complete. Its
    /// consequences (an authentication that failed, a link that was ended) belong to the same
    /// finding.
    ///
    /// ## Why it matters
    /// Without a pairing there is no key, and so no encryption and none of the services that
    /// require it.
    ///
    /// ## What to do
    /// The reason says who could not go on, and why. Pair again, with the other device in pairing
    /// mode; if it fails in the same way, include the reason in the bug report.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 04 00 05 10 01 01
    /// 0.050 < smp 02 02 00 05 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// 0.150 < smp 05 0b                               //~ AUTH100
    /// ```
    /// Over BR/EDR, with what follows from it:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.100 < event 32 ccbbaa5dcf00 00 00 00
    /// 0.400 < event 36 18 ccbbaa5dcf00                //~ AUTH100
    /// 0.410 < event 06 18 4000
    /// 0.900 < event 05 00 4000 13
    /// ```
    /// It failed, and the next attempt did not:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.400 < event 36 38 ccbbaa5dcf00
    /// 0.410 < event 06 38 4000
    /// 1.000 > command 0411 4000
    /// 1.400 < event 36 00 ccbbaa5dcf00
    /// 1.410 < event 06 00 4000
    /// ```
    AUTH100 {
        name: "pairing-failed",
        severity: Error,
        causes: [AUTH009, AUTH036, CONN001, CONN002, CONN024],
        summary: "pairing failed, for a reason that has no rule of its own",
        spec: "Core Vol 3 Part H, 3.5.5; Vol 4 Part E, 7.7.45",
        advice: "Put the other device into pairing mode and pair again; if it fails in the same way, report the reason.",
        topics: [Story],
        gates: [],
        check: PairingFailed,
    }
}

#[derive(Debug, Default)]
struct PairingFailed;

impl Check for PairingFailed {
    fn story(&mut self, story: &LinkStory, out: &mut Out<'_>) {
        for breakdown in story.breakdowns() {
            let phase = breakdown.cause;
            if phase.kind != PhaseKind::Pair || general::is_explained(story, &breakdown, out) {
                continue;
            }
            let who = phase.failed_by.name();
            let text = format!("Pairing failed: {}, reported by {who}", phase.detail);
            let mut draft = out.finding(&RULE, breakdown.at, text).link(Some(story.id));
            // A controller reports a status, a side a reason of Pairing Failed.
            let reason =
                phase.code.filter(|_| !matches!(phase.failed_by, Side::Controller | Side::Unknown));
            if let Some(advice) = reason.and_then(advice) {
                draft = draft.advice(advice);
            }
            general::evidence(draft, &breakdown, "pairing began").report(out);
        }
    }
}

/// What to try, where the reason says so.
fn advice(reason: u16) -> Option<&'static str> {
    let reason = Reason(u8::try_from(reason).ok()?);
    Some(match reason {
        Reason::OOB_NOT_AVAILABLE => {
            "Remove the out-of-band data from the side that has it, or give it to both: one side requires it."
        }
        Reason::ENCRYPTION_KEY_SIZE => {
            "Update the device with the shorter key: the other side requires a longer one."
        }
        Reason::REPEATED_ATTEMPTS => {
            "Wait, then try once with the right passkey: the device refuses to pair for a while after failed attempts."
        }
        Reason::DHKEY_CHECK_FAILED => {
            "Pair again: the two sides have different keys. If it fails again, one implementation is wrong or there is a man in the middle."
        }
        Reason::BR_EDR_PAIRING_IN_PROGRESS | Reason::BUSY => {
            "Wait until the pairing that is already under way has ended."
        }
        _ => return None,
    })
}
