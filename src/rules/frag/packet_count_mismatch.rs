//! FRAG027.

use crate::{
    rules::{Check, Out, words},
    text,
    track::{Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A message of AVDTP or AVCTP that takes several packets, and is over, or cut off by another message of its sender,
    /// after more or fewer packets than the first of them announced.
    ///
    /// ## Why it matters
    /// The receiver drops the message, or waits for the rest of it: the stream is not set up, the title is missing.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends it.
    ///
    /// ## Examples
    /// Three packets are announced, and the second is the last:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 10 02 04
    /// 0.010 < avdtp 16 03 02 01 00 07 06
    /// 0.020 < avdtp 1e 00 00 ff ff 02 35       //~ FRAG027
    /// ```
    /// As announced:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 10 02 04
    /// 0.010 < avdtp 16 02 02 01 00 07 06
    /// 0.020 < avdtp 1e 00 00 ff ff 02 35
    /// ```
    FRAG027 {
        name: "packet-count-mismatch",
        severity: Warning,
        causes: [STRM008, CONN030],
        summary: "a message came in more or fewer packets than it announced",
        spec: "AVDTP 1.3, 8.4.3; AVCTP 1.4, 6.1",
        advice: "Update the firmware of the side that sends it.",
        topics: [Fragment],
        gates: [Full, NoDrop],
        check: PacketCount,
    }
}

#[derive(Debug, Default)]
struct PacketCount;

impl Check for PacketCount {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::PacketCount(message) = event.what else { return };
        if event.link.and_then(|id| state.link(id)).is_none_or(|link| link.on_air()) {
            out.not_assessable(&RULE, "the sniffer may have missed packets");
            return;
        }
        let text = format!(
            "{} announced a message of {} in {}, and sent {}",
            words::capital(message.by.name()),
            message.protocol.name(),
            text::count(message.announced.into(), "packet"),
            message.came,
        );
        out.finding(&RULE, event.at, text)
            .link(event.link)
            .related(message.began, "the message begins")
            .report(out);
    }
}
