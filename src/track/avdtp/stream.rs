//! Streams and their states (AVDTP 1.3, 9.1). States change by accepted commands only.

use parsers::{
    List, View,
    avdtp::{
        Category, Signal,
        capability::Capability,
        message::{Command, DelayReport},
    },
};

use crate::track::{
    id::{At, LinkId, Side, StreamId},
    state::{
        AvdtpCommand, Configuration, Delay, Media, Session, StoredCodec, Stream, StreamChange,
        StreamState,
    },
};

/// The content protection type of SCMS-T, little-endian (Assigned Numbers, 6.3).
const SCMS_T: [u8; 2] = [0x02, 0x00];

impl Session {
    fn add(&mut self, link: LinkId, at: At) -> &mut Stream {
        self.next_stream = self.next_stream.checked_add(1).unwrap_or(1);
        self.streams.push(Stream {
            id: StreamId { link, number: self.next_stream },
            configuration: None,
            state: StreamState::Idle,
            inferred: false,
            since: at,
            channel: None,
            media: Media::default(),
            starts: 0,
            delay: None,
            offloaded: None,
        });
        let last = self.streams.len() - 1;
        &mut self.streams[last]
    }

    /// A stream that the capture shows only the later part of.
    pub(super) fn infer(&mut self, link: LinkId, state: StreamState, at: At) -> &mut Stream {
        let stream = self.add(link, at);
        stream.inferred = true;
        stream.state = state;
        stream
    }

    pub(super) fn stream_mut(&mut self, id: StreamId) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|stream| stream.id == id)
    }

    /// The stream that `sender` names by the receiver's end point.
    fn named(&self, sender: Side, seid: u8) -> Option<StreamId> {
        let is = |stream: &&Stream| {
            stream.state != StreamState::Idle
                && stream.configuration.is_some_and(|c| {
                    if c.initiator == sender {
                        c.acceptor_seid == seid
                    } else {
                        c.initiator_seid == seid
                    }
                })
        };
        let known = self.streams.iter().rev().find(is);
        // One whose configuration was not seen may be any.
        let inferred =
            || self.streams.iter().rev().find(|s| s.inferred && s.state != StreamState::Idle);
        known.or_else(inferred).map(|stream| stream.id)
    }
}

/// The stream that a command is about. One that the capture shows for the first time is inferred
/// from what the command needs.
pub(super) fn of_command(
    session: &mut Session,
    link: LinkId,
    sender: Side,
    signal: Signal,
    payload: &[u8],
    at: At,
) -> Option<StreamId> {
    let needed = match signal {
        Signal::START | Signal::CLOSE => StreamState::Open,
        Signal::SUSPEND => StreamState::Streaming,
        Signal::OPEN | Signal::RECONFIGURE | Signal::ABORT | Signal::DELAY_REPORT => {
            StreamState::Configured
        }
        _ => return None,
    };
    let seid = payload.first()? >> 2;
    if let Some(id) = session.named(sender, seid) {
        return Some(id);
    }
    // Had the session's beginning been seen, a stream without a configuration would be an error.
    let from_start =
        session.end_points.iter().any(|point| point.sink.is_some()) || !session.streams.is_empty();
    // An Abort may be for what is not there, and a Delay Report comes in many states.
    let tells = matches!(signal, Signal::OPEN | Signal::START | Signal::CLOSE | Signal::SUSPEND);
    if from_start || !tells {
        return None;
    }
    Some(session.infer(link, needed, at).id)
}

/// Keeps what a Delay Report says.
pub(super) fn delay(
    session: &mut Session,
    command: &AvdtpCommand,
    payload: &[u8],
) -> Option<Delay> {
    if command.signal != Signal::DELAY_REPORT {
        return None;
    }
    let report = DelayReport::parse(payload).ok()?;
    let delay = Delay { tenths: report.delay.0, at: command.sent };
    session.stream_mut(command.stream?)?.delay = Some(delay);
    Some(delay)
}

/// What a SET_CONFIGURATION or RECONFIGURE command asks for; the latter names one end point only.
pub(super) fn configuration(
    initiator: Side,
    signal: Signal,
    payload: &[u8],
    at: At,
) -> Option<Configuration> {
    let (acceptor, own, capabilities) = match Command::parse(signal, payload).ok()? {
        Command::SetConfiguration(c) => (c.acceptor.0, c.initiator.0, c.configuration),
        Command::Reconfigure(c) => (c.acceptor.0, 0, c.configuration),
        _ => return None,
    };
    Some(Configuration {
        initiator,
        acceptor_seid: acceptor,
        initiator_seid: own,
        codec: StoredCodec::of(&capabilities),
        protected: is_protected(&capabilities),
        at,
    })
}

/// Whether a configuration puts the octet of SCMS-T before the media (A2DP 1.4, 3.2.1).
fn is_protected(capabilities: &List<'_, Capability<'_>>) -> bool {
    capabilities
        .iter()
        .flatten()
        .any(|c| c.head.category == Category::CONTENT_PROTECTION && c.content.starts_with(&SCMS_T))
}

/// A command was accepted: the stream changes its state.
pub(super) fn accepted(
    session: &mut Session,
    link: LinkId,
    signal: Signal,
    by: Side,
    stream: Option<StreamId>,
    configuration: Option<Configuration>,
    at: At,
) -> Option<StreamChange> {
    if signal == Signal::RECONFIGURE {
        let known = session.stream_mut(stream?)?.configuration.as_mut()?;
        let new = configuration?;
        (known.codec, known.at) = (new.codec.or(known.codec), new.at);
        return None;
    }
    let to = match signal {
        Signal::SET_CONFIGURATION | Signal::GET_CONFIGURATION => StreamState::Configured,
        Signal::OPEN | Signal::SUSPEND => StreamState::Open,
        Signal::START => StreamState::Streaming,
        Signal::CLOSE => StreamState::Closing,
        Signal::ABORT => StreamState::Aborting,
        _ => return None,
    };
    let stream = if signal == Signal::SET_CONFIGURATION {
        // The same end points configured again are the same stream.
        session.streams.take(|s| {
            s.state == StreamState::Idle
                && s.configuration.map(|c| (c.initiator, c.acceptor_seid, c.initiator_seid))
                    == configuration.map(|c| (c.initiator, c.acceptor_seid, c.initiator_seid))
        });
        let stream = session.add(link, at);
        stream.configuration = configuration;
        stream
    } else if signal == Signal::GET_CONFIGURATION {
        return None;
    } else {
        session.stream_mut(stream?)?
    };
    Some(stream.change(to, by, at))
}
