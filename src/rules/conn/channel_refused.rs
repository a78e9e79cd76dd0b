//! CONN025.

use parsers::l2cap::ConnectionResult;

use crate::{
    finding::Severity,
    rules::{Check, Out, general, words},
    story::{LinkStory, Outcome, PhaseKind},
    track::state::Transport,
};

crate::rule! {
    /// ## What it checks
    /// An L2CAP channel that was requested, refused, and not opened later on the same link, where
    /// no other rule says why. A service that the other side simply does not have (PSM not
    /// supported) is a notice: hosts probe for services.
    ///
    /// ## Why it matters
    /// The service that wanted the channel does not work: no AVDTP, no music; no AVCTP, no buttons.
    ///
    /// ## What to do
    /// For "security block", pair and encrypt first; for "no resources", close another channel or
    /// disconnect another device; "invalid source CID" and the like are faults of the side that
    /// asked.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 0.000 > signal 02 01 0400 1900 4000
    /// 0.050 < signal 03 01 0800 0000 4000 0300 0000    //~ CONN025
    /// ```
    /// Refused, and granted the next time:
    /// ```frames
    /// @classic
    /// 0.000 > signal 02 01 0400 1900 4000
    /// 0.050 < signal 03 01 0800 0000 4000 0300 0000
    /// 1.000 > signal 02 02 0400 1900 4100
    /// 1.050 < signal 03 02 0800 4100 4100 0000 0000
    /// 1.060 > signal 04 03 0400 4100 0000
    /// 1.070 < signal 04 03 0400 4100 0000
    /// 1.080 > signal 05 03 0600 4100 0000 0000
    /// 1.090 < signal 05 03 0600 4100 0000 0000
    /// ```
    CONN025 {
        name: "channel-refused",
        severity: Warning,
        causes: [CONN002, STRM001, STRM002, STRM003],
        summary: "an L2CAP channel was refused",
        spec: "Core Vol 3 Part A, 4.3, 4.5, 4.23 and 4.26",
        advice: "Look at the result: pair and encrypt first for a security block, close other channels for a lack of resources.",
        topics: [Story],
        gates: [],
        check: ChannelRefused,
    }
}

#[derive(Debug, Default)]
struct ChannelRefused;

impl Check for ChannelRefused {
    fn story(&mut self, story: &LinkStory, out: &mut Out<'_>) {
        for breakdown in story.breakdowns() {
            let phase = breakdown.cause;
            let channel = phase.kind == PhaseKind::OpenChannel;
            if !channel || general::is_explained(story, &breakdown, out) {
                continue;
            }
            let who = words::capital(phase.failed_by.name());
            let what = if phase.granted { "the configuration of a channel" } else { "a channel" };
            let text = format!("{who} refused {what} for {}", phase.detail);
            let mut draft = out.finding(&RULE, breakdown.at, text).link(Some(story.id));
            // A service that was there a moment ago is not one that the device lacks.
            let there = story.phases.iter().any(|other| {
                (other.kind, other.psm) == (phase.kind, phase.psm) && other.outcome == Outcome::Ok
            });
            let absent = story.transport == Some(Transport::Classic)
                && phase.code == Some(ConnectionResult::PSM_NOT_SUPPORTED.0)
                && !phase.granted
                && !there;
            if absent {
                draft = draft
                    .severity(Severity::Notice)
                    .advice("Do nothing: the other side does not have this service, and nothing else is wrong.");
            }
            general::evidence(draft, &breakdown, "channel requested").report(out);
        }
    }
}
