//! AUTH036.

use crate::{
    rules::{Check, Out, general},
    story::{LinkStory, PhaseKind},
};

crate::rule! {
    /// ## What it checks
    /// An authentication, or a start of encryption, that failed and did not succeed later on the
    /// same link, with a status that has no rule of its own. If a pairing failed just before, that
    /// is reported instead.
    ///
    /// ## Why it matters
    /// The link stays without encryption or is ended, and services that require encryption are refused.
    ///
    /// ## What to do
    /// Look up the status and the frame: a controller that refuses a command says so at once, a
    /// peer that does not answer takes seconds. Pair again if the devices were paired before.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 0f 00 01 1104
    /// 5.010 < event 06 22 4000                        //~ AUTH036
    /// ```
    /// Encryption is not switched on:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00000000000000000000000000000000
    /// 0.100 < event 08 23 4000 00                     //~ AUTH036
    /// ```
    /// Refused, requested again, and successful:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.100 < event 06 23 4000
    /// 0.200 > command 0411 4000
    /// 0.300 < event 06 00 4000
    /// ```
    AUTH036 {
        name: "security-failed",
        severity: Error,
        causes: [AUTH011, CONN001, CONN002, CONN024, CONN025],
        summary: "authentication or encryption failed, with a status that has no rule of its own",
        spec: "Core Vol 4 Part E, 7.7.6, 7.7.8 and 7.7.39; Vol 1 Part F, 2",
        advice: "Look at the status; if the devices were paired before, remove the pairing on both and pair again.",
        topics: [Story],
        gates: [],
        check: SecurityFailed,
    }
}

#[derive(Debug, Default)]
struct SecurityFailed;

impl Check for SecurityFailed {
    fn story(&mut self, story: &LinkStory, out: &mut Out<'_>) {
        for breakdown in story.breakdowns() {
            let (what, began) = match breakdown.cause.kind {
                PhaseKind::Authenticate => ("Authentication", "authentication requested"),
                PhaseKind::Encrypt => ("Encryption", "encryption requested"),
                _ => continue,
            };
            if general::is_explained(story, &breakdown, out) {
                continue;
            }
            let who = breakdown.cause.failed_by.name();
            let text = format!("{what} failed: {}, reported by {who}", breakdown.cause.detail);
            let draft = out.finding(&RULE, breakdown.at, text).link(Some(story.id));
            general::evidence(draft, &breakdown, began).report(out);
        }
    }
}
