//! What the rules on connections share.

use parsers::{Address, hci::Status};

use crate::track::{
    At,
    event::LinkEnd,
    state::{Link, Transport},
};

/// Connection events in which the first packet must be heard, or the connection is not established
/// (Core Vol 6 Part B, 4.5).
pub(super) const ESTABLISH: i64 = 6;

/// The peer's address, or what stands for one that is not known.
pub(super) fn name(peer: Option<Address>) -> String {
    peer.map_or_else(|| "a peer of unknown address".to_owned(), |peer| peer.to_string())
}

/// An LE link that ended before it can have been established: its controller heard nothing of the
/// peer at all.
pub(super) fn never_established(link: &Link, end: &LinkEnd, at: At) -> bool {
    if link.on_air() || link.transport == Some(Transport::Classic) {
        return false;
    }
    match end.reason {
        Some(Status::FAILED_TO_BE_ESTABLISHED) => true,
        // Some controllers give the reason of a lost link instead.
        Some(Status::CONNECTION_TIMEOUT) => {
            let (Some(opened), Some(interval)) = (link.opened, link.interval) else { return false };
            // Where the clock went back nobody knows how long it was.
            (0..=interval.saturating_mul(ESTABLISH + 1)).contains(&at.time.step_from(opened.time))
        }
        _ => false,
    }
}
