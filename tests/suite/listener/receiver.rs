//! A receiver: a queue of media, filled by what arrives and emptied at the media's own rate, looked at
//! every half millisecond. It returns to its old delay when the stream has caught up.

use btlint::track::listen::{ASSUMED_BUFFER, MILLISECOND};

use super::sender::{Codec, Packet};

/// A silence that was truly heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Silence {
    pub(super) at: i64,
    pub(super) length: i64,
}

/// Steps for which the queue must be long enough before what is too much is thrown away.
const CALM: i64 = 1000;

/// The silences of a stream in which no packet is lost, whose sender's clock is `ppm` slow.
pub(super) fn listen(packets: &[Packet], codec: Codec, ppm: i64) -> Vec<Silence> {
    let length = codec.length();
    let mut silences: Vec<Silence> = Vec::new();
    let mut arrivals = packets.iter().map(|packet| packet.arrived).peekable();
    let (mut received, mut played) = (0_i64, 0_i64);
    let (mut playing, mut dry, mut debt, mut calm) = (false, None::<i64>, 0, 0);
    let mut stopped = 0;
    let mut now = 0;
    // The receiver follows the sender's clock.
    let step = MILLISECOND / 2 - ppm / 2;
    while arrivals.peek().is_some() {
        while arrivals.next_if(|&at| at <= now).is_some() {
            received += length;
            if let Some(since) = dry.take() {
                silences.push(Silence { at: since, length: now - since });
            }
        }
        if playing {
            played += step;
            if received <= played {
                debt += played - received;
                played = received;
                (playing, dry, stopped, calm) = (false, Some(now), now, 0);
            } else if debt > 0 {
                // What is left now, had no silence been put in.
                calm = if received - played - debt >= ASSUMED_BUFFER / 2 { calm + 1 } else { 0 };
                if calm >= CALM {
                    played += debt;
                    (debt, calm) = (0, 0);
                }
            }
        } else if received - played >= ASSUMED_BUFFER - length / 2 {
            playing = true;
            if stopped > 0 {
                debt += now - stopped;
            }
        }
        now += MILLISECOND / 2;
    }
    silences
}
