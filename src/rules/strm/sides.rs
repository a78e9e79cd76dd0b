//! The two sides of a stream, in words, and which of them sends the sound.

use parsers::{hci::Status, link::Direction};

use crate::track::{
    LinkId, State,
    state::{Link, Stream},
};

/// The other side.
pub(super) fn other(side: Direction) -> Direction {
    match side {
        Direction::Sent => Direction::Received,
        Direction::Received => Direction::Sent,
        Direction::Unknown => Direction::Unknown,
    }
}

/// A side, as it stands within a sentence.
pub(super) fn name(side: Direction) -> &'static str {
    match side {
        Direction::Sent => "this host",
        Direction::Received => "the peer",
        Direction::Unknown => "one side",
    }
}

/// A side, as it begins a sentence.
pub(super) fn title(side: Direction) -> &'static str {
    match side {
        Direction::Sent => "This host",
        Direction::Received => "The peer",
        Direction::Unknown => "One side",
    }
}

/// The side that sends the sound: by its packets, else by what the end points said of themselves.
pub(super) fn source(link: &Link, stream: &Stream) -> Option<Direction> {
    if let Some(source) = stream.source() {
        return Some(source);
    }
    let configuration = stream.configuration?;
    let session = link.avdtp.as_deref()?;
    let acceptor = other(configuration.initiator);
    let ends = [
        (acceptor, configuration.acceptor_seid),
        (configuration.initiator, configuration.initiator_seid),
    ];
    ends.into_iter().find_map(|(owner, seid)| {
        let point = session.end_points.iter().find(|p| p.owner == owner && p.seid == seid)?;
        Some(if point.sink? { other(owner) } else { owner })
    })
}

/// The radio lost the link, so what did not come on it says nothing of the other side.
pub(super) fn radio_lost(state: &State, link: Option<LinkId>) -> bool {
    link.and_then(|id| state.link(id))
        .and_then(|link| link.closed)
        .is_some_and(|(_, reason)| reason == Some(Status::CONNECTION_TIMEOUT))
}
