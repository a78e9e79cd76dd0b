//! What happened to streams, moment by moment.

use std::borrow::Cow;

use parsers::avdtp::{MessageType, Signal};

use super::lane::Of;
use crate::{
    rules::Cause,
    text,
    track::{
        At, Event, LinkId, Side, State, What,
        event::{Dropout, Intent, Source},
        listen::Kind,
        state::{StreamState, Use},
    },
};

/// A moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The frame.
    pub at: At,
    /// The link.
    pub link: LinkId,
    /// What of it.
    pub of: Of,
    /// Who did it.
    pub by: Side,
    /// What it is, in a few words.
    pub text: Cow<'static, str>,
    /// Its letter in a picture.
    pub sign: Sign,
}

/// The kinds of moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// The user's wish to play, to pause, to speak, or for another volume, or what the player says of it.
    Wish,
    /// It is configured.
    Configured,
    /// It begins.
    Start,
    /// It pauses.
    Suspend,
    /// It ends.
    Close,
    /// Something was refused.
    Refused,
    /// The listener hears nothing.
    Silence,
}

impl Sign {
    /// One character for it.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Wish => "u",
            Self::Configured => "c",
            Self::Start => "S",
            Self::Suspend => "P",
            Self::Close => "C",
            Self::Refused => "R",
            Self::Silence => "!",
        }
    }
}

/// The moment that an event is, if it is one.
pub(super) fn of(event: &Event<'_>, state: &State) -> Option<Mark> {
    let link = event.link?;
    let mark = |of, by, sign, text: Cow<'static, str>| {
        Some(Mark { at: event.at, link, of, by, text, sign })
    };
    match event.what {
        What::StreamChanged(change) => {
            let of = Of::Stream(change.stream.number);
            let (sign, text) = match (change.from, change.to) {
                (_, StreamState::Streaming) => (Sign::Start, "start"),
                (StreamState::Streaming, StreamState::Open) => (Sign::Suspend, "suspend"),
                (_, StreamState::Closing) => (Sign::Close, "close"),
                (_, StreamState::Aborting) => (Sign::Close, "abort"),
                (StreamState::Streaming, _) => (Sign::Close, "end"),
                (_, StreamState::Configured) => (Sign::Configured, "configured"),
                _ => return None,
            };
            mark(of, change.by, sign, text.into())
        }
        What::Avdtp(message) if message.kind == MessageType::REJECT => {
            let stream = message.stream?.number;
            let what = match message.signal {
                Signal::START => "start",
                Signal::SUSPEND => "suspend",
                Signal::OPEN => "open",
                Signal::CLOSE => "close",
                Signal::SET_CONFIGURATION => "configuration",
                _ => return None,
            };
            let text = format!("{what} refused");
            mark(Of::Stream(stream), message.by, Sign::Refused, text.into())
        }
        What::Dropout(dropout) => {
            let of = Of::Stream(dropout.stream.number);
            let mark = mark(of, dropout.by, Sign::Silence, silence(&dropout, state).into())?;
            Some(Mark { at: dropout.after, ..mark })
        }
        What::Volume(volume) => {
            let text = format!("volume {} %", volume.percent);
            mark(Of::Link, volume.by, Sign::Wish, text.into())
        }
        What::Intent(intent) => {
            let (of, by, sign, text) = match intent {
                Intent::Play(source, by) => (None, by, Sign::Wish, play("play", source)),
                Intent::PlayAccepted(_) => return None,
                Intent::Pause(source, by) => (None, by, Sign::Wish, play("pause", source)),
                Intent::VoiceBegan(Source::Synchronous, by) => {
                    (Some(Of::Voice), by, Sign::Start, "voice begins")
                }
                Intent::VoiceEnded(Source::Synchronous, by) => {
                    (Some(Of::Voice), by, Sign::Close, "voice ends")
                }
                Intent::VoiceBegan(_, by) => (Some(Of::Voice), by, Sign::Wish, "call begins"),
                Intent::VoiceEnded(_, by) => (Some(Of::Voice), by, Sign::Wish, "call ends"),
            };
            mark(of.unwrap_or(Of::Link), by, sign, text.into())
        }
        _ => None,
    }
}

fn play(what: &'static str, source: Source) -> &'static str {
    match (what, source) {
        ("play", Source::PlaybackStatus) => "the player plays",
        (_, Source::PlaybackStatus) => "the player pauses",
        ("play", _) => "play key",
        _ => "pause key",
    }
}

/// How long the listener heard nothing, and why.
fn silence(dropout: &Dropout, state: &State) -> String {
    let length = text::duration(dropout.length);
    let link = state.link(dropout.stream.link);
    let why = match (dropout.kind, link.and_then(|link| Cause::of(dropout, link, state))) {
        (Kind::Lost(packets), _) => {
            format!("{} lost", text::count(u64::from(packets), "packet"))
        }
        (_, Some(Cause::Host)) => "this host is late".to_owned(),
        (_, Some(Cause::Busy(busy))) => match busy.with {
            Use::Page | Use::Connecting => "a link is made",
            Use::Inquiry => "inquiry",
            Use::NameRequest => "name request",
            Use::RoleSwitch => "role switch",
            Use::Voice => "voice",
            Use::Sniff => "sniff mode",
        }
        .to_owned(),
        (_, Some(Cause::OtherLink(other, _))) => format!("data of link {}", other.0),
        (_, Some(Cause::Radio)) => "waits for the air".to_owned(),
        (_, Some(Cause::Before)) => "it comes late".to_owned(),
        (_, None) if dropout.asked.is_some() => "paused".to_owned(),
        (_, None) => "nothing to play".to_owned(),
    };
    format!("silence of {length}: {why}")
}
