//! STRM001.

use arrayvec::ArrayVec;
use parsers::avdtp::{MessageType, Signal};

use super::sides;
use crate::{
    finding::{Confidence, Severity},
    rules::{Here, Links, OnLink, Out, Over},
    track::{
        At, Event, LinkId, Side, State, What,
        event::{Intent, Source},
        state::{Link, StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// A stream that is open, with its media channel, and no Start for 30 s or more although
    /// somebody wants to hear music: the PLAY key came over AVRCP, or the source reports over AVRCP
    /// that its player plays. Where the source has accepted the key, 10 s are enough. So are 5 s when
    /// the key is taken back by PAUSE or by the end of the link: people do not wait longer. That is a
    /// warning.
    ///
    /// The same goes for a link with the channel for streams on which none is configured.
    ///
    /// A player that reports that it is stopped or paused does not take the key back, unless it had
    /// played since.
    ///
    /// Without such a wish nothing is reported: a silent speaker is no fault. A pause, a stop, a
    /// call or a voice session take the wish back; what does not start again after a voice session
    /// is STRM007, a Start that is refused STRM009, one that is not answered STRM008. A player that
    /// reports that it plays may play to another output, by its user's choice: then it is a
    /// warning, and where another link of the capture carries the sound, an info.
    ///
    /// ## Why it matters
    /// The phone shows "connected" and nothing is heard. The link, the codec and the media channel
    /// are fine; the source did not choose this device as its output.
    ///
    /// ## What to do
    /// Choose the device as the output on the source, and switch the other output off. If it happens
    /// at every connection: restart the audio service of the source and update it.
    ///
    /// ## Examples
    /// The stream is open since the last frames of the prelude, and PLAY is pressed on the speaker:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 30 06 04
    /// 0.010 < avdtp 32 06                           //~ STRM001
    /// 0.100 > signal 02 05 0400 1900 4200
    /// 0.110 < signal 03 05 0800 5200 4200 0000 0000
    /// 0.120 > signal 04 05 0400 5200 0000
    /// 0.130 < signal 05 05 0600 4200 0000 0000
    /// 0.140 < signal 04 45 0400 4200 0000
    /// 0.150 > signal 05 45 0600 5200 0000 0000
    /// 3.000 < avctp 00 110e 00 48 7c 44 00
    /// 3.010 > avctp 02 110e 09 48 7c 44 00
    /// 40.000 .
    /// ```
    /// Nobody wants to hear anything:
    /// ```frames
    /// @open
    /// 40.000 .
    /// ```
    /// PLAY, and the source starts:
    /// ```frames
    /// @open
    /// 3.000 < avctp 00 110e 00 48 7c 44 00
    /// 3.010 > avctp 02 110e 09 48 7c 44 00
    /// 4.000 > avdtp 50 07 04
    /// 4.020 < avdtp 52 07
    /// 4.100 > media 0
    /// 40.000 > media 1
    /// ```
    /// PLAY, and then STOP:
    /// ```frames
    /// @open
    /// 3.000 < avctp 00 110e 00 48 7c 44 00
    /// 5.000 < avctp 10 110e 00 48 7c 45 00
    /// 40.000 .
    /// ```
    /// PLAY is accepted, nothing comes, and the user presses PAUSE:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 30 06 04
    /// 0.010 < avdtp 32 06                           //~ STRM001
    /// 0.100 > signal 02 05 0400 1900 4200
    /// 0.110 < signal 03 05 0800 5200 4200 0000 0000
    /// 0.120 > signal 04 05 0400 5200 0000
    /// 0.130 < signal 05 05 0600 4200 0000 0000
    /// 0.140 < signal 04 45 0400 4200 0000
    /// 0.150 > signal 05 45 0600 5200 0000 0000
    /// 3.000 < avctp 00 110e 00 48 7c 44 00
    /// 3.010 > avctp 02 110e 09 48 7c 44 00
    /// 9.500 < avctp 10 110e 00 48 7c 46 00
    /// ```
    /// Only the channel is there:
    /// ```frames
    /// @avdtp
    /// 3.000 < avctp 00 110e 00 48 7c 44 00          //~ STRM001
    /// 3.010 > avctp 02 110e 09 48 7c 44 00
    /// 20.00 .
    /// ```
    /// The player starts, is paused on the phone, and nobody complains:
    /// ```frames
    /// @open
    /// 3.000 < avctp 00 110e 00 48 7c 44 00
    /// 3.010 > avctp 02 110e 09 48 7c 44 00
    /// 3.100 > avctp 12 110e 0d 48 00 00 19 58 31 00 0002 01 01
    /// 4.000 > avctp 22 110e 0d 48 00 00 19 58 31 00 0002 01 02
    /// 40.000 .
    /// ```
    STRM001 {
        name: "connected-not-active",
        severity: Error,
        summary: "connected and playback requested, but the stream never started",
        spec: "AVDTP 1.3, 6",
        advice: "Choose the device as the output on the source and switch the other output off.",
        topics: [Avdtp, Stream, Intent, Link],
        gates: [Start, NoDrop, Time],
        check: Links<Watch>,
    }
}

/// A Start that does not come for these seconds does not come.
const PATIENCE: f64 = 30.0;
/// The same when the source has accepted the PLAY key.
const ACCEPTED: f64 = 10.0;
/// The same when the key is taken back.
const TAKEN_BACK: f64 = 5.0;
/// Streams of one link that wait for a Start.
const MAX_OPEN: usize = 8;

#[derive(Debug, Clone, Copy)]
struct Open {
    stream: StreamId,
    at: At,
    /// The stream was started before and suspended.
    suspended: bool,
}

#[derive(Debug, Clone, Copy)]
struct Wish {
    at: At,
    source: Source,
    by: Side,
    accepted: bool,
    /// The player has reported that it plays.
    played: bool,
    /// The player of the other side has reported since that it does not.
    refused: bool,
}

/// Why the waiting is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Something else happened, or the capture is over.
    Other,
    /// Nobody wants to hear anything any more.
    TakenBack,
    /// The link or the stream is gone.
    Gone,
}

#[derive(Debug, Default)]
struct Watch {
    open: ArrayVec<Open, MAX_OPEN>,
    wish: Option<Wish>,
    /// That there is no stream at all has been reported.
    said: bool,
    /// Somebody speaks, or the last time that somebody did.
    voice: Option<At>,
    speaking: bool,
}

impl OnLink for Watch {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        let Here { link, at, state } = on;
        match event.what {
            What::Intent(intent) => self.intent(link, intent, at, state, out),
            What::StreamChanged(change) => {
                let stays = [StreamState::Configured, StreamState::Open, StreamState::Streaming];
                let end = if stays.contains(&change.to) { End::Other } else { End::Gone };
                self.judge(link, at, end, state, out);
                self.open.retain(|open| open.stream != change.stream);
                if change.to == StreamState::Open && !self.open.is_full() {
                    let suspended = change.from == StreamState::Streaming;
                    self.open.push(Open { stream: change.stream, at, suspended });
                }
            }
            What::Avdtp(message)
                if message.kind == MessageType::COMMAND && message.signal == Signal::START =>
            {
                // Whatever becomes of it, the source has tried.
                self.judge(link, at, End::Other, state, out);
                self.open.clear();
            }
            _ => {}
        }
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        let Here { link, at, state } = on;
        match over {
            Over::Capture => self.judge(link, at, End::Other, state, out),
            Over::Link(_) => self.judge(link, at, End::Gone, state, out),
            Over::Moment => {}
        }
    }
}

