//! Commands and their answers, and what was not answered.

use parsers::{
    hci::{Opcode, Status},
    link::Direction,
};

use crate::track::id::At;

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

/// Something that was asked and not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered<T> {
    /// What was asked.
    pub what: T,
    /// Who asked: the host (`Sent`) or the peer.
    pub direction: Direction,
    /// The frame that asked.
    pub sent: At,
    /// How long it was waited for, in nanoseconds, where a deadline passed; else the link or the
    /// channel ended before the answer.
    pub deadline: Option<i64>,
}
