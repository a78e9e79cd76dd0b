//! Commands and their answers, and what was not answered.

use parsers::hci::{Opcode, Status};

use crate::track::{
    id::At,
    state::{Outcome, Question},
};

/// A command.
#[derive(Debug, Clone, Copy)]
pub struct CommandSent<'a> {
    /// Its opcode.
    pub opcode: Opcode,
    /// Its parameters.
    pub parameters: &'a [u8],
}

/// Command Status or Command Complete.
#[derive(Debug, Clone, Copy)]
pub struct CommandAnswer<'a> {
    /// The command's opcode.
    pub opcode: Opcode,
    /// Its status; of Command Complete the first return parameter.
    pub status: Status,
    /// Command Complete, not Command Status.
    pub complete: bool,
    /// When the command was sent, if that was seen.
    pub sent: Option<At>,
    /// The return parameters of Command Complete, status included.
    pub parameters: &'a [u8],
}

/// Something that was asked and not answered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered {
    /// What was asked, by whom, and how long the answer may take.
    pub question: Question,
    /// How it stands with the answer.
    pub outcome: Outcome,
}

impl Unanswered {
    /// The answer did not come in time, which is reported at that very moment.
    pub fn is_overdue(&self) -> bool {
        self.outcome == Outcome::Overdue
    }

    /// What it was asked on ended before its time was up.
    pub fn is_cut_off(&self) -> bool {
        self.outcome == Outcome::Ended && !self.question.overdue
    }
}