impl Watch {
    fn intent(&mut self, link: LinkId, intent: Intent, at: At, state: &State, out: &mut Out<'_>) {
        match intent {
            Intent::Play(source, by) => {
                // The key says more than the report that follows it.
                let played = source == Source::PlaybackStatus;
                let new = Wish { at, source, by, accepted: false, played: false, refused: false };
                self.wish.get_or_insert(new).played |= played;
            }
            Intent::PlayAccepted(_) => {
                if let Some(wish) = &mut self.wish {
                    wish.accepted |= wish.source == Source::PassThrough;
                }
            }
            Intent::Pause(from, by) => {
                let key = |wish: Wish| wish.source == Source::PassThrough;
                // The player says that the key was in vain.
                let in_vain = from == Source::PlaybackStatus
                    && self.wish.is_some_and(|wish| key(wish) && !wish.played);
                if in_vain {
                    if let Some(wish) = &mut self.wish {
                        wish.refused |= wish.by != by;
                    }
                    return;
                }
                let taken_back = from == Source::PassThrough && self.wish.is_some_and(key);
                let end = if taken_back { End::TakenBack } else { End::Other };
                self.judge(link, at, end, state, out);
                self.wish = None;
            }
            Intent::VoiceBegan(..) => {
                self.judge(link, at, End::Other, state, out);
                self.voice = Some(at);
                self.speaking = true;
            }
            Intent::VoiceEnded(..) => {
                self.voice = Some(at);
                self.speaking = false;
            }
        }
    }

