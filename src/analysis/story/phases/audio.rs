//! Streams from their search to their close, and voice.

use parsers::avdtp::{MessageType, Signal};

use crate::{
    story::{LinkStory, Outcome, Phase, PhaseKind},
    text,
    track::{
        At, Event, What,
        event::{AvdtpMessage, Intent, Source, StreamChange},
        state::{Link, QUIET, Stream, StreamState},
    },
};

/// The detail of the search for end points.
const END_POINTS: &str = "AVDTP";

/// What an event means for streams and voice.
pub(super) fn event(story: &mut LinkStory, link: &Link, event: &Event<'_>) {
    let at = event.at;
    match event.what {
        What::Avdtp(message) => signalling(story, at, &message),
        What::StreamChanged(change) => changed(story, link, at, change),
        What::Intent(Intent::VoiceBegan(Source::Synchronous, by)) => {
            story.begin_once(PhaseKind::Voice, at, by, "");
        }
        What::Intent(Intent::VoiceEnded(Source::Synchronous, _)) => {
            story.end(PhaseKind::Voice, at, Outcome::Ok, None);
        }
        _ => {}
    }
}

fn signalling(story: &mut LinkStory, at: At, message: &AvdtpMessage<'_>) {
    let asks = message.kind == MessageType::COMMAND;
    let accepted = message.kind == MessageType::ACCEPT;
    match message.signal {
        Signal::DISCOVER | Signal::GET_CAPABILITIES | Signal::GET_ALL_CAPABILITIES => {
            let by = if asks { message.by } else { message.by.opposite() };
            story.discover(at, by, END_POINTS, asks);
        }
        Signal::SET_CONFIGURATION if asks => {
            story.begin(PhaseKind::Configure, at, message.by, "");
        }
        Signal::SET_CONFIGURATION if accepted => {
            story.end(PhaseKind::Configure, at, Outcome::Ok, story.codec.clone());
        }
        Signal::SET_CONFIGURATION => {
            let detail = Some("rejected".into());
            story.fail(PhaseKind::Configure, at, message.by, None, detail);
        }
        Signal::SUSPEND | Signal::CLOSE | Signal::ABORT => {
            let kind = match message.signal {
                Signal::SUSPEND => PhaseKind::Suspend,
                _ => PhaseKind::Close,
            };
            if asks {
                let aborts = message.signal == Signal::ABORT;
                story.begin(kind, at, message.by, if aborts { "aborted" } else { "" });
            } else if accepted {
                story.end(kind, at, Outcome::Ok, None);
            } else {
                story.end(kind, at, Outcome::Refused, Some("rejected".into()));
            }
        }
        _ => {}
    }
}

fn changed(story: &mut LinkStory, link: &Link, at: At, change: StreamChange) {
    let stream = link.avdtp().and_then(|session| session.stream(change.stream));
    match (change.from, change.to) {
        (_, StreamState::Streaming) => {
            silent_since(story, at);
            story.begin(PhaseKind::Stream, at, change.by, "");
        }
        (StreamState::Streaming, _) => {
            story.end(PhaseKind::Stream, at, Outcome::Ok, stream.map(flowed));
        }
        (StreamState::Open, _) => {
            silent_since(story, at);
            if let Some(stream) = stream {
                // The stream is in its new state by now.
                never_started(story, stream, None, at);
            }
        }
        _ => {}
    }
}

/// What is known of the media of a stream.
fn flowed(stream: &Stream) -> String {
    match stream.offloaded {
        Some(_) if stream.media.packets == 0 => "handed to the controller, past the log".to_owned(),
        _ => format!("{} media packets", stream.media.packets),
    }
}

/// What was suspended has been silent until now.
fn silent_since(story: &mut LinkStory, now: At) {
    let suspended = |phase: &&mut Phase| {
        matches!(phase.kind, PhaseKind::Suspend | PhaseKind::Stream) && phase.ended.is_some()
    };
    let Some(phase) = story.phases.iter_mut().rev().find(suspended) else { return };
    let Some(since) = phase.ended.filter(|_| phase.kind == PhaseKind::Suspend) else { return };
    let silence = now.time.since(since.time);
    if silence >= QUIET && phase.detail.is_empty() {
        phase.detail = format!("silent for {} after it", text::duration(silence));
    }
}

/// A stream that was opened and is given up without ever having been started.
fn never_started(story: &mut LinkStory, stream: &Stream, opened: Option<At>, at: At) {
    if stream.starts > 0 || stream.inferred {
        return;
    }
    let began = opened.or_else(|| {
        let configured = |phase: &&Phase| phase.kind == PhaseKind::Configure;
        story.phases.iter().rev().find(configured).and_then(|phase| phase.ended)
    });
    let by = stream.configuration.map(|configuration| configuration.initiator);
    story.begin(PhaseKind::Stream, began.unwrap_or(at), by.unwrap_or_default(), "never started");
    story.end(PhaseKind::Stream, at, Outcome::Unfinished, None);
}

/// The link is over.
pub(super) fn over(story: &mut LinkStory, link: &Link, at: At) {
    silent_since(story, at);
    for stream in link.avdtp().into_iter().flat_map(|session| &session.streams) {
        if stream.state == StreamState::Open {
            never_started(story, stream, Some(stream.since), at);
        }
    }
}

/// The capture ends while the link is there.
pub(super) fn goes_on(story: &mut LinkStory, link: &Link) {
    let Some(session) = link.avdtp() else { return };
    for stream in &session.streams {
        match stream.state {
            StreamState::Streaming => {
                if let Some(phase) = story.running(PhaseKind::Stream) {
                    phase.detail = flowed(stream);
                    // It streams: that is how it should be.
                    phase.outcome = Outcome::Ok;
                }
            }
            StreamState::Open if stream.starts == 0 && !stream.inferred => {
                let by = stream.configuration.map(|configuration| configuration.initiator);
                let by = by.unwrap_or_default();
                story.begin(PhaseKind::Stream, stream.since, by, "never started");
            }
            _ => {}
        }
    }
}
