//! A sender of media, with its faults: when each packet was due, handed over, and arrived.

use btlint::track::listen::{Content, MILLISECOND, SECOND};

/// Packets that a controller holds.
const BUFFERS: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Sbc,
    Aac,
    Ldac,
    /// Another one, with so many samples in a packet.
    Of {
        samples: u32,
        rate: u32,
    },
}

impl Codec {
    fn samples(self) -> (u32, u32) {
        match self {
            Self::Sbc => (640, 44_100),
            Self::Aac => (1024, 44_100),
            Self::Ldac => (256, 48_000),
            Self::Of { samples, rate } => (samples, rate),
        }
    }

    pub(super) fn length(self) -> i64 {
        let (samples, rate) = self.samples();
        i64::from(samples) * SECOND / i64::from(rate)
    }

    pub(super) fn content(self) -> Content {
        let (samples, rate) = self.samples();
        match self {
            Self::Aac => Content::Stamps { rate, frame: 1024 },
            _ => Content::Samples { samples, rate },
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jitter {
    /// Anything up to 30 ms.
    Even,
    /// 90 % within 16 ms, 99 % within 29 ms.
    Calm,
    /// 90 % within 29 ms, 99 % within 51 ms.
    Rough,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// The host stops for a while and catches up.
    Stall,
    /// The host stops for a while and goes on from there.
    Shift,
    /// The radio stops for a while.
    Radio,
    /// So many packets in a row are lost now and then.
    Loss(u16),
    /// The host, the radio and losses, in turn.
    Mixed,
    /// So many thousandths of real time.
    Slow(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stamps {
    Rate,
    End,
    Constant,
    Counting,
    Milliseconds,
    Microseconds,
    Khz90,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Packet {
    pub(super) index: i64,
    pub(super) source: u32,
    pub(super) sequence: u16,
    pub(super) stamp: u32,
    pub(super) handed: i64,
    pub(super) arrived: i64,
    pub(super) lost: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) codec: Codec,
    pub(super) jitter: Jitter,
    pub(super) ppm: i64,
    pub(super) fault: Fault,
    pub(super) seed: u64,
    pub(super) seconds: i64,
}

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % bound.unsigned_abs().max(1)) as i64
    }
}

impl Plan {
    pub(super) fn packets(&self) -> Vec<Packet> {
        self.stamped(Stamps::Rate)
    }

    pub(super) fn stamped(&self, stamps: Stamps) -> Vec<Packet> {
        let mut random = Random(self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let length = self.codec.length();
        let count = self.seconds * SECOND / length;
        let stalls = self.stalls(&mut random);
        let mut shift = 0;
        let mut next_stall = 0;
        let mut packets: Vec<Packet> = Vec::new();
        let mut busy = 0;
        let mut before = 0;
        for index in 0..count {
            let pace = match self.fault {
                Fault::Slow(permille) => length * 1000 / permille,
                _ => length,
            };
            let mut due = index * pace + index * pace / 1_000_000 * self.ppm + shift;
            let stopped = |kind: Fault, at: i64| {
                let inside = |&(nth, &(begin, length)): &(usize, &(i64, i64))| {
                    self.kind(nth) == kind && (begin..begin + length).contains(&at)
                };
                stalls.iter().enumerate().find(inside).map(|(_, &(begin, length))| begin + length)
            };
            while let Some(&(_, length)) = stalls.get(next_stall).filter(|(at, _)| due >= *at) {
                if self.kind(next_stall) == Fault::Shift {
                    (shift, due) = (shift + length, due + length);
                }
                next_stall += 1;
            }
            due = stopped(Fault::Stall, due).unwrap_or(due);
            let free = packets.len().checked_sub(BUFFERS).map_or(0, |at| packets[at].arrived);
            let handed = (due + self.jitter(&mut random)).max(free).max(before);
            before = handed;
            let service = 2 * MILLISECOND
                + random.below(4 * MILLISECOND)
                + if random.below(50) == 0 { random.below(20 * MILLISECOND) } else { 0 };
            let mut arrived = handed.max(busy) + service;
            if let Some(again) = stopped(Fault::Radio, arrived) {
                arrived = again + service;
            }
            busy = arrived;
            let lost = match self.fault {
                Fault::Loss(run) => index > 100 && index % 300 < i64::from(run),
                Fault::Mixed => index > 100 && index % 700 < 3,
                _ => false,
            };
            packets.push(Packet {
                index,
                source: 7,
                sequence: (65_000 + index) as u16,
                stamp: self.stamp(stamps, index),
                handed,
                arrived,
                lost,
            });
        }
        packets
    }

    fn stamp(&self, stamps: Stamps, index: i64) -> u32 {
        let (samples, rate) = self.codec.samples();
        let media = |ticks: i64| index * i64::from(samples) * ticks / i64::from(rate);
        let stamp = match stamps {
            Stamps::Rate => index * i64::from(samples),
            Stamps::End => (index + 1) * i64::from(samples),
            Stamps::Constant => 0,
            Stamps::Counting => index,
            Stamps::Milliseconds => media(1000),
            Stamps::Microseconds => media(1_000_000),
            Stamps::Khz90 => media(90_000),
        };
        // It wraps within the minute.
        (stamp as u32).wrapping_sub(100_000)
    }

    fn jitter(&self, random: &mut Random) -> i64 {
        let (most, more, all) = match self.jitter {
            Jitter::Even => return random.below(30 * MILLISECOND),
            Jitter::Calm => (16, 29, 35),
            Jitter::Rough => (29, 51, 60),
        };
        match random.below(100) {
            0 => (more * MILLISECOND) + random.below((all - more) * MILLISECOND),
            1..10 => (most * MILLISECOND) + random.below((more - most) * MILLISECOND),
            _ => random.below(most * MILLISECOND),
        }
    }

    /// What stops at the nth stall.
    fn kind(&self, nth: usize) -> Fault {
        match self.fault {
            Fault::Mixed => [Fault::Stall, Fault::Radio][nth % 2],
            fault => fault,
        }
    }

    /// When it stops, and for how long: 170 to 600 ms, 5 to 8 s apart.
    fn stalls(&self, random: &mut Random) -> Vec<(i64, i64)> {
        let mut stalls = Vec::new();
        if matches!(self.fault, Fault::None | Fault::Slow(_) | Fault::Loss(_)) {
            return stalls;
        }
        let mut at = 4 * SECOND;
        while at < self.seconds * SECOND - 3 * SECOND {
            stalls.push((at, (170 + random.below(430)) * MILLISECOND));
            at += 5 * SECOND + random.below(3 * SECOND);
        }
        stalls
    }
}
