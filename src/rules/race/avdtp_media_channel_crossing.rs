//! RACE022.

use parsers::{
    avdtp::{MessageType, Signal},
    l2cap::{ConnectionResult, Psm},
};

use crate::{
    finding::Severity,
    rules::{Here, Links, OnLink, Out, Over, words},
    track::{
        At, Event, Side, State, What,
        state::{ChannelId, StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// After an accepted AVDTP Open, the side that sent it must open the media channel. The rule
    /// reports a channel that the accepting side requests within 5 s, and a channel that was
    /// requested before the answer to Open and was refused.
    ///
    /// It is a notice when the stream plays in the 5 s that follow, a warning when it is open but
    /// does not play, and an error when it is lost or has no channel.
    ///
    /// A side that has sent an Open of its own is not reported. A channel requested even before the
    /// Open command cannot be distinguished from a second signalling channel.
    ///
    /// ## Why it matters
    /// There are two channels for one stream. The source sends on one of them, the sink may listen
    /// on the other; or one side treats the extra one as a fault and closes the wrong one.
    ///
    /// ## What to do
    /// Update the firmware of the side that opened the channel unasked, or connect from that side.
    ///
    /// ## Examples
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 30 06 04
    /// 0.010 < avdtp 32 06
    /// 0.020 < signal 02 07 0400 1900 6200              //~ RACE022
    /// 0.030 > signal 02 07 0400 1900 4200
    /// 0.040 < signal 03 07 0800 5200 4200 0000 0000
    /// 0.050 > signal 03 07 0800 4600 6200 0000 0000
    /// 0.060 > signal 04 08 0400 5200 0000
    /// 0.070 < signal 05 08 0600 4200 0000 0000
    /// 0.080 < signal 04 08 0400 4200 0000
    /// 0.090 > signal 05 08 0600 5200 0000 0000
    /// 6.000 .
    /// ```
    /// The side that sent Open opens the channel:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 30 06 04
    /// 0.010 < avdtp 32 06
    /// 0.030 > signal 02 07 0400 1900 4200
    /// 0.040 < signal 03 07 0800 5200 4200 0000 0000
    /// 0.060 > signal 04 08 0400 5200 0000
    /// 0.070 < signal 05 08 0600 4200 0000 0000
    /// 0.080 < signal 04 08 0400 4200 0000
    /// 0.090 > signal 05 08 0600 5200 0000 0000
    /// 6.000 .
    /// ```
    /// It comes early, and is refused:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 30 06 04
    /// 0.010 > signal 02 07 0400 1900 4200              //~ RACE022
    /// 0.020 < avdtp 32 06
    /// 0.040 < signal 03 07 0800 0000 4200 0400 0000
    /// 6.000 .
    /// ```
    /// It comes early, and does no harm:
    /// ```frames
    /// @configured
    /// 0.000 > avdtp 30 06 04
    /// 0.010 > signal 02 07 0400 1900 4200
    /// 0.020 < avdtp 32 06
    /// 0.040 < signal 03 07 0800 5200 4200 0000 0000
    /// 6.000 .
    /// ```
    RACE022 {
        name: "avdtp-media-channel-crossing",
        severity: Error,
        causes: [STRM001, STRM003, STRM004, STRM008],
        summary: "the side that must wait opened the media channel",
        spec: "AVDTP 1.3, 6",
        advice: "Update the firmware of the side that opened the media channel unasked, or connect from that side.",
        topics: [Link, Channel, Avdtp, Stream],
        gates: [NoDrop],
        check: Links<OnThis>,
    }
}

/// A channel belongs to an Open that was accepted this long ago at most; and its outcome is
/// assessed after this time, in nanoseconds.
const PATIENCE: i64 = 5_000_000_000;

#[derive(Debug, Clone, Copy)]
struct Opening {
    by: Side,
    sent: At,
    accepted: Option<At>,
    stream: Option<StreamId>,
    /// The media channel that this side asked for.
    own: Option<(ChannelId, At)>,
}

#[derive(Debug, Clone, Copy)]
struct Watch {
    opening: Opening,
    channel: ChannelId,
    by: Side,
    at: At,
    refused: Option<(At, u16)>,
    media: Option<At>,
    lost: bool,
}

#[derive(Debug, Default)]
struct OnThis {
    /// The last Open of this host and of the peer.
    openings: [Option<Opening>; 2],
    watch: Option<Watch>,
}

fn slot(by: Side) -> usize {
    usize::from(by.is_remote())
}

impl OnLink for OnThis {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::Avdtp(m) if m.signal == Signal::OPEN => match m.kind {
                MessageType::COMMAND => {
                    self.openings[slot(m.by)] = Some(Opening {
                        by: m.by,
                        sent: event.at,
                        accepted: None,
                        stream: m.stream,
                        own: None,
                    });
                }
                kind => {
                    let asked = m.by.opposite();
                    let opening = &mut self.openings[slot(asked)];
                    if kind != MessageType::ACCEPT {
                        // What became of an early channel is the refused Open's doing.
                        *opening = None;
                        self.watch.take_if(|watch| watch.by == asked);
                    } else if let Some(opening) = opening {
                        opening.accepted = Some(event.at);
                    }
                }
            },
            What::ChannelRequested(channel) => {
                let asked = on.state.link(on.link).and_then(|link| link.channels.get(channel));
                if let Some(by) = asked.filter(|c| c.psm == Some(Psm::AVDTP)).map(|c| c.initiator) {
                    self.requested(channel, by, event.at);
                }
            }
            _ => {
                if let Some(watch) = self.watch.take_if(|watch| watch.note(event, on.state)) {
                    judge(&watch, on, out);
                }
            }
        }
    }

    fn until(&self) -> Option<At> {
        self.watch.map(|watch| watch.at.after(PATIENCE))
    }

    fn over(&mut self, _over: Over, on: Here<'_>, out: &mut Out<'_>) {
        if let Some(watch) = self.watch.take() {
            judge(&watch, on, out);
        }
    }
}

