//! CONN025.

use parsers::{
    hci::Status,
    l2cap::{ConnectionResult, Psm},
};

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
    /// supported) is a notice: hosts probe for services. A service that had been used on this link, and
    /// is refused within two seconds before one side ends it, is an info: the link was being closed.
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
    /// A service that was there is refused as the link ends, an info:
    /// ```frames
    /// @avdtp
    /// 1.100 < signal 02 05 0400 1700 5900
    /// 1.110 > signal 03 05 0800 0000 5900 0300 0000    //~ CONN025
    /// 2.000 < event 05 00 4000 13
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

/// A link that one side ends within this time, in nanoseconds, was being closed.
const CLOSING: i64 = 2_000_000_000;

/// One side wanted the link to end.
fn is_wanted(reason: Status) -> bool {
    matches!(
        reason,
        Status::REMOTE_USER_TERMINATED | Status::REMOTE_POWER_OFF | Status::LOCAL_HOST_TERMINATED
    )
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
            // A service that was there a moment ago is not one that the device lacks.
            let there = story.phases.iter().any(|other| {
                (other.kind, other.psm) == (phase.kind, phase.psm) && other.outcome == Outcome::Ok
            });
            let ended = story.end.is_some_and(|end| end.reason.is_some_and(is_wanted));
            // AVDTP has a second channel, for the media, which is another thing.
            let anew = there && phase.psm != Some(Psm::AVDTP);
            let closing = anew && ended && story.last.time.since(breakdown.at.time) <= CLOSING;
            let as_it_ends = if closing { ", as the link was being closed" } else { "" };
            let text = format!("{who} refused {what} for {}{as_it_ends}", phase.detail);
            let mut draft = out.finding(&RULE, breakdown.at, text).link(Some(story.id));
            let absent = story.transport == Some(Transport::Classic)
                && phase.code == Some(ConnectionResult::PSM_NOT_SUPPORTED.0)
                && !phase.granted
                && !there;
            if closing {
                draft = draft.severity(Severity::Info).advice(
                    "Do nothing: the service had been used before, and the link was being closed.",
                );
            } else if absent {
                draft = draft
                    .severity(Severity::Notice)
                    .advice("Do nothing: the other side does not have this service, and nothing else is wrong.");
            }
            general::evidence(draft, &breakdown, "channel requested").report(out);
        }
    }
}
