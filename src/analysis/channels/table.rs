//! All that was heard on each channel, and how often maps left it out.

use super::{CLASSIC, Cell, Channels, LE, map, middle};

/// A channel over the whole capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// Its number, as the specification counts: of LE the channel index.
    pub number: u8,
    /// Its middle, in MHz.
    pub middle: u16,
    /// What was heard on it.
    pub cell: Cell,
    /// Maps that leave it out, and all that are kept.
    pub avoided: (usize, usize),
    /// The Wi-Fi channel of 1, 6 and 11 that covers it.
    pub wifi: Option<u8>,
}

impl Channels {
    /// The channels, the lowest frequency first.
    pub fn table(&self) -> Vec<Total> {
        let classic = self.is_classic();
        let maps: Vec<_> = self.maps.iter().filter(|map| map.classic == classic).collect();
        let total = |channel: usize| {
            let counted = u8::try_from(channel).unwrap_or(u8::MAX);
            let (number, middle) = if classic {
                (Some(counted), 2402 + u16::from(counted))
            } else {
                (parsers::radio::channel_index(counted), middle(channel))
            };
            let used = maps.iter().filter_map(|map| map.has(middle));
            let (all, out) =
                used.fold((0, 0), |(all, out), used| (all + 1, out + usize::from(!used)));
            Total {
                number: number.unwrap_or(counted),
                middle,
                cell: self.between(channel..channel + 1, 0, i64::MAX),
                avoided: (out, all),
                wifi: map::wifi(middle),
            }
        };
        (0..if classic { CLASSIC } else { LE }).map(total).collect()
    }

    /// The channel on which the largest part of the packets had a wrong CRC; none where none had, or where
    /// no channel had more packets than chance needs.
    pub fn worst(&self) -> Option<Total> {
        /// Packets from which a part of them is worth comparing.
        const ENOUGH: u32 = 20;
        let part = |total: &Total| {
            u64::from(total.cell.garbled) * 1_000_000 / u64::from(total.cell.packets.max(1))
        };
        let table = self.table();
        let heard = table.into_iter().filter(|total| total.cell.packets >= ENOUGH);
        heard.filter(|total| total.cell.garbled > 0).max_by_key(part)
    }
}
