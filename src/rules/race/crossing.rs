//! Two L2CAP requests that cross, and what becomes of the two channels.

use parsers::l2cap::Psm;

use crate::track::{
    At, Side, What,
    state::{ChannelId, ChannelState, Link, Transport},
};

/// One of the two requests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leg {
    pub(super) id: ChannelId,
    pub(super) by: Side,
    pub(super) requested: At,
    /// With the result's number.
    pub(super) refused: Option<(At, u16)>,
    pub(super) opened: Option<At>,
    /// With the side that wanted it; not as a consequence of the end of the link.
    pub(super) closed: Option<(At, Side)>,
}

/// Both sides asked for a channel to the same service before the other had answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing {
    pub(super) psm: Psm,
    pub(super) transport: Option<Transport>,
    /// In the order of the requests.
    pub(super) legs: [Leg; 2],
}

impl Crossing {
    /// The crossing that the request for channel `id`, made just now, completes.
    pub(super) fn of(link: &Link, id: ChannelId) -> Option<Self> {
        let second = link.channels.get(id)?;
        let psm = second.psm?;
        let first = link.channels.iter().find(|first| {
            first.psm == Some(psm)
                && first.protocol == second.protocol
                && first.state == ChannelState::Requested
                && first.initiator != Side::Unknown
                && first.initiator == second.initiator.opposite()
        })?;
        let leg = |id, by, requested| Leg {
            id,
            by,
            requested,
            refused: None,
            opened: None,
            closed: None,
        };
        Some(Self {
            psm,
            transport: link.transport,
            legs: [
                leg(first.id, first.initiator, first.requested?),
                leg(second.id, second.initiator, second.requested?),
            ],
        })
    }

    /// The second request: from here on it is a crossing.
    pub(super) fn at(&self) -> At {
        self.legs[1].requested
    }

    /// Notes what became of the channels.
    pub(super) fn note(&mut self, at: At, what: &What<'_>) {
        let leg = |legs: &mut [Leg; 2], id: ChannelId| legs.iter().position(|leg| leg.id == id);
        match *what {
            What::ChannelRefused(id, result) => {
                if let Some(index) = leg(&mut self.legs, id) {
                    self.legs[index].refused = Some((at, result));
                }
            }
            What::ChannelOpen(id) => {
                if let Some(index) = leg(&mut self.legs, id) {
                    self.legs[index].opened = Some(at);
                }
            }
            What::ChannelClosed(id, by) => {
                if let Some(index) = leg(&mut self.legs, id)
                    && self.legs[index].refused.is_none()
                {
                    self.legs[index].closed = Some((at, by.unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
}
