//! Commands of both sides that met on the way. What comes of them is not one side's fault, and the
//! rules on races report it.

use parsers::avdtp::{MessageType, Signal};

use crate::{
    rules::{Out, Recent},
    track::{At, event::AvdtpMessage},
};

/// Crossed commands of one link that are remembered.
const MAX: usize = 16;
/// Two Discover this close to each other are one attempt of both sides, in seconds (RACE020).
const CLOSE: f64 = 2.0;
/// How long that attempt lasts, in seconds.
const ATTEMPT: f64 = 10.0;

/// What of one link was contended.
#[derive(Debug, Default)]
pub(super) struct Crossings {
    frames: Recent<u64, MAX>,
    /// The last Discover, by [`Side::index`](crate::track::Side::index).
    discovers: [Option<At>; 3],
    contended: Option<At>,
}

impl Crossings {
    /// Looks at a message of frame `at`.
    pub(super) fn see(&mut self, at: At, message: &AvdtpMessage<'_>, out: &mut Out<'_>) {
        if message.kind != MessageType::COMMAND {
            return;
        }
        if message.signal == Signal::DISCOVER {
            self.discovers[message.by.index()] = Some(at);
            let theirs = self.discovers[message.by.opposite().index()];
            if theirs.is_some_and(|theirs| at.seconds_since(theirs) <= CLOSE) {
                self.contended = Some(at);
            }
        }
        let Some((earlier, sent)) = message.crosses else { return };
        let conflict = matches!(
            (earlier, message.signal),
            (Signal::START, Signal::SUSPEND | Signal::START)
                | (Signal::SUSPEND, Signal::START)
                | (Signal::SET_CONFIGURATION, Signal::SET_CONFIGURATION)
        );
        if !conflict {
            return;
        }
        for frame in [sent.frame, at.frame] {
            self.frames.push(frame, out);
        }
    }

    /// Whether the command of this frame crossed one that it cannot go with.
    pub(super) fn has(&self, frame: u64) -> bool {
        self.frames.iter().any(|known| *known == frame)
    }

    /// Whether both sides were setting up the stream at that time.
    pub(super) fn contended_at(&self, at: At) -> bool {
        self.contended.is_some_and(|since| {
            let seconds = at.seconds_since(since);
            (-CLOSE..=ATTEMPT).contains(&seconds)
        })
    }
}
