//! What a sniffer heard of the links, by channel.

use std::collections::BTreeMap;

use parsers::link::{self, Kind};

use crate::{capture::Record, track::LinkId};

/// Channels of LE (Core Vol 6 Part B, 1.4.1); the last three advertise.
pub const CHANNELS: usize = 40;

/// Most links of which it is kept.
const MAX_LINKS: usize = 256;

/// Packets of one link, by the index of their channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// All of them.
    pub packets: [u32; CHANNELS],
    /// Those whose CRC was wrong.
    pub garbled: [u32; CHANNELS],
}

impl Default for Heard {
    fn default() -> Self {
        Self { packets: [0; CHANNELS], garbled: [0; CHANNELS] }
    }
}

impl Heard {
    /// Packets on all channels, and those whose CRC was wrong.
    pub fn total(&self) -> (u64, u64) {
        let sum = |all: &[u32]| all.iter().map(|&number| u64::from(number)).sum();
        (sum(&self.packets), sum(&self.garbled))
    }
}

/// Counts a packet from the air.
pub(super) fn hear(air: &mut BTreeMap<LinkId, Heard>, record: &Record<'_>, link: Option<LinkId>) {
    let Some(id) = link else { return };
    let packet = link::open(record.link, record.meta, record.bytes, None);
    let Some(Kind::Air(radio)) = packet.map(|packet| packet.kind) else { return };
    let Some(channel) = radio.channel.map(usize::from).filter(|&channel| channel < CHANNELS) else {
        return;
    };
    if air.len() == MAX_LINKS && !air.contains_key(&id) {
        return;
    }
    let heard = air.entry(id).or_default();
    heard.packets[channel] = heard.packets[channel].saturating_add(1);
    if radio.crc_ok == Some(false) {
        heard.garbled[channel] = heard.garbled[channel].saturating_add(1);
    }
}
