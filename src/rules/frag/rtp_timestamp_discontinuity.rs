//! FRAG035.

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Gate, Out},
    text,
    track::{At, Event, Side, State, What, listen::MILLISECOND},
};

crate::rule! {
    /// ## What it checks
    /// Media that the source throws away: the RTP time stamp jumps ahead by more than the packet before
    /// it plays, while the sequence numbers go on without a gap.
    ///
    /// The unit of the stamps is learned first: only while at least three of four agree with the length
    /// of the packets, which comes from their frames, is the rest a jump. A jump of more than a second, or back,
    /// is a new beginning. Where this host sends, the finding says how long the controller kept packets:
    /// a source that finds it full has to choose between delay and loss.
    ///
    /// ## Why it matters
    /// All packets arrive, and yet sound is missing: no other counter shows it.
    ///
    /// ## What to do
    /// If the controller kept packets, see STRM012: distance, Wi-Fi, bit rate, other links. If it did not, look at
    /// the load of the source and at its audio server.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 1.0
    /// 1.200 > music 1.0 skip 0.1         //~ FRAG035
    /// 2.300 > music 1.0 skip 0.1
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    /// Nothing is skipped:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 1.0
    /// 1.200 > music 1.0
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    FRAG035 {
        name: "rtp-timestamp-discontinuity",
        severity: Error,
        summary: "the source throws audio away",
        spec: "RFC 3550, 5.1",
        advice: "If packets wait in the controller, come closer or choose a lower bit rate; else look at the load of the source.",
        topics: [Stream],
        gates: [Full where "records were cut short while it played"],
        check: ThrownAway,
    }
}

/// Less than this is not heard.
const HEARD: i64 = 20 * MILLISECOND;
/// From so many hundredths of the media on, a user noticed.
const NOTICED: i64 = 2;

#[derive(Debug, Default)]
struct ThrownAway;

impl Check for ThrownAway {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Listened(stream) = event.what else { return };
        let Some(link) = state.link(stream.link) else { return };
        let Some(listener) = link.listener(stream) else { return };
        let ear = &listener.ear;
        let (length, times) = ear.clock.holes;
        let (Some(first), Some(last)) = (ear.first_hole, ear.last_hole) else { return };
        if length < HEARD || !out.holds(&RULE, Gate::Full, stream.link, listener.first) {
            return;
        }
        let source = link.avdtp().and_then(|session| session.stream(stream)?.source());
        let played = ear.media.0.saturating_add(length).max(1);
        let share = length.saturating_mul(100) / played;
        let by_host = source == Some(Side::Host);
        let backlog = by_host && ear.rhythm.stalls > 0;
        let why = match backlog {
            true => format!(
                ", as its controller held packets back {} for up to {}",
                text::count(ear.rhythm.stalls.into(), "time"),
                text::duration(ear.rhythm.longest)
            ),
            false => String::new(),
        };
        let who = source.unwrap_or_default();
        let message = format!(
            "{} threw away {} of {} of audio in {}{why}",
            crate::rules::words::capital(who.name()),
            text::duration(length),
            text::duration(played),
            text::count(times, "jump") + " of the RTP clock"
        );
        let severity = if share >= NOTICED { Severity::Error } else { Severity::Warning };
        let at = |(frame, handed): (u64, i64)| -> Option<At> {
            let hearing = link.hearing.as_ref()?;
            Some(hearing.place(frame, handed, link.adapter.source))
        };
        let Some(first_at) = at(first) else { return };
        let mut draft = out
            .finding(&RULE, first_at, message)
            .link(Some(stream.link))
            .severity(severity)
            .confidence(if backlog { Confidence::Confirmed } else { Confidence::Likely });
        if last != first {
            draft = draft.maybe_related(at(last), "the last jump");
        }
        draft.report(out);
    }
}
