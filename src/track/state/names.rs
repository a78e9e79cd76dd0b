//! What devices call themselves: in advertising, in scan and inquiry responses, when they are asked
//! by a name request or for the attribute.

use arrayvec::ArrayVec;
use parsers::{
    Address,
    hci::{self, AdvertisingData, Command, Event, LeEvent, Status},
    ll::{Advertising, ad::AdType},
};

use super::identity::{Identities, ResolvingKey};

/// Names that are remembered; the one that was not heard for longest goes first.
const MAX_NAMES: usize = 256;
/// Advertisers whose data comes in several reports, at once.
const MAX_PARTIAL: usize = 8;

/// The name of one device.
#[derive(Debug, Clone)]
struct Known {
    address: Address,
    /// As it came from the air.
    name: Vec<u8>,
    complete: bool,
    /// When it was last heard, counted in names.
    heard: u64,
}

/// The names of devices, by their addresses.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// In the order of the addresses.
    known: Vec<Known>,
    heard: u64,
    /// Advertisers whose next report goes on where the last one stopped: it begins within a
    /// structure.
    partial: ArrayVec<(Address, u8), MAX_PARTIAL>,
    /// Who stands behind private addresses.
    pub(in crate::track) identities: Identities,
}

impl Names {
    /// What the device calls itself, under this address or another that is known to be its own; as
    /// it came from the air, so hostile.
    pub fn of(&self, address: Address) -> Option<&[u8]> {
        let identity = self.identity(address);
        let own = || self.known.iter().find(|known| self.identity(known.address) == identity);
        self.under(address)
            .or_else(|| self.under(identity))
            .or_else(|| own().map(|known| known.name.as_slice()))
    }

    /// The identity address of the device that has this address, as far as the capture shows.
    pub fn identity(&self, address: Address) -> Address {
        self.identities.of(address)
    }

    fn under(&self, address: Address) -> Option<&[u8]> {
        let index = self.known.binary_search_by_key(&address, |known| known.address).ok()?;
        self.known.get(index).map(|known| known.name.as_slice())
    }

    /// A name was heard. Nothing is copied unless it is new: advertising says the same again and
    /// again. A shortened name never replaces a complete one.
    pub(in crate::track) fn hear(&mut self, address: Address, name: &[u8], complete: bool) {
        if name.is_empty() {
            return;
        }
        self.heard += 1;
        match self.known.binary_search_by_key(&address, |known| known.address) {
            Ok(index) => {
                let known = &mut self.known[index];
                known.heard = self.heard;
                if complete >= known.complete && known.name != name {
                    known.name.clear();
                    known.name.extend_from_slice(name);
                }
                known.complete |= complete;
            }
            Err(mut index) => {
                if self.known.len() == MAX_NAMES {
                    let oldest = (0..MAX_NAMES).min_by_key(|&i| self.known[i].heard).unwrap_or(0);
                    self.known.remove(oldest);
                    index -= usize::from(oldest < index);
                }
                let known = Known { address, name: name.to_vec(), complete, heard: self.heard };
                self.known.insert(index, known);
            }
        }
    }

    fn advertised(&mut self, address: Address, data: AdvertisingData<'_>) {
        for structure in data.structures() {
            let complete = match structure.kind {
                Some(AdType::COMPLETE_NAME) => true,
                Some(AdType::SHORTENED_NAME) => false,
                _ => continue,
            };
            self.hear(address, hci::Name::new(structure.data).0, complete);
        }
    }

    /// What a command says of private addresses.
    pub(in crate::track) fn command(&mut self, command: &Command<'_>) {
        if let Command::LeAddDeviceToResolvingList(c) = command
            && let Some(key) = ResolvingKey::new(c.peer_irk)
        {
            self.identities.has_key(c.peer_identity_address, key);
        }
    }

    /// What an HCI event says of names.
    pub(in crate::track) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::RemoteNameRequestComplete(e) if e.status == Status::SUCCESS => {
                self.hear(e.address, e.name.0, true);
            }
            Event::ExtendedInquiryResult(e) => self.advertised(e.address, e.data),
            _ => {}
        }
    }

    /// What an LE event says of names.
    pub(in crate::track) fn le_event(&mut self, event: &LeEvent<'_>) {
        match event {
            LeEvent::EnhancedConnectionComplete(e) => {
                self.identities.is(e.peer_resolvable_address, e.peer_address);
            }
            LeEvent::EnhancedConnectionCompleteV2(e) => {
                self.identities.is(e.peer_resolvable_address, e.peer_address);
            }
            LeEvent::AdvertisingReport(e) => {
                for report in e.reports.items.iter().flatten() {
                    self.advertised(report.address, report.data.0);
                }
            }
            LeEvent::ExtendedAdvertisingReport(e) => {
                for report in e.reports.items.iter().flatten() {
                    let set = (report.address, report.sid.0);
                    let goes_on = self.partial.iter().position(|partial| *partial == set);
                    // Data status 1: more to come.
                    let more = report.event_type.0 >> 5 & 3 == 1;
                    match (goes_on, more) {
                        (None, true) => {
                            if self.partial.is_full() {
                                self.partial.remove(0);
                            }
                            self.partial.push(set);
                        }
                        (Some(index), false) => drop(self.partial.remove(index)),
                        _ => {}
                    }
                    if goes_on.is_none() {
                        self.advertised(report.address, report.data.0);
                    }
                }
            }
            _ => {}
        }
    }

    /// What a sniffer hears of names.
    pub(in crate::track) fn on_air(&mut self, advertising: &Advertising<'_>) {
        let (address, data) = match advertising {
            Advertising::AdvInd(a) => (a.advertiser, a.data.bytes()),
            Advertising::AdvNonconnInd(a) => (a.advertiser, a.data.bytes()),
            Advertising::AdvScanInd(a) => (a.advertiser, a.data.bytes()),
            Advertising::ScanRsp(a) => (a.advertiser, a.data.bytes()),
            // Only the first fragment has the address.
            Advertising::Extended(a) => match a.header.advertiser {
                Some(advertiser) => (advertiser, a.data),
                None => return,
            },
            _ => return,
        };
        self.advertised(address, AdvertisingData(data));
    }
}
