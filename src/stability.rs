//! How steadily devices stayed connected and played, over one capture or several of the same place: the
//! figures of each device, and what comes in a rhythm over all of them.

mod device;
mod record;
mod repeats;
mod spans;

use std::collections::BTreeMap;

use parsers::Address;

use crate::{
    analysis::{Analysis, LinkStory},
    finding::Severity,
    track::LinkId,
};

pub use device::{Device, Follows, Worst};
pub use repeats::Repeat;

use record::{Bad, Record};
use repeats::Repeats;

/// Devices that are remembered.
const MAX_DEVICES: usize = 2_000;

/// What several captures say of the same devices. They may come in any order.
#[derive(Debug, Clone, Default)]
pub struct Stability {
    devices: BTreeMap<Address, Box<Record>>,
    repeats: Repeats,
    /// Captures that were added.
    pub captures: u64,
    /// Links of devices that are not remembered, or whose stories are not kept.
    pub more_links: u64,
}

/// The address that stands for the device at the other end.
fn address(link: &LinkStory) -> Option<Address> {
    link.identity.or(link.peer)
}

impl Stability {
    /// What one capture says.
    pub fn of(analysis: &Analysis) -> Self {
        let mut stability = Self::default();
        stability.add(analysis);
        stability
    }

    /// One more capture.
    pub fn add(&mut self, analysis: &Analysis) {
        self.captures += 1;
        self.more_links += analysis.more_links;
        self.repeats.add(analysis);
        let bad = analysis.findings.iter().filter(|finding| finding.severity >= Severity::Warning);
        let bad: Bad = bad.filter_map(|found| Some((found.link?, found.at.frame))).collect();
        let mut of_link: BTreeMap<LinkId, Address> = BTreeMap::new();
        for link in &analysis.links {
            let Some(address) = address(link) else { continue };
            if self.devices.len() >= MAX_DEVICES && !self.devices.contains_key(&address) {
                self.more_links += 1;
                continue;
            }
            of_link.insert(link.id, address);
            let record = self.devices.entry(address).or_default();
            record.link(link, analysis, &bad, self.captures);
        }
        for incident in &analysis.incidents {
            let finding = incident.finding(&analysis.findings);
            let of = finding.link.and_then(|link| of_link.get(&link)).copied().or(finding.peer);
            if let Some(record) = of.and_then(|address| self.devices.get_mut(&address)) {
                record.found(incident, analysis);
            }
        }
    }

    /// The devices that were connected, the longest connected first.
    pub fn devices(&self) -> Vec<Device> {
        let devices = self.devices.iter().map(|(&address, record)| record.figures(address));
        let mut devices: Vec<Device> = devices.filter(|device| device.links > 0).collect();
        devices.sort_by_key(|device| std::cmp::Reverse((device.streamed > 0, device.connected)));
        devices
    }

    /// What comes in a rhythm over several captures, the worst first.
    pub fn repeats(&self) -> Vec<Repeat> {
        self.repeats.rhythmic()
    }
}
