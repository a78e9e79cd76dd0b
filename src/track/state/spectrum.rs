//! What a sniffer hears of a connection on each channel.

/// Data channels of LE (Core Vol 6 Part B, 1.4.1).
pub(in crate::track) const CHANNELS: usize = 37;

/// What was heard on one data channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Heard {
    /// Packets with a payload, those that were sent again included.
    pub packets: u32,
    /// Of these, packets that are the one before once more: its receiver had not acknowledged it.
    pub again: u32,
    /// Packets of any kind whose CRC was right.
    pub right: u32,
    /// Packets with a wrong CRC: the sniffer did not understand them.
    pub garbled: u32,
    /// The sum of the signal strengths of the right ones, in dBm, where the sniffer has them.
    signal: i32,
    /// How many of them there are.
    signals: u32,
}

impl Heard {
    /// The mean of the signal strengths, in dBm.
    pub fn signal(&self) -> Option<i32> {
        let count = i32::try_from(self.signals).ok().filter(|&count| count > 0)?;
        Some(self.signal / count)
    }

    /// What was heard here and there.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        Self {
            packets: self.packets.saturating_add(other.packets),
            again: self.again.saturating_add(other.again),
            right: self.right.saturating_add(other.right),
            garbled: self.garbled.saturating_add(other.garbled),
            signal: self.signal.saturating_add(other.signal),
            signals: self.signals.saturating_add(other.signals),
        }
    }

    /// A packet whose CRC was right.
    #[inline]
    pub(in crate::track) fn right(&mut self, signal: Option<i8>) {
        self.right = self.right.saturating_add(1);
        if let Some(signal) = signal {
            self.signal = self.signal.saturating_add(signal.into());
            self.signals = self.signals.saturating_add(1);
        }
    }

    /// A packet with a payload.
    #[inline]
    pub(in crate::track) fn data(&mut self, again: bool) {
        self.packets = self.packets.saturating_add(1);
        self.again = self.again.saturating_add(u32::from(again));
    }
}

/// What was heard on each data channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spectrum([Heard; CHANNELS]);

impl Default for Spectrum {
    fn default() -> Self {
        Self([Heard::default(); CHANNELS])
    }
}

impl Spectrum {
    /// The channels, in the order of their indexes.
    pub fn iter(&self) -> impl Iterator<Item = &Heard> {
        self.0.iter()
    }

    /// All channels together.
    pub fn total(&self) -> Heard {
        self.iter().fold(Heard::default(), Heard::with)
    }

    /// A channel, where the sniffer names it.
    #[inline]
    pub(in crate::track) fn on(&mut self, channel: Option<u8>) -> Option<&mut Heard> {
        self.0.get_mut(usize::from(channel?))
    }
}
