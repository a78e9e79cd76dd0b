//! Answers that were given, as what follows them shows, and that are not in the capture.

use parsers::avdtp::Signal;

use super::stream;
use crate::track::{
    deadline,
    id::{At, LinkId, Side, StreamId},
    layer::Queue,
    state::{Ask, AvdtpCommand, Link, Session, StreamChange, StreamState},
};

/// The answer to a command was given and is not in the capture.
pub(super) fn answered(link: &mut Link, command: &AvdtpCommand, events: &mut Queue<'_>) {
    deadline::unseen(link, events, |q| {
        (q.ask, q.by) == (Ask::Avdtp(command.signal), command.by)
            && (q.key, q.channel) == (u64::from(command.label), Some(command.channel))
    });
}

/// Whether a side that sends one command has seen the other, of its own, accepted: it asks for what
/// the answer offers, or goes on with the stream that it made.
fn presupposes(later: Signal, earlier: Signal) -> bool {
    let asks = |signal| matches!(signal, Signal::GET_CAPABILITIES | Signal::GET_ALL_CAPABILITIES);
    match later {
        later if asks(later) => earlier == Signal::DISCOVER || asks(earlier),
        Signal::SET_CONFIGURATION => earlier == Signal::DISCOVER || asks(earlier),
        Signal::OPEN => earlier == Signal::SET_CONFIGURATION,
        Signal::START => earlier == Signal::OPEN,
        _ => false,
    }
}

/// The commands of a side that it has seen accepted, as its next one shows, though the answers are
/// not in the capture; with what they changed.
pub(super) fn accepted(
    session: &mut Session,
    link: LinkId,
    by: Side,
    next: Signal,
    at: At,
) -> Vec<(AvdtpCommand, Option<StreamChange>)> {
    let mut unseen = Vec::new();
    while let Some(command) = session.pending.take(|p| p.by == by && presupposes(next, p.signal)) {
        let AvdtpCommand { signal, stream, configuration, .. } = command;
        let change = stream::accepted(session, link, signal, by, stream, configuration, at);
        unseen.push((command, change));
    }
    unseen
}

/// A Start that was accepted shows that the Suspend before it was, and the other way round.
pub(super) fn turned(
    session: &mut Session,
    accepted: Signal,
    stream: StreamId,
    command: &AvdtpCommand,
) -> Option<(AvdtpCommand, StreamChange)> {
    let (before, to) = match accepted {
        Signal::START => (Signal::SUSPEND, StreamState::Open),
        Signal::SUSPEND => (Signal::START, StreamState::Streaming),
        _ => return None,
    };
    let earlier =
        |p: &AvdtpCommand| p.signal == before && p.stream == Some(stream) && p.sent < command.sent;
    let pending = session.pending.take(earlier)?;
    let change = session.stream_mut(stream)?.change(to, pending.by, pending.sent);
    Some((pending, change))
}
