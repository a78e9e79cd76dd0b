//! Why a capture, or the rest of it, cannot be read.

use std::io;

use thiserror::Error;

use super::MAX_RECORD;

/// A capture, or the rest of it, could not be read.
#[derive(Debug, Error)]
#[error("{file}: {reason} (at octet {offset})")]
pub struct CaptureError {
    /// Path of the file, or what stands for it.
    pub file: String,
    /// Octets from the start of the uncompressed capture.
    pub offset: u64,
    /// What was wrong there.
    pub reason: Reason,
}

impl CaptureError {
    /// Whether this is not a broken capture, nor an archive of one, but something else.
    pub fn is_no_capture(&self) -> bool {
        matches!(self.reason, Reason::NotCapture { holds_one: false, .. } | Reason::Empty)
    }
}

/// What was wrong, in one line.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Reason {
    /// The operating system or the decompressor failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// There is not one octet.
    #[error("the file is empty")]
    Empty,
    /// The file ends within its header.
    #[error("the {0} header is cut short")]
    HeaderCut(&'static str),
    /// The bytes are not of a capture format that is read here.
    #[error("{what}: {advice}")]
    NotCapture {
        /// What the bytes look like.
        what: &'static str,
        /// What the user can do.
        advice: &'static str,
        /// There may be a capture in it: it is packed, or of another program.
        holds_one: bool,
    },
    /// A capture format that is known, in a kind that is not read.
    #[error("{format} {what} {number} ({name}) is not decoded: {advice}")]
    NotDecoded {
        /// The format.
        format: &'static str,
        /// Which of its header's fields says so.
        what: &'static str,
        /// The field's value.
        number: u32,
        /// What the value means.
        name: &'static str,
        /// What the user can do.
        advice: &'static str,
    },
    /// The packets are of a kind that is not read here.
    #[error("link type {number} ({name}) is not decoded{}: {advice}", Holds(holds))]
    LinkType {
        /// Number in the registry of link types.
        number: u32,
        /// Name in the registry of link types.
        name: String,
        /// What the first packet holds, where that can be said.
        holds: Option<String>,
        /// What the user can do.
        advice: &'static str,
    },
    /// A length field cannot be right.
    #[error("{what} declares {declared} octets, more than {MAX_RECORD}")]
    Length {
        /// Whose length it is.
        what: &'static str,
        /// The value of the field.
        declared: u64,
    },
    /// A length field contradicts the packet, which the capture ends in.
    #[error("{what} declares {declared} octets, which contradicts its packet")]
    Contradiction {
        /// Whose length it is.
        what: &'static str,
        /// The value of the field.
        declared: u64,
    },
    /// The capture ends within a record, as a logger leaves it that was killed.
    #[error("the capture ends within a record: {missing} {} missing", if *missing == 1 { "octet" } else { "octets" })]
    Cut {
        /// At least so many octets are missing.
        missing: u64,
    },
    /// The compressed file ends before its data does.
    #[error("the compressed file is cut off")]
    CompressionCut,
    /// A header contradicts itself.
    #[error("{0}")]
    Malformed(&'static str),
    /// A packet of an interface that no block has described.
    #[error("a packet of interface {0}, which no block describes")]
    UnknownInterface(u32),
    /// The decompressed bytes go on past the bound.
    #[error("the compressed capture expands to more than {0} octets")]
    Expansion(u64),
    /// An archive that holds several captures.
    #[error("a zip archive with {count} captures: name one of them, such as '{first}'")]
    Archive {
        /// How many.
        count: usize,
        /// The name of the first.
        first: String,
    },
    /// The capture was read, and there is nothing in it to be checked.
    #[error("nothing to check: {0}")]
    NothingToCheck(String),
    /// The capture was read, and there is less in it than the user requires.
    #[error("less than required: {0}")]
    TooLittle(String),
    /// A place in a stream was asked for.
    #[error("cannot seek in a pipe or a compressed capture")]
    NotSeekable,
}

struct Holds<'a>(&'a Option<String>);

impl std::fmt::Display for Holds<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(holds) => write!(f, ", its first packet holds {holds}"),
            None => Ok(()),
        }
    }
}

/// A reason and where; the file's name comes later.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) offset: u64,
    pub(super) reason: Reason,
}

impl Fault {
    /// The bytes are wrong here, and may be right again later.
    pub(super) fn is_damage(&self) -> bool {
        matches!(
            self.reason,
            Reason::Length { .. }
                | Reason::Contradiction { .. }
                | Reason::Malformed(_)
                | Reason::UnknownInterface(_)
        )
    }

    pub(super) fn new(offset: u64, reason: impl Into<Reason>) -> Self {
        Self { offset, reason: reason.into() }
    }

    pub(super) fn of(self, file: &str) -> CaptureError {
        CaptureError { file: file.to_owned(), offset: self.offset, reason: self.reason }
    }
}
