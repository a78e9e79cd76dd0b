//! Commands of both sides that met on the way. What comes of them is not one side's fault, and the
//! rules on races tell of it.

use arrayvec::ArrayVec;
use parsers::avdtp::{MessageType, Signal};

use crate::track::{At, event::AvdtpMessage};

/// Crossed commands of one link that are remembered.
const MAX: usize = 16;

/// The frames of commands that crossed in a way that leaves both sides in doubt.
#[derive(Debug, Default)]
pub(super) struct Crossings {
    frames: ArrayVec<u64, MAX>,
}

impl Crossings {
    /// Looks at a message of frame `at`.
    pub(super) fn see(&mut self, at: At, message: &AvdtpMessage<'_>) {
        let Some((earlier, sent)) = message.crosses else { return };
        if message.kind != MessageType::COMMAND || !conflict(earlier, message.signal) {
            return;
        }
        for frame in [sent.frame, at.frame] {
            if self.frames.is_full() {
                self.frames.remove(0);
            }
            self.frames.push(frame);
        }
    }

    /// Whether the command of this frame crossed another.
    pub(super) fn has(&self, frame: u64) -> bool {
        self.frames.contains(&frame)
    }
}

fn conflict(one: Signal, other: Signal) -> bool {
    matches!(
        (one, other),
        (Signal::SET_CONFIGURATION, Signal::SET_CONFIGURATION)
            | (Signal::START, Signal::SUSPEND)
            | (Signal::SUSPEND, Signal::START)
    )
}
