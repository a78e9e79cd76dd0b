//! What has to be known of the whole capture before its first record can be written.

use std::collections::{BTreeMap, HashSet};

use parsers::{Address, hci::Command, link::Link, smp};

use super::resolvable::Irk;
use crate::{
    capture::{Capture, Timestamp},
    track::{Event, Observer, State, Tracker, What},
};

/// Most addresses that are kept; of devices after them the maker is hidden too.
const MOST: usize = 65_536;

/// 2000-01-01T00:00:00Z, in nanoseconds.
const YEAR_2000: i64 = 946_684_800_000_000_000;

/// Most keys that are kept: each is tried on each private address.
const MAX_KEYS: usize = 256;

/// What the capture holds.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Public addresses of devices with a link, and of adapters.
    pub(super) makers: HashSet<Address>,
    /// Keys of devices for private addresses. They do not print themselves.
    pub(super) keys: Keys,
    /// The time of the first record.
    first: Option<Timestamp>,
    /// How the packets of each interface are wrapped.
    pub(super) interfaces: BTreeMap<u16, Link>,
}

/// Identity resolving keys.
#[derive(Default)]
pub(super) struct Keys(pub(super) HashSet<Irk>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} keys", self.0.len())
    }
}

impl Keys {
    /// A device without private addresses has zeros.
    fn add(&mut self, key: &Irk) {
        if self.0.len() < MAX_KEYS && key.iter().any(|&octet| octet != 0) {
            self.0.insert(*key);
        }
    }
}

impl Observer for Keys {
    fn event(&mut self, event: &Event<'_>, _: &State) {
        match event.what {
            What::Smp(message) if message.code == smp::Opcode::IDENTITY_INFORMATION => {
                if let Ok(pdu) =
                    <smp::IdentityInformation<'_> as parsers::View>::parse(message.payload)
                {
                    self.add(pdu.identity_resolving_key.0);
                }
            }
            What::Command(sent) => {
                if let Ok(Command::LeAddDeviceToResolvingList(c)) =
                    Command::parse(sent.opcode, sent.parameters)
                {
                    self.add(c.peer_irk.0);
                    self.add(c.local_irk.0);
                }
            }
            _ => {}
        }
    }
}

impl Survey {
    /// Reads the capture, to its end or as far as it goes.
    pub(super) fn of(capture: &mut Capture) -> Self {
        let mut survey = Self::default();
        let mut tracker = Tracker::new();
        while let Ok(Some(record)) = capture.next_record() {
            survey.first.get_or_insert(record.time);
            survey.interfaces.entry(record.interface).or_insert(record.link);
            let link = tracker.record(&record, &mut survey.keys).link;
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

    /// Nanoseconds from the first record to the year 2000, in whole microseconds: no format rounds them.
    pub(super) fn to_2000(&self) -> i64 {
        let first = self.first.unwrap_or_default().0;
        YEAR_2000.saturating_sub(first.div_euclid(1000).saturating_mul(1000))
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
