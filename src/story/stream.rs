//! What was heard of one stream, from a start to its end.

use crate::track::{
    At, Side,
    listen::{Period, SlowSource, Total},
};

/// The figures of a stream from one start to its suspension or end.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamFigures {
    /// The stream, counted over its link.
    pub number: u16,
    /// Who sends.
    pub by: Side,
    /// The codec and its settings; none when that was before the capture.
    pub codec: Option<String>,
    /// The codecs that this host (on the air: the central) and the peer have shown, without settings.
    pub offered: [Vec<String>; 2],
    /// The PLAY key before the start, if there was one.
    pub asked: Option<At>,
    /// When the start was accepted; none when that was before the capture.
    pub started: Option<At>,
    /// The first media packet.
    pub first: At,
    /// The last one.
    pub last: At,
    /// Media packets.
    pub packets: u64,
    /// Octets of them, with their RTP headers.
    pub octets: u64,
    /// How long the media plays that came, in nanoseconds; 0 for a codec that is not measured.
    pub media: i64,
    /// What the receiver is taken to hold back, in nanoseconds.
    pub buffer: i64,
    /// It said so itself, by a Delay Report.
    pub reported: bool,
    /// How far ahead of their moment the packets came.
    pub margin: Option<Margins>,
    /// Silences as media came late, in a receiver that returns to its delay.
    pub late: Total,
    /// The same in one that keeps the longer delay.
    pub late_growing: Total,
    /// Silences as packets were lost.
    pub lost: Total,
    /// Silences of two seconds and more, in which there was nothing to play.
    pub silent: Total,
    /// Packets that are missing by their sequence numbers, came late, came twice.
    pub missing: u64,
    /// See `missing`.
    pub out_of_order: u64,
    /// See `missing`.
    pub repeated: u64,
    /// Audio that the source threw away: how often, and how long in all.
    pub thrown_away: Total,
    /// Stalls of the controller: how many, and the longest in nanoseconds.
    pub stalls: (u32, i64),
    /// The rhythm of these.
    pub period: Option<Period>,
    /// The source delivers less than real time.
    pub slow: Option<SlowSource>,
}

/// Margins of packets in nanoseconds; negative when a packet came after its moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margins {
    /// The least of all.
    pub least: i64,
    /// One in a hundred is less; to 5 ms.
    pub hundredth: i64,
    /// Half are less; to 5 ms.
    pub median: i64,
}

impl StreamFigures {
    /// Bits of media in a second of music, RTP headers included; none for a codec that is not measured.
    pub fn bit_rate(&self) -> Option<u64> {
        let media = u64::try_from(self.media).ok().filter(|&media| media > 0)?;
        Some((u128::from(self.octets) * 8_000_000_000 / u128::from(media)).try_into().unwrap_or(0))
    }

    /// How long one packet plays on average, in nanoseconds.
    pub fn packet_length(&self) -> Option<i64> {
        let packets = i64::try_from(self.packets).ok().filter(|&packets| packets > 0)?;
        Some(self.media / packets).filter(|&length| length > 0)
    }

    /// From the accepted start to the first packet, in nanoseconds.
    pub fn start_latency(&self) -> Option<i64> {
        self.started.map(|started| self.first.time.since(started.time))
    }

    /// From the PLAY key before the start to the first packet, in nanoseconds.
    pub fn play_latency(&self) -> Option<i64> {
        self.asked.map(|asked| self.first.time.since(asked.time))
    }

    /// From the first packet to the last, in nanoseconds.
    pub fn duration(&self) -> i64 {
        self.last.time.since(self.first.time)
    }
}
