//! A receiver: a queue of media, filled by what arrives and emptied at the media's own rate, looked at
//! every half millisecond.

use btlint::track::listen::{ASSUMED_BUFFER, MILLISECOND};

use super::sender::{Codec, Packet};

/// A silence that was truly heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Silence {
    pub(super) at: i64,
    pub(super) length: i64,
}

/// What a receiver does with the delay that a silence has added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    /// It throws it away when the stream has caught up.
    Returns,
    /// It keeps it.
    Grows,
}

/// Steps for which the queue must be long enough before what is too much is thrown away.
const CALM: i64 = 1000;

/// The silences of a stream whose sender's clock is `ppm` slow, in a receiver that returns to its delay.
pub(super) fn listen(packets: &[Packet], codec: Codec, ppm: i64) -> Vec<Silence> {
    Receiver { buffer: ASSUMED_BUFFER, policy: Policy::Returns }.listen(packets, codec, ppm)
}

/// A device that plays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receiver {
    pub(super) buffer: i64,
    pub(super) policy: Policy,
}

impl Receiver {
    pub(super) fn listen(self, packets: &[Packet], codec: Codec, ppm: i64) -> Vec<Silence> {
        let length = codec.length();
        let mut silences: Vec<Silence> = Vec::new();
        let mut arrivals = packets.iter().filter(|packet| !packet.lost).peekable();
        // Media that is missing: where, and how much.
        let mut missing = std::collections::VecDeque::new();
        let mut next = packets.first().map_or(0, |packet| packet.index);
        let (mut received, mut played) = (0_i64, 0_i64);
        let (mut playing, mut dry, mut debt, mut calm) = (false, None::<i64>, 0, 0);
        let mut stopped = 0;
        let mut now = 0;
        // The receiver follows the sender's clock.
        let step = MILLISECOND / 2 - ppm / 2;
        while arrivals.peek().is_some() {
            while let Some(packet) = arrivals.next_if(|packet| packet.arrived <= now) {
                let lost = (packet.index - next) * length;
                if lost > 0 {
                    missing.push_back((received, lost));
                }
                next = packet.index + 1;
                received += lost + length;
                if let Some(since) = dry.take() {
                    silences.push(Silence { at: since, length: now - since });
                }
            }
            if playing {
                played += step;
                let due = missing.front().is_some_and(|(at, _)| *at <= played);
                if due && let Some((_, length)) = missing.pop_front() {
                    silences.push(Silence { at: now, length });
                }
                if received <= played {
                    debt += played - received;
                    played = received;
                    (playing, dry, stopped, calm) = (false, Some(now), now, 0);
                } else if debt > 0 && self.policy == Policy::Returns {
                    // What is left now, had no silence been put in.
                    let enough = received - played - debt >= self.buffer / 2;
                    calm = if enough { calm + 1 } else { 0 };
                    if calm >= CALM {
                        played += debt;
                        (debt, calm) = (0, 0);
                    }
                }
            } else if received - played >= self.buffer - length / 2 {
                playing = true;
                if stopped > 0 {
                    debt += now - stopped;
                }
            }
            now += MILLISECOND / 2;
        }
        silences
    }
}
