//! The figures of one device.

use parsers::{Address, hci::Version};

use crate::{
    finding::Severity,
    rhythm::Rhythm,
    story::{MarkKind, Silences, Spread},
};

/// Hundredths of a per cent in the whole.
const WHOLE: i128 = 10_000;
/// Nanoseconds of an hour.
const HOUR: i128 = 3_600_000_000_000;

/// How steadily one device stayed connected and played. Lengths of time are nanoseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// Its identity address where that is known, else the address of its links.
    pub address: Address,
    /// Its name, as it came from the air.
    pub name: Option<String>,
    /// Captures in which it occurs.
    pub captures: u64,
    /// How long these captures are; what several of them cover counts once.
    pub observed: i64,
    /// How long it was connected meanwhile.
    pub connected: i64,
    /// How long its streams were started.
    pub streamed: i64,
    /// Its links.
    pub links: u64,
    /// Attempts to connect that failed.
    pub failed: u64,
    /// Links that ended although nobody asked for it.
    pub drops: u64,
    /// The reasons of these ends, the most frequent first.
    pub reasons: Vec<(String, u64)>,
    /// The rhythm of these ends.
    pub rhythm: Option<Rhythm>,
    /// What they follow after the same time each.
    pub follows: Option<Follows>,
    /// Links that the device ended, as it may, while a stream played.
    pub cut_off: u64,
    /// How long it took after a drop until it was connected again, where the captures cover it.
    pub back: Spread,
    /// How long it was gone after drops, in the time observed.
    pub gone: i64,
    /// Silences that the listener heard; none where no stream could be measured.
    pub dropouts: Option<Silences>,
    /// How long connecting took.
    pub connecting: Spread,
    /// From each accepted Start to the first media packet.
    pub start: Spread,
    /// From each PLAY key before a Start to the first media packet.
    pub play: Spread,
    /// The last Delay Report.
    pub delay: Option<i64>,
    /// Its version of Bluetooth.
    pub version: Option<Version>,
    /// The codecs that it offers, without settings.
    pub offers: Vec<String>,
    /// The codecs that were configured, with their settings.
    pub codecs: Vec<String>,
    /// The worst that was found about it.
    pub worst: Option<Worst>,
}

/// What the drops of a device follow after the same time each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follows {
    /// What; the connection itself where there is none.
    pub what: Option<MarkKind>,
    /// The mean time after it.
    pub after: i64,
    /// The farthest that one of them is from that.
    pub spread: i64,
}

/// The worst that was found about a device: the most severe, then the most frequent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worst {
    /// How bad it is.
    pub severity: Severity,
    /// How often it happened in its capture.
    pub times: u64,
    /// The rule's code.
    pub code: &'static str,
    /// Its message.
    pub message: String,
    /// The capture.
    pub path: String,
    /// The frame to look at.
    pub frame: u64,
}

impl Device {
    /// How much of the time observed it was not gone after a drop, in hundredths of a per cent, rounded
    /// down; none where nothing was observed.
    pub fn stability(&self) -> Option<u32> {
        let observed = i128::from(self.observed);
        let there = observed - i128::from(self.gone);
        let share = (there.max(0) * WHOLE).checked_div(observed).unwrap_or(0);
        let share = u32::try_from(share).ok().filter(|_| observed > 0)?;
        // A whole is only what had no drop.
        let whole = self.drops == 0;
        Some(if whole { share } else { share.min(9_999) })
    }

    /// The time connected for each drop; none without drops.
    pub fn between_drops(&self) -> Option<i64> {
        self.connected.checked_div(i64::try_from(self.drops).ok()?)
    }

    /// Silences in an hour of streams, in tenths; none where no stream could be measured.
    pub fn dropouts_an_hour(&self) -> Option<u64> {
        let count = i128::from(self.dropouts?.count);
        u64::try_from((count * HOUR * 10).checked_div(self.streamed.into())?).ok()
    }
}
