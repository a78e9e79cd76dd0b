//! Radio channels over time: what a sniffer heard on each, and which ones the devices used.
//!
//! Time is cut into pieces of one length, of which there are at most [`MAX_PIECES`]: where that is not
//! enough, two become one.

mod map;
mod table;

pub use map::{Map, wifi};
pub use table::Total;

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use parsers::{
    link::Kind,
    ll::{ADVERTISING_CRC_INIT, Body, Packet},
    radio::{Radio, channel_index},
};

use super::series;
use crate::{
    capture::{Record, Timestamp},
    track::{At, Event, Observer, Side, State, Tracker, id::Key},
};

/// Pieces of time.
pub const MAX_PIECES: usize = 512;

/// Channels of LE.
pub const LE: usize = 40;

/// Channels of BR/EDR.
pub const CLASSIC: usize = 79;

/// How long a piece is at first, in nanoseconds.
const SHORTEST: i64 = 10_000_000;

/// Maps that are kept.
const MAX_MAPS: usize = 2000;

/// Connections whose last packets are remembered, to know those that are sent again.
const MAX_SENDERS: usize = 256;

/// What was heard on a channel in a piece of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Packets.
    pub packets: u32,
    /// Those whose CRC was wrong.
    pub garbled: u32,
    /// Those that were sent once before.
    pub again: u32,
    /// The sum of the signal strengths in dBm, and of how many packets.
    pub signal: (i64, u32),
    /// The first frame.
    pub frame: Option<u64>,
}

impl Cell {
    /// Adds what came later.
    pub fn add(&mut self, later: &Self) {
        self.packets = self.packets.saturating_add(later.packets);
        self.garbled = self.garbled.saturating_add(later.garbled);
        self.again = self.again.saturating_add(later.again);
        self.signal.0 = self.signal.0.saturating_add(later.signal.0);
        self.signal.1 = self.signal.1.saturating_add(later.signal.1);
        self.frame = self.frame.or(later.frame);
    }

    /// The signal strength in dBm, on average.
    pub fn strength(&self) -> Option<i64> {
        (self.signal.1 > 0).then(|| self.signal.0 / i64::from(self.signal.1))
    }
}

/// All channels.
#[derive(Debug)]
pub struct Channels {
    /// The time of the first record.
    pub first: Timestamp,
    /// The time from it to the last one, in nanoseconds.
    pub length: i64,
    /// How long a piece of time is, in nanoseconds.
    pub width: i64,
    /// Packets from the air whose channel the sniffer did not say.
    pub unplaced: u64,
    /// Packets from the air on a channel that is known.
    pub heard: u64,
    /// The maps, in order.
    pub maps: Vec<Map>,
    /// Maps that are not kept.
    pub more: u64,
    /// A piece of time after the other, each with the channels in the order of their frequencies.
    cells: Vec<[Cell; LE]>,
    started: bool,
    last: HashMap<(u32, Side), (u8, u64)>,
}

impl Default for Channels {
    fn default() -> Self {
        Self {
            first: Timestamp::default(),
            length: 0,
            width: SHORTEST,
            unplaced: 0,
            heard: 0,
            maps: Vec::new(),
            more: 0,
            cells: Vec::new(),
            started: false,
            last: HashMap::new(),
        }
    }
}

impl Observer for Channels {
    fn event(&mut self, event: &Event<'_>, state: &State) {
        if let Some(map) = map::of(event, state) {
            if self.maps.len() < MAX_MAPS {
                self.maps.push(map);
            } else {
                self.more += 1;
            }
        }
    }
}

/// The middle of an RF channel of LE, counted by frequency, in MHz.
pub fn middle(rf_channel: usize) -> u16 {
    2402 + 2 * u16::try_from(rf_channel).unwrap_or(0)
}

/// The RF channel, counted by frequency, of a channel index (Core Vol 6 Part B, 1.4.1).
fn rf_channel(index: u8) -> Option<usize> {
    (0..LE).find(|rf| u8::try_from(*rf).ok().and_then(channel_index) == Some(index))
}

