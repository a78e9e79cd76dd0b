//! STRM016.

use parsers::avdtp::{MessageType, Signal};

use super::settings::Settings;
use crate::{
    finding::Severity,
    rules::{Check, Out, PerLink, words},
    track::{
        At, Event, LinkId, Side, State, What,
        state::{StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// A Set Configuration or Reconfigure that was accepted although it leaves open what the codec
    /// is to do: a field of SBC, MPEG-1,2 or AAC in which not exactly one choice is made, or an
    /// invalid SBC bitpool. In the capabilities several choices are offered; a configuration takes
    /// one of each. A choice or a bitpool that the end point does not offer in its capabilities is
    /// reported too.
    ///
    /// It is a warning when media flows all the same, because each side then guesses how to decode
    /// it. A configuration that was refused is STRM009. Vendor codecs have rules of their own and
    /// are not checked, nor is an AAC bit rate of 0, which means unknown.
    ///
    /// ## Why it matters
    /// The two sides do not know the sampling frequency or the channels of what they play: silence,
    /// noise, or sound that is too fast.
    ///
    /// ## What to do
    /// Choose another codec on the source; update the firmware of the side that configured.
    ///
    /// ## Examples
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 00 00 00 00      //~ STRM016
    /// 0.020 < avdtp 22 03
    /// 0.100 > avdtp 30 06 04
    /// 0.120 < avdtp 32 06
    /// 3.000 .
    /// ```
    /// The peer offers a bitpool of 53 at most:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 10 02 04
    /// 0.010 < avdtp 12 02 01 00 07 06 00 00 ff ff 02 35
    /// 0.020 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 40      //~ STRM016
    /// 0.030 < avdtp 22 03
    /// 0.100 > avdtp 30 06 04
    /// 0.120 < avdtp 32 06
    /// 3.000 .
    /// ```
    /// One choice of each:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.020 < avdtp 22 03
    /// 0.100 > avdtp 30 06 04
    /// 0.120 < avdtp 32 06
    /// 3.000 .
    /// ```
    STRM016 {
        name: "codec-config-invalid",
        severity: Error,
        causes: [STRM001, STRM002, STRM003, STRM004, STRM009],
        summary: "a codec was configured with invalid settings",
        spec: "A2DP 1.4, 4.3.2, 4.4.2 and 4.5.2",
        advice: "Choose another codec on the source; update the firmware of the side that configured.",
        topics: [Avdtp, Stream, Link],
        gates: [Full],
        check: CodecConfigInvalid,
    }
}

#[derive(Debug)]
struct Odd {
    stream: StreamId,
    at: At,
    accepted: At,
    by: Side,
    text: String,
}

#[derive(Debug, Default)]
struct CodecConfigInvalid {
    links: PerLink<Option<Odd>>,
}

impl Check for CodecConfigInvalid {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link else { return };
        match event.what {
            What::Avdtp(message)
                if matches!(message.signal, Signal::SET_CONFIGURATION | Signal::RECONFIGURE)
                    && message.kind == MessageType::ACCEPT =>
            {
                let (Some(at), Some(stream)) = (message.command, message.stream) else { return };
                if let Some(text) = fault_of(state, link, stream) {
                    let by = message.by.opposite();
                    let odd = Odd { stream, at, accepted: event.at, by, text };
                    if let Some(before) = self.links.entry(link, out).replace(odd) {
                        before.report(link, None, out);
                    }
                }
            }
            What::MediaBegan(stream) => self.over(link, stream, Some(event.at), out),
            What::StreamChanged(change) if change.to == StreamState::Idle => {
                self.over(link, change.stream, None, out);
            }
            What::LinkDown(_) => {
                if let Some(odd) = self.links.remove(link).flatten() {
                    odd.report(link, None, out);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        for (link, slot) in self.links.iter_mut() {
            if let Some(odd) = slot.take() {
                odd.report(link, None, out);
            }
        }
    }
}

impl CodecConfigInvalid {
    fn over(&mut self, link: LinkId, stream: StreamId, media: Option<At>, out: &mut Out<'_>) {
        if self.links.get(link).is_some()
            && let Some(odd) = self.links.entry(link, out).take_if(|odd| odd.stream == stream)
        {
            odd.report(link, media, out);
        }
    }
}

impl Odd {
    fn report(&self, link: LinkId, media: Option<At>, out: &mut Out<'_>) {
        let text = format!(
            "{} configured {}, and {} accepted it",
            words::capital(self.by.name()),
            self.text,
            self.by.opposite().name(),
        );
        let severity = if media.is_some() { Severity::Warning } else { Severity::Error };
        out.finding(&RULE, self.at, text)
            .link(Some(link))
            .severity(severity)
            .related(self.accepted, "accepted")
            .maybe_related(media, "media flows all the same")
            .report(out);
    }
}

/// What is wrong with the configuration of a stream.
fn fault_of(state: &State, link: LinkId, stream: StreamId) -> Option<String> {
    let session = state.link(link)?.avdtp()?;
    let configuration = session.stream(stream)?.configuration?;
    let stored = configuration.codec?;
    let chosen = Settings::of(&stored.codec()?)?;
    let acceptor = configuration.initiator.opposite();
    let point = session
        .end_points
        .iter()
        .find(|point| (point.owner, point.seid) == (acceptor, configuration.acceptor_seid));
    let offer = point.and_then(|point| point.codec).filter(|codec| codec.is_same(&stored));
    let offered = offer.as_ref().and_then(|codec| Settings::of(&codec.codec()?));
    let mut faults = chosen.faults();
    if let (true, Some(offered)) = (faults.is_empty(), offered) {
        faults = chosen.beyond(&offered, acceptor.name());
    }
    (!faults.is_empty()).then(|| format!("{} with {}", chosen.name, faults.join(", ")))
}
