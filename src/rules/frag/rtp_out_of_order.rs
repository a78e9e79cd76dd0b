//! FRAG046.

use crate::{
    finding::{Confidence, Severity},
    rules::{Here, Links, OnLink, Out, Over},
    text,
    track::{
        At, Event, LinkId, Side, What,
        state::{StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// Audio packets that come after one with a later RTP sequence number, and such that come
    /// twice. There is one finding for each start. Numbers up to 64 behind are late; further back,
    /// the numbering has restarted. A packet that is late is not missing: FRAG034 does not count
    /// it.
    ///
    /// ## Why it matters
    /// L2CAP delivers in order, so the source mixed its packets up. Most receivers play what comes and
    /// throw late packets away: a click for each.
    ///
    /// ## What to do
    /// Look at the queue between encoder and controller on the source: several threads that send, or a
    /// retry that sends a packet again.
    ///
    /// ## Examples
    /// ```frames
    /// @streaming
    /// 0.000 > media 3
    /// 0.020 > media 5
    /// 0.040 > media 4                   //~ FRAG046
    /// 0.060 > media 6
    /// ```
    /// Ten that come after the next ten:
    /// ```frames
    /// @streaming
    /// 0.000 > media 13
    /// 0.020 > media 3                   //~ FRAG046
    /// 0.040 > media 4
    /// 0.060 > media 5
    /// 0.080 > media 6
    /// 0.100 > media 7
    /// 0.120 > media 8
    /// 0.140 > media 9
    /// 0.160 > media 10
    /// 0.180 > media 11
    /// 0.200 > media 12
    /// 0.220 > media 14
    /// ```
    /// Missing for good:
    /// ```frames
    /// @streaming
    /// 0.000 > media 3
    /// 0.020 > media 5
    /// 0.040 > media 6
    /// ```
    /// The numbering restarts, not far behind:
    /// ```frames
    /// @streaming
    /// 0.060 > media 3
    /// 0.080 > media 4
    /// 0.100 > media 5
    /// 0.120 > media 6
    /// 0.140 > media 7
    /// 0.160 > media 8
    /// 0.180 > media 9
    /// 0.200 > media 10
    /// 0.220 > media 0
    /// 0.240 > media 1
    /// 0.260 > media 2
    /// 0.280 > media 3
    /// 0.300 > media 4
    /// 0.320 > media 5
    /// 0.340 > media 6
    /// 0.360 > media 7
    /// 0.380 > media 8
    /// 0.400 > media 9
    /// 0.420 > media 10
    /// 0.440 > media 11
    /// ```
    /// The numbering restarts:
    /// ```frames
    /// @streaming
    /// 0.000 > media 303
    /// 0.020 > media 304
    /// 0.040 > media 0
    /// 0.060 > media 1
    /// ```
    FRAG046 {
        name: "rtp-out-of-order",
        severity: Warning,
        summary: "audio packets are out of order or repeated",
        spec: "RFC 3550, 5.1; Core Vol 3 Part A, 1",
        advice: "Look at the queue between encoder and controller on the source.",
        topics: [Stream, Link],
        gates: [],
        check: Links<Disorder>,
    }
}

/// So many packets in a row that come late, and of which none was missing before, are none: the numbers
/// began anew, and the log does not have the start of the stream.
const RESTART: u64 = 8;

#[derive(Debug)]
struct Disordered {
    stream: StreamId,
    by: Side,
    first: At,
    previous: At,
    last: At,
    late: u64,
    repeated: u64,
    /// Packets one after the other that come late without having been missing, and the longest row of
    /// them.
    row: u64,
    longest: u64,
}

/// Of the stream that plays.
#[derive(Debug, Default)]
struct Disorder(Option<Disordered>);

impl OnLink for Disorder {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::OutOfOrder(packet) => {
                if let Some(other) = self.0.take_if(|known| known.stream != packet.stream) {
                    other.report(on.link, out);
                }
                let known = self.0.get_or_insert(Disordered {
                    stream: packet.stream,
                    by: packet.by,
                    first: event.at,
                    previous: packet.previous,
                    last: event.at,
                    late: 0,
                    repeated: 0,
                    row: 0,
                    longest: 0,
                });
                known.row = match packet.fills {
                    true => 0,
                    false if packet.previous == known.last => known.row + 1,
                    false => 1,
                };
                known.longest = known.longest.max(known.row);
                known.last = event.at;
                known.repeated += u64::from(packet.repeated);
                known.late += u64::from(!packet.repeated);
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

impl Disorder {
    fn report(&mut self, link: LinkId, out: &mut Out<'_>) {
        if let Some(known) = self.0.take() {
            known.report(link, out);
        }
    }
}

impl Disordered {
    fn report(&self, link: LinkId, out: &mut Out<'_>) {
        // One number for all packets is no new beginning.
        if self.longest > RESTART && self.late > 0 {
            return;
        }
        let whose = match self.by {
            Side::Unknown => "of the stream".to_owned(),
            side => format!("sent by {side}"),
        };
        let verb = |count: u64| if count == 1 { "comes" } else { "come" };
        let packets = |count: u64| text::count(count, "audio packet");
        let late = match self.late {
            0 => None,
            n => Some(format!("{} {whose} {} after the next one", packets(n), verb(n))),
        };
        let repeated = match (self.repeated, &late) {
            (0, _) => None,
            (n, None) => Some(format!("{} {whose} {} twice", packets(n), verb(n))),
            (n, Some(_)) => Some(format!("{n} {} twice", verb(n))),
        };
        let words: Vec<String> = late.into_iter().chain(repeated).collect();
        let severity = if self.late == 0 && self.longest <= RESTART {
            Severity::Notice
        } else {
            Severity::Warning
        };
        let mut draft = out
            .finding(&RULE, self.first, words.join(", "))
            .link(Some(link))
            .severity(severity)
            .confidence(Confidence::Confirmed)
            .related(self.previous, "the packet before");
        if self.last != self.first {
            draft = draft.related(self.last, "the last of them");
        }
        draft.report(out);
    }
}