impl Channels {
    /// The next record of the capture.
    pub fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>) {
        self.begin(record);
        let by = tracker.record(record, self).by;
        self.end(record, by, tracker.state());
    }

    /// Before the tracker takes a record.
    pub fn begin(&mut self, record: &Record<'_>) {
        if !self.started {
            (self.started, self.first) = (true, record.time);
        }
        let now = record.time.step_from(self.first).max(0);
        self.length = self.length.max(now);
        while now / self.width >= MAX_PIECES as i64 {
            self.width = self.width.saturating_mul(2);
            let pairs = self.cells.chunks(2).map(|pair| {
                let mut both = [Cell::default(); LE];
                for piece in pair {
                    both.iter_mut().zip(piece).for_each(|(all, own)| all.add(own));
                }
                both
            });
            self.cells = pairs.collect();
        }
    }

    /// When it has taken it, and knows who sent it.
    pub fn end(&mut self, record: &Record<'_>, by: Side, state: &State) {
        let packet = parsers::link::open(record.link, record.meta, record.bytes, None);
        let Some(packet) = packet else { return };
        let Kind::Air(radio) = packet.kind else { return };
        let at = At::of(record);
        self.air(state, at, by, radio, packet.part.bytes);
    }

    fn air(&mut self, state: &State, at: At, by: Side, radio: Radio, bytes: &[u8]) {
        let Some(channel) = radio.channel.and_then(rf_channel) else {
            self.unplaced += 1;
            return;
        };
        let packet = Packet::parse(bytes, radio.framing).ok();
        let ok = radio.crc_ok.or_else(|| check(packet.as_ref()?, state));
        let again = ok != Some(false) && packet.is_some_and(|packet| self.is_again(&packet, by));
        self.heard += 1;
        let now = at.time.step_from(self.first).max(0);
        let place = usize::try_from(now / self.width).unwrap_or(MAX_PIECES);
        if place >= self.cells.len() && place < MAX_PIECES {
            self.cells.resize(place + 1, [Cell::default(); LE]);
        }
        let cell = self.cells.get_mut(place).and_then(|piece| piece.get_mut(channel));
        let signal = radio.rssi.map_or((0, 0), |rssi| (i64::from(rssi), 1));
        let (garbled, again) = (u32::from(ok == Some(false)), u32::from(again));
        let frame = Some(at.frame);
        let one = Cell { packets: 1, garbled, again, signal, frame };
        if let Some(cell) = cell {
            cell.add(&one);
        }
    }

    /// Whether its sender had sent the same before: with the same number (Core Vol 6 Part B, 4.5.9).
    fn is_again(&mut self, packet: &Packet<'_>, by: Side) -> bool {
        let Body::Data(header, payload) = packet.body else { return false };
        if by == Side::Unknown {
            return false;
        }
        let mut hasher = DefaultHasher::new();
        (header.llid.0, payload).hash(&mut hasher);
        let now = (header.sequence, hasher.finish());
        if self.last.len() >= MAX_SENDERS {
            self.last.clear();
        }
        self.last.insert((packet.access_address, by), now) == Some(now)
    }

    /// What was heard on RF channels, counted by frequency, from `from` to `to`, in nanoseconds since the
    /// first record.
    pub fn between(&self, channels: std::ops::Range<usize>, from: i64, to: i64) -> Cell {
        let pieces = series::pieces(from, to, self.width);
        let end = pieces.end.min(self.cells.len());
        let pieces = self.cells.get(pieces.start.min(end)..end).unwrap_or_default();
        let mut all = Cell::default();
        for piece in pieces {
            piece.get(channels.clone()).unwrap_or_default().iter().for_each(|own| all.add(own));
        }
        all
    }

    /// Whether the maps are of BR/EDR, with its 79 channels: nothing was heard on the air.
    pub fn is_classic(&self) -> bool {
        self.heard == 0 && self.maps.iter().any(|map| map.classic)
    }

    /// The last map before a moment, in nanoseconds since the first record.
    pub fn map(&self, time: i64) -> Option<&Map> {
        let of = |map: &&Map| map.classic == self.is_classic();
        let mut maps = self.maps.iter().rev().filter(of);
        maps.find(|map| map.at.time.step_from(self.first) < time)
    }
}

/// Whether the CRC is right, where what it starts with is known.
fn check(packet: &Packet<'_>, state: &State) -> Option<bool> {
    let init = match packet.body {
        Body::Advertising(..) => ADVERTISING_CRC_INIT,
        _ => {
            let key = Key::Air(packet.access_address);
            let link = state.links.iter().rev().find(|link| link.key == key)?;
            link.radio.as_ref()?.crc_init?
        }
    };
    packet.check(init)
}
