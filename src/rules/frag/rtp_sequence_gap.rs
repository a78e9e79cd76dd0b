//! FRAG034.

use crate::{
    finding::Confidence,
    rules::{Gate, Here, Links, OnLink, Out, Over},
    track::{
        At, Event, LinkId, Side, What,
        event::SequenceGap,
        state::{StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// RTP sequence numbers that are skipped between a Start and the end of the stream or its next
    /// suspension. There is one finding for each start, with the number of gaps and of packets that
    /// are missing.
    ///
    /// Numbering restarts at each Start, and with each synchronisation source. Codecs without RTP
    /// have no numbers. A step of 3000 and more, or far back, is a new beginning and no gap; a
    /// packet that only comes late is FRAG046. What the capture lost itself is not counted as
    /// missing: there the finding is not assessed. Not every capturing program counts what it
    /// loses, so confidence is at most likely.
    ///
    /// ## Why it matters
    /// Each missing packet is some 5 to 25 ms of sound: a click, or a stutter. In what this host
    /// sends, the numbers are missing because the source could not keep pace; in what it receives,
    /// because the sender or its controller threw packets away when the radio was too slow.
    ///
    /// ## What to do
    /// On a source: look at the load of the host and at what else the radio does (Wi-Fi, scanning, a
    /// second link). On a sink: come closer, and choose a lower bit rate.
    ///
    /// ## Examples
    /// ```frames
    /// @streaming
    /// 0.000 > media 3
    /// 0.020 > media 7                   //~ FRAG034
    /// 0.040 > media 8
    /// 0.060 > media 11
    /// ```
    /// The numbering restarts after a pause:
    /// ```frames
    /// @streaming
    /// 0.000 > media 3
    /// 1.000 > avdtp 50 09 04
    /// 1.020 < avdtp 52 09
    /// 5.000 > avdtp 60 07 04
    /// 5.020 < avdtp 62 07
    /// 5.040 > media 100
    /// 5.060 > media 101
    /// ```
    /// The capture itself has lost records:
    /// ```frames
    /// @streaming
    /// 0.000 > media 3
    /// 0.010 ! drop 3
    /// 0.020 > media 7
    /// 0.040 > media 8
    /// ```
    FRAG034 {
        name: "rtp-sequence-gap",
        severity: Warning,
        summary: "audio packets are missing from a stream",
        spec: "RFC 3550, 5.1",
        advice: "On a source look at the load of the host and the radio; on a sink come closer and choose a lower bit rate.",
        topics: [Stream, Link],
        gates: [NoDrop where "the loss lies within the gap"],
        check: Links<Gaps>,
    }
}

#[derive(Debug)]
struct Gap {
    stream: StreamId,
    by: Side,
    first: At,
    /// The packet before the first gap.
    before: At,
    last: At,
    gaps: u32,
    missing: u64,
}

/// Of the stream that plays.
#[derive(Debug, Default)]
struct Gaps(Option<Gap>);

impl OnLink for Gaps {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::SequenceGap(gap) => {
                // Two streams of a link at once take turns.
                if let Some(known) = self.0.take_if(|known| known.stream != gap.stream) {
                    known.report(on.link, out);
                }
                // Not the gate: a drop here must not spoil the gaps before it.
                if out.holds(&RULE, Gate::NoDrop, on.link, gap.previous) {
                    let known = self.0.get_or_insert_with(|| Gap::new(&gap, event.at));
                    known.last = event.at;
                    known.gaps += 1;
                    known.missing += u64::from(gap.missing);
                }
            }
            What::OutOfOrder(packet) if !packet.repeated => {
                // It was not lost, only late.
                if let Some(known) = self.0.as_mut().filter(|known| known.stream == packet.stream) {
                    known.missing = known.missing.saturating_sub(1);
                }
                self.0.take_if(|known| known.missing == 0);
            }
            What::StreamChanged(change) if change.to != StreamState::Configured => {
                self.report(on.link, out);
            }
            _ => {}
        }
    }

    fn over(&mut self, _over: Over, on: Here<'_>, out: &mut Out<'_>) {
        self.report(on.link, out);
    }
}

impl Gaps {
    fn report(&mut self, link: LinkId, out: &mut Out<'_>) {
        if let Some(gap) = self.0.take() {
            gap.report(link, out);
        }
    }
}

impl Gap {
    fn new(gap: &SequenceGap, at: At) -> Self {
        Self {
            stream: gap.stream,
            by: gap.by,
            first: at,
            before: gap.previous,
            last: at,
            gaps: 0,
            missing: 0,
        }
    }

    fn report(&self, link: LinkId, out: &mut Out<'_>) {
        let health = &out.state.health;
        let noticed = health.last_unlogged.is_some_and(|at| at.frame > self.before.frame);
        if noticed && health.unlogged >= self.missing {
            out.not_assessable(&RULE, Gate::NoDrop.reason());
            return;
        }
        let whose = match self.by {
            Side::Unknown => "of the stream".to_owned(),
            by => format!("of the stream from {by}"),
        };
        let packets = if self.missing == 1 { "packet" } else { "packets" };
        let gaps = if self.gaps == 1 { "gap" } else { "gaps" };
        let verb = if self.missing == 1 { "is" } else { "are" };
        let text = format!(
            "{} audio {packets} {whose} {verb} missing, in {} {gaps} of the RTP sequence numbers",
            self.missing, self.gaps
        );
        let mut draft = out
            .finding(&RULE, self.first, text)
            .link(Some(link))
            .confidence(Confidence::Likely)
            .related(self.before, "the last packet before the first gap");
        if self.last != self.first {
            draft = draft.related(self.last, "the last gap");
        }
        draft.report(out);
    }
}
