//! The two sides of a stream: which of them sends the sound, and whether they still hear each other.

use parsers::hci::Status;

use crate::track::{
    LinkId, Side, State,
    state::{Link, Stream},
};

/// The side that sends the sound: by its packets, else by what the end points said of themselves.
pub(super) fn source(link: &Link, stream: &Stream) -> Option<Side> {
    if let Some(source) = stream.source() {
        return Some(source);
    }
    let configuration = stream.configuration?;
    let session = link.avdtp()?;
    let acceptor = configuration.initiator.opposite();
    let ends = [
        (acceptor, configuration.acceptor_seid),
        (configuration.initiator, configuration.initiator_seid),
    ];
    ends.into_iter().find_map(|(owner, seid)| {
        let point = session.end_points.iter().find(|p| p.owner == owner && p.seid == seid)?;
        Some(if point.sink? { owner.opposite() } else { owner })
    })
}

/// The radio lost the link, so what did not come on it says nothing of the other side.
pub(super) fn radio_lost(state: &State, link: Option<LinkId>) -> bool {
    link.and_then(|id| state.link(id))
        .and_then(|link| link.closed)
        .is_some_and(|(_, reason)| reason == Some(Status::CONNECTION_TIMEOUT))
}
