//! What has to be known of the whole capture before its first record can be written.

use std::collections::{BTreeMap, HashSet};

use parsers::{Address, link::Link};

use super::Deaf;
use crate::{
    capture::Capture,
    track::{State, Tracker},
};

/// Most addresses that are kept; of devices after them the maker is hidden too.
const MOST: usize = 65_536;

/// What the capture holds.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Public addresses of devices with a link, and of adapters.
    pub(super) makers: HashSet<Address>,
    /// How the packets of each interface are wrapped.
    pub(super) interfaces: BTreeMap<u16, Link>,
}

impl Survey {
    /// Reads the capture, to its end or as far as it goes.
    pub(super) fn of(capture: &mut Capture) -> Self {
        let mut survey = Self::default();
        let mut tracker = Tracker::new();
        while let Ok(Some(record)) = capture.next_record() {
            survey.interfaces.entry(record.interface).or_insert(record.link);
            let link = tracker.record(&record, &mut Deaf).link;
            let state = tracker.state();
            if let Some(link) = link.and_then(|id| state.link(id))
                && let Some(peer) = link.peer.filter(|_| !link.peer_is_random)
            {
                survey.device(peer);
            }
            survey.adapters(state);
        }
        survey
    }

    fn adapters(&mut self, state: &State) {
        for address in state.adapters.iter().filter_map(|adapter| adapter.address) {
            self.device(address);
        }
    }

    fn device(&mut self, address: Address) {
        if self.makers.len() < MOST {
            self.makers.insert(address);
        }
    }
}