    /// Reports the streams that were not started until `end`, once.
    fn judge(&mut self, id: LinkId, end: At, how: End, state: &State, out: &mut Out<'_>) {
        let (Some(wish), false) = (self.wish, self.speaking) else { return };
        let Some(link) = state.link(id) else { return };
        let Some(session) = link.avdtp() else { return };
        if session.streams.is_empty() && !self.said {
            self.said = no_stream(&wish, link, end, how, state, out);
        }
        let voice = self.voice;
        self.open.retain(|open| {
            let since = open.at.max(wish.at);
            let waited = end.seconds_since(since);
            let Some(Waited { short, given_up }) = wish.was_in_vain(id, waited, how, state) else {
                return true;
            };
            let Some(stream) = session.stream(open.stream) else { return false };
            let source = sides::source(link, stream);
            let told_by_sink =
                wish.source == Source::PlaybackStatus && source.is_some_and(|side| side != wish.by);
            // A stream that was suspended for somebody to speak is STRM007's.
            let spoke = voice.is_some_and(|voice| open.at.seconds_since(voice) < PATIENCE);
            if stream.inferred || stream.channel.is_none() || told_by_sink || spoke {
                return true;
            }
            let elsewhere = is_elsewhere(link, state);
            let (severity, confidence) = match wish.source {
                _ if elsewhere => (Severity::Info, Confidence::Likely),
                _ if short => (Severity::Warning, Confidence::Likely),
                Source::PassThrough => (Severity::Error, Confidence::Confirmed),
                _ => (Severity::Warning, Confidence::Likely),
            };
            let who = wish.by.name();
            let wanted = match wish.source {
                Source::PassThrough => format!("{who} asked to PLAY"),
                _ => format!("{who} reports that it plays"),
            };
            let nobody = match source {
                Some(source) => format!("{} sent no Start", source.name()),
                None => "neither side sent a Start".to_owned(),
            };
            let place = match how {
                _ if elsewhere => ", and another device gets the sound",
                End::TakenBack if given_up => "; then PAUSE or STOP was pressed",
                End::Gone if given_up => "; then the stream was given up",
                _ => "",
            };
            let why = if wish.refused { ", and its player reports that it does not play" } else { "" };
            let text = format!(
                "Connected, not active: the stream is open and {wanted}, but {nobody} in {waited:.0} s{why}{place}"
            );
            let mut draft = out.finding(&RULE, open.at, text);
            if wish.refused {
                draft = draft.advice(
                    "Start playback on the source itself: its player takes the PLAY key and does not play.",
                );
            }
            draft
                .link(Some(id))
                .severity(severity)
                .confidence(confidence)
                .related(open.at, if open.suspended { "suspended, and open" } else { "open from here on" })
                .related(wish.at, "playback is requested")
                .related(end, "still not started")
                .report(out);
            false
        });
    }
}

/// How the waiting for a Start went.
struct Waited {
    /// Not as long as one has to wait.
    short: bool,
    /// The wish was taken back, or what it was for is gone.
    given_up: bool,
}

impl Wish {
    /// Whether it was waited long enough.
    fn was_in_vain(&self, link: LinkId, waited: f64, how: End, state: &State) -> Option<Waited> {
        let key = self.source == Source::PassThrough;
        // What the radio lost was not taken back by anybody.
        let given_up = match how {
            End::Other => false,
            End::TakenBack => key,
            End::Gone => key && !sides::radio_lost(state, Some(link)),
        };
        let short = waited < if self.accepted { ACCEPTED } else { PATIENCE };
        (!short || given_up && waited >= TAKEN_BACK).then_some(Waited { short, given_up })
    }
}

/// Another link of the same capture has the sound.
fn is_elsewhere(link: &Link, state: &State) -> bool {
    state.links.iter().any(|other| {
        other.id != link.id
            && other.adapter.source == link.adapter.source
            && other.avdtp().is_some_and(|session| {
                session.streams.iter().any(|s| s.state == StreamState::Streaming)
            })
    })
}

/// The channel for streams is there, the key was pressed, and there is no stream to be started.
/// Returns whether it was reported.
fn no_stream(
    wish: &Wish,
    link: &Link,
    end: At,
    how: End,
    state: &State,
    out: &mut Out<'_>,
) -> bool {
    let waited = end.seconds_since(wish.at);
    let in_vain = wish.was_in_vain(link.id, waited, how, state);
    if wish.source != Source::PassThrough || in_vain.is_none() {
        return false;
    }
    let severity = if is_elsewhere(link, state) { Severity::Info } else { Severity::Warning };
    let text = format!(
        "Connected, not active: {} asked to PLAY, and neither side configured a stream in {waited:.0} s",
        wish.by.name()
    );
    out.finding(&RULE, wish.at, text)
        .link(Some(link.id))
        .severity(severity)
        .confidence(Confidence::Likely)
        .related(end, "still no stream")
        .report(out);
    true
}