impl OnThis {
    fn requested(&mut self, channel: ChannelId, by: Side, at: At) {
        let fresh = |opening: &Opening| {
            let since = opening.accepted.unwrap_or(opening.sent);
            at.time.since(since.time) <= PATIENCE
        };
        // The side's own Open is what its channel is for.
        let (mut early, mut unasked) = (None, None);
        if let Some(own) = self.openings[slot(by)].as_mut().filter(|own| fresh(own))
            && own.own.is_none()
        {
            own.own = Some((channel, at));
            early = own.accepted.is_none().then_some(*own);
            if let Some(watch) = &mut self.watch
                && watch.opening.by == by
            {
                watch.opening.own = Some((channel, at));
            }
        } else if !self.openings[slot(by)].as_ref().is_some_and(&fresh) {
            let opening = self.openings[slot(by.opposite())].filter(fresh);
            unasked = opening.filter(|opening| opening.accepted.is_some());
        }
        if let Some(opening) = early.or(unasked) {
            let new = Watch { opening, channel, by, at, refused: None, media: None, lost: false };
            self.watch.get_or_insert(new);
        }
    }
}

impl Watch {
    /// Notes what becomes of the stream. Returns whether it is closed in good order.
    fn note(&mut self, event: &Event<'_>, state: &State) -> bool {
        match event.what {
            What::ChannelRefused(id, result) if id == self.channel => {
                self.refused = Some((event.at, result));
            }
            What::MediaBegan(stream) if self.opening.stream.is_none_or(|s| s == stream) => {
                self.media.get_or_insert(event.at);
            }
            What::StreamChanged(change)
                if self.opening.stream.is_none_or(|s| s == change.stream) =>
            {
                // With the link ends every stream.
                let link = event.link.and_then(|id| state.link(id));
                let ended = link.is_none_or(|link| link.closed.is_some());
                self.lost |= change.to == StreamState::Idle && !ended;
                return change.to == StreamState::Closing;
            }
            _ => {}
        }
        false
    }
}

fn judge(watch: &Watch, on: Here<'_>, out: &mut Out<'_>) {
    let Here { link, state, .. } = on;
    let Watch { opening, by, at, refused, media, lost, .. } = *watch;
    let early = opening.by == by;
    if early && refused.is_none() {
        return;
    }
    let session = state.link(link).and_then(|link| link.avdtp());
    let stream = opening.stream.and_then(|id| session?.stream(id));
    let playing = media.is_some() || stream.is_some_and(|s| s.state == StreamState::Streaming);
    let ready = !lost && stream.is_some_and(|stream| stream.channel.is_some());
    let (severity, fate) = match (playing, ready) {
        (true, _) => (Severity::Notice, "the stream played anyway"),
        (false, true) => (Severity::Warning, "the stream did not play"),
        (false, false) => (Severity::Error, "the stream had no media channel in the end"),
    };
    let who = words::capital(by.name());
    let whose = opening.by.name();
    let mut text = if early {
        format!("{who} opened the media channel before its AVDTP Open was answered")
    } else {
        format!("{who} opened a media channel although the AVDTP Open was sent by {whose}")
    };
    if !early && opening.own.is_some() {
        text.push_str(", which opened one as well");
    }
    if let Some((_, result)) = refused {
        text.push_str(&format!(", and was refused: {}", ConnectionResult(result)));
    }
    text.push_str(&format!("; {fate}"));
    out.finding(&RULE, at, text)
        .link(Some(link))
        .severity(severity)
        .related(opening.sent, "Open")
        .maybe_related(opening.accepted, "Open accepted")
        .maybe_related(
            opening.own.map(|(_, at)| at).filter(|&own| own != at),
            "media channel of the side that sent Open",
        )
        .maybe_related(refused.map(|(at, _)| at), "refused")
        .maybe_related(media, "media flows")
        .report(out);
}
