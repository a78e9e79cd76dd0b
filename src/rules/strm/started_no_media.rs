//! STRM004.

use super::sides;
use crate::{
    finding::Confidence,
    rules::{Check, Out, PerLink, Recent},
    track::{
        AdapterId, At, Event, LinkId, Side, State, What,
        event::{Intent, Source},
        state::{StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// A Start that was accepted, and not one packet on the media channel in 3 s or more, until the
    /// stream is suspended or closed, the player pauses, or the capture ends. A player that answers the
    /// PLAY key with the report that it is stopped or paused has not paused anything.
    ///
    /// Many phones pass the audio to the controller by a path that no capture shows. The finding is
    /// confirmed only where the adapter carried media at another time; where it never did and the
    /// host uses vendor specific commands, as that path requires, the stream is not assessed. Nor
    /// is a stream that the host has handed to its controller (A2DP Offload Start), or one whose media
    /// channel was opened before the capture.
    ///
    /// ## Why it matters
    /// Both devices show that music plays, but there is silence.
    ///
    /// ## What to do
    /// Look at the source: which output the player uses, whether it is muted, whether its encoder
    /// has failed.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07        //~ STRM004
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    /// PLAY is accepted, and the player stays stopped:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 30 06 04
    /// 0.010 < avdtp 32 06
    /// 0.100 > signal 02 05 0400 1900 4200
    /// 0.110 < signal 03 05 0800 5200 4200 0000 0000
    /// 0.120 > signal 04 05 0400 5200 0000
    /// 0.130 < signal 05 05 0600 4200 0000 0000
    /// 0.140 < signal 04 45 0400 4200 0000
    /// 0.150 > signal 05 45 0600 5200 0000 0000
    /// 3.000 < avctp 00 110e 00 48 7c 44 00
    /// 3.010 > avctp 02 110e 09 48 7c 44 00
    /// 3.020 > avdtp 50 07 04
    /// 3.030 < avdtp 52 07                           //~ STRM004
    /// 3.100 > avctp 12 110e 0d 48 00 00 19 58 31 00 0002 01 00
    /// 20.00 .
    /// ```
    /// Audio that takes its time:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 4.000 > media 0
    /// ```
    /// The sound is there, but its records are cut short:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 ! cut 388
    /// 0.100 > acl 0 9001 5200 80600001 00000000 00000001
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    /// A host that may have sent the sound past the capture:
    /// ```frames
    /// @open
    /// 0.000 > command fd5d 03
    /// 0.010 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    STRM004 {
        name: "started-no-media",
        severity: Error,
        summary: "a stream was started and no audio was sent",
        spec: "AVDTP 1.3, 6",
        advice: "Look at the source: the output its player uses, a mute, a failed encoder.",
        topics: [Controller, Stream, Intent, Link],
        gates: [Start, Full, NoDrop, Time],
        check: NoMedia,
    }
}

/// The silence must last for these seconds.
const PATIENCE: f64 = 3.0;
/// Adapters that are followed.
const MAX_ADAPTERS: usize = 32;
/// Opcode Group Field of vendor specific commands.
const VENDOR: u16 = 0x3f;

#[derive(Debug)]
struct Started {
    stream: StreamId,
    at: At,
    by: Side,
    paused: Option<At>,
}

/// What an adapter did so far.
#[derive(Debug, Clone, Copy)]
struct Adapter {
    id: AdapterId,
    media: bool,
    vendor: bool,
}

#[derive(Debug, Default)]
struct NoMedia {
    waiting: PerLink<Option<Started>>,
    /// The PLAY key was pressed, and the player has not said since that it plays.
    pressed: PerLink<bool>,
    adapters: Recent<Adapter, MAX_ADAPTERS>,
}

impl Check for NoMedia {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        if let What::Command(command) = event.what {
            if command.opcode.0 >> 10 == VENDOR {
                self.adapter(event.adapter, out).vendor = true;
            }
            return;
        }
        let Some(link) = event.link else { return };
        match event.what {
            What::StreamChanged(change) => {
                if let Some(started) = self.waiting.remove(link).flatten() {
                    if started.stream == change.stream {
                        self.judge(&started, link, event.at, state, out);
                    } else {
                        *self.waiting.entry(link, out) = Some(started);
                    }
                }
                if change.to == StreamState::Streaming {
                    let started = Started {
                        stream: change.stream,
                        at: event.at,
                        by: change.by,
                        paused: None,
                    };
                    *self.waiting.entry(link, out) = Some(started);
                }
            }
            What::MediaBegan(stream) => {
                self.adapter(event.adapter, out).media = true;
                self.pressed.remove(link);
                if let Some(started) = self.waiting.remove(link).flatten()
                    && started.stream != stream
                {
                    *self.waiting.entry(link, out) = Some(started);
                }
            }
            What::Intent(intent) => self.intent(link, intent, event.at, out),
            What::LinkDown(_) => {
                self.waiting.remove(link);
                self.pressed.remove(link);
            }
            _ => {}
        }
    }

    fn finish(&mut self, state: &State, out: &mut Out<'_>) {
        let waiting = std::mem::take(&mut self.waiting);
        for (link, started) in { waiting }.iter_mut() {
            if let Some(started) = started.take() {
                let end = state.health.end_of(started.at.source).unwrap_or(started.at);
                self.judge(&started, link, end, state, out);
            }
        }
    }
}

impl NoMedia {
    fn intent(&mut self, link: LinkId, intent: Intent, at: At, out: &mut Out<'_>) {
        match intent {
            Intent::Play(source, _) => {
                *self.pressed.entry(link, out) = source == Source::PassThrough;
            }
            // The player says that the key was in vain: that is no pause.
            Intent::Pause(Source::PlaybackStatus, _) if self.pressed.get(link) == Some(&true) => {}
            Intent::Pause(..) => {
                self.pressed.remove(link);
                if self.waiting.get(link).is_some_and(Option::is_some)
                    && let Some(started) = self.waiting.entry(link, out)
                {
                    started.paused.get_or_insert(at);
                }
            }
            _ => {}
        }
    }

    fn adapter(&mut self, id: AdapterId, out: &mut Out<'_>) -> &mut Adapter {
        let new = || Adapter { id, media: false, vendor: false };
        self.adapters.entry(|adapter| adapter.id == id, new, out)
    }

    fn judge(&mut self, started: &Started, id: LinkId, end: At, state: &State, out: &mut Out<'_>) {
        let silent = started.paused.unwrap_or(end).seconds_since(started.at);
        if silent < PATIENCE || sides::radio_lost(state, Some(id)) {
            return;
        }
        let Some(link) = state.link(id) else { return };
        let Some(stream) = link.avdtp().and_then(|s| s.stream(started.stream)) else {
            return;
        };
        if stream.inferred || stream.channel.is_none() {
            out.not_assessable(&RULE, "the media channel is not known");
            return;
        }
        if stream.offloaded.is_some() {
            out.not_assessable(&RULE, "the host has handed the stream to its controller");
            return;
        }
        let confidence = match *self.adapter(link.adapter, out) {
            Adapter { media: true, .. } => Confidence::Confirmed,
            Adapter { vendor: true, .. } => {
                out.not_assessable(&RULE, "the audio may bypass the capture");
                return;
            }
            _ => Confidence::Likely,
        };
        let source = sides::source(link, stream).unwrap_or(started.by);
        let text = format!(
            "The stream was started, and {} sent no audio for {silent:.0} s",
            source.name()
        );
        out.finding(&RULE, started.at, text)
            .link(Some(id))
            .confidence(confidence)
            .related(started.paused.unwrap_or(end), "still no audio")
            .report(out);
    }
}
