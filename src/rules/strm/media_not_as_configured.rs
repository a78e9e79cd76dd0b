//! STRM030.

use parsers::avdtp::Codec;

use crate::{
    rules::{Check, Out, words},
    track::{
        Event, Side, State, What,
        event::{MediaFault, MediaForm},
        state::StreamId,
    },
};

crate::rule! {
    /// ## What it checks
    /// The headers of SBC frames against the configuration of their stream: sampling frequency, channel mode, block length,
    /// subbands, allocation method, and a bitpool above the largest that was configured. Reported once for each start of a
    /// stream. Eight packets in a row of a stream of SBC that are neither RTP nor SBC are reported too. Frames of other
    /// codecs have no such header, or are not read.
    ///
    /// ## Why it matters
    /// A receiver that decodes by the configuration plays too fast, too slowly, or as noise. A
    /// bitpool that is too large overflows its buffers.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends.
    ///
    /// ## Examples
    /// The stream is configured for 44.1 kHz, and the frames have 48 kHz:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > l2cap 0052 8060 0001 00000000 00000001 01 9cfd3500 00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000        //~ STRM030
    /// 0.120 > l2cap 0052 8060 0002 00000080 00000001 01 9cfd3500 00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    /// ```
    /// As configured, with less than the largest bitpool:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > l2cap 0052 8060 0001 00000000 00000001 01 9cbd0200 00000000000000000000000000
    /// ```
    STRM030 {
        name: "media-not-as-configured",
        severity: Warning,
        causes: [FRAG032, FRAG034, FRAG035, STRM011, STRM012, STRM029],
        summary: "the media does not match the stream's configuration",
        spec: "A2DP 1.4, 4.3.2 and B.3",
        advice: "Update the side that sends: its encoder does not follow the configuration.",
        topics: [Stream],
        gates: [Full],
        check: NotAsConfigured,
    }
}

#[derive(Debug, Default)]
struct NotAsConfigured;

impl Check for NotAsConfigured {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::MediaForm(MediaForm { stream, by, fault }) = event.what else { return };
        let (frame, differs) = match fault {
            MediaFault::Form { frame, differs } => (frame, differs),
            MediaFault::Foreign(what) => return foreign(event, stream, by, what, out),
            _ => return,
        };
        let found = state.link(stream.link).and_then(|link| link.avdtp()?.stream(stream));
        let Some(configuration) = found.and_then(|stream| stream.configuration) else { return };
        let Some(stored) = configuration.codec else { return };
        let name =
            |name: Option<&'static str>| name.unwrap_or("one that is reserved").to_lowercase();
        let (got, wanted) = match (differs, stored.codec()) {
            ("bitpool", Some(Codec::Sbc(sbc))) => (
                format!("a bitpool of {}", frame.bitpool),
                format!(" of no more than {}", sbc.maximum_bitpool),
            ),
            ("channel mode", _) => {
                (format!("channel mode {}", name(frame.mode.name())), String::new())
            }
            ("sampling frequency", _) => {
                let frequency = frame.frequency.name().unwrap_or("unknown");
                (format!("a sampling frequency of {frequency}"), String::new())
            }
            ("block length", _) => (format!("{} blocks", frame.block_count()), String::new()),
            ("subbands", _) => (format!("{} subbands", frame.subband_count()), String::new()),
            _ => (format!("allocation by {}", name(frame.allocation.name())), String::new()),
        };
        let message = format!(
            "{} sends SBC with {got}, and the stream is configured for {}",
            words::capital(by.name()),
            if wanted.is_empty() { stored.to_string() } else { format!("one{wanted}") },
        );
        out.finding(&RULE, event.at, message)
            .link(Some(stream.link))
            .related(configuration.at, "the configuration")
            .report(out);
    }
}

/// Packet after packet is something else.
fn foreign(event: &Event<'_>, stream: StreamId, by: Side, what: &str, out: &mut Out<'_>) {
    let message = format!(
        "{} sends packets that are not {what}, which the stream carries",
        words::capital(by.name())
    );
    out.finding(&RULE, event.at, message).link(Some(stream.link)).report(out);
}
