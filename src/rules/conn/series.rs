//! Links with one peer, one after the other, each of which the peer ends.

use parsers::{Address, hci::Status};

use crate::{
    bounded::Ring,
    track::{AdapterId, At, Event, LinkId, Side, State, What},
};

/// Peers that are followed at the same time.
const MAX_PEERS: usize = 64;
/// Ends with one peer that are looked at.
const MAX_ENDS: usize = 100;

/// A link that its peer ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) link: LinkId,
    pub(super) at: At,
    pub(super) reason: Status,
    /// How long it was there, in nanoseconds.
    pub(super) lasted: i64,
    /// The peer sent data on it, or a key was asked for.
    pub(super) used: bool,
    /// The next link with the peer: how long after, in nanoseconds, and whether the peer asked for it.
    pub(super) next: Option<(i64, bool)>,
}

/// All of one peer.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) peer: Address,
    adapter: AdapterId,
    pub(super) ends: Vec<End>,
}

/// All of all peers.
#[derive(Debug, Default)]
pub(super) struct AllSeries {
    peers: Ring<Series, MAX_PEERS>,
}

impl AllSeries {
    /// A link comes or goes. Returns the series that is given up for another.
    pub(super) fn event(&mut self, event: &Event<'_>, state: &State) -> Option<Series> {
        let link = event.link.and_then(|id| state.link(id))?;
        let (peer, at) = (link.peer?, event.at);
        match event.what {
            What::LinkUp => {
                let series = self.of(event.adapter, peer)?;
                let last = series.ends.last_mut().filter(|end| end.next.is_none())?;
                last.next = Some((at.time.since(last.at.time), link.outgoing == Some(false)));
                None
            }
            What::LinkDown(end) => {
                // What is switched off, lost or ended by this host begins nothing.
                let ended = matches!(
                    end.reason,
                    Some(Status::REMOTE_USER_TERMINATED | Status::REMOTE_LOW_RESOURCES)
                );
                let (Some(reason), Some(opened)) = (end.reason.filter(|_| ended), link.opened)
                else {
                    return None;
                };
                if end.by != Side::Peer || end.requested.is_some() {
                    return None;
                }
                let end = End {
                    link: link.id,
                    at,
                    reason,
                    lasted: at.time.since(opened.time),
                    used: link.flow.last_received.is_some() || link.security.link_key.is_some(),
                    next: None,
                };
                if let Some(series) = self.of(event.adapter, peer) {
                    if series.ends.len() < MAX_ENDS {
                        series.ends.push(end);
                    }
                    return None;
                }
                self.peers.push(Series { peer, adapter: event.adapter, ends: vec![end] })
            }
            _ => None,
        }
    }

    fn of(&mut self, adapter: AdapterId, peer: Address) -> Option<&mut Series> {
        self.peers.iter_mut().find(|series| (series.adapter, series.peer) == (adapter, peer))
    }

    /// There are no more.
    pub(super) fn finish(&mut self) -> impl Iterator<Item = Series> + '_ {
        std::iter::from_fn(|| self.peers.pop_first())
    }
}

/// A peer that ends the link within so many nanoseconds did not want it.
const AT_ONCE: i64 = 1_000_000_000;

impl End {
    /// The peer hung up at once, and nothing was done on the link.
    pub(super) fn is_refusal(&self) -> bool {
        !self.used && self.lasted <= AT_ONCE
    }
}

impl Series {
    /// Runs of ends, each soon followed by the next link with the peer, and by an end of the same
    /// kind.
    pub(super) fn runs(
        &self,
        goes_on: impl Fn(&End, &End) -> bool,
    ) -> impl Iterator<Item = &[End]> {
        self.ends.chunk_by(goes_on)
    }
}
